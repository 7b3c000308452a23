"""The body's oxygen and carbon dioxide: alveolar, arterial, venous and tissue stores.

One lung of one alveolar gas, a shunt past it and a dead space; arterial blood, venous blood with
what it perfuses, and a slow store of carbon dioxide. Every flow leaves one store and enters
another, so nothing is made or lost but by metabolism and at the airway.
"""

import math
from typing import NamedTuple

from simrunner.domain.vital import Vital
from simrunner.patient.gas.lung import (
    breathed,
    clamped,
    filling,
    inhaled_shares,
    kept_in,
    perfused,
    shunted,
    tensions,
)
from simrunner.patient.gas.oxygen import (
    CAPACITY_ML_PER_G,
    content,
    curve_shift,
    oximeter_saturation,
    rebound,
    saturation,
    settled_tension,
    tension,
    tension_of_saturation,
)
from simrunner.patient.handle import Handles
from simrunner.patient.lungs import (
    BTPS_FACTOR,
    LUNGS_EVERY_MS,
    WATER_MMHG,
    LungsAtRest,
    lungs_at_rest,
)
from simrunner.patient.person import Person

_STEP_MIN = LUNGS_EVERY_MS / 60_000.0
_CAPACITY = CAPACITY_ML_PER_G / 1000.0
_AIR = 0.21
_ARTERIAL_SHARE = 0.25
"""Share of the blood between lungs and capillaries (textbook, unverified); the rest is venous."""
_CO2_PER_MMHG = 0.0053
"""ml of CO2 per ml of blood and mmHg: between the slope of the CO2 dissociation curve, 0.0045,
and the 0.0065 that Haldane's effect makes of it (textbook, unverified); with it the first minute
of apnoea brings what Kobayashi 1994 measured."""
_FAST_STORE = 0.6
_SLOW_STORE = 0.9
"""ml of CO2 per kg and mmHg: together 1.5 (Farhi and Rahn, Anesthesiology 1960;21:604, dogs);
their division and the slow store's 20 min reproduce the rise in apnoea."""
_SLOW_SHARE_PER_STEP = _STEP_MIN / 20.0
_CRITICAL_MMHG = 18.0
"""Venous tension below which tissues get less than they need: a saturation of about 30 %, the
critical extraction of 70 % (textbook, unverified)."""
_ANAEROBIC_CO2 = 0.25  # of the CO2 of the oxygen that lacks, driven out by acid: teaching choice
_BURSTS_AT = 3.0  # times the resting volume: about what a full breath holds (textbooks)
_LEAST_LUNG = 0.2
_LEAST_FREE = 0.05
_GREATEST_EXTRACTION = 0.8
_SEEN_FROM = 0.05  # of the resting ventilation: less brings no alveolar gas to the mouth
_LARGEST_UPTAKE = 0.3
_LARGEST_FLOW = 0.3
_ML_PER_STEP = _STEP_MIN * 1000.0  # of 1 l/min
_STALE_PER_STEP = 16e-6
"""Share of its oxygen that blood at a standstill loses in a step: arterial PO2 81 to 69 mmHg in
5 min of untreated fibrillation (Tucker et al., Resuscitation 1994;28:137)."""
_STANDS = 0.05  # of the resting output
_PERFUSION_LAG = 1.0 / 75.0  # 15 s until alveoli empty or fill with blood: teaching choice


class GasState(NamedTuple):
    """Gas stores and what others read. ``own`` is what start_gas found for this person.

    Contents in ml of oxygen per ml of blood; lung volumes in ml STPD; saturations, ``shunt`` and
    ``oxygen_debt`` (the share of the need that is not met) 0 to 1. ``sao2`` is of the functional
    haemoglobin, ``spo2_seen`` what an oximeter shows. ``nitrogen_lag`` is that of lung.breathed.
    ``inhaled_o2_ml``, ``exhaled_co2_ml`` and ``made_co2_ml`` are the net amounts of the last step.
    """

    pao2_mmhg: float
    sao2: float
    paco2_mmhg: float
    etco2_mmhg: float
    svo2: float
    spo2_seen: float
    alveolar_o2_mmhg: float
    alveolar_co2_mmhg: float
    oxygen_delivery_ml_per_min: float
    oxygen_use_ml_per_min: float
    oxygen_debt: float
    shunt: float
    lung_ml: float
    inhaled_o2_ml: float
    exhaled_co2_ml: float
    made_co2_ml: float
    lung_o2_ml: float
    lung_co2_ml: float
    lung_n2_ml: float
    nitrogen_lag: float
    arterial_o2: float
    venous_o2: float
    venous_o2_mmhg: float
    tissue_co2_mmhg: float
    slow_co2_mmhg: float
    capacity: float
    perfusion: float
    own: tuple[float, ...]


def start_gas(person: Person, inspired_oxygen: float = _AIR) -> GasState:
    """Return the stores of a person settled at rest on ``inspired_oxygen`` (0 to 1).

    The own shunt is the one that makes the resting SpO2 at the resting FiO2, between 0.5 % and
    40 %; SpO2 above what healthy lungs reach (thin air, too) is left where the lungs leave it.
    """
    rest = lungs_at_rest(person)
    shift = _blood_shift(person) * curve_shift(7.4, person.at_rest(Vital.TEMP))
    capacity = CAPACITY_ML_PER_G * max(20.0, person.at_rest(Vital.HB)) / 1000.0
    flow = rest.cardiac_output_l_per_min * 1000.0
    taken = rest.oxygen_use_ml_per_min / flow
    usual = max(_AIR, person.at_rest(Vital.FIO2) / 100.0)
    wanted = min(0.999, max(0.5, person.at_rest(Vital.SPO2) / 100.0))
    end = content(_alveolar_o2(person, rest, usual), capacity, shift)
    arterial = content(tension_of_saturation(wanted) / shift, capacity, shift)
    own_shunt = min(0.4, max(0.005, (end - arterial) / (end - arterial + taken)))
    alveolar = _alveolar_o2(person, rest, inspired_oxygen)
    end = content(alveolar, capacity, shift)
    arterial = end - own_shunt / (1.0 - own_shunt) * taken
    return _settled(person, rest, alveolar, (own_shunt, shift, capacity, arterial, taken))


def _settled(
    person: Person, rest: LungsAtRest, alveolar_o2: float, blood: tuple[float, ...]
) -> GasState:
    """Return the state in which every store stands still."""
    own_shunt, shift, capacity, arterial, taken = blood
    flow = rest.cardiac_output_l_per_min * 1000.0
    rise = rest.co2_production_ml_per_min / flow / _CO2_PER_MMHG
    alveolar_co2 = rest.paco2_mmhg - rise * own_shunt / (1.0 - own_shunt)
    venous = max(0.01, arterial - taken)
    pao2 = settled_tension(arterial, capacity, shift)
    pvo2 = settled_tension(venous, capacity, shift)
    per_mmhg = rest.residual_capacity_ml / BTPS_FACTOR
    dry_mmhg = person.barometric_mmhg - WATER_MMHG
    sao2 = saturation(pao2, shift)
    tissue_co2 = rest.paco2_mmhg + rise
    own = (
        rest.residual_capacity_ml, dry_mmhg, rest.blood_ml * _ARTERIAL_SHARE,
        rest.blood_ml * (1.0 - _ARTERIAL_SHARE), rest.oxygen_use_ml_per_min,
        rest.co2_production_ml_per_min, _FAST_STORE * rest.blood_ml / 70.0,
        _SLOW_STORE * rest.blood_ml / 70.0, own_shunt, _blood_shift(person),
        rest.cardiac_output_l_per_min, person.at_rest(Vital.TEMP),
        rest.alveolar_ventilation_ml_per_min, rest.etco2_mmhg / alveolar_co2,
        rest.tidal_volume_ml - rest.dead_space_ml,
    )  # fmt: skip
    return GasState(
        pao2_mmhg=pao2, sao2=sao2, paco2_mmhg=rest.paco2_mmhg, etco2_mmhg=rest.etco2_mmhg,
        svo2=saturation(pvo2, shift), spo2_seen=sao2, alveolar_o2_mmhg=alveolar_o2,
        alveolar_co2_mmhg=alveolar_co2, oxygen_delivery_ml_per_min=arterial * flow,
        oxygen_use_ml_per_min=rest.oxygen_use_ml_per_min, oxygen_debt=0.0, shunt=own_shunt,
        lung_ml=rest.residual_capacity_ml, inhaled_o2_ml=0.0, exhaled_co2_ml=0.0, made_co2_ml=0.0,
        lung_o2_ml=alveolar_o2 * per_mmhg, lung_co2_ml=alveolar_co2 * per_mmhg,
        lung_n2_ml=max(0.0, dry_mmhg - alveolar_o2 - alveolar_co2) * per_mmhg,
        nitrogen_lag=0.0, arterial_o2=arterial, venous_o2=venous, venous_o2_mmhg=pvo2,
        tissue_co2_mmhg=tissue_co2,
        slow_co2_mmhg=tissue_co2, capacity=capacity, perfusion=1.0, own=own,
    )  # fmt: skip


def _alveolar_o2(person: Person, rest: LungsAtRest, inspired_oxygen: float) -> float:
    """Return PAO2 by the alveolar gas equation, FiO2 (PB - 47) - PaCO2 (1/R - FiO2 (1 - R)/R)."""
    ratio = rest.co2_production_ml_per_min / rest.oxygen_use_ml_per_min
    inspired = inspired_oxygen * (person.barometric_mmhg - WATER_MMHG)
    used = rest.paco2_mmhg * (1.0 - inspired_oxygen * (1.0 - ratio)) / ratio
    return max(15.0, inspired - used)


def _blood_shift(person: Person) -> float:
    """Return the factor on tension of the person's own blood.

    Fetal haemoglobin: P50 19.5 mmHg at birth, as in a grown-up at 6 months
    (Delivoria-Papadopoulos 1971, from memory, unverified). Near term of a pregnancy the mother's
    P50 is 30.4 instead of 26.7 mmHg (Kambam, Anesthesiology 1986;65:426, abstract read).
    """
    if person.is_pregnant:
        return 26.7 / 30.4
    return 1.0 + 0.37 * max(0.0, 1.0 - 2.0 * person.age_years)


def advance_gas(  # noqa: PLR0913 (the interface of the organ: every number is another organ's)
    state: GasState,
    person: Person,  # noqa: ARG001 (every organ is called alike; what counts here is state.own)
    handles: Handles,
    *,
    alveolar_ventilation_ml_per_min: float,
    is_airway_open: bool,
    inspired_oxygen: float,
    cardiac_output_l_per_min: float,
    haemoglobin_g_per_l: float,
    temperature_c: float,
    ph: float,
    peep_cmh2o: float,
) -> GasState:
    """Return the stores LUNGS_EVERY_MS later.

    Ventilation is what passes the anatomical dead space, BTPS. An open airway keeps the lungs
    filled with whatever gas is inspired (apnoeic oxygenation); behind a closed one they shrink.
    ``oxygen_use`` and ``co2_production`` are separate factors on the resting numbers. Blood that
    is lost or thinned takes its gas along.
    """
    if not (
        15.0 <= temperature_c <= 45.0
        and 0.0 <= peep_cmh2o <= 40.0
        and 6.4 <= ph <= 8.0
        and 5.0 <= haemoglobin_g_per_l <= 250.0
        and 0.0 <= inspired_oxygen <= 1.0
    ):
        temperature_c, peep_cmh2o, ph, haemoglobin_g_per_l, inspired_oxygen = _held(
            temperature_c, peep_cmh2o, ph, haemoglobin_g_per_l, inspired_oxygen
        )  # fmt: skip
    own = state.own
    capacity, shift, arterial_o2, venous_o2 = _binding(
        state, handles, haemoglobin_g_per_l, own[9] * curve_shift(ph, temperature_c)
    )
    flow = clamped(0.0, cardiac_output_l_per_min * _ML_PER_STEP, _LARGEST_FLOW * own[2])
    shunt = shunted(own[8], handles, peep_cmh2o)
    warmth = math.exp(0.1 * (temperature_c - own[11])) * _STEP_MIN
    wall = _wall(state, (capacity, shift, flow * (1.0 - shunt), venous_o2))
    ventilation = clamped(0.0, alveolar_ventilation_ml_per_min, 2e5) if is_airway_open else -1.0
    full_ml = own[0] * filling(handles, peep_cmh2o)
    return _next(
        state, handles, blood=(capacity, shift, flow, arterial_o2, venous_o2),
        body=_metabolism(state, handles, warmth, flow * arterial_o2) + wall,
        air=(ventilation, inspired_oxygen, full_ml, shunt),
    )  # fmt: skip


def _held(
    temperature_c: float, peep_cmh2o: float, ph: float, haemoglobin: float, oxygen: float
) -> tuple[float, float, float, float, float]:
    """Return the numbers inside what a living body can have."""
    return (
        clamped(15.0, temperature_c, 45.0),
        clamped(0.0, peep_cmh2o, 40.0),
        clamped(6.4, ph, 8.0),
        clamped(5.0, haemoglobin, 250.0),
        clamped(0.0, oxygen, 1.0),
    )


def _binding(
    state: GasState, handles: Handles, haemoglobin_g_per_l: float, shift: float
) -> tuple[float, float, float, float]:
    """Return the blood's capacity, the curve's shift, and arterial and venous content.

    Carboxy- and methaemoglobin bind no oxygen and move the curve to the left: P50 in proportion
    to what they leave (close to Haldane's law, from memory, unverified).
    """
    free = 1.0 - handles.carboxyhaemoglobin - handles.methaemoglobin
    free = free if free > _LEAST_FREE else _LEAST_FREE
    capacity = haemoglobin_g_per_l * _CAPACITY * free
    arterial_o2, venous_o2 = state.arterial_o2, state.venous_o2
    if capacity != state.capacity:
        arterial_o2 = rebound(arterial_o2, state.pao2_mmhg, capacity / state.capacity)
        venous_o2 = rebound(venous_o2, state.venous_o2_mmhg, capacity / state.capacity)
    return capacity, shift / free, arterial_o2, venous_o2


def _metabolism(
    state: GasState, handles: Handles, warmth: float, arrived: float
) -> tuple[float, float, float]:
    """Return oxygen used and CO2 made in this step, ml, and the share of the need that was met.

    The use changes by a tenth per degree (textbook: 7-13 %, unverified). Tissues take no more
    than four fifths of what ``arrived`` with the blood, and less from a low venous tension.
    """
    own = state.own
    oxygen, dioxide = handles.oxygen_use, handles.co2_production
    if not (0.01 <= oxygen <= 10.0 and 0.01 <= dioxide <= 10.0):
        oxygen, dioxide = clamped(0.01, oxygen, 10.0), clamped(0.01, dioxide, 10.0)
    need, made = own[4] * oxygen * warmth, own[5] * dioxide * warmth
    most = _GREATEST_EXTRACTION * arrived
    if state.venous_o2_mmhg >= _CRITICAL_MMHG and need <= most:
        return need, made, 1.0
    used = min(need, need * state.venous_o2_mmhg / _CRITICAL_MMHG, most)
    used = min(used, 0.5 * state.venous_o2 * own[3])
    met = used / need
    return used, made * (met + _ANAEROBIC_CO2 * (1.0 - met)), met


def _wall(state: GasState, blood: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return ml of oxygen taken up and of CO2 given off between blood and alveoli."""
    capacity, shift, flow, venous_o2 = blood
    uptake = flow * (content(state.alveolar_o2_mmhg, capacity, shift) - venous_o2)
    excreted = flow * _CO2_PER_MMHG * (state.tissue_co2_mmhg - state.alveolar_co2_mmhg)
    most, least = _LARGEST_UPTAKE * state.lung_o2_ml, -_LARGEST_UPTAKE * state.lung_co2_ml
    return uptake if uptake < most else most, excreted if excreted > least else least


def _next(
    state: GasState,
    handles: Handles,
    *,
    blood: tuple[float, float, float, float, float],
    body: tuple[float, float, float, float, float],
    air: tuple[float, float, float, float],
) -> GasState:
    """Return the state after breath has met gas and blood has gone round.

    ``air`` is ventilation (negative: closed airway), inspired oxygen, resting volume and shunt.
    """
    _, own_dry_mmhg, arterial_ml, venous_ml, _, _, fast, slow, _, _, rest_output = state.own[:11]
    capacity, shift, flow, arterial_o2, venous_o2 = blood
    used, made, met, uptake, excreted = body
    ventilation, inspired_oxygen, full_ml, shunt = air
    perfusion = perfused(flow / (rest_output * _ML_PER_STEP)) * _PERFUSION_LAG
    perfusion += state.perfusion * (1.0 - _PERFUSION_LAG)
    reach = state.own[13] * perfusion * (1.0 - 0.7 * handles.pulmonary_obstruction)
    dry_mmhg = _dry_under(handles, own_dry_mmhg)
    inspired = inhaled_shares(handles, inspired_oxygen, dry_mmhg)
    (lung_ml, alveolar_o2, alveolar_co2), (o2, co2, n2), lag, inhaled, exhaled = _aired(
        state, (uptake, excreted), (ventilation, *inspired, full_ml, reach), dry_mmhg
    )
    stale_ml = _stale_ml(arterial_o2 * arterial_ml, flow / (rest_output * _ML_PER_STEP))
    gained_ml = uptake + flow * (venous_o2 - arterial_o2) - stale_ml
    next_arterial = arterial_o2 + gained_ml / arterial_ml
    next_venous = venous_o2 + (flow * (arterial_o2 - venous_o2) - used) / venous_ml
    carried = flow * _CO2_PER_MMHG * (state.tissue_co2_mmhg - state.paco2_mmhg)
    paco2 = state.paco2_mmhg + (carried - excreted) / (arterial_ml * _CO2_PER_MMHG)
    settling = slow * _SLOW_SHARE_PER_STEP * (state.tissue_co2_mmhg - state.slow_co2_mmhg)
    pao2 = tension(next_arterial, capacity, shift, state.pao2_mmhg)
    pvo2 = tension(next_venous, capacity, shift, state.venous_o2_mmhg)
    sao2 = saturation(pao2, shift)
    etco2 = _end_tidal(state, handles, alveolar_co2 * reach, ventilation)
    return GasState(
        pao2, sao2, paco2, etco2, saturation(pvo2, shift),
        oximeter_saturation(sao2, handles.carboxyhaemoglobin, handles.methaemoglobin),
        alveolar_o2, alveolar_co2, arterial_o2 * flow / _STEP_MIN,
        (used + stale_ml) / _STEP_MIN, 1.0 - met,
        shunt, lung_ml, inhaled, exhaled, made, o2, co2, n2, lag, next_arterial, next_venous, pvo2,
        state.tissue_co2_mmhg + (made - carried - settling) / fast,
        state.slow_co2_mmhg + settling / slow, capacity, perfusion, state.own,
    )  # fmt: skip


def _stale_ml(held_ml: float, flow: float) -> float:
    """Return what arterial blood loses of the oxygen it holds, where it all but stands."""
    return held_ml * _STALE_PER_STEP if flow < _STANDS else 0.0


def _aired(
    state: GasState,
    exchanged: tuple[float, float],
    air: tuple[float, float, float, float, float],
    dry_mmhg: float,
) -> tuple[tuple[float, float, float], tuple[float, float, float], float, float, float]:
    """Return lung volume and tensions, the gases in the lungs, their lag, what went in and out.

    ``exchanged`` is the oxygen that the blood took and the carbon dioxide that it gave.
    """
    ventilation, inspired_oxygen, inspired_co2, full_ml, reach = air
    per_ml = dry_mmhg / BTPS_FACTOR
    o2, co2, n2, lag, inhaled, exhaled = breathed(
        (
            state.lung_o2_ml - exchanged[0], state.lung_co2_ml + exchanged[1],
            state.lung_n2_ml, state.nitrogen_lag,
        ),
        ventilation * reach * _STEP_MIN * per_ml,
        full_ml * per_ml if ventilation >= 0.0 else 0.0, (inspired_oxygen, inspired_co2),
    )  # fmt: skip
    kept = kept_in((o2, co2, n2), _BURSTS_AT * full_ml * per_ml)
    return tensions(kept, _LEAST_LUNG * full_ml, dry_mmhg), kept, lag, inhaled, exhaled


def _dry_under(handles: Handles, dry_mmhg: float) -> float:
    """Return the pressure of dry gas in air from Everest's up to the usual."""
    if handles.barometric == 1.0:
        return dry_mmhg
    return clamped(0.33, handles.barometric, 1.0) * (dry_mmhg + WATER_MMHG) - WATER_MMHG


def _end_tidal(state: GasState, handles: Handles, mixed_mmhg: float, ventilation: float) -> float:
    """Return EtCO2 a step later: at once with breaths, fading in 6 s without (6 breaths).

    ``mixed_mmhg`` is alveolar gas thinned by alveoli without blood; apparatus or alveolar dead
    space of the handles thins it further.
    """
    rest_ventilation, rest_tidal = state.own[12], state.own[14]
    shown = min(1.0, max(0.0, ventilation / (_SEEN_FROM * rest_ventilation)))
    seen = mixed_mmhg * shown
    if handles.dead_space_ml > 0.0:
        seen *= rest_tidal / (rest_tidal + handles.dead_space_ml)
    return state.etco2_mmhg + (seen - state.etco2_mmhg) * (1.0 + 5.0 * shown) / 30.0
