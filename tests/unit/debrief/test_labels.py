import pytest
from support.runs import PlainEnglish, quantity, scenario

from simrunner.debrief.labels import condition_label
from simrunner.domain.condition import (
    All,
    AnyOf,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    Held,
    InState,
    Not,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
)
from simrunner.domain.vital import Vital

DOSE = Given(drug="adrenaline", op=">=", amount=quantity("0.50 mg"), route="IM")
OXYGEN = Done(action="oxygen")
LOW = VitalCompared(vital=Vital.MAP, op="<", quantity=quantity("65 mmHg"))


@pytest.mark.parametrize(
    ("condition", "label"),
    [
        (DOSE, "Adrenaline 0.5 mg IM"),
        (Given(drug="adrenaline"), "Adrenaline"),
        (Given(drug="adrenaline", op=">=", amount=Doses(count=2), route="IM"), "Adrenaline ×2 IM"),
        (Given(drug="adrenaline", op="<", amount=quantity("1 mg")), "Adrenaline < 1 mg"),
        (Given(drug="unlisted", op=">=", amount=quantity("1 mg")), "Unlisted 1 mg"),
        (
            Running(drug="crystalloid", op=">=", rate=quantity("500 mL/h")),
            "Crystalloid infusion 500 mL/h",
        ),
        (Running(drug="crystalloid"), "Crystalloid infusion"),
        (OXYGEN, "Oxygen 15 L/min"),
        (Done(action="unlisted"), "unlisted"),
        (LOW, "MAP < 65 mmHg"),
        (
            VitalBetween(vital=Vital.SPO2, low=quantity("94 %"), high=quantity("98 %")),
            "SpO2 94 %–98 %",
        ),
        (InState(region="patient", state="shock"), "Anaphylactic shock"),
        (InState(region="nowhere", state="gone"), "gone"),
        (FlagRaised(flag="warned"), "warned"),
        (RhythmCompared(rhythm="vf", is_equal=True), "vf"),
        (RhythmCompared(rhythm="vf", is_equal=False), "≠ vf"),
        (SensorAttached(sensor="art"), "art attached"),
        (EventWithin(event="arrival", within_ms=1000), "arrival"),
        (Held(term=LOW, for_ms=60_000), "MAP < 65 mmHg for 01:00"),
        (Not(term=OXYGEN), "not: Oxygen 15 L/min"),
        (All(terms=(DOSE, OXYGEN)), "Adrenaline 0.5 mg IM + Oxygen 15 L/min"),
        (AnyOf(terms=(DOSE, OXYGEN)), "Adrenaline 0.5 mg IM / Oxygen 15 L/min"),
    ],
)  # fmt: skip
def test_that_a_condition_is_called(condition, label):
    assert condition_label(scenario(), condition, PlainEnglish()) == label


def test_that_a_condition_is_called_in_the_language_of_the_screen():
    condition = All(terms=(DOSE, OXYGEN))
    label = condition_label(scenario(), condition, PlainEnglish("zh-CN"))
    assert label == "肾上腺素 0.5 mg IM + 吸氧 15 L/min"
