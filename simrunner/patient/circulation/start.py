"""A settled circulation for one person: the model itself says what its parts must be."""

from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from simrunner.domain.vital import Vital, mean_arterial_mmhg
from simrunner.patient.circulation.beat import EMPTY
from simrunner.patient.circulation.pump import Clocks, Tally, Tick, pump
from simrunner.patient.circulation.reflex import Nerves
from simrunner.patient.circulation.size import (
    fastest_rate_per_min,
    intrinsic_rate_per_min,
    resting_pressures_mmhg,
    resting_rate_per_min,
)
from simrunner.patient.circulation.state import Build, CirculationState, Volumes
from simrunner.patient.circulation.vessel import RESTING_PLEURAL_MMHG, tick_of
from simrunner.patient.handle import NEUTRAL
from simrunner.patient.person import FIRST_PHASE, Person

_TICK_S = 0.004
_ROUNDS = 30
_ROUND_S = 5.0
_LAST_BEATS = 6
_PARTS = 6  # of a beat, after each of which filling pressures are read
_PR_S = 0.12  # x sqrt(RR), from the start of the atria to that of the ventricles (CVSim)
_PRESS_PART = 0.187  # of the mean pressure at rest: gives 25 to 30 % of the output at 110 per min

# Parts of the blood volume that stretch nothing: CVSim's 715 mL in arteries, 90 in the pulmonary
# ones and 490 in the pulmonary veins of 5,150 mL; the veins take what is left.
_ARTERIAL_PART = 0.139
_PULMONARY_PART = 0.017
_LUNG_PART = 0.095
_CENTRAL_PART = 0.04
_VENTRICLE_STROKES = 0.19  # CVSim's 15 mL of an 80 mL stroke

_EJECTION_FRACTION = 0.62
_VENOUS_RETURN_MMHG = 3.5  # from small veins to the atrium


class _Aim(NamedTuple):
    """What the settled body shows."""

    rate_per_min: float
    output_ml_per_s: float
    systolic_mmhg: float
    diastolic_mmhg: float
    central_mmhg: float
    wedge_mmhg: float
    pulmonary_systolic_mmhg: float
    pulmonary_diastolic_mmhg: float


def start_circulation(person: Person) -> CirculationState:
    """Return a circulation at rest: the person's HR, SBP and DBP within 3.

    Ventricles, vessels and resistances are scaled by the person's blood volume, output and
    pressures, then corrected in a few rounds of the model itself; nothing is left to chance.
    """
    aim = _aim(person)
    return _solved(aim, *_sketched(person, aim))


@lru_cache(maxsize=32)
def _solved(aim: _Aim, build: Build, stressed_ml: Volumes) -> CirculationState:
    """Return the circulation that a first build comes to when it is corrected towards its aim.

    Kept, because it takes as long as half a minute of life, and a rehearsal makes hundreds of
    bodies of one person.
    """
    beats = max(4, round(_ROUND_S * aim.rate_per_min / 60.0))
    for _ in range(_ROUNDS):
        stressed_ml, got = _beaten(build, stressed_ml, beats)
        build, stressed_ml = _corrected(build, stressed_ml, aim, got)
    stressed_ml, got = _beaten(build, stressed_ml, _LAST_BEATS)
    ticks = round(FIRST_PHASE * 60.0 / build.rate_per_min / _TICK_S)
    still = _resting_tick(build, stressed_ml)
    begun = pump(stressed_ml, (0.0, 1.0, 1.0), EMPTY, still, ticks)
    return _finished(build, begun, got)


def _aim(person: Person) -> _Aim:
    systolic, diastolic = resting_pressures_mmhg(person)
    lungs = max(15.0, min(60.0, person.at_rest(Vital.PAP_SYSTOLIC)))
    lungs_low = max(6.0, min(lungs - 6.0, person.at_rest(Vital.PAP_DIASTOLIC)))
    return _Aim(
        resting_rate_per_min(person), person.resting_output_l_per_min / 0.06, systolic, diastolic,
        max(2.0, min(12.0, person.at_rest(Vital.CVP))),
        max(3.0, min(lungs_low - 1.0, person.at_rest(Vital.PAWP))), lungs, lungs_low,
    )  # fmt: skip


def _ventricle(stroke_ml: float, end_systolic_mmhg: float, filled_mmhg: float) -> tuple[float, ...]:
    """Return diastolic elastance, stiffening and systolic elastance of a ventricle.

    Half of the filling pressure is linear, half grows with the square of the volume.
    """
    full = stroke_ml * (1.0 / _EJECTION_FRACTION - _VENTRICLE_STROKES)
    empty = full - stroke_ml
    linear = 0.5 * filled_mmhg / full
    stiffening = 0.5 * filled_mmhg / (full * full)
    return linear, stiffening, end_systolic_mmhg / empty - stiffening * empty - linear


def _sketched(person: Person, aim: _Aim) -> tuple[Build, Volumes]:
    """Return a first build and its stressed volumes, from Ohm's and Hooke's laws."""
    blood_ml = person.blood_volume_ml
    flow = aim.output_ml_per_s
    stroke = flow * 60.0 / aim.rate_per_min
    mean = aim.diastolic_mmhg + 0.42 * (aim.systolic_mmhg - aim.diastolic_mmhg)
    central = aim.central_mmhg - RESTING_PLEURAL_MMHG
    wedge = aim.wedge_mmhg - RESTING_PLEURAL_MMHG
    lungs = 0.6 * aim.pulmonary_diastolic_mmhg + 0.4 * aim.pulmonary_systolic_mmhg
    veins = aim.central_mmhg + _VENOUS_RETURN_MMHG
    left = _ventricle(stroke, aim.systolic_mmhg - RESTING_PLEURAL_MMHG, wedge + 1.0)
    right = _ventricle(stroke, aim.pulmonary_systolic_mmhg - RESTING_PLEURAL_MMHG, central + 1.0)
    compliance = 0.75 * stroke / (aim.systolic_mmhg - aim.diastolic_mmhg)
    arterial_ml = 1.65 * mean * compliance
    size, valve = blood_ml / 5150.0, 88.0 / flow
    stressed = (
        stroke * 1.4, stroke * 1.4, arterial_ml, veins * 85.0 * size, central * 22.0 * size,
        (lungs - RESTING_PLEURAL_MMHG) * 3.4 * size, wedge * 9.0 * size,
    )  # fmt: skip
    build = Build(
        rate_per_min=aim.rate_per_min, stroke_ml=stroke, systolic_mmhg=aim.systolic_mmhg,
        mean_mmhg=mean, filling_mmhg=central, coronary_mmhg=aim.diastolic_mmhg - aim.wedge_mmhg,
        press_mmhg=_PRESS_PART * mean * (1.35 if person.age_years < 1.0 else 1.0),
        weight_kg=person.weight_kg, blood_ml=blood_ml,
        intrinsic_per_min=intrinsic_rate_per_min(person),
        fastest_per_min=fastest_rate_per_min(person),
        systemic_resistance=(mean - veins) / flow,
        pulmonary_resistance=(lungs - aim.wedge_mmhg) / flow,
        venous_resistance=_VENOUS_RETURN_MMHG / flow,
        mitral_resistance=0.010 * valve, aortic_resistance=0.006 * valve,
        tricuspid_resistance=0.008 * valve, pulmonic_resistance=0.006 * valve,
        left_diastolic=left[0], left_stiffening=left[1], left_systolic=left[2],
        right_diastolic=right[0], right_stiffening=right[1], right_systolic=right[2],
        arterial_linear=0.35 * mean / arterial_ml,
        arterial_stiffening=0.65 * mean / (arterial_ml * arterial_ml),
        venous_elastance=1.0 / (85.0 * size), central_elastance=1.0 / (22.0 * size),
        pulmonary_arterial_elastance=1.0 / (3.4 * size),
        pulmonary_venous_elastance=1.0 / (9.0 * size),
        unstressed_ml=(0.0,) * 7,
    )  # fmt: skip
    return build, stressed


class _Beaten(NamedTuple):
    """What some beats at rest gave."""

    output_ml_per_s: float
    mean_mmhg: float
    central_mmhg: float
    wedge_mmhg: float
    tally: Tally


def _resting_tick(build: Build, stressed_ml: Volumes) -> Tick:
    nothing = _Beaten(0.0, build.mean_mmhg, 0.0, 0.0, EMPTY)
    state = _state(build, stressed_ml, nothing)
    still = Nerves(
        build.rate_per_min, 1.0, 1.0, 0.0, state.drives, state.vagal, 0.0, 0.0, 0.0, 0.0, 0.0
    )
    return tick_of(state, build, NEUTRAL, still, RESTING_PLEURAL_MMHG, _TICK_S)


def _beaten(build: Build, stressed_ml: Volumes, beats: int) -> tuple[Volumes, _Beaten]:
    """Return the stressed volumes after ``beats`` without reflexes, and what the last one gave."""
    interval_s = 60.0 / build.rate_per_min
    still = _resting_tick(build, stressed_ml)
    late = round(_PR_S * sqrt(interval_s) / _TICK_S)
    early = round((interval_s / _TICK_S - late) / (_PARTS - 1))
    ticks = late + early * (_PARTS - 1)
    for _ in range(beats):
        clocks = (0.0, 1.0, 1.0)
        tally = EMPTY
        central = wedge = 0.0
        for part in range(_PARTS):
            if part == _PARTS - 1:
                clocks = (clocks[0], 0.0, 1.0)
            some = late if part == _PARTS - 1 else early
            stressed_ml, clocks, tally = pump(stressed_ml, clocks, tally, still, some)
            central += stressed_ml[4] * some
            wedge += stressed_ml[6] * some
    seconds = ticks * _TICK_S
    return stressed_ml, _Beaten(
        tally[5] / seconds, tally[4] / ticks,
        central / ticks * build.central_elastance + RESTING_PLEURAL_MMHG,
        wedge / ticks * build.pulmonary_venous_elastance + RESTING_PLEURAL_MMHG, tally,
    )  # fmt: skip


def _corrected(
    build: Build, stressed_ml: Volumes, aim: _Aim, got: _Beaten
) -> tuple[Build, Volumes]:
    """Return a build and volumes that come nearer to the aim: each number has its own screw."""
    top, low, ptop, plow = got.tally[:4]
    left, right, arteries, veins, central, lungs, wedge = stressed_ml
    flow = got.output_ml_per_s / aim.output_ml_per_s
    middle = (aim.systolic_mmhg + aim.diastolic_mmhg) / (top + low)
    # A pulse too small wants stiffer arteries, which then hold the same pressure in less blood.
    stiffer = _eased((aim.systolic_mmhg - aim.diastolic_mmhg) / max(1.0, top - low), 0.8)
    lungs_mean = (aim.pulmonary_systolic_mmhg + 2.0 * aim.pulmonary_diastolic_mmhg) / 3.0
    tighter = _eased(
        (lungs_mean - aim.wedge_mmhg) / max(1.0, (ptop + 2.0 * plow) / 3.0 - got.wedge_mmhg), 0.5
    )
    left_stiffer = _eased(
        (aim.wedge_mmhg - RESTING_PLEURAL_MMHG) / max(1.0, got.wedge_mmhg - RESTING_PLEURAL_MMHG),
        0.6,
    )
    right_stiffer = _eased(
        (aim.central_mmhg - RESTING_PLEURAL_MMHG)
        / max(1.0, got.central_mmhg - RESTING_PLEURAL_MMHG),
        0.6,
    )
    fuller = 1.0 + max(-0.15, min(0.15, 0.5 * (1.0 - flow)))
    build = build._replace(
        systemic_resistance=build.systemic_resistance * _eased(middle * flow, 0.7),
        arterial_linear=build.arterial_linear * stiffer,
        arterial_stiffening=build.arterial_stiffening * stiffer * stiffer,
        pulmonary_resistance=build.pulmonary_resistance * tighter,
        left_diastolic=build.left_diastolic * left_stiffer,
        left_stiffening=build.left_stiffening * left_stiffer,
        right_diastolic=build.right_diastolic * right_stiffer,
        right_stiffening=build.right_stiffening * right_stiffer,
    )
    return build, (
        left, right, arteries / stiffer, veins * fuller, central, lungs, wedge,
    )  # fmt: skip


def _eased(ratio: float, power: float) -> float:
    """Return ``ratio`` moved towards 1, and never more than a third away from it."""
    return 1.0 + power * (max(0.67, min(1.5, ratio)) - 1.0)


def _finished(build: Build, begun: tuple[Volumes, Clocks, Tally], got: _Beaten) -> CirculationState:
    """Return the state at rest, in the beat that has ``begun``.

    What veins hold without stretch makes up the blood volume.
    """
    stressed_ml, clocks, tally = begun
    blood = build.blood_ml
    ventricle = _VENTRICLE_STROKES * build.stroke_ml
    fixed = (
        ventricle, ventricle, _ARTERIAL_PART * blood, 0.0, _CENTRAL_PART * blood,
        _PULMONARY_PART * blood, _LUNG_PART * blood,
    )  # fmt: skip
    veins = max(0.2 * blood, blood - sum(fixed) - sum(stressed_ml))
    build = build._replace(
        unstressed_ml=(*fixed[:3], veins, *fixed[4:]),
        mean_mmhg=got.mean_mmhg,
        filling_mmhg=got.central_mmhg - RESTING_PLEURAL_MMHG,
        coronary_mmhg=max(10.0, got.tally[1] - got.wedge_mmhg),
    )
    return _state(build, stressed_ml, got)._replace(
        since_beat_s=clocks[0], tally=tally, tallied_s=clocks[0]
    )


def _state(build: Build, stressed_ml: Volumes, got: _Beaten) -> CirculationState:
    volumes_ml = tuple([s + u for s, u in zip(stressed_ml, build.unstressed_ml, strict=True)])
    top, low, ptop, plow, _, ejected = got.tally
    interval_s = 60.0 / build.rate_per_min
    return CirculationState(
        top, low, mean_arterial_mmhg(top, low), got.central_mmhg, ptop, plow, got.wedge_mmhg,
        0.06 * got.output_ml_per_s, ejected, build.rate_per_min, sum(volumes_ml), 0.0, 0.0,
        volumes_ml, interval_s, 1.0, 1.0, 0.0, 1.0, interval_s, (), EMPTY, 0.0, 0.0,
        got.mean_mmhg, build.filling_mmhg, (0.0,) * 11, (0.0, 0.0), 0.0, 0.0, 0.0, 0.0, 0.0,
        tuple(build),
    )  # fmt: skip
