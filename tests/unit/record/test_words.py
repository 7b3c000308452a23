import io
import json
import re

import pytest
from support.privacy_runs import bookmark, files_with, person_in, recorded, write_comments
from support.runs import facts, new_run, started

from simrunner.domain.action import ACTIONS, SetBookmark
from simrunner.domain.annotation import (
    ANNOTATIONS,
    CommentWritten,
    FormLocked,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
)
from simrunner.domain.free_text import FREE_TEXT
from simrunner.record.codec import event_row, head_of
from simrunner.record.export import export_json_lines
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.readings import rebuild_readings
from simrunner.record.words import check_words
from simrunner.session.replay import compare

GENESIS = bytes(32)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.sqlite"


@pytest.fixture
def library(path):
    with Library.open(path) as opened:
        yield opened


def sql(library, statement, *values):
    return library.do(lambda connection: connection.exec_driver_sql(statement, values).rowcount)


def rows(library, query):
    return library.ask(lambda connection: connection.exec_driver_sql(query).all())


def findings(library, run):
    return [str(one) for one in library.ask(lambda connection: list(check_words(connection, run)))]


def test_that_every_text_field_of_actions_and_annotations_is_a_code_or_can_be_erased():
    # A new field must be put on one side: codes of a file, or words of a person.
    codes = {
        "GiveDrug.drug", "GiveDrug.route", "InfuseDrug.drug", "PerformAct.act",
        "SetVentilator.setting", "PlaceOrder.item", "ReadDevice.name", "ReadDevice.reading",
        "PressMonitorKey.key", "FireEvent.event", "GoToState.region", "GoToState.state",
        "SwitchSensor.sensor", "DisturbEcg.what", "DisturbEcg.name", "AdjustEquipment.what",
        "AdjustEquipment.name", "FireRule.rule", "HoldOffRule.rule", "MarkSet.category",
        "ItemRated.item", "ItemCleared.item", "EvidenceLinked.item", "CommentWritten.item",
        "ScoreAmended.item",
    }  # fmt: skip
    texts = {
        f"{kind.__name__}.{name}"
        for kind in (*ACTIONS, *ANNOTATIONS)
        for name, field in kind.__dataclass_fields__.items()
        if field.type is str or field.type == "str"
    }
    assert texts - codes == {f"{kind.__name__}.{name}" for kind, name in FREE_TEXT.items()}


def test_that_no_chain_holds_what_a_person_wrote(library):
    run = recorded(library)
    write_comments(library, run, "A1", "Wren froze", "later she led")
    payloads = rows(library, "select payload from event union all select payload from annotation")
    text = " ".join(payload for (payload,) in payloads)
    for words in ("turning point", "Wren froze", "later she led"):
        assert words not in text
    assert len(re.findall("words:[0-9a-f]{24}", text)) == 2

    found = library.read(run)
    assert tuple(one.event for one in found.events) == facts()
    notes = [entry.annotation for entry in found.ratings[0].entries]
    assert [notes[0].note, notes[1].comment] == ["Wren froze", "later she led"]


def test_that_a_label_changes_no_head_and_its_place_does():
    heads = {
        head_of([started(), bookmark(5000, label)]) for label in ("one", "another", "", "words:e9")
    }
    assert len(heads) == 1
    assert head_of([started(), bookmark(5100, "one")]) not in heads


def test_that_the_same_comment_has_another_id_each_time(library):
    run = recorded(library)
    write_comments(library, run, "A1", "same", "same")
    ids = {words_id for (words_id,) in rows(library, "select id from words where salt != ''")}
    assert len(ids) == 2


def test_that_a_text_of_a_person_is_theirs_and_one_of_a_mere_name_is_nobodys(library):
    run = recorded(library)
    code = person_in(library, run)
    write_comments(library, run, code, "mine")
    write_comments(library, run, "A1", "somebody's")
    found = rows(library, "select words, person from words where salt != ''")
    assert dict(found) == {"mine": code, "somebody's": None}


def test_that_a_changed_a_lost_and_an_added_comment_are_named(library, path):
    run = recorded(library)
    write_comments(library, run, "A1", "no read-back")
    assert findings(library, run) == []
    assert sql(library, "update words set words = 'read back' where salt != ''") == 1
    assert "are not what was written" in findings(library, run)[0]
    sql(library, "update words set words = 'no read-back' where salt != ''")
    sql(library, "insert into words (run_id, id, salt, words) values (?, 'e999', '', 'x')", run)
    assert "The words e999" in findings(library, run)[0]
    sql(library, "delete from words where id = 'e999' or salt != ''")
    assert findings(library, run) == [
        f"The words of row 1 of annotation in run {run} are gone, and nobody erased them."
    ]
    wrong = {problem.table for problem in verify(path).problems}
    assert wrong <= {"words"}, "the chain itself does not depend on the words"


def test_that_a_record_of_an_earlier_release_reads_and_replays_with_its_text_in_the_chain(library):
    event = bookmark(5000, "turning point")
    run = recorded_in_0_1(library, event)

    record = library.read(run)

    assert record.events[1].event == event
    assert (record.events[1].words_id, record.events[1].is_erased) == ("", False)
    assert verify(library.path).is_intact
    told = compare(record.events, [started(), event])
    assert (told.difference, told.head) == (None, record.head)
    assert compare(record.events, [started(), bookmark(5000, "other")]).difference is not None


def test_that_a_branch_of_a_run_of_an_earlier_release_is_not_accused(library):
    run = recorded_in_0_1(library, bookmark(5000, "turning point"))
    for label, seconds in (("turning point", 5), ("another", 5), ("turning point", 6)):
        branch = library.begin_run(new_run(parent_run=run, parent_seq=2))
        recorder = library.recorder(branch, on_failure=pytest.fail)
        recorder.append((started(), bookmark(1000 * seconds, label)))
        assert recorder.close()
    accused = [(problem.run, problem.seq) for problem in verify(library.path).problems]
    # A label is no part of a chain today, its moment is.
    assert accused == [(branch, 2)]


def recorded_in_0_1(library, event):
    """Record a run of two facts as releases before 0.2 did, and return its id."""
    run = recorded(library, ())
    first = event_row(GENESIS, 1, started())
    for row in (first, inline_row(first["digest"], event)):
        columns = ", ".join(row)
        places = ", ".join("?" for _ in row)
        statement = f"insert into event (run_id, {columns}) values (?, {places})"
        sql(library, statement, run, *row.values())
    return run


def inline_row(previous, event):
    """Return the row of a bookmark as releases before 0.2 wrote it, made with the parts alone."""
    from simrunner.domain.chain import canonical_json, link
    from simrunner.domain.payload import event_payload

    payload = event_payload(event)
    row = {
        "seq": 2, "at_ms": event.at_ms, "kind": 2, "version": 1, "source": event.source.value,
        "payload": payload,
    }  # fmt: skip
    assert payload["action"]["label"] == "turning point"
    return {**row, "payload": canonical_json(payload), "digest": link(previous, row)}


def test_that_a_run_replays_to_its_head_before_and_after_its_bookmark_is_erased(library):
    run = recorded(library)
    for _ in range(2):
        record = library.read(run)
        told = compare(record.events, [one.event for one in record.events])
        assert (told.difference, told.head) == (None, head_of(facts()))
        sql(library, "delete from words")
    erased = [one for one in record.events if one.is_erased]
    assert [type(one.event.action) for one in erased] == [SetBookmark]
    assert erased[0].event.action.label == ""


def test_that_the_export_of_an_erased_text_says_so_and_still_checks(library, path):
    run = recorded(library)
    write_comments(library, run, "A1", "Wren froze", "stays")
    sql(library, "delete from words where words in ('Wren froze', 'turning point')")
    target = io.StringIO()
    export_json_lines(library.read(run), target)
    lines = [json.loads(line) for line in target.getvalue().splitlines()]
    named = [line["words"] for line in lines if "words" in line and line["line"] != "run"]
    assert named == [None, None, "stays"]
    notes = [line["payload"] for line in lines if line["line"] == "annotation"]
    assert notes[0]["note"].startswith("words:")
    assert files_with(path, "stays") != []


def test_that_marks_and_scores_stand_in_tables_of_their_own(library):
    run = recorded(library)
    chain = library.annotations(run, "A1", "team")
    for one in (
        MarkSet(at_ms=1, mark=1, sign="+", category="leadership", note="well"),
        MarkSet(at_ms=2, mark=2, sign="-"),
        MarkWithdrawn(at_ms=3, mark=2),
        ItemRated(at_ms=4, item="lead", score=3),
        ItemRated(at_ms=5, item="lead", score=4),
        ItemRated(at_ms=6, item="calm", score=None, is_observed=False),
        ItemRated(at_ms=7, item="gone", score=1),
        ItemCleared(at_ms=8, item="gone"),
        CommentWritten(at_ms=9, item="", comment="c"),
        FormLocked(at_ms=10),
    ):
        chain.append(one)
    marks = "select mark, at_ms, sign, category, is_withdrawn from mark order by mark"
    scores = "select item, score, is_observed from rating order by item"
    told = (rows(library, marks), rows(library, scores))
    assert told == (
        [(1, 1, "+", "leadership", 0), (2, 2, "-", "", 1)],
        [("calm", None, 0), ("lead", 4, 1)],
    )

    sql(library, "delete from mark")
    sql(library, "update rating set score = 9")
    assert library.do(rebuild_readings) == 1

    assert (rows(library, marks), rows(library, scores)) == told
