"""Numbers, units, durations and ramps."""

from decimal import Decimal

import pytest

from simrunner.scenario.grammar.quantity_text import (
    parse_amount,
    parse_duration_ms,
    parse_number,
    parse_quantity,
    split_ramp,
)
from simrunner.scenario.source.problem import Fault


@pytest.mark.parametrize("text", ["0", "-3", "0.5", "123456789012", "1.123456789"])
def test_that_plain_decimals_are_exact(text):
    assert Decimal(text) == parse_number(text)


@pytest.mark.parametrize(
    "text",
    ["", ".5", "5.", "05", "1e3", "+1", "1,5", "1234567890123", "1.1234567890", "٣", "0x1", "--1"],
)
def test_that_other_numbers_are_refused(text):
    with pytest.raises(Fault) as caught:
        parse_number(text)
    assert caught.value.code == "E301"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("5 ug", "mcg"),
        ("5 µg", "mcg"),
        ("5 μg", "mcg"),
        ("5 U", "units"),
        ("5 IU", "units"),
        ("5 cc", "mL"),
        ("5 mcq", "mcg"),
        ("5 ug/kg/min", "mcg/kg/min"),
        ("5 mmhg", "mmHg"),
    ],
)
def test_that_error_prone_units_are_refused_with_the_right_spelling(text, right):
    with pytest.raises(Fault) as caught:
        parse_quantity(text)
    assert (caught.value.code, caught.value.offset) == ("E302", 2)
    assert f"'{right}'" in caught.value.hint


def test_that_the_space_before_a_unit_may_be_left_out():
    assert parse_quantity("0.5 mg") == parse_quantity("0.5mg")


def test_that_pressures_convert_between_kpa_and_mmhg():
    assert Decimal("7.50062") == parse_quantity("1 kPa").in_unit("mmHg")


@pytest.mark.parametrize("text", ["1.0 mg", "0.50 mg", "10.0 mL", ".5 mg", "-1 mg"])
def test_that_amounts_that_can_be_misread_are_refused(text):
    with pytest.raises(Fault):
        parse_amount(text, "a dose")


def test_that_trailing_zeros_are_fine_outside_drug_amounts():
    assert Decimal("5.0") == parse_quantity("5.0 kPa").number


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("30 s", 30_000),
        ("2 min 30 s", 150_000),
        ("2min 30s", 150_000),
        ("1 h 5 s", 3_605_000),
        ("1.5 min", 90_000),
        ("0.1 s", 100),
        ("24 h", 86_400_000),
    ],
)
def test_that_durations_are_read_in_milliseconds(text, milliseconds):
    assert milliseconds == parse_duration_ms(text)


@pytest.mark.parametrize(
    "text",
    ["0 s", "-5 s", "25 h", "24 h 1 s", "30 s 2 min", "1 s 1 s", "2:30", "30", "5 mg", "", "1 d"],
)
def test_that_other_durations_are_refused(text):
    with pytest.raises(Fault):
        parse_duration_ms(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [("3min20s", "3 min 20 s"), ("1h 5min30s", "1 h 5 min 30 s"), ("1.5h20min", "1.5 h 20 min")],
)
def test_that_a_duration_written_without_gaps_is_spelt_out(text, written):
    with pytest.raises(Fault) as refused:
        parse_duration_ms(text)
    assert refused.value.hint == f"write '{written}'"
    assert parse_duration_ms(written) > 0


def test_that_a_ramp_is_split_into_its_parts():
    parts = split_ramp("by -5 mmHg over 1 min 30 s curve exp delay 10 s")
    assert (parts.target, parts.amount, parts.duration) == ("by", "-5 mmHg", "1 min 30 s")
    assert (parts.curve, parts.delay) == ("exp", "10 s")


@pytest.mark.parametrize(
    ("text", "offset"),
    [("118 /min", 0), ("over 60 s", 0), ("118 /min over 60 s curve expo", 25)],
)
def test_that_a_ramp_that_lacks_something_is_refused(text, offset):
    with pytest.raises(Fault) as caught:
        split_ramp(text)
    assert ("E306", offset) == (caught.value.code, caught.value.offset)
