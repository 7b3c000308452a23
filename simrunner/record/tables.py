"""The tables of a record. Rows are never domain objects: see codec.py for both ways."""

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_BIG_ID = BigInteger().with_variant(Integer, "sqlite")
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


class RunRow(Base):
    """What is known of a run before its first fact; none of it is in the chain."""

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


class EventRow(Base):
    """A fact. Appended only; ``kind`` is Event.code, ``digest`` its link in the run's chain."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("run_id", "seq"),
        Index(None, "kind", "run_id", "at_ms"),
        Index(None, "run_id", "at_ms"),
    )
    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
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
    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    rater: Mapped[str] = mapped_column(Text)
    instrument: Mapped[str] = mapped_column(Text)
    seq: Mapped[int]
    at_ms: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class TrendRow(Base):
    """One second of shown numerics and true vitals, beside the chain."""

    __tablename__ = "trend"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    numbers: Mapped[str] = mapped_column(Text)


class RemarkRow(Base):
    """Pause, speed, link health: true of the room, never part of the chain."""

    __tablename__ = "remark"
    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    wall: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
