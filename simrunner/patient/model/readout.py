"""What the body's organs come to as vitals, and the further readings that a case may ask for."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simrunner.domain.vital import VITALS, Vital, mean_arterial_mmhg
from simrunner.domain.vital_track import MIN_PULSE_PRESSURE_MMHG
from simrunner.patient.circulation.state import CirculationState
from simrunner.patient.handle import Handles
from simrunner.patient.model.organs import Organs
from simrunner.patient.person import Person
from simrunner.patient.wave.breath import MMHG_PER_KPA

LOST_MMHG = 4.0
"""A pulse pressure below this is felt by no finger: SBP reads 0 (teaching choice, unverified)."""

PALPABLE_MMHG = 8.0
"""A pulse that was lost is felt again from here on (teaching choice, unverified).

Between both it stays what it was, so that a reading does not come and go with single beats.
"""

_SQUEEZE_SHARE = 0.34
"""A compression of 50 mm squeezes chest and arteries by this share of the usual mean pressure.

32 mmHg in an adult, on top of what flows: 65/28 at 50 mm, deeper is more. In people under
compressions systolic pressures were 25 to 225 mmHg and diastolic ones 2 to 59, with a weak trend
with depth (Sainio et al., Resuscitation 2015;96:163); the middle is a teaching choice.
"""


def natural_vitals(
    organs: Organs,
    person: Person,
    handles: Handles,
    *,
    rate_per_min: float,
    inspired_pct: float,
    bled_ml: float,
    is_pressed: bool = False,
    was_felt: bool = True,
) -> dict[Vital, float]:
    """Return what the body alone would show, in the units of VITALS, unclamped; MAP follows.

    ``rate_per_min`` is that of the rhythm, ``inspired_pct`` FiO2, ``is_pressed`` whether
    compressions do what the heart does not. A circulation without either, or without a palpable
    pulse (``was_felt`` a moment ago), reads SBP 0 and DBP 0, as clinscn/1 section 4 says it.
    """
    nerve, breathing, gas, chemistry, circulation = organs
    systolic, diastolic = _pressures_mmhg(
        circulation, person, is_pressed=is_pressed, was_felt=was_felt
    )
    numbers = (
        rate_per_min, systolic, diastolic, mean_arterial_mmhg(systolic, diastolic),
        100.0 * gas.spo2_seen, inspired_pct, breathing.rate_per_min, gas.etco2_mmhg / MMHG_PER_KPA,
        chemistry.temperature_c, nerve.gcs, circulation.central_venous_mmhg, nerve.icp_mmhg,
        circulation.pulmonary_systolic_mmhg, circulation.pulmonary_diastolic_mmhg,
        circulation.wedge_mmhg, circulation.cardiac_output_l_per_min,
        chemistry.potassium_mmol_per_l, chemistry.sodium_mmol_per_l,
        chemistry.glucose_mmol_per_l, chemistry.lactate_mmol_per_l,
        chemistry.haemoglobin_g_per_l, nerve.bis, nerve.tof,
        person.at_rest(Vital.FHR) + handles.fetal_rate_per_min,
        person.at_rest(Vital.UTERINE_TONE) + handles.uterine_tone_mmhg,
        chemistry.urine_ml_per_h, bled_ml,
    )  # fmt: skip
    return dict(zip(_NATURAL, numbers, strict=True))


def _pressures_mmhg(
    circulation: CirculationState, person: Person, *, is_pressed: bool, was_felt: bool
) -> tuple[float, float]:
    """Return systolic and diastolic pressure as they are felt or read."""
    systolic, diastolic = circulation.systolic_mmhg, circulation.diastolic_mmhg
    if is_pressed:
        squeeze = _SQUEEZE_SHARE * person.mean_pressure_mmhg * circulation.press_strength
        return systolic + squeeze, diastolic
    least_mmhg = LOST_MMHG if was_felt else PALPABLE_MMHG
    return (systolic, diastolic) if systolic - diastolic >= least_mmhg else (0.0, 0.0)


_NATURAL = tuple(VITALS)
"""What natural_vitals() returns, in its order: looking up members costs as much as the rest."""

# As floats: comparing a float with a whole number takes three times as long.
_LIMITS = tuple((vital, float(spec.low), float(spec.high)) for vital, spec in VITALS.items())


def within_limits(vitals: dict[Vital, float]) -> dict[Vital, float]:
    """Clamp the vitals (all of VITALS in its order; clinscn/1 section 4) and return them.

    DBP stays below SBP, MAP follows from both.
    """
    for (vital, low, high), number in zip(_LIMITS, vitals.values(), strict=True):
        if not low <= number <= high:
            vitals[vital] = min(high, max(low, number))
    systolic, diastolic = vitals[Vital.SBP], vitals[Vital.DBP]
    ceiling = systolic - MIN_PULSE_PRESSURE_MMHG if systolic > 0.0 else 0.0
    if diastolic > ceiling:
        diastolic = vitals[Vital.DBP] = max(0.0, ceiling)
    vitals[Vital.MAP] = mean_arterial_mmhg(systolic, diastolic)
    return vitals


READINGS: Mapping[str, tuple[str, Callable[[Organs], float]]] = MappingProxyType(
    {
        "EtCO2.mmHg": ("mmHg", lambda organs: organs.gas.etco2_mmhg),
        "PaO2": ("mmHg", lambda organs: organs.gas.pao2_mmhg),
        "PaCO2": ("mmHg", lambda organs: organs.gas.paco2_mmhg),
        "SaO2": ("%", lambda organs: 100.0 * organs.gas.sao2),
        "SvO2": ("%", lambda organs: 100.0 * organs.gas.svo2),
        "PAO2": ("mmHg", lambda organs: organs.gas.alveolar_o2_mmhg),
        "DO2": ("mL/min", lambda organs: organs.gas.oxygen_delivery_ml_per_min),
        "VO2": ("mL/min", lambda organs: organs.gas.oxygen_use_ml_per_min),
        "VT": ("mL", lambda organs: organs.breathing.tidal_volume_ml),
        "VA": ("mL/min", lambda organs: organs.breathing.alveolar_ventilation_ml_per_min),
        "Ppeak": ("cmH2O", lambda organs: organs.breathing.peak_cmh2o),
        "Pplat": ("cmH2O", lambda organs: organs.breathing.plateau_cmh2o),
        "PEEP": ("cmH2O", lambda organs: organs.breathing.peep_cmh2o),
        "autoPEEP": ("cmH2O", lambda organs: organs.breathing.auto_peep_cmh2o),
        "pH": ("", lambda organs: organs.chemistry.ph),
        "HCO3": ("mmol/L", lambda organs: organs.chemistry.bicarbonate_mmol_per_l),
        "BE": ("mmol/L", lambda organs: organs.chemistry.base_excess_mmol_per_l),
        "SV": ("mL", lambda organs: organs.circulation.stroke_volume_ml),
        "BloodVolume": ("mL", lambda organs: organs.circulation.blood_volume_ml),
        "CPP": ("mmHg", lambda organs: organs.nerve.cpp_mmhg),
        "TOFratio": ("%", lambda organs: 100.0 * organs.nerve.tof_ratio),
        "Pupil": ("mm", lambda organs: organs.nerve.pupil_mm),
    }
)
"""Readings beside the vitals: unit, and how each is read."""
