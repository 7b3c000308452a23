"""Compressed blocks, device logs and media: they open, and hold what their row says."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from simrunner.domain.text import marked
from simrunner.record.block import unpacked_samples, unpacked_trend
from simrunner.record.codec import trend_of
from simrunner.record.device_log import entries_of
from simrunner.record.errors import DamagedRecordError
from simrunner.record.finding import IntegrityProblem, a_problem
from simrunner.record.tables import DeviceLogRow, MediaRow, TrendBlockRow, WaveBlockRow

Blobs = TrendBlockRow | WaveBlockRow | DeviceLogRow | MediaRow


_POINTS = marked(
    "The block of numbers at {begin_ms} ms of run {run} is not what was written: {why}"
)
_SAMPLES = marked(
    "The block of the wave {channel} at {begin_ms} ms of run {run} is not what was written: {why}"
)
_LOG = marked("The log of {device} at {begin_ms} ms of run {run} is not what was written: {why}")
_MEDIUM = marked("The medium {name} of run {run} is not what was written: {why}")

_NAMES = ("begin_ms", "channel", "device", "name")
"""The columns that tell which block, log or medium it is."""


class _OtherContentError(Exception):
    """A body that opens and holds something else."""


def check_blobs(connection: Connection, run: str) -> Iterator[IntegrityProblem]:
    """Name each block, log and medium of a run that cannot be opened or is not what it says."""
    for row in _rows(connection, TrendBlockRow, run):
        yield from _judged(run, "trend_block", _POINTS, row, _check_points)
    for row in _rows(connection, WaveBlockRow, run):
        yield from _judged(run, "wave_block", _SAMPLES, row, _check_samples)
    for row in _rows(connection, DeviceLogRow, run):
        yield from _judged(run, "device_log", _LOG, row, _check_log)
    for row in _rows(connection, MediaRow, run):
        yield from _judged(run, "media", _MEDIUM, row, _check_medium)


def _rows(connection: Connection, table: type[Blobs], run: str) -> Iterator[Any]:
    query = select(table.__table__).where(table.run_id == run)
    yield from connection.execute(query, execution_options={"yield_per": 20}).mappings()


def _judged(run: str, table: str, said: str, row: Any, check: Any) -> Iterator[IntegrityProblem]:
    try:
        check(row)
    except (_OtherContentError, DamagedRecordError, TypeError, ValueError) as problem:
        which = {name: row[name] for name in _NAMES if name in row}
        yield a_problem(run, table, None, said, run=run, why=problem, **which)


def _check_points(row: Any) -> None:
    times_ms = []
    for at_ms, numbers in unpacked_trend(row["body"]):
        trend_of({"at_ms": at_ms, "numbers": numbers})
        times_ms.append(at_ms)
    if len(times_ms) != row["points"]:
        raise _OtherContentError(
            f"it holds {len(times_ms)} seconds, and should hold {row['points']}"
        )
    if times_ms and (times_ms[0], times_ms[-1]) != (row["begin_ms"], row["end_ms"]):
        raise _OtherContentError(
            f"it goes from {times_ms[0]} to {times_ms[-1]} ms, "
            f"and should from {row['begin_ms']} to {row['end_ms']} ms"
        )


def _check_samples(row: Any) -> None:
    unpacked_samples(row["body"], row["samples"])


def _check_log(row: Any) -> None:
    last_ms = max((after_ms for after_ms, _, _ in entries_of(row["body"])), default=0)
    if last_ms != row["end_ms"] - row["begin_ms"]:
        raise _OtherContentError(f"it reaches {last_ms} ms, and should reach another time")


def _check_medium(row: Any) -> None:
    if sha256(row["body"]).hexdigest() != row["sha256"]:
        raise _OtherContentError("its SHA-256 is another one")
