"""An exploration finds what a small chart is known to hide, and proves what it claims."""

from dataclasses import replace

import pytest
from support.charts import (
    MIN,
    SECOND,
    SINCE_ENTRY,
    both,
    done,
    drug,
    effects,
    event_within,
    flag,
    given,
    held,
    no,
    region,
    rule,
    scenario,
    state,
    to,
    vital,
)

from simrunner.domain.chart import Expectation, Scenario
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.explore import explore
from simrunner.rehearsal.explored import Exploration, FindingKind
from simrunner.rehearsal.moves import Moves, ScriptLine
from simrunner.rehearsal.replay import Sign, Stage
from simrunner.rehearsal.sameness import Sameness

NODES = 60


def kinds(found: Exploration) -> list[tuple[FindingKind, str]]:
    return [(each.kind, each.name) for each in found.findings]


def arresting(*, can_be_saved: bool) -> Scenario:
    """Return a chart with an arrest after 2 min; only `act treat` within it may save."""
    treated = rule(done("treat"), go="well", name="saved")
    return scenario(
        region(
            "patient",
            state("ill", *([treated] if can_be_saved else []),
                  rule(after_ms=2 * MIN, go="arrest", name="arrests")),
            state("arrest", rule(done("cpr", SINCE_ENTRY), after_ms=MIN, go="well", name="rosc"),
                  does=effects(sets={"SBP": 0, "DBP": 0}, rhythm="pea")),
            state("well", final=True, does=effects(sets={"SBP": 120, "DBP": 70}, rhythm="sinus")),
        ),
        actions=["treat", "cpr", "watch"],
    )  # fmt: skip


def too_slow() -> Scenario:
    """Return a chart whose rule `late` wants 3 min in a state that is always left after 2."""
    return scenario(
        region(
            "patient",
            state("waiting", rule(after_ms=3 * MIN, go="never", name="late"),
                  rule(after_ms=2 * MIN, go="done", name="soon")),
            state("never", rule(after_ms=SECOND, go="done", name="from-never")),
            state("done", final=True),
        ),
    )  # fmt: skip


def looping() -> Scenario:
    """Return a chart in which `act start` opens a loop without end, and `act other` nothing."""
    return scenario(
        region(
            "patient",
            state("calm", rule(done("start"), go="ping", name="starts"),
                  rule(after_ms=3 * MIN, go="end", name="ends")),
            state("ping", rule(done("start"), go="pong", name="there")),
            state("pong", rule(done("start"), go="ping", name="back-again")),
            state("end", final=True),
        ),
        actions=["start", "other"],
        expect=[Expectation(id="other", detect=done("other"))],
    )  # fmt: skip


def trapping() -> Scenario:
    """Return a chart whose state `stuck` has a rule that leads on and never fires."""
    return scenario(
        region(
            "patient",
            state("ill", rule(done("wrong"), go="stuck", name="errs"),
                  rule(after_ms=2 * MIN, go="well", name="heals")),
            state("stuck", rule(vital("SpO2", "< 50 %"), go="well", name="way-out")),
            state("well", final=True),
        ),
        actions=["wrong"],
    )  # fmt: skip


def test_that_a_rule_that_comes_too_late_is_found_with_its_line_and_reason() -> None:
    found = explore(too_slow(), most=NODES)
    assert kinds(found) == [
        ("state-unreached", "patient.never"),
        ("rule-unfired", "late"),
        ("rule-unfired", "from-never"),
    ]
    late, after = found.findings[1], found.findings[2]
    assert late.line == 1
    assert not late.is_proved
    assert "patient.never was never reached" in after.detail
    assert found.is_exhausted


def test_that_a_loop_without_end_is_shown_with_the_one_line_that_starts_it() -> None:
    found = explore(looping(), most=NODES)
    faults = [each for each in found.findings if each.kind == "fault"]
    assert faults
    assert found.has_faults
    for fault in faults:
        assert fault.is_proved
        assert fault.witness is not None
        assert [line.do for line in fault.witness.lines] == ["act start"]
        assert "more than 64 microsteps" in fault.detail


def test_that_a_state_without_way_out_is_found_and_one_with_a_way_is_not() -> None:
    found = explore(trapping(), most=NODES)
    assert ("no-way-out", "patient.stuck") in kinds(found)
    assert ("no-way-out", "patient.ill") not in kinds(found)
    assert ("rule-unfired", "way-out") in kinds(found)


def test_that_an_arrest_that_nothing_prevents_is_found() -> None:
    found = explore(arresting(can_be_saved=False), most=NODES)
    assert kinds(found) == [("arrest-unavoidable", "patient.arrest")]
    assert found.witness("outcome", "well") is not None


def test_that_an_avoidable_arrest_has_the_run_that_avoids_it() -> None:
    found = explore(arresting(can_be_saved=True), most=NODES)
    assert kinds(found) == []
    shown = found.witness("avoids", "patient.arrest")
    assert shown is not None
    assert [line.do for line in shown.lines] == ["act treat"]


def test_that_a_chart_without_an_end_is_told_once() -> None:
    chart = scenario(region("patient", state("on", rule(done("x"), go="off")), state("off")),
                     actions=["x"])  # fmt: skip
    assert kinds(explore(chart, most=NODES)) == [("no-outcome", "patient")]


def test_that_expectations_without_a_cue_or_without_a_way_are_found() -> None:
    chart = replace(
        arresting(can_be_saved=True),
        expectations=(
            Expectation(id="silent", cue=vital("Temp", "> 44 °C"), detect=done("treat")),
            Expectation(id="hopeless", detect=held(done("watch"), 20 * MIN), within_ms=MIN),
            Expectation(id="fine", detect=done("watch"), within_ms=MIN),
        ),
    )
    assert kinds(explore(chart, most=NODES)) == [("cue-never", "silent"), ("never-met", "hopeless")]


def test_that_doses_routes_events_orders_shocks_and_devices_are_moves() -> None:
    chart = scenario(
        region(
            "patient",
            state("a", rule(both(given("adrenaline", ">= 1 mg", "IM"),
                                 given("adrenaline", ">= 3 doses")), go="b", name="doses")),
            state("b", rule(event="shock", go="c", name="shocks")),
            state("c", rule(event="surgeon-leaves", go="d", name="event")),
            state("d", rule(event="order gas", go="e", name="orders")),
            state("e", rule(event="device pad", go="f", name="device")),
            state("f", rule(event_within("pace", MIN), go="g", name="paces")),
            state("g", final=True),
        ),
        drugs=[drug("adrenaline")], events=["surgeon-leaves"], labs=["gas"],
    )  # fmt: skip
    found = explore(chart, most=400)
    assert kinds(found) == []
    shown = found.witness("outcome", "g")
    assert shown is not None
    assert not shown.is_sayable
    words = [line.do for line in shown.lines]
    assert words[-5:] == ["shock 150 J", "event surgeon-leaves", "order gas", "device pad",
                          "pace 70 /min 80 mA"]  # fmt: skip
    assert all(word.startswith("give adrenaline ") for word in words[:-5])


@pytest.mark.slow
def test_that_a_rule_deep_in_the_time_is_found_by_aiming_at_its_vital() -> None:
    """Temp passes 40 °C after 12 min, but every 3 min only `act rest` keeps the chart there."""
    hot = rule(vital("Temp", "> 40 °C"), go="hot", name="hot", region="patient")
    resting = rule(done("rest", SINCE_ENTRY), go="warm", name="rests")
    chart = scenario(
        region(
            "patient",
            state("cool", rule(after_ms=SECOND, go="warm", name="warms"),
                  does=effects(to("Temp", 41.0, 15 * 60))),
            state("warm", resting, rule(after_ms=3 * MIN, go="gone", name="goes")),
            state("hot", final=True),
            state("gone", final=True),
        ),
        anywhere=[hot], actions=["rest", "a", "b", "c", "d"],
        expect=[Expectation(id=each, detect=done(each)) for each in "abcd"],
    )  # fmt: skip
    assert kinds(explore(chart, most=600)) == []


@pytest.mark.parametrize(
    "chart", [too_slow(), looping(), trapping(), arresting(can_be_saved=True)],
    ids=["slow", "loop", "trap", "arrest"],
)  # fmt: skip
def test_that_every_witness_replays_and_shows_its_goal(chart: Scenario) -> None:
    found = explore(chart, most=NODES)
    stage = Stage(chart, 1, Moves(chart))
    proved = [goal for goal in found.goals if goal.witness is not None]
    assert proved
    for goal in proved:
        assert goal.witness is not None
        played = stage.play(goal.witness.lines, goal.witness.at_ms)
        assert played.shows(Sign(kind=goal.kind, name=goal.name)), goal


def test_that_two_explorations_are_equal_and_their_json_reads_back() -> None:
    chart = arresting(can_be_saved=True)
    one, other = explore(chart, most=NODES), explore(chart, most=NODES)
    assert one.to_json() == other.to_json()
    assert Exploration.from_json(one.to_json()) == one
    with pytest.raises(ValueError, match="simrunner-exploration/1"):
        Exploration.from_json('{"format": "other"}')


def test_that_the_bound_is_kept_and_said() -> None:
    found = explore(arresting(can_be_saved=True), most=3)
    assert found.situations < 3 + 20
    assert not found.is_exhausted
    with pytest.raises(ValueError, match="at least one"):
        explore(too_slow(), most=0)


def test_that_not_done_and_flags_of_other_regions_are_reached() -> None:
    chart = scenario(
        region("patient",
               state("a", rule(both(flag("ready"), no(done("x"))), go="b", name="needs-flag")),
               state("b", final=True)),
        region("team", state("off", rule(done("y"), go="on", name="y",
                                         does=effects(flags=["ready"]))), state("on")),
        actions=["x", "y"],
    )  # fmt: skip
    found = explore(chart, most=NODES)
    assert kinds(found) == []
    assert found.witness("outcome", "b") is not None


def test_that_a_shortened_script_lost_every_line_that_is_not_needed() -> None:
    chart = arresting(can_be_saved=True)
    stage = Stage(chart, 1, Moves(chart))
    words = ["act watch", "act cpr", "act treat", "act watch"]
    lines = tuple(ScriptLine(at_ms=SECOND * n, do=do) for n, do in enumerate(words, start=1))
    sign = Sign(kind="outcome", name="well")
    shown = stage.witness(sign, lines, 10 * MIN)
    assert shown is not None
    assert shown.at_ms == 3 * SECOND

    shorter = stage.shortened(sign, shown, 10 * MIN)

    assert shorter.lines == (lines[2],)
    assert stage.witness(Sign(kind="state", name="patient.arrest"), lines, 10 * MIN) is None


def signature_after(chart: Scenario, *words: str, marks: object = ()) -> object:
    engine = Engine(chart, seed=1)
    engine.start()
    moves = Moves(chart)
    for number, do in enumerate(words, start=1):
        engine.step(100 * number, moves.actions(do))
    for number in range(len(words) + 1, 10):
        engine.step(100 * number, ())
    return Sameness(chart).signature(engine, engine.snapshot(), marks)


def test_that_the_order_of_deeds_counts_as_one_and_what_was_done_does_not() -> None:
    chart = arresting(can_be_saved=False)
    one = signature_after(chart, "act watch", "act cpr")
    assert one == signature_after(chart, "act cpr", "act watch")
    assert one == signature_after(chart, "act cpr", "act watch", "act watch")
    assert one != signature_after(chart, "act cpr")
    assert one != signature_after(chart, "act watch", "act cpr", marks=("arrest",))


def test_that_rules_that_fired_and_doses_up_to_three_are_told_apart() -> None:
    quiet = rule(done("x"), name="quiet", does=effects(flags=[]))
    chart = scenario(
        region("patient", state("a", quiet, rule(given("adrenaline", ">= 9 mg"), go="b")),
               state("b", final=True)),
        drugs=[drug("adrenaline")], actions=["x"],
    )  # fmt: skip
    give = "give adrenaline 1 mg IV"
    signatures = [signature_after(chart, *[give] * count) for count in range(5)]
    assert [signatures.index(each) for each in signatures] == [0, 1, 2, 3, 3]
    fired = signature_after(chart, "act x")
    held_off = signature_after(chart, "act x", "act x")
    assert fired == held_off
    assert "quiet" in str(fired)
    assert "quiet" not in str(signatures[0])
