"""The one moment that everything in a debrief shows, and its playing along."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

TICK_MS = 50
STEP_MS = 1000
LEAP_MS = 10_000


class DebriefCursor(QObject):
    """Stands at ``at_ms`` inside of a run; ``moved`` tells the new time, ``played`` the speed.

    Playing follows a timer of TICK_MS and never leaves the run; speed 0 stands still.
    """

    moved = Signal(int)
    played = Signal(float)

    def __init__(self, duration_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.duration_ms = duration_ms
        self._at_ms = 0
        self._speed = 0.0
        self._part_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def at_ms(self) -> int:
        """Where it stands."""
        return self._at_ms

    @property
    def speed(self) -> float:
        """How fast it plays; negative is backward, 0 is still."""
        return self._speed

    def move_to(self, at_ms: int) -> None:
        """Go to a time, kept inside of the run."""
        at_ms = min(max(at_ms, 0), self.duration_ms)
        if at_ms != self._at_ms:
            self._at_ms = at_ms
            self.moved.emit(at_ms)

    def step(self, by_ms: int) -> None:
        """Go on or back."""
        self.move_to(self._at_ms + by_ms)

    def play(self, speed: float) -> None:
        """Play along at a speed; at the end of the run it begins again."""
        if speed > 0 and self._at_ms >= self.duration_ms:
            self.move_to(0)
        self._speed = speed
        self._part_ms = 0.0
        if speed:
            self._timer.start()
        else:
            self._timer.stop()
        self.played.emit(speed)

    def pause(self) -> None:
        """Stand still."""
        if self._speed:
            self.play(0.0)

    def toggle(self, speed: float = 1.0) -> None:
        """Play when still, stand still when playing."""
        self.play(0.0 if self._speed else speed)

    def tick(self) -> None:
        """Move on by one tick of the timer; stops at either end."""
        self._part_ms += TICK_MS * self._speed
        whole_ms = int(self._part_ms)
        self._part_ms -= whole_ms
        self.step(whole_ms)
        if (self._speed > 0 and self._at_ms >= self.duration_ms) or (
            self._speed < 0 and self._at_ms <= 0
        ):
            self.pause()
