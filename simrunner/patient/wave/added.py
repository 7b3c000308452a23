"""The waves that exist only while their sensor is on, so that nobody pays for what nobody sees."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np

from simrunner.domain.patient_state import SENSOR_WAVES
from simrunner.domain.vital import Vital
from simrunner.patient.trace.grid import Floats
from simrunner.patient.wave.ctg import Ctg
from simrunner.patient.wave.eeg import Eeg
from simrunner.patient.wave.intracranial import Intracranial
from simrunner.patient.wave.loop import VentilatorLoop
from simrunner.patient.wave.moment import Moment
from simrunner.patient.wave.venous import CentralVenous, PulmonaryCatheter

_Lines: TypeAlias = Floats | Sequence[Sequence[float]]


class _Drawer(Protocol):
    def samples(self, moment: Moment) -> _Lines: ...
    def saved(self) -> dict[str, Any]: ...
    def resume(self, saved: dict[str, Any]) -> None: ...


class AddedWaves:
    """Everything of SENSOR_WAVES. A sensor that comes on finds its wave in mid-air, as at a bed."""

    def __init__(self, seed: int) -> None:
        """Begin with nothing on; ``seed`` decides every variation."""
        self._seed = seed
        self._drawers: dict[str, _Drawer] = {}

    def samples(self, moment: Moment, attached: Collection[str]) -> dict[str, Floats]:
        """Return the step's lines by wave id, in the order of SENSOR_WAVES."""
        lines: dict[str, Floats] = {}
        for sensor, waves in SENSOR_WAVES.items():
            is_machine = sensor == "ventilator"
            is_on = moment.conditions.ventilator is not None if is_machine else sensor in attached
            if not is_on:
                self._drawers.pop(sensor, None)
                continue
            if sensor not in self._drawers:
                resting_mmhg = moment.vitals[Vital.PAP_DIASTOLIC]
                self._drawers[sensor] = self._begun(sensor, moment.times_ms[-1], resting_mmhg)
            drawn = np.atleast_2d(np.asarray(self._drawers[sensor].samples(moment)))
            lines.update(zip(waves, drawn, strict=True))
        return lines

    def _begun(self, sensor: str, now_ms: int, resting_mmhg: float) -> _Drawer:
        match sensor:
            case "cvp":
                return CentralVenous(now_ms)
            case "pa":
                return PulmonaryCatheter(resting_mmhg)
            case "icp":
                return Intracranial(now_ms)
            case "ventilator":
                return VentilatorLoop()
            case "bis":
                return Eeg(self._seed)
            case "fhr":
                return Ctg(self._seed, now_ms)
        raise ValueError(f"no wave is drawn for the sensor {sensor!r}")

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {sensor: drawer.saved() for sensor, drawer in self._drawers.items()}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._drawers = {}
        for sensor, state in saved.items():
            self._drawers[sensor] = self._begun(sensor, 0, 0.0)
            self._drawers[sensor].resume(state)
