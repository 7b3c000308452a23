"""Marks and scores as they stand, in tables of their own for questions over many runs."""

from collections.abc import Iterator
from typing import TypeAlias

from sqlalchemy import Connection, delete, insert, select, update

from simrunner.domain.annotation import (
    Annotation,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
)
from simrunner.domain.text import marked
from simrunner.record.bad_row import BadRow
from simrunner.record.errors import RecordError
from simrunner.record.reader import read_annotations
from simrunner.record.tables import AnnotationRow, MarkRow, RatingRow

Key = tuple[str, str, str]
"""A chain of annotations: run, rater, instrument."""

Place: TypeAlias = tuple[str, str, object]
"""Rater, instrument, and the mark's number or the item."""

Stand: TypeAlias = tuple[object, ...]
"""The other columns of a mark or score."""

_OTHERWISE = marked(
    "{what} of {rater} ({form}) in run {run} is not what its chain of annotations says."
)

_MARK_COLUMNS = ("mark", "at_ms", "sign", "category")


def project(connection: Connection, key: Key, annotation: Annotation) -> None:
    """Bring the marks and scores of a chain to what they are after one more annotation."""
    match annotation:
        case MarkSet():
            stood = {name: getattr(annotation, name) for name in _MARK_COLUMNS}
            row = {**_names(key), **stood, "is_withdrawn": False}
            connection.execute(insert(MarkRow).values(row))
        case MarkWithdrawn(mark=mark):
            chosen = update(MarkRow).filter_by(**_names(key), mark=mark)
            connection.execute(chosen.values(is_withdrawn=True))
        case ItemRated(item=item, score=score, is_observed=is_observed):
            _clear(connection, key, item)
            answer = {"item": item, "score": score, "is_observed": is_observed}
            connection.execute(insert(RatingRow).values(**_names(key), **answer))
        case ItemCleared(item=item):
            _clear(connection, key, item)


def rebuild_readings(connection: Connection) -> int:
    """Make both tables anew from the chains, which decide; return how many chains were read.

    For records of a release that did not keep these tables, and for what was imported. A chain
    that cannot be read is left out: verify() names it.
    """
    for table in (MarkRow, RatingRow):
        connection.execute(delete(table))
    columns = (AnnotationRow.run_id, AnnotationRow.rater, AnnotationRow.instrument)
    keys = connection.execute(select(*columns).distinct().order_by(*columns)).all()
    return sum(_rebuild(connection, (run, rater, form)) for run, rater, form in keys)


def _rebuild(connection: Connection, key: Key) -> bool:
    try:
        entries = read_annotations(connection, *key)
    except RecordError:
        return False
    for entry in entries:
        project(connection, key, entry.annotation)
    return True


def check_readings(connection: Connection, run: str) -> Iterator[BadRow]:
    """Name each mark and score of a run that is not what its chain leads to.

    A chain that cannot be read is left out: it is named by itself.
    """
    columns = (AnnotationRow.rater, AnnotationRow.instrument)
    keys = select(*columns).where(AnnotationRow.run_id == run).distinct().order_by(*columns)
    marks: dict[Place, Stand] = {}
    scores: dict[Place, Stand] = {}
    unread: set[tuple[str, str]] = set()
    for rater, form in connection.execute(keys).all():
        try:
            entries = read_annotations(connection, run, rater, form)
        except RecordError:
            unread.add((rater, form))
            continue
        for entry in entries:
            _follow(marks, scores, (rater, form), entry.annotation)
    for table, wanted, which in (
        (MarkRow, marks, ("mark", "at_ms", "sign", "category", "is_withdrawn")),
        (RatingRow, scores, ("item", "score", "is_observed")),
    ):
        rows = connection.execute(select(table.__table__).where(table.run_id == run)).mappings()
        found = {
            (row["rater"], row["instrument"], row[which[0]]): tuple(row[name] for name in which[1:])
            for row in rows
            if (row["rater"], row["instrument"]) not in unread
        }
        for place in sorted({*wanted, *found}, key=str):
            if wanted.get(place) != found.get(place):
                rater, form, what = place
                fields = {"what": what, "rater": rater, "form": form, "run": run}
                yield BadRow(
                    table=table.__tablename__, seq=None, message=_OTHERWISE,
                    fields=tuple(fields.items()),
                )  # fmt: skip


def _follow(
    marks: dict[Place, Stand],
    scores: dict[Place, Stand],
    key: tuple[str, str],
    annotation: Annotation,
) -> None:
    match annotation:
        case MarkSet(mark=mark, at_ms=at_ms, sign=sign, category=category):
            marks[*key, mark] = (at_ms, sign, category, False)
        case MarkWithdrawn(mark=mark) if (*key, mark) in marks:
            marks[*key, mark] = (*marks[*key, mark][:-1], True)
        case ItemRated(item=item, score=score, is_observed=is_observed):
            scores[*key, item] = (score, is_observed)
        case ItemCleared(item=item):
            scores.pop((*key, item), None)


def _clear(connection: Connection, key: Key, item: str) -> None:
    connection.execute(delete(RatingRow).filter_by(**_names(key), item=item))


def _names(key: Key) -> dict[str, str]:
    run, rater, instrument = key
    return {"run_id": run, "rater": rater, "instrument": instrument}
