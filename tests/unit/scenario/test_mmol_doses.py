"""Drugs ordered in mmol, from the file to the sum that a rule asks for."""

import json

import pytest
from jsonschema import Draft202012Validator
from support.chart_runs import Run, give, infuse
from support.packs import ROOT
from support.scenario_files import check, only, small

from simrunner.domain.action import GiveDrug, InfuseDrug, Source
from simrunner.domain.quantity import UNITS
from simrunner.scenario.grammar.command import CommandError, parse_command

OWN = 'drugs: {brine: {measure: "mmol, mmol/kg, vol, mmol/time, mmol/kg/time", '
GUARD = "done help and given adrenaline >= 0.5 mg IM"
LATER = "given adrenaline since entry"
LISTED = 'drugs: {adrenaline: {measure: "mass, mass/kg, count"}}'
POTASSIUM = "drugs: {potassium-chloride: {}}"


def file(guard, drugs=POTASSIUM):
    return small((GUARD, guard), (LATER, "done help"), (LISTED, drugs))


def is_well_after(guard, *acts, drugs=POTASSIUM):
    chart, problems = check(file(guard, drugs))
    assert [str(each) for each in problems if each.severity == "error"] == []
    run = Run(chart)
    run.step(*acts)
    return run.active("patient") == "well"


@pytest.mark.parametrize(
    ("guard", "acts", "is_true"),
    [
        ("given potassium-chloride >= 20 mmol", [give("potassium-chloride", "10 mmol")] * 2, True),
        ("given potassium-chloride > 20 mmol", [give("potassium-chloride", "10 mmol")] * 2, False),
        # 70 kg; a vial of 15 % holds 20 mmol in 10 mL.
        ("given potassium-chloride >= 0.2 mmol/kg", [give("potassium-chloride", "14 mmol")], True),
        ("given potassium-chloride >= 0.2 mmol/kg", [give("potassium-chloride", "13 mmol")], False),
        ("given potassium-chloride >= 28 mmol", [give("potassium-chloride", "0.4 mmol/kg")], True),
        ("given potassium-chloride >= 20 mmol", [give("potassium-chloride", "10 mL")], True),
        ("given potassium-chloride >= 20 mmol", [give("potassium-chloride", "9 mL")], False),
        ("running potassium-chloride >= 10 mmol/h", [infuse("potassium-chloride", "5 mL/h")], True),
        ("running potassium-chloride > 10 mmol/h", [infuse("potassium-chloride", "5 mL/h")], False),
        ("running potassium-chloride >= 0.2 mmol/kg/h",
         [infuse("potassium-chloride", "14 mmol/h")], True),
        ("running potassium-chloride < 10 mmol/h",
         [infuse("potassium-chloride", "0.2 mmol/min")], False),
    ],
)  # fmt: skip
def test_that_amounts_of_substance_add_up(guard, acts, is_true):
    assert is_well_after(guard, *acts) is is_true


def test_that_a_drug_of_an_authors_own_may_be_measured_so():
    drugs = OWN + "concentration: 0.5 mmol/mL}}"

    assert is_well_after("given brine >= 5 mmol", give("brine", "10 mL"), drugs=drugs)
    assert not is_well_after("given brine >= 5 mmol", give("brine", "9 mL"), drugs=drugs)


def test_that_a_mass_is_never_taken_for_an_amount_of_substance():
    found = check(file("given potassium-chloride >= 750 mg"))[1]

    problem = next(each for each in found if each.severity == "error")
    assert problem.code == "E304"
    assert "potassium-chloride cannot be measured in mass" in problem.message
    assert "mmol, mmol/kg" in problem.hint


def test_that_a_dose_ten_times_the_tables_is_noted_with_its_source():
    found = check(file("given potassium-chloride >= 200 mmol IV"))[1]

    problem = only(tuple(each for each in found if each.code == "E320"))
    assert "ten times too much" in problem.message
    assert "10 mmol to 20 mmol" in problem.hint
    volume = check(file("given potassium-chloride >= 100 mL IV"))[1]
    assert "E320" in [each.code for each in volume]
    rate = check(file("running potassium-chloride >= 200 mmol/h"))[1]
    assert "E320" in [each.code for each in rate]


@pytest.mark.parametrize("unit", ["mEq", "meq/kg"])
def test_that_milliequivalents_are_told_what_they_are_in_mmol(unit):
    found = check(file(f"given potassium-chloride >= 20 {unit}"))[1]

    problem = next(each for each in found if each.code == "E302")
    assert "write mmol" in problem.hint
    assert "half for Ca and Mg" in problem.hint


def test_that_a_typed_command_gives_and_infuses_in_mmol():
    chart, _ = check(file("given potassium-chloride >= 20 mmol"))
    by = Source.FACILITATOR

    (dose,) = parse_command(
        "give potassium-chloride 20 mmol IV", chart, source=by, now_ms=0
    ).actions
    (rate,) = parse_command(
        "infuse potassium-chloride 10 mmol/h", chart, source=by, now_ms=0
    ).actions

    assert isinstance(dose, GiveDrug)
    assert isinstance(rate, InfuseDrug)
    assert (str(dose.amount), str(rate.rate)) == ("20 mmol", "10 mmol/h")
    with pytest.raises(CommandError, match="cannot be measured in mass"):
        parse_command("give potassium-chloride 1 g IV", chart, source=by, now_ms=0)


def test_that_the_schema_takes_every_measure_in_mmol_and_no_other_word():
    path = ROOT / "resources" / "schema" / "clinscn-1.schema.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    pattern = next(
        form["properties"]["measure"]
        for form in whole["$defs"].values()
        if "measure" in form.get("properties", {})
    )
    judge = Draft202012Validator({"$defs": whole["$defs"], **pattern})

    assert judge.is_valid("mmol, mmol/kg, mmol/time, mmol/kg/time")
    assert not judge.is_valid("substance")
    assert not judge.is_valid("mmol/h")


def test_that_what_sources_call_one_unit_is_the_measures_name():
    assert {str(UNITS[each].dimension) for each in ("mmol", "mmol/kg")} == {"mmol", "mmol/kg"}
    rates = {str(UNITS[each].dimension) for each in ("mmol/h", "mmol/min", "mmol/kg/h")}
    assert rates == {"mmol/time", "mmol/kg/time"}
