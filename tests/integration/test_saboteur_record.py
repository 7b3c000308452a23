"""Records that are garbage, changed, cut or missing, through the real command line."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from support.command_line import refused, simrunner

VERBS = (["verify"], ["list"], ["export", "--out", "out.csv"])


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Return the record of one whole run, written by the program itself."""
    out = tmp_path_factory.mktemp("run")
    assert simrunner("run", "anaphylaxis-ed", "--team", "good", "--out", out).code == 0
    return out / "record.sqlite"


@pytest.fixture
def copy(record, tmp_path):
    """Return a copy that a test may spoil."""
    return Path(shutil.copy(record, tmp_path / "copy.sqlite"))


def change(file, statement):
    connection = sqlite3.connect(file)
    with connection:
        changed = connection.execute(statement).rowcount
    connection.close()
    assert changed == 1, statement


def other_database(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cooking (recipe)")
    connection.close()


def garbage(path):
    path.write_bytes(bytes(range(256)) * 20)


def empty(path):
    path.touch()


def without_tables(path):
    other_database(path)
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE cooking")
    connection.close()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize("make", [garbage, empty, other_database, without_tables])
def test_that_a_file_that_is_no_record_is_refused_and_left_alone(tmp_path, make, verb):
    file = tmp_path / "odd.sqlite"
    make(file)
    before = file.read_bytes()

    err = refused(2, "record", verb[0], file, *verb[1:])

    assert "not a record of simulation runs" in err
    assert file.read_bytes() == before


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_that_a_missing_record_is_told_and_not_made(tmp_path, verb):
    file = tmp_path / "missing.sqlite"

    assert "There is no record at" in refused(2, "record", verb[0], file, *verb[1:])
    assert not file.exists()


def test_that_a_computer_without_runs_says_so(tmp_path):
    err = refused(2, "record", "list", SIMRUNNER_DATA=str(tmp_path))
    assert f"There is no record at {tmp_path}" in err


def test_that_a_whole_record_is_intact_also_after_another_installation_exported_it(
    record, tmp_path
):
    out = tmp_path / "out.jsonl"
    assert simrunner("record", "export", record, "--out", out).code == 0
    answer = simrunner("record", "verify", record)

    assert answer.code == 0
    assert "intact" in answer.out
    assert "NOT" not in answer.out


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE event SET at_ms = at_ms + 100 WHERE seq = 10", "Row 10 "),
        ("UPDATE event SET payload = '{}' WHERE seq = 12", "Row 12 "),
        ("DELETE FROM event WHERE seq = 20", "Row 20 "),
        ("UPDATE scenario SET canonical = canonical || ' '", "scenario"),
    ],
)
def test_that_a_tampered_record_fails_the_check_and_says_where(copy, statement, words):
    change(copy, statement)

    answer = simrunner("record", "verify", copy)

    assert (answer.code, answer.err) == (1, "")
    assert words in answer.out
    assert answer.out.rstrip().endswith("NOT intact")


def test_that_a_record_cut_in_half_fails_the_check(copy):
    content = copy.read_bytes()
    copy.write_bytes(content[: len(content) // 2])

    answer = simrunner("record", "verify", copy)

    assert (answer.code, answer.err) == (1, "")
    assert "NOT intact" in answer.out


def test_that_a_record_without_one_of_its_tables_is_not_intact(copy):
    connection = sqlite3.connect(copy)
    connection.execute("DROP TABLE seal")
    connection.close()

    told = simrunner("record", "verify", copy)

    assert told.code == 1
    assert "The table seal is missing, with everything in it." in told.out + told.err


def test_that_a_backup_into_no_folder_names_the_folder(copy, tmp_path):
    told = simrunner("record", "backup", copy, "--out", tmp_path / "nowhere" / "x.sqlite")

    assert (told.code, str(tmp_path / "nowhere") in told.err) == (2, True), told.err


def test_that_a_list_shows_every_run_whole(record):
    answer = simrunner("record", "list", record)

    assert (answer.code, answer.err) == (0, "")
    for words in ("anaphylaxis-ed", "good", "recovered", "+"):
        assert words in answer.out
    assert "…" not in answer.out


def test_that_an_export_holds_every_fact_of_the_chain(record, tmp_path):
    for name in ("run.jsonl", "run.csv"):
        answer = simrunner("record", "export", record, "--out", tmp_path / name)
        assert answer == (0, "", "")
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    events = sqlite3.connect(record).execute("SELECT count(*) FROM event").fetchone()[0]
    assert len([line for line in lines if "seq" in line]) == events
    assert len((tmp_path / "run.csv").read_text().splitlines()) > 1


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--out", "run.xml"], 2, "ends in .jsonl, .csv, .xlsx, .parquet, .zip, not .xml"),
        (["--out", "run"], 2, "not nothing"),
        (["--out", "run.csv", "--run", "1999-01-01-01"], 2, "There is no run 1999-01-01-01"),
        (["--out", "no/such/folder/run.csv"], 3, "cannot be written"),
        ([], 2, "Missing option '--out'"),
    ],
)
def test_that_an_export_that_cannot_be_is_told(record, options, code, words):
    assert words in refused(code, "record", "export", record, *options)


def test_that_an_export_onto_a_full_disk_is_told(record, tmp_path):
    (tmp_path / "full.csv").symlink_to("/dev/full")
    err = refused(3, "record", "export", record, "--out", tmp_path / "full.csv")
    assert "No space left" in err


def test_that_a_record_without_runs_has_nothing_to_export(tmp_path, copy):
    connection = sqlite3.connect(copy)
    with connection:
        for table in ("event", "trend", "remark", "annotation", "run"):
            connection.execute(f"DELETE FROM {table}")
    connection.close()
    err = refused(2, "record", "export", copy, "--out", tmp_path / "x.csv")
    assert "There is no run in" in err
