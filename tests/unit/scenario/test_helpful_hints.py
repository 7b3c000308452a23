"""What an author is told about the slips that first scenarios are full of."""

from decimal import Decimal

import pytest
from support.packs import shipped_catalogue

from simrunner.domain.chart import RoomDrug
from simrunner.domain.quantity import UNITS
from simrunner.domain.text import Text
from simrunner.scenario.grammar.condition_words import sign_hint
from simrunner.scenario.grammar.expression import Scope, parse_condition
from simrunner.scenario.grammar.names import Names
from simrunner.scenario.grammar.quantity_text import (
    parse_amount,
    parse_duration_ms,
    parse_quantity,
    require_dimension,
)
from simrunner.scenario.source.problem import Fault


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("84 percent", "write '%'"),
        ("67 years", "write 'y'"),
        ("1 ampoule", "the manual's page 'The scenario file' lists every unit"),
        ("1 dose", "doses are counted in conditions only; give an amount, such as 0.5 mg"),
    ],
)
def test_that_an_unknown_unit_comes_with_a_way_on(written, hint):
    with pytest.raises(Fault) as fault:
        parse_quantity(written)
    assert fault.value.hint == hint


@pytest.mark.parametrize("written", ["6", "6m", "12:30"])
def test_that_what_is_no_duration_is_answered_with_one(written):
    with pytest.raises(Fault) as fault:
        parse_duration_ms(written)
    assert fault.value.hint == "write for example 2 min 30 s"


def test_that_a_missing_unit_is_named_where_one_kind_fits():
    saturation = parse_quantity("84")
    with pytest.raises(Fault) as fault:
        require_dimension(saturation, [UNITS["%"].dimension], "SpO2")
    assert fault.value.hint == "the unit is missing: %"
    assert saturation.number == Decimal(84)


def test_that_no_unit_is_proposed_for_a_dose():
    with pytest.raises(Fault) as fault:
        parse_amount("0.4", "a dose")
    assert fault.value.hint == "the unit is missing"


@pytest.mark.parametrize(
    ("word", "hint"),
    [("&&", "write 'and'"), ("≥", "write '>='"), (">=0.4mg", "put spaces around the comparison")],
)
def test_that_signs_of_other_languages_are_translated(word, hint):
    assert sign_hint(word) == hint


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("naloxone >= 0.4 mg", "write 'given naloxone' or 'running naloxone'"),
        ("call-help", "write 'done call-help'"),
        ("given naloxone 0.4 mg", "write a comparison before the amount, such as >="),
        (
            "given naloxone between 0.1 mg and 0.4 mg",
            "'between' is for vitals; write two comparisons, joined by 'and'",
        ),
    ],
)
def test_that_a_condition_that_makes_no_sense_is_answered_with_one_that_does(condition, hint):
    drug = RoomDrug(
        id="naloxone", name=Text(by_language={}, plain="naloxone"), measures=("mass", "count")
    )
    names = Names(catalogue=shipped_catalogue(), drugs={"naloxone": drug}, actions={"call-help"})
    parsed = parse_condition(condition, names, Scope())
    assert [fault.hint for fault in parsed.faults] == [hint]
