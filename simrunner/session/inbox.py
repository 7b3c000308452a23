"""The one door for everything that comes in while a scenario runs."""

import threading
from collections import deque

from simrunner.domain.action import Action, Source


class Inbox:
    """Actions that have arrived and wait for the next step; any thread may put one in."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = threading.Lock()
        self._waiting: deque[Action] = deque()

    def submit(self, action: Action) -> None:
        """Take an action; it applies at the start of the next step."""
        with self._lock:
            self._waiting.append(action)

    def drain(self) -> tuple[Action, ...]:
        """Return what has arrived, the facilitator's first, else in order of arrival."""
        with self._lock:
            arrived = tuple(self._waiting)
            self._waiting.clear()
        return tuple(sorted(arrived, key=lambda action: action.source is not Source.FACILITATOR))
