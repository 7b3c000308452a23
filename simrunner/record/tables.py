"""The tables of a record. Rows are never domain objects: see codec.py for both ways."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BIG_ID = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only for a plain INTEGER primary key."""


class Base(DeclarativeBase):
    """Every constraint has a predictable name, so that a later migration can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SettingRow(Base):
    """A setting of the whole library; ``id`` names the library itself."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class ScenarioRow(Base):
    """A canonical scenario text, once for all runs of it."""

    __tablename__ = "scenario"
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    canonical: Mapped[str] = mapped_column(Text)


class CentreRow(Base):
    """A simulation centre."""

    __tablename__ = "centre"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class RoomRow(Base):
    """A room of a centre, in which sessions run."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("centre_id", "name"),)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"))
    name: Mapped[str] = mapped_column(Text)


class TeamRow(Base):
    """People who train together, under a name that says nothing of them."""

    __tablename__ = "team"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class SessionRow(Base):
    """One team's time in a room: a first run and the runs that were rewound from it."""

    __tablename__ = "session"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    room_id: Mapped[str | None] = mapped_column(ForeignKey("room.id"))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    begun_wall: Mapped[str] = mapped_column(Text)


class RunRow(Base):
    """What is known of a run before its first fact; none of it is in the chain.

    ``origin`` is the id of the library it was recorded in, empty for this one.
    """

    __tablename__ = "run"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    scenario: Mapped[str] = mapped_column(Text)
    scenario_version: Mapped[str] = mapped_column(Text)
    scenario_sha256: Mapped[str] = mapped_column(ForeignKey("scenario.sha256"))
    title: Mapped[str] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(BigInteger)
    difficulty: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    team: Mapped[str] = mapped_column(Text)
    started_wall: Mapped[str] = mapped_column(Text)
    parent_run: Mapped[str | None] = mapped_column(ForeignKey("run.id"))
    parent_seq: Mapped[int | None]
    session_id: Mapped[str | None] = mapped_column(ForeignKey("session.id"), index=True)
    origin: Mapped[str] = mapped_column(Text, server_default="")


TOLD = 'payload NOT LIKE \'%"do":"Compress"%\''
"""Every fact but compressions: a few hundred among thousands, and what people ask about.

Written out, for an index over some rows serves only questions in its very words.
"""


class EventRow(Base):
    """A fact. Appended only; ``kind`` is Event.code, ``digest`` its link in the run's chain."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("run_id", "seq"),
        Index(None, "kind", "run_id", "at_ms"),
        Index(None, "run_id", "at_ms"),
        # In SQLite with the text: a question is answered without the table. A row of an
        # index in PostgreSQL has room for 2,700 bytes, a fact may have more.
        Index(
            "ix_event_told", "kind", "run_id", "at_ms", "payload", sqlite_where=text(TOLD),
        ).ddl_if("sqlite"),
        Index(
            "ix_event_told_key", "kind", "run_id", "at_ms", postgresql_where=text(TOLD),
        ).ddl_if("postgresql"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    seq: Mapped[int]
    at_ms: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[int]
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AnnotationRow(Base):
    """What a rater noted with a form: one chain for each run, rater and instrument."""

    __tablename__ = "annotation"
    __table_args__ = (UniqueConstraint("run_id", "rater", "instrument", "seq"),)
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    rater: Mapped[str] = mapped_column(Text)
    instrument: Mapped[str] = mapped_column(Text)
    seq: Mapped[int]
    at_ms: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class TrendRow(Base):
    """One second of shown numerics and true vitals, until its minute is folded into a block."""

    __tablename__ = "trend"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    numbers: Mapped[str] = mapped_column(Text)


class RemarkRow(Base):
    """Pause, speed, link health: true of the room, never part of the chain."""

    __tablename__ = "remark"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    wall: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class TrendBlockRow(Base):
    """A minute of trend rows in one compressed body (see block.py)."""

    __tablename__ = "trend_block"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    begin_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    end_ms: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class WaveBlockRow(Base):
    """Some seconds of one wave: 16-bit samples in steps of ``step``, compressed (see block.py)."""

    __tablename__ = "wave_block"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    begin_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    rate_hz: Mapped[float] = mapped_column(Float)
    samples: Mapped[int]
    step: Mapped[float] = mapped_column(Float)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DeviceLogRow(Base):
    """Raw bytes of a device's link, compressed, as they came."""

    __tablename__ = "device_log"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    device: Mapped[str] = mapped_column(Text)
    begin_ms: Mapped[int] = mapped_column(BigInteger)
    end_ms: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class MediaRow(Base):
    """A picture, sound or video of a run, with the SHA-256 of its bytes.

    ``person`` is set where it shows or holds one person alone.
    """

    __tablename__ = "media"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    person: Mapped[str | None] = mapped_column(ForeignKey("person.code"), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class WordsRow(Base):
    """Free text of a person; the chains speak of it by its id, so that it can be erased.

    Where there is a ``salt``, ``id`` is a digest of both: see words.py.
    """

    __tablename__ = "words"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str | None] = mapped_column(ForeignKey("person.code"), index=True)
    salt: Mapped[str] = mapped_column(Text, server_default="")
    words: Mapped[str] = mapped_column(Text)


class NoteRow(Base):
    """A note of the debrief."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    person: Mapped[str | None] = mapped_column(ForeignKey("person.code"), index=True)
    phase: Mapped[str] = mapped_column(Text)
    wall: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class MarkRow(Base):
    """A mark as it stands, for questions over many runs; the chain it comes from decides."""

    __tablename__ = "mark"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    rater: Mapped[str] = mapped_column(Text, primary_key=True)
    instrument: Mapped[str] = mapped_column(Text, primary_key=True)
    mark: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    sign: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    is_withdrawn: Mapped[bool] = mapped_column(Boolean)


class RatingRow(Base):
    """An item's score as it stands, for questions over many runs; the chain decides."""

    __tablename__ = "rating"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    rater: Mapped[str] = mapped_column(Text, primary_key=True)
    instrument: Mapped[str] = mapped_column(Text, primary_key=True)
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    score: Mapped[int | None]
    is_observed: Mapped[bool] = mapped_column(Boolean)


class SealRow(Base):
    """A signed head: ``n`` counts the seals of the library ``origin``, each over the one before.

    ``chain`` is empty for the run's own facts, else ``rater/instrument`` of its annotations. The
    audit belongs to no run: its chain is called ``audit``.
    """

    __tablename__ = "seal"
    origin: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"), index=True)
    chain: Mapped[str] = mapped_column(Text)
    seq: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    wall: Mapped[str] = mapped_column(Text)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class ShipmentRow(Base):
    """How far a stream of a run has been copied to a server: the outbox's memory."""

    __tablename__ = "shipment"
    server: Mapped[str] = mapped_column(Text, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(Text, primary_key=True)
    upto: Mapped[int] = mapped_column(BigInteger)
