"""Plays a script from the start and notes what it shows: how a witness is proved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simrunner.domain.chart import Scenario
from simrunner.domain.event import (
    EngineFault,
    Event,
    ExpectationChanged,
    ExpectationStatus,
    RuleFired,
    RunEnded,
    StateEntered,
)
from simrunner.domain.sim_time import STEP_MS
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.explored import GoalKind, Witness
from simrunner.rehearsal.moves import Moves, ScriptLine
from simrunner.rehearsal.quiet import next_tick_ms

UNSAYABLE = ("pace ", "device ")
"""Lines that the typed command has no words for."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sign:
    """One thing that a run showed; a fault's ``name`` is the rule."""

    kind: GoalKind
    name: str


def signs_of(events: Sequence[Event]) -> Iterator[tuple[Sign, int]]:
    """Yield what facts show, and when."""
    for event in events:
        match event:
            case StateEntered():
                yield Sign(kind="state", name=f"{event.region}.{event.state}"), event.at_ms
            case RuleFired():
                yield Sign(kind="rule", name=event.rule), event.at_ms
            case ExpectationChanged(status=ExpectationStatus.OPEN):
                yield Sign(kind="opened", name=event.expectation), event.at_ms
            case ExpectationChanged(status=ExpectationStatus.MET):
                yield Sign(kind="met", name=event.expectation), event.at_ms
            case EngineFault():
                yield Sign(kind="fault", name=event.rule), event.at_ms
            case RunEnded(reason="final"):
                yield Sign(kind="outcome", name=event.outcome), event.at_ms
            case _:
                pass


def advance(
    engine: Engine, now_ms: int, until_ms: int, *, stops_at_events: bool
) -> tuple[int, tuple[Event, ...]]:
    """Take ticks without actions to ``until_ms``, the end of the run, or the first fact.

    Return the time reached and the facts. The one place where an exploration lets time pass.
    """
    events: list[Event] = []
    while now_ms < until_ms and not engine.is_ended:
        now_ms = next_tick_ms(engine, now_ms, until_ms)
        taken = engine.step(now_ms, ()).events
        if taken:
            events += taken
            if stops_at_events:
                break
    return now_ms, tuple(events)


@dataclass(slots=True)
class Played:
    """What a replay showed first when."""

    signs: dict[Sign, int] = field(default_factory=dict)
    is_ended: bool = False
    ended_at_ms: int = 0

    def shows(self, sign: Sign) -> bool:
        """Return whether the run showed it; ``avoids X``: it ended, and X was never active."""
        if sign.kind == "avoids":
            ended = any(each.kind == "outcome" for each in self.signs)
            return ended and Sign(kind="state", name=sign.name) not in self.signs
        return sign in self.signs


class Stage:
    """Replays scripts of one scenario and seed."""

    def __init__(self, scenario: Scenario, seed: int, moves: Moves) -> None:
        """Play with ``seed``, which decides the draws of `chance`."""
        self._scenario = scenario
        self._seed = seed
        self._moves = moves

    def play(self, lines: Sequence[ScriptLine], until_ms: int) -> Played:
        """Play a script from the start to ``until_ms`` or the end of the run."""
        engine = Engine(self._scenario, seed=self._seed)
        events = list(engine.start().events)
        now_ms = 0
        times_ms = list(dict.fromkeys(line.at_ms for line in lines))
        for at_ms in times_ms:
            now_ms, passed = advance(engine, now_ms, at_ms - STEP_MS, stops_at_events=False)
            events += passed
            if engine.is_ended or at_ms > until_ms:
                break
            actions = [action for line in lines if line.at_ms == at_ms
                       for action in self._moves.actions(line.do)]  # fmt: skip
            events += engine.step(at_ms, actions).events
            now_ms = at_ms
        now_ms, passed = advance(engine, now_ms, until_ms, stops_at_events=False)
        events += passed
        played = Played(is_ended=engine.is_ended, ended_at_ms=now_ms)
        for sign, at_ms in signs_of(events):
            played.signs.setdefault(sign, at_ms)
        return played

    def witness(self, sign: Sign, lines: Sequence[ScriptLine], until_ms: int) -> Witness | None:
        """Return the script as a witness when playing it shows ``sign``; None else."""
        return self.told(sign, lines, self.play(lines, until_ms))

    def shortened(self, sign: Sign, witness: Witness, until_ms: int) -> Witness:
        """Return a witness of which no line can be left out alone; each attempt is played."""
        index = len(witness.lines) - 1
        while index >= 0:
            fewer = (*witness.lines[:index], *witness.lines[index + 1 :])
            shorter = self.witness(sign, fewer, until_ms)
            if shorter is not None:
                witness = shorter
            index = min(index, len(witness.lines)) - 1
        return witness

    def told(self, sign: Sign, lines: Sequence[ScriptLine], played: Played) -> Witness | None:
        """Return the script that was played as a witness when it showed ``sign``; None else."""
        if not played.shows(sign):
            return None
        at_ms = played.ended_at_ms if sign.kind == "avoids" else played.signs[sign]
        needed = tuple(line for line in lines if line.at_ms <= at_ms)
        sayable = not any(line.do.startswith(UNSAYABLE) for line in needed)
        return Witness(lines=needed, at_ms=at_ms, is_sayable=sayable)
