"""The handles of the body: the one vocabulary of everything that changes an organ.

Drugs, illnesses, reflexes' blockers, equipment and the script never reach into an organ. They turn
handles, several at once, and each organ reads the handles that concern it. So a new drug or illness
is data, and two influences on one organ always combine in the same, stated way.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

Rule: TypeAlias = Literal["times", "plus", "share"]
"""How two influences on one handle combine: product; sum; or 1 - (1 - a)(1 - b) of two shares."""


class Handles(NamedTuple):
    """Every handle at one moment; the defaults are a body that nothing acts on.

    Names without a unit are factors (rule ``times``, neutral 1) or shares 0 to 1 (neutral 0);
    see RULES. A tuple, because one is made in every slow tick.
    """

    # Circulation
    systemic_resistance: float = 1.0
    pulmonary_resistance: float = 1.0
    venous_volume_ml_per_kg: float = 0.0  # unstressed; more is venodilation
    contractility: float = 1.0
    diastolic_stiffness: float = 1.0
    arterial_stiffness: float = 1.0
    sinus_rate: float = 1.0
    sinus_rate_per_min: float = 0.0
    av_delay: float = 1.0
    baroreflex: float = 1.0
    vagal_block: float = 0.0
    beta_block: float = 0.0
    alpha_block: float = 0.0
    pericardial_mmhg: float = 0.0
    pleural_mmhg: float = 0.0
    pulmonary_obstruction: float = 0.0
    caval_obstruction: float = 0.0
    coronary_obstruction: float = 0.0
    mechanical_pulse: float = 1.0
    bleeding_ml_per_min: float = 0.0
    bleeding: float = 1.0
    capillary_leak_ml_per_min: float = 0.0
    right_contractility: float = 1.0  # of the right ventricle alone, on top of contractility
    # Breathing and lungs
    ventilatory_drive: float = 1.0
    hypercapnic_response: float = 1.0
    hypoxic_response: float = 1.0
    respiratory_rate: float = 1.0
    tidal_volume: float = 1.0
    muscle_strength: float = 1.0
    upper_airway_obstruction: float = 0.0
    bronchial_resistance: float = 1.0
    lung_compliance: float = 1.0
    chest_compliance: float = 1.0
    functional_residual_capacity: float = 1.0
    excluded_lung: float = 0.0
    shunt: float = 0.0
    dead_space_ml: float = 0.0
    barometric: float = 1.0  # of the pressure of the air around: thinner only
    oesophageal_tube: float = 0.0  # 1: what is blown in fills the stomach
    inspired_co2_mmhg: float = 0.0  # in what is breathed in: rebreathing
    # Metabolism and blood
    oxygen_use: float = 1.0
    co2_production: float = 1.0
    carboxyhaemoglobin: float = 0.0
    methaemoglobin: float = 0.0
    lactate_mmol_per_min: float = 0.0
    ketoacid_mmol_per_min: float = 0.0
    bicarbonate_mmol_per_min: float = 0.0
    potassium_mmol_per_min: float = 0.0  # out of the cells, or given
    glucose_mmol_per_min: float = 0.0
    insulin_action: float = 0.0  # above the basal action, which is 1
    insulin_secretion: float = 1.0
    membrane_calcium: float = 0.0  # 0 none, 1 a full dose's protection of the heart
    urine: float = 1.0
    temperature_set_c: float = 0.0
    heat_w: float = 0.0
    heat_loss: float = 1.0
    shivering: float = 1.0
    muscle_metabolism_block: float = 0.0  # of the muscles' excess of heat, O2 and CO2
    mediator_block: float = 0.0  # of what an allergic reaction sets free
    # Brain, nerves, muscle
    hypnotic_mcg_per_ml: float = 0.0  # as propofol at the effect site
    opioid_ng_per_ml: float = 0.0  # as remifentanil at the effect site
    dissociation: float = 0.0
    neuromuscular_block: float = 0.0
    consciousness: float = 1.0
    seizure: float = 0.0
    intracranial_volume_ml: float = 0.0
    cerebral_flow: float = 1.0
    pupil_mm: float = 0.0
    seizure_threshold: float = 1.0  # above 1: a seizure is less likely, or ends
    # Rhythm
    qt: float = 1.0
    ectopy_per_min: float = 0.0
    # Womb and child
    uterine_tone_mmhg: float = 0.0
    contractions: float = 1.0
    fetal_rate_per_min: float = 0.0
    placental_flow: float = 1.0
    cord_compression: float = 0.0  # with every contraction
    head_compression: float = 0.0


NEUTRAL = Handles()
"""Nothing acts on the body."""

_SHARES = frozenset(
    {
        "vagal_block", "beta_block", "alpha_block", "pulmonary_obstruction", "caval_obstruction",
        "coronary_obstruction", "upper_airway_obstruction", "excluded_lung", "shunt",
        "carboxyhaemoglobin", "methaemoglobin", "dissociation", "neuromuscular_block", "seizure",
        "muscle_metabolism_block", "mediator_block", "oesophageal_tube", "cord_compression",
        "head_compression",
    }
)  # fmt: skip

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        name: "times" if neutral == 1.0 else "share" if name in _SHARES else "plus"
        for name, neutral in zip(Handles._fields, NEUTRAL, strict=True)
    }
)
"""How influences on each handle combine."""

Influence: TypeAlias = Mapping[str, float]
"""What one cause does: handle to number. A handle that it leaves alone is absent."""

# One look-up for each handle that is turned, ten times a second.
_TURNS: Mapping[str, tuple[int, Rule]] = {
    name: (index, RULES[name]) for index, name in enumerate(Handles._fields)
}


def combined(influences: Iterable[Influence]) -> Handles:
    """Return the handles under all ``influences`` together; KeyError for an unknown handle.

    The order does not matter but for the last bits of a float, so callers keep one order.
    """
    numbers = list(NEUTRAL)
    for influence in influences:
        for name, number in influence.items():
            index, rule = _TURNS[name]
            if rule == "times":
                numbers[index] *= number
            elif rule == "plus":
                numbers[index] += number
            else:
                numbers[index] = 1.0 - (1.0 - numbers[index]) * (1.0 - number)
    return Handles._make(numbers)
