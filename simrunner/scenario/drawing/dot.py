"""A chart graph in the DOT language of Graphviz (graphviz.org/doc/info/lang.html)."""

from collections.abc import Iterator

from simrunner.domain.chart_graph import ChartGraph, GraphEdge, GraphNode

_ANYWHERE = "anywhere"


def dot_text(graph: ChartGraph, language: str) -> str:
    """Return the graph as one `digraph`: regions and states with states inside are clusters.

    A dot leads to each start, a double border marks a final state, dashed edges come from
    `anywhere`, and dotted ones go back to the state before.
    """
    lines = [
        f"digraph {quoted(graph.scenario)} {{",
        "  compound=true;",
        f"  label={quoted(graph.title.in_language(language))};",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    for region in graph.regions:
        lines += _region(graph, region, language)
    lines += [f"  {_edge(graph, edge)};" for edge in graph.edges]
    return "\n".join([*lines, "}", ""])


def quoted(text: str) -> str:
    """Return a text as a DOT string. A backslash is doubled, so that it stays one in labels."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _region(graph: ChartGraph, region: str, language: str) -> Iterator[str]:
    yield f"  subgraph {quoted(f'cluster_{region}')} {{"
    yield f"    label={quoted(region)};"
    yield from _states(graph, region, None, language)
    edges = [edge for edge in graph.edges if edge.region == region]
    if any(edge.kind == "anywhere" for edge in edges):
        yield f"    {_anywhere(region)} [label={quoted(_ANYWHERE)}, style=dashed];"
    for node in graph.nodes:
        if node.region == region and any(e.kind == "back" and e.origin == node.path for e in edges):
            yield f"    {_back(node.name)} [label={quoted('back')}, shape=circle, style=dotted];"
    yield "  }"


def _states(graph: ChartGraph, region: str, parent: str | None, language: str) -> Iterator[str]:
    indent = "    " + "  " * (0 if parent is None else parent.count(".") + 1)
    for node in graph.children(region, parent):
        title = quoted(node.title.in_language(language))
        if node.is_compound:
            yield f"{indent}subgraph {_cluster(node.name)} {{"
            yield f"{indent}  label={title};"
            yield from _states(graph, region, node.path, language)
            yield f"{indent}}}"
        else:
            border = ", peripheries=2" if node.is_final else ""
            yield f"{indent}{quoted(node.name)} [label={title}{border}];"
        if node.is_start:
            yield from _start(graph, node, indent)


def _start(graph: ChartGraph, node: GraphNode, indent: str) -> Iterator[str]:
    dot = quoted(f"start of {node.region if node.parent is None else node.name}")
    yield f"{indent}{dot} [shape=point];"
    yield f"{indent}{dot} -> {_end(graph, node.region, node.path, 'lhead')};"


def _edge(graph: ChartGraph, edge: GraphEdge) -> str:
    marks = [f"label={quoted(chr(10).join(edge.words))}"]
    if edge.origin is None:
        origin = _anywhere(edge.region)
        marks.append("style=dashed")
    else:
        leaf = graph.first_leaf(edge.region, edge.origin)
        origin = quoted(f"{edge.region}.{leaf}")
        if leaf != edge.origin:
            marks.append(f"ltail={_cluster(f'{edge.region}.{edge.origin}')}")
    if edge.target is None:
        goal = _back(f"{edge.region}.{edge.origin}")
        marks.append("style=dotted")
    else:
        leaf = graph.first_leaf(edge.region, edge.target)
        goal = quoted(f"{edge.region}.{leaf}")
        if leaf != edge.target and not _is_inside(edge.origin, edge.target):
            marks.append(f"lhead={_cluster(f'{edge.region}.{edge.target}')}")
    return f"{origin} -> {goal} [{', '.join(marks)}]"


def _is_inside(origin: str | None, target: str) -> bool:
    """Return whether an edge begins inside the state that it goes to: DOT cannot clip that."""
    return origin is not None and f"{origin}.".startswith(f"{target}.")


def _end(graph: ChartGraph, region: str, path: str, clip: str) -> str:
    """Return the node that stands for a state, with its cluster's border as the end."""
    leaf = graph.first_leaf(region, path)
    name = quoted(f"{region}.{leaf}")
    return name if leaf == path else f"{name} [{clip}={_cluster(f'{region}.{path}')}]"


def _cluster(name: str) -> str:
    return quoted(f"cluster_{name}")


def _anywhere(region: str) -> str:
    return quoted(f"{_ANYWHERE} of {region}")


def _back(name: str) -> str:
    return quoted(f"back from {name}")
