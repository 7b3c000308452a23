"""The core that selects, leaves and enters: SCXML's rules, and the domain of a scenario's go."""

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from support.chart_runs import Run, fire
from support.charts import (
    effects,
    held,
    in_state,
    region,
    rule,
    scenario,
    state,
    vital,
)

from simrunner.engine.chart.statechart import (
    Chart,
    Kind,
    Move,
    Present,
    Sketch,
    entry_set,
    exit_set,
    first_enabled,
    innermost_common_domain,
    offers_of,
    region_domain,
    remember,
    start_set,
    without_conflicts,
)


def compound(name, *children, initial=()):
    return Sketch(name=name, kind=Kind.COMPOUND, initial=initial, children=children)


def leaf(name):
    return Sketch(name=name)


ROOM = Chart(
    compound(
        "root",
        Sketch(
            name="room", kind=Kind.PARALLEL,
            children=(
                compound(
                    "patient", leaf("well"),
                    compound("ill", leaf("mild"),
                             compound("severe", leaf("shock"), leaf("arrest"))),
                ),
                compound("team", leaf("alone"), leaf("helped")),
            ),
        ),
    )
)  # fmt: skip
KEEPER = Chart(
    compound(
        "root", leaf("off"),
        Sketch(
            name="on", kind=Kind.COMPOUND, initial=("first",),
            children=(
                Sketch(name="again", kind=Kind.SHALLOW, initial=("second",)),
                Sketch(name="exactly", kind=Kind.DEEP, initial=("second",)),
                leaf("first"), compound("second", leaf("left"), leaf("right")),
            ),
        ),
    )
)  # fmt: skip


def names(chart, numbers):
    return [chart.nodes[number].name for number in numbers]


def at(chart, *leaves, remembered=None):
    """Return the present with these leaves and all that is around them."""
    numbers = {chart.number(name) for name in leaves}
    around = {outer for number in numbers for outer in chart.above(number)}
    return Present(active=sorted(numbers | around), remembered=remembered or {})


def to(chart, source, *targets, is_internal=False):
    return Move(
        source=chart.number(source), targets=tuple(chart.number(name) for name in targets),
        is_internal=is_internal,
    )  # fmt: skip


def test_that_a_chart_begins_in_every_region_with_the_first_states() -> None:
    entry = start_set(ROOM)
    assert names(ROOM, entry.nodes) == ["root", "room", "patient", "well", "team", "alone"]
    assert names(ROOM, entry.by_default) == ["root", "patient", "team"]


def test_that_a_move_of_scxml_leaves_its_source_and_one_of_a_scenario_stays_inside() -> None:
    present = at(ROOM, "shock", "alone")
    move = to(ROOM, "ill", "arrest")
    scxml = exit_set(ROOM, present, innermost_common_domain, move)
    ours = exit_set(ROOM, present, region_domain, move)
    assert names(ROOM, scxml) == ["shock", "severe", "ill"]
    assert names(ROOM, ours) == ["shock"]


def test_that_an_internal_move_of_scxml_keeps_its_source_alone() -> None:
    move = to(ROOM, "ill", "arrest", is_internal=True)
    left = exit_set(ROOM, at(ROOM, "shock", "alone"), innermost_common_domain, move)
    assert names(ROOM, left) == ["shock", "severe"]


def test_that_a_target_in_another_region_restarts_all_in_scxml_and_one_in_a_scenario() -> None:
    present = at(ROOM, "mild", "helped")
    move = to(ROOM, "helped", "shock")
    scxml = exit_set(ROOM, present, innermost_common_domain, move)
    assert names(ROOM, scxml) == ["helped", "team", "mild", "ill", "patient", "room"]
    assert names(ROOM, exit_set(ROOM, present, region_domain, move)) == ["mild"]
    entry = entry_set(ROOM, Present(active=[0]), (move,), innermost_common_domain)
    entered = ["room", "patient", "ill", "severe", "shock", "team", "alone"]
    assert names(ROOM, entry.nodes) == entered


def test_that_leaves_are_asked_in_document_order_from_the_inside_out() -> None:
    offers = offers_of(ROOM, at(ROOM, "shock", "alone").active, lambda owner: [owner])
    asked = [(ROOM.nodes[turn].name, ROOM.nodes[owner].name) for turn, owner in offers]
    around_shock = ["shock", "severe", "ill", "patient", "room", "root"]
    around_alone = ["alone", "team", "room", "root"]
    assert asked == [
        *(("shock", owner) for owner in around_shock),
        *(("alone", owner) for owner in around_alone),
    ]


def test_that_a_turn_is_taken_once_and_what_has_no_turn_always_comes() -> None:
    offers = [(1, "a"), (None, "b"), (1, "c"), (2, "no"), (2, "d"), (None, "e")]
    told = []

    def is_enabled(name: str, may_fire: bool) -> bool:
        told.append((name, may_fire))
        return may_fire and name != "no"

    assert first_enabled(offers, is_enabled) == ["a", "b", "d", "e"]
    assert ("c", False) in told
    assert ("d", True) in told


def test_that_of_two_that_leave_the_same_the_inner_wins_and_else_the_earlier() -> None:
    present = at(ROOM, "shock", "alone")
    inner, outer = to(ROOM, "shock", "well"), to(ROOM, "ill", "well")
    aside = to(ROOM, "alone", "mild")
    settle = lambda *moves: without_conflicts(  # noqa: E731 - a shorthand of this test
        ROOM, present, innermost_common_domain, [(move, move) for move in moves]
    )
    assert settle(outer, inner) == [inner]
    assert settle(inner, outer) == [inner]
    assert settle(inner, aside) == [inner]
    assert settle(aside, inner) == [aside]
    assert settle(inner, inner) == [inner]


def test_that_histories_remember_a_child_or_every_leaf_and_else_lead_to_their_default() -> None:
    before = at(KEEPER, "right")
    remembered = remember(KEEPER, before, [KEEPER.number(name) for name in ("right", "on")])
    fresh, later = at(KEEPER, "off"), at(KEEPER, "off", remembered=remembered)

    def entered(present, target):
        move = to(KEEPER, "off", target)
        entry = entry_set(KEEPER, present, (move,), innermost_common_domain)
        return names(KEEPER, entry.nodes), len(entry.by_history)

    assert entered(fresh, "again") == (["on", "second", "left"], 1)
    assert entered(later, "again") == (["on", "second", "left"], 0)
    assert entered(later, "exactly") == (["on", "second", "right"], 0)


PATIENT = ("well", "mild", "shock", "arrest")
INSIDE = ("well", "ill", "mild", "severe", "shock", "arrest")


@for_all(
    st.sampled_from(PATIENT), st.sampled_from(["alone", "helped"]), st.sampled_from(INSIDE),
    st.sampled_from(["alone", "helped"]), st.sampled_from(["room", *INSIDE]),
)  # fmt: skip
@settings(deadline=None)
def test_that_a_go_leaves_all_of_its_region_but_what_is_around_its_target(
    patient, team, target, other, source
) -> None:
    present = at(ROOM, patient, team)
    move, beside = to(ROOM, source, target), to(ROOM, "room", other)
    left = exit_set(ROOM, present, region_domain, move)
    region_number = ROOM.number("patient")
    around = ROOM.above(ROOM.number(target))
    assert sorted(left) == [
        number for number in present.active
        if ROOM.is_inside(number, region_number) and number not in around
    ]  # fmt: skip
    both = [(move, "patient"), (beside, "team")]
    assert without_conflicts(ROOM, present, region_domain, both) == ["patient", "team"]


# ------------------------------------------------------------------ the same in the engine
def test_that_two_rules_of_anywhere_are_judged_on_the_same_beginning() -> None:
    chart = scenario(
        region("patient", state("well"), state("ill")),
        region("team", state("alone"), state("helped")),
        anywhere=[
            rule(event="call", go="ill", region="patient"),
            rule(in_state("patient", "well"), event="call", go="helped", region="team"),
        ],
        events=["call"],
    )  # fmt: skip
    run = Run(chart)
    run.step(fire("call"))
    assert (run.active("patient"), run.active("team")) == ("ill", "helped")


def test_that_a_false_look_among_raised_events_clears_a_hold() -> None:
    low = vital("SpO2", "< 90 %")
    flicker = [
        rule(event="dip", does=effects(sets={"SpO2": 95}, raises=["back-down"])),
        rule(event="back-down", does=effects(sets={"SpO2": 80})),
    ]
    chart = scenario(
        region("patient", state("ill", *flicker, rule(held(low, 1000), go="worse")),
               state("worse")),
        region("team", state("alone", rule(held(low, 1000), event="ask", go="helped")),
               state("helped")),
        vitals={"SpO2": 80}, events=["dip", "back-down", "ask"],
    )  # fmt: skip
    run = Run(chart).until(400)
    run.step(fire("dip"))
    run.until(1300)
    run.step(fire("ask"))
    assert (run.active("patient"), run.active("team")) == ("ill", "alone")
    run.until(1500)
    run.step(fire("ask"))
    assert run.path("patient") == [("worse", 1.5)]
    assert run.path("team") == [("helped", 1.6)]
