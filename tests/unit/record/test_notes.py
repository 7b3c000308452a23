import json
import zipfile

import pytest
from support.runs import facts, new_run

from simrunner.domain.note import ANALYSIS, MOMENT, REACTIONS, TAKE_AWAY, Note, relisted, rewritten
from simrunner.record.bundle import write_bundle
from simrunner.record.library import Library
from simrunner.record.notes import notes_of, set_notes

EARLY, LATE = "2026-11-23T08:00:00.000+08:00", "2026-11-23T08:05:00.000+08:00"


def note(phase, words, at_ms=0, wall=EARLY):
    return Note(at_ms=at_ms, phase=phase, wall=wall, words=words)


WRITTEN = (
    note(REACTIONS, "Bo was shaken"),
    note(ANALYSIS, "谁来负责？", wall=LATE),
    note(MOMENT, "04:02", 242_000),
)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


@pytest.fixture
def run(library):
    recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
    recorder.append(facts())
    assert recorder.close()
    return recorder.run


def kept(library, run):
    return library.ask(lambda connection: notes_of(connection, run))


def test_that_a_note_written_on_keeps_when_it_was_begun_and_goes_when_it_is_empty():
    begun = rewritten((), ANALYSIS, "Nobody", EARLY)
    longer = rewritten(begun, ANALYSIS, "Nobody said it", LATE)

    assert longer == (note(ANALYSIS, "Nobody said it"),)
    assert rewritten(longer, ANALYSIS, "  ", LATE) == ()


def test_that_a_list_keeps_what_was_there_and_the_order_it_is_given_in():
    first = relisted(WRITTEN, TAKE_AWAY, [(0, "Say it"), (0, "Ask")], EARLY)
    second = relisted(first, TAKE_AWAY, [(0, "Ask"), (0, "Lead")], LATE)

    assert second == (*WRITTEN, note(TAKE_AWAY, "Ask"), note(TAKE_AWAY, "Lead", wall=LATE))


def test_that_the_record_has_the_notes_as_they_were_set_last(library, run):
    library.do(lambda connection: set_notes(connection, run, WRITTEN))
    fewer = (note(REACTIONS, "Bo is well"), WRITTEN[2])

    library.do(lambda connection: set_notes(connection, run, fewer))

    assert kept(library, run) == fewer


def test_that_the_facilitators_own_note_does_not_leave_in_a_bundle(library, run, tmp_path):
    library.do(lambda connection: set_notes(connection, run, WRITTEN))
    write_bundle(library, [run], tmp_path / "run.zip", lambda _run: None)

    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        lines = archive.read(f"{run}/note.jsonl").decode().splitlines()
        everything = b"".join(archive.read(name) for name in archive.namelist())

    assert [json.loads(line)["phase"] for line in lines] == [ANALYSIS, MOMENT]
    assert b"shaken" not in everything
