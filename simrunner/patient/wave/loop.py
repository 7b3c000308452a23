"""Airway pressure, flow and volume of a ventilated patient."""

import math
from typing import Any

from simrunner.patient.trace.grid import SAMPLE_MS
from simrunner.patient.wave.breath import Breath
from simrunner.patient.wave.conditions import Ventilator, WaveConditions
from simrunner.patient.wave.moment import Moment

_LIMIT_CMH2O = 40.0  # where a blocked airway opens the pressure relief: a common setting
_LIMIT_RISE_MS = 150.0
_VALVE_SHARE = 0.2  # of the resistance lies in the expiratory limb: a teaching choice
_L_PER_S_IN_L_PER_MIN = 60.0


class VentilatorLoop:
    """Paw = V/C + R flow + PEEP - Pmus, the equation of motion of the respiratory system.

    V counts from what the lungs hold at PEEP, so what a short expiration leaves in them shows as
    intrinsic PEEP. Expiration is passive, with the time constant R C.
    """

    def __init__(self) -> None:
        """Begin at the end of an expiration."""
        self._breath: Breath | None = None
        self._begun_ml = 0.0
        self._volume_ml = 0.0

    def samples(self, moment: Moment) -> tuple[list[float], list[float], list[float]]:
        """Return PAW in cmH2O, FLOW in L/min (in is positive) and VOLUME in mL."""
        waiting = list(moment.breaths)
        lines: tuple[list[float], list[float], list[float]] = ([], [], [])
        machine = moment.conditions.ventilator
        if machine is None:
            raise ValueError("a ventilator's loop needs a ventilator")
        for at_ms in moment.times_ms:
            while waiting and waiting[0].at_ms <= at_ms:
                self._begin(waiting.pop(0), at_ms, moment.conditions)
            for line, number in zip(
                lines, self._next(at_ms, machine, moment.conditions), strict=True
            ):
                line.append(number)
        return lines

    def _begin(self, breath: Breath, at_ms: int, conditions: WaveConditions) -> None:
        left_ms = breath.at_ms - (at_ms - SAMPLE_MS)
        if self._breath is not None:
            self._volume_ml *= math.exp(-left_ms / _time_constant_ms(conditions))
        self._breath = breath
        self._begun_ml = self._volume_ml

    def _next(
        self, at_ms: int, machine: Ventilator, conditions: WaveConditions
    ) -> tuple[float, float, float]:
        peep = machine.peep_cmh2o
        breath = self._breath
        if breath is None:
            return peep, 0.0, 0.0
        since_ms = at_ms - breath.at_ms
        is_in = since_ms <= breath.inspiration_ms
        if conditions.airway == "obstructed":
            rise = 1.0 - math.exp(-since_ms / _LIMIT_RISE_MS) if is_in else 0.0
            return peep + (_LIMIT_CMH2O - peep) * rise, 0.0, self._volume_ml
        pull = _pull(since_ms, breath.inspiration_ms, conditions.effort_cmh2o)
        if not is_in:
            keep = math.exp(-SAMPLE_MS / _time_constant_ms(conditions))
            self._volume_ml *= keep
            flow = -self._volume_ml / _time_constant_ms(conditions)
            pressure = peep - _VALVE_SHARE * conditions.resistance_cmh2o_s_per_l * flow
            return pressure, flow * _L_PER_S_IN_L_PER_MIN, self._volume_ml
        flow = machine.flow_l_per_s if since_ms <= machine.flow_ms else 0.0
        self._volume_ml = self._begun_ml + min(
            machine.tidal_volume_ml, machine.flow_l_per_s * since_ms
        )
        pressure = (
            self._volume_ml / conditions.compliance_ml_per_cmh2o
            + conditions.resistance_cmh2o_s_per_l * flow
            + peep
            - pull
        )
        return pressure, flow * _L_PER_S_IN_L_PER_MIN, self._volume_ml

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "breath": self._breath and self._breath.saved(), "begun": self._begun_ml,
            "volume": self._volume_ml,
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._breath = saved["breath"] and Breath.resumed(saved["breath"])
        self._begun_ml, self._volume_ml = saved["begun"], saved["volume"]


def _time_constant_ms(conditions: WaveConditions) -> float:
    """Return R C in ms."""
    return max(1.0, conditions.resistance_cmh2o_s_per_l * conditions.compliance_ml_per_cmh2o)


def _pull(since_ms: float, inspiration_ms: float, effort_cmh2o: float) -> float:
    """Return what the muscles pull in the middle of an inspiration."""
    if effort_cmh2o <= 0.0:
        return 0.0
    return effort_cmh2o * math.sin(math.pi * min(1.0, since_ms / inspiration_ms)) ** 2
