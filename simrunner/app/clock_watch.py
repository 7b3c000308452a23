"""A computer's clock that is set during a run: the run does not mind, people who read dates do."""

from collections.abc import Callable, Iterable
from datetime import datetime

from simrunner.domain.run_record import RunSummary
from simrunner.domain.text import Translate

CLOCK = "clock"
"""The kind of remark that tells by how many seconds the computer's clock was set."""

JUMP_S = 2.0
"""Time services slew a clock by less than a millisecond a second; two seconds were set by hand
or after a long time without a network."""


class ClockWatch:
    """Holds a clock that can be set against one that cannot; both count seconds.

    ``on_jump`` hears at a look by how many seconds the first one was set since the last look.
    """

    def __init__(
        self,
        wall_s: Callable[[], float],
        steady_s: Callable[[], float],
        on_jump: Callable[[float], None] = lambda _jump_s: None,
    ) -> None:
        """Begin with the difference of now."""
        self._wall_s, self.steady_s, self._on_jump = wall_s, steady_s, on_jump
        self._apart_s = wall_s() - steady_s()

    def look(self) -> float:
        """Return by how many seconds the clock was set since the last look, 0 below JUMP_S."""
        apart_s = self._wall_s() - self.steady_s()
        jump_s, self._apart_s = apart_s - self._apart_s, apart_s
        if abs(jump_s) < JUMP_S:
            return 0.0
        self._on_jump(jump_s)
        return jump_s


def clock_set(jump_s: float, tr: Translate) -> str:
    """Return the sentence for a clock that was set by so many seconds, back if negative."""
    seconds = f"{abs(jump_s):.0f}"
    if jump_s < 0:
        return tr(
            "The computer's clock was set back by {seconds} s. The run keeps its own time; its "
            "date in lists may be wrong.", seconds=seconds,
        )  # fmt: skip
    return tr(
        "The computer's clock was set forward by {seconds} s. The run keeps its own time; its "
        "date in lists may be wrong.", seconds=seconds,
    )  # fmt: skip


def clock_behind(runs: Iterable[RunSummary], now_wall: str, tr: Translate) -> str:
    """Return the sentence for a clock that stands before the start of a recorded run, else ""."""
    now = datetime.fromisoformat(now_wall)
    begun = [datetime.fromisoformat(run.started_wall).astimezone(now.tzinfo) for run in runs]
    if not begun or max(begun) <= now:
        return ""
    return tr(
        "The computer's clock says {now}, but a run was begun at {then}: set the clock. Runs keep "
        "their order whatever it says.",
        now=now.strftime("%Y-%m-%d %H:%M"), then=max(begun).strftime("%Y-%m-%d %H:%M"),
    )  # fmt: skip
