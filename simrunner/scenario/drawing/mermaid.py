"""A chart graph as a Mermaid state diagram (mermaid.js.org/syntax/stateDiagram.html)."""

from collections.abc import Iterator, Mapping

from simrunner.domain.chart_graph import ChartGraph, GraphEdge, GraphNode

_ESCAPES = {
    "#": "#35;", ";": "#59;", ":": "#58;", '"': "#quot;", "<": "#lt;", ">": "#gt;",
    "%": "#37;", "{": "#123;", "}": "#125;", "\\": "#92;", "\n": "<br/>",
}  # fmt: skip
"""Mermaid's own entities for what its grammar, or the page around it, would take as a sign."""

_BREAK = "<br/>"


def mermaid_text(graph: ChartGraph, language: str) -> str:
    """Return the graph as `stateDiagram-v2`: each region is a state around its own.

    Mermaid has no edge from anywhere and none back: both are states of their own, named so.
    """
    ids = {node.name: f"s{number}" for number, node in enumerate(graph.nodes, start=1)}
    lines = ["stateDiagram-v2"]
    for number, region in enumerate(graph.regions, start=1):
        lines.append(f'  state "{escaped(region)}" as region{number} {{')
        lines += _states(graph, region, None, ids, language)
        lines += _edges(graph, region, number, ids)
        lines.append("  }")
    return "\n".join([*lines, ""])


def escaped(text: str) -> str:
    """Return a text that Mermaid shows as it is, in a name as in a label."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def _states(
    graph: ChartGraph, region: str, parent: str | None, ids: Mapping[str, str], language: str
) -> Iterator[str]:
    indent = "    " + "  " * (0 if parent is None else parent.count(".") + 1)
    for node in graph.children(region, parent):
        name = f'state "{escaped(_title(node, language))}" as {ids[node.name]}'
        if node.is_compound:
            yield f"{indent}{name} {{"
            yield from _states(graph, region, node.path, ids, language)
            yield f"{indent}}}"
        else:
            yield f"{indent}{name}"
        if node.is_start:
            yield f"{indent}[*] --> {ids[node.name]}"
        if node.is_final:
            yield f"{indent}{ids[node.name]} --> [*]"


def _title(node: GraphNode, language: str) -> str:
    return node.title.in_language(language) or node.path


def _edges(graph: ChartGraph, region: str, number: int, ids: Mapping[str, str]) -> Iterator[str]:
    edges = [edge for edge in graph.edges if edge.region == region]
    if any(edge.kind == "anywhere" for edge in edges):
        yield f'    state "anywhere" as anywhere{number}'
    if any(edge.kind == "back" for edge in edges):
        yield f'    state "back to the state before" as back{number}'
    for edge in edges:
        origin = f"anywhere{number}" if edge.origin is None else ids[f"{region}.{edge.origin}"]
        goal = f"back{number}" if edge.target is None else ids[f"{region}.{edge.target}"]
        yield f"    {origin} --> {goal}{_label(edge)}"


def _label(edge: GraphEdge) -> str:
    words = _BREAK.join(escaped(each) for each in edge.words)
    return f" : {words}" if words else ""
