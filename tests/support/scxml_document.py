"""Reads an SCXML file into a chart of the engine's core, its transitions and their content."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, parse

from simrunner.engine.chart.statechart import Chart, Kind, Move, Sketch

Block = tuple[Element, ...]
"""Executable content; an error in it ends the block."""

_STATES = {"state", "parallel", "final", "history"}


def tag(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def below(element: Element, *names: str) -> list[Element]:
    """Return the children of these names; comments are none."""
    return [each for each in element if tag(each) in names]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Arrow:
    """A transition: what it does to the chart, what it waits for, what it executes."""

    move: Move
    events: tuple[str, ...] = ()
    condition: str | None = None
    content: Block = ()


@dataclass(slots=True, kw_only=True)
class Part:
    """What the file says of one node."""

    arrows: list[Arrow] = field(default_factory=list)
    on_entry: list[Block] = field(default_factory=list)
    on_exit: list[Block] = field(default_factory=list)
    initial_content: Block = ()
    data: list[Element] = field(default_factory=list)
    done_data: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A chart with what its nodes say; ``folder`` is where files it names are."""

    chart: Chart
    parts: dict[int, Part]
    name: str = ""
    is_late: bool = False
    folder: Path = Path()


def read_document(path: Path) -> Document:
    """Return an SCXML file as a document."""
    return _Reader(path).document()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._root = parse(path).getroot()
        self._names: dict[Element, str] = {}
        for number, each in enumerate(self._elements(self._root)):
            self._names[each] = each.get("id", f"({number})")

    def document(self) -> Document:
        chart = Chart(self._sketch(self._root))
        parts = {
            chart.number(self._names[each]): self._part(chart, each)
            for each in self._elements(self._root)
        }
        return Document(
            chart=chart, parts=parts, name=self._root.get("name", ""),
            is_late=self._root.get("binding") == "late", folder=self._path.parent,
        )  # fmt: skip

    def _elements(self, element: Element) -> Iterator[Element]:
        yield element
        for child in below(element, *_STATES):
            yield from self._elements(child)

    def _sketch(self, element: Element) -> Sketch:
        return Sketch(
            name=self._names[element], kind=_kind(element), initial=_initial(element),
            children=tuple(self._sketch(each) for each in below(element, *_STATES)),
        )  # fmt: skip

    def _part(self, chart: Chart, element: Element) -> Part:
        part = Part(
            on_entry=[tuple(each) for each in below(element, "onentry")],
            on_exit=[tuple(each) for each in below(element, "onexit")],
            initial_content=_initial_content(element),
            data=[each for model in below(element, "datamodel") for each in model],
        )
        for each in below(element, "donedata"):
            part.done_data = each
        if tag(element) != "history":
            number = chart.number(self._names[element])
            part.arrows = [_arrow(chart, number, each) for each in below(element, "transition")]
        return part


def _arrow(chart: Chart, source: int, element: Element) -> Arrow:
    return Arrow(
        move=Move(
            source=source,
            targets=tuple(chart.number(name) for name in element.get("target", "").split()),
            is_internal=element.get("type") == "internal",
        ),
        events=tuple(element.get("event", "").split()),
        condition=element.get("cond"),
        content=tuple(element),
    )


def _kind(element: Element) -> Kind:
    match tag(element):
        case "parallel":
            return Kind.PARALLEL
        case "final":
            return Kind.FINAL
        case "history":
            return Kind.DEEP if element.get("type") == "deep" else Kind.SHALLOW
        case _:
            return Kind.COMPOUND if below(element, *_STATES) else Kind.ATOMIC


def _default(element: Element) -> Iterable[Element]:
    """Yield the transition that an `initial` or a history takes by default."""
    owners = [element] if tag(element) == "history" else below(element, "initial")
    return [each for owner in owners for each in below(owner, "transition")]


def _initial(element: Element) -> tuple[str, ...]:
    named = element.get("initial", "").split()
    targets = [name for each in _default(element) for name in each.get("target", "").split()]
    return tuple(named or targets)


def _initial_content(element: Element) -> Block:
    return tuple(each for transition in _default(element) for each in transition)
