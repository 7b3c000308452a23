"""The patient monitor: patient state in, what the room can see and hear out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.frame import NUMERICS, MonitorView, Numeric, Signal, TrendPoint
from simrunner.domain.order import Order, PressKey
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital
from simrunner.monitor.alarm import Alarms, Senses
from simrunner.monitor.alarm_set import AlarmSet
from simrunner.monitor.arterial_line import ArterialLine
from simrunner.monitor.breathing import BreathingSensor
from simrunner.monitor.ecg import EcgSensor
from simrunner.monitor.lanes import Lanes
from simrunner.monitor.nibp import FIRST_INFLATION_MMHG, NEONATE_FIRST_INFLATION_MMHG, Cuff
from simrunner.monitor.oximeter import Oximeter
from simrunner.monitor.rounding import shown

SECOND_MS = 1_000
FINGER_DELAY_MS = 10_000
"""From the lungs to the finger (teaching choice; real fingers need 20 to 30 s; unverified)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one step gives: the view, the facts that go on record, a trend point each second."""

    view: MonitorView
    events: tuple[Event, ...]
    trend: TrendPoint | None


class Monitor:
    """Observes a patient step by step; sees only what its attached sensors can.

    Numerics change once per second, and at once when a sensor comes off or a cuff cycle ends.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        alarm_set: AlarmSet,
        etco2_unit: Literal["kPa", "mmHg"] = "mmHg",
        finger_delay_ms: int = FINGER_DELAY_MS,
    ) -> None:
        """Set up for the scenario's patient; a neonate's cuff first inflates to 100 mmHg."""
        is_neonate = scenario.patient.template == "neonate"
        self._ecg = EcgSensor()
        self._oximeter = Oximeter(delay_ms=finger_delay_ms)
        self._line = ArterialLine()
        self._breathing = BreathingSensor(etco2_unit)
        self._cuff = Cuff(
            first_inflation_mmhg=NEONATE_FIRST_INFLATION_MMHG
            if is_neonate
            else FIRST_INFLATION_MMHG
        )
        self._alarms = Alarms(alarm_set, etco2_unit=etco2_unit)
        self._etco2_unit = etco2_unit
        self._numerics: Mapping[str, Numeric] = {}
        self._lanes = Lanes()
        self._read_lanes: Mapping[str, str] = {}
        self._attached: frozenset[str] | None = None

    def observe(
        self, now_ms: int, patient: PatientState, orders: Sequence[Order] = ()
    ) -> Observation:
        """Take in the step that ended at ``now_ms``; call once per step from 0 on."""
        keys = tuple(order.key for order in orders if isinstance(order, PressKey))
        for key in keys:
            self._cuff.press(key, now_ms)
            self._alarms.press(key, now_ms)
        self._ecg.observe(now_ms, patient)
        self._line.observe(now_ms, patient)
        self._breathing.observe(now_ms, patient)
        pulses = self._oximeter.observe(now_ms, patient)
        self._lanes.observe(patient)
        is_asked = "nibp-start" in keys or "nibp-stat" in keys
        events: tuple[Event, ...] = self._cuff.observe(now_ms, patient, is_asked=is_asked)
        is_second = now_ms % SECOND_MS == 0
        if is_second or events or patient.attached != self._attached:
            self._numerics = dict(self._read(now_ms, patient))
            self._read_lanes = self._lanes.read(patient)
            self._attached = patient.attached
        events += self._alarms.observe(now_ms, self._senses(now_ms, patient))
        return Observation(
            view=self._view(now_ms, patient, pulses),
            events=events,
            trend=self._trend(now_ms, patient) if is_second else None,
        )

    def _read(self, now_ms: int, patient: PatientState) -> Iterator[tuple[str, Numeric]]:
        found = {
            "HR": self._ecg.heart_rate(now_ms),
            "PR": self._oximeter.pulse_rate(),
            "SpO2": self._oximeter.saturation(),
            "EtCO2": self._breathing.end_tidal(now_ms),
            "RR": self._breathing.rate(now_ms),
            "Temp": _temperature(patient),
            **self._line.pressures(),
            **self._cuff.pressures(now_ms),
        }
        for name in NUMERICS:
            yield name, found[name]

    def _senses(self, now_ms: int, patient: PatientState) -> Senses:
        return Senses(
            numerics=self._numerics,
            attached=patient.attached,
            qrs_silence_ms=self._ecg.silence_ms(now_ms),
            breath_silence_ms=self._breathing.silence_ms(now_ms),
            rhythm=patient.rhythm if "ecg" in patient.attached else None,
        )

    def _view(self, now_ms: int, patient: PatientState, pulses: tuple[int, ...]) -> MonitorView:
        beeps_at_ms = pulses
        if "spo2" not in patient.attached:
            is_ecg_on = "ecg" in patient.attached
            beeps_at_ms = tuple(beat.at_ms for beat in patient.beats) if is_ecg_on else ()
        return MonitorView(
            numerics=self._numerics,
            limits=self._alarms.limits,
            alarms=self._alarms.views,
            nibp=self._cuff.view(now_ms),
            attached=patient.attached,
            etco2_unit=self._etco2_unit,
            audio_paused_until_ms=self._alarms.audio_paused_until_ms(now_ms),
            sounding=self._alarms.sounding(now_ms),
            beeps_at_ms=beeps_at_ms,
            beep_spo2_pct=self._numerics["SpO2"].number,
            perfusion_index_pct=self._oximeter.perfusion_index_pct(),
            lost_leads=patient.lost_leads,
            lanes=self._read_lanes,
        )

    def _trend(self, now_ms: int, patient: PatientState) -> TrendPoint:
        return TrendPoint(
            at_ms=now_ms,
            shown={name: numeric.number for name, numeric in self._numerics.items()},
            truth={vital.value: number for vital, number in patient.vitals.items()},
        )


def _temperature(patient: PatientState) -> Numeric:
    """Return the core temperature in °C; the probe's own lag of minutes is left out."""
    if "temp" not in patient.attached:
        return Numeric(number=None, signal=Signal.OFF)
    return Numeric(number=shown(patient.vitals[Vital.TEMP], 1), signal=Signal.OK)
