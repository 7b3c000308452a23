"""The first tables: library settings, scenarios, runs, events, annotations, trends, remarks.

Migrations never import the application: they must say the same for ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table of the first release."""
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "scenario",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_scenario"),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("scenario_version", sa.Text(), nullable=False),
        sa.Column("scenario_sha256", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("started_wall", sa.Text(), nullable=False),
        sa.Column("parent_run", sa.Text(), nullable=True),
        sa.Column("parent_seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.ForeignKeyConstraint(
            ["scenario_sha256"], ["scenario.sha256"], name="fk_run_scenario_sha256_scenario"
        ),
        sa.ForeignKeyConstraint(["parent_run"], ["run.id"], name="fk_run_parent_run_run"),
    )
    _create_chains()
    _create_side_tables()


def _create_chains() -> None:
    op.create_table(
        "event",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("run_id", "seq", name="uq_event_run_id_seq"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_event_run_id_run"),
    )
    op.create_index("ix_event_kind_run_id_at_ms", "event", ["kind", "run_id", "at_ms"])
    op.create_index("ix_event_run_id_at_ms", "event", ["run_id", "at_ms"])
    op.create_table(
        "annotation",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("rater", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotation"),
        sa.UniqueConstraint(
            "run_id", "rater", "instrument", "seq", name="uq_annotation_run_id_rater_instrument_seq"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_annotation_run_id_run"),
    )


def _create_side_tables() -> None:
    op.create_table(
        "trend",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "at_ms", name="pk_trend"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_trend_run_id_run"),
    )
    op.create_table(
        "remark",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_remark_run_id_run"),
    )
    op.create_index("ix_remark_run_id", "remark", ["run_id"])
