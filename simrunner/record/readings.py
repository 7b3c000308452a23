"""Marks and scores as they stand, in tables of their own for questions over many runs."""

from sqlalchemy import Connection, delete, insert, select, update

from simrunner.domain.annotation import (
    Annotation,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
)
from simrunner.record.reader import read_annotations
from simrunner.record.tables import AnnotationRow, MarkRow, RatingRow

Key = tuple[str, str, str]
"""A chain of annotations: run, rater, instrument."""

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

    For records of a release that did not keep these tables, and for what was imported.
    """
    for table in (MarkRow, RatingRow):
        connection.execute(delete(table))
    columns = (AnnotationRow.run_id, AnnotationRow.rater, AnnotationRow.instrument)
    keys = connection.execute(select(*columns).distinct().order_by(*columns)).all()
    for run, rater, instrument in keys:
        for entry in read_annotations(connection, run, rater, instrument):
            project(connection, (run, rater, instrument), entry.annotation)
    return len(keys)


def _clear(connection: Connection, key: Key, item: str) -> None:
    connection.execute(delete(RatingRow).filter_by(**_names(key), item=item))


def _names(key: Key) -> dict[str, str]:
    run, rater, instrument = key
    return {"run_id": run, "rater": rater, "instrument": instrument}
