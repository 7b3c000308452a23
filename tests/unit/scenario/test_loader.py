"""From a file to a chart, and everything that the checker says about it."""

import pytest
from support.packs import PACKS, shipped_catalogue
from support.scenario_files import SMALL, check, codes_at, only, small

from simrunner.domain.chart import Ramp
from simrunner.domain.condition import Given, Window
from simrunner.domain.vital import Vital
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problems

SABOTEUR = """\
format: clinscn/2
scenario: Small
version: "1.0"
title: {en: A bad one, zh-CN: 坏的}
audience: {professions: [nurze], level: novice, learners: 1 to 2}
setting: emergancy
duration: 10 minutes
objectives:
  o1: {en: Help in time, zh-CN: 及时求助, competency: leadership}
patient: {name: Pat, age: 40 y, sex: F, weight: 70 mg}
params: {wait: {easy: 90 s, normal: 60 s, hard: 30 mg}}
drugs:
  adrenaline: {measure: "mass, count"}
  adrenalin: {adult_single: 1 mg to 2 mg}
actions:
  help: {en: Call for help, zh-CN: 呼叫支援}
vitals: {HR: 800 /min, SBP: 70 mmHg, DBP: 68 mmHg, MAP: 70 mmHg, Spo2: 98 %}
rhythm: sinuss
regions:
  patient:
    start: il
    states:
      ill:
        set: {HR: 80}
        when:
          - {if: done help and given adrenalyne >= 0.5 mg IM, go: wel}
          - {after: $wait, go: worse}
          - {if: MAP > 70 mmHg fro 60 s, go: well}
          - {event: give adrenaline, trend: {HR: 140 /min ovr 60 s}}
      worse:
        trend: {RR: 12 /min over 60 s, HR: 140 /min over 60 seconds}
        when:
          - {if: given adrenaline >= 1.0 mg, go: well}
      well: {final: true}
expect:
  helped: {detect: done hlp, within: 2 min, objective: o2}
"""


def test_that_a_file_full_of_faults_gives_all_of_them_at_once_in_their_places():
    scenario, problems = check(SABOTEUR)
    assert scenario is None
    errors = [each for each in codes_at(problems) if each[0].startswith("E")]
    assert errors == [
        ("E207", 1, 9),
        ("E203", 2, 11),
        ("E207", 3, 10),
        ("E206", 5, 26),
        ("E206", 6, 10),
        ("E305", 7, 11),
        ("E207", 9, 51),
        ("E307", 10, 49),
        ("E505", 14, 3),
        ("E307", 17, 14),
        ("E311", 17, 43),
        ("E504", 17, 52),
        ("E504", 17, 66),
        ("E502", 18, 9),
        ("E502", 21, 12),
        ("E303", 24, 19),
        ("E502", 26, 38),
        ("E501", 26, 67),
        ("E305", 27, 21),
        ("E401", 28, 32),
        ("E306", 29, 50),
        ("E305", 31, 58),
        ("E304", 33, 38),
        ("E502", 36, 25),
        ("E502", 36, 56),
    ]


def test_that_hints_name_the_nearest_valid_name():
    hints = {(each.line, each.column): each.hint for each in check(SABOTEUR)[1]}
    assert "'nurse'" in hints[(5, 26)]
    assert "'emergency'" in hints[(6, 10)]
    assert "'adrenaline'" in hints[(14, 3)]
    assert "'SpO2'" in hints[(17, 66)]
    assert "SBP and DBP" in hints[(17, 52)]
    assert "'sinus" in hints[(18, 9)]
    assert "'ill'" in hints[(21, 12)]
    assert "'adrenaline'" in hints[(26, 38)]
    assert "'well'" in hints[(26, 67)]
    assert "'for'" in hints[(28, 32)]
    assert "'1 mg'" in hints[(33, 38)]
    assert "o1" in hints[(36, 56)]


def test_that_a_parameter_is_judged_at_every_level_and_not_only_the_chosen_one():
    problems = check(small(("hard: 30 s", "hard: 30 mg")))[1]
    assert [each.code for each in problems if each.severity == "error"] == ["E305"]
    assert "hard" in only(problems).message


def test_that_keys_of_another_kind_and_missing_or_unknown_keys_are_all_found():
    text = small(
        ("setting: ward\n", "seting: ward\n"),
        ("audience: {professions: [nurse]", "audience: {professions: nurse"),
        ("go: worse", "goto: worse"),
        ("title: A small one", "title: [A]"),
    )
    found = check(text)[1]
    assert (codes_at(found)) == [
        ("E202", 1, 1),
        ("E204", 4, 8),
        ("E204", 5, 25),
        ("E201", 6, 1),
        ("E201", 24, 28),
    ]
    hints = {each.line: each.hint for each in found}
    assert "'setting'" in hints[6]
    assert "'go'" in hints[24]


def test_that_the_small_file_is_clean():
    assert check(SMALL)[1] == ()


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
@pytest.mark.parametrize("difficulty", ["easy", "normal", "hard"])
def test_that_shipped_scenarios_have_at_most_notes_at_any_difficulty(folder, difficulty):
    problems = Problems("scenario.yaml")
    content = (folder / "scenario.yaml").read_bytes()
    loaded = load_scenario(
        content, shipped_catalogue(), problems, difficulty=difficulty, is_advised=True
    )
    assert {each.severity for each in problems.all} <= {"info"}
    assert loaded is not None
    assert difficulty == loaded.scenario.difficulty


def test_that_the_difficulty_chooses_the_parameter():
    waits = {}
    for difficulty in ("easy", "normal", "hard"):
        scenario = check(SMALL, difficulty=difficulty)[0]
        waits[difficulty] = scenario.states_of("patient")["ill"].rules[1].after_ms
    assert waits == {"easy": 90_000, "normal": 60_000, "hard": 30_000}


def test_that_states_rules_and_expectations_become_domain_values():
    scenario = check(SMALL)[0]
    assert scenario.region("patient").start == "ill"
    states = scenario.states_of("patient")
    assert list(states) == ["ill", "worse", "well"]
    assert states["well"].is_final
    ramp = Ramp(vital=Vital.HR, number=140.0, duration_ms=60_000)
    assert (ramp,) == states["worse"].effects.trends
    rule = states["worse"].rules[0]
    assert Given(drug="adrenaline", window=Window(kind="since entry")) == rule.condition
    assert (rule.go, rule.owner, rule.region) == ("well", "worse", "patient")
    assert scenario.expectations[0].within_ms == 120_000
    assert scenario.vitals == {Vital.HR: 80.0, Vital.SBP: 120.0, Vital.DBP: 75.0}


def test_that_etco2_in_mmhg_is_kept_in_kpa():
    scenario = check(small(("DBP: 75 mmHg", "DBP: 75 mmHg, EtCO2: 37.5031 mmHg")))[0]
    assert scenario.vitals[Vital.ETCO2] == 5.0


def test_that_a_rule_keeps_its_name_when_its_file_changes_around_it():
    before = check(SMALL)[0].states_of("patient")["ill"].rules
    moved = small(("          - {after: $wait, go: worse}\n", ""))
    moved = moved.replace(
        "          - {if: done help and",
        "          # sooner\n          - {go: worse, after: $wait}\n          - {if: done help and",
    )
    after = check(moved)[0].states_of("patient")["ill"].rules
    assert [before[1].name, before[0].name] == [rule.name for rule in after]
    assert before[0].name.startswith("patient.ill.")


def test_that_equal_rules_have_different_names_and_an_id_is_a_name():
    twice = small(
        (
            "- {after: $wait, go: worse}",
            "- {after: $wait, go: worse}\n          - {after: $wait, go: worse}",
        ),
        ("- {if: given adrenaline since", "- {id: rescue, if: given adrenaline since"),
    )
    states = check(twice)[0].states_of("patient")
    assert len({rule.name for rule in states["ill"].rules}) == 3
    assert states["worse"].rules[0].name == "rescue"


def test_that_a_role_speaks_its_cue_as_a_rule_of_anywhere():
    roles = (
        "roles: {aide: {plays: confederate, brief: Helps, cues: [{if: in worse, say: Look!}]}}\n"
    )
    scenario, problems = check(SMALL + roles)
    assert problems == ()
    rule = scenario.anywhere[0]
    assert (rule.effects.say.by, rule.effects.say.text.plain) == ("aide", "Look!")
    assert (rule.go, rule.region, rule.owner) == (None, "", None)


def test_that_events_are_named_in_full():
    text = small(
        (
            "- {after: $wait, go: worse}",
            "- {event: enter ill, raise: bang}\n          - {event: bang, go: worse}",
        ),
        ("{wait: {easy: 90 s, normal: 60 s, hard: 30 s}}", "{}"),
    )
    scenario, problems = check(text)
    assert problems == ()
    rules = scenario.states_of("patient")["ill"].rules
    assert [rule.event for rule in rules[1:]] == ["enter patient.ill", "bang"]


NESTED = """\
      worse:
        start: early
        states:
          early: {when: [{after: 30 s, go: deep}]}
          deep: {when: [{event: shock, go: back}]}
"""


def test_that_states_may_stand_inside_states():
    text = small(("      worse:\n", NESTED))
    scenario, problems = check(text)
    assert problems == ()
    states = scenario.states_of("patient")
    assert states["worse"].start == "worse.early"
    assert states["worse.early"].rules[0].go == "worse.deep"
    assert states["worse.deep"].rules[0].go == "back"


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ([("{final: true}", "{}")], "W607", "final"),
        ([("{final: true}", "{}")], "W606", "leads out"),
        ([("go: worse", "go: ill")], "W605", "'worse'"),
        ([("go: worse", "go: team.worse")], "E501", "team.worse"),
        ([("{final: true}", "{final: true, when: [{after: 1 s, go: ill}]}")], "E604", "no rules"),
        ([("{final: true}", "{final: yes}")], "E205", "true nor false"),
        ([("{final: true}", "{final: true}\n      ill: {final: true}")], "E108", "'ill'"),
        ([("detect: done help, within: 2 min, objective: o1", "detect: done help")], "W609", "o1"),
        ([("actions:\n", "actions:\n  wave: {en: Wave}\n")], "W608", "'wave'"),
        ([("params: {", "params: {more: {normal: 5 s}, ")], "W608", "'more'"),
        ([("normal: 60 s, ", "")], "E202", "normal"),
        ([("objectives:", "sources: {rcuk: Someone 2021}\nobjectives:")], "W608", "'rcuk'"),
        ([("drugs: {", "drugs: {morphine: {}, ")], "W608", "'morphine'"),
        ([("title: A small one", "title: {en: A, zh-CN: 甲}")], "W501", "zh-CN"),
        ([("{after: $wait, go: worse}", "{go: worse}")], "W602", "at once"),
        ([("go: worse", "go: worse, every: 5 s")], "E606", "every"),
        ([("go: worse", "go: worse, chance: 0 %")], "E310", "chance"),
        ([("{after: $wait", "{event: waht, after: $wait")], "E503", "waht"),
        ([("expect:\n", "anywhere: [{after: 5 s, go: back}]\nexpect:\n")], "E605", "back"),
        ([("expect:\n", "use: {a: lib/x@1}\nexpect:\n")], "E901", "lib/x@1"),
        ([("expect:\n", "variants: {a: {}}\nexpect:\n")], "E202", "in variant 'a': the key"),
        ([("    states:\n", "    states:\n      include: {snippet: a}\n")], "E902", "'a'"),
        ([("within: 2 min", "not_before: 3 min, within: 2 min")], "E312", "later"),
        ([("within: 2 min", "after: [x], within: 2 min")], "E502", "'x'"),
        ([("{en: Call for help}", "{en: Call for help, hotkey: F12}")], "E309", "hotkey"),
        ([("scenario: small", "scenario: done")], "E203", "word of the language"),
        ([("weight: 70 kg", "weight: 0 kg")], "E307", "above 0"),
        ([('measure: "mass,', 'measure: "mas,')], "E206", "'mas'"),
        (
            [('{measure: "mass, mass/kg, count"}', "{adult_single: 2 mg to 1 mg}")],
            "E308",
            "higher",
        ),
        ([("140 /min over", "by -5 mmHg over")], "E303", "HR"),
        ([("140 /min over", "times -2 over")], "E306", "negative"),
    ],
)  # fmt: skip
def test_that_each_fault_of_meaning_is_found(changes, code, words):
    found = [each for each in check(small(*changes))[1] if each.code == code]
    assert found, codes_at(check(small(*changes))[1])
    assert any(words in each.message for each in found)


def test_that_a_suppressed_warning_is_gone_and_only_there():
    text = small(("actions:\n", "actions:\n  wave: {en: Wave}\n  nod: {en: Nod}\n"))
    suppress = "suppress: [{code: W608, at: actions.wave, why: meant}]\n"
    problem = only(check(text + suppress)[1])
    assert "'nod'" in problem.message


def test_that_an_error_cannot_be_suppressed():
    text = small(("rhythm: sinus", "rhythm: none"))
    suppress = "suppress: [{code: E502, at: rhythm, why: meant}]\n"
    assert {"E502", "E209"} == {each.code for each in check(text + suppress)[1]}


def test_that_a_fault_in_a_folded_or_quoted_condition_is_said_to_be_where_it_stands():
    quoted = small(("{if: given adrenaline since entry,", '{if: "given adrenalin since entry",'))
    assert codes_at(check(quoted)[1])[:1] == [("E502", 28, 25)]
    folded = small(
        ("{if: given adrenaline since entry,", "{if: given\n              adrenalin since entry,")
    )
    assert codes_at(check(folded)[1])[:1] == [("E502", 29, 15)]
