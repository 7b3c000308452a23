import signal
import subprocess
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from support.postgres_server import PASSWORD
from support.runs import act, facts, marks, new_run, started, taken
from support.shipped_runs import (
    WALL,
    States,
    before_commits,
    counts,
    outbox_of,
    recorded,
    send_all,
    small_parcels,
)

from simrunner.domain.event import RunEnded
from simrunner.domain.note import ANALYSIS, REACTIONS, Note
from simrunner.record import outbox as outbox_module
from simrunner.record import shipping
from simrunner.record.library import Library
from simrunner.record.notes import set_notes
from simrunner.record.parcel import Names
from simrunner.record.people_tables import ConsentRow, ErasureRow, PersonKeyRow, PersonRow
from simrunner.record.shipping import pack, unpack
from simrunner.record.tables import NoteRow, WordsRow

ROOT = Path(__file__).parents[2]
MANY = 900
COPYING = (
    "import sys; from support.shipped_runs import copy_until_killed;"
    "copy_until_killed(*sys.argv[1:])"
)


@pytest.fixture
def server(postgres):
    return postgres.clean_record()


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "room.sqlite") as opened:
        yield opened


@pytest.fixture
def soon(monkeypatch):
    """Let a server that is away be tried again at once."""
    monkeypatch.setattr(outbox_module, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(outbox_module, "LONGEST_PAUSE_S", 0.1)


def there(server, library):
    """Return what a server has of a library's runs, by the names that they have here."""
    with Library.open(server) as centre:
        return {
            run.run.removesuffix(f"@{library.id}"): centre.read(run.run)
            for run in centre.runs()
            if run.run.endswith(f"@{library.id}")
        }


def assert_all_is_there(server, library):
    found = there(server, library)
    own = {run.run: library.read(run.run) for run in library.runs()}
    assert found.keys() == own.keys()
    for run, record in own.items():
        assert replace(found[run], summary=record.summary) == record


def asked(postgres, server, query):
    return postgres.run(query, server.rpartition("/")[2])


def test_that_everything_of_a_run_arrives_once(postgres, server, library):
    for _ in range(2):
        recorded(library, room="Theatre 2")
    assert send_all(library, server).behind == 0
    assert_all_is_there(server, library)
    once = counts(postgres, server)
    assert send_all(library, server).trouble is None
    assert counts(postgres, server) == once
    assert once["annotation"] == 2 * len(marks())


def test_that_the_server_has_the_notes_as_they_are_now_and_never_the_private_one(
    postgres, server, library
):
    run = recorded(library)
    said = Note(at_ms=0, phase=ANALYSIS, wall=WALL, words="Nobody said it")
    own = replace(said, phase=REACTIONS, words="Bo was shaken")
    query = "select phase, words from note"
    for notes, there_now in (
        ((own, said), [(ANALYSIS, "Nobody said it")]),
        ((own, replace(said, words="Ann said it")), [(ANALYSIS, "Ann said it")]),
        ((own,), []),
    ):
        library.do(partial(set_notes, run=run, notes=notes))
        assert send_all(library, server).trouble is None
        assert asked(postgres, server, query) == there_now


def test_that_what_is_recorded_later_follows_while_the_program_runs(server, library):
    states = States()
    outbox = outbox_of(library, server, states)
    outbox.start()
    states.wait_for(lambda state: state.is_connected)
    recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
    recorder.append(facts()[:9])
    assert recorder.flush(5.0)
    arrived = threading.Event()
    for _ in range(50):
        if any(len(run.events) == 9 for run in there(server, library).values()):
            break
        arrived.wait(0.1)
    recorder.append(facts()[9:])
    assert recorder.close()
    library.annotations(recorder.run, "A1", "team").append(marks()[0])
    outbox.shutdown(30.0)
    assert_all_is_there(server, library)
    assert outbox.state.contact_wall == WALL


def test_that_a_server_that_dies_in_the_middle_loses_and_doubles_nothing(
    postgres, server, library, soon, monkeypatch
):
    monkeypatch.setattr(shipping, "STREAMS", small_parcels())
    died = threading.Event()

    def die():
        postgres.stop("immediate")
        died.set()

    monkeypatch.setattr(outbox_module, "unpack", before_commits([3, 6], die))
    recorded(library, acts=MANY)
    states = States()
    outbox = outbox_of(library, server, states)
    outbox.start()
    try:
        for _ in range(2):
            assert died.wait(30.0)
            died.clear()
            lost = states.wait_for(lambda state: state.trouble is not None)
            assert "cannot be reached" in str(lost.trouble)
            assert not lost.is_connected
            # Nothing of the session waits: it goes on recording meanwhile.
            recorded(library)
            postgres.start()
        states.wait_for(lambda state: state.trouble is None)
    finally:
        outbox.shutdown(30.0)
    assert outbox.state.behind == 0
    assert_all_is_there(server, library)
    assert counts(postgres, server)["remark"] == 3


def test_that_a_killed_copying_loses_and_doubles_nothing(postgres, server, tmp_path):
    file = tmp_path / "room.sqlite"
    with Library.open(file) as library:
        recorded(library, acts=MANY)
    child = subprocess.run(
        [sys.executable, "-c", COPYING, str(file), server], check=False, cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
    )  # fmt: skip
    assert child.returncode == -signal.SIGKILL
    assert counts(postgres, server)["event"] == 200
    with Library.open(file) as library:
        assert send_all(library, server).behind == 0
        assert_all_is_there(server, library)


def test_that_several_rooms_copy_at_once_and_stay_apart(postgres, server, tmp_path):
    rooms = [Library.open(tmp_path / f"room-{number}.sqlite") for number in range(3)]
    try:
        for number, library in enumerate(rooms):
            recorded(library, room=f"Room {number}", acts=300)
        boxes = [outbox_of(library, server) for library in rooms]
        for box in boxes:
            box.start()
        for box in boxes:
            box.shutdown(60.0)
        assert [box.state.trouble for box in boxes] == [None] * 3
        for library in rooms:
            assert_all_is_there(server, library)
    finally:
        for library in rooms:
            library.shutdown()
    found = counts(postgres, server)
    assert (found["run"], found["room"], found["centre"], found["scenario"]) == (3, 3, 1, 1)


def test_that_a_server_restored_from_a_copy_gets_what_it_lacks(postgres, server, library):
    recorded(library)
    send_all(library, server)
    for table in ("event", "annotation", "trend", "remark", "shipment"):
        asked(postgres, server, f"delete from {table}")
    send_all(library, server)
    assert_all_is_there(server, library)


def test_that_another_run_of_the_same_name_is_not_overwritten(postgres, server, tmp_path):
    original, copy = tmp_path / "one.sqlite", tmp_path / "two.sqlite"
    with Library.open(original) as library:
        first = library.id
        recorded(library, acts=5)
        send_all(library, server)
    with Library.open(copy) as library:
        library.do(lambda link: link.execute(text("update setting set words = :id"), {"id": first}))
    with Library.open(copy) as library:
        run = library.begin_run(new_run())
        recorder = library.recorder(run, on_failure=pytest.fail)
        recorder.append([started(), *[taken(9, act("fluids"), entry=n) for n in range(20)]])
        assert recorder.close()
        other = library.begin_run(new_run())
        before = asked(postgres, server, "select seq, digest from event order by seq")
        state = send_all(library, server)
        assert "copied from another computer" in str(state.trouble)
        assert (
            asked(
                postgres,
                server,
                f"select seq, digest from event where run_id like '{run}%' order by 1",
            )
            == before
        )
        assert other in there(server, library)


def test_that_a_wrong_password_is_told_without_the_password(postgres, server, library, caplog):
    wrong = server.replace(PASSWORD, "wr0ng-p4ssword")
    recorded(library)
    state = send_all(library, wrong)
    assert "refuses this user or password" in str(state.trouble)
    for words in (repr(state), str(state.trouble.__cause__), caplog.text, repr(state.trouble)):
        assert "wr0ng-p4ssword" not in words
    assert counts(postgres, server)["run"] == 0


def test_that_codes_of_people_go_and_their_names_stay(postgres, server, library):
    run = recorded(library)

    def meet(link):
        link.execute(insert(PersonRow).values(code="P7", created_wall=WALL))
        link.execute(insert(PersonKeyRow).values(code="P7", name="Ann Example", contact="a@b.c"))
        link.execute(insert(ConsentRow).values(
            person="P7", purpose="research", text_version="1", given_wall=WALL,
        ))  # fmt: skip
        for name in ("one", "two"):
            link.execute(insert(WordsRow).values(run_id=run, id=name, person="P7", words="said"))
        link.execute(insert(NoteRow).values(
            run_id=run, at_ms=1, person="P7", phase="analysis", wall=WALL, words="a\0b",
        ))  # fmt: skip

    def change(link):
        link.execute(text("update consent set withdrawn_wall = :wall"), {"wall": WALL})
        link.execute(text("delete from words where id = 'one'"))
        link.execute(insert(ErasureRow).values(
            person="", run_id=run, words_id="one", wall=WALL,
        ))  # fmt: skip

    library.do(meet)
    send_all(library, server)
    assert asked(postgres, server, "select count(*) from person_key") == [(0,)]
    assert asked(postgres, server, "select id from words where words = 'said' order by id") == [
        ("one",),
        ("two",),
    ]
    library.do(change)
    for _ in range(2):
        send_all(library, server)
    assert asked(postgres, server, "select withdrawn_wall from consent") == [(WALL,)]
    assert asked(postgres, server, "select id from words where words = 'said'") == [("two",)]
    assert asked(postgres, server, "select person, words from note") == [("P7", "a\ufffdb")]


def test_that_a_record_on_the_server_is_not_copied_into_itself(server):
    with Library.open(server) as library:
        assert "is this library itself" in str(send_all(library, server).trouble)


def test_that_a_full_queue_of_runs_is_told_as_behind(server, library, monkeypatch):
    monkeypatch.setattr(outbox_module, "TICK_S", 30.0)
    recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
    recorder.append([started(), RunEnded(at_ms=1, outcome="x", reason="final")])
    assert recorder.close()
    states = States()
    outbox = outbox_of(library, server.replace("/runs_", "/none_"), states)
    outbox.start()
    trouble = states.wait_for(lambda state: state.trouble is not None).trouble
    outbox.shutdown(30.0)
    assert "There is no such database" in str(trouble)


def test_that_a_parcel_that_comes_twice_is_stored_once(postgres, server, library):
    run = recorded(library)
    parcel = library.ask(lambda link: pack(link, run, {}))
    with Library.open(server) as centre:
        names = Names(source=library.id, target=centre.id)
        once = centre.do(lambda link: unpack(link, parcel, names))
        stored = counts(postgres, server)
        assert stored["remark"] == 1
        assert centre.do(lambda link: unpack(link, parcel, names)) == once == parcel.after
        assert counts(postgres, server) == stored
