"""Sections 3 and 5 of clinscn/1: what each key at the top of a file may hold."""

import pytest
from support.scenario_files import check, small

DRUG = '{measure: "mass, mass/kg, count"}'


def top(line):
    return ("setting: ward\n", f"setting: ward\n{line}\n")


def patient(more):
    return ("weight: 70 kg", f"weight: 70 kg, {more}")


@pytest.mark.parametrize(
    "change",
    [
        top("licence: CC-BY-4.0"), top("authors: [Ann]\nreviewers: [Bo]"),
        top("prebrief: {en: Hi}\nhandover: Hi"), top("systems: [immune]\ntags: [a]"),
        top("debrief: [{en: What?, objective: o1}, {en: Why?}]"),
        top("equipment: [bag, {en: mask}]\nlayout: theatre\nsensors: {spo2: on, art: off}"),
        top("roles: {a: {brief: Hi, plays: learner, arrives: patient.well}}"),
        top("events: {family: Family arrives}"),
        top("evaluation: {instruments: [team], purpose: summative}"),
        ("learners: 1 to 2", "learners: '4'"), ("age: 40 y", "age: 3 d"),
        ("age: 40 y", "age: 8 mo"), patient("height: 168 cm"), patient("kind: modelled"),
        patient("labs: {k: {en: high}}"), ("weight: 70 kg", "weight: 3200 g"),
        ("{en: Call for help}", "{en: Call for help, hotkey: q}"),
        (DRUG, "{measure: mass, adult_single: 0.1 mg to 1 mg, max_total: 3 mg, distractor: false}"),
    ],
    ids=lambda change: change[1].strip()[-40:],
)  # fmt: skip
def test_that_a_file_may_say(change):
    scenario, problems = check(small(change))
    assert scenario is not None, problems
    assert [each for each in problems if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (top("licence: my own"), "E207"), (("version: 1.0.0", "version: '1.0'"), "E207"),
        (("version: 1.0.0", "version: 01.0.0"), "E207"),
        (("learners: 1 to 2", "learners: some"), "E207"),
        (("learners: 1 to 2", "learners: 5 to 3"), "E207"),
        (top("systems: [heart]"), "E206"), (top("layout: theater"), "E206"),
        (top("sensors: {spo3: on}"), "E206"), (top("sensors: {spo2: yes}"), "E205"),
        (top("evaluation: {instruments: [tem]}"), "E206"),
        (top("roles: {a: {brief: Hi}}"), "E202"), (top("roles: {a: {plays: learner}}"), "E202"),
        (top("events: {shock: X}"), "E203"), (top("events: {pace: X}"), "E203"),
        (("- {after: $wait,", "- {raise: shock, after: $wait,"), "E203"),
        (top("media: {x: {file: media/x.png, en: X}}"), "E202"),
        (("nts.leadership", "leadership"), "E207"), (("age: 40 y", "age: 40"), "E303"),
        (("age: 40 y", "age: 0 d"), "E307"), (patient("height: 1.7 m"), "E302"),
        (patient("height: 5000 cm"), "E307"), (patient("imaging: [ct]"), "E502"),
        (patient("kind: real"), "E206"), (patient("template: baby"), "E206"),
        (("sex: F", "sex: W"), "E206"), (("DBP: 75 mmHg}", "DBP: 75 mmHg, MAP: 90 mmHg}"), "E504"),
        (("DBP: 75 mmHg}", "DBP: 75 mmHg, GCS: 2}"), "E307"),
        (("DBP: 75 mmHg}", "DBP: 75 mmHg, GCS: 15 %}"), "E303"),
        (("DBP: 75 mmHg", "DBP: 117 mmHg"), "E311"),
        (("{en: Call for help}", "{en: Call for help, hotkey: F12}"), "E309"),
        (("{en: Call for help}", "{en: Call for help, hotkey: 中}"), "E309"),
        (("{en: Call for help}", "{en: Call, hotkey: q}\n  b: {en: B, hotkey: Q}"), "E309"),
        ((DRUG, "{measure: mas}"), "E206"), ((DRUG, "{adult_single: 2 mg to 1 mg}"), "E308"),
        ((DRUG, "{adult_single: 1 mg to 2 mL}"), "E308"), ((DRUG, "{max_total: 3 min}"), "E303"),
        ((DRUG, "{concentration: 1 mg/kg}"), "E303"), (("drugs: {", "drugs: {zzz: {}, "), "E505"),
        (("given adrenaline >= 0.5 mg IM", "given atropine"), "E502"),
        (("0.5 mg IM", "0.5 mg im"), "E401"),
        ((">= 0.5 mg IM", ">= 0.5 mL IM"), "E304"),
    ],
    ids=lambda change: change[1].strip()[-40:] if isinstance(change, tuple) else change,
)  # fmt: skip
def test_that_a_file_may_not_say(change, code):
    scenario, problems = check(small(change))
    assert scenario is None
    assert code in [each.code for each in problems]


def test_that_no_reviewer_stays_visible_and_that_the_layout_follows_the_setting():
    assert check(small())[0].reviewers == ()
    assert check(small())[0].layout == "ward"
    assert check(small(("setting: ward", "setting: operating-room")))[0].layout == "theatre"
