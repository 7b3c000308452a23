"""A branch against its parent: they share every fact up to the one from which it was rewound."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from simrunner.domain.chain import GENESIS
from simrunner.domain.payload import PayloadError
from simrunner.domain.text import marked
from simrunner.record.codec import event_links, event_of
from simrunner.record.finding import IntegrityProblem, a_problem
from simrunner.record.tables import EventRow

_OWN, _PARENTS = EventRow.__table__.alias(), EventRow.__table__.alias()


def check_shared(connection: Connection, run: dict[str, Any]) -> Iterator[IntegrityProblem]:
    """Name the first row that a branch should share with its parent and does not."""
    parent, upto = run["parent_run"], run["parent_seq"]
    if parent is None or not isinstance(upto, int):
        return
    seq = _first_other(connection, run["id"], parent, upto)
    if seq is not None:
        sentence = marked("Row {seq} of run {run} is not that of run {parent}, whose branch it is.")
        yield a_problem(run["id"], "event", seq, sentence, seq=seq, run=run["id"], parent=parent)


def _first_other(connection: Connection, run: str, parent: str, upto: int) -> int | None:
    """Return the first row that does not hold the parent's fact.

    Links alone decide until they part. A parent of 0.1 holds free text in its chain and a branch
    made since does not, so from there on each link must be one that the parent's fact gives.
    """
    both = (_OWN.c.run_id == run) & (_PARENTS.c.run_id == parent) & (_OWN.c.seq <= upto)
    joined = _OWN.join(_PARENTS, _OWN.c.seq == _PARENTS.c.seq)
    parted = connection.execute(
        select(func.min(_OWN.c.seq))
        .select_from(joined)
        .where(both, _OWN.c.digest != _PARENTS.c.digest)
    ).scalar()
    if parted is None:
        return None
    before = select(_OWN.c.digest).where(_OWN.c.run_id == run, _OWN.c.seq == parted - 1)
    previous = connection.execute(before).scalar() or GENESIS
    rows = connection.execute(
        select(_OWN.c.digest.label("found"), _PARENTS)
        .select_from(joined)
        .where(both, _OWN.c.seq >= parted)
        .order_by(_OWN.c.seq),
        execution_options={"yield_per": 1000},
    )
    for row in rows.mappings():
        try:
            links = event_links(previous, row["seq"], event_of(dict(row)))
        except (PayloadError, TypeError, ValueError):
            return None  # the parent's own chain names it
        if row["found"] not in links:
            return int(row["seq"])
        previous = row["found"]
    return None
