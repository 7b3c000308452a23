"""What the checker calls impossible never happens: random charts, played by the engine."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from support.scenario_files import SMALL, check

from simrunner.domain.action import DeliverShock, PerformAct, Source
from simrunner.domain.event import EngineFault, RuleFired, StateEntered
from simrunner.engine.interpreter import Engine
from simrunner.scenario.check.reach import StateValues, file_values, shown

HEAD = SMALL[: SMALL.index("regions:")].replace("  help: {en: Call for help}", "  help: {en: Help}")
TAIL = "expect:\n  helped: {detect: done help, objective: o1}\n"
STEPS = 100

_numbers = st.sampled_from(["60", "80", "100", "120", "140"])
_ramps = st.one_of(
    st.builds("HR: {} /min over {}".format, _numbers, st.sampled_from(["2 s", "9 s"])),
    st.builds("SBP: {} mmHg over 3 s curve exp".format, _numbers),
    st.sampled_from(["HR: by 15 /min over 2 s", "HR: times 0.8 over 1 s", "DBP: 50 mmHg over 4 s"]),
)
_jumps = st.one_of(
    st.builds("HR: {} /min".format, _numbers), st.builds("SBP: {} mmHg".format, _numbers)
)
_atoms = st.one_of(
    st.builds("HR {} {} /min".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), _numbers),
    st.builds("SBP {} {} mmHg".format, st.sampled_from(["<", ">", "="]), _numbers),
    st.builds("MAP {} {} mmHg".format, st.sampled_from(["<", ">"]), _numbers),
    st.sampled_from(["done help", "done help since entry", "flag f", "in q.a", "rhythm = vf"]),
)
_terms = st.builds("{}{}{}".format, st.sampled_from(["", "not "]), _atoms,
                   st.sampled_from(["", "", "", " for 1 s"]))  # fmt: skip
_conditions = st.one_of(
    _terms,
    st.builds("{} and {}".format, _terms, _terms),
    st.builds("{} or {}".format, _terms, _terms),
)


@st.composite
def _rules(draw, inside_anywhere=False):
    parts = []
    kind = draw(st.sampled_from(["if", "if", "after", "event", "both"]))
    if kind in ("if", "both"):
        condition = draw(_conditions)
        if inside_anywhere:
            condition = condition.replace(" since entry", "")
        parts.append(f"if: {condition}")
    if kind in ("after", "both"):
        parts.append(f"after: {draw(st.sampled_from(['1 s', '4 s']))}")
    if kind == "event":
        parts.append("event: shock")
    goal = draw(st.sampled_from(["a", "b", "c", "a1", None]))
    region = "p." if inside_anywhere else ""
    if goal is not None:
        parts.append(f"go: {region}{goal}")
    if draw(st.booleans()):
        parts.append("flag: f")
    if goal is None or draw(st.booleans()):
        parts.append(f"set: {{{draw(_jumps)}}}" if draw(st.booleans())
                     else f"trend: {{{draw(_ramps)}}}")  # fmt: skip
    return "{id: r, " + ", ".join(parts) + "}"


@st.composite
def _bodies(draw, margin):
    lines = []
    if draw(st.booleans()):
        lines.append(f"set: {{{draw(_jumps)}}}")
    if draw(st.booleans()):
        lines.append(f"trend: {{{draw(_ramps)}}}")
    lines += ["when:", *(f"  - {rule}" for rule in draw(st.lists(_rules(), max_size=3)))]
    if lines[-1] == "when:":
        lines[-1] = "when: []"
    return "".join(f"{margin}{line}\n" for line in lines)


@st.composite
def _charts(draw):
    text = "regions:\n"
    for region in ("p", "q"):
        text += f"  {region}:\n    start: a\n    states:\n      a:\n        start: a1\n"
        text += draw(_bodies("        ")) + "        states:\n"
        for leaf in ("a1", "a2"):
            text += f"          {leaf}:\n" + draw(_bodies("            "))
        for leaf in ("b", "c"):
            text += f"      {leaf}:\n" + draw(_bodies("        "))
    rules = draw(st.lists(_rules(inside_anywhere=True), max_size=2))
    text += "anywhere:\n" + "".join(f"  - {rule}\n" for rule in rules) if rules else ""
    count = text.count("{id: r,")
    for number in range(count):
        text = text.replace("{id: r,", f"{{id: r{number},", 1)
    return text


@pytest.mark.slow
@for_all(chart=_charts(), helped=st.integers(1, 30), shocked=st.integers(1, 30))
@settings(
    max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_that_what_can_never_happen_does_not(chart, helped, shocked):
    text = HEAD + chart + TAIL
    scenario, problems = check(text)
    assert scenario is not None, [*map(str, problems)]
    never = _rules_told(text, problems, ("W403", "W610"))
    second = text[: text.index("\n  q:")].count("\n") + 2
    unreached = {
        ("p" if each.line < second else "q", each.message)
        for each in problems
        if each.code == "W605"
    }
    everywhere = file_values(scenario)
    inside = {}
    for region in scenario.regions:
        during = StateValues(scenario=scenario, region=region).find().during
        inside[region.id] = {leaf: shown(each, scenario) for leaf, each in during.items()}
    engine = Engine(scenario, seed=1)
    events = list(engine.start().events)
    for step in range(1, STEPS):
        acts = []
        if step % helped == 0:
            acts.append(PerformAct(act="help", source=Source.FACILITATOR))
        if step % shocked == 0:
            acts.append(DeliverShock(energy_j=150, source=Source.FACILITATOR))
        events += engine.step(step * 100, acts).events
        for region in ("p", "q"):
            leaf = max((path for name, path in engine._facts.active if name == region), key=len)
            for vital, number in engine.tracks.read_all(step * 100).items():
                for interval in (everywhere[vital], inside[region][leaf][vital]):
                    assert interval.low - 1e-6 <= number <= interval.high + 1e-6, (vital, leaf)
    fired = {each.rule for each in events if isinstance(each, RuleFired)}
    entered = {
        (each.region, f"no rule leads to the state '{each.state.rpartition('.')[2]}'")
        for each in events
        if isinstance(each, StateEntered)
    }
    assert not fired & never
    assert not entered & unreached
    if any(isinstance(each, EngineFault) for each in events):
        assert "W611" in {each.code for each in problems}


def _rules_told(text, problems, codes):
    """Return the ids of the rules in whose line one of the codes was told."""
    lines = text.split("\n")
    told = [lines[each.line - 1] for each in problems if each.code in codes]
    return {line.partition("{id: ")[2].partition(",")[0] for line in told}
