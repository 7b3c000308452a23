"""Sounds are measured: spectrum by Fourier transform, timing on the rectified envelope."""

from itertools import pairwise

import numpy as np
import pytest

from simrunner.domain.event import AlarmPriority
from simrunner.monitor.sound import (
    DEFAULT_BURSTS,
    SOUND_RATE_HZ,
    alarm_burst,
    pulse_tone,
    pulse_tone_hz,
)

# IEC 60601-1-8 ranges: pulses, pulse duration, spacing, interburst, each in ms.
IEC = {
    AlarmPriority.HIGH: (10, (75, 200), (50, 125), (2_500, 15_000)),
    AlarmPriority.MEDIUM: (3, (125, 250), (125, 250), (2_500, 30_000)),
    AlarmPriority.LOW: (2, (125, 250), (125, 250), (15_000, 60_000)),
}
TOLERANCE_MS = 5


def _edges_ms(samples):
    """Return (start, end) of each pulse where the envelope crosses half of its height."""
    window = SOUND_RATE_HZ // 150
    level = np.abs(samples.astype(float))
    padded = np.concatenate([np.zeros(window), level, np.zeros(window)])
    envelope = np.lib.stride_tricks.sliding_window_view(padded, window).max(axis=1)
    is_loud = envelope > np.median(envelope[envelope > envelope.max() / 2]) / 2
    flips = np.flatnonzero(np.diff(is_loud.astype(int)))
    starts, ends = flips[::2], flips[1::2]
    # The sliding maximum widens each pulse by one window.
    return [
        ((start + window / 2) * 1_000 / SOUND_RATE_HZ, (end - window / 2) * 1_000 / SOUND_RATE_HZ)
        for start, end in zip(starts, ends, strict=True)
    ]


def _durations_and_gaps_ms(priority):
    edges = _edges_ms(alarm_burst(DEFAULT_BURSTS[priority]))
    durations = [end - start for start, end in edges]
    gaps = [after[0] - before[1] for before, after in pairwise(edges)]
    return durations, gaps


@pytest.mark.parametrize("priority", IEC)
def test_that_a_burst_has_the_pulses_durations_and_spacings_of_the_norm(priority) -> None:
    pulses, pulse_range, spacing_range, interburst_range = IEC[priority]
    durations, gaps = _durations_and_gaps_ms(priority)
    assert len(durations) == pulses
    for duration in durations:
        assert pulse_range[0] - TOLERANCE_MS <= duration <= pulse_range[1] + TOLERANCE_MS
    plain = gaps if priority is not AlarmPriority.HIGH else [gaps[i] for i in (0, 1, 3, 5, 6, 8)]
    for gap in plain:
        assert spacing_range[0] - TOLERANCE_MS <= gap <= spacing_range[1] + TOLERANCE_MS
    interburst_ms = DEFAULT_BURSTS[priority].interburst_ms
    assert interburst_range[0] <= interburst_ms <= interburst_range[1]


def test_that_the_high_priority_burst_has_the_timing_of_the_worked_set() -> None:
    durations, gaps = _durations_and_gaps_ms(AlarmPriority.HIGH)
    assert durations == pytest.approx([200] * 10, abs=TOLERANCE_MS)
    assert gaps == pytest.approx([100, 100, 400, 100, 500, 100, 100, 400, 100], abs=TOLERANCE_MS)
    assert DEFAULT_BURSTS[AlarmPriority.HIGH].interburst_ms == 2_500


def test_that_the_medium_priority_burst_has_the_timing_of_the_worked_set() -> None:
    durations, gaps = _durations_and_gaps_ms(AlarmPriority.MEDIUM)
    assert durations == pytest.approx([200] * 3, abs=TOLERANCE_MS)
    assert gaps == pytest.approx([200] * 2, abs=TOLERANCE_MS)
    assert DEFAULT_BURSTS[AlarmPriority.MEDIUM].interburst_ms == 5_000


def _spectrum_db(samples):
    windowed = samples.astype(float) * np.hanning(len(samples))
    size = 1 << 18
    level = np.abs(np.fft.rfft(windowed, size))
    return np.fft.rfftfreq(size, 1 / SOUND_RATE_HZ), 20 * np.log10(level / level.max() + 1e-12)


@pytest.mark.parametrize(
    ("priority", "fundamental_hz"), [(AlarmPriority.HIGH, 530), (AlarmPriority.MEDIUM, 390)]
)
def test_that_a_pulse_has_its_pitch_and_four_harmonics_within_15_db(
    priority, fundamental_hz
) -> None:
    start_ms, end_ms = _edges_ms(alarm_burst(DEFAULT_BURSTS[priority]))[0]
    first, last = (int(ms * SOUND_RATE_HZ / 1_000) for ms in (start_ms, end_ms))
    frequency_hz, level_db = _spectrum_db(alarm_burst(DEFAULT_BURSTS[priority])[first:last])

    def level_near(hz):
        near = np.abs(frequency_hz - hz) < 10
        peak_hz = frequency_hz[near][np.argmax(level_db[near])]
        assert abs(peak_hz - hz) < 2
        return level_db[near].max()

    fundamental_db = level_near(fundamental_hz)
    harmonics_hz = [n * fundamental_hz for n in (2, 3, 4, 5)]
    assert all(300 <= hz <= 4_000 for hz in harmonics_hz)
    for hz in harmonics_hz:
        assert abs(level_near(hz) - fundamental_db) <= 15
    between = (frequency_hz > 1.4 * fundamental_hz) & (frequency_hz < 1.6 * fundamental_hz)
    assert level_db[between].max() < fundamental_db - 30


@pytest.mark.parametrize(
    ("spo2_pct", "expected_hz"), [(100, 880.0), (90, 659.3), (80, 493.9), (40, 155.6), (20, 155.6)]
)
def test_that_the_pulse_tone_falls_by_an_octave_per_24_percent(spo2_pct, expected_hz) -> None:
    assert pulse_tone_hz(spo2_pct) == pytest.approx(expected_hz, abs=0.05)
    frequency_hz, level_db = _spectrum_db(pulse_tone(spo2_pct))
    assert frequency_hz[np.argmax(level_db)] == pytest.approx(expected_hz, abs=3)


def test_that_without_a_saturation_the_tone_is_a_warble_and_no_single_pitch() -> None:
    frequency_hz, level_db = _spectrum_db(pulse_tone(None))
    strong_hz = frequency_hz[level_db > -12]
    assert strong_hz.max() - strong_hz.min() > 100


@pytest.mark.parametrize(
    "samples", [alarm_burst(DEFAULT_BURSTS[AlarmPriority.LOW]), pulse_tone(97)]
)
def test_that_sounds_are_16_bit_mono_begin_and_end_silent_and_do_not_clip(samples) -> None:
    assert samples.dtype == np.int16
    assert samples.ndim == 1
    assert abs(int(samples[0])) <= 1
    assert abs(int(samples[-1])) <= 1
    assert 10_000 < np.abs(samples).max() < 32_767
