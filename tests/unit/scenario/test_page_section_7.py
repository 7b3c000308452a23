"""Section 7 of clinscn/1: regions, states and rules, from the file to the run."""

import pytest
from support.chart_runs import act, fire
from support.page_runs import codes_of, run_of

from simrunner.domain.event import (
    ActuatorMoved,
    FlagWasRaised,
    MediaShown,
    NoteGiven,
    RhythmChanged,
    RuleFired,
    SensorSwitched,
    SoundPlayed,
    StateEntered,
    WordsSaid,
)

BELL = "events: {bell: A bell}"
SECOND = ("expect:\n", "  team:\n    start: alone\n    states:\n      alone: {}\nexpect:\n")
X_RAY = "media: {x-ray: {file: media/x.png, licence: CC0-1.0, en: X-ray}}"
WELL = "      well: {final: true}\n"
DEEP = """\
      deep:
        start: one
        states:
          one: {when: [{event: bell, go: two}]}
          two: {when: [{event: bell, go: back}, {event: act help, go: one}]}
"""
NESTED = (WELL, WELL + DEEP)


def said(run):
    return [fact.at_ms for fact in run.of(WordsSaid)]


def anywhere(*rules):
    body = "".join(f"  - {{{rule}}}\n" for rule in rules)
    return ("expect:\n", f"anywhere:\n{body}expect:\n")


# ------------------------------------------------------------------ what a file may say
@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("well: {final: true}", "well: {final: true, when: [{after: 1 s, go: ill}]}"), "E604"),
        (("well: {final: true}", "well: {final: true, start: a, states: {a: {}}}"), "E604"),
        (("well: {final: true}", "well: {states: {a: {}}}"), "E603"),
        (("well: {final: true}", "well: {start: a, states: {a: {final: true}}}"), "E604"),
        (("    start: ill\n", "    start: ull\n"), "E502"),
        (("    start: ill\n", ""), "E202"),
    ],
)  # fmt: skip
def test_that_a_chart_that_is_none_is_an_error(more, code):
    found = codes_of("after: 60 s, go: well", more=(more,))
    assert found == [code]


@pytest.mark.parametrize(
    "rule",
    [
        "after: 60 s, go: nowhere", "if: done help, every: 5 s, go: well",
        "event: bell, every: 5 s, note: x", "if: done help, chance: 0 %, note: x",
        "if: done help, chance: 101 %, note: x", "if: done help, chance: 50, note: x",
        "event: nothing-like-it, note: x", "event: give ghost, note: x", "raise: shock",
        "if: done help, say: {by: nobody, en: x}", "if: done help, show: nothing",
        "if: done help, rhythm: waltz", "if: done help, sensor: {spo9: off}", "after: 0 s, note: x",
        "after: 25 h, note: x",
    ],
)  # fmt: skip
def test_that_a_rule_that_cannot_be_is_an_error(rule):
    assert len(codes_of(rule, "after: 60 s, go: well", top=BELL)) == 1


@pytest.mark.parametrize("rule", ["if: done help, go: back", "after: 5 s, go: team.nowhere"])
def test_that_a_rule_of_anywhere_that_cannot_be_is_an_error(rule):
    assert len(codes_of("after: 60 s, go: well", more=(anywhere(rule),))) == 1


def test_that_a_rule_leads_to_states_of_its_own_region_only():
    assert len(codes_of("after: 60 s, go: team.alone", "after: 9 s, go: well", more=(SECOND,))) == 1


# ------------------------------------------------------------------ when rules fire
def test_that_all_conditions_of_a_rule_must_hold():
    run = run_of("event: bell, if: done help, after: 2 s, go: well", top=BELL)
    for at_ms, acts in ((500, [act("help")]), (1500, [fire("bell")]), (3000, [])):
        run.until(at_ms - 100).step(*acts)
        assert not run.engine.is_ended
    run.step(fire("bell"))
    assert run.engine.is_ended


def test_that_a_rule_without_go_fires_once_per_entry_and_again_with_every():
    once = run_of('if: "HR > 70 /min", say: x').until(5000)
    assert said(once) == [100]
    again = run_of('if: "HR > 70 /min", every: 2 s, say: x').until(5000)
    assert said(again) == [100, 2100, 4100]


def test_that_an_event_rule_fires_at_each_event():
    run = run_of("event: bell, say: x", top=BELL)
    run.step(fire("bell"), fire("bell"))
    run.step(fire("bell"))
    assert said(run) == [100, 100, 200]


def test_that_a_rule_of_anywhere_fires_at_each_change_to_true_and_after_counts_from_the_start():
    run = run_of(
        "after: 2 s, set: {HR: 120 /min}", "after: 3 s, set: {HR: 80 /min}",
        "after: 4 s, set: {HR: 120 /min}",
        more=(anywhere('if: "HR > 100 /min", say: x', "after: 5 s, say: y"),),
    ).until(9000)  # fmt: skip
    assert said(run) == [2000, 4000, 5000]


def test_that_going_to_the_own_state_restarts_it():
    run = run_of("event: bell, go: ill", "after: 3 s, go: well", top=BELL)
    run.until(2000).step(fire("bell"))
    assert not run.until(5000).engine.is_ended
    assert run.until(5100).engine.is_ended


def test_that_a_rule_of_anywhere_waits_while_its_target_or_a_state_inside_is_active():
    run = run_of("event: act help, go: deep", top=BELL,
                 more=(NESTED, anywhere("event: bell, go: patient.deep")))  # fmt: skip
    run.step(fire("bell"))
    assert run.active("patient") == "deep.one"
    run.step(fire("bell"))
    assert run.active("patient") == "deep.two", (
        "the state's own rule moved it, not that of anywhere"
    )
    entered = [fact.state for fact in run.of(StateEntered)]
    assert entered.count("deep") == 1


def test_that_back_leads_to_the_leaf_before_and_its_timers_begin_anew():
    run = run_of("event: bell, go: worse", "after: 3 s, go: well", top=BELL,
                 more=(("          - {if: given adrenaline since entry, go: well}",
                        "          - {event: bell, go: back}"),))  # fmt: skip
    run.until(2000).step(fire("bell"))
    run.step(fire("bell"))
    assert run.active("patient") == "ill"
    assert not run.until(5000).engine.is_ended
    assert run.until(5200).engine.is_ended


@pytest.mark.parametrize(("chance", "share"), [("30 %", 0.3), ("100 %", 1.0)])
def test_that_chance_lets_a_rule_through_as_often_as_it_says(chance, share):
    run = run_of(f"event: bell, chance: {chance}, say: x", top=BELL)
    for _ in range(1000):
        run.step(fire("bell"))
    # Five standard deviations of 1000 draws on either side.
    assert abs(len(said(run)) - 1000 * share) <= 5 * (1000 * share * (1 - share)) ** 0.5


def test_that_chance_of_a_condition_is_drawn_once_per_entry():
    heard = [
        len(said(run_of('if: "HR > 70 /min", chance: 50 %, say: x', seed=seed).until(3000)))
        for seed in range(40)
    ]
    assert set(heard) == {0, 1}, "never drawn again while it holds"


# ------------------------------------------------------------------ effects
def test_that_effects_come_in_the_order_of_the_page_whatever_the_order_in_the_file():
    more = (
        ("rhythm: sinus\n", f"rhythm: sinus\nsensors: {{spo2: on}}\n{X_RAY}\n"),
    )  # fmt: skip
    run = run_of(
        "event: bell, note: n, manikin: {jaw: 5 %}, sound: {chest: wheeze}, show: x-ray, say: s, "
        "raise: ping, flag: f, sensor: {spo2: off}, rhythm: svt",
        "event: ping, say: heard", top=BELL, more=more,
    )  # fmt: skip
    kinds = [type(fact) for fact in run.step(fire("bell"))]
    order = [RhythmChanged, SensorSwitched, FlagWasRaised, WordsSaid, MediaShown, SoundPlayed,
             ActuatorMoved, NoteGiven]  # fmt: skip
    first = [kind for kind in kinds[: kinds.index(NoteGiven) + 1] if kind in order]
    assert first == order
    assert kinds[-1] is WordsSaid, "the raised event is offered after the effects"


def test_that_the_patient_speaks_unless_a_role_does():
    top = f"{BELL}\nroles: {{nurse: {{brief: Hi, plays: confederate}}}}"
    run = run_of("event: bell, say: a", "event: bell, say: {by: nurse, en: b, zh-CN: 乙}", top=top)
    run.step(fire("bell"))
    assert [(fact.by, sorted(fact.words.values())) for fact in run.of(WordsSaid)] == [
        ("patient", ["a"]), ("nurse", ["b", "乙"]),
    ]  # fmt: skip


def test_that_a_cue_of_a_role_is_said_at_each_change_to_true_by_that_role():
    top = ("roles: {nurse: {brief: Hi, plays: confederate, "
           'cues: [{if: "HR > 100 /min", say: Fast}]}}')  # fmt: skip
    run = run_of("after: 1 s, set: {HR: 120 /min}", "after: 2 s, set: {HR: 80 /min}",
                 "after: 3 s, set: {HR: 120 /min}", top=top).until(5000)  # fmt: skip
    assert said(run) == [1000, 3000]
    assert {fact.by for fact in run.of(WordsSaid)} == {"nurse"}


def test_that_a_rules_name_is_its_id_and_else_stays_when_another_is_added():
    plain = run_of("after: 1 s, say: a", "id: named, after: 2 s, say: b").until(3000)
    more = run_of("after: 9 h, note: new", "after: 1 s, say: a", "id: named, after: 2 s, say: b")
    names = [fact.rule for fact in plain.of(RuleFired)]
    assert names[1] == "named"
    assert names[0].startswith("patient.ill")
    assert [fact.rule for fact in more.until(3000).of(RuleFired)] == names
