"""The tables about people: codes and who they are, what they agreed to, who looked, what went."""

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from simrunner.record.tables import BIG_ID, Base


class PersonRow(Base):
    """A person by code; who that is stands in ``person_key`` alone."""

    __tablename__ = "person"
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    created_wall: Mapped[str] = mapped_column(Text)
    erased_wall: Mapped[str | None] = mapped_column(Text)


class PersonKeyRow(Base):
    """Who a code is: the only table with names."""

    __tablename__ = "person_key"
    code: Mapped[str] = mapped_column(ForeignKey("person.code"), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)


class TeamMemberRow(Base):
    """A person belongs to a team."""

    __tablename__ = "team_member"
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.code"), primary_key=True)


class RoleRow(Base):
    """A person took part in a run, in a role."""

    __tablename__ = "role"
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.code"), primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class ConsentRow(Base):
    """A person agreed to a purpose in the words of ``text_version``, until withdrawn."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.code"), index=True)
    purpose: Mapped[str] = mapped_column(Text)
    text_version: Mapped[str] = mapped_column(Text)
    given_wall: Mapped[str] = mapped_column(Text)
    withdrawn_wall: Mapped[str | None] = mapped_column(Text)


class AuditRow(Base):
    """Somebody looked at, changed, exported or erased something of a person; one chain."""

    __tablename__ = "audit"
    origin: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wall: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class ErasureRow(Base):
    """What was erased, by code or id: applied again to backups and bundles that come back."""

    __tablename__ = "erasure"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    person: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(Text)
    words_id: Mapped[str] = mapped_column(Text)
    wall: Mapped[str] = mapped_column(Text)


class RetentionRow(Base):
    """How many days a class of data is kept; without a row it is kept for ever."""

    __tablename__ = "retention"
    record_class: Mapped[str] = mapped_column(Text, primary_key=True)
    keep_days: Mapped[int]


class RemovalRow(Base):
    """A removal that is announced, and may be undone until ``due_wall``."""

    __tablename__ = "removal"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(Text)
    record_class: Mapped[str] = mapped_column(Text)
    announced_wall: Mapped[str] = mapped_column(Text)
    due_wall: Mapped[str] = mapped_column(Text)
    undone_wall: Mapped[str | None] = mapped_column(Text)
    done_wall: Mapped[str | None] = mapped_column(Text)
