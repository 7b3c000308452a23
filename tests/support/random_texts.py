"""Random charts as their authors would write them: texts of regions and rules for anywhere."""

from hypothesis import strategies as st

from support.scenario_files import SMALL

HEAD = SMALL[: SMALL.index("regions:")].replace("  help: {en: Call for help}", "  help: {en: Help}")
TAIL = "expect:\n  helped: {detect: done help, objective: o1}\n"

_numbers = st.sampled_from(["60", "80", "100", "120", "140"])
_ramps = st.one_of(
    st.builds("HR: {} /min over {}".format, _numbers, st.sampled_from(["2 s", "9 s"])),
    st.builds("SBP: {} mmHg over 3 s curve exp".format, _numbers),
    st.sampled_from(
        [
            "HR: by 15 /min over 2 s",
            "HR: times 0.8 over 1 s",
            "DBP: 50 mmHg over 4 s",
            "HR: times 9 over 2 s",
            "SBP: by -90 mmHg over 1 s",
        ]
    ),
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
def chart_texts(draw):
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
