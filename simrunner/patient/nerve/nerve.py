"""Consciousness, the processed electroencephalogram, intracranial pressure and relaxation."""

from typing import NamedTuple

from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.patient.handle import Handles, Influence
from simrunner.patient.lungs import lungs_at_rest
from simrunner.patient.person import Person

_TICKS_PER_STEP = 5  # a brain does not change within half a second, and looking costs time
_STEP_S = _TICKS_PER_STEP * STEP_MS / 1000.0

# BIS = 97.4 (1 - U^1.43 / (1 + U^1.43)), U = propofol/4.47 + remifentanil/19.3 at the effect site
# (Bouillon 2004, Anesthesiology 100:1353, as coded in python-anesthesia-simulator).
_BIS_AWAKE = 97.4
_BIS_SLOPE = 1.43
_BIS_PROPOFOL_MCG_PER_ML = 4.47
_BIS_REMIFENTANIL_NG_PER_ML = 19.3

# Loss of response to speech at half of this U and to pain at this U (teaching choices: propofol
# 2 to 3 mcg/mL lets most people fall asleep, textbooks, unverified).
_SLEEP_U = 0.62
_DEEP_U = 1.0

# An opioid alone makes drowsy above 1 and leaves nobody who can be woken above 4.5 ng/mL as
# remifentanil (coma is one of the three signs of its overdose; sizes are teaching choices).
_OPIOID_AWAKE_NG, _OPIOID_GONE_NG = 1.0, 4.5

# Oxygen: full consciousness above a saturation of 60 %, none below 35 % (high-altitude and chamber
# experience, unverified). Glucose: confusion below 3, coma below 1.5 mmol/L (textbooks).
_SATURATION_AWAKE, _SATURATION_GONE = 0.60, 0.35
_GLUCOSE_AWAKE, _GLUCOSE_GONE = 3.0, 1.2
# Perfusion: fainting at a cerebral perfusion pressure of about 25 to 40 mmHg (textbooks).
_PERFUSION_AWAKE_MMHG, _PERFUSION_GONE_MMHG = 40.0, 20.0
_CARBON_DIOXIDE_AWAKE_MMHG, _CARBON_DIOXIDE_GONE_MMHG = 75.0, 110.0
# Cold: confused below 33, unconscious at 27 C; the brain stem falls silent about 22 C (Swiss
# staging of hypothermia: unconscious 24 to 28, no vital signs below 24; from memory, unverified).
_COLD_AWAKE_C, _COLD_GONE_C, _COLD_SILENT_C = 33.0, 27.0, 21.0
_FAINTS_IN_S = 6.0  # consciousness goes within 6 to 10 s of standstill (textbooks)
_WAKES_IN_S = 20.0
_DRIVE_FAILS_BELOW = 0.02  # a brain that has had nothing for about half a minute stops breathing
_BRAIN_HOLDS_OUT_S = 30.0

# Intracranial pressure: ICP = ICP0 10^(dV / PVI), PVI 25 mL (Marmarou 1978); blood volume of the
# brain changes by 0.02 mL per 100 g and mmHg of carbon dioxide, 1400 g (the lower end of what
# textbooks give, because the fluid of the brain makes room for part of it; unverified).
_PVI_ML = 25.0
_BLOOD_ML_PER_MMHG = 0.28
_CARBON_DIOXIDE_RANGE_MMHG = (20.0, 80.0)
_HYPOXIC_ML_PER_MMHG = 0.4  # below an arterial oxygen of 50 mmHg (shape: textbooks, unverified)

# A squeezed brain: consciousness fails from 30 to 70 mmHg in the skull (people with idiopathic
# intracranial hypertension are awake at 30; the rest textbooks, unverified). The Cushing response
# begins early: 25 mmHg in the skull raised the arterial mean by 9 mmHg and left the pulse alone
# (infusion studies, Schmidt 2005, Acta Neurochir Suppl 95:253); between 50 and 100 mmHg the mean
# rose by 28 to 91 % in baboons (Johnston, as Auer 1978 tells). Sizes between are fitted by hand:
# systolic 10 to 20 mmHg more at 40 in the skull, 40 to 60 at 65.
_SKULL_AWAKE_MMHG, _SKULL_GONE_MMHG = 30.0, 70.0
_SQUEEZED_FROM_MMHG, _SQUEEZED_TO_MMHG = 15.0, 75.0
_LACKS_FROM_MMHG, _LACKS_TO_MMHG = 45.0, 15.0
_CUSHING_S = 15.0
_STEM_GONE_BELOW = 0.1  # the stem answers for a minute after the rest has fallen silent
# Breaths come in groups and pauses: two waves that never meet in step (teaching choice).
_GROUP_TICKS, _PAUSE_TICKS = 430, 270

# Train of four: the fourth twitch is lost at about 75 % block, the third at 80, the second at 90,
# the first near 100 (Lee 1975, Clin Pharmacol Ther, as taught).
_TWITCHES_LOST_AT = (0.75, 0.80, 0.90, 0.98)

# Blood that is missed makes people breathe fast: rate by sympathetic drive (0 to 1) above what
# standing up takes, set by hand to the classes of haemorrhage of ATLS.
_URGENT_FROM = 0.2
_BREATHS_OF_URGENCY = 5.0
# It makes them anxious, then confused, then lethargic (ATLS classes II to IV): GCS 14 to 12.
_CONFUSED_FROM, _CONFUSED_TO, _CONFUSED = 0.35, 0.75, 0.25

_UNCONSCIOUS_AIRWAY = 0.35
"""How far the airway of an unconscious person falls shut: a teaching choice."""


class NerveState(NamedTuple):
    """What the nervous system is like at the end of a tick.

    ``squeezed`` is how strongly a squeezed brain answers (0 to 1).
    ``wakefulness`` is 0 to 1, ``supply`` how well the brain has been supplied of late (0 to 1),
    ``urgency`` how much the nerves want of the breathing because blood is missed;
    ``own_paco2_mmhg`` is the carbon dioxide that the person's brain is used to.
    """

    ticks: int
    squeezed: float
    wakefulness: float
    supply: float
    bis: float
    gcs: float
    tof: float
    tof_ratio: float
    icp_mmhg: float
    cpp_mmhg: float
    pupil_mm: float
    is_seizing: bool
    seizure: float
    urgency: float
    own_paco2_mmhg: float


class BrainSupply(NamedTuple):
    """What reaches the brain."""

    mean_mmhg: float
    central_venous_mmhg: float
    pao2_mmhg: float
    sao2: float
    paco2_mmhg: float
    glucose_mmol_per_l: float
    temperature_c: float
    sympathetic: float


def start_nerve(person: Person) -> NerveState:
    """Return a person at rest, as awake as the template says."""
    return NerveState(
        ticks=0, squeezed=0.0, wakefulness=1.0, supply=1.0, bis=person.at_rest(Vital.BIS),
        gcs=person.at_rest(Vital.GCS), tof=4.0, tof_ratio=1.0,
        icp_mmhg=person.at_rest(Vital.ICP),
        cpp_mmhg=person.at_rest(Vital.MAP) - person.at_rest(Vital.ICP), pupil_mm=4.0,
        is_seizing=False, seizure=0.0, urgency=0.0,
        own_paco2_mmhg=lungs_at_rest(person).paco2_mmhg,
    )  # fmt: skip


def advance_nerve(
    state: NerveState, person: Person, handles: Handles, supply: BrainSupply
) -> NerveState:
    """Return the nervous system 100 ms later."""
    ticks = state.ticks + 1
    if ticks % _TICKS_PER_STEP:
        return NerveState(ticks, *state[1:])
    icp_mmhg = _icp_mmhg(person, handles, supply, state.own_paco2_mmhg)
    outflow_mmhg = max(icp_mmhg, supply.central_venous_mmhg)
    cpp_mmhg = max(0.0, supply.mean_mmhg - outflow_mmhg)
    fed = _fed(supply, cpp_mmhg)
    squeezed = _squeezed(icp_mmhg, cpp_mmhg)
    depth = (
        handles.hypnotic_mcg_per_ml / _BIS_PROPOFOL_MCG_PER_ML
        + handles.opioid_ng_per_ml / _BIS_REMIFENTANIL_NG_PER_ML
    )
    firing = _firing(handles)
    seizure = firing * (1.0 - handles.neuromuscular_block)
    wanted = fed * (1.0 - firing) * _awake(depth) * _clear(state, handles, supply, icp_mmhg)
    pace_s = _FAINTS_IN_S if wanted < state.wakefulness else _WAKES_IN_S
    wakefulness = state.wakefulness + (wanted - state.wakefulness) * _STEP_S / pace_s
    holds_out = state.supply + (fed - state.supply) * _STEP_S / _BRAIN_HOLDS_OUT_S
    block = handles.neuromuscular_block
    return NerveState(
        ticks=ticks,
        squeezed=state.squeezed + (squeezed - state.squeezed) * _STEP_S / _CUSHING_S,
        wakefulness=wakefulness,
        supply=holds_out,
        bis=_bis(depth, holds_out, person),
        gcs=3.0 + (person.at_rest(Vital.GCS) - 3.0) * wakefulness,
        tof=float(sum(block < lost for lost in _TWITCHES_LOST_AT)),
        tof_ratio=_tof_ratio(block),
        icp_mmhg=icp_mmhg,
        cpp_mmhg=cpp_mmhg,
        pupil_mm=_pupil_mm(handles, holds_out),
        is_seizing=seizure > 0.5,
        seizure=seizure,
        urgency=min(1.0, max(0.0, supply.sympathetic - _URGENT_FROM)) * holds_out,
        own_paco2_mmhg=state.own_paco2_mmhg,
    )


def _clear(state: NerveState, handles: Handles, supply: BrainSupply, icp_mmhg: float) -> float:
    """Return what cold, drugs, missing blood and pressure leave of consciousness, 0 to 1."""
    left = handles.consciousness * (1.0 - handles.dissociation)
    left *= _between(supply.temperature_c, _COLD_GONE_C, _COLD_AWAKE_C)
    left *= _between(-handles.opioid_ng_per_ml, -_OPIOID_GONE_NG, -_OPIOID_AWAKE_NG)
    left *= 1.0 - _CONFUSED * _between(state.urgency, _CONFUSED_FROM, _CONFUSED_TO)
    return left * _between(-icp_mmhg, -_SKULL_GONE_MMHG, -_SKULL_AWAKE_MMHG)


def _between(number: float, gone: float, whole: float) -> float:
    """Return 0 at ``gone`` or beyond, 1 at ``whole`` or beyond, straight between."""
    share = (number - gone) / (whole - gone)
    return min(1.0, max(0.0, share))


def _fed(supply: BrainSupply, cpp_mmhg: float) -> float:
    """Return how well the brain is supplied: the worst of what it needs."""
    return min(
        _between(supply.sao2, _SATURATION_GONE, _SATURATION_AWAKE),
        _between(supply.glucose_mmol_per_l, _GLUCOSE_GONE, _GLUCOSE_AWAKE),
        _between(cpp_mmhg, _PERFUSION_GONE_MMHG, _PERFUSION_AWAKE_MMHG),
        _between(-supply.paco2_mmhg, -_CARBON_DIOXIDE_GONE_MMHG, -_CARBON_DIOXIDE_AWAKE_MMHG),
        _between(supply.temperature_c, _COLD_SILENT_C, _COLD_GONE_C),
    )


def _firing(handles: Handles) -> float:
    """Return how much of the cortex seizes.

    What drives it, over the threshold: from a threshold twice as high on a full drive seizes no
    more (a teaching choice).
    """
    if handles.seizure_threshold <= 1.0:
        return handles.seizure
    return max(0.0, handles.seizure - (handles.seizure_threshold - 1.0))


def _awake(depth: float) -> float:
    """Return wakefulness by depth of anaesthesia, steep as people fall asleep."""
    if depth <= 0.0:
        return 1.0
    ratio = (depth / _SLEEP_U) ** 6.0
    return float(1.0 / (1.0 + ratio))


def _bis(depth: float, supply: float, person: Person) -> float:
    effect = max(0.0, depth) ** _BIS_SLOPE
    awake = person.at_rest(Vital.BIS) / _BIS_AWAKE
    return float(max(0.0, awake * _BIS_AWAKE * (1.0 - effect / (1.0 + effect)) * supply))


def _tof_ratio(block: float) -> float:
    """Return the ratio of the fourth to the first twitch: 1 up to half block, 0 at three quarters.

    Fade is seen once about 70 to 75 % of receptors are taken (textbooks); the straight line
    between is a teaching choice.
    """
    return _between(-block, -_TWITCHES_LOST_AT[0], -0.25)


def _icp_mmhg(
    person: Person, handles: Handles, supply: BrainSupply, own_paco2_mmhg: float
) -> float:
    """Return the pressure in the skull: the person's own at the person's own carbon dioxide."""
    low, high = _CARBON_DIOXIDE_RANGE_MMHG
    carbon_dioxide = min(high, max(low, supply.paco2_mmhg))
    blood_ml = _BLOOD_ML_PER_MMHG * (carbon_dioxide - own_paco2_mmhg) * handles.cerebral_flow
    blood_ml += _HYPOXIC_ML_PER_MMHG * max(0.0, 50.0 - supply.pao2_mmhg)
    added_ml = handles.intracranial_volume_ml + blood_ml
    factor = 10.0 ** (min(40.0, max(-20.0, added_ml)) / _PVI_ML)
    venous = max(0.0, supply.central_venous_mmhg - person.at_rest(Vital.CVP))
    return float(min(100.0, person.at_rest(Vital.ICP) * factor + venous))


def _pupil_mm(handles: Handles, supply: float) -> float:
    """Return the pupil: 4 mm, pin-point under opioids, wide and fixed in a brain without supply."""
    opioid = handles.opioid_ng_per_ml
    small = 2.5 * opioid / (opioid + 2.0)
    alive = max(1.0, 4.0 - small + handles.pupil_mm)
    return min(8.0, supply * alive + (1.0 - supply) * 7.0)


def nerve_influence(state: NerveState) -> Influence:
    """Return what the brain does to the rest of the body in the next tick.

    Asleep, the airway falls shut; without supply breathing stops; a squeezed brain raises the
    pressure and slows the heart (Cushing 1901); a seizure burns oxygen.
    """
    found: dict[str, float] = {}
    if state.wakefulness < 0.5:
        found["upper_airway_obstruction"] = _UNCONSCIOUS_AIRWAY * (1.0 - 2.0 * state.wakefulness)
    if state.supply < 0.3:
        found["ventilatory_drive"] = max(0.0, (state.supply - _DRIVE_FAILS_BELOW) / 0.3)
    if state.squeezed > 0.0:
        found.update(_cushing(state))
    if state.urgency > 0.0:
        found["respiratory_rate"] = 1.0 + _BREATHS_OF_URGENCY * state.urgency
    if state.seizure > 0.0:
        found["oxygen_use"] = 1.0 + 1.5 * state.seizure
        found["co2_production"] = 1.0 + 1.5 * state.seizure
        found["tidal_volume"] = 1.0 - 0.7 * state.seizure
    return found


def _squeezed(icp_mmhg: float, cpp_mmhg: float) -> float:
    """Return how strongly a brain answers to the pressure around it: 0 to 1."""
    pressed = _between(icp_mmhg, _SQUEEZED_FROM_MMHG, _SQUEEZED_TO_MMHG)
    if pressed <= 0.0:
        return 0.0
    # Lack of blood adds to it where the skull is the cause: an arrest has no Cushing response.
    lacking = min(1.0, 4.0 * pressed) * _between(-cpp_mmhg, -_LACKS_FROM_MMHG, -_LACKS_TO_MMHG)
    return 1.0 - (1.0 - pressed) * (1.0 - lacking)


def _cushing(state: NerveState) -> Influence:
    """Return the three signs of Cushing: pressure up, heart slow, breath irregular.

    The vessels narrow and the baroreflex is overruled, or it would undo the rise; what it leaves
    of the heart's slowing is the vagus' own.
    """
    squeezed = state.squeezed * min(1.0, state.supply / _STEM_GONE_BELOW)
    found = {
        "systemic_resistance": 1.0 + 0.8 * squeezed,
        "contractility": 1.0 + 0.6 * squeezed,
        "venous_volume_ml_per_kg": -6.0 * squeezed,
        "baroreflex": 1.0 - 0.95 * squeezed,
        "sinus_rate": 1.0 - 0.45 * squeezed * (0.3 + 0.7 * squeezed),
    }
    if squeezed > 0.4:
        swing = _wave(state.ticks, _GROUP_TICKS) + _wave(state.ticks, _PAUSE_TICKS)
        found["respiratory_rate"] = max(0.1, 1.0 - 0.8 * squeezed * swing)
    return found


def _wave(ticks: int, period: int) -> float:
    """Return a triangle between -0.5 and 0.5."""
    return 2.0 * abs((ticks % period) / period - 0.5) - 0.5
