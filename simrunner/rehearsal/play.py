"""Play a run without a clock: every feed is heard before each step, as fast as it goes."""

from collections.abc import Callable, Sequence
from typing import Protocol

from simrunner.domain.action import Action
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.session.session import Session


class Feed(Protocol):
    """Something that acts: a scripted team, a desk of devices."""

    def due(self, now_ms: SimTimeMs) -> Sequence[Action]:
        """Return what it does up to and including ``now_ms``, once."""


def take_step(session: Session, feeds: Sequence[Feed]) -> None:
    """Hear every feed up to the next step's time, then take the step."""
    next_ms = session.now_ms + STEP_MS
    for feed in feeds:
        for action in feed.due(next_ms):
            session.submit(action)
    session.advance_to(next_ms)


def play(
    session: Session,
    feeds: Sequence[Feed],
    *,
    until_ms: SimTimeMs,
    on_step: Callable[[SimTimeMs], None] | None = None,
) -> None:
    """Take steps until the run ends or ``until_ms`` is reached."""
    while not session.is_ended and session.now_ms < until_ms:
        take_step(session, feeds)
        if on_step is not None:
            on_step(session.now_ms)
