"""The lanes that come with a line, a probe or a ventilator, and the numbers read from them."""

from collections import deque
from collections.abc import Callable, Mapping

from simrunner.domain.patient_state import SENSOR_WAVES, PatientState
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.monitor.rounding import shown

_LOOKS_BACK_MS = 6_000
"""Longer than a breath of 10 a minute, so that a peak is never missed."""


class Lanes:
    """Which added waves are there, and what is read from each."""

    def __init__(self) -> None:
        """Begin without a ventilator."""
        self._airway: deque[tuple[float, float]] = deque(maxlen=_LOOKS_BACK_MS // STEP_MS)

    def observe(self, patient: PatientState) -> None:
        """Take in one step."""
        samples = patient.waves.get("PAW")
        if samples is None:
            self._airway.clear()
        else:
            self._airway.append((max(samples), min(samples)))

    def read(self, patient: PatientState) -> dict[str, str]:
        """Return the added waves, in the order of SENSOR_WAVES, each with its numbers as text."""
        return {
            wave: self._numbers(wave, patient.vitals)
            for sensor, waves in SENSOR_WAVES.items()
            for wave in waves
            if sensor in patient.attached or wave in patient.waves
        }

    def _numbers(self, wave: str, vitals: Mapping[Vital, float]) -> str:
        if wave == "PAW" and self._airway:
            highest = max(high for high, _ in self._airway)
            return f"{shown(highest):g}/{shown(min(low for _, low in self._airway)):g}"
        return _READS[wave](vitals) if wave in _READS else ""


def _pulmonary(vitals: Mapping[Vital, float]) -> str:
    high, low = vitals[Vital.PAP_SYSTOLIC], vitals[Vital.PAP_DIASTOLIC]
    mean = low + (high - low) / 3.0
    return f"{shown(high):g}/{shown(low):g} ({shown(mean):g})"


_READS: Mapping[str, Callable[[Mapping[Vital, float]], str]] = {
    "CVP": lambda vitals: f"{shown(vitals[Vital.CVP]):g}",
    "PA": _pulmonary,
    "ICP": lambda vitals: f"{shown(vitals[Vital.ICP]):g}",
    "EEG": lambda vitals: f"{shown(vitals[Vital.BIS]):g}",
    "FHR": lambda vitals: f"{shown(vitals[Vital.FHR]):g}",
    "TOCO": lambda vitals: f"{shown(vitals[Vital.UTERINE_TONE]):g}",
}
