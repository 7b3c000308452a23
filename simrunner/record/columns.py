"""Runs as columns (Parquet), for tools that scan thousands of them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from simrunner.domain.run_record import RunRecord
from simrunner.record.codec import trend_numbers
from simrunner.record.flat import Row, fact_rows


def write_parquet(records: Iterable[RunRecord], target: Path) -> int:
    """Write the facts of runs as one Parquet file with Zstandard; return how many.

    Their numbers go beside it, as ``NAME.numbers.parquet``: run, at_ms, name, shown, true.
    """
    facts = pa.schema(
        [("run", pa.string()), ("seq", pa.int32()), ("at_ms", pa.int64()), ("clock", pa.string()),
         ("kind", pa.int16()), ("name", pa.string()), ("source", pa.string()),
         ("payload", pa.string()), ("digest", pa.string()), ("scenario", pa.string()),
         ("team", pa.string()), ("started_wall", pa.string())]
    )  # fmt: skip
    numbers = pa.schema(
        [("run", pa.string()), ("at_ms", pa.int64()), ("name", pa.string()),
         ("shown", pa.float64()), ("true", pa.float64())]
    )  # fmt: skip
    beside = target.with_name(f"{target.stem}.numbers{target.suffix}")
    told = 0
    with (
        parquet.ParquetWriter(target, facts, compression="zstd") as fact_file,
        parquet.ParquetWriter(beside, numbers, compression="zstd") as number_file,
    ):
        for record in records:
            summary = record.summary
            known = (summary.scenario, summary.team, summary.started_wall)
            rows = [(*row, *known) for row in fact_rows(record)]
            told += len(rows)
            fact_file.write_table(_table(rows, facts))
            number_file.write_table(_table(list(_long_numbers(record)), numbers))
    return told


def _long_numbers(record: RunRecord) -> Iterator[Row]:
    for point in record.trend:
        numbers = trend_numbers(point)
        shown, truth = numbers["shown"], numbers["truth"]
        for name in dict.fromkeys((*shown, *truth)):
            yield record.summary.run, point.at_ms, name, shown.get(name), truth.get(name)


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
