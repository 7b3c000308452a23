"""Bounded exhaustive exploration: what some team could bring about in a scenario.

A best-first search over the engine's snapshots (clinscn/1 section 12, rank 6). A team may wait or
do what some condition can notice; situations that count as one are followed once (decision 0014).
The order prefers what is new, so that rare rules are found early. Equal input gives equal results.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simrunner.domain.chart import Scenario
from simrunner.domain.event import EngineFault, Event, ExpectationChanged, RuleFired, StateEntered
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, Vital
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.frontier import Frontier, Node
from simrunner.rehearsal.moves import Moment, Moves, ScriptLine
from simrunner.rehearsal.nearness import Nearness
from simrunner.rehearsal.replay import Sign, advance, signs_of
from simrunner.rehearsal.sameness import Sameness, Signature

SHORT_WAIT_MS = 30_000
"""A team looks at least this often whether to act: a teaching choice."""

LONG_WAIT_MS = 300_000
"""Nothing happens for so long: the wait goes on as another move."""

HORIZON = 2
"""Runs are followed for this many planned lengths of the scenario, as text tests are."""

SIGN_WORTH = 10
"""Something never seen counts as much as so many vitals at a new level: tried on the packs."""

_CHANGES = (StateEntered, RuleFired, ExpectationChanged, EngineFault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """The run with the fewest lines that showed a sign so far, and when it did."""

    size: int
    at_ms: int
    node: Node


@dataclass(slots=True)
class Atlas:
    """Everything that was reached."""

    nodes: list[Node] = field(default_factory=list)
    signs: dict[Sign, Showing] = field(default_factory=dict)
    merges: list[tuple[Node, Node]] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    lost_pulse: dict[str, bool] = field(default_factory=dict)
    merged: int = 0
    is_exhausted: bool = False


class Search:
    """One exploration of one scenario."""

    def __init__(
        self, scenario: Scenario, moves: Moves, *, seed: int, most: int, horizon_ms: int
    ) -> None:
        """Prepare to keep at most ``most`` situations and to follow runs to ``horizon_ms``."""
        self._scenario = scenario
        self._moves = moves
        self._seed = seed
        self._most = most
        self._horizon_ms = horizon_ms
        self._same = Sameness(scenario)
        self._near = Nearness(scenario)
        self._frontier = Frontier(scenario)
        self._known: dict[Signature, Node] = {}
        self._seen_levels: dict[tuple[str, Vital, int], bool] = {}
        self.atlas = Atlas()

    def run(self, on_node: Callable[[int], None] | None = None) -> Atlas:
        """Explore until the bound is reached or nothing is left; ``on_node`` hears the count."""
        engine = Engine(self._scenario, seed=self._seed)
        events = engine.start().events
        self._keep(engine, None, (), events)
        while len(self.atlas.nodes) < self._most:
            turn = self._frontier.take(self.atlas.signs)
            if turn is None:
                self.atlas.is_exhausted = True
                break
            turn.spend(self._wait(turn.node) if turn.waits else self._act(turn.node))
            if on_node is not None:
                on_node(len(self.atlas.nodes))
        return self.atlas

    def _act(self, node: Node) -> int:
        """Try every deed and plan in one situation; return their number."""
        node.has_acted = True
        snapshot = node.snapshot
        assert snapshot is not None
        moves = self._moves.at(Moment(now_ms=node.at_ms, lines=node.script(), snapshot=snapshot))
        at_ms = node.at_ms + STEP_MS
        for words in moves:
            engine = Engine.restored(self._scenario, snapshot)
            actions = [action for do in words for action in self._moves.actions(do)]
            events = engine.step(at_ms, actions).events
            lines = tuple(ScriptLine(at_ms=at_ms, do=do) for do in words)
            self._keep(engine, node, lines, events)
        return len(moves)

    def _wait(self, node: Node) -> int:
        """Let time pass to the first change that matters; look after a short while, too."""
        node.has_waited = True
        snapshot = node.snapshot
        assert snapshot is not None
        engine = Engine.restored(self._scenario, snapshot)
        before = self._signature(engine, snapshot, node.lost_pulse)
        events: tuple[Event, ...] = ()
        now_ms = node.at_ms
        for tried, wait_ms in enumerate((SHORT_WAIT_MS, LONG_WAIT_MS), start=1):
            until_ms = min(node.at_ms + wait_ms, self._horizon_ms)
            is_changed = False
            while now_ms < until_ms and not engine.is_ended and not is_changed:
                now_ms, passed = advance(engine, now_ms, until_ms, stops_at_events=True)
                events += passed
                if any(isinstance(event, _CHANGES) for event in passed):
                    now = self._signature(engine, engine.snapshot(), node.lost_pulse)
                    is_changed = now != before or _is_faulty(passed)
            self._keep(engine, node, (), events)
            if is_changed or engine.is_ended or now_ms >= self._horizon_ms:
                return tried
        return tried

    def _keep(
        self,
        engine: Engine,
        parent: Node | None,
        lines: tuple[ScriptLine, ...],
        events: tuple[Event, ...],
    ) -> None:
        """Note what a move showed, and keep the situation unless it counts as a known one."""
        saved = engine.snapshot()
        at_ms: int = saved["facts"]["now_ms"]
        visited = tuple(saved["regions"][self._scenario.regions[0].id]["visited"])
        lost = self._lost_pulse(engine, saved, () if parent is None else parent.lost_pulse)
        outcome = visited[-1] if engine.is_ended else None
        node = Node(
            number=len(self.atlas.nodes), parent=parent, lines=lines, at_ms=at_ms,
            moves=0 if parent is None else parent.moves + 1,
            deeds=0 if parent is None else parent.deeds + bool(lines), outcome=outcome,
            visited=visited, lost_pulse=lost, snapshot=saved,
        )  # fmt: skip
        novelty = SIGN_WORTH * self._note(node, events)
        novelty += self._new_levels(visited[-1], self._same.levels(engine, at_ms))
        node.novelty = novelty
        signature = self._signature(engine, saved, lost)
        known = self._known.get(signature)
        if known is not None:
            self.atlas.merged += 1
            node.snapshot = None
            self.atlas.merges.append((node, known))
            return
        self._known[signature] = node
        self.atlas.nodes.append(node)
        # A fault is to be repaired first: what comes after it says nothing about the file meant.
        if engine.is_ended or at_ms >= self._horizon_ms or _is_faulty(events):
            node.snapshot = None
        else:
            self._frontier.add(node, self._near.of(engine, at_ms, self.atlas.signs))

    def _new_levels(self, leaf: str, levels: Mapping[Vital, int]) -> int:
        """Return how many vitals are where they never were in this state of the first region."""
        new = [(leaf, *each) for each in levels.items() if (leaf, *each) not in self._seen_levels]
        self._seen_levels.update(dict.fromkeys(new, True))
        return len(new)

    def _signature(self, engine: Engine, saved: Mapping[str, Any], lost: object) -> Signature:
        return self._same.signature(engine, saved, lost)

    def _lost_pulse(
        self, engine: Engine, saved: Mapping[str, Any], before: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return the first region's states in which the patient had no pulse so far.

        SBP 0 means no pulse (clinscn/1 section 4); a rhythm without a rate gives none.
        """
        leaf: str = saved["regions"][self._scenario.regions[0].id]["visited"][-1]
        now_ms: int = saved["facts"]["now_ms"]
        has_pulse = engine.tracks.read(Vital.SBP, now_ms) > 0
        has_rate = engine.tracks.rhythm not in RHYTHMS_WITHOUT_RATE
        if (has_pulse and has_rate) or leaf in before:
            return before
        self.atlas.lost_pulse[leaf] = True
        return (*before, leaf)

    def _note(self, node: Node, events: tuple[Event, ...]) -> int:
        """Remember the run with the fewest lines for each sign; return how many are new."""
        new = 0
        size = len(node.script())
        shown = list(signs_of(events))
        if node.outcome is not None and any(sign.kind == "outcome" for sign, _ in shown):
            first = self._scenario.regions[0].id
            for path in self._scenario.states_of(first):
                if not any(each == path or each.startswith(f"{path}.") for each in node.visited):
                    sign = Sign(kind="avoids", name=f"{first}.{path}")
                    shown.append((sign, node.at_ms))
        for sign, at_ms in shown:
            known = self.atlas.signs.get(sign)
            new += known is None
            if known is None or (size, at_ms) < (known.size, known.at_ms):
                self.atlas.signs[sign] = Showing(size=size, at_ms=at_ms, node=node)
        for event in events:
            if isinstance(event, EngineFault):
                self.atlas.problems.setdefault(event.rule, event.problem)
        return new


def _is_faulty(events: tuple[Event, ...]) -> bool:
    return any(isinstance(event, EngineFault) for event in events)
