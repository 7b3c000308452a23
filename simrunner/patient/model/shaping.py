"""What a modelled body's organs do to the shape of its waves, beyond the vitals."""

from typing import cast

from simrunner.domain.equipment_action import MOST_INSPIRED_CO2_MMHG
from simrunner.domain.vital import Vital
from simrunner.patient.breathing.breathing import BreathingState
from simrunner.patient.breathing.mechanics import (
    COMPLIANCE_ML_PER_CMH2O,
    LITRE,
    OWN_RESISTANCE,
    TUBE_RESISTANCE,
)
from simrunner.patient.breathing.muscles import GREATEST_PRESSURE_CMH2O
from simrunner.patient.circulation.state import Build, CirculationState
from simrunner.patient.handle import Handles
from simrunner.patient.model.organs import Organs
from simrunner.patient.nerve.nerve import NerveState
from simrunner.patient.person import Person
from simrunner.patient.wave.conditions import (
    NEUTRAL,
    Airway,
    Deceleration,
    Labour,
    Ventilator,
    WaveConditions,
)

_BLOOD_ML, _STROKE_ML = (Build._fields.index(name) for name in ("blood_ml", "stroke_ml"))

# Sizes below are teaching choices unless they name a source.
_USUAL_CONSTANT_S = 0.3  # of a healthy capnogram (0.3 s; 1.0 s in asthma)
_LONGEST_CONSTANT_S = 1.5
_PAUSE_S = 0.3
_SHORT_PAUSE_S = 0.12
_EMPTY_AFTER_CONSTANTS = 3.0
_LONGEST_MACHINE_SHARE = 0.5

# Pulse and pulsus paradoxus vary with the breath in the organs themselves.
_FULL_TAMPONADE_MMHG = 15.0

_LEAST_PERFUSION, _MOST_PERFUSION = 0.25, 1.6
_RIPPLE_MMHG = 1.5
_RIPPLE_BELOW_PER_MIN = 12.5
_CLEFT_FROM_DRIVE = 0.3
_DEEPEST = 1.2  # what still fits on the strip
_PULLED = 0.6  # of a usual breath: what a chest moves against a closed airway
_OWN_TIDAL_ML = 1  # its place in BreathingState.own
_STRAIN_BY_BLOCK = (0.25, 0.65)  # of the pulmonary arteries: none, full
_STRAIN_MMHG = (30.0, 50.0)  # pulmonary systolic pressure: none, full
_STRAIN_BY_VEINS_MMHG = (8.0, 14.0)


class Shaper:
    """Turns organs into what waves are drawn under; it remembers nothing but how a person rests."""

    def __init__(self, person: Person) -> None:
        """Shape the waves of ``person``."""
        self._resting_output = person.resting_output_l_per_min
        self._resting_mean_mmhg = person.mean_pressure_mmhg
        self._resting_veins_mmhg = person.at_rest(Vital.CVP)

    @staticmethod
    def timing(organs: Organs, *, is_ventilated: bool) -> WaveConditions:
        """Return conditions that say no more than when a machine breathes."""
        if not is_ventilated:
            return NEUTRAL
        return WaveConditions(ventilator=_machine(organs.breathing, is_on=True))

    def conditions(
        self, organs: Organs, handles: Handles, *, is_ventilated: bool
    ) -> WaveConditions:
        """Return everything that shapes the waves now."""
        nerve, breathing, _, _, circulation = organs
        machine = _machine(breathing, is_on=is_ventilated)
        compliance, resistance = _mechanics(breathing, machine)
        has_effort = machine is not None and breathing.drive > 0.0
        return WaveConditions(
            perfusion=self._perfusion(circulation),
            vascular_tone=self._tone(circulation),
            tamponade=min(1.0, handles.pericardial_mmhg / _FULL_TAMPONADE_MMHG),
            tricuspid_regurgitation=right_failure(circulation),
            airway=_airway(breathing, handles),
            breath_depth=_depth(breathing, handles),
            pleural_swing_mmhg=breathing.pleural_swing_mmhg,
            inspired_co2_mmhg=min(MOST_INSPIRED_CO2_MMHG, handles.inspired_co2_mmhg),
            expiratory_time_constant_s=_emptying(breathing, is_ventilated=is_ventilated),
            curare_cleft=_cleft(nerve, breathing) if has_effort else 0.0,
            cardiogenic_ripple_mmhg=_ripple(breathing, circulation),
            compliance_ml_per_cmh2o=compliance,
            resistance_cmh2o_s_per_l=resistance,
            effort_cmh2o=breathing.effort * GREATEST_PRESSURE_CMH2O if has_effort else 0.0,
            ventilator=machine,
            labour=_labour(handles, circulation),
        )

    def _perfusion(self, circulation: CirculationState) -> float:
        """Return how large the finger's pulse is for its pressure: blood through it, at rest 1."""
        return min(_MOST_PERFUSION, max(_LEAST_PERFUSION, 1.0 / self._resistance(circulation)))

    def _tone(self, circulation: CirculationState) -> float:
        """Return -1 (wide vessels, a low late notch) to 1 (narrow ones, a high notch)."""
        ratio = self._resistance(circulation)
        return min(1.0, ratio - 1.0) if ratio >= 1.0 else max(-1.0, 2.0 * (ratio - 1.0))

    def _resistance(self, circulation: CirculationState) -> float:
        """Return the vessels' resistance in parts of that at rest."""
        output = circulation.cardiac_output_l_per_min
        if output < 0.3:
            return 1.0 / _LEAST_PERFUSION
        drop = max(5.0, circulation.mean_mmhg - circulation.central_venous_mmhg)
        at_rest = (self._resting_mean_mmhg - self._resting_veins_mmhg) / self._resting_output
        return drop / output / at_rest


def right_strain(circulation: CirculationState, handles: Handles) -> float:
    """Return 0 to 1: how strained the right heart is by what blocks its artery, or by pressure.

    A blocked artery counts as such, because a heart that fails no longer makes the pressure.
    """
    low, high = _STRAIN_BY_BLOCK
    blocked = (handles.pulmonary_obstruction - low) / (high - low)
    return min(1.0, max(0.0, blocked, right_failure(circulation)))


def right_failure(circulation: CirculationState) -> float:
    """Return 0 to 1: high pressure in the pulmonary artery before full veins."""
    low, high = _STRAIN_MMHG
    if circulation.pulmonary_systolic_mmhg <= low:
        return 0.0
    pressure = (circulation.pulmonary_systolic_mmhg - low) / (high - low)
    low, high = _STRAIN_BY_VEINS_MMHG
    veins = (circulation.central_venous_mmhg - low) / (high - low)
    return min(1.0, max(0.0, pressure)) * min(1.0, max(0.0, veins))


def _machine(breathing: BreathingState, *, is_on: bool) -> Ventilator | None:
    """Return the machine as its waves need it; ``blown`` decides the same flow."""
    rate, volume = breathing.rate_per_min, breathing.tidal_volume_ml
    if not breathing.is_airway_open:
        volume = breathing.own[1]
    if not is_on or rate < 1.0 or volume < 1.0:
        return None
    period_s = 60.0 / rate
    inspiration_s = min(volume / LITRE / breathing.own[6], _LONGEST_MACHINE_SHARE * period_s)
    left_s = period_s - inspiration_s - _PAUSE_S
    is_roomy = left_s > _EMPTY_AFTER_CONSTANTS * breathing.expiratory_time_constant_s
    return Ventilator(
        tidal_volume_ml=volume, peep_cmh2o=breathing.peep_cmh2o,
        flow_l_per_s=volume / LITRE / inspiration_s,
        pause_s=_PAUSE_S if is_roomy else _SHORT_PAUSE_S,
    )  # fmt: skip


def _airway(breathing: BreathingState, handles: Handles) -> Airway:
    if handles.oesophageal_tube > 0.5:
        return "oesophageal"
    return "open" if breathing.is_airway_open else "obstructed"


def _depth(breathing: BreathingState, handles: Handles) -> float:
    """Return how far a breath moves the chest: by its volume, and by what pulls in vain."""
    if not breathing.is_airway_open:
        return 1.0  # the kind of airway says what is left
    moved = min(_DEEPEST, breathing.tidal_volume_ml / breathing.own[_OWN_TIDAL_ML])
    return max(moved, _PULLED * handles.upper_airway_obstruction)


def _mechanics(breathing: BreathingState, machine: Ventilator | None) -> tuple[float, float]:
    """Return compliance and resistance with which a loop peaks where the lungs say."""
    elastic = breathing.plateau_cmh2o - breathing.peep_cmh2o - breathing.auto_peep_cmh2o
    if machine is None or not breathing.is_airway_open or elastic < 0.5:
        return COMPLIANCE_ML_PER_CMH2O, TUBE_RESISTANCE
    resistance = (breathing.peak_cmh2o - breathing.plateau_cmh2o) / machine.flow_l_per_s
    return machine.tidal_volume_ml / elastic, resistance


def _emptying(breathing: BreathingState, *, is_ventilated: bool) -> float:
    """Return the time constant that the capnogram shows: 0.3 s in this person's health."""
    resistance = TUBE_RESISTANCE if is_ventilated else OWN_RESISTANCE
    healthy_s = breathing.own[4] * resistance * breathing.own[5] / LITRE
    ratio = breathing.expiratory_time_constant_s / healthy_s
    return min(_LONGEST_CONSTANT_S, _USUAL_CONSTANT_S * max(1.0, ratio))


def _ripple(breathing: BreathingState, circulation: CirculationState) -> float:
    """Return the heart's mark on the end of a long expiration."""
    if breathing.rate_per_min > _RIPPLE_BELOW_PER_MIN:
        return 0.0
    usual_ml = cast("float", circulation.build[_STROKE_ML])
    return _RIPPLE_MMHG * min(1.0, circulation.stroke_volume_ml / usual_ml)


def _cleft(nerve: NerveState, breathing: BreathingState) -> float:
    """Return how deep a weak breath of one's own dents a ventilated plateau."""
    if breathing.drive < _CLEFT_FROM_DRIVE or nerve.tof >= 4.0 or nerve.tof < 1.0:
        return 0.0
    return 1.0 - 0.5 * nerve.tof_ratio


def _labour(handles: Handles, circulation: CirculationState) -> Labour:
    """Return what the cardiotocogram shows; the womb contracts only where a handle asks for it."""
    is_starved = handles.placental_flow < 0.6 or circulation.mean_mmhg < 55.0
    works = max(0.0, handles.contractions - 1.0)
    if not is_starved and works <= 0.0:
        return _QUIET_WOMB
    kind, depth_bpm = _deceleration(handles, is_starved=is_starved)
    return Labour(
        variability_bpm=5.0 if is_starved else 12.0,
        accelerations_per_20_min=4.0 if kind == "none" else 0.0,
        contractions_per_10_min=min(7.0, 3.0 * works),
        deceleration=kind, deceleration_bpm=depth_bpm,
    )  # fmt: skip


def _deceleration(handles: Handles, *, is_starved: bool) -> tuple[Deceleration, float]:
    """Return what the fetal heart does with a contraction, the most dangerous first; how deep."""
    if is_starved:
        return "late", 30.0
    if handles.cord_compression > 0.0:
        return "variable", 20.0 + 40.0 * handles.cord_compression
    if handles.head_compression > 0.0:
        return "early", 22.0 * handles.head_compression
    return "none", 0.0


_QUIET_WOMB = Labour()
