"""Faults put into the two worked packs, one at a time: each is found, named and placed."""

from functools import cache
from typing import NamedTuple

import pytest
from support.packs import SCENARIOS, shipped_catalogue

from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problems

ANAPHYLAXIS, HYPERTHERMIA = "anaphylaxis-ed", "mh-crisis-or"


class Fault(NamedTuple):
    """One edit of a pack; ``line`` is a text that stands once in the line to be reported."""

    name: str
    pack: str
    old: str
    new: str
    code: str
    line: str


A = [
    # rank 1: syntax, keys, types, units, ids
    Fault("a misspelt key of a rule", ANAPHYLAXIS, "{after: $onset, go: shock}",
          "{after: $onset, goto: shock}", "E201", "goto: shock"),
    Fault("a vital ten times too high", ANAPHYLAXIS, "HR: 118 /min over 60 s",
          "HR: 1180 /min over 60 s", "E307", "1180"),
    Fault("micrograms with the wrong letter", ANAPHYLAXIS, "given adrenaline > 0.2 mg IV",
          "given adrenaline > 200 ug IV", "E302", "200 ug"),
    Fault("a trailing zero in a dose", ANAPHYLAXIS, "{if: given adrenaline >= 0.5 mg IM, go:",
          "{if: given adrenaline >= 0.50 mg IM, go:", "E304", "0.50 mg"),
    Fault("minutes spelt out", ANAPHYLAXIS, "duration: 15 min", "duration: 15 minutes", "E305",
          "15 minutes"),
    Fault("a parameter of another dimension at one level", ANAPHYLAXIS, "hard: 90 s}",
          "hard: 90 mmHg}", "E305", "{after: $onset"),
    Fault("a diastolic pressure above the systolic", ANAPHYLAXIS, "SBP: 84 mmHg, DBP: 48 mmHg",
          "SBP: 84 mmHg, DBP: 88 mmHg", "E311", "DBP: 88 mmHg"),
    Fault("a text split by its comma", ANAPHYLAXIS,
          'o2: {en: "Stop the trigger, lie flat, oxygen, fluid"',
          "o2: {en: Stop the trigger, lie flat", "E110", "Stop the trigger, lie flat,"),
    # rank 2: structure
    Fault("a state that nothing leads to",
          ANAPHYLAXIS, "given adrenaline >= 0.5 mg IM, go: partial",
          "given adrenaline >= 0.5 mg IM, go: shock", "W605", "      partial:"),
    Fault("a dead end that only anywhere saves", ANAPHYLAXIS,
          "go: shock, why: {en: the reaction returns, zh-CN: 反应再次出现}}",
          "note: relapse}", "W606", "      partial:"),
    Fault("a start that names no state", ANAPHYLAXIS, "start: onset", "start: onsett", "E502",
          "onsett"),
    Fault("a go that names no state", ANAPHYLAXIS, "after: 120 s, go: rosc}",
          "after: 120 s, go: rocs}", "E501", "go: rocs"),
    Fault("a loop of two states without time", ANAPHYLAXIS,
          "          - {after: 4 min, go: shock, why:",
          "          - {if: given adrenaline, go: onset}\n"
          "          - {after: 4 min, go: shock, why:",
          "W611", "{if: given adrenaline >= 0.5 mg IM, go: partial}"),
    Fault("an empty region", ANAPHYLAXIS, "  equipment:\n    start: infusing\n    states:\n",
          "  spare: {start: none, states: {}}\n  equipment:\n    start: infusing\n    states:\n",
          "E602", "spare:"),
    # rank 3: references
    Fault("a drug that the room does not offer", ANAPHYLAXIS,
          "detect: given crystalloid >= 500 mL", "detect: given cristalloid >= 500 mL", "E502",
          "cristalloid"),
    Fault("a source that nothing cites any more", ANAPHYLAXIS, "{rcuk25}", "", "W608", "rcuk25:"),
    Fault("an objective that nothing scores", ANAPHYLAXIS, "within: 3 min, objective: o4}",
          "within: 3 min}", "W609", "  o4:"),
    Fault("an action that nothing reads", ANAPHYLAXIS, "  cpr: {en:",
          "  pray: {en: Pray, zh-CN: 祈祷}\n  cpr: {en:", "W608", "pray:"),
    Fault("a drug that nothing reads and is no distractor", ANAPHYLAXIS,
          'hydrocortisone: {measure: "mass, count", distractor: true}',
          'hydrocortisone: {measure: "mass, count"}', "W608", "  hydrocortisone:"),
    Fault("a raised event that nothing hears", ANAPHYLAXIS, "raise: iv-overdose}",
          "raise: [iv-overdose, bang]}", "W615", "bang"),
    Fault("a flag that no rule sets", ANAPHYLAXIS, "{if: MAP < 48 mmHg for 180 s, go: arrest,",
          "{if: MAP < 48 mmHg for 180 s and not flag saved, go: arrest,", "W402", "flag saved"),
    Fault("a missing translation", ANAPHYLAXIS, "{en: Onset, zh-CN: 起病}", "{en: Onset}", "W501",
          "{en: Onset}"),
    Fault("a parameter that nothing uses", ANAPHYLAXIS, "{after: $onset, go: shock}",
          "{after: 150 s, go: shock}", "W608", "  onset: {easy"),
    # rank 4: never true, shadowed
    Fault("a pressure that the ramps do not reach", ANAPHYLAXIS, "{if: MAP < 48 mmHg for 180 s,",
          "{if: HR < 40 /min and SpO2 > 99 % for 180 s,", "W403", "HR < 40"),
    Fault("a cue that never comes", ANAPHYLAXIS, "cue: MAP < 65 mmHg", "cue: Temp > 39.0 °C",
          "W403", "Temp > 39.0"),
    Fault("a critical detection of what is never given", ANAPHYLAXIS,
          "adrenaline-1: {detect: given adrenaline >= 0.5 mg IM,",
          "adrenaline-1: {detect: given adrenaline < 0 doses,", "E404", "< 0 doses"),
    Fault("a rhythm that nothing sets", ANAPHYLAXIS, "compressions: {cue: in arrest",
          "compressions: {cue: rhythm = vf", "W403", "rhythm = vf"),
    Fault("between with its ends reversed", ANAPHYLAXIS, "{cue: MAP < 65 mmHg,",
          "{cue: MAP between 65 mmHg and 40 mmHg,", "W401", "between 65"),
    Fault("a value that its state never has", ANAPHYLAXIS, "if: MAP > 70 mmHg for 60 s and",
          "if: GCS < 5 and MAP > 70 mmHg for 60 s and", "W403", "GCS < 5"),
    Fault("a stricter rule behind a laxer one",
          ANAPHYLAXIS, "          - {after: $onset, go: shock}",
          "          - {if: given adrenaline >= 1 mg IM within 2 min, go: recovered}\n"
          "          - {after: $onset, go: shock}", "W610",
          "go: recovered}\n          - {after: $on"),
    Fault("a jump that ends the ramp of its state", ANAPHYLAXIS,
          "since entry, trend: {SBP: 78 mmHg over 60 s, DBP: 45 mmHg over 60 s}",
          "since entry, set: {SBP: 78 mmHg}, trend: {DBP: 45 mmHg over 60 s}", "W612",
          "set: {SBP: 78"),
    # rank 9: races
    Fault("a timer that races a threshold", ANAPHYLAXIS, "          - {after: $onset, go: shock}",
          "          - {if: SBP < 109 mmHg, go: arrest}\n          - {after: 70 s, go: shock}",
          "W613", "{after: 70 s, go: shock}"),
]  # fmt: skip

H = [
    # rank 1
    Fault("a rhythm that does not exist", HYPERTHERMIA, "        rhythm: vf\n",
          "        rhythm: vfib\n", "E502", "vfib"),
    Fault("a pressure in per cent", HYPERTHERMIA, "EtCO2: 8.0 kPa over", "EtCO2: 8.0 % over",
          "E303", "8.0 %"),
    Fault("a ramp without its word", HYPERTHERMIA, "HR: 128 /min over 4 min",
          "HR: 128 /min ovr 4 min", "E306", "ovr"),
    Fault("a naked decimal in a dose", HYPERTHERMIA, "given dantrolene >= 3.4 mg/kg IV and",
          "given dantrolene >= .5 mg/kg IV and", "E301", ">= .5"),
    Fault("a profession that is not listed", HYPERTHERMIA, "[anaesthetist, anaesthetic-assistant,",
          "[anesthetist, anaesthetic-assistant,", "E206", "[anesthetist"),
    Fault("a word of a condition misspelt", HYPERTHERMIA, "EtCO2 > 7.9 kPa for 30 s",
          "EtCO2 > 7.9 kPa fro 30 s", "E401", "fro 30 s"),
    Fault("a state twice", HYPERTHERMIA, "      died: {title:", "      stable: {title:", "E108",
          "      stable: {title: {en: Died"),
    Fault("a tab in an indentation", HYPERTHERMIA, "  lab:\n", "\tlab:\n", "E104", "\tlab:"),
    # rank 2
    Fault("a first region that never ends", HYPERTHERMIA,
          "transfer: {title: {en: To intensive care, zh-CN: 转入 ICU}, final: true}",
          "transfer: {title: {en: To intensive care, zh-CN: 转入 ICU}}", "W606", "      transfer:"),
    Fault("an unreachable end", HYPERTHERMIA, "- {after: 10 min, go: died}",
          "- {after: 10 min, go: improving}", "W605", "      died:"),
    Fault("a final state with rules", HYPERTHERMIA, "final: true, rhythm: asystole}",
          "final: true, rhythm: asystole, when: [{after: 1 s, go: stable}]}", "E604",
          "go: stable}]"),
    Fault("a rule that leaves its region", HYPERTHERMIA, "if: done stop-surgery, go: closing",
          "if: done stop-surgery, go: patient.arrest", "E605", "patient.arrest"),
    Fault("two states that swap places on one condition", HYPERTHERMIA,
          "closing: {title: {en: Closing, zh-CN: 关腹}}",
          "closing: {title: {en: Closing, zh-CN: 关腹}, "
          "when: [{if: not in arrest, go: operating}]}",
          "W611", "      operating:"),
    # rank 3
    Fault("an action with another name in the cue", HYPERTHERMIA, "mixing: {cue: done declare",
          "mixing: {cue: done declared", "E502", "done declared"),
    Fault("a scored action that the patient takes no notice of any more", HYPERTHERMIA,
          "given dantrolene >= 3.4 mg/kg IV and done cool, go",
          "given dantrolene >= 3.4 mg/kg IV, go",
          "I603", "detect: done cool,"),
    Fault("a media that nothing shows", HYPERTHERMIA, "  gas-1: {file: media/blood-gas.LANG.md",
          "  gas-2: {file: media/blood-gas.LANG.md, licence: CC-BY-4.0, en: Gas, zh-CN: 血气}\n"
          "  gas-1: {file: media/blood-gas.LANG.md", "W608", "  gas-2:"),
    Fault("an event that nothing causes", HYPERTHERMIA, "- {event: shock, if: done cpr",
          "- {event: shok, if: done cpr", "E503", "event: shok"),
    Fault("an objective that does not exist", HYPERTHERMIA, "within: 4 min, objective: o2,",
          "within: 4 min, objective: o9,", "E502", "objective: o9"),
    Fault("an unlisted event that nobody hears", HYPERTHERMIA, "media:\n  gas-1",
          "events: {mother: {en: The mother calls, zh-CN: 母亲来电}}\nmedia:\n  gas-1", "I602",
          "events: {mother"),
    Fault("a source without a use", HYPERTHERMIA, "objective: o4, source: emhg24}",
          "objective: o4}",
          "W608", "  emhg24:"),
    # rank 4
    Fault("a temperature that the ramps do not reach", HYPERTHERMIA, "Temp: 42.0 °C over 16 min",
          "Temp: 41.0 °C over 16 min", "W403", "{if: Temp > 41.5"),
    Fault("a threshold at the very end of its ramp", HYPERTHERMIA, "EtCO2 > 7.9 kPa for 30 s, go",
          "EtCO2 > 8.0 kPa for 30 s, go", "W403", "EtCO2 > 8.0 kPa for"),
    Fault("an end that its state cannot reach", HYPERTHERMIA,
          "(EtCO2 < 6.0 kPa and Temp < 38.5 °C) for 60 s",
          "(EtCO2 < 6.0 kPa and Temp < 36.0 °C) for 60 s", "W403", "Temp < 36.0"),
    Fault("a critical detection in a state without a way in", HYPERTHERMIA,
          "detect: done volatile-off, within: 3 min, critical: true",
          "detect: done volatile-off and rhythm = vt, within: 3 min, critical: true", "E404",
          "rhythm = vt"),
    Fault("and where or is meant", HYPERTHERMIA, "cooling: {cue: Temp > 38.5 °C",
          "cooling: {cue: Temp > 38.5 °C and Temp < 37.0 °C", "W403", "Temp < 37.0"),
    Fault("one side of an or that never is", HYPERTHERMIA, "calcium: {cue: K > 6.4 mmol/L",
          "calcium: {cue: K > 6.4 mmol/L or K > 7.5 mmol/L", "W405", "K > 7.5"),
    Fault("an infusion of a drug that has no rate",
          HYPERTHERMIA, "cue: EtCO2 > 7.0 kPa, detect: done declare",
          "cue: running dantrolene, detect: done declare", "W403", "running dantrolene"),
    Fault("a hold that only the last term has", HYPERTHERMIA,
          "(EtCO2 < 6.0 kPa and Temp < 38.5 °C) for 60 s",
          "EtCO2 < 6.0 kPa and Temp < 38.5 °C for 60 s", "I401", "< 38.5 °C for"),
    Fault("the same rule later and stricter", HYPERTHERMIA,
          "          - {after: 6 min, go: crisis, why:",
          "          - {if: given dantrolene >= 4 mg/kg IV and done cool, go: transfer}\n"
          "          - {after: 6 min, go: crisis, why:", "W610",
          "go: transfer}\n          - {after: 6"),
    Fault("a longer hold behind a shorter one", HYPERTHERMIA,
          "          - {if: EtCO2 > 7.9 kPa for 30 s, go: crisis}",
          "          - {if: EtCO2 > 7.9 kPa for 30 s, go: crisis}\n"
          "          - {if: EtCO2 > 7.95 kPa for 60 s, go: arrest}", "W610", "7.95"),
    # rank 9
    Fault("potassium and a timer at the same moment", HYPERTHERMIA,
          "          - {if: EtCO2 > 7.9 kPa for 30 s, go: crisis}",
          "          - {if: K > 4.9 mmol/L, go: crisis}\n          - {after: 265 s, go: improving}",
          "W613", "{after: 265 s"),
    Fault("a hyperventilation that jumps", HYPERTHERMIA,
          "{if: done hyperventilate, trend: {EtCO2: 9.0 kPa over 2 min}",
          "{if: done hyperventilate, set: {EtCO2: 9.0 kPa}", "W612", "set: {EtCO2: 9.0"),
]  # fmt: skip


@cache
def _text(pack):
    return (SCENARIOS / pack / "scenario.yaml").read_text(encoding="utf-8")


@cache
def _found(text, *, is_advised=True):
    problems = Problems("scenario.yaml")
    load_scenario(text.encode(), shipped_catalogue(), problems, is_advised=is_advised)
    return problems.all


def _seeded(fault):
    """Return the file with the fault; the source rcuk25 is cited twice and loses both."""
    text = _text(fault.pack)
    if fault.old == "{rcuk25}":
        return text.replace(", source: rcuk25}", "}")
    assert text.count(fault.old) == 1, fault.old
    return text.replace(fault.old, fault.new)


@pytest.mark.parametrize("pack", [ANAPHYLAXIS, HYPERTHERMIA])
def test_that_the_packs_themselves_have_neither_errors_nor_warnings(pack):
    assert [str(each) for each in _found(_text(pack)) if each.severity != "info"] == []


@pytest.mark.parametrize("fault", [*A, *H], ids=lambda fault: fault.name)
def test_that_a_seeded_fault_is_found_in_its_line(fault):
    text = _seeded(fault)
    assert text.count(fault.line) == 1, fault.line
    line = text[: text.index(fault.line)].count("\n") + 1

    found = _found(text)

    assert (fault.code, line) in {(each.code, each.line) for each in found}, [*map(str, found)]
    named = [each for each in found if (each.code, each.line) == (fault.code, line)]
    assert all(each.column >= 1 and each.message for each in named)


NEVER_MET = Fault(
    "a critical expectation that nothing can meet", ANAPHYLAXIS,
    "detect: given adrenaline >= 0.5 mg IM, within: 3 min, critical: true",
    "detect: SpO2 > 40 % and SpO2 < 30 %, within: 3 min, critical: true", "", "",
)  # fmt: skip


def test_that_the_errors_are_the_same_with_advice_and_without():
    """Whether a pack may run is one thing for its author and for a run (decision 0018)."""
    codes = set()
    for fault in (*A, *H, NEVER_MET):
        text = _seeded(fault)
        advised, plain = _found(text), _found(text, is_advised=False)
        errors = [each for each in advised if each.severity == "error"]
        assert [each for each in plain if each.severity == "error"] == errors, fault.name
        assert set(plain) <= set(advised), fault.name
        codes |= {each.code for each in errors}
    assert len(codes) >= 15
    assert "E404" in codes, "what only a finished chart shows is among them"


def test_that_there_are_twenty_faults_and_more_in_each_pack():
    assert min(len(A), len(H)) >= 20
    assert len({fault.name for fault in (*A, *H)}) == len(A) + len(H)
