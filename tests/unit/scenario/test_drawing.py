"""Charts as text for drawing programs: nothing is lost, and no title breaks the form."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statemachine.io.scxml.reader import parse_scxml
from support.drawn_chart import drawn_graph, shipped_graphs

from simrunner.scenario.drawing.dot import dot_text, quoted
from simrunner.scenario.drawing.mermaid import escaped, mermaid_text
from simrunner.scenario.drawing.scxml import OUR_SPACE, SCXML_SPACE, rule_event, scxml_text

TITLE = 'Say "go"; it\'s 5 % <now>: C:\\n {x} # -- 中'
GRAPHS = {"drawn": drawn_graph, **shipped_graphs()}
every_graph = pytest.mark.parametrize("name", GRAPHS)

# The tokens of the DOT language (graphviz.org/doc/info/lang.html); ids here are always quoted
# unless they are keywords, attribute names or values of letters and digits.
DOT_TOKEN = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|->|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[{}\[\];=,])', re.DOTALL
)
MERMAID_ID = r"(?:s|region|anywhere|back)\d+"
MERMAID_WORDS = r'(?:[^#;:"<>%{}\\\n]|#\w+;|<br/>)+'
MERMAID_LINE = re.compile(
    rf'state "{MERMAID_WORDS}" as {MERMAID_ID}(?: \{{)?|\}}|'
    rf"(?:\[\*\]|{MERMAID_ID}) --> (?:\[\*\]|{MERMAID_ID})(?: : {MERMAID_WORDS})?"
)


def dot_tokens(text):
    """Return the tokens of a DOT text; the test fails at the first thing that is none."""
    found, at = [], 0
    while text[at:].strip():
        match = DOT_TOKEN.match(text, at)
        assert match, text[at : at + 80]
        found.append(match[1])
        at = match.end()
    return found


@every_graph
def test_that_dot_is_whole_and_draws_every_state_and_every_edge(name):
    graph = GRAPHS[name]()
    tokens = dot_tokens(dot_text(graph, "en"))

    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        assert depth >= 0
    assert depth == 0
    starts = sum(node.is_start for node in graph.nodes)
    assert tokens.count("->") == len(graph.edges) + starts
    for node in graph.nodes:
        drawn = f"cluster_{node.name}" if node.is_compound else node.name
        assert quoted(drawn) in tokens


def test_that_edges_of_a_state_with_states_inside_end_at_its_border():
    lines = dot_text(drawn_graph(), "en").splitlines()

    (cured,) = [line for line in lines if '-> "patient.well"' in line]
    assert cured.strip().startswith('"patient.ill.early" -> "patient.well"')
    assert 'ltail="cluster_patient.ill"' in cured
    (again,) = [line for line in lines if '"patient.ill.late" -> "patient.ill.early"' in line]
    assert "lhead" not in again, "Graphviz cannot clip an edge that begins inside"


def test_that_no_title_ends_a_dot_string_or_becomes_a_sign_in_it():
    assert quoted('a "b"') == '"a \\"b\\""'
    assert quoted("C:\\new\n") == '"C:\\\\new\\n"'
    assert len(dot_tokens(quoted(TITLE))) == 1


@every_graph
def test_that_every_line_of_mermaid_is_one_of_its_grammar(name):
    graph = GRAPHS[name]()
    first, *lines = mermaid_text(graph, "en").splitlines()

    assert first == "stateDiagram-v2"
    assert [line for line in lines if not MERMAID_LINE.fullmatch(line.strip())] == []
    opened = sum(line.endswith("{") for line in lines)
    assert opened == sum(line.strip() == "}" for line in lines)
    arrows = [line for line in lines if " --> " in line]
    ends = sum(node.is_start for node in graph.nodes) + sum(node.is_final for node in graph.nodes)
    assert len(arrows) == len(graph.edges) + ends
    named = {match for line in arrows for match in re.findall(MERMAID_ID, line.split(" : ")[0])}
    assert named <= set(re.findall(rf"as ({MERMAID_ID})", "\n".join(lines)))


def test_that_mermaid_words_are_escaped_one_by_one():
    assert escaped('a: "b" #1') == "a#58; #quot;b#quot; #35;1"
    assert re.fullmatch(MERMAID_WORDS, escaped(TITLE))


@every_graph
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_that_another_program_reads_the_same_chart_from_the_scxml(name, language):
    graph = GRAPHS[name]()
    states, transitions = {}, set()

    def walk(state, above):
        states[state.id] = (above, state.initial, state.final)
        for each in state.transitions:
            if not each.initial:
                transitions.add((state.id, each.event, each.target or None))
        for inner in state.states.values():
            walk(inner, state.id)

    for top in parse_scxml(scxml_text(graph, language)).states.values():
        walk(top, None)

    ours = {
        node.name: (
            f"{node.region}.{node.parent}" if node.parent else node.region,
            node.is_start,
            node.is_final,
        )
        for node in graph.nodes
    }
    assert {key: told for key, told in states.items() if key in ours} == ours
    assert set(states) - set(ours) <= {"_regions", *graph.regions}
    assert transitions == {
        (
            f"{edge.region}.{edge.origin}" if edge.origin else edge.region,
            rule_event(edge.rule),
            f"{edge.region}.{edge.target}" if edge.target else None,
        )
        for edge in graph.edges
    }


def test_that_what_scxml_cannot_say_stands_beside_it_as_text():
    root = ET.fromstring(scxml_text(drawn_graph(), "en"))
    state, transition = f"{{{SCXML_SPACE}}}state", f"{{{SCXML_SPACE}}}transition"

    def ours(element):
        space = f"{{{OUR_SPACE}}}"
        return {key.removeprefix(space): told for key, told in element.items() if space in key}

    titles = {each.get("id"): ours(each).get("title") for each in root.iter(state)}
    chance = [ours(each) for each in root.iter(transition) if "chance-pct" in ours(each)]

    assert titles["patient.ill"] == TITLE
    assert [(each["on-event"], each["condition"], each["chance-pct"]) for each in chance] == [
        ("give adrenaline", "HR > 90 /min for 30 s", "30")
    ]
    assert all(each.get("event") for each in root.iter(transition)), "it would fire for ever"


VISIBLE = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" \n"))


@given(VISIBLE)
def test_that_any_text_stays_one_dot_string_and_one_mermaid_text(text):
    assert len(dot_tokens(quoted(text))) == 1
    assert re.fullmatch(f"(?:{MERMAID_WORDS})?", escaped(text))
