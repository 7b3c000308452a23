"""Alarm bursts and pulse tones through the computer's sound output.

The tones come as 16-bit samples at 44.1 kHz from functions that are passed in; the sound library is
loaded only when the first sound is due. Without a sound output this says so once and goes on.
"""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal

from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import Frame

SAMPLE_RATE_HZ = 44_100

BURST_EVERY_MS = {
    AlarmPriority.HIGH: 10_000,
    AlarmPriority.MEDIUM: 15_000,
    AlarmPriority.LOW: 30_000,
}
"""From one burst to the next; IEC 60601-1-8:2006+A2:2020 table 3 allows 2.5-15, 2.5-30, >15 s."""


class Pcm(Protocol):
    """Samples: an int16 array."""

    def tobytes(self) -> bytes:
        """Return the samples as bytes."""
        ...


class AlarmSound(QObject):
    """Sounds what frames say is due."""

    unavailable = Signal()

    def __init__(
        self,
        alarm_burst: Callable[[AlarmPriority], Pcm],
        pulse_tone: Callable[[float], Pcm],
        parent: QObject | None = None,
    ) -> None:
        """Be quiet until the first frame that asks for a sound."""
        super().__init__(parent)
        self._alarm_burst = alarm_burst
        self._pulse_tone = pulse_tone
        self._pulse_output: Any = None
        self._burst_output: Any = None
        self._buffers: dict[str, QBuffer] = {}
        self._has_output: bool | None = None
        self._sounding: AlarmPriority | None = None
        self._next_burst_at_ms = 0

    def follow(self, frame: Frame) -> None:
        """Play what this frame asks for."""
        view = frame.monitor
        if view.beeps_at_ms and view.beep_spo2_pct is not None:
            self._play("pulse", self._pulse_tone(view.beep_spo2_pct))
        if view.sounding is None:
            self._sounding = None
            return
        if view.sounding is not self._sounding or frame.at_ms >= self._next_burst_at_ms:
            self._sounding = view.sounding
            every_ms = BURST_EVERY_MS.get(view.sounding, 30_000)
            self._next_burst_at_ms = frame.at_ms + every_ms
            self._play("burst", self._alarm_burst(view.sounding))

    def shutdown(self) -> None:
        """Stop every sound."""
        for output in (self._pulse_output, self._burst_output):
            if output is not None:
                output.stop()
        self._pulse_output = self._burst_output = None

    def _play(self, channel: str, pcm: Pcm) -> None:
        if not self._is_ready():
            return
        output = self._pulse_output if channel == "pulse" else self._burst_output
        output.stop()
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pcm.tobytes()))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        former = self._buffers.get(channel)
        self._buffers[channel] = buffer
        output.start(buffer)
        if former is not None:
            former.deleteLater()

    def _is_ready(self) -> bool:
        if self._has_output is None:
            self._has_output = self._open()
            if not self._has_output:
                self.unavailable.emit()
        return self._has_output

    def _open(self) -> bool:
        try:
            from PySide6 import QtMultimedia  # late: it loads the audio system
        except ImportError:
            return False
        device = QtMultimedia.QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return False
        form = QtMultimedia.QAudioFormat()
        form.setSampleRate(SAMPLE_RATE_HZ)
        form.setChannelCount(1)
        form.setSampleFormat(QtMultimedia.QAudioFormat.SampleFormat.Int16)
        self._pulse_output = QtMultimedia.QAudioSink(device, form, self)
        self._burst_output = QtMultimedia.QAudioSink(device, form, self)
        return True
