"""A team that follows a script: what it does, when, and the compressions it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simrunner.domain.action import Action, Compress, Source

MS_PER_MIN = 60_000


class Compressions(NamedTuple):
    """A spell of chest compressions at an even rate; the first comes at its start."""

    duration_ms: int
    rate_per_min: int
    depth_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedStep:
    """One line of a script: actions at a time, compressions from then on, or both."""

    at_ms: int
    actions: tuple[Action, ...] = ()
    compressions: Compressions | None = None


class TimedRescue(NamedTuple):
    """A spell of compressions that a device's rescuer begins at ``at_ms``."""

    at_ms: int
    compressions: Compressions


class ScriptedTeam:
    """Plays a script. Each call hands out what has become due since the call before.

    With ``plays_compressions`` single compressions are actions (a run without a manikin);
    otherwise the spells are left to the rescuer of a device, who asks for ``rescues_due``.
    """

    def __init__(self, steps: Sequence[TimedStep], *, plays_compressions: bool = True) -> None:
        """Take the steps in the order of their times; equal times keep the order of the script."""
        in_time = sorted(steps, key=lambda step: step.at_ms)
        due = [(step.at_ms, action) for step in in_time for action in step.actions]
        rescues = [
            TimedRescue(step.at_ms, step.compressions)
            for step in in_time
            if step.compressions is not None
        ]
        if plays_compressions:
            due += [each for rescue in rescues for each in _single(rescue)]
            due.sort(key=lambda timed: timed[0])
            rescues = []
        self._due = due
        self._rescues = rescues
        self._next_action = 0
        self._next_rescue = 0

    @property
    def is_done(self) -> bool:
        """Whether everything was handed out."""
        return self._next_action == len(self._due) and self._next_rescue == len(self._rescues)

    def due(self, now_ms: int) -> tuple[Action, ...]:
        """Return the actions due up to now that were not handed out yet, in order."""
        first = self._next_action
        while self._next_action < len(self._due) and self._due[self._next_action][0] <= now_ms:
            self._next_action += 1
        return tuple(action for _, action in self._due[first : self._next_action])

    def rescues_due(self, now_ms: int) -> tuple[TimedRescue, ...]:
        """Return the spells of compressions that a device's rescuer begins by now."""
        first = self._next_rescue
        while (
            self._next_rescue < len(self._rescues)
            and self._rescues[self._next_rescue].at_ms <= now_ms
        ):
            self._next_rescue += 1
        return tuple(self._rescues[first : self._next_rescue])


def _single(rescue: TimedRescue) -> list[tuple[int, Action]]:
    """Return each compression of a spell at its time; the end of the spell is left out."""
    duration_ms, rate_per_min, depth_mm = rescue.compressions
    compress = Compress(source=Source.LEARNER, depth_mm=depth_mm)
    number = duration_ms * rate_per_min // MS_PER_MIN
    return [
        (rescue.at_ms + index * MS_PER_MIN // rate_per_min, compress) for index in range(number)
    ]
