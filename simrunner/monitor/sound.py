"""What the monitor sounds like: alarm bursts and the pulse tone, as 16-bit mono samples.

Sounds never enter a record, so numpy may compute them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from simrunner.domain.event import AlarmPriority

SOUND_RATE_HZ = 44_100

Pcm: TypeAlias = NDArray[np.int16]

_RAMP_MS = 40.0
"""Rise and fall of a pulse; IEC 60601-1-8 asks for 10 to 40 % of its duration (unverified)."""

_FULL_SCALE = 0.8 * 32_767
_HARMONIC_GAINS = (1.0, 0.7, 0.7, 0.5, 0.4)
"""Of the fundamental and four harmonics: all within ±15 dB of it (IEC 60601-1-8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstSpec:
    """One alarm signal. ``gaps_ms`` are the silences between its pulses, in order.

    ``period_ms`` runs from the start of a burst to the start of the next one.
    """

    fundamental_hz: float
    pulse_ms: float
    gaps_ms: tuple[float, ...]
    interburst_ms: float

    @property
    def pulses(self) -> int:
        """How many pulses one burst has."""
        return len(self.gaps_ms) + 1

    @property
    def duration_ms(self) -> float:
        """From the start of the first pulse to the end of the last."""
        return self.pulses * self.pulse_ms + sum(self.gaps_ms)

    @property
    def period_ms(self) -> float:
        """From the start of one burst to the start of the next."""
        return self.duration_ms + self.interburst_ms


_HIGH_HALF_MS = (100.0, 100.0, 400.0, 100.0)
_LOW = BurstSpec(fundamental_hz=330.0, pulse_ms=200.0, gaps_ms=(200.0,), interburst_ms=16_000.0)

DEFAULT_BURSTS: Mapping[AlarmPriority, BurstSpec] = MappingProxyType(
    {
        # High and medium: the worked set of the LUCAS 3 instructions for use (td 200, x 100,
        # 3-4 and 8-9 400, 5-6 500 ms, tb 2.5 s, 530 Hz; td 200, y 200 ms, tb 5 s, 390 Hz).
        AlarmPriority.HIGH: BurstSpec(
            fundamental_hz=530.0,
            pulse_ms=200.0,
            gaps_ms=(*_HIGH_HALF_MS, 500.0, *_HIGH_HALF_MS),
            interburst_ms=2_500.0,
        ),
        AlarmPriority.MEDIUM: BurstSpec(
            fundamental_hz=390.0, pulse_ms=200.0, gaps_ms=(200.0, 200.0), interburst_ms=5_000.0
        ),
        # Low: inside the ranges of IEC 60601-1-8; pitch and 16 s are teaching choices, unverified.
        AlarmPriority.LOW: _LOW,
        AlarmPriority.TECHNICAL: _LOW,
    }
)


def alarm_burst(spec: BurstSpec) -> Pcm:
    """Return one burst, without the silence that follows it; durations hold at half amplitude."""
    lead_ms = _RAMP_MS / 2
    samples = np.zeros(_samples(spec.duration_ms + 2 * lead_ms))
    start_ms = lead_ms
    for gap_ms in (*spec.gaps_ms, 0.0):
        _add_pulse(samples, start_ms, spec)
        start_ms += spec.pulse_ms + gap_ms
    return _pcm(samples / np.abs(samples).max())


def pulse_tone_hz(spo2_pct: float) -> float:
    """Return the pitch of the pulse tone: 880 Hz at 100 %, one octave lower per 24 %.

    No common scale exists (Santamore 2004) and a logarithmic one is heard better than a linear one
    (Brown 2015); the slope is a teaching choice. Floor at 40 %.
    """
    return float(880.0 * 2.0 ** ((max(40.0, min(100.0, spo2_pct)) - 100.0) / 24.0))


def pulse_tone(spo2_pct: float | None) -> Pcm:
    """Return one beep of 120 ms; without a saturation (ECG alone) a fixed warble."""
    time_s = np.arange(_samples(120.0)) / SOUND_RATE_HZ
    if spo2_pct is None:
        phase = 2 * np.pi * 660.0 * time_s + 3.0 * np.sin(2 * np.pi * 25.0 * time_s)
    else:
        phase = 2 * np.pi * pulse_tone_hz(spo2_pct) * time_s
    envelope = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / 0.010)
    return _pcm(np.sin(phase) * envelope)


def _add_pulse(samples: NDArray[np.float64], start_ms: float, spec: BurstSpec) -> None:
    """Add one pulse whose edges are centred on its nominal start and end."""
    first = _samples(start_ms - _RAMP_MS / 2)
    count = _samples(spec.pulse_ms + _RAMP_MS)
    time_s = np.arange(count) / SOUND_RATE_HZ
    tone = np.zeros(count)
    for number, gain in enumerate(_HARMONIC_GAINS, start=1):
        tone += gain * np.sin(2 * np.pi * number * spec.fundamental_hz * time_s)
    envelope = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / (_RAMP_MS / 1_000))
    samples[first : first + count] += (tone * envelope)[: len(samples) - first]


def _samples(duration_ms: float) -> int:
    return round(duration_ms * SOUND_RATE_HZ / 1_000)


def _pcm(samples: NDArray[np.float64]) -> Pcm:
    return np.round(samples * _FULL_SCALE).astype(np.int16)
