"""Comparing vitals: exact, and as displayed for = and !=."""

from decimal import Decimal

import pytest
from support.charts import region, scenario, state, vital

from simrunner.domain.vital import Vital
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.comparison import rounded_half_up
from simrunner.engine.guard.condition import Guard


def is_true(comparison: str, name: str, number: float) -> bool:
    facts = Facts(scenario(region("patient", state("calm")), vitals={name: number, "DBP": 30}))
    return Guard(vital(name, comparison), facts, Scope()).look()


@pytest.mark.parametrize(
    ("name", "number", "comparison", "expected"),
    [
        ("SpO2", 89.6, "< 90 %", True),
        ("SpO2", 89.6, "= 90 %", True),
        ("SpO2", 89.5, "= 90 %", True),
        ("SpO2", 89.4, "!= 90 %", True),
        ("SpO2", 90.0, "<= 90 %", True),
        ("Temp", 38.45, "= 38.5 °C", True),
        ("Temp", 38.44, "= 38.5 °C", False),
        ("EtCO2", 5.0, "= 38 mmHg", True),
        ("EtCO2", 5.0, "> 37.5 mmHg", True),
        ("EtCO2", 5.0, "< 37.51 mmHg", True),
        ("EtCO2", 5.0, "= 5.0 kPa", True),
        ("EtCO2", 5.04, "= 5.0 kPa", True),
        ("EtCO2", 5.04, "> 5.0 kPa", True),
        ("SBP", 90.0, "< 12 kPa", True),
        ("SBP", 90.1, "< 12 kPa", False),
        ("SBP", 120.0, "= 16.0 kPa", True),
        ("SBP", 120.0, "= 15.9 kPa", False),
    ],
)
def test_that_order_is_exact_and_equality_is_as_displayed(
    name, number, comparison, expected
) -> None:
    assert is_true(comparison, name, number) is expected


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [(0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-0.5, 0, "0"), (-1.5, 0, "-1"),
     (-1.6, 0, "-2"), (2.25, 1, "2.3"), (-2.25, 1, "-2.2")],
)  # fmt: skip
def test_that_halves_round_up(number, decimals, rounded) -> None:
    assert rounded_half_up(number, decimals) == Decimal(rounded)


def test_that_heart_rate_reads_zero_in_a_rhythm_without_a_rate() -> None:
    facts = Facts(scenario(region("patient", state("calm")), vitals={"HR": 80}, rhythm="vf"))
    assert Guard(vital("HR", "= 0 /min"), facts, Scope()).look()
    assert facts.tracks.track(Vital.HR).underneath(0) == 80.0
