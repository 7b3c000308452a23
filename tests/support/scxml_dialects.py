"""The reference stepped through charts without content, with the habits of other libraries.

Each habit departs from SCXML in one named way. A library's run is explained by habits when the
reference with exactly those habits goes through the same states.
"""

from collections.abc import Iterable, Sequence
from enum import Enum

from simrunner.engine.chart.statechart import (
    ROOT,
    Chart,
    Domain,
    Kind,
    Move,
    Present,
    entry_set,
    first_enabled,
    innermost_common_domain,
    offers_of,
    start_set,
    without_conflicts,
)
from support.random_charts import Plan, as_document
from support.scxml_document import Arrow


class Habit(Enum):
    """One way in which a library departs from SCXML."""

    ENTRY_ORDER = "leaves are asked in the order of their entry, where SCXML asks in file order"
    LEVEL_NUMBERS = "states entered together are put in order by level and place among siblings"
    PARALLEL_LAST = "among siblings, parallel states are read after all others"
    ONE_BY_ONE = "transitions run one after the other, the deepest first, and none is preempted"
    BRANCH_ONLY = "around a parallel state, only the branch of the target is left and entered"


class Habitual:
    """One run of a chart without content, by SCXML but for the habits given."""

    def __init__(self, plan: Plan, habits: Iterable[Habit] = ()) -> None:
        self._habits = tuple(habits)
        read = _parallel_last(plan) if Habit.PARALLEL_LAST in self._habits else plan
        document = as_document(read)
        self._chart = document.chart
        self._parts = document.parts
        self._levels = _level_numbers(self._chart)
        self._entered: list[int] = []
        self._enter(start_set(self._chart).nodes)

    def leaves(self) -> list[str]:
        """Return the names of the active leaves, sorted."""
        nodes = [self._chart.nodes[number] for number in self._entered]
        return sorted(node.name for node in nodes if node.kind is Kind.ATOMIC)

    def offer(self, event: str) -> None:
        """Take one event."""
        arrows = self._chosen(event)
        if Habit.ONE_BY_ONE not in self._habits:
            self._take(arrows)
            return
        for arrow in sorted(arrows, key=lambda each: -self._depth(each.move.source)):
            if arrow.move.source in self._entered:
                self._take([arrow])

    def _chosen(self, event: str) -> list[Arrow]:
        def is_enabled(arrow: Arrow, may_fire: bool) -> bool:
            return may_fire and event in arrow.events

        def owned(number: int) -> Sequence[Arrow]:
            return self._parts[number].arrows

        chosen = first_enabled(offers_of(self._chart, self._asked(), owned), is_enabled)
        if Habit.ONE_BY_ONE in self._habits:
            return list(dict.fromkeys(chosen))
        moves = [(arrow.move, arrow) for arrow in chosen]
        return without_conflicts(self._chart, self._present(), self._domain(), moves)

    def _asked(self) -> list[int]:
        if Habit.ONE_BY_ONE in self._habits:
            return sorted(self._entered, key=lambda each: (-self._depth(each), each))
        return self._entered if Habit.ENTRY_ORDER in self._habits else sorted(self._entered)

    def _domain(self) -> Domain:
        is_branch = Habit.BRANCH_ONLY in self._habits
        return nearest_domain if is_branch else innermost_common_domain

    def _take(self, arrows: Sequence[Arrow]) -> None:
        present = self._present()
        left = [number for arrow in arrows for number in self._left(present, arrow.move)]
        self._entered = [each for each in self._entered if each not in left]
        found: dict[int, None] = {}
        for arrow in arrows:
            found.update(dict.fromkeys(self._walked(arrow.move)))
        self._enter(found)

    def _left(self, present: Present, move: Move) -> list[int]:
        outer = self._domain()(self._chart, present, move)
        (target,) = move.targets
        if Habit.BRANCH_ONLY in self._habits and self._chart.nodes[outer].kind is Kind.PARALLEL:
            branch = [target, *self._chart.above(target, outer)][-1]
            return [branch, *(n for n in present.active if self._chart.is_inside(n, branch))]
        return [each for each in present.active if self._chart.is_inside(each, outer)]

    def _walked(self, move: Move) -> list[int]:
        """Return what a move enters in the order in which appendix D comes upon it."""
        entry = entry_set(self._chart, self._present(), [move], self._domain())
        (target,) = move.targets
        found: dict[int, None] = {}
        for outer in (target, *self._chart.above(target)):
            if outer in entry.nodes:
                inside = (each for each in entry.nodes if self._chart.is_inside(each, outer))
                found.update(dict.fromkeys((outer, *inside)))
        return list(found)

    def _enter(self, numbers: Iterable[int]) -> None:
        fresh = [each for each in numbers if each not in self._entered]
        by_level = Habit.LEVEL_NUMBERS in self._habits
        self._entered += sorted(fresh, key=self._levels.__getitem__ if by_level else None)

    def _present(self) -> Present:
        return Present(active=sorted(self._entered))

    def _depth(self, number: int) -> int:
        return len(self._chart.above(number))


def nearest_domain(chart: Chart, present: Present, move: Move) -> int:
    """Return the innermost node around both ends, be it parallel or the source itself."""
    (target,) = move.targets
    if target == move.source or chart.is_inside(move.source, target):
        return chart.nodes[target].parent
    return next(
        (
            each
            for each in (move.source, *chart.above(move.source))
            if chart.is_inside(target, each)
        ),
        ROOT,
    )


def _level_numbers(chart: Chart) -> dict[int, int]:
    numbers = {ROOT: 0}
    for node in chart.nodes:
        for place, child in enumerate(node.children, start=1):
            numbers[child] = numbers[node.number] + place
    return numbers


def _parallel_last(plan: Plan) -> Plan:
    children = [_parallel_last(child) for child in plan.children]
    return Plan(
        name=plan.name, kind=plan.kind, arrows=plan.arrows, initial=plan.initial,
        children=sorted(children, key=lambda child: child.kind is Kind.PARALLEL),
    )  # fmt: skip
