import csv
import io
from dataclasses import replace

import openpyxl
import pyarrow.parquet as pq
import pytest
from support.runs import facts, run_record, trend

from simrunner.domain.run_record import Remark
from simrunner.record.columns import write_parquet
from simrunner.record.export import export_csv
from simrunner.record.flat import harmless
from simrunner.record.workbook import write_workbook

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')


def record(**changes):
    found = run_record(points=trend(5))
    return replace(found, summary=replace(found.summary, **changes))


@pytest.mark.parametrize("text", EVIL)
def test_that_a_cell_that_would_be_a_formula_is_quoted(text):
    assert harmless(text) == f"'{text}"


def test_that_numbers_and_plain_words_stay_as_they_are():
    assert [harmless(cell) for cell in (-1, 0.5, None, "a=b", "")] == [-1, 0.5, None, "a=b", ""]


def test_that_a_workbook_holds_every_fact_and_computes_nothing(tmp_path):
    remark = Remark(at_ms=1, wall="2026-11-22T14:20:00+08:00", kind="note", words="@cmd")
    evil = replace(record(team="=1+1"), remarks=(remark,))
    assert write_workbook([evil, record(run="2026-11-22-02")], tmp_path / "x.xlsx") == (
        2 * len(facts())
    )
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["runs", "facts", "numbers", "annotations", "remarks"]
    assert [cell.value for cell in book["facts"]["B"][1 : len(facts()) + 1]] == list(
        range(1, len(facts()) + 1)
    )
    assert book["runs"]["D2"].value == "'=1+1"
    assert book["remarks"]["E2"].value == "'@cmd"
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    header, first, *_ = book["numbers"].iter_rows(values_only=True)
    numbers = dict(zip(header, first, strict=True))
    assert (numbers["at_ms"], numbers["HR"], numbers["true RR"]) == (1000, 91, 18)


def test_that_columns_hold_what_the_record_holds(tmp_path):
    one = record()
    assert write_parquet([one], tmp_path / "x.parquet") == len(one.events)
    table = pq.read_table(tmp_path / "x.parquet").to_pylist()
    assert [(row["seq"], row["at_ms"], row["kind"], row["digest"]) for row in table] == [
        (each.seq, each.event.at_ms, each.event.code, each.digest.hex()) for each in one.events
    ]
    assert {row["team"] for row in table} == {one.summary.team}
    numbers = pq.read_table(tmp_path / "x.numbers.parquet").to_pylist()
    rates = [(row["at_ms"], row["shown"], row["true"]) for row in numbers if row["name"] == "HR"]
    assert rates == [(point.at_ms, point.shown["HR"], point.truth["HR"]) for point in one.trend]


def test_that_a_csv_table_is_read_back_and_has_no_formula():
    target = io.StringIO(newline="")
    assert export_csv(record(), target) == len(facts())
    rows = list(csv.reader(io.StringIO(target.getvalue())))
    assert len(rows) == len(facts()) + 1
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
