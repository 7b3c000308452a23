"""Breathing, one step of 100 ms: from the drive through the muscles to gas that moves."""

from typing import NamedTuple

from simrunner.domain.body_order import Ventilate
from simrunner.patient.breathing.drive import (
    CENTRAL_LAG_S,
    CENTRAL_SHARE,
    acidotic,
    depressed_by_hypoxia,
    hypoxic,
    wanted,
)
from simrunner.patient.breathing.mechanics import (
    COMPLIANCE_ML_PER_CMH2O,
    LITRE,
    MACHINE_FLOW_L_PER_S,
    OWN_RESISTANCE,
    PRESSURE_LIMIT_CMH2O,
    TUBE_RESISTANCE,
    Chest,
    blown,
    chest_under,
    resistive,
    trapped_cmh2o,
)
from simrunner.patient.breathing.muscles import (
    FASTEST_PER_MIN,
    GREATEST_PRESSURE_CMH2O,
    LEAST_PRESSURE_CMH2O,
    LONGEST_INSPIRATION_S,
    Pattern,
    pattern_of,
    rested,
)
from simrunner.patient.handle import Handles
from simrunner.patient.lungs import LUNGS_EVERY_MS, lungs_at_rest
from simrunner.patient.person import Person

_STEP_S = LUNGS_EVERY_MS / 1000.0
_LARGEST_BREATH_ML = 8000.0
_MMHG_PER_CMH2O = 0.7356
_RESTING_PLEURAL_MMHG = -4.0
"""Mean pleural pressure at rest, as CVSim has it."""
_MEAN_OF_SWING = 0.6
_TRAPPING_LAG = 0.1  # per step: about 2 s until trapped air is felt
_TRIGGER_CMH2O = 2.0
_LONGEST_S = 1e5  # a lung that takes a day to empty is a shut one
_SHALLOW_DEAD = 0.7
"""Dead space of shallow breaths as a share of their volume: gas streams through the middle
(Briscoe 1954, from memory, unverified)."""


class BreathingState(NamedTuple):
    """How the body breathes now. ``own`` is what start_breathing found for this person.

    ``tidal_volume_ml`` reaches the lungs; ``pleural_mmhg`` is the mean over a breath, and
    ``pleural_swing_mmhg`` what an inspiration adds at its end: negative by muscles, positive by
    machine. ``effort`` is the muscles' pressure as a share of what is possible. ``drive`` is 1 at
    rest, 0 in central apnoea. Not a machine: peak and plateau equal PEEP. ``own_pao2_mmhg`` and
    ``own_bicarbonate_mmol_per_l`` are those of the first step, the person's own; 0 before.
    """

    rate_per_min: float
    tidal_volume_ml: float
    alveolar_ventilation_ml_per_min: float
    pleural_mmhg: float
    pleural_swing_mmhg: float
    peak_cmh2o: float
    plateau_cmh2o: float
    peep_cmh2o: float
    auto_peep_cmh2o: float
    is_airway_open: bool
    effort: float
    expiratory_time_constant_s: float
    drive: float
    fatigue: float
    central_co2_mmhg: float
    own_pao2_mmhg: float
    own_bicarbonate_mmol_per_l: float
    own: tuple[float, ...]


def start_breathing(person: Person) -> BreathingState:
    """Return a person breathing at rest, at the resting rate and EtCO2.

    Compliance goes with ideal weight to the power 0.9, resistance to -0.6 (3 ml/cmH2O and
    35 cmH2O per l/s in a newborn; textbook, unverified).
    """
    rest = lungs_at_rest(person)
    compliance = COMPLIANCE_ML_PER_CMH2O * rest.size**0.9
    narrowness = rest.size**-0.6
    inspiration_s = min(20.0 / rest.rate_per_min, LONGEST_INSPIRATION_S)
    stiffness = 1.0 / compliance + resistive(OWN_RESISTANCE * narrowness, inspiration_s)
    pressure = rest.tidal_volume_ml * stiffness
    swing = (0.5 * rest.tidal_volume_ml / compliance - pressure) * _MMHG_PER_CMH2O
    mean = swing * _MEAN_OF_SWING * inspiration_s * rest.rate_per_min / 60.0
    return BreathingState(
        rate_per_min=rest.rate_per_min,
        tidal_volume_ml=rest.tidal_volume_ml,
        alveolar_ventilation_ml_per_min=rest.alveolar_ventilation_ml_per_min,
        pleural_mmhg=_RESTING_PLEURAL_MMHG,
        pleural_swing_mmhg=swing,
        peak_cmh2o=0.0,
        plateau_cmh2o=0.0,
        peep_cmh2o=0.0,
        auto_peep_cmh2o=0.0,
        is_airway_open=True,
        effort=pressure / GREATEST_PRESSURE_CMH2O,
        expiratory_time_constant_s=compliance * OWN_RESISTANCE * narrowness / LITRE,
        drive=1.0,
        fatigue=0.0,
        central_co2_mmhg=rest.paco2_mmhg,
        own_pao2_mmhg=0.0,
        own_bicarbonate_mmol_per_l=0.0,
        own=(
            rest.rate_per_min, rest.tidal_volume_ml, rest.dead_space_ml, rest.paco2_mmhg,
            compliance, narrowness, MACHINE_FLOW_L_PER_S * rest.size, _RESTING_PLEURAL_MMHG - mean,
            max(FASTEST_PER_MIN, 2.0 * rest.rate_per_min),
        ),
    )  # fmt: skip


def advance_breathing(
    state: BreathingState,
    person: Person,  # noqa: ARG001 (every organ is called alike; what counts here is state.own)
    handles: Handles,
    *,
    paco2_mmhg: float,
    pao2_mmhg: float,
    ph: float,
    is_driven: bool,
    machine: Ventilate | None,
) -> BreathingState:
    """Return how the body breathes LUNGS_EVERY_MS later.

    ``is_driven`` false stops the drive at once. A machine's breaths replace the own ones; an
    effort that is faster than the machine triggers it. A machine without volume or rate only
    holds its PEEP.
    """
    if not (5.0 <= paco2_mmhg <= 250.0 and 6.4 <= ph <= 8.0):
        paco2_mmhg, ph = min(250.0, max(5.0, paco2_mmhg)), min(8.0, max(6.4, ph))
    central = state.central_co2_mmhg
    central += (paco2_mmhg - central) * (_STEP_S / CENTRAL_LAG_S)
    bicarbonate = 0.0307 * paco2_mmhg * 10.0 ** (ph - 6.1)
    own_pao2 = state.own_pao2_mmhg or max(1.0, pao2_mmhg)
    own_bicarbonate = state.own_bicarbonate_mmol_per_l or bicarbonate
    drive = 0.0
    if is_driven:
        co2 = CENTRAL_SHARE * central + (1.0 - CENTRAL_SHARE) * paco2_mmhg - state.own[3]
        more = (hypoxic(pao2_mmhg) - hypoxic(own_pao2)) * handles.hypoxic_response
        more += acidotic(bicarbonate, own_bicarbonate)
        drive = wanted(state.drive, handles, co2, more) * depressed_by_hypoxia(pao2_mmhg)
    chest = chest_under(state.own[4], state.own[5], handles)
    pattern = pattern_of(state.own, handles, (drive, state.fatigue), chest)
    memory = (central, own_pao2, own_bicarbonate)
    if machine is None or machine.mode == "off":
        return _unaided(state, handles, chest, pattern, (*memory, 0.0))
    peep = min(40.0, max(0.0, machine.peep_cmh2o))
    if machine.rate_per_min < 1.0 or machine.tidal_volume_ml < 1.0:
        return _unaided(state, handles, chest, pattern, (*memory, peep))
    return _aided(state, handles, chest, pattern, (*memory, peep), machine=machine)


def _unaided(
    state: BreathingState,
    handles: Handles,
    chest: Chest,
    pattern: Pattern,
    memory: tuple[float, float, float, float],
) -> BreathingState:
    """Return the state of a body that breathes by its own muscles, or not at all.

    Air that could not leave has to be pulled against first. An obstruction hides flow, not
    effort; muscles too weak for a breath hide both.
    """
    resistance = OWN_RESISTANCE * chest.narrowness
    constant_s = chest.compliance * resistance / LITRE
    rate, pressure = pattern.rate_per_min, pattern.pressure_cmh2o
    volume = trapped = 0.0
    if pressure < LEAST_PRESSURE_CMH2O:
        rate = pressure = 0.0
    elif chest.is_open:
        stiffness = 1.0 / chest.compliance + resistive(resistance, pattern.inspiration_s)
        pulled = pressure - state.auto_peep_cmh2o
        volume = min(_LARGEST_BREATH_ML, pulled / stiffness) if pulled > 0.0 else 0.0
        left_s = 60.0 / rate - pattern.inspiration_s
        trapped = trapped_cmh2o(volume, chest.compliance, constant_s, left_s)
    auto = state.auto_peep_cmh2o + (trapped - state.auto_peep_cmh2o) * _TRAPPING_LAG
    swing = volume / chest.wall_compliance - pressure
    peep = memory[3]
    return _after(
        state, chest, pattern, memory,
        (rate, volume, peep, peep, auto, swing, pattern.inspiration_s,
         _passing(state.own[2], handles, volume) * rate, pressure, constant_s),
    )  # fmt: skip


def _aided(
    state: BreathingState,
    handles: Handles,
    chest: Chest,
    pattern: Pattern,
    memory: tuple[float, float, float, float],
    *,
    machine: Ventilate,
) -> BreathingState:
    """Return the state of a body that a machine ventilates, by volume.

    Efforts may trigger it; muscles recover while it works.
    """
    rate = min(120.0, machine.rate_per_min)
    pressure = pattern.pressure_cmh2o
    if pattern.rate_per_min > rate and pressure > state.auto_peep_cmh2o + _TRIGGER_CMH2O:
        rate = pattern.rate_per_min
    resistance = TUBE_RESISTANCE * chest.narrowness
    constant_s = chest.compliance * resistance / LITRE
    peep = memory[3]
    if pattern.fatigue > 0.0:
        pattern = pattern._replace(fatigue=rested(state.fatigue))
    if not chest.is_open:
        still = (rate, 0.0, PRESSURE_LIMIT_CMH2O, peep, 0.0, -pressure, 1.0, 0.0)
        return _after(state, chest, pattern, memory, (*still, pressure, constant_s))
    lungs = (chest.compliance, resistance, state.own[6])
    asked = min(3000.0, machine.tidal_volume_ml)
    volume, peak, plateau, auto, inspiration_s = blown(asked, rate, peep, lungs)
    return _after(
        state, chest, pattern, memory,
        (rate, volume, peak, plateau, auto, volume / chest.wall_compliance, inspiration_s,
         _passing(state.own[2], handles, volume) * rate, pressure, constant_s),
    )  # fmt: skip


def _passing(dead_ml: float, handles: Handles, volume_ml: float) -> float:
    """Return the part of a breath that passes the dead space, in ml."""
    shallow = _SHALLOW_DEAD * volume_ml
    passing = volume_ml - (shallow if shallow < dead_ml else dead_ml) - handles.dead_space_ml
    return passing if passing > 0.0 else 0.0


def _after(
    state: BreathingState,
    chest: Chest,
    pattern: Pattern,
    memory: tuple[float, float, float, float],
    breath: tuple[float, ...],
) -> BreathingState:
    """Return the new state; the chest passes on to the pleura its share of PEEP and of a breath."""
    rate, volume, peak, plateau, auto, swing, inspiration_s, passing, pressure, constant_s = breath
    central, own_pao2, own_bicarbonate, peep = memory
    swing *= _MMHG_PER_CMH2O
    passed_on = chest.compliance / chest.wall_compliance * _MMHG_PER_CMH2O * (peep + auto)
    mean = state.own[7] + passed_on + swing * _MEAN_OF_SWING * inspiration_s * rate / 60.0
    return BreathingState(
        rate, volume, passing, mean, swing, peak, plateau, peep, auto, chest.is_open,
        pressure / GREATEST_PRESSURE_CMH2O,
        constant_s if constant_s < _LONGEST_S else _LONGEST_S, pattern.drive,
        pattern.fatigue, central,
        own_pao2, own_bicarbonate, state.own,
    )  # fmt: skip
