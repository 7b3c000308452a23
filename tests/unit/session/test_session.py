"""The belt: chunks change nothing, everything is recorded, a frame tells the step."""

from decimal import Decimal

import pytest
from support.sessions import Kept, session_of, small_scenario

from simrunner.domain.action import (
    Compress,
    EndRun,
    GoToState,
    PerformAct,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.event import (
    ActionRefused,
    ActionTaken,
    AlarmChanged,
    RunEnded,
    RunStarted,
    StateEntered,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import Vital, mean_arterial_mmhg


def begun(*, listen=None, **changes):
    kept = Kept()
    session = session_of(small_scenario(), kept, **changes)
    if listen is not None:
        session.listen(listen)
    session.begin()
    return session, kept


def act(name="help", source=Source.LEARNER):
    return PerformAct(source=source, act=name)


def play(session, chunk_ms, until_ms=65_000):
    """Advance in chunks; help is called between 20 s and the next step, whatever the chunk."""
    while session.now_ms < until_ms:
        if session.now_ms == 20_000:
            session.submit(act())
        session.advance_to(session.now_ms + chunk_ms)


@pytest.mark.parametrize("chunk_ms", [200, 500, 1000, 2500])
def test_that_chunks_give_the_same_facts_as_one_step_at_a_time(chunk_ms):
    single, one_by_one = begun()
    chunked, in_chunks = begun()
    play(single, 100)
    play(chunked, chunk_ms)

    assert in_chunks.appends == one_by_one.appends
    assert {"ill", "worse"} <= {
        event.state for event in in_chunks.events if isinstance(event, StateEntered)
    }


def test_that_a_target_between_steps_takes_only_whole_steps():
    session, _ = begun()
    session.advance_to(350)
    assert session.now_ms == 300


def test_that_a_target_in_the_past_changes_nothing():
    session, kept = begun()
    session.advance_to(1000)
    before = list(kept.appends)
    session.advance_to(500)
    assert (session.now_ms, kept.appends) == (1000, before)


def test_that_the_first_fact_is_the_start_and_every_step_hands_in_what_its_frame_shows():
    frames = []
    session, kept = begun(listen=frames.append)
    session.advance_to(70_000)
    assert isinstance(kept.events[0], RunStarted)
    assert [(frame.events, frame.trend) for frame in frames] == kept.appends
    assert [frame.at_ms for frame in frames] == list(range(0, 70_001, 100))
    assert [point.at_ms for point in kept.trend] == list(range(0, 70_001, 1000))


def test_that_what_the_monitor_notices_is_recorded_as_well():
    frames = []
    session, kept = begun(listen=frames.append)
    session.submit(SwitchSensor(source=Source.FACILITATOR, sensor="ecg", is_on=True))
    session.submit(
        SetVital(source=Source.FACILITATOR, vital=Vital.HR,
                 quantity=Quantity(number=Decimal(190), unit="/min"))
    )  # fmt: skip
    session.advance_to(30_000)
    alarms = [event for event in kept.events if isinstance(event, AlarmChanged)]
    assert alarms
    assert [(frame.events, frame.trend) for frame in frames] == kept.appends


def test_that_a_frame_carries_100_ms_of_every_wave():
    frames = []
    session, _ = begun(listen=frames.append)
    session.advance_to(1000)
    for frame in frames[1:]:
        assert {len(wave) for wave in frame.waves.values()} == {25}, frame.at_ms
    assert set(frames[-1].waves)


def test_that_an_action_of_any_kind_is_a_fact_of_the_next_step_or_is_refused_there():
    session, kept = begun()
    session.advance_to(1000)
    session.submit(act())
    session.submit(act("dance"))
    session.advance_to(1100)
    facts = [event for event in kept.events if event.at_ms == 1100]
    assert [event.action.act for event in facts if isinstance(event, ActionTaken)] == ["help"]
    assert [event.action.act for event in facts if isinstance(event, ActionRefused)] == ["dance"]


def test_that_every_compression_is_counted_and_nothing_else_is():
    frames = []
    session, _ = begun(listen=frames.append)
    for depth_mm in (50, 55, 60):
        session.submit(Compress(source=Source.LEARNER, depth_mm=depth_mm))
    session.submit(act())
    session.advance_to(200)
    assert [frame.compressions for frame in frames] == [0, 3, 3]


def test_that_nothing_happens_after_the_end():
    session, kept = begun()
    session.submit(EndRun(source=Source.FACILITATOR))
    session.advance_to(100)
    assert session.is_ended
    assert isinstance(kept.events[-1], RunEnded)
    before = len(kept.appends)
    session.submit(act())
    session.advance_to(10_000)
    assert (session.now_ms, len(kept.appends)) == (100, before)


def test_that_the_facilitators_jump_beats_the_rule_of_the_same_step():
    session, kept = begun()
    session.advance_to(59_900)
    session.submit(GoToState(source=Source.FACILITATOR, region="patient", state="well"))
    session.advance_to(60_000)
    entered = [event.state for event in kept.events if isinstance(event, StateEntered)]
    assert entered == ["ill", "well"]


def test_that_a_vital_on_its_way_shows_its_target_and_a_map_between_its_pressures():
    frames = []
    session, _ = begun(listen=frames.append)
    session.submit(
        SetVital(source=Source.FACILITATOR, vital=Vital.SBP, over_ms=10_000,
                 quantity=Quantity(number=Decimal(80), unit="mmHg"))
    )  # fmt: skip
    session.advance_to(5_000)  # the ramp began with the first step, at 100 ms
    vitals = frames[-1].vitals
    assert vitals[Vital.SBP].target == 80
    assert vitals[Vital.SBP].remaining_ms == 5_100
    assert 80 < vitals[Vital.SBP].number < 120
    assert vitals[Vital.MAP].number == pytest.approx(
        mean_arterial_mmhg(vitals[Vital.SBP].number, vitals[Vital.DBP].number)
    )
    session.advance_to(10_600)
    assert (frames[-1].vitals[Vital.SBP].target, frames[-1].vitals[Vital.SBP].number) == (None, 80)


def test_that_a_listener_that_comes_late_gets_frames_from_then_on():
    session, _ = begun()
    session.advance_to(500)
    frames = []
    session.listen(frames.append)
    session.advance_to(700)
    assert [frame.at_ms for frame in frames] == [600, 700]


def test_that_another_seed_gives_another_run_only_where_chance_is_asked():
    first, second, third = (begun(seed=seed) for seed in (1, 1, 2))
    for session, _ in (first, second, third):
        session.advance_to(61_000)
    assert first[1].appends == second[1].appends
    assert [event for event in third[1].events if isinstance(event, StateEntered)] == [
        event for event in first[1].events if isinstance(event, StateEntered)
    ]
