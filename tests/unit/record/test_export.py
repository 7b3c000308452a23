import csv
import hashlib
import io
import json

from support.runs import facts, marks, run_record, trend

from simrunner.record.export import CSV_COLUMNS, export_csv, export_json_lines


def test_that_the_json_lines_hold_everything_and_check_without_the_program():
    target = io.StringIO()
    record = run_record()
    count = export_json_lines(record, target)
    lines = [json.loads(line) for line in target.getvalue().splitlines()]
    assert len(lines) == count == 1 + len(facts()) + len(trend()) + len(marks())
    assert lines[0]["format"] == "simrunner-run/1"

    digest = bytes(32)
    for line in lines:
        if line["line"] == "event":
            fields = ("seq", "at_ms", "kind", "version", "source", "payload")
            text = json.dumps(
                {name: line[name] for name in fields},
                sort_keys=True,
                separators=(",", ":"),
                ensure_ascii=False,
            )
            digest = hashlib.blake2b(digest + text.encode(), digest_size=32).digest()
            assert line["digest"] == digest.hex()
    assert lines[0]["head"] == digest.hex()


def test_that_the_trend_keeps_its_numbers_in_the_export():
    target = io.StringIO()
    export_json_lines(run_record(), target)
    points = [
        line for line in map(json.loads, target.getvalue().splitlines()) if line["line"] == "trend"
    ]
    assert points[0]["shown"]["SpO2"] is None
    assert points[-1]["truth"]["HR"] == trend()[-1].truth["HR"]


def test_that_the_table_has_a_row_for_each_fact():
    target = io.StringIO(newline="")
    assert export_csv(run_record(), target) == len(facts())
    target.seek(0)
    rows = list(csv.DictReader(target))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [int(row["at_ms"]) for row in rows] == [fact.at_ms for fact in facts()]
    dose = next(row for row in rows if row["clock"] == "02:41" and row["kind"] == "ActionTaken")
    assert json.loads(dose["payload"])["action"]["amount"] == "0.5 mg"
