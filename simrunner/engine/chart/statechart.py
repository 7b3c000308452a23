"""A statechart as a tree of numbers, and what is selected, left and entered in it.

The algorithm is that of W3C SCXML (Recommendation of 1 September 2015, appendix D). Where a
scenario differs from it on purpose, the difference is one parameter, the *domain* of a transition.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, TypeVar

T = TypeVar("T")

ROOT = 0
"""The number of the whole chart."""


class Kind(Enum):
    """What a node of a chart is."""

    ATOMIC = "atomic"
    COMPOUND = "compound"
    PARALLEL = "parallel"
    FINAL = "final"
    SHALLOW = "shallow history"
    DEEP = "deep history"


LEAVES = (Kind.ATOMIC, Kind.FINAL)
HISTORIES = (Kind.SHALLOW, Kind.DEEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A node before it has a number; ``initial`` names nodes below, or where a history leads."""

    name: str
    kind: Kind = Kind.ATOMIC
    initial: tuple[str, ...] = ()
    children: tuple["Sketch", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of a chart. Its number is its place in document order, parents first.

    ``last`` is the highest number inside the node, ``parent`` the number above (-1 for the root).
    ``initial`` is entered with a compound node, or instead of a history that remembers nothing.
    """

    number: int
    name: str
    kind: Kind
    parent: int
    last: int
    children: tuple[int, ...]
    initial: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Which nodes are active, in document order, and what histories remember."""

    active: Sequence[int]
    remembered: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a transition does to the chart: from ``source`` to ``targets``.

    An internal one does not leave a compound source whose descendants are all its targets.
    """

    source: int
    targets: tuple[int, ...]
    is_internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The nodes to enter, in document order, and which of them were entered by default.

    ``by_default`` are compound nodes that took their `initial`; ``by_history`` maps a parent to
    its history that remembered nothing.
    """

    nodes: tuple[int, ...]
    by_default: tuple[int, ...]
    by_history: Mapping[int, int]


class Chart:
    """A frozen tree of nodes."""

    __slots__ = ("_numbers", "nodes")

    def __init__(self, root: Sketch) -> None:
        """Number the nodes of ``root``; KeyError when an `initial` names none of them."""
        nodes: list[Node] = []
        _number(root, -1, nodes)
        self._numbers = {node.name: node.number for node in nodes}
        initials = {each.name: each.initial for each in _all(root)}
        self.nodes = tuple(self._with_initial(node, initials[node.name]) for node in nodes)

    def number(self, name: str) -> int:
        """Return the number of a name; KeyError when there is none."""
        return self._numbers[name]

    def is_inside(self, inner: int, outer: int) -> bool:
        """Return whether ``inner`` is a descendant of ``outer``."""
        return outer < inner <= self.nodes[outer].last

    def above(self, number: int, until: int = -1) -> list[int]:
        """Return the ancestors, nearest first, below ``until`` (all of them by default)."""
        found = []
        number = self.nodes[number].parent
        while number not in (-1, until):
            found.append(number)
            number = self.nodes[number].parent
        return found

    def _with_initial(self, node: Node, names: tuple[str, ...]) -> Node:
        initial = tuple(self._numbers[name] for name in names)
        if not initial and node.kind is Kind.COMPOUND:
            initial = node.children[:1]
        return Node(
            number=node.number,
            name=node.name,
            kind=node.kind,
            parent=node.parent,
            last=node.last,
            children=node.children,
            initial=initial,
        )


def _all(root: Sketch) -> Iterable[Sketch]:
    yield root
    for child in root.children:
        yield from _all(child)


def _number(sketch: Sketch, parent: int, nodes: list[Node]) -> int:
    """Append the node and all below it; return its number."""
    number = len(nodes)
    blank = Node(
        number=number, name=sketch.name, kind=sketch.kind, parent=parent, last=number,
        children=(), initial=(),
    )  # fmt: skip
    nodes.append(blank)
    below = [(child.kind, _number(child, number, nodes)) for child in sketch.children]
    nodes[number] = Node(
        number=number, name=sketch.name, kind=sketch.kind, parent=parent, last=len(nodes) - 1,
        children=tuple(child for kind, child in below if kind not in HISTORIES), initial=(),
    )  # fmt: skip
    return number


# ------------------------------------------------------------------ the domain of a transition
Domain: TypeAlias = Callable[[Chart, Present, Move], int]
"""The innermost node that stays active while all active nodes inside it are left."""


def innermost_common_domain(chart: Chart, present: Present, move: Move) -> int:
    """Return the domain of SCXML: the least common compound ancestor of source and targets."""
    targets = effective_targets(chart, present, move.targets)
    source = chart.nodes[move.source]
    if (
        move.is_internal
        and source.kind is Kind.COMPOUND
        and all(chart.is_inside(target, source.number) for target in targets)
    ):
        return source.number
    for outer in chart.above(source.number):
        if (outer == ROOT or chart.nodes[outer].kind is Kind.COMPOUND) and all(
            chart.is_inside(target, outer) for target in targets
        ):
            return outer
    return ROOT


def region_domain(chart: Chart, present: Present, move: Move) -> int:
    """Return the domain of a scenario's `go`: the target's innermost active proper ancestor.

    A move so never leaves the target's region, and keeps every active state around the target,
    the rule's own state included (clinscn/1 sections 7 and 8).
    """
    (target,) = move.targets
    return next(each for each in chart.above(target) if each in present.active)


def effective_targets(chart: Chart, present: Present, targets: Iterable[int]) -> list[int]:
    """Return the targets with every history replaced by where it leads now."""
    found: dict[int, None] = {}
    for target in targets:
        if chart.nodes[target].kind not in HISTORIES:
            found[target] = None
            continue
        led = present.remembered.get(target)
        onwards = chart.nodes[target].initial if led is None else led
        found.update(dict.fromkeys(effective_targets(chart, present, onwards)))
    return list(found)


# ------------------------------------------------------------------ what is selected
def first_enabled(
    offers: Iterable[tuple[int | None, T]], is_enabled: Callable[[T, bool], bool]
) -> list[T]:
    """Return the first enabled transition of each turn, and every enabled one without a turn.

    ``offers`` are turns and transitions in the order in which they are judged: an active leaf has
    one turn, and its own transitions come before those around it. ``is_enabled`` is told whether
    the turn is still to be had, and returns False when it is not.
    """
    chosen: list[T] = []
    taken: list[int] = []
    for turn, transition in offers:
        if turn is None:
            if is_enabled(transition, True):
                chosen.append(transition)
        elif is_enabled(transition, turn not in taken):
            taken.append(turn)
            chosen.append(transition)
    return chosen


def offers_of(
    chart: Chart, active: Iterable[int], transitions: Callable[[int], Sequence[T]]
) -> list[tuple[int | None, T]]:
    """Return what every active leaf is offered, from itself outwards, leaves in document order."""
    return [
        (leaf, transition)
        for leaf in active
        if chart.nodes[leaf].kind in LEAVES
        for owner in (leaf, *chart.above(leaf))
        for transition in transitions(owner)
    ]


def without_conflicts(
    chart: Chart, present: Present, domain: Domain, chosen: Iterable[tuple[Move, T]]
) -> list[T]:
    """Drop a transition that would leave what another leaves, but for the one further inside.

    Of two with sources side by side, the earlier stays. One chosen twice is taken once.
    """
    kept: list[tuple[Move, frozenset[int], T]] = []
    for move, transition in chosen:
        left = frozenset(exit_set(chart, present, domain, move))
        rivals = [each for each in kept if each[2] is transition or not left.isdisjoint(each[1])]
        if any(not chart.is_inside(move.source, each[0].source) for each in rivals):
            continue
        kept = [each for each in kept if each not in rivals]
        kept.append((move, left, transition))
    return [transition for _, _, transition in kept]


# ------------------------------------------------------------------ what is left and entered
def exit_set(chart: Chart, present: Present, domain: Domain, move: Move) -> list[int]:
    """Return what a transition leaves, inner before outer, later before earlier."""
    if not move.targets:
        return []
    outer = domain(chart, present, move)
    return [each for each in reversed(present.active) if chart.is_inside(each, outer)]


def remember(chart: Chart, present: Present, left: Iterable[int]) -> dict[int, list[int]]:
    """Return what histories remember once the nodes ``left`` are left."""
    remembered = {key: list(held) for key, held in present.remembered.items()}
    parents = tuple(left)
    for node in chart.nodes:
        if node.parent not in parents:
            continue
        if node.kind is Kind.DEEP:
            remembered[node.number] = [
                each
                for each in present.active
                if chart.is_inside(each, node.parent) and chart.nodes[each].kind in LEAVES
            ]
        elif node.kind is Kind.SHALLOW:
            remembered[node.number] = [
                each for each in present.active if chart.nodes[each].parent == node.parent
            ]
    return remembered


def entry_set(chart: Chart, present: Present, moves: Iterable[Move], domain: Domain) -> Entry:
    """Return what transitions enter; ``present`` is how things stand once they have left."""
    entering = _Entering(chart, present)
    for move in moves:
        for target in move.targets:
            entering.below(target)
        if move.targets:
            outer = domain(chart, present, move)
            for target in effective_targets(chart, present, move.targets):
                entering.around(target, outer)
    return entering.entry()


def start_set(chart: Chart) -> Entry:
    """Return what is entered when the chart begins."""
    entering = _Entering(chart, Present(active=()))
    entering.below(ROOT)
    return entering.entry()


class _Entering:
    """Gathers the nodes to enter; appendix D calls these steps addDescendant and addAncestor."""

    def __init__(self, chart: Chart, present: Present) -> None:
        self._chart = chart
        self._present = present
        self._nodes: dict[int, None] = {}
        self._by_default: dict[int, None] = {}
        self._by_history: dict[int, int] = {}

    def entry(self) -> Entry:
        return Entry(
            nodes=tuple(sorted(self._nodes)),
            by_default=tuple(self._by_default),
            by_history=self._by_history,
        )

    def below(self, number: int) -> None:
        """Enter a node with what begins inside it, or what a history stands for."""
        node = self._chart.nodes[number]
        if node.kind in HISTORIES:
            led = self._present.remembered.get(number)
            if led is None:
                self._by_history[node.parent] = number
            self._all(node.initial if led is None else led, node.parent)
            return
        self._nodes[number] = None
        if node.kind is Kind.COMPOUND:
            self._by_default[number] = None
            self._all(node.initial, number)
        elif node.kind is Kind.PARALLEL:
            self._complete(node)

    def around(self, number: int, until: int) -> None:
        """Enter the ancestors below ``until``, and the other children of parallel ones."""
        for outer in self._chart.above(number, until):
            self._nodes[outer] = None
            node = self._chart.nodes[outer]
            if node.kind is Kind.PARALLEL:
                self._complete(node)

    def _all(self, numbers: Iterable[int], until: int) -> None:
        targets = tuple(numbers)
        for each in targets:
            self.below(each)
        for each in targets:
            self.around(each, until)

    def _complete(self, node: Node) -> None:
        for child in node.children:
            if not any(each == child or self._chart.is_inside(each, child) for each in self._nodes):
                self.below(child)
