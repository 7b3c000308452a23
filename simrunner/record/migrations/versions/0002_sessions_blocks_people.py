"""Sessions, rooms and people; blocks of numbers and waves; signed heads; what is due to go.

Migrations never import the application: they must say the same for ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables of the second release; every run becomes a session of its own family."""
    _create_places()
    _create_people()
    _extend_runs()
    _index_told()
    _create_blocks()
    _create_words()
    _create_readings()
    _create_trust()
    _create_clocks()


def _text(name: str, *, may_lack: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=may_lack)


def _of(table: str, name: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{other}.{key}"], name=f"fk_{table}_{name}_{other}")


def _key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _create_places() -> None:
    op.create_table("centre", _text("id"), _text("name"), _key("centre", "id"))
    op.create_table(
        "room",
        _text("id"),
        _text("centre_id"),
        _text("name"),
        _key("room", "id"),
        sa.UniqueConstraint("centre_id", "name", name="uq_room_centre_id_name"),
        _of("room", "centre_id", "centre", "id"),
    )
    op.create_table("team", _text("id"), _text("name"), _key("team", "id"))
    op.create_table(
        "session",
        _text("id"),
        _text("room_id", may_lack=True),
        _text("team_id", may_lack=True),
        _text("begun_wall"),
        _key("session", "id"),
        _of("session", "room_id", "room", "id"),
        _of("session", "team_id", "team", "id"),
    )


def _create_people() -> None:
    op.create_table(
        "person",
        _text("code"),
        _text("created_wall"),
        _text("erased_wall", may_lack=True),
        _key("person", "code"),
    )
    op.create_table(
        "person_key",
        _text("code"),
        _text("name"),
        _text("contact"),
        _key("person_key", "code"),
        _of("person_key", "code", "person", "code"),
    )
    op.create_table(
        "team_member",
        _text("team_id"),
        _text("person"),
        _key("team_member", "team_id", "person"),
        _of("team_member", "team_id", "team", "id"),
        _of("team_member", "person", "person", "code"),
    )
    op.create_table(
        "role",
        _text("run_id"),
        _text("person"),
        _text("role"),
        _key("role", "run_id", "person", "role"),
        _of("role", "run_id", "run", "id"),
        _of("role", "person", "person", "code"),
    )
    op.create_table(
        "consent",
        sa.Column("id", _BIG_ID, nullable=False),
        _text("person"),
        _text("purpose"),
        _text("text_version"),
        _text("given_wall"),
        _text("withdrawn_wall", may_lack=True),
        _key("consent", "id"),
        _of("consent", "person", "person", "code"),
    )
    op.create_index("ix_consent_person", "consent", ["person"])


def _extend_runs() -> None:
    # Never by copying the table: dropping the old one would drop what refers to it.
    reference = sa.ForeignKey("session.id", name="fk_run_session_id_session")
    op.add_column("run", sa.Column("session_id", sa.Text(), reference), inline_references=True)
    op.add_column("run", sa.Column("origin", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_run_session_id", "run", ["session_id"])
    runs = sa.table(
        "run", sa.column("id"), sa.column("parent_run"), sa.column("started_wall"),
        sa.column("session_id"),
    )  # fmt: skip
    sessions = sa.table("session", sa.column("id"), sa.column("begun_wall"))
    link = op.get_bind()
    family: dict[str, str] = {}
    rows = link.execute(sa.select(runs).order_by(runs.c.started_wall, runs.c.id)).all()
    parents = {row.id: row.parent_run for row in rows}
    for row in rows:
        first = row.id
        while parents.get(first):
            first = parents[first]
        if first not in family:
            family[first] = row.started_wall
            link.execute(sa.insert(sessions).values(id=first, begun_wall=row.started_wall))
        link.execute(sa.update(runs).where(runs.c.id == row.id).values(session_id=first))


def _index_told() -> None:
    told = sa.text('payload NOT LIKE \'%"do":"Compress"%\'')
    if op.get_context().dialect.name == "sqlite":
        columns = ["kind", "run_id", "at_ms", "payload"]
        op.create_index("ix_event_told", "event", columns, sqlite_where=told)
    else:
        columns = ["kind", "run_id", "at_ms"]
        op.create_index("ix_event_told_key", "event", columns, postgresql_where=told)


def _create_blocks() -> None:
    op.create_table(
        "trend_block",
        _text("run_id"),
        sa.Column("begin_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _key("trend_block", "run_id", "begin_ms"),
        _of("trend_block", "run_id", "run", "id"),
    )
    op.create_table(
        "wave_block",
        _text("run_id"),
        sa.Column("begin_ms", sa.BigInteger(), nullable=False),
        _text("channel"),
        sa.Column("rate_hz", sa.Float(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("step", sa.Float(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _key("wave_block", "run_id", "begin_ms", "channel"),
        _of("wave_block", "run_id", "run", "id"),
    )
    op.create_table(
        "device_log",
        sa.Column("id", _BIG_ID, nullable=False),
        _text("run_id"),
        _text("device"),
        sa.Column("begin_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _key("device_log", "id"),
        _of("device_log", "run_id", "run", "id"),
    )
    op.create_index("ix_device_log_run_id", "device_log", ["run_id"])
    op.create_table(
        "media",
        _text("id"),
        _text("run_id"),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        _text("name"),
        _text("media_type"),
        _text("sha256"),
        _text("person", may_lack=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _key("media", "id"),
        _of("media", "run_id", "run", "id"),
        _of("media", "person", "person", "code"),
    )
    op.create_index("ix_media_person", "media", ["person"])
    op.create_index("ix_media_run_id", "media", ["run_id"])


def _create_words() -> None:
    op.create_table(
        "words",
        _text("run_id"),
        _text("id"),
        _text("person", may_lack=True),
        sa.Column("salt", sa.Text(), nullable=False, server_default=""),
        _text("words"),
        _key("words", "run_id", "id"),
        _of("words", "run_id", "run", "id"),
        _of("words", "person", "person", "code"),
    )
    op.create_index("ix_words_person", "words", ["person"])
    op.create_table(
        "note",
        sa.Column("id", _BIG_ID, nullable=False),
        _text("run_id"),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        _text("person", may_lack=True),
        _text("phase"),
        _text("wall"),
        _text("words"),
        _key("note", "id"),
        _of("note", "run_id", "run", "id"),
        _of("note", "person", "person", "code"),
    )
    op.create_index("ix_note_run_id", "note", ["run_id"])
    op.create_index("ix_note_person", "note", ["person"])


def _create_readings() -> None:
    op.create_table(
        "mark",
        _text("run_id"),
        _text("rater"),
        _text("instrument"),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        _text("sign"),
        _text("category"),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        _key("mark", "run_id", "rater", "instrument", "mark"),
        _of("mark", "run_id", "run", "id"),
    )
    op.create_table(
        "rating",
        _text("run_id"),
        _text("rater"),
        _text("instrument"),
        _text("item"),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("is_observed", sa.Boolean(), nullable=False),
        _key("rating", "run_id", "rater", "instrument", "item"),
        _of("rating", "run_id", "run", "id"),
    )


def _create_trust() -> None:
    op.create_table(
        "seal",
        _text("origin"),
        sa.Column("n", sa.Integer(), nullable=False),
        _text("run_id", may_lack=True),
        _text("chain"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _text("wall"),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        _key("seal", "origin", "n"),
        _of("seal", "run_id", "run", "id"),
    )
    op.create_index("ix_seal_run_id", "seal", ["run_id"])
    op.create_table(
        "audit",
        _text("origin"),
        sa.Column("n", sa.Integer(), nullable=False),
        *(_text(name) for name in ("wall", "who", "act", "about", "reason")),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _key("audit", "origin", "n"),
    )


def _create_clocks() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", _BIG_ID, nullable=False),
        *(_text(name) for name in ("person", "run_id", "words_id", "wall")),
        _key("erasure", "id"),
    )
    op.create_table(
        "retention",
        _text("record_class"),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        _key("retention", "record_class"),
    )
    op.create_table(
        "removal",
        sa.Column("id", _BIG_ID, nullable=False),
        *(_text(name) for name in ("run_id", "record_class", "announced_wall", "due_wall")),
        _text("undone_wall", may_lack=True),
        _text("done_wall", may_lack=True),
        _key("removal", "id"),
    )
    op.create_table(
        "shipment",
        _text("server"),
        _text("run_id"),
        _text("stream"),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        _key("shipment", "server", "run_id", "stream"),
        _of("shipment", "run_id", "run", "id"),
    )
