"""The only door between the session thread and the screens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from simrunner.domain.action import Action
from simrunner.domain.event import Event
from simrunner.domain.frame import Frame, TrendPoint

LOOK_EVERY_MS = 16
"""How often the mailbox is looked into: once per picture of a 60 Hz screen."""


class RunControl(Protocol):
    """What the facilitator's buttons do to the run itself; safe from the GUI thread."""

    def pause(self) -> None:
        """Stop taking steps."""
        ...

    def resume(self) -> None:
        """Take steps again."""
        ...

    def set_speed(self, factor: float) -> None:
        """Run at ``factor`` times real time."""
        ...

    def end(self) -> None:
        """End the run; the debrief opens when its record is complete."""
        ...

    def declare_emergency(self) -> None:
        """Stop everything for a real emergency and make devices safe."""
        ...

    def resume_from_emergency(self) -> None:
        """Go on after a real emergency."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandReply:
    """What became of a typed command; a refused one says why and what to write instead."""

    is_accepted: bool
    sentence: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameBatch:
    """Everything since the last look: the newest frame for what is shown now, and all the rest.

    ``events``, ``waves`` (a step's end in ms and its samples), ``trends`` and ``beeps_at_ms`` are
    complete and in order however many frames arrived, so a stalled window loses nothing.
    """

    latest: Frame
    events: tuple[Event, ...]
    waves: tuple[tuple[int, Mapping[str, memoryview]], ...]
    trends: tuple[TrendPoint, ...]
    beeps_at_ms: tuple[int, ...]


class SessionBridge(QObject):
    """Takes frames from the session thread and gives them to screens on the GUI thread.

    ``frame_ready`` carries a FrameBatch, ``command_answered`` a CommandReply. Screens call
    ``submit`` and ``command``; ``control`` is the run itself.
    """

    frame_ready = Signal(object)
    command_answered = Signal(object)

    def __init__(
        self,
        *,
        submit: Callable[[Action], None],
        command: Callable[[str], CommandReply],
        control: RunControl,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._submit = submit
        self._command = command
        self.control = control
        self._lock = Lock()
        self._waiting: list[Frame] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.deliver)

    def start(self) -> None:
        """Begin to look for frames; GUI thread."""
        self._timer.start()

    def shutdown(self) -> None:
        """Stop looking and hand over what is left; GUI thread."""
        self._timer.stop()
        self.deliver()

    def publish(self, frame: Frame) -> None:
        """Leave a frame in the mailbox; any thread, returns at once."""
        with self._lock:
            self._waiting.append(frame)

    def deliver(self) -> None:
        """Emit what has arrived since the last time, if anything; GUI thread."""
        with self._lock:
            if not self._waiting:
                return
            frames, self._waiting = self._waiting, []
        self.frame_ready.emit(_batch(frames))

    def submit(self, action: Action) -> None:
        """Send an action to the session's inbox."""
        self._submit(action)

    def command(self, text: str) -> CommandReply:
        """Send a typed command; the reply is returned and emitted."""
        reply = self._command(text)
        self.command_answered.emit(reply)
        return reply


def _batch(frames: list[Frame]) -> FrameBatch:
    return FrameBatch(
        latest=frames[-1],
        events=tuple(event for frame in frames for event in frame.events),
        waves=tuple((frame.at_ms, frame.waves) for frame in frames),
        trends=tuple(frame.trend for frame in frames if frame.trend is not None),
        beeps_at_ms=tuple(beep for frame in frames for beep in frame.monitor.beeps_at_ms),
    )
