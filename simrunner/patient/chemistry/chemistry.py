"""Water, blood, salts, sugar and acids of one body, one step at a time.

Volumes move in every tick, because the heart feels them; concentrations once a second, because
none of them changes faster.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.patient.chemistry.acid_base import (
    bicarbonate_mmol_per_l,
    ph_of,
)
from simrunner.patient.chemistry.fluid import Fluid
from simrunner.patient.chemistry.heat import temperature_after
from simrunner.patient.handle import Handles
from simrunner.patient.lungs import lungs_at_rest
from simrunner.patient.person import Person

CELL_HAEMOGLOBIN_G_PER_L = 340.0
"""Haemoglobin in packed red cells (MCHC 320 to 360 g/L, textbook range)."""

_STEP_MIN = STEP_MS / 60_000.0
_TICKS_PER_SLOW_STEP = 10
_SLOW_MIN = _STEP_MIN * _TICKS_PER_SLOW_STEP

_INTERSTITIAL_L_PER_KG = 0.15  # extracellular water 20 % of weight, 5 % of it plasma (textbooks)
_TOTAL_WATER_SHARE = 0.60  # of weight in adults (textbooks)
# Crystalloid leaves the plasma with a half time of about 8 min (volume kinetics, Hahn 2010,
# Anesthesiology 113:470, from memory: unverified) and refills it after a bleed in the same way.
_EXCHANGE_PER_MIN = math.log(2.0) / 8.0
_COLLOID_LOST_PER_MIN = math.log(2.0) / 180.0  # a teaching choice: half in three hours

# Potassium: what is too much goes into the cells and the urine with a half time of about 90 min
# (unverified); acid drives it out, 0.3 mmol/L per 0.1 pH (half of the classic 0.6: a compromise
# between mineral and organic acids, teaching choice).
_POTASSIUM_SETTLES_PER_MIN = math.log(2.0) / 90.0
_POTASSIUM_PER_PH = -3.0
_POTASSIUM_PER_INSULIN_MIN = 0.0032

# Glucose: turnover 11 micromol/kg/min at rest (2 mg/kg/min, textbooks) in 0.2 L/kg.
_GLUCOSE_TURNOVER_PER_MIN = 0.011 / 0.2
_GLUCOSE_LITRE_PER_KG = 0.2
# Insulin drives at most about six times the resting use (clamp studies, from memory, unverified);
# below 70 % of the usual glucose the liver gives more, up to this many times the resting making,
# so that 0.1 U/kg ends near 2 mmol/L, as in an insulin tolerance test.
_INSULIN_SATURATES = 10.0
_COUNTER_REGULATION = 3.0
_COUNTER_BELOW = 0.7
_INSULIN_FOLLOWS_PER_MIN = 1.0 / 5.0
_KIDNEY_LETS_GLUCOSE_ABOVE = 10.0  # renal threshold, mmol/L (textbooks)
_KIDNEY_LETS_PER_MIN = 0.005

# Lactate: at most 0.2 mmol/kg/min in full oxygen debt, cleared with a half time of about 20 min at
# normal output (both unverified); it spreads through 0.5 L/kg.
_LACTATE_OF_DEBT_PER_KG_MIN = 0.2
_LACTATE_LITRE_PER_KG = 0.5
# Skin, gut and muscle that vessels starve for the sake of the rest: mmol/L per minute where nothing
# flows, none from this share of the usual output on (teaching choices).
_LACTATE_OF_LOW_FLOW_PER_MIN = 0.8
_FLOW_ENOUGH = 0.9
_LACTATE_CLEARED_PER_MIN = math.log(2.0) / 20.0
_KETOACID_MADE_PER_MIN = 0.03
_KETOACID_CLEARED_PER_MIN = 0.0018
# Without insulin cells use no more than twice the resting share, however much glucose there is; in
# ketoacidosis the liver makes more and insulin does less: under 6 to 10 units/h the clearance of
# glucose was 8 % of that in healthy people (Barrett et al., Diabetes 1982;31:923). Sizes set to the
# targets of the Joint British Diabetes Societies under 0.1 units/kg/h: glucose down by 3 mmol/L an
# hour, bicarbonate up by 3 (guideline of 2021 to 2023 as drlex.ai tells it).
_MOST_USED_WITHOUT_INSULIN = 2.0
_RESISTED_AT_KETOACID = 0.5
_MADE_PER_KETOACID = 0.04
_BASE_LITRE_PER_KG = 0.3  # dose of bicarbonate = 0.3 x kg x deficit (Mellemgaard, Astrup 1960)

# Kidneys that have had days answer 10 mmHg of carbon dioxide with 4 mmol/L (textbooks: 3.5 to 5),
# so a pregnancy at 32 mmHg rests at a pH of 7.44.
_KIDNEYS_PER_MMHG = 0.4
# A newborn's kidneys hold less bicarbonate; by the first birthday they hold a grown-up's.
_NEWBORN_BASE_EXCESS = -2.5

_URINE_ML_PER_KG_H = ((1.0, 2.0), (3.0, 1.5), (12.0, 1.0), (18.0, 0.8))
"""By age: 2 in the first year, 1.5 in a toddler, 1 in an older child (Family Practice Notebook,
Urine Output: above 2, above 1 and, in adults, above 0.5; askvity.info); 0.5 to 1 grown."""
_USUAL_MEAN_MMHG = 90.0


class ChemistryState(NamedTuple):
    """What the blood, the water and the heat of a body are like at the end of a tick.

    ``blood_in_ml`` is what the circulation gains in its next step; ``held_ml`` the plasma water
    that colloid keeps. Concentrations in mmol/L, haemoglobin in g/L.
    """

    ticks: int
    plasma_ml: float
    interstitial_ml: float
    red_cells_ml: float
    held_ml: float
    haemoglobin_g: float
    water_l: float
    sodium_mmol: float
    blood_in_ml: float
    haemoglobin_g_per_l: float
    potassium_mmol_per_l: float
    sodium_mmol_per_l: float
    glucose_mmol_per_l: float
    insulin: float
    lactate_mmol_per_l: float
    ketoacid_mmol_per_l: float
    base_excess_mmol_per_l: float
    bicarbonate_mmol_per_l: float
    ph: float
    temperature_c: float
    urine_ml_per_h: float
    plasma_at_rest_ml: float
    interstitial_at_rest_ml: float


class Supply(NamedTuple):
    """What the other organs bring: pressure, flow, oxygen debt (0 to 1) and carbon dioxide."""

    mean_mmhg: float
    cardiac_output_l_per_min: float
    oxygen_debt: float
    paco2_mmhg: float


def start_chemistry(person: Person) -> ChemistryState:
    """Return a person at rest, with the template's haemoglobin, salts, sugar and temperature."""
    haemoglobin = person.at_rest(Vital.HB)
    blood_ml = person.blood_volume_ml
    cells_ml = blood_ml * haemoglobin / CELL_HAEMOGLOBIN_G_PER_L
    plasma_ml = blood_ml - cells_ml
    interstitial_ml = 1000.0 * _INTERSTITIAL_L_PER_KG * person.weight_kg
    water_l = _TOTAL_WATER_SHARE * person.weight_kg
    paco2_mmhg = lungs_at_rest(person).paco2_mmhg
    base_excess = _KIDNEYS_PER_MMHG * (paco2_mmhg - 40.0)
    base_excess += _NEWBORN_BASE_EXCESS * max(0.0, 1.0 - person.age_years)
    ph = ph_of(base_excess, paco2_mmhg, haemoglobin, 7.40)
    return ChemistryState(
        ticks=0, plasma_ml=plasma_ml, interstitial_ml=interstitial_ml, red_cells_ml=cells_ml,
        held_ml=0.0, haemoglobin_g=haemoglobin * blood_ml / 1000.0, water_l=water_l,
        sodium_mmol=person.at_rest(Vital.NA) * water_l, blood_in_ml=0.0,
        haemoglobin_g_per_l=haemoglobin, potassium_mmol_per_l=person.at_rest(Vital.K),
        sodium_mmol_per_l=person.at_rest(Vital.NA),
        glucose_mmol_per_l=person.at_rest(Vital.GLUCOSE), insulin=1.0,
        lactate_mmol_per_l=person.at_rest(Vital.LACTATE), ketoacid_mmol_per_l=0.0,
        base_excess_mmol_per_l=base_excess,
        bicarbonate_mmol_per_l=bicarbonate_mmol_per_l(ph, paco2_mmhg),
        ph=ph, temperature_c=person.at_rest(Vital.TEMP),
        urine_ml_per_h=person.weight_kg * person.by_age(_URINE_ML_PER_KG_H),
        plasma_at_rest_ml=plasma_ml,
        interstitial_at_rest_ml=interstitial_ml,
    )  # fmt: skip


def advance_chemistry(
    state: ChemistryState,
    person: Person,
    handles: Handles,
    *,
    fluids: Sequence[tuple[Fluid, float]],
    bled_ml: float,
    supply: Supply,
) -> ChemistryState:
    """Return the body's chemistry 100 ms later.

    ``fluids`` are what ran in during the step, in mL; ``bled_ml`` is whole blood that was lost,
    which the circulation has already taken from its own volume.
    """
    state = _moved_water(state, handles, bled_ml)
    for fluid, volume_ml in fluids:
        state = _infused(state, person, fluid, volume_ml)
    if state.ticks % _TICKS_PER_SLOW_STEP:
        return state
    return _settled(state, person, handles, supply)


def _moved_water(state: ChemistryState, handles: Handles, bled_ml: float) -> ChemistryState:
    """Lose blood, and let water pass between plasma and tissue.

    At equal relative excess nothing passes, so of a crystalloid about a fifth stays in the plasma.
    """
    plasma_ml, cells_ml = state.plasma_ml, state.red_cells_ml
    haemoglobin_g, held_ml = state.haemoglobin_g, state.held_ml
    if bled_ml > 0.0:
        kept = max(0.0, 1.0 - bled_ml / (plasma_ml + cells_ml))
        plasma_ml *= kept
        cells_ml *= kept
        haemoglobin_g *= kept
        held_ml *= kept
    before_ml = plasma_ml
    surplus = (plasma_ml - state.plasma_at_rest_ml - held_ml) / state.plasma_at_rest_ml
    tissue = state.interstitial_ml / state.interstitial_at_rest_ml - 1.0
    leaving_ml = _EXCHANGE_PER_MIN * (surplus - tissue) * state.plasma_at_rest_ml
    leaving_ml = (leaving_ml + handles.capillary_leak_ml_per_min) * _STEP_MIN
    plasma_ml = max(0.1 * state.plasma_at_rest_ml, plasma_ml - leaving_ml)
    moved_ml = before_ml - plasma_ml
    return ChemistryState(
        state.ticks + 1, plasma_ml, state.interstitial_ml + moved_ml, cells_ml, held_ml,
        haemoglobin_g, state.water_l, state.sodium_mmol, -moved_ml,
        1000.0 * haemoglobin_g / (plasma_ml + cells_ml), *state[10:],
    )  # fmt: skip


def _infused(
    state: ChemistryState, person: Person, fluid: Fluid, volume_ml: float
) -> ChemistryState:
    """Let a volume of a fluid run into the veins."""
    litres = volume_ml / 1000.0
    cells_ml = volume_ml * fluid.red_cell_share
    outside_l = (state.plasma_ml + state.interstitial_ml) / 1000.0
    weight_kg = person.weight_kg
    potassium = state.potassium_mmol_per_l
    glucose = state.glucose_mmol_per_l
    return state._replace(
        plasma_ml=state.plasma_ml + volume_ml - cells_ml,
        red_cells_ml=state.red_cells_ml + cells_ml,
        held_ml=state.held_ml + fluid.stays * (volume_ml - cells_ml),
        haemoglobin_g=state.haemoglobin_g + fluid.haemoglobin_g_per_l * litres,
        blood_in_ml=state.blood_in_ml + volume_ml,
        water_l=state.water_l + litres,
        sodium_mmol=state.sodium_mmol + fluid.sodium_mmol_per_l * litres,
        potassium_mmol_per_l=potassium
        + (fluid.potassium_mmol_per_l - potassium) * litres / (outside_l + litres),
        glucose_mmol_per_l=glucose
        + (fluid.glucose_mmol_per_l - glucose)
        * litres
        / (_GLUCOSE_LITRE_PER_KG * weight_kg + litres),
        base_excess_mmol_per_l=state.base_excess_mmol_per_l
        + fluid.base_mmol_per_l * litres / (_BASE_LITRE_PER_KG * weight_kg),
    )


def _settled(
    state: ChemistryState, person: Person, handles: Handles, supply: Supply
) -> ChemistryState:
    """Return the concentrations one second later."""
    insulin = state.insulin + handles.insulin_action
    output_ratio = supply.cardiac_output_l_per_min / person.resting_output_l_per_min
    paco2_mmhg = max(5.0, supply.paco2_mmhg)
    made = handles.lactate_mmol_per_min / (_LACTATE_LITRE_PER_KG * person.weight_kg)
    made += _lactate_of_low_flow(state, person, supply.mean_mmhg, output_ratio)
    made += supply.oxygen_debt * _LACTATE_OF_DEBT_PER_KG_MIN / _LACTATE_LITRE_PER_KG
    lactate = _lactate_after(state, person, made, output_ratio)
    ketoacid = _ketoacid_after(state, person, handles, insulin)
    base_excess = state.base_excess_mmol_per_l
    base_excess += state.lactate_mmol_per_l - lactate + state.ketoacid_mmol_per_l - ketoacid
    litres = _BASE_LITRE_PER_KG * person.weight_kg
    base_excess += handles.bicarbonate_mmol_per_min * _SLOW_MIN / litres
    base_excess = min(30.0, max(-30.0, base_excess))
    ph = ph_of(base_excess, paco2_mmhg, state.haemoglobin_g_per_l, state.ph)
    glucose, own_insulin = _sugar_after(state, person, handles, insulin)
    urine_ml_per_h = _urine_ml_per_h(person, handles, supply.mean_mmhg, output_ratio)
    lost_ml = (
        max(0.0, urine_ml_per_h - person.weight_kg * person.by_age(_URINE_ML_PER_KG_H))
        * _SLOW_MIN
        / 60.0
    )
    water_l = state.water_l - lost_ml / 1000.0
    # A diuresis carries about half-normal saline (loop diuretics, textbooks).
    sodium_mmol = state.sodium_mmol - 0.075 * lost_ml
    return state._replace(
        plasma_ml=state.plasma_ml - lost_ml, blood_in_ml=state.blood_in_ml - lost_ml,
        held_ml=state.held_ml * (1.0 - _COLLOID_LOST_PER_MIN * _SLOW_MIN),
        water_l=water_l, sodium_mmol=sodium_mmol,
        sodium_mmol_per_l=min(190.0, max(90.0, sodium_mmol / water_l)),
        potassium_mmol_per_l=_potassium_after(state, person, handles, ph),
        glucose_mmol_per_l=glucose, insulin=own_insulin, lactate_mmol_per_l=lactate,
        ketoacid_mmol_per_l=ketoacid, base_excess_mmol_per_l=base_excess, ph=ph,
        bicarbonate_mmol_per_l=bicarbonate_mmol_per_l(ph, paco2_mmhg),
        urine_ml_per_h=urine_ml_per_h, temperature_c=_temperature_after(state, person, handles),
    )  # fmt: skip


def _temperature_after(state: ChemistryState, person: Person, handles: Handles) -> float:
    """Return the core temperature; what lowers a fever leaves a normal one alone."""
    usual_c = person.at_rest(Vital.TEMP)
    return temperature_after(
        state.temperature_c, _SLOW_MIN, usual_c=usual_c,
        set_point_c=usual_c + max(0.0, handles.temperature_set_c),
        heat_w_per_kg=handles.heat_w / person.weight_kg, heat_loss=handles.heat_loss,
        shivering=handles.shivering,
    )  # fmt: skip


def _lactate_of_low_flow(
    state: ChemistryState, person: Person, mean_mmhg: float, output_ratio: float
) -> float:
    """Return the lactate (mmol/L per minute) of tissues that flow or pressure no longer reach.

    A mean pressure below 0.7 of the usual counts like a flow below the usual; the cold need less.
    """
    reached = min(output_ratio, mean_mmhg / (0.7 * person.mean_pressure_mmhg))
    enough = _FLOW_ENOUGH * min(1.0, max(0.2, 1.0 - 0.07 * (36.0 - state.temperature_c)))
    return _LACTATE_OF_LOW_FLOW_PER_MIN * min(1.0, max(0.0, (enough - reached) / 0.6))


def _lactate_after(
    state: ChemistryState, person: Person, made: float, output_ratio: float
) -> float:
    """Return lactate, of which ``made`` mmol/L come up per minute."""
    cleared = _LACTATE_CLEARED_PER_MIN * min(1.0, max(0.0, output_ratio))
    lactate = state.lactate_mmol_per_l
    lactate += (made - cleared * (lactate - person.at_rest(Vital.LACTATE))) * _SLOW_MIN
    return min(30.0, max(0.2, lactate))


def _ketoacid_after(
    state: ChemistryState, person: Person, handles: Handles, insulin: float
) -> float:
    hunger = max(0.0, 1.0 - insulin / 0.3)
    made = hunger * _KETOACID_MADE_PER_MIN
    made += handles.ketoacid_mmol_per_min / (_LACTATE_LITRE_PER_KG * person.weight_kg)
    cleared = _KETOACID_CLEARED_PER_MIN * min(3.0, insulin) * state.ketoacid_mmol_per_l
    return min(25.0, max(0.0, state.ketoacid_mmol_per_l + (made - cleared) * _SLOW_MIN))


def _sugar_after(
    state: ChemistryState, person: Person, handles: Handles, insulin: float
) -> tuple[float, float]:
    """Return glucose and the body's own insulin action (1 at rest)."""
    usual = person.at_rest(Vital.GLUCOSE)
    glucose = state.glucose_mmol_per_l
    insulin /= 1.0 + state.ketoacid_mmol_per_l / _RESISTED_AT_KETOACID
    made = max(0.0, 2.0 - insulin) + _MADE_PER_KETOACID * state.ketoacid_mmol_per_l
    made += _COUNTER_REGULATION * max(0.0, 1.0 - glucose / (_COUNTER_BELOW * usual))
    felt = insulin / (1.0 + max(0.0, insulin - 1.0) / _INSULIN_SATURATES)
    used = (0.5 + 0.5 * felt) * glucose / usual
    used -= 0.5 * max(0.0, glucose / usual - _MOST_USED_WITHOUT_INSULIN)
    spilt = _KIDNEY_LETS_PER_MIN * max(0.0, glucose - _KIDNEY_LETS_GLUCOSE_ABOVE)
    given = handles.glucose_mmol_per_min / (_GLUCOSE_LITRE_PER_KG * person.weight_kg)
    changed = glucose + (_GLUCOSE_TURNOVER_PER_MIN * (made - used) - spilt + given) * _SLOW_MIN
    wanted = handles.insulin_secretion * min(8.0, max(0.0, (glucose / usual - 0.7) / 0.3))
    own = state.insulin + (wanted - state.insulin) * _INSULIN_FOLLOWS_PER_MIN * _SLOW_MIN
    return min(60.0, max(0.5, changed)), own


def _potassium_after(state: ChemistryState, person: Person, handles: Handles, ph: float) -> float:
    outside_l = (state.plasma_ml + state.interstitial_ml) / 1000.0
    usual = person.at_rest(Vital.K) + _POTASSIUM_PER_PH * (ph - 7.40)
    potassium = state.potassium_mmol_per_l
    potassium += (
        handles.potassium_mmol_per_min / outside_l
        - _POTASSIUM_SETTLES_PER_MIN * (potassium - usual)
        - _POTASSIUM_PER_INSULIN_MIN * handles.insulin_action
    ) * _SLOW_MIN
    return min(12.0, max(1.0, potassium))


def _urine_ml_per_h(
    person: Person, handles: Handles, mean_mmhg: float, output_ratio: float
) -> float:
    """Return what the kidneys let go: none at 0.6 of the output at rest or a mean of 40 mmHg.

    That mean is a grown-up's with 90 mmHg at rest; everybody else's is in proportion. The square
    between sets it to the classes of haemorrhage of ATLS: a teaching choice.
    """
    at_rest = person.weight_kg * person.by_age(_URINE_ML_PER_KG_H)
    felt_mmhg = mean_mmhg * _USUAL_MEAN_MMHG / person.mean_pressure_mmhg
    pressure = min(1.0, max(0.0, (felt_mmhg - 40.0) / 30.0))
    flow = min(1.0, max(0.0, (output_ratio - 0.6) / 0.4))
    flow *= flow
    return min(1000.0, at_rest * pressure * flow * handles.urine)
