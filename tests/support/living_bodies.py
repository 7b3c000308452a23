"""Modelled bodies with something going on, and what they did as bytes to compare."""

from collections.abc import Iterable

from simrunner.app.bodies import read_body_tables
from simrunner.domain.action import (
    Compress,
    DeliverShock,
    GiveDrug,
    InfuseDrug,
    Pace,
    Source,
)
from simrunner.domain.chart import Ramp
from simrunner.domain.drug_table import quantity_from_text
from simrunner.domain.order import (
    Bleed,
    Breathe,
    ChangeRhythm,
    FallIll,
    FollowRamp,
    Order,
    Origin,
    Pin,
    RunFluid,
    Treat,
    Unpin,
    Ventilate,
)
from simrunner.domain.patient_state import PatientState
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import usual_person

SENSORS = frozenset(
    {"ecg", "spo2", "nibp", "art", "co2", "temp", "cvp", "pa", "icp", "bis", "tof", "fhr"}
)
BY_FILE = Origin(source=Source.SCENARIO, label="test", at_ms=0)
ARREST_FROM_MS, ARREST_UNTIL_MS = 30_000, 60_000


def living_body(*, template="adult", seed=11, draws=True, rhythm="sinus"):
    """Return a modelled body with every sensor, at 0 ms."""
    return ModelledBody(
        usual_person(template), read_body_tables(), seed=seed, attached=SENSORS, draws=draws,
        rhythm=rhythm,
    )  # fmt: skip


def treat(now_ms, action, **fields):
    """Return an order to treat, done at once by a learner."""
    return Treat(action=action(source=Source.LEARNER, **fields), performed_at_ms=now_ms)


def given(now_ms, drug, amount, route="IV"):
    """Return a single dose."""
    return treat(now_ms, GiveDrug, drug=drug, amount=quantity_from_text(amount), route=route)


def infused(now_ms, drug, rate):
    """Return an infusion's new rate."""
    return treat(now_ms, InfuseDrug, drug=drug, rate=quantity_from_text(rate))


def ramp(vital, number, duration_ms):
    """Return a servo's order."""
    return FollowRamp(
        ramp=Ramp(vital=vital, target="to", number=number, duration_ms=duration_ms),
        origin=BY_FILE,
    )


def busy_orders(now_ms: int) -> list[Order]:
    """Return what happens to a busy body: drugs, bleeding, an arrest, a machine, a pacemaker."""
    orders: list[Order] = {
        500: [infused(now_ms, "noradrenaline", "0.1 mcg/kg/min"), Bleed(rate_ml_per_min=80.0),
              FallIll(illness="sepsis", severity="moderate")],
        2000: [given(now_ms, "propofol", "100 mg"), given(now_ms, "fentanyl", "100 mcg"),
               given(now_ms, "rocuronium", "50 mg")],
        4000: [Ventilate(mode="vc", tidal_volume_ml=450.0, rate_per_min=14.0, peep_cmh2o=5.0),
               RunFluid(fluid="crystalloid", volume_ml=500.0, over_ms=120_000)],
        8000: [given(now_ms, "salbutamol", "5 mg", "NEB"), ramp(Vital.SBP, 95.0, 20_000)],
        12_000: [Pin(vital=Vital.SPO2, number=91.0, origin=BY_FILE), Bleed(rate_ml_per_min=0.0)],
        20_000: [Unpin(vital=Vital.SPO2, over_ms=5000),
                 FallIll(illness="sepsis", severity="off")],
        ARREST_FROM_MS: [ChangeRhythm(rhythm="vf")],
        48_000: [treat(now_ms, DeliverShock, energy_j=200)],
        ARREST_UNTIL_MS: [ChangeRhythm(rhythm="heart-block-3-wide")],
        64_000: [treat(now_ms, Pace, rate_per_min=70, current_ma=100)],
        80_000: [Ventilate(mode="off"), Breathe(is_on=False)],
        90_000: [Breathe(is_on=True), ChangeRhythm(rhythm="af")],
    }.get(now_ms, [])  # fmt: skip
    if ARREST_FROM_MS < now_ms < ARREST_UNTIL_MS and now_ms % 500 == 0:
        orders.append(treat(now_ms, Compress, depth_mm=52))
    return orders


def told(state: PatientState) -> tuple[object, ...]:
    """Return everything that a step showed: numbers to the bit, waves as bytes."""
    return (
        state.at_ms, {vital.value: number.hex() for vital, number in hexable(state)},
        state.rhythm, state.beats, state.breaths_at_ms, state.compressions_at_ms,
        state.is_compressed, sorted(state.attached),
        {wave: bytes(samples) for wave, samples in state.waves.items()},
    )  # fmt: skip


def hexable(state: PatientState) -> Iterable[tuple[Vital, float]]:
    """Return the vitals as floats."""
    return ((vital, float(number)) for vital, number in state.vitals.items())


def lived(body, from_ms, until_ms, orders_at=busy_orders):
    """Advance from the step after ``from_ms``; yields every state."""
    for now_ms in range(from_ms + STEP_MS, until_ms + 1, STEP_MS):
        yield body.advance(now_ms, orders_at(now_ms))
