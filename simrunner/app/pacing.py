"""Real time: decides when the next step is taken, and nothing else.

The only module that reads the clock. What a step does never depends on it: a stalled window or a
slow disk makes the run late, not different.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from simrunner.app.clock_watch import CLOCK, ClockWatch
from simrunner.domain.action import EndRun, Source
from simrunner.domain.run_record import Remark
from simrunner.domain.sim_time import STEP_MS
from simrunner.hardware.desk import SafetyReport
from simrunner.rehearsal.play import Feed, take_step
from simrunner.session.session import Session

MAX_CATCH_UP_STEPS = 5
"""Steps taken at once when late; more than that slips, and the slip is remarked."""

SUSPEND_S = 2.0
"""A longer silence means that the machine slept: the run pauses by itself."""

_BOOT_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux's clock that goes on while the machine sleeps; its plain monotonic clock stands still."""


def monotonic_s() -> float:
    """Return a clock in seconds that never goes back and, where it can, counts time asleep."""
    return time.monotonic() if _BOOT_CLOCK is None else time.clock_gettime(_BOOT_CLOCK)


def wall_s() -> float:
    """Return the computer's clock in seconds, which people and services may set."""
    return time.time()


def wall_text() -> str:
    """Return the wall time as ISO 8601 with its offset, to the millisecond."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


class SafetyDesk(Protocol):
    """The devices of a run, as the session thread looks after them."""

    def idle(self) -> None:
        """Keep the links alive while the run stands still."""

    def make_safe(self) -> Sequence[SafetyReport]:
        """Switch every output off and say who confirmed it."""

    def resume(self) -> None:
        """Let outputs move again."""


class Pacer:
    """The session thread: takes steps at a chosen speed, pauses, resumes and ends.

    ``on_fault`` gets an exception that a step raised; the run is then paused, never lost.
    ``on_safety`` gets what each device said to a real emergency. Both come from this thread.
    """

    def __init__(
        self,
        session: Session,
        feeds: Sequence[Feed],
        *,
        on_remark: Callable[[Remark], None],
        on_ended: Callable[[], None],
        on_fault: Callable[[Exception], None],
        clock: ClockWatch | None = None,
        desk: SafetyDesk | None = None,
        on_safety: Callable[[Sequence[SafetyReport]], None] = lambda _reports: None,
    ) -> None:
        """Prepare to run ``session``; start() begins, paused or not."""
        self._session = session
        self._feeds = feeds
        self._on_remark = on_remark
        self._on_ended = on_ended
        self._on_fault = on_fault
        self._clock = clock or ClockWatch(wall_s, monotonic_s)
        self._clock_s = self._clock.steady_s
        self._desk = desk
        self._on_safety = on_safety
        self._is_emergency = False
        self._was_paused_before = False
        self._was_made_safe = False
        self._wake = threading.Condition()
        self._is_paused = True
        self._is_stopping = False
        self._speed = 1.0
        self._skip_to_ms = 0
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)

    @property
    def is_paused(self) -> bool:
        """Whether simulated time stands still."""
        return self._is_paused

    @property
    def speed(self) -> float:
        """Simulated seconds per real second."""
        return self._speed

    def start(self) -> None:
        """Begin the run at time 0 and let time pass; one that has begun already stays paused."""
        if self._session.chart is None:
            self._session.begin()
            self._is_paused = False
        self._thread.start()

    def pause(self) -> None:
        """Stop simulated time after the step being taken."""
        self._set(paused=True, kind="pause", words="paused")

    def resume(self) -> None:
        """Let simulated time pass again."""
        self._set(paused=False, kind="pause", words="resumed")

    def set_speed(self, speed: float) -> None:
        """Pass ``speed`` simulated seconds per real second (0.1 to 100)."""
        with self._wake:
            self._speed = min(100.0, max(0.1, speed))
            self._wake.notify()
        self.remark("speed", f"×{self._speed:g}")

    def declare_emergency(self) -> None:
        """Freeze the run for a real emergency and make every device safe."""
        with self._wake:
            self._was_paused_before = self._is_paused
            self._is_emergency = self._is_paused = True
            self._wake.notify()
        self.remark("real-emergency", "stopped")

    def resume_from_emergency(self) -> None:
        """Go on where the run was frozen; one that was paused before stays paused."""
        with self._wake:
            self._is_emergency = False
            self._is_paused = self._was_paused_before
            self._wake.notify()
        self.remark("real-emergency", "resumed")

    def skip(self, duration_ms: int) -> None:
        """Take the steps of the next ``duration_ms`` as fast as they go."""
        with self._wake:
            self._skip_to_ms = self._session.now_ms + duration_ms
            self._wake.notify()

    def end(self) -> None:
        """End the run with its next step."""
        self._session.submit(EndRun(source=Source.FACILITATOR))
        with self._wake:
            self._is_paused = False
            self._wake.notify()

    def shutdown(self) -> None:
        """Stop the thread and wait for it."""
        with self._wake:
            self._is_stopping = True
            self._wake.notify()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout=5.0)

    def remark(self, kind: str, words: str) -> None:
        """Note something about the session that does not belong to the run's facts."""
        self._on_remark(
            Remark(at_ms=self._session.now_ms, wall=wall_text(), kind=kind, words=words)
        )

    def _set(self, *, paused: bool, kind: str, words: str) -> None:
        with self._wake:
            changed = self._is_paused is not paused
            self._is_paused = paused
            self._wake.notify()
        if changed:
            self.remark(kind, words)

    def _run(self) -> None:
        credit_ms, waited_s, was_paused, last_s = 0.0, 0.0, False, self._clock_s()
        while not (self._is_stopping or self._session.is_ended):
            self._look_after_devices()
            self._watch_clock()
            now_s = self._clock_s()
            elapsed_s, last_s = now_s - last_s, now_s
            if self._is_paused or was_paused:
                credit_ms = 0.0
            elif waited_s > SUSPEND_S:
                self._set(paused=True, kind="pause", words=f"paused after {waited_s:.0f} s asleep")
            elif self._skip_steps():
                credit_ms, last_s = 0.0, self._clock_s()
            else:
                credit_ms = self._spend(credit_ms + elapsed_s * 1000.0 * self._speed)
            was_paused = self._is_paused
            waited_s = self._wait(credit_ms)
        if self._session.is_ended:
            self._on_ended()

    def _look_after_devices(self) -> None:
        try:
            self._watch_desk()
        except Exception as fault:  # noqa: BLE001 - handed on whole; the run pauses and says so
            self._desk = None
            self._fail(fault)

    def _watch_desk(self) -> None:
        if self._desk is None:
            return
        if self._is_emergency and not self._was_made_safe:
            self._was_made_safe = True
            self._on_safety(self._desk.make_safe())
        elif self._was_made_safe and not self._is_emergency:
            self._was_made_safe = False
            self._desk.resume()
        elif self._is_paused:
            self._desk.idle()

    def _watch_clock(self) -> None:
        jump_s = self._clock.look()
        if jump_s:
            self.remark(CLOCK, f"set by {jump_s:+.0f} s")

    def _skip_steps(self) -> bool:
        """Take the steps to skip, if any, and return whether time stood still meanwhile."""
        if self._session.now_ms >= self._skip_to_ms:
            return False
        while self._session.now_ms < self._skip_to_ms and self._step():
            pass
        return True

    def _spend(self, credit_ms: float) -> float:
        """Take the steps that are due and return what is left."""
        limit = max(MAX_CATCH_UP_STEPS, int(MAX_CATCH_UP_STEPS * self._speed))
        for _ in range(limit):
            if credit_ms < STEP_MS:
                return credit_ms
            if not self._step():
                return 0.0
            credit_ms -= STEP_MS
        if credit_ms >= STEP_MS:
            self.remark("slip", f"{credit_ms / 1000:.1f} s late, let go")
            return 0.0
        return credit_ms

    def _step(self) -> bool:
        if self._is_stopping or self._is_paused or self._session.is_ended:
            return False
        try:
            take_step(self._session, self._feeds)
        except Exception as fault:  # noqa: BLE001 - handed on whole; the run pauses and says so
            self._fail(fault)
            return False
        return True

    def _fail(self, fault: Exception) -> None:
        self._set(paused=True, kind="fault", words=f"{type(fault).__name__}: {fault}")
        self._on_fault(fault)

    def _wait(self, credit_ms: float) -> float:
        """Wait until the next step is due or something changes; return how long that was."""
        before_s = self._clock_s()
        with self._wake:
            if self._is_stopping:
                return 0.0
            if self._is_paused:
                self._wake.wait(0.25)
            elif self._session.now_ms >= self._skip_to_ms:
                self._wake.wait(max(0.001, (STEP_MS - credit_ms) / 1000.0 / self._speed))
        return self._clock_s() - before_s
