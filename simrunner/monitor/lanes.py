"""The lanes that come with a line, a probe or a ventilator, and the numbers read from them."""

from collections import deque
from collections.abc import Callable, Mapping

from simrunner.domain.body_order import CatheterPlace
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
            wave: self._numbers(wave, patient)
            for sensor, waves in SENSOR_WAVES.items()
            for wave in waves
            if sensor in patient.attached or wave in patient.waves
        }

    def _numbers(self, wave: str, patient: PatientState) -> str:
        if wave == "PAW" and self._airway:
            highest = max(high for high, _ in self._airway)
            return f"{shown(highest):g}/{shown(min(low for _, low in self._airway)):g}"
        if wave == "PA":
            return _catheter(patient.catheter, patient.vitals)
        return _READS[wave](patient.vitals) if wave in _READS else ""


def _catheter(place: CatheterPlace, vitals: Mapping[Vital, float]) -> str:
    """Return what is read where the catheter lies: a mean alone where hardly anything pulses."""
    if place in ("wedge", "ra"):
        return f"({shown(vitals[Vital.PAWP if place == 'wedge' else Vital.CVP]):g})"
    low = vitals[Vital.PAP_DIASTOLIC if place == "pa" else Vital.CVP]
    high = vitals[Vital.PAP_SYSTOLIC]
    if place == "rv":
        return f"{shown(high):g}/{shown(low):g}"
    mean = low + (high - low) / 3.0
    return f"{shown(high):g}/{shown(low):g} ({shown(mean):g})"


_READS: Mapping[str, Callable[[Mapping[Vital, float]], str]] = {
    "CVP": lambda vitals: f"{shown(vitals[Vital.CVP]):g}",
    "ICP": lambda vitals: f"{shown(vitals[Vital.ICP]):g}",
    "EEG": lambda vitals: f"{shown(vitals[Vital.BIS]):g}",
    "FHR": lambda vitals: f"{shown(vitals[Vital.FHR]):g}",
    "TOCO": lambda vitals: f"{shown(vitals[Vital.UTERINE_TONE]):g}",
}
