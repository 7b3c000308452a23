"""Scenario files made for measuring: read by the program's own reader, as an author's would be."""

from simrunner.app.assets import read_catalogue
from simrunner.domain.chart import Scenario
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problems, ScenarioError

_HEAD = """\
format: clinscn/1
scenario: bench
version: 1.0.0
title: A chart to be measured
audience: {professions: [nurse], level: novice, learners: 1 to 2}
setting: ward
duration: 60 min
objectives:
  o1: {en: Be fast, competency: nts.leadership}
patient: {name: Pat, age: 40 y, sex: F, weight: 70 kg}
events: {tick: Next}
actions: {stop: {en: Stop}}
vitals: {HR: 80 /min, SBP: 120 mmHg, DBP: 75 mmHg}
rhythm: sinus
regions:
  patient:
"""


def ring(states: int) -> Scenario:
    """Return a ring of states, one transition with guard and entry action per event.

    Two more regions wait beside it with a timer each.
    """
    lines = ["    start: s0", "    states:", "      over: {final: true}"]
    for number in range(states):
        lines += [
            f"      s{number}:",
            "        set: {RR: 14 /min}",
            "        when:",
            f"          - {{event: tick, if: HR > 50 /min, go: s{(number + 1) % states}}}",
            "          - {if: done stop, go: over}",
        ]
    for region in ("left", "right"):
        lines += [
            f"  {region}:", "    start: waits", "    states:",
            "      waits: {when: [{after: 20 h, go: ended}]}", "      ended: {}",
        ]  # fmt: skip
    return _read("\n".join(lines))


def see_saw(half_period_s: str) -> Scenario:
    """Return a patient whose heart rate rises and falls for ever, each turn by a rule."""
    return _read(_swaying(half_period_s))


def watched(kind: str) -> Scenario:
    """Return a patient of a ``kind`` with every usual sensor on, whose heart rate sways slowly."""
    sensors = 'sensors: {ecg: "on", spo2: "on", nibp: "on", art: "on", co2: "on", temp: "on"}\n'
    head = _HEAD.replace("weight: 70 kg}", f"weight: 70 kg, kind: {kind}}}")
    return _read(_swaying("60 s"), head.replace("regions:\n", f"{sensors}regions:\n"))


def _swaying(half_period_s: str) -> str:
    there = f"trend: {{HR: 120 /min over {half_period_s}}}"
    back = f"trend: {{HR: 80 /min over {half_period_s}}}"
    return (
        "    start: sways\n    states:\n      over: {final: true}\n"
        f"      sways:\n        {there}\n        when: [{{if: done stop, go: over}}]\n"
        f"anywhere:\n  - {{if: HR >= 120 /min, {back}}}\n  - {{if: HR <= 80 /min, {there}}}\n"
    )


def _read(regions: str, head: str = _HEAD) -> Scenario:
    problems = Problems("bench.yaml")
    loaded = load_scenario((head + regions + "\n").encode(), read_catalogue(), problems)
    if loaded is None:
        raise ScenarioError(problems.all)
    return loaded.scenario
