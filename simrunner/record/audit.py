"""The audit: one chain of who looked at, changed, exported or erased what of whom, and why."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, insert, select

from simrunner.domain.chain import GENESIS, link
from simrunner.domain.person import AuditEntry, By, Deed, Reason
from simrunner.domain.text import marked
from simrunner.record.bad_row import BadRow
from simrunner.record.codec import Row
from simrunner.record.people_tables import AuditRow

HERE = ""
"""The ``origin`` of what was done in this library."""

_CHAINED = ("n", "wall", "who", "act", "about", "reason")


def note(connection: Connection, by: By, deed: Deed, *about: str) -> None:
    """Append a line about each in the transaction of what they tell: nothing is stored without.

    ``about`` are codes, runs or classes of data, never a name and never free text.
    """
    last = connection.execute(
        select(AuditRow.n, AuditRow.digest)
        .where(AuditRow.origin == HERE)
        .order_by(AuditRow.n.desc())
        .limit(1)
    ).first()
    before, digest = (0, GENESIS) if last is None else (last.n, last.digest)
    rows: list[Row] = []
    for n, one in enumerate(about, start=before + 1):
        row: Row = {
            "n": n, "wall": by.wall, "who": by.who, "act": deed.value, "about": one,
            "reason": by.reason.value,
        }  # fmt: skip
        digest = link(digest, row)
        rows.append({"origin": HERE, "digest": digest, **row})
    if rows:
        connection.execute(insert(AuditRow), rows)


def read_audit(connection: Connection, about: str | None = None) -> tuple[AuditEntry, ...]:
    """Return the lines of this library, oldest first; only those about one code where named."""
    query = select(AuditRow.__table__).where(AuditRow.origin == HERE).order_by(AuditRow.n)
    if about is not None:
        query = query.where(AuditRow.about == about)
    return tuple(
        AuditEntry(
            seq=row.n,
            by=By(who=row.who, wall=row.wall, reason=Reason(row.reason)),
            deed=Deed(row.act),
            about=row.about,
        )
        for row in connection.execute(query)
    )


def read_audit_of(connection: Connection, about: Sequence[str]) -> tuple[AuditEntry, ...]:
    """Return the lines about any of these codes and runs, oldest first."""
    wanted = set(about)
    return tuple(entry for entry in read_audit(connection) if entry.about in wanted)


def check_audit(connection: Connection) -> Iterator[BadRow]:
    """Yield the first bad line of each library's audit.

    A chain alone cannot tell that its end was cut off: a signed head does.
    """
    origins = connection.execute(select(AuditRow.origin).distinct().order_by(AuditRow.origin))
    for origin in origins.scalars().all():
        rows = connection.execute(
            select(AuditRow.__table__).where(AuditRow.origin == origin).order_by(AuditRow.n)
        ).mappings()
        digest = GENESIS
        for n, row in enumerate(rows, start=1):
            if row["n"] != n:
                yield _bad(n, marked("Line {n} of the audit is missing."))
                break
            try:
                digest = link(digest, {name: row[name] for name in _CHAINED})
            except (TypeError, ValueError):  # SQLite stores any kind in any column
                digest = b""
            if row["digest"] != digest:
                yield _bad(n, marked("Line {n} of the audit is not what was written."))
                break


def _bad(n: int, message: str) -> BadRow:
    return BadRow(table="audit", seq=n, message=message, fields=(("n", n),))
