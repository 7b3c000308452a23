"""Every organ of one body in one tick, and the order in which they are asked (ADR 0016)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from simrunner.domain.body_order import Ventilate
from simrunner.patient.breathing.breathing import (
    BreathingState,
    advance_breathing,
    start_breathing,
)
from simrunner.patient.chemistry.chemistry import (
    ChemistryState,
    Supply,
    advance_chemistry,
    start_chemistry,
)
from simrunner.patient.chemistry.fluid import Fluid
from simrunner.patient.chest import Press
from simrunner.patient.circulation.start import start_circulation
from simrunner.patient.circulation.state import CirculationState, Contraction
from simrunner.patient.circulation.step import advance_circulation
from simrunner.patient.gas.gas import GasState, advance_gas, start_gas
from simrunner.patient.handle import Handles
from simrunner.patient.lungs import LUNGS_EVERY_MS
from simrunner.patient.model.swing import MEAN_DEPTH, breath_depth
from simrunner.patient.nerve.nerve import BrainSupply, NerveState, advance_nerve, start_nerve
from simrunner.patient.person import Person


class Organs(NamedTuple):
    """What every organ is like at the end of a tick."""

    nerve: NerveState
    breathing: BreathingState
    gas: GasState
    chemistry: ChemistryState
    circulation: CirculationState


class Surroundings(NamedTuple):
    """What reaches the body from outside in one tick."""

    contractions: Sequence[Contraction]
    presses: Sequence[Press]
    fluids: Sequence[tuple[Fluid, float]]
    inspired_oxygen: float
    machine: Ventilate | None
    is_driven: bool
    breath_phase: float


def start_organs(person: Person) -> Organs:
    """Return a body at rest."""
    return Organs(
        nerve=start_nerve(person),
        breathing=start_breathing(person),
        gas=start_gas(person),
        chemistry=start_chemistry(person),
        circulation=start_circulation(person),
    )


def organs_from_saved(saved: Iterable[Any]) -> Organs:
    """Return organs as they were, from their fields in order as JSON keeps them."""
    nerve, breathing, gas, chemistry, circulation = (_tuples(each) for each in saved)
    return Organs(
        nerve=NerveState._make(nerve),
        breathing=BreathingState._make(breathing),
        gas=GasState._make(gas),
        chemistry=ChemistryState._make(chemistry),
        circulation=CirculationState._make(circulation),
    )


def advance_organs(
    organs: Organs, person: Person, handles: Handles, around: Surroundings, *, now_ms: int
) -> Organs:
    """Return the body 100 ms later.

    Brain, lungs, gases, chemistry, circulation, each with what those before it have just become and
    what those after it were a tick ago: the delay of 100 ms is shorter than any of their own.
    Lungs and gases move every second tick.
    """
    nerve, breathing, gas, chemistry, circulation = organs
    supply = BrainSupply(
        circulation.mean_mmhg, circulation.central_venous_mmhg, gas.pao2_mmhg, gas.sao2,
        gas.paco2_mmhg, chemistry.glucose_mmol_per_l, chemistry.temperature_c, circulation.beta,
    )  # fmt: skip
    nerve = advance_nerve(nerve, person, handles, supply)
    if now_ms % LUNGS_EVERY_MS == 0:
        breathing, gas = _breathed(organs, person, handles, around)
    chemistry = advance_chemistry(
        chemistry, person, handles, fluids=around.fluids, bled_ml=circulation.bled_ml,
        supply=Supply(
            circulation.mean_mmhg, circulation.cardiac_output_l_per_min, gas.oxygen_debt,
            gas.paco2_mmhg,
        ),
    )  # fmt: skip
    circulation = advance_circulation(
        circulation, person, handles, now_ms=now_ms, contractions=around.contractions,
        presses=around.presses, pleural_mmhg=_pleural_mmhg(breathing, around.breath_phase),
        pao2_mmhg=gas.pao2_mmhg, sao2=gas.sao2, paco2_mmhg=gas.paco2_mmhg,
        blood_in_ml=chemistry.blood_in_ml,
    )  # fmt: skip
    return Organs(nerve, breathing, gas, chemistry, circulation)


def _breathed(
    organs: Organs, person: Person, handles: Handles, around: Surroundings
) -> tuple[BreathingState, GasState]:
    """Return lungs and gases LUNGS_EVERY_MS later."""
    _, breathing, gas, chemistry, circulation = organs
    breathing = advance_breathing(
        breathing, person, handles, paco2_mmhg=gas.paco2_mmhg, pao2_mmhg=gas.pao2_mmhg,
        ph=chemistry.ph, is_driven=around.is_driven, machine=around.machine,
    )  # fmt: skip
    gas = advance_gas(
        gas, person, handles,
        alveolar_ventilation_ml_per_min=breathing.alveolar_ventilation_ml_per_min,
        is_airway_open=breathing.is_airway_open, inspired_oxygen=around.inspired_oxygen,
        cardiac_output_l_per_min=circulation.cardiac_output_l_per_min,
        haemoglobin_g_per_l=chemistry.haemoglobin_g_per_l,
        temperature_c=chemistry.temperature_c, ph=chemistry.ph,
        peep_cmh2o=breathing.peep_cmh2o,
    )  # fmt: skip
    return breathing, gas


def _pleural_mmhg(breathing: BreathingState, phase: float) -> float:
    """Return the pressure in the chest at a moment of the breath."""
    swing = breathing.pleural_swing_mmhg * (breath_depth(phase) - MEAN_DEPTH)
    return breathing.pleural_mmhg + swing


def _tuples(values: Any) -> Any:
    """Return JSON lists as the tuples they were."""
    return tuple(_tuples(each) for each in values) if isinstance(values, list) else values
