"""Draws a pack's chart as text for a drawing program."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from simrunner.app.compose import open_pack
from simrunner.app.exit_code import Refusal
from simrunner.domain.chart_graph import ChartGraph, graph_of
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.drawing.dot import dot_text
from simrunner.scenario.drawing.mermaid import mermaid_text
from simrunner.scenario.drawing.scxml import scxml_text

WRITERS: Mapping[str, Callable[[ChartGraph, str], str]] = MappingProxyType(
    {"dot": dot_text, "mermaid": mermaid_text, "scxml": scxml_text}
)
"""What writes each form, from a graph and the language of its titles."""


def draw(folder: Path, *, form: str, region: str | None, language: str) -> str:
    """Return a pack's chart in one of WRITERS; Refusal for a form, region or language unknown."""
    if form not in WRITERS:
        raise Refusal(f"There is no form {form}: choose {', '.join(WRITERS)}.")
    if language not in LANGUAGES:
        raise Refusal(f"There is no language {language}: choose {' or '.join(LANGUAGES)}.")
    graph = graph_of(open_pack(folder).scenario)
    if region is not None:
        if region not in graph.regions:
            names = ", ".join(graph.regions)
            raise Refusal(f"{folder.name} has no region {region}: it has {names}.")
        graph = graph.of_region(region)
    return WRITERS[form](graph, language)
