"""A chart graph as SCXML (W3C Recommendation, State Chart XML, 1 September 2015).

SCXML has the states, the regions side by side and the targets, so they are plain SCXML. It has no
holds, no clock of its own in a guard and no conditions on vitals: those are carried as text, in
attributes of a namespace of our own, and every rule waits for an event of its own,
``rule.NAME``, which a host sends when the rule fires. A rule without an event would be an eventless
transition and fire for ever. Rules of `anywhere` belong to their region; SCXML would let them fire
while their target is active, this language does not. A rule that goes `back` has no target,
because an SCXML history remembers another state: the one active when its parent was last left.
"""

from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

from simrunner.domain.chart_graph import ChartGraph, GraphEdge, GraphNode

SCXML_SPACE = "http://www.w3.org/2005/07/scxml"
OUR_SPACE = "urn:simrunner:clinscn-1"
"""Of the attributes ``title rule kind on-event condition after-ms chance-pct``.

None is called like an attribute of SCXML: some readers drop the namespaces.
"""

_REGIONS = "_regions"
"""No id of a scenario has an underscore, so no state is called so."""


def scxml_text(graph: ChartGraph, language: str) -> str:
    """Return the graph as one SCXML document, well-formed XML in UTF-8."""
    root = ET.Element(
        "scxml",
        {
            "xmlns": SCXML_SPACE,
            "xmlns:sim": OUR_SPACE,
            "version": "1.0",
            "datamodel": "null",
            "name": graph.scenario,
            "sim:title": graph.title.in_language(language),
        },
    )
    inside = root
    if len(graph.regions) > 1:
        inside = ET.SubElement(root, "parallel", {"id": _REGIONS})
    for region in graph.regions:
        _region(inside, graph, region, language)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def rule_event(rule: str) -> str:
    """Return the SCXML event of a rule: one token, whatever the rule's name is made of."""
    return "rule." + "".join(sign if sign.isalnum() or sign in ".-_" else "-" for sign in rule)


def _region(inside: ET.Element, graph: ChartGraph, region: str, language: str) -> None:
    tops = graph.children(region, None)
    element = ET.SubElement(inside, "state", {"id": region, "initial": _initial(tops)})
    for edge in graph.edges:
        if edge.region == region and edge.origin is None:
            _transition(element, edge)
    for node in tops:
        _state(element, graph, node, language)


def _initial(nodes: Sequence[GraphNode]) -> str:
    return next(node.name for node in nodes if node.is_start)


def _state(inside: ET.Element, graph: ChartGraph, node: GraphNode, language: str) -> None:
    marks = {"id": node.name, "sim:title": node.title.in_language(language)}
    children = graph.children(node.region, node.path)
    if children:
        marks["initial"] = _initial(children)
    element = ET.SubElement(inside, "final" if node.is_final else "state", marks)
    for edge in graph.edges:
        if edge.region == node.region and edge.origin == node.path:
            _transition(element, edge)
    for child in children:
        _state(element, graph, child, language)


def _transition(inside: ET.Element, edge: GraphEdge) -> None:
    marks = {"event": rule_event(edge.rule)}
    if edge.target is not None:
        marks["target"] = f"{edge.region}.{edge.target}"
    ours: dict[str, str | int | Decimal | None] = {
        "rule": edge.rule, "kind": edge.kind, "on-event": edge.event,
        "condition": edge.condition or None, "after-ms": edge.after_ms,
        "chance-pct": edge.chance_pct,
    }  # fmt: skip
    marks |= {f"sim:{key}": str(mark) for key, mark in ours.items() if mark is not None}
    ET.SubElement(inside, "transition", marks)
