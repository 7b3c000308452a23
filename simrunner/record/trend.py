"""A run's numbers of every second: rows at first, a block for each full minute."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, delete, insert, select

from simrunner.record.block import packed_trend, unpacked_trend
from simrunner.record.codec import Row
from simrunner.record.tables import TrendBlockRow, TrendRow

MINUTE_MS = 60_000
"""A block holds a minute: few enough bytes to page through, enough to compress well."""

END_OF_TIME_MS = 1 << 62
"""Later than every row: folds the last, unfinished minute too."""


def fold_trend(connection: Connection, run: str, before_ms: int) -> None:
    """Put the rows before ``before_ms`` into blocks of a minute each, in the same transaction.

    A row is in exactly one of both places, whenever the process ends.
    """
    is_due = (TrendRow.run_id == run) & (TrendRow.at_ms < before_ms)
    rows = connection.execute(
        select(TrendRow.at_ms, TrendRow.numbers).where(is_due).order_by(TrendRow.at_ms)
    ).all()
    if not rows:
        return
    blocks = []
    for _, minute in groupby(rows, key=lambda row: row.at_ms // MINUTE_MS):
        points = [(row.at_ms, row.numbers) for row in minute]
        blocks.append(
            {
                "run_id": run,
                "begin_ms": points[0][0],
                "end_ms": points[-1][0],
                "points": len(points),
                "body": packed_trend(points),
            }
        )
    connection.execute(insert(TrendBlockRow), blocks)
    connection.execute(delete(TrendRow).where(is_due))


def trend_rows(
    connection: Connection, run: str, from_ms: int = 0, to_ms: int = END_OF_TIME_MS
) -> Iterator[Row]:
    """Yield the rows of a run from ``from_ms`` up to ``to_ms`` (both inside), each once, in order.

    DamagedRecordError when a block cannot be opened.
    """
    last_ms = -1
    blocks = select(TrendBlockRow.body).where(
        TrendBlockRow.run_id == run,
        TrendBlockRow.end_ms >= from_ms,
        TrendBlockRow.begin_ms <= to_ms,
    )
    for body in connection.execute(blocks.order_by(TrendBlockRow.begin_ms)).scalars():
        for at_ms, numbers in unpacked_trend(body):
            if max(from_ms, last_ms + 1) <= at_ms <= to_ms:
                last_ms = at_ms
                yield {"at_ms": at_ms, "numbers": numbers}
    rows = select(TrendRow.at_ms, TrendRow.numbers).where(
        TrendRow.run_id == run, TrendRow.at_ms > last_ms
    )
    within = rows.where(TrendRow.at_ms >= from_ms, TrendRow.at_ms <= to_ms)
    for row in connection.execute(within.order_by(TrendRow.at_ms)):
        yield {"at_ms": row.at_ms, "numbers": row.numbers}
