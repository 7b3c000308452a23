"""The device port for a Contec CMS50D+: 60 frames of 5 bytes per second, without a checksum.

Only the first byte of a frame has its highest bit set; the eighth bit of the pulse rate hides in
bit 6 of the third byte. Newer units speak otherwise. Format: notes of several owners, read.
"""

from collections.abc import Callable, Iterable

from simrunner.hardware.device import Capabilities, DeviceIdentity, Report, StreamSamples
from simrunner.hardware.kit import Dialect, Patience, PlainDevice, SampleClock
from simrunner.hardware.pipe import Pipe

BAUD, PARITY = 19_200, "O"
SPO2, PULSE, PLETH = "oximeter.spo2", "oximeter.pulse-rate", "oximeter.pleth"
PATIENCE = Patience(stale_ms=1_000, lost_ms=4_000)
_LIVE = b"\xf6\xf6\xf6"
_FRAME = 5
_FIRST = 0x80
_PROBE_TROUBLE = 0x10 | 0x20  # no finger, or still searching for the pulse
_PULSE_TOP = 0x40
_PERIOD_US = 1_000_000 // 60


class ContecDialect(Dialect):
    """Pleth, saturation and pulse rate at 60 Hz."""

    def __init__(self, *, serial: str) -> None:
        """Begin before the first frame."""
        super().__init__(
            DeviceIdentity(
                vendor="Contec", model="CMS50D+", serial=serial, firmware="", protocol=0, boot_id=0
            ),
            Capabilities(streams={SPO2: "%", PULSE: "/min", PLETH: "1"}),
        )
        self._bytes = b""
        self._clock = SampleClock(_PERIOD_US)

    def begin(self) -> bytes:
        """Ask for live data."""
        self._bytes = b""
        return _LIVE

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return the samples of each whole frame."""
        self._bytes += wire
        frames = []
        while len(self._bytes) >= _FRAME:
            frame = self._bytes[:_FRAME]
            if not _is_whole(frame):
                self.broken += 1
                self._bytes = _from_next_start(self._bytes)
                continue
            self._bytes = self._bytes[_FRAME:]
            frames.append(frame)
        self.heard += len(frames)
        return self._samples(frames, now_us) if frames else ()

    def _samples(self, frames: list[bytes], now_us: int) -> Iterable[Report]:
        t0_us = self._clock.take(len(frames), now_us)
        yield self._of(PLETH, t0_us, [frame[1] for frame in frames])
        last = frames[-1]
        if last[2] & _PROBE_TROUBLE:
            return
        rate = (last[2] & _PULSE_TOP) << 1 | last[3]
        at_us = t0_us + (len(frames) - 1) * _PERIOD_US
        if last[4]:
            yield self._of(SPO2, at_us, [last[4]])
        if rate:
            yield self._of(PULSE, at_us, [rate])

    def _of(self, name: str, t0_us: int, numbers: list[int]) -> StreamSamples:
        values = tuple(map(float, numbers))
        return StreamSamples(name=name, t0_us=t0_us, period_us=_PERIOD_US, values=values)


def _is_whole(frame: bytes) -> bool:
    is_first_only = frame[0] & _FIRST and not any(byte & _FIRST for byte in frame[1:])
    return bool(is_first_only) and frame[4] <= 100


def _from_next_start(wire: bytes) -> bytes:
    for place in range(1, len(wire)):
        if wire[place] & _FIRST:
            return wire[place:]
    return b""


def contec(
    pipe: Pipe, *, serial: str, monotonic_s: Callable[[], float], name: str = "Contec CMS50D+"
) -> PlainDevice:
    """Return the driver of the oximeter behind a pipe (19200 baud, odd parity)."""
    return PlainDevice(
        pipe, ContecDialect(serial=serial), name=name, monotonic_s=monotonic_s, patience=PATIENCE
    )
