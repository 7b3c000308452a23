"""Whatever is ordered of a modelled body, in whatever size, it stays one that can be shown."""

import json
import math
import os

import pytest
from support.living_bodies import (
    BY_FILE,
    given,
    infused,
    living_body,
    treat,
)
from support.profiles import VARIABLE

from simrunner.app.assets import read_catalogue
from simrunner.app.bodies import body_names, read_body_tables
from simrunner.domain.action import Compress, DeliverShock, Pace
from simrunner.domain.chance import Stream
from simrunner.domain.chart import Ramp
from simrunner.domain.order import (
    Bleed,
    Breathe,
    ChangeRhythm,
    FallIll,
    FollowRamp,
    JumpTo,
    Pin,
    RunFluid,
    Unpin,
    Ventilate,
)
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.rhythm.generator import chosen

TEMPLATES = ("adult", "elderly", "obstetric", "child", "infant", "neonate")
WRITTEN = tuple(vital for vital, spec in VITALS.items() if spec.is_written)
AMOUNTS = ("0.001 mg", "10 mg", "10000 mg", "1000000000 mg", "5 mL", "100000 mL", "500 mcg/kg",
           "1000 units", "500 mmol", "40 mmol/kg")  # fmt: skip
RATES = ("0 mg/h", "1000000 mg/h", "10000 mL/h", "900 mcg/kg/min", "100000 units/h", "900 mmol/h")
DRUGS = tuple(read_catalogue().drugs)
NAMES, TABLES = body_names(), read_body_tables()
ROUTES = ("IV", "IO", "IM", "PO", "NEB", "SPINAL")


def size(chance):
    """Return a number of any size and sign; small ones are as likely as absurd ones."""
    return chosen((-1.0, 1.0, 1.0, 1.0), chance) * 10.0 ** chance.between(-3.0, 7.0)


def wild_order(chance, now_ms):
    """Return one order of any kind, as absurd as an order can be."""
    vital = chosen(WRITTEN, chance)
    makers = (
        lambda: given(now_ms, chosen(DRUGS, chance),
                      chosen(AMOUNTS, chance), chosen(ROUTES, chance)),
        lambda: infused(now_ms, chosen(DRUGS, chance),
                        chosen(RATES, chance)),
        lambda: FallIll(illness=chosen(tuple(TABLES.illnesses), chance),
                        severity=chosen(("off", "mild", "moderate", "severe"), chance)),
        lambda: RunFluid(fluid=chosen(NAMES.fluids, chance), volume_ml=size(chance),
                         over_ms=int(chance.between(0.0, 60_000.0))),
        lambda: Bleed(rate_ml_per_min=size(chance),
                      for_ms=int(chance.between(0.0, 60_000.0)) or None),
        lambda: Breathe(is_on=chance.unit() < 0.5),
        lambda: Ventilate(mode=chosen(("off", "vc"), chance), tidal_volume_ml=size(chance),
                          rate_per_min=size(chance), peep_cmh2o=size(chance)),
        lambda: ChangeRhythm(rhythm=chosen(tuple(TABLES.heart.rhythms), chance)),
        lambda: JumpTo(vital=vital, number=size(chance), origin=BY_FILE),
        lambda: Pin(vital=vital, number=size(chance), origin=BY_FILE),
        lambda: Unpin(vital=vital, over_ms=int(chance.between(0.0, 20_000.0))),
        lambda: FollowRamp(
            ramp=Ramp(vital=vital, target=chosen(("to", "by", "times"), chance),
                      number=size(chance), duration_ms=int(chance.between(0.0, 30_000.0)),
                      curve=chosen(("linear", "exp", "sigmoid"), chance)),
            origin=BY_FILE),
        lambda: treat(now_ms, Compress, depth_mm=int(size(chance))),
        lambda: treat(now_ms, DeliverShock, energy_j=360),
        lambda: treat(now_ms, Pace, rate_per_min=int(chance.between(0.0, 300.0)),
                      current_ma=int(chance.between(0.0, 200.0))),
    )  # fmt: skip
    return chosen(makers, chance)()


def live_wildly(seed, minutes):
    """Live minutes of six hundred steps; every fifth brings an order of any kind."""
    chance = Stream(seed, "test.extremes")
    for minute in range(minutes):
        body = living_body(
            template=TEMPLATES[minute % len(TEMPLATES)], seed=seed + minute, draws=minute % 10 == 0
        )
        told = []
        for now_ms in range(0, 60_100, 100):
            orders = [wild_order(chance, now_ms)] if chance.unit() < 0.2 else []
            told += orders
            state = body.advance(now_ms, orders)
            for vital, number in state.vitals.items():
                spec = VITALS[vital]
                assert spec.low <= number <= spec.high, (minute, now_ms, vital, told[-12:])
            assert state.vitals[Vital.DBP] <= state.vitals[Vital.MAP] <= state.vitals[Vital.SBP]
            for wave, samples in state.waves.items():
                assert all(map(math.isfinite, samples)), (minute, now_ms, wave, told[-12:])
        # NaN in any organ would be refused here.
        json.dumps(body.saved(), allow_nan=False)


def test_that_extreme_minutes_leave_a_whole_body_possible():
    live_wildly(21, 6)


@pytest.mark.slow
@pytest.mark.nightly
def test_that_many_extreme_minutes_leave_a_whole_body_possible():
    live_wildly(1000, 500 if os.environ.get(VARIABLE) == "nightly" else 40)
