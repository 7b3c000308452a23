"""The moment of a recorded run that the rater looks at, and its play."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

_LOOK_EVERY_MS = 100


class Playhead(QObject):
    """A time between 0 and the end of a record; ``moved`` tells every change of time or play."""

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.at_ms = 0
        self.end_ms = 0
        self.speed = 1.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._play_on)

    @property
    def is_playing(self) -> bool:
        """Whether time passes."""
        return self._timer.isActive()

    def seek(self, at_ms: int) -> None:
        """Go to a time, cut to the record."""
        self.at_ms = max(0, min(self.end_ms, at_ms))
        self.moved.emit()

    def set_speed(self, speed: float) -> None:
        """Play at ``speed`` times real time."""
        self.speed = speed

    def toggle(self) -> None:
        """Play, or pause; at the end play begins anew."""
        if self.is_playing:
            self.pause()
            return
        if self.at_ms >= self.end_ms:
            self.at_ms = 0
        self._since.start()
        self._timer.start()
        self.moved.emit()

    def pause(self) -> None:
        """Let time stand."""
        if self.is_playing:
            self._timer.stop()
            self.moved.emit()

    def _play_on(self) -> None:
        self.seek(self.at_ms + round(self._since.restart() * self.speed))
        if self.at_ms >= self.end_ms:
            self.pause()
