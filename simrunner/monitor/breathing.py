"""The breaths: a rate from CO2 or, without it, from chest impedance, and end-tidal CO2."""

from collections import deque
from typing import Literal

from simrunner.domain.frame import Numeric, Signal
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital
from simrunner.monitor.interval_rate import IntervalRate
from simrunner.monitor.rounding import mmhg_from_kpa, shown

NO_BREATH_MS = 20_000
"""Without a breath for so long the rate reads 0 (the makers' usual apnoea time; unverified)."""

SIDESTREAM_DELAY_MS = 3_000
"""The sampled gas takes so long to the bench (teaching choice; unverified)."""


class BreathingSensor:
    """Counts breaths by the CO2 line, else by the ECG electrodes."""

    def __init__(self, etco2_unit: Literal["kPa", "mmHg"]) -> None:
        """Show end-tidal CO2 in ``etco2_unit``."""
        self._unit = etco2_unit
        self._rate = IntervalRate(keep=4, longest_ms=NO_BREATH_MS)
        self._in_tube: deque[tuple[int, float]] = deque()
        self._etco2_kpa: float | None = None
        self._sensing_since_ms: int | None = None
        self._has_co2 = False

    def observe(self, now_ms: int, patient: PatientState) -> None:
        """Take in the breaths of one step."""
        self._has_co2 = "co2" in patient.attached
        self._count(now_ms, patient)
        if not self._has_co2:
            self._in_tube.clear()
            self._etco2_kpa = None
            return
        for at_ms in patient.breaths_at_ms:
            self._in_tube.append((at_ms + SIDESTREAM_DELAY_MS, patient.vitals[Vital.ETCO2]))
        while self._in_tube and self._in_tube[0][0] <= now_ms:
            self._etco2_kpa = self._in_tube.popleft()[1]

    def silence_ms(self, now_ms: int) -> int | None:
        """Return the time without a breath, None when nothing senses breaths."""
        if self._sensing_since_ms is None:
            return None
        since_breath_ms = self._rate.silence_ms(now_ms)
        return now_ms - self._sensing_since_ms if since_breath_ms is None else since_breath_ms

    def rate(self, now_ms: int) -> Numeric:
        """Return RR in /min: 0 without a breath for 20 s, searching until two breaths came."""
        silence_ms = self.silence_ms(now_ms)
        if silence_ms is None:
            return Numeric(number=None, signal=Signal.OFF)
        if silence_ms >= NO_BREATH_MS:
            return Numeric(number=0.0, signal=Signal.OK)
        rate_per_min = self._rate.per_min()
        if rate_per_min is None:
            return Numeric(number=None, signal=Signal.SEARCHING)
        return Numeric(number=shown(rate_per_min), signal=Signal.OK)

    def end_tidal(self, now_ms: int) -> Numeric:
        """Return EtCO2 of the last breath in the shown unit; without breaths it searches."""
        if not self._has_co2:
            return Numeric(number=None, signal=Signal.OFF)
        silence_ms = self.silence_ms(now_ms)
        if self._etco2_kpa is None or silence_ms is None or silence_ms >= NO_BREATH_MS:
            return Numeric(number=None, signal=Signal.SEARCHING)
        if self._unit == "kPa":
            return Numeric(number=shown(self._etco2_kpa, 1), signal=Signal.OK)
        return Numeric(number=shown(mmhg_from_kpa(self._etco2_kpa)), signal=Signal.OK)

    def _count(self, now_ms: int, patient: PatientState) -> None:
        if not self._has_co2 and "ecg" not in patient.attached:
            self._rate.forget()
            self._sensing_since_ms = None
            return
        if self._sensing_since_ms is None:
            self._sensing_since_ms = now_ms
        for at_ms in patient.breaths_at_ms:
            self._rate.add(at_ms)
