"""A run that was cut short is told again and continued in its own chain."""

import json
import shutil
import sqlite3

import pytest
from support.command_line import refused, simrunner
from support.scenario_files import small
from support.sessions import Kept, run_of, session_of, small_scenario

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.headless import run_headless
from simrunner.app.records import read_run
from simrunner.app.resume import pack_of, resume_stage
from simrunner.app.settings import data_folder
from simrunner.domain.action import EndRun, PerformAct, Source
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.session.resume import Continuation, DiffersError, reached_ms, resume

UNTIL_MS = 20_000
PACK = "anaphylaxis-ed"
INPUTS = {
    2_100: (PerformAct(source=Source.LEARNER, act="help"),),
    9_000: (
        PerformAct(source=Source.LEARNER, act="nonsense"),
        PerformAct(source=Source.LEARNER, act="help"),
    ),
    15_500: (PerformAct(source=Source.FACILITATOR, act="help"),),
}


def go_on(session, *, ends=True):
    while session.now_ms < UNTIL_MS:
        for action in INPUTS.get(session.now_ms + 100, ()):
            session.submit(action)
        session.advance_to(session.now_ms + 100)
    if ends:
        session.submit(EndRun(source=Source.FACILITATOR))
        session.advance_to(session.now_ms + 100)


@pytest.fixture(scope="module")
def scenario():
    return small_scenario()


@pytest.fixture(scope="module")
def whole(scenario):
    """What a run that nobody cut short hands to its recorder."""
    kept = Kept()
    session = session_of(scenario, kept, draws=False)
    session.begin()
    go_on(session)
    return kept


def recorded(library, scenario, facts, trends):
    """Record the first facts and trends of a run and return its id."""
    run = run_of(library, scenario)
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(facts)
    for trend in trends:
        recorder.append((), trend)
    assert recorder.close()
    return run


def resumed(library, run, scenario):
    record = library.read(run)
    recorder = library.recorder(run, on_failure=pytest.fail)
    continuation = Continuation(record, recorder)
    session = session_of(scenario, continuation, draws=False)
    resume(session, record, scenario, continuation)
    return session, recorder


CUTS_MS = (0, 2_100, 9_000, 15_500)


@pytest.mark.parametrize("cut_ms", CUTS_MS)
def test_that_a_resumed_run_ends_with_the_head_of_one_that_nobody_cut(
    tmp_path, scenario, whole, cut_ms
):
    facts = [fact for fact in whole.events if fact.at_ms <= cut_ms]
    trends = [point for point in whole.trend if point.at_ms <= cut_ms]
    with Library.open(tmp_path / "whole.sqlite") as library:
        head = library.head(recorded(library, scenario, whole.events, whole.trend))
    with Library.open(tmp_path / "cut.sqlite") as library:
        run = recorded(library, scenario, facts, trends)
        session, recorder = resumed(library, run, scenario)
        assert session.now_ms == cut_ms
        go_on(session)
        assert recorder.close()
        record = library.read(run)
    assert record.head == head
    assert [point.at_ms for point in record.trend] == [point.at_ms for point in whole.trend]
    assert verify(tmp_path / "cut.sqlite").is_intact


def test_that_what_a_partly_stored_tick_lacks_is_told_again_and_stored(tmp_path, scenario, whole):
    facts = whole.events
    at_start = sum(fact.at_ms == 0 for fact in facts)
    assert at_start > 2
    with Library.open(tmp_path / "cut.sqlite") as library:
        run = recorded(library, scenario, facts[:2], [])
        _, recorder = resumed(library, run, scenario)
        assert recorder.close()
        assert [each.event for each in library.read(run).events] == facts[:at_start]


def test_that_quiet_seconds_after_the_last_fact_are_kept(tmp_path, scenario, whole):
    facts = [fact for fact in whole.events if fact.at_ms <= 9_000]
    trends = [point for point in whole.trend if point.at_ms <= 12_000]
    facts += [fact for fact in whole.events if 9_000 < fact.at_ms <= 12_000]
    with Library.open(tmp_path / "cut.sqlite") as library:
        run = recorded(library, scenario, facts, trends)
        session, recorder = resumed(library, run, scenario)
        assert session.now_ms == 12_000 == reached_ms(library.read(run))
        assert recorder.close()


def test_that_a_run_that_does_not_come_again_is_refused_and_left_as_it_is(
    tmp_path, scenario, whole
):
    other = small_scenario(("normal: 60 s", "normal: 50 s"))
    assert other != scenario
    with Library.open(tmp_path / "cut.sqlite") as library:
        run = recorded(library, scenario, whole.events[:-3], [])
        before = library.read(run)
        with pytest.raises(DiffersError, match="debrief can be opened"):
            resumed(library, run, other)
        assert library.read(run) == before


@pytest.mark.slow
def test_that_the_command_line_resumes_a_cut_run_to_the_same_end(tmp_path):
    run_headless(
        scenarios_folder() / PACK, seed=3, team="good", difficulty="hard", speed="max", out=tmp_path
    )
    file = tmp_path / "record.sqlite"
    whole = read_run(file, None)
    cut = next(each.seq for each in whole.events if each.event.at_ms > 200_000) - 1
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM event WHERE seq > ?", (cut,))
        database.execute("DELETE FROM trend_block WHERE end_ms > 200000")
        database.execute("DELETE FROM seal")  # a cut made by hand, not one of a crash
    database.close()
    shutil.rmtree(data_folder() / "witness")

    answer = simrunner("record", "resume", file, "--team", "good")

    assert answer.code == 0, answer
    assert json.loads(answer.out)["head"] == whole.head
    assert [each.kind for each in read_run(file, None).remarks] == ["gap"]
    assert simrunner("record", "verify", file).code == 0
    assert "nothing to resume" in refused(2, "record", "resume", file)
    assert "no run nobody" in refused(2, "record", "resume", file, "--run", "nobody")


def test_that_a_run_whose_pack_is_gone_goes_on_with_its_recorded_scenario_in_its_unit(tmp_path):
    folder = tmp_path / "own-pack"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(small())
    with Library.open(tmp_path / "record.sqlite") as library:
        stage = set_stage(
            open_pack(folder), library, seed=3, etco2_unit="kPa", draws=False,
            on_failure=pytest.fail,
        )  # fmt: skip
        stage.session.begin()
        stage.session.advance_to(300)
        assert stage.recorder.close()
        shutil.rmtree(folder)
        record = library.read(stage.run)

        again = resume_stage(
            pack_of(record, folder), record, library, draws=False, on_failure=pytest.fail
        )
        shown = []
        again.session.listen(shown.append)
        again.session.advance_to(400)

        assert again.recorder.close()
    assert again.session.now_ms == 400
    assert shown[-1].monitor.etco2_unit == "kPa"
