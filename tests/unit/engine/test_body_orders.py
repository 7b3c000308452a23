"""What the engine asks of a modelled body, and what it records of it."""

from support.chart_runs import Run, fire
from support.charts import quantity
from support.page_runs import ruled
from support.scenario_files import check

from simrunner.domain.action import PinVital, ReleaseVital, SetVital, Source
from simrunner.domain.body_order import Bleed, FallIll
from simrunner.domain.event import Grip, ReadingForced, RuleFired
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo, MoveSensor
from simrunner.domain.vital import Vital

MODELLED = ("weight: 70 kg}", "weight: 70 kg, kind: modelled}")
BELL = "events: {bell: A bell}"
BY = {"source": Source.FACILITATOR}


def modelled(*rules: str, is_modelled: bool = True, effects: str = "") -> Run:
    more = (MODELLED,) if is_modelled else ()
    scenario = check(ruled(*rules, effects=effects, top=BELL, more=more))[0]
    assert scenario is not None
    return Run(scenario)


def grips(run: Run) -> list[tuple]:
    return [
        (fact.at_ms, fact.source, fact.vital, fact.grip, fact.number, fact.over_ms)
        for fact in run.of(ReadingForced)
    ]


def test_that_orders_to_the_body_come_after_the_rhythm_and_before_the_sensors() -> None:
    run = modelled(
        "event: bell, sensor: {spo2: off}, body: [illness sepsis mild, bleed 50 mL/min], "
        "rhythm: svt, trend: {SBP: 80 mmHg over 60 s}, set: {HR: 120 /min}"
    )
    before = len(run.orders)
    run.step(fire("bell"))
    kinds = [type(order) for order in run.orders[before:]]
    assert kinds == [JumpTo, FollowRamp, ChangeRhythm, FallIll, Bleed, MoveSensor]


def test_that_a_state_asks_its_body_on_entry_at_the_start_of_the_run() -> None:
    run = modelled("event: bell, say: x", effects="body: [bleed 50 mL/min for 2 min]")
    assert run.orders == [Bleed(rate_ml_per_min=50.0, for_ms=120_000)]


def test_that_what_the_script_takes_out_of_the_bodys_hands_is_recorded_behind_its_rule() -> None:
    run = modelled(
        "event: bell, set: {HR: 120 /min}, trend: {SBP: by -20 mmHg over 60 s}",
    )
    run.step()
    run.step(fire("bell"))
    scenario = Source.SCENARIO
    assert grips(run) == [
        (200, scenario, Vital.HR, Grip.HELD, 120.0, 0),
        (200, scenario, Vital.SBP, Grip.STEERED, 100.0, 60_000),
    ]
    kinds = [type(fact) for fact in run.events]
    assert kinds.index(RuleFired) < kinds.index(ReadingForced)


def test_that_what_the_facilitator_holds_steers_and_releases_is_recorded_as_theirs() -> None:
    run = modelled("event: bell, say: x")
    run.step(PinVital(**BY, vital=Vital.HR, quantity=quantity("40 /min")))
    run.step(ReleaseVital(**BY, vital=Vital.HR))
    run.step(SetVital(**BY, vital=Vital.SPO2, quantity=quantity("80 %"), over_ms=30_000))
    run.step(SetVital(**BY, vital=Vital.SPO2, quantity=quantity("85 %")))
    theirs = Source.FACILITATOR
    assert grips(run) == [
        (100, theirs, Vital.HR, Grip.HELD, 40.0, 0),
        (200, theirs, Vital.HR, Grip.RELEASED, None, 10_000),
        (300, theirs, Vital.SPO2, Grip.STEERED, 80.0, 30_000),
        (400, theirs, Vital.SPO2, Grip.HELD, 85.0, 0),
    ]


def test_that_oxygen_and_lost_blood_come_from_outside_and_are_not_held() -> None:
    run = modelled(
        "event: bell, set: {FiO2: 100 %}, trend: {BloodLoss: 800 mL over 5 min}",
    )
    run.step(fire("bell"))
    assert [type(order) for order in run.orders] == [JumpTo, FollowRamp]
    assert grips(run) == []


def test_that_a_scripted_patient_is_never_held() -> None:
    run = modelled("event: bell, set: {HR: 120 /min}", is_modelled=False)
    run.step(fire("bell"))
    run.step(PinVital(**BY, vital=Vital.HR, quantity=quantity("40 /min")))
    assert grips(run) == []
