"""People at rest stay at rest, and nothing that is done to anybody breaks the numbers."""

import math

import pytest
from support.breathers import SIZES, Breather, person_of

from simrunner.domain.body_order import Ventilate
from simrunner.domain.chance import Stream
from simrunner.domain.vital import Vital
from simrunner.patient.handle import NEUTRAL, RULES, Handles
from simrunner.patient.lungs import lungs_at_rest
from simrunner.patient.person import Person

PEOPLE = {
    **{name: person_of(name) for name in SIZES},
    "obese": person_of(weight_kg=127.0),
    "ill at rest": person_of(
        resting={Vital.SPO2: 92.0, Vital.FIO2: 40.0, Vital.RR: 24.0, Vital.ETCO2: 4.5}
    ),
}


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_that_a_person_starts_and_stays_half_an_hour_at_the_resting_vitals(person):
    body = Breather(person)
    for _ in range(4):
        assert abs(body.breathing.rate_per_min - person.at_rest(Vital.RR)) <= 1.0
        assert abs(100.0 * body.gas.sao2 - person.at_rest(Vital.SPO2)) <= 1.0
        assert abs(body.gas.etco2_mmhg - 7.50062 * person.at_rest(Vital.ETCO2)) <= 2.0
        body.advance(600.0)


@pytest.mark.parametrize("name", SIZES)
def test_that_the_lungs_of_every_template_are_normal(name):
    person = person_of(name)
    body = Breather(person).advance(60.0)
    rest = lungs_at_rest(person)
    low, high = (28.0, 34.0) if person.is_pregnant else (35.0, 45.0)
    assert low <= body.gas.paco2_mmhg <= high
    low, high = (60.0, 90.0) if name == "neonate" else (75.0, 105.0)
    assert low <= body.gas.pao2_mmhg <= high
    assert 5.0 <= rest.tidal_volume_ml / rest.size_kg <= 10.0
    assert 18.0 <= rest.residual_capacity_ml / rest.size_kg <= 50.0
    assert 0.2 <= rest.dead_space_ml / rest.tidal_volume_ml <= 0.5
    assert body.gas.oxygen_debt == 0.0


# ATS/ERS collated data by helium, Eur Respir J 2001;17:302, table 1.
@pytest.mark.parametrize(
    ("height_cm", "capacity_ml"), [(50, 72), (60, 114), (70, 168), (80, 236), (90, 318)]
)
def test_that_the_residual_capacity_of_infants_is_the_published_one(height_cm, capacity_ml):
    person = Person(age_years=1.0, weight_kg=9.0, height_cm=float(height_cm))
    assert abs(lungs_at_rest(person).residual_capacity_ml / capacity_ml - 1.0) <= 0.10


def test_that_a_person_whose_file_says_no_breathing_still_has_lungs():
    resting = {Vital.RR: 0.0, Vital.ETCO2: 0.0, Vital.SPO2: 0.0, Vital.CO: 0.0}
    body = Breather(person_of(resting=resting)).advance(600.0)
    assert 10.0 <= body.breathing.rate_per_min <= 20.0
    assert body.gas.sao2 > 0.4


def test_that_carbon_dioxide_settles_without_swinging():
    body = Breather()
    body.is_driven = False
    body.advance(20.0)
    body.is_driven = True
    body.advance(120.0)
    lows, highs = [], []
    for _ in range(20):
        body.advance(15.0)
        lows.append(body.gas.paco2_mmhg)
        highs.append(body.gas.paco2_mmhg)
    assert max(highs) - min(lows) < 1.0


LIMITS = {
    "pao2_mmhg": (0.0, 3000.0), "sao2": (0.0, 1.0), "paco2_mmhg": (0.0, 500.0),
    "etco2_mmhg": (0.0, 500.0), "svo2": (0.0, 1.0), "spo2_seen": (0.0, 1.0),
    "alveolar_o2_mmhg": (0.0, 3000.0), "oxygen_debt": (0.0, 1.0), "shunt": (0.0, 1.0),
    "lung_ml": (1.0, 20_000.0), "oxygen_delivery_ml_per_min": (0.0, 20_000.0),
    "oxygen_use_ml_per_min": (0.0, 10_000.0), "rate_per_min": (0.0, 130.0),
    "tidal_volume_ml": (0.0, 10_000.0), "alveolar_ventilation_ml_per_min": (0.0, 500_000.0),
    "pleural_mmhg": (-150.0, 100.0), "peak_cmh2o": (0.0, 80.001), "plateau_cmh2o": (0.0, 80.001),
    "auto_peep_cmh2o": (0.0, 100.0), "effort": (0.0, 3.0), "drive": (0.0, 12.0),
    "fatigue": (0.0, 1.0), "expiratory_time_constant_s": (0.0, 1e5),
}  # fmt: skip


def wild(chance):
    """Return handles of which each is, one time in three, far from neutral."""
    numbers = []
    for name, neutral in zip(Handles._fields, NEUTRAL, strict=True):
        if chance.between(0.0, 1.0) < 0.67:
            numbers.append(neutral)
        elif RULES[name] == "times":
            numbers.append(
                chance.between(0.0, 1.0)
                if chance.between(0, 1) < 0.5
                else chance.between(1.0, 30.0)
            )
        elif RULES[name] == "share":
            numbers.append(chance.between(0.0, 1.0))
        else:
            numbers.append(chance.between(-50.0, 300.0))
    return Handles._make(numbers)


def check(body):
    for state in (body.breathing, body.gas):
        for name, number in state._asdict().items():
            if isinstance(number, float):
                assert math.isfinite(number), name
            if name in LIMITS:
                low, high = LIMITS[name]
                assert low <= number <= high, (name, number)


def live_wildly(seed, minutes):
    chance = Stream(seed, "test.wild")
    names = sorted(SIZES)
    for minute in range(minutes):
        body = Breather(PEOPLE[names[minute % len(names)]])
        for _ in range(6):
            body.handles = wild(chance)
            body.output_l_per_min = chance.between(-1.0, 35.0) * (chance.between(0, 1) < 0.8)
            body.haemoglobin_g_per_l = chance.between(0.0, 260.0)
            body.temperature_c = chance.between(10.0, 46.0)
            body.bicarbonate = chance.between(0.5, 80.0)
            body.inspired_oxygen = chance.between(-0.1, 1.2)
            body.is_driven = chance.between(0.0, 1.0) < 0.7
            body.closed = chance.between(0.0, 1.0) < 0.2
            body.machine = None
            if chance.between(0.0, 1.0) < 0.5:
                body.machine = Ventilate(
                    mode="vc", tidal_volume_ml=chance.between(0.0, 5000.0),
                    rate_per_min=chance.between(0.0, 200.0),
                    peep_cmh2o=chance.between(-5.0, 60.0),
                )  # fmt: skip
            for _ in range(10):
                body.advance(1.0)
                check(body)


def test_that_extreme_minutes_leave_every_number_possible():
    live_wildly(11, 60)


@pytest.mark.slow
def test_that_five_hundred_extreme_minutes_leave_every_number_possible():
    live_wildly(12, 500)
