from pathlib import Path

import pytest
from sqlalchemy import insert
from support.command_line import simrunner
from support.postgres_server import PASSWORD
from support.shipped_runs import recorded

from simrunner.app.exit_code import Refusal
from simrunner.app.moving import move_record
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.people_tables import PersonKeyRow, PersonRow

CHANGE = "update event set at_ms = at_ms {by} where seq = 9 and run_id = '2026-11-22-01'"


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.sqlite"
    with Library.open(path) as library:
        for _ in range(2):
            recorded(library)
    return path


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """Let commands be given in the folder of the records."""
    monkeypatch.chdir(tmp_path)


def heads(location):
    with Library.open(location) as library:
        return [library.head(run.run) for run in library.runs()]


def move(source, target, *, remove=False, with_names=False):
    """Move as the verb does, in this process, and return what it says."""
    said = []
    code = move_record(
        str(source), str(target), remove=remove, with_names=with_names, say=said.append
    )
    assert code == 0
    return "\n".join(said)


def test_that_a_record_goes_to_a_server_and_back_whole(postgres, old, tmp_path):
    server = postgres.clean_record()
    back = tmp_path / "back.sqlite"
    there = simrunner("record", "move", old, server)
    assert there.code == 0, there.err
    home = move(server, back)
    assert "2 runs of old.sqlite are in" in there.out
    assert "old.sqlite is kept as it was." in there.out
    assert heads(old) == heads(server) == heads(back)
    for head in heads(old):
        assert head in there.out
    for words in (there.out, there.err, home):
        assert PASSWORD not in words


def test_that_a_file_is_removed_only_when_asked_and_when_all_is_compared(old, tmp_path):
    new = tmp_path / "new.sqlite"
    wanted = heads(old)
    with Library.open(old) as library:
        library.do(lambda link: link.exec_driver_sql(CHANGE.format(by="+ 1")))
    with pytest.raises(RecordError, match=r"not as it was written \(row 9\)"):
        move(old, new, remove=True)
    assert old.exists()
    with Library.open(old) as library:
        library.do(lambda link: link.exec_driver_sql(CHANGE.format(by="- 1")))
    assert "old.sqlite is removed." in move(old, new, remove=True)
    assert list(tmp_path.glob("old.sqlite*")) == []
    assert heads(new) == wanted


def test_that_names_of_people_are_not_lost_with_the_file(old, tmp_path):
    with Library.open(old) as library:
        library.do(lambda link: link.execute(insert(PersonRow).values(code="P1", created_wall="")))
        key = insert(PersonKeyRow).values(code="P1", name="Ann", contact="")
        library.do(lambda link: link.execute(key))
    with pytest.raises(Refusal, match="--with-names"):
        move(old, tmp_path / "new.sqlite", remove=True)
    assert old.exists()


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("gone.sqlite", "new.sqlite", "There is no record at"),
        ("old.sqlite", "old.sqlite", "cannot be moved into itself"),
        ("old.sqlite", "notes.txt", "is not a record"),
        ("old.sqlite", "mysql://u:hidden@h/d", "begins with mysql://"),
        ("postgresql://u:hidden@h/d", "new.sqlite", "--remove takes a file away"),
        ("old.sqlite", "postgresql://u:hidden@127.0.0.1:1/d", "cannot be reached"),
    ],
)
@pytest.mark.usefixtures("inside")
def test_that_bad_places_are_told(old, source, target, words):
    Path("notes.txt").write_text("only words " * 100)
    with pytest.raises((Refusal, RecordError), match=words) as told:
        move(source, target, remove=True)
    assert "hidden" not in repr(told.value) + repr(told.value.__cause__)
    assert Path("notes.txt").read_text().startswith("only words")
    assert old.exists()
