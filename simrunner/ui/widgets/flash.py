"""The one timer of all flashing alarms (rates of IEC 60601-1-8, half of the time lit)."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from simrunner.ui.look.tokens import ALARMS
from simrunner.ui.presenters.tone import Tone

TICK_MS = 50


class AlarmFlash(QObject):
    """Says when alarms of high and medium priority are lit and when dark."""

    changed = Signal(bool, Tone)

    def __init__(self, parent: QObject | None = None) -> None:
        """Stand still, everything lit, until ``start``."""
        super().__init__(parent)
        self._at_ms = 0
        self._is_lit = {Tone.HIGH: True, Tone.MEDIUM: True}
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Flash."""
        self._timer.start()

    def shutdown(self) -> None:
        """Stop for good."""
        self._timer.stop()

    def tick(self) -> None:
        """Move on by one step of the timer and say what changed."""
        self._at_ms += TICK_MS
        for tone in (Tone.HIGH, Tone.MEDIUM):
            period_ms = 1000.0 / ALARMS[tone.value].flash_hz
            is_lit = self._at_ms % period_ms < period_ms / 2
            if is_lit != self._is_lit[tone]:
                self._is_lit[tone] = is_lit
                self.changed.emit(is_lit, tone)
