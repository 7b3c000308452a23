"""The graph of a chart: every state, every way from one to another, and what it waits for."""

from decimal import Decimal

import pytest
from support.drawn_chart import drawn_graph, drawn_scenario


def test_that_every_state_is_a_node_with_its_place_in_the_chart():
    nodes = drawn_graph().nodes

    assert [(node.name, node.parent) for node in nodes] == [
        ("patient.ill", None), ("patient.ill.early", "ill"), ("patient.ill.late", "ill"),
        ("patient.scanned", None), ("patient.well", None),
        ("急救.alone", None), ("急救.已到", None),
    ]  # fmt: skip
    assert [n.name for n in nodes if n.is_start] == [
        "patient.ill",
        "patient.ill.early",
        "急救.alone",
    ]
    assert [n.name for n in nodes if n.is_final] == ["patient.well"]
    assert [n.name for n in nodes if n.is_compound] == ["patient.ill"]
    assert nodes[-1].title.in_language("en") == "已到"


def test_that_every_rule_that_goes_somewhere_is_an_edge_and_no_other():
    graph = drawn_graph()

    assert [(edge.kind, edge.origin, edge.target) for edge in graph.edges] == [
        ("rule", "ill", "well"), ("rule", "ill.early", "ill.late"), ("rule", "ill.late", "ill"),
        ("back", "scanned", None), ("rule", "alone", "已到"), ("anywhere", None, "scanned"),
    ]  # fmt: skip
    assert [edge.region for edge in graph.edges][-2:] == ["急救", "patient"]
    moving = [
        rule.name
        for region in drawn_scenario().regions
        for state in drawn_scenario().states_of(region.id).values()
        for rule in state.rules
    ]
    assert [edge.rule for edge in graph.edges][:-1] == moving


def test_that_an_edge_says_all_that_must_come_together():
    edge = drawn_graph().edges[2]

    assert (edge.event, edge.after_ms, edge.chance_pct) == ("give adrenaline", None, Decimal(30))
    assert edge.words == ("event give adrenaline", "HR > 90 /min for 30 s", "chance 30 %")
    assert drawn_graph().edges[1].words == ("after 1 min",)


def test_that_entering_a_state_leads_to_the_leaf_of_its_start():
    graph = drawn_graph()

    assert graph.first_leaf("patient", "ill") == "ill.early"
    assert graph.first_leaf("patient", "well") == "well"


def test_that_one_region_is_a_graph_of_its_own():
    part = drawn_graph().of_region("急救")

    assert [node.path for node in part.nodes] == ["alone", "已到"]
    assert [edge.target for edge in part.edges] == ["已到"]
    with pytest.raises(KeyError):
        part.of_region("patient")
