"""How a virtual team acts: after its cue, by its level's numbers, within what is missing."""

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
    given,
    no,
    quantity,
    region,
    rule,
    running,
    scenario,
    state,
    vital,
)
from support.team_models import FLAWLESS, level_model

from simrunner.domain.action import GiveDrug, InfuseDrug, PerformAct, PlaceOrder
from simrunner.domain.chart import Expectation
from simrunner.domain.event import ActionRefused, ActionTaken
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.virtual_team import VirtualTeam

DRUGS = [
    replace(drug("adrenaline"), adult_single=(quantity("0.01 mg"), quantity("1 mg"))),
    replace(drug("dantrolene"), adult_single=(quantity("1 mg/kg"), quantity("3 mg/kg"))),
    replace(drug("crystalloid", "vol, count"), adult_single=(quantity("50 mL"), quantity("1 L"))),
    drug("noradrenaline", "mass, mass/time"),
]
FLAT = [state("ill")]


def chart(*states, expect=(), **options):
    return scenario(region("patient", *(states or FLAT)), expect=expect, drugs=DRUGS,
                    actions=["help", "oxygen", "cpr", "late"], labs=["gas"], **options)  # fmt: skip


def expectation(detect, name="it", **options):
    return Expectation(id=name, detect=detect, objective=None, **options)


def played(drill, *, until_ms=6 * MIN, seed=1, pulse=True, **numbers):
    """Return when the team did what, as the engine took it; nothing may be refused."""
    engine = Engine(drill, seed=seed)
    model = level_model(**{**FLAWLESS, "delay_median_s": 20, **numbers})
    team = VirtualTeam(drill, model, seed=seed, has_pulse=lambda: pulse)
    events, taken = list(engine.start().events), []
    team.hear(events, 0)
    for now_ms in range(100, until_ms + 100, 100):
        found = engine.step(now_ms, team.due(now_ms)).events
        assert not [event for event in found if isinstance(event, ActionRefused)]
        team.hear(found, now_ms)
        taken += [event for event in found if isinstance(event, ActionTaken)]
    return [(event.at_ms // 1000, event.action) for event in taken]


def doses(taken):
    return [
        (at_s, str(action.amount), action.route)
        for at_s, action in taken
        if isinstance(action, GiveDrug)
    ]


def acts(taken):
    return [(at_s, action.act) for at_s, action in taken if isinstance(action, PerformAct)]


def test_that_a_deed_comes_one_delay_after_its_cue_and_not_before():
    ill = state("ill", rule(after_ms=MIN, go="worse"), does=effects(sets={"HR": 150}))
    worse = state("worse", does=effects(sets={"HR": 170}))
    expect = [expectation(done("help")), expectation(done("oxygen"), "later",
                                                     cue=vital("HR", "> 160 /min"))]  # fmt: skip

    taken = played(chart(ill, worse, expect=expect))

    assert acts(taken) == [(20, "help"), (80, "oxygen")]


def test_that_a_rule_that_leads_on_does_not_give_away_what_is_expected_only_later():
    ill = state("ill", rule(done("oxygen"), go="well"), rule(after_ms=MIN, go="worse"))
    expect = [expectation(done("oxygen"), cue=vital("HR", "> 160 /min"))]
    worse = state("worse", rule(done("oxygen"), go="well"), does=effects(sets={"HR": 170}))

    taken = played(chart(ill, worse, state("well", final=True), expect=expect))

    assert acts(taken) == [(80, "oxygen")]


def test_that_everything_forgotten_means_nothing_done_and_nobody_slips_it_in_by_another_aim():
    ill = state("ill", rule(done("help"), go="well"))
    expect = [expectation(done("help"), within_ms=MIN)]

    drill = chart(ill, state("well", final=True), expect=expect)

    assert played(drill, omission_pct=100) == []


def test_that_a_reminder_brings_a_forgotten_deed_back_once_its_time_is_over():
    drill = chart(expect=[expectation(done("help"), within_ms=MIN)])

    assert acts(played(drill, omission_pct=100, recovery_pct=100)) == [(80, "help")]


def test_that_what_is_missing_is_given_in_single_doses():
    expect = [expectation(given("dantrolene", ">= 7 mg/kg", "IV"))]

    taken = played(chart(expect=expect))

    assert [dose[1:] for dose in doses(taken)] == [
        ("3 mg/kg", "IV"), ("3 mg/kg", "IV"), ("1 mg/kg", "IV"),
    ]  # fmt: skip


def test_that_a_threshold_to_be_exceeded_is_exceeded():
    expect = [expectation(given("adrenaline", "> 0.5 mg", "IM"))]

    assert [dose[1:] for dose in doses(played(chart(expect=expect)))] == [("0.55 mg", "IM")]


def test_that_a_second_dose_waits_for_the_interval_and_has_the_amount_named_elsewhere():
    expect = [
        expectation(given("adrenaline", ">= 0.5 mg", "IM"), "first"),
        expectation(given("adrenaline", ">= 2 doses", "IM"), "second"),
    ]

    taken = played(chart(expect=expect), repeat_interval_s=240)

    assert doses(taken) == [(20, "0.5 mg", "IM"), (280, "0.5 mg", "IM")]


def test_that_a_hasty_team_repeats_too_soon():
    expect = [
        expectation(given("adrenaline", ">= 0.5 mg", "IM"), "first"),
        expectation(given("adrenaline", ">= 2 doses", "IM"), "second", not_before_ms=4 * MIN,
                    cue=given("adrenaline")),
    ]  # fmt: skip

    hasty = played(chart(expect=expect), too_soon_pct=100, too_soon_share_pct=25)

    assert [at_s for at_s, *_ in doses(hasty)] == [20, 100]
    assert [at_s for at_s, *_ in doses(played(chart(expect=expect)))] == [20, 280]


def test_that_a_wrong_dose_and_a_wrong_route_are_given_and_put_right_when_noticed():
    expect = [expectation(given("adrenaline", ">= 0.5 mg", "IM"), within_ms=MIN)]

    wrong = doses(played(chart(expect=expect), wrong_route_pct=100))
    (dose,) = doses(played(chart(expect=expect), wrong_dose_pct=100))
    noticed = doses(played(chart(expect=expect), wrong_route_pct=100, recovery_pct=100,
                           until_ms=45 * SECOND))  # fmt: skip

    assert wrong == [(20, "0.5 mg", "IV")]
    assert dose[1] in ("0.25 mg", "1 mg", "5 mg")
    assert [at_s for at_s, *_ in noticed] == [20, 40]


def test_that_an_hour_makes_a_tiring_team_slower():
    help_after = expectation(done("help"), cue=given("adrenaline"))
    dose = expectation(given("adrenaline"), "dose", not_before_ms=5 * MIN)
    drill = chart(expect=[help_after, dose])

    fresh, tired = (acts(played(drill, fatigue_pct_per_min=share)) for share in (0, 10))

    # The dose, planned at the start, comes at 320 s to both; help 20 s, or 20 s * 1.53, later.
    assert fresh == [(340, "help")]
    assert tired == [(350, "help")]


def test_that_few_hands_do_one_deed_after_the_other():
    names = ("help", "oxygen", "late")
    expect = [expectation(done(name), name) for name in names]

    taken = played(chart(expect=expect), hands=2, handling_s=15)

    assert acts(taken) == [(20, "help"), (20, "oxygen"), (35, "late")]


def test_that_what_leaves_no_time_is_begun_at_once_and_the_rest_in_its_own_time():
    expect = [
        expectation(done("help"), "soon", within_ms=30 * SECOND),
        expectation(done("late"), "later", within_ms=31 * SECOND),
        expectation(done("cpr"), "arrest"),
    ]

    taken = played(chart(expect=expect), until_ms=MIN, immediate_median_s=5)

    assert acts(taken) == [(5, "help"), (5, "cpr"), (20, "late")]


def test_that_a_deed_planned_already_is_hurried_when_it_is_wanted_at_once():
    ill = state("ill", rule(after_ms=10 * SECOND, go="worse"))
    worse = state("worse", does=effects(sets={"HR": 170}))
    expect = [
        expectation(done("help")),
        expectation(done("help"), "at-once", cue=vital("HR", "> 160 /min"), within_ms=SECOND),
    ]

    taken = played(chart(ill, worse, expect=expect), immediate_median_s=3)

    assert acts(taken) == [(13, "help")]


def test_that_nobody_finishes_something_else_before_what_is_wanted_at_once():
    expect = [
        expectation(done("help")),
        expectation(done("oxygen"), "second"),
        expectation(done("cpr"), "arrest", cue=done("oxygen"), within_ms=20 * SECOND),
    ]

    taken = played(chart(expect=expect), hands=2, handling_s=60, immediate_median_s=6)

    assert acts(taken)[:3] == [(20, "help"), (20, "oxygen"), (26, "cpr")]


def test_that_compressions_go_on_every_ten_seconds_while_there_is_no_pulse():
    drill = chart(expect=[expectation(done("cpr"))])

    going_on = acts(played(drill, pulse=False, until_ms=MIN, immediate_median_s=20))
    stopped = acts(played(drill, pulse=True, until_ms=MIN, immediate_median_s=20))

    assert going_on == [(at_s, "cpr") for at_s in (20, 30, 40, 50, 60)]
    assert stopped == [(20, "cpr")]


def test_that_shocks_come_in_cycles_after_what_the_rule_wants_besides():
    arrest = state(
        "arrest",
        rule(both(done("cpr", SINCE_ENTRY), given("adrenaline", ">= 1 mg", "IV")), go="rosc",
             event="shock", after_ms=3 * MIN),
    )  # fmt: skip
    drill = chart(arrest, state("rosc", final=True), expect=[expectation(done("cpr"))])

    taken = played(drill, pulse=False, cycle_s=120)

    shocks = [at_s for at_s, action in taken if type(action).__name__ == "DeliverShock"]
    assert shocks == [20, 160, 300]


def test_that_an_infusion_is_started_at_the_rate_named_and_stopped_when_unwanted():
    start = [expectation(running("noradrenaline", ">= 5 mcg/min"))]
    stop = [*start, expectation(no(running("noradrenaline")), "stop",
                                cue=running("noradrenaline"))]  # fmt: skip

    rates = [str(action.rate) for _, action in played(chart(expect=start))
             if isinstance(action, InfuseDrug)]  # fmt: skip
    stopped = [str(action.rate) for _, action in played(chart(expect=stop))
               if isinstance(action, InfuseDrug)]  # fmt: skip

    assert rates == ["5 mcg/min"]
    assert stopped == ["5 mcg/min", "0"]


def test_that_results_are_ordered_once_beside_the_first_region():
    lab = region("lab", state("idle", rule(event="order gas", go="busy")),
                 state("busy", rule(after_ms=10 * SECOND, go="idle")))  # fmt: skip
    drill = scenario(region("patient", *FLAT), lab, labs=["gas"])

    orders = [action for _, action in played(drill) if isinstance(action, PlaceOrder)]

    assert [order.item for order in orders] == ["gas"]


def test_that_a_later_step_waits_for_the_earlier_unless_that_is_forgotten():
    expect = [expectation(done("oxygen"), "second", after=("first",)),
              expectation(done("help"), "first")]  # fmt: skip

    assert acts(played(chart(expect=expect))) == [(20, "help"), (40, "oxygen")]


def test_that_an_event_of_an_expectation_is_brought_about():
    drill = chart(expect=[expectation(event_within("shock", 5 * SECOND))])

    kinds = [type(action).__name__ for _, action in played(drill, until_ms=MIN)]

    assert kinds == ["DeliverShock"]


@pytest.mark.parametrize("level", ["good", "poor"])
def test_that_another_seed_is_another_team_and_the_same_seed_the_same(level):
    drill = chart(expect=[expectation(done(name), name) for name in ("help", "oxygen")])
    spread = {"delay_log_sd": 0.5}

    first, again, other = (played(drill, seed=seed, **spread) for seed in (1, 1, 2))

    assert first == again
    assert first != other
