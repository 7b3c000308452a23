"""Where an exploration goes on: situations in the order in which they promise something new."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from simrunner.domain.chart import Scenario
from simrunner.domain.chart_graph import BACK
from simrunner.rehearsal.moves import ScriptLine, rules_of
from simrunner.rehearsal.replay import Sign

_SCALE = 1_000


@dataclass(slots=True, kw_only=True)
class Node:
    """A situation that was reached, and how: from ``parent`` by ``lines``."""

    number: int
    parent: "Node | None"
    lines: tuple[ScriptLine, ...]
    at_ms: int
    moves: int
    deeds: int
    outcome: str | None
    visited: tuple[str, ...]
    lost_pulse: tuple[str, ...]
    snapshot: Mapping[str, Any] | None
    novelty: int = 0
    has_waited: bool = False
    has_acted: bool = False

    def script(self) -> tuple[ScriptLine, ...]:
        """Return every line from the start of the run."""
        before = () if self.parent is None else self.parent.script()
        return (*before, *self.lines)


Place: TypeAlias = tuple[str, ...]
Ranked: TypeAlias = tuple[tuple[int, ...], Node]


@dataclass(slots=True)
class Branch:
    """What is left to try in one place, or towards one rule; ``spent`` are the moves tried."""

    waiting: list[Ranked] = field(default_factory=list)
    acting: list[Ranked] = field(default_factory=list)
    spent_waiting: int = 0
    spent_acting: int = 0

    def prune(self) -> bool:
        """Forget what was tried from elsewhere; return whether anything is left."""
        while self.waiting and self.waiting[0][1].has_waited:
            heapq.heappop(self.waiting)
        while self.acting and self.acting[0][1].has_acted:
            heapq.heappop(self.acting)
        return bool(self.waiting or self.acting)

    def take(self) -> "Turn":
        """Return a situation to wait or to act in; both get equal shares."""
        waits = bool(self.waiting) and (self.spent_waiting <= self.spent_acting or not self.acting)
        node = heapq.heappop(self.waiting if waits else self.acting)[1]
        return Turn(node=node, waits=waits, branch=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A situation to go on from, by waiting or by acting."""

    node: Node
    waits: bool
    branch: Branch

    def spend(self, tried: int) -> None:
        """Note how many moves were tried."""
        if self.waits:
            self.branch.spent_waiting += tried
        else:
            self.branch.spent_acting += tried


class Frontier:
    """Situations to go on from: half of the moves go broadly, half towards unfired rules."""

    def __init__(self, scenario: Scenario) -> None:
        """Begin empty."""
        self._places: dict[Place, Branch] = {}
        self._aims: dict[Sign, Branch] = {}
        self._owned: dict[str, list[Sign]] = {}
        for rule in rules_of(scenario):
            if rule.owner is not None:
                owner = f"{rule.region}.{rule.owner}"
                signs = self._owned.setdefault(owner, [])
                signs.append(Sign(kind="rule", name=rule.name))
                if rule.go is not None and rule.go != BACK:
                    signs.append(Sign(kind="state", name=f"{rule.region}.{rule.go}"))

    def add(self, node: Node, nearness: Mapping[Sign, int]) -> None:
        """Take a situation; ``nearness`` is to each unfired rule that could fire there."""
        branch, number = self._places.setdefault(_place(node), Branch()), node.number
        heapq.heappush(branch.waiting, ((-node.novelty, node.deeds, node.at_ms, number), node))
        heapq.heappush(branch.acting, ((-node.novelty, node.moves, node.at_ms, number), node))
        for sign, distance in nearness.items():
            aim = self._aims.setdefault(sign, Branch())
            heapq.heappush(aim.waiting, ((distance, node.deeds, number), node))
            heapq.heappush(aim.acting, ((distance, node.deeds, number), node))

    def take(self, shown: Mapping[Sign, object]) -> Turn | None:
        """Return what to go on with; None when nothing is left."""
        for sign in [sign for sign in self._aims if sign in shown]:
            del self._aims[sign]
        places = [place for place in self._places.items() if place[1].prune()]
        aims = [aim for aim in self._aims.values() if aim.prune()]
        if not places:
            return None
        if aims and self._spent(aims) < self._spent(branch for _, branch in places):
            return min(aims, key=self._cost).take()
        return min(places, key=lambda each: self._cost(each[1], self._unseen(each[0], shown)))[
            1
        ].take()

    def _spent(self, branches: Iterable[Branch]) -> int:
        return sum(each.spent_waiting + each.spent_acting for each in branches)

    def _unseen(self, place: Place, shown: Mapping[Sign, object]) -> int:
        return sum(sign not in shown for state in place for sign in self._owned.get(state, ()))

    def _cost(self, branch: Branch, unseen: int = 0) -> int:
        spent = branch.spent_waiting + branch.spent_acting + 1
        return spent * _SCALE // (1 + 3 * unseen)


def _place(node: Node) -> Place:
    assert node.snapshot is not None
    return tuple(
        f"{region}.{each['path']}"
        for region, saved in node.snapshot["regions"].items()
        for each in saved["active"]
    )
