"""When faults begin and end."""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from devices.simulated.faults.fault import LINE_KINDS, MOMENTARY_KINDS, Fault, FaultKind
from simrunner.domain.chance import Stream

_SECOND_US = 1_000_000

_PER_COMMAND = (FaultKind.NAK,)


class Turn(NamedTuple):
    """The fault with this number begins or ends at ``at_us``."""

    at_us: int
    is_begin: bool
    number: int
    fault: Fault


class FaultSchedule:
    """The turns to come, in order of time; those of one moment end before others begin.

    ``running`` has the faults that have begun, by number, with the time of their end (None: never).
    """

    def __init__(self, faults: Iterable[Fault], *, seed: int) -> None:
        """Plan a script; equal seeds give equal turns."""
        self._turns: list[Turn] = []
        self._chances: dict[int, Stream] = {}
        self._numbers = 0
        self._seed = seed
        self.running: dict[int, tuple[Fault, int | None]] = {}
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> int:
        """Plan one more fault and return its number."""
        number, self._numbers = self._numbers, self._numbers + 1
        self._plan(number, fault, fault.at_us)
        return number

    def next_us(self) -> int | None:
        """Return when something begins or ends, None when nothing is planned."""
        return self._turns[0].at_us if self._turns else None

    def take(self) -> Turn | None:
        """Return the next turn and plan what follows from it; None when it was only a chance."""
        turn = heapq.heappop(self._turns)
        if not turn.is_begin:
            self.running.pop(turn.number, None)
            return turn
        fault, number = turn.fault, turn.number
        if _is_by_chance(fault):
            chance = self._chances.setdefault(number, Stream(self._seed, f"fault.turn.{number}"))
            self._plan(number, fault, turn.at_us + _SECOND_US)
            if chance.unit() >= (fault.probability or 0.0):
                return None
        elif fault.every_us:
            self._plan(number, fault, turn.at_us + fault.every_us)
        end_us = None if fault.for_us is None else turn.at_us + fault.for_us
        if end_us is not None:
            heapq.heappush(self._turns, Turn(end_us, False, number, fault))
        if fault.kind not in MOMENTARY_KINDS:
            self.running[number] = fault, end_us
        return turn

    def cut(self, number: int, at_us: int) -> Turn | None:
        """Forget every turn to come of a fault; return its end, None when it does not run."""
        self._turns = [turn for turn in self._turns if turn.number != number]
        heapq.heapify(self._turns)
        fault, _ = self.running.pop(number, (None, None))
        return None if fault is None else Turn(at_us, False, number, fault)

    def _plan(self, number: int, fault: Fault, at_us: int) -> None:
        heapq.heappush(self._turns, Turn(at_us, True, number, fault))


def _is_by_chance(fault: Fault) -> bool:
    kind = fault.kind
    return fault.probability is not None and kind not in (*LINE_KINDS, *_PER_COMMAND)
