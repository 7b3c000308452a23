"""Amounts with units are exact and compare within one dimension only."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.charts import quantity

from simrunner.domain.quantity import ROUTES, SPELLING_HINTS, UNITS, Dimension, Quantity


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1 g", "mg", "1000"),
        ("500 mcg", "mg", "0.5"),
        ("1 kg", "g", "1000"),
        ("0.5 L", "mL", "500"),
        ("1 kPa", "mmHg", "7.50062"),
        ("37.5031 mmHg", "kPa", "5"),
        ("10 cmH2O", "mmHg", "7.35559"),
        ("6 mg/h", "mcg/min", "100"),
        ("0.1 mcg/kg/min", "mcg/kg/h", "6"),
        ("2 min", "s", "120"),
        ("1 y", "d", "365.25"),
        ("2 cm", "mm", "20"),
        ("1 mg/mL", "mcg/mL", "1000"),
    ],
)
def test_that_units_convert_exactly(text, unit, expected) -> None:
    assert quantity(text).in_unit(unit) == Decimal(expected)


def test_that_ten_doses_of_a_tenth_are_one() -> None:
    assert sum([quantity("0.1 mg").in_base] * 10) == quantity("1 mg").in_base


def test_that_another_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="1 mg is not a vol"):
        quantity("1 mg").in_unit("mL")
    with pytest.raises(ValueError, match="not a mass/kg"):
        quantity("1 mg").in_unit("mg/kg")


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [("0.50", "mg", "0.5 mg"), ("100", "%", "100 %"), ("15", "", "15"), ("1E+3", "mL", "1000 mL"),
     ("5.0", "kPa", "5 kPa")],
)  # fmt: skip
def test_that_a_quantity_reads_without_trailing_zeros_or_exponent(number, unit, text) -> None:
    assert str(Quantity(number=Decimal(number), unit=unit)) == text


@given(st.sampled_from(list(UNITS)), st.decimals(-999, 999, places=4))
def test_that_a_unit_converted_to_itself_is_unchanged(unit, number) -> None:
    assert Quantity(number=number, unit=unit).in_unit(unit) == number


def test_that_dangerous_spellings_are_no_units_and_their_hints_are() -> None:
    assert not set(SPELLING_HINTS) & set(UNITS)
    assert set(SPELLING_HINTS.values()) <= set(UNITS)


def test_that_flow_and_volume_rates_are_one_dimension() -> None:
    assert UNITS["L/min"].dimension is UNITS["mL/h"].dimension is Dimension.VOLUME_RATE
    assert quantity("1 L/min").in_unit("mL/h") == 60_000


def test_that_the_routes_are_those_of_the_language() -> None:
    assert " ".join(ROUTES) == (
        "IV IM SC IO PO SL PR IN INH NEB ET TOP EPIDURAL SPINAL BLOCK"
    )  # fmt: skip
