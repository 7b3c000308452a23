"""What holds during one step: how stiff, how narrow and how full everything is."""

from simrunner.patient.circulation.beat import kick, press_force, relaxed_s, systole_s
from simrunner.patient.circulation.pump import PRESS_S, Tick
from simrunner.patient.circulation.reflex import Nerves
from simrunner.patient.circulation.state import Build, CirculationState, Volumes
from simrunner.patient.handle import Handles

RESTING_PLEURAL_MMHG = -4.0
"""Pressure in a chest that breathes quietly, on average (CVSim)."""

_PERICARDIAL_SHARE = 3.0
"""How much (in strokes) both ventricles swell until a tight pericardium is twice as tight."""

_PERICARDIAL_REST = 2.2
"""The ventricles' stressed volume on average, in strokes."""

_LEFT_KICK = kick(6.5)
_RIGHT_KICK = kick(3.0)
_LEANS_BELOW_MMHG = -10.0
_LEANS = 0.4
_CLOT_STIFFENS = 0.85
"""What of the lungs' arteries an obstruction takes out of their stretch.

A teaching choice, set to 45/20 mmHg in an acute massive embolism (Riedel, Heart 2001;85:229).
"""
_EMPTY = 0.25
_FULL = 2.5
_LEAST = 0.33


def _within(number: float, low: float, high: float) -> float:
    """Return ``number`` kept inside; not a number becomes ``low``."""
    return number if low <= number <= high else high if number > high else low


def transfused(
    state: CirculationState, build: Build, handles: Handles, blood_in_ml: float, step_s: float
) -> tuple[Volumes, float]:
    """Return the volumes after what came in and what was lost, and what was bled (mL).

    Both act on the peripheral veins. The bleeding is what its handles say, until there is no
    pressure to bleed with (mean below 25 mmHg) or no blood; nothing goes into a body that holds
    2.5 times its blood.
    """
    left, right, arteries, veins, central, lungs, wedge = state.volumes_ml
    # What can be lost: never all that the veins hold, nor more than leaves a third of the blood.
    spare_ml = veins - _EMPTY * build.unstressed_ml[3]
    left_ml = state.blood_volume_ml - _LEAST * build.blood_ml
    spare_ml = left_ml if left_ml < spare_ml else spare_ml
    spare_ml = spare_ml if spare_ml > 0.0 else 0.0
    bled_ml = 0.0
    if handles.bleeding_ml_per_min > 0.0:
        rate = min(handles.bleeding_ml_per_min, 20_000.0) * _within(handles.bleeding, 0.0, 100.0)
        bled_ml = rate / 60.0 * step_s * _within(state.arterial_mmhg / 25.0, 0.0, 1.0)
        bled_ml = min(bled_ml, spare_ml)
    in_ml = _within(blood_in_ml, -200.0, 200.0)
    if in_ml > 0.0:
        in_ml = max(0.0, min(in_ml, _FULL * build.blood_ml - state.blood_volume_ml))
    elif in_ml < 0.0:
        in_ml = max(in_ml, bled_ml - spare_ml)
    return (left, right, arteries, veins + (in_ml - bled_ml), central, lungs, wedge), bled_ml


def unstressed(build: Build, handles: Handles, venous_share: float) -> Volumes:
    """Return the volumes (mL) at which vessels begin to be stretched; tone moves the veins'."""
    left, right, arteries, veins, central, lungs, wedge = build.unstressed_ml
    moved = _within(handles.venous_volume_ml_per_kg, -20.0, 25.0) * build.weight_kg
    most = 0.3 * build.blood_ml
    filled = veins + ((moved if moved < most else most) - venous_share * build.blood_ml)
    veins = filled if filled > _EMPTY * veins else _EMPTY * veins
    return left, right, arteries, veins, central, lungs, wedge


def _strength(state: CirculationState, handles: Handles, nerves: Nerves) -> float:
    """Return how strongly the beat in progress contracts, against a beat at rest."""
    able = nerves.contractility * (1.0 - 0.8 * state.ischaemia)
    return able * _within(handles.contractility, 0.02, 4.0) * state.beat_strength


def _aortic_elastance(state: CirculationState, build: Build) -> float:
    """Return how stiff (mmHg/mL) the arteries are as full as they are, without what stiffens."""
    stretch_ml = max(0.0, state.volumes_ml[2] - build.unstressed_ml[2])
    return build.arterial_linear + 2.0 * build.arterial_stiffening * stretch_ml


def _kept_out(chest_mmhg: float, tight_mmhg: float) -> float:
    """Return what a breath keeps from the left heart's filling: pulsus paradoxus.

    A tight pericardium keeps the chest's swings from the left heart but not from the veins of the
    lungs: breathing in then empties it. In a gasp the full right heart leans on the left one
    through their wall. Both sizes are teaching choices: more than 10 mmHg of systolic pressure in
    tamponade and severe asthma.
    """
    kept_out = (RESTING_PLEURAL_MMHG - chest_mmhg) * tight_mmhg / (tight_mmhg + 4.0)
    return kept_out + _LEANS * max(0.0, _LEANS_BELOW_MMHG - chest_mmhg)


def tick_of(  # noqa: PLR0917 - all that a tick hangs on
    state: CirculationState,
    build: Build,
    handles: Handles,
    nerves: Nerves,
    pleural_mmhg: float,
    tick_s: float,
) -> Tick:
    """Return what holds for a tick of this step."""
    strength, rise_s = _strength(state, handles, nerves), systole_s(state.interval_s)
    stiff = _within(handles.diastolic_stiffness, 0.2, 8.0) * (1.0 + 0.5 * state.ischaemia)
    arterial = _within(handles.arterial_stiffness, 0.2, 5.0)
    chest = _within(pleural_mmhg + handles.pleural_mmhg, -40.0, 60.0)
    tight = _within(handles.pericardial_mmhg, 0.0, 60.0)
    slope = tight / (_PERICARDIAL_SHARE * build.stroke_ml)
    kept_out = _kept_out(chest, tight)
    narrowed = nerves.resistance * _within(handles.systemic_resistance, 0.05, 10.0)
    pulmonary = build.pulmonary_resistance * _within(handles.pulmonary_resistance, 0.1, 20.0)
    obstructed = _within(handles.pulmonary_obstruction, 0.0, 0.995)
    lungs = build.pulmonary_arterial_elastance / (1.0 - _CLOT_STIFFENS * obstructed)
    wedge = build.pulmonary_venous_elastance
    aorta = arterial * _aortic_elastance(state, build)
    return Tick(
        tick_s, rise_s, relaxed_s(rise_s, state.beat_strength, 60.0 / build.rate_per_min),
        stiff * build.left_diastolic, stiff * build.left_stiffening, strength * build.left_systolic,
        stiff * build.right_diastolic, stiff * build.right_stiffening,
        strength * _within(handles.right_contractility, 0.02, 4.0) * build.right_systolic,
        arterial * build.arterial_linear, arterial * build.arterial_stiffening,
        build.venous_elastance, build.central_elastance, lungs, wedge,
        tick_s / (build.systemic_resistance * narrowed),
        tick_s / build.venous_resistance * (1.0 - _within(handles.caval_obstruction, 0.0, 1.0)),
        tick_s / pulmonary * (1.0 - obstructed),
        build.mitral_resistance / tick_s + wedge, build.aortic_resistance / tick_s + aorta,
        build.tricuspid_resistance / tick_s + build.central_elastance,
        build.pulmonic_resistance / tick_s + lungs,
        chest, tight - slope * _PERICARDIAL_REST * build.stroke_ml, slope, kept_out,
        _LEFT_KICK, _RIGHT_KICK,
        press_force(build.press_mmhg * state.press_strength),
        tight > 0.0 or kept_out > 0.0 or state.since_press_s < PRESS_S,
    )  # fmt: skip
