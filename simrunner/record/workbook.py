"""Runs as a workbook of sheets (.xlsx, Office Open XML)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from simrunner.domain.run_record import RunRecord
from simrunner.record.flat import (
    ANNOTATIONS,
    FACTS,
    REMARKS,
    RUNS,
    annotation_rows,
    fact_rows,
    harmless,
    numbers_of,
    run_row,
)

LONGEST_CELL = 32_767
"""Characters that Excel keeps in one cell (its published limits)."""


def write_workbook(records: Iterable[RunRecord], target: Path) -> int:
    """Write runs, facts, numbers, annotations and remarks as sheets (.xlsx); return the facts."""
    book = Workbook(write_only=True)
    sheets = {name: book.create_sheet(name) for name in
              ("runs", "facts", "numbers", "annotations", "remarks")}  # fmt: skip
    for name, header in (("runs", RUNS), ("facts", FACTS), ("annotations", ANNOTATIONS),
                         ("remarks", REMARKS)):  # fmt: skip
        sheets[name].append(header)
    told, names = 0, list[str]()
    waiting: list[tuple[str, int, dict[str, Any]]] = []
    for record in records:
        sheets["runs"].append([_cell(each) for each in run_row(record)])
        for row in fact_rows(record):
            sheets["facts"].append([_cell(each) for each in row])
            told += 1
        for row in annotation_rows(record):
            sheets["annotations"].append([_cell(each) for each in row])
        for remark in record.remarks:
            row = (record.summary.run, remark.at_ms, remark.wall, remark.kind, remark.words)
            sheets["remarks"].append([_cell(each) for each in row])
        waiting += numbers_of(record)
    for _, _, numbers in waiting:
        names += [name for name in numbers if name not in names]
    sheets["numbers"].append(["run", "at_ms", *names])
    for run, at_ms, numbers in waiting:
        sheets["numbers"].append([run, at_ms, *(numbers.get(name) for name in names)])
    book.save(target)
    return told


def _cell(value: Any) -> Any:
    safe = harmless(value)
    return safe[:LONGEST_CELL] if isinstance(safe, str) else safe
