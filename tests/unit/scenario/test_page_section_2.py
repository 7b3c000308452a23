"""Section 2 of clinscn/1: numbers, quantities, ramps, units, parameters."""

import pytest
from support.scenario_files import check, small

from simrunner.domain.vital import Vital


@pytest.mark.parametrize(
    ("words", "value"),
    [("80 /min", 80.0), ("80/min", 80.0), ("80.5 /min", 80.5), ("80.0 /min", 80.0)],
)
def test_that_a_quantity_is_a_number_an_optional_space_and_a_unit(words, value):
    scenario, problems = check(small(("HR: 80 /min", f"HR: {words}")))
    assert problems == ()
    assert scenario.vitals[Vital.HR] == value


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("080 /min", "E301"), (".5 /min", "E301"), ("80. /min", "E301"), ("8e1 /min", "E301"),
        ("+80 /min", "E301"), ("1234567890123 /min", "E301"), ("80.1234567890 /min", "E301"),
        ("80", "E303"), ("80 bpm", "E302"), ("80 mmHg", "E303"), ("301 /min", "E307"),
    ],
)  # fmt: skip
def test_that_a_number_has_one_spelling_and_its_unit(words, code):
    assert [each.code for each in check(small(("HR: 80 /min", f"HR: {words}")))[1]] == [code]


@pytest.mark.parametrize(
    ("words", "milliseconds"),
    [("90s", 90_000), ("2 min 30 s", 150_000), ("1 h 1 min 1 s", 3_661_000), ("24 h", 86_400_000)],
)
def test_that_a_duration_is_hours_minutes_and_seconds_in_order(words, milliseconds):
    scenario, problems = check(small(("duration: 10 min", f"duration: {words}")))
    assert problems == ()
    assert scenario.duration_ms == milliseconds


@pytest.mark.parametrize(
    "words", ["0 s", "24 h 1 s", "5 s 1 min", "1 min 1 min", "10", "-5 s", "2:30", "0.0001 s"]
)
def test_that_nothing_else_is_a_duration(words):
    text = small(("duration: 10 min", f"duration: '{words}'"))
    assert [each.code for each in check(text)[1]] == ["E305"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1.0 mg", "E304"), ("0.50 mg", "E304"), (".5 mg", "E301"), ("-1 mg", "E304"),
        ("1.5 doses", "E304"), ("5 ug", "E302"), ("5 µg", "E302"), ("5 μg", "E302"),
        ("5 U", "E302"), ("5 IU", "E302"), ("5 cc", "E302"), ("5 mg/min", "E303"),
    ],
)  # fmt: skip
def test_that_an_amount_that_can_be_misread_is_an_error(words, code):
    found = check(small(("given adrenaline >= 0.5 mg IM", f"given adrenaline >= {words}")))[1]
    assert [each.code for each in found] == [code]


@pytest.mark.parametrize("words", ["1.0 mg/mL", "0 mg/mL", "-1 mg/mL", ".5 mg/mL"])
def test_that_a_concentration_is_written_like_an_amount(words):
    drug = ('{measure: "mass, mass/kg, count"}', f"{{concentration: {words}}}")
    assert {each.code for each in check(small(drug))[1]} <= {"E304", "E301"}
    assert check(small(drug))[0] is None


@pytest.mark.parametrize(
    ("vital", "words", "is_right"),
    [
        ("EtCO2", "37.5031 mmHg", True), ("EtCO2", "5.0 kPa", True), ("EtCO2", "50 cmH2O", False),
        ("CVP", "5 mmHg", True), ("CVP", "7 cmH2O", False),
    ],
)  # fmt: skip
def test_that_kilopascals_and_millimetres_convert_and_water_columns_do_not(vital, words, is_right):
    start = ("DBP: 75 mmHg", f"DBP: 75 mmHg, {vital}: {words}")
    assert (check(small(start))[0] is not None) is is_right
    guard = ("given adrenaline >= 0.5 mg IM", f"{vital} > {words}")
    assert (check(small(guard))[0] is not None) is is_right


RULE = ("- {after: $wait, go: worse}", "- {after: $wait, go: worse}\n          - {%s}")
PLACES = [
    ("a start value", "80 /min", ("HR: 80 /min", "HR: $x")),
    ("a set", "80 /min", ("trend: {HR: 140 /min over 60 s}", "set: {HR: $x}")),
    ("a ramp's target", "80 /min", ("140 /min over 60 s", "$x over 60 s")),
    ("a ramp's difference", "5 /min", ("140 /min over 60 s", "by $x over 60 s")),
    ("a ramp's time", "60 s", ("140 /min over 60 s", "140 /min over $x")),
    ("a ramp's delay", "60 s", ("140 /min over 60 s", "140 /min over 60 s delay $x")),
    ("the weight", "70 kg", ("70 kg", "$x")),
    ("the planned time", "60 s", ("duration: 10 min", "duration: $x")),
    ("a limit", "60 s", ("within: 2 min", "within: $x")),
    ("a chance", "30 %", ("after: $wait, go", "after: $wait, chance: $x, go")),
    ("a repetition", "60 s", (RULE[0], RULE[1] % "if: done help, every: $x, note: a")),
    ("a guard", "80 /min", ("given adrenaline >= 0.5 mg IM", "HR > $x")),
    ("both ends of a range", "80 /min", ("given adrenaline >= 0.5 mg IM", "HR between $x and $x")),
    ("an amount", "0.5 mg", ("given adrenaline >= 0.5 mg IM", "given adrenaline >= $x IM")),
    ("a window", "60 s", ("given adrenaline >= 0.5 mg IM", "given adrenaline within $x")),
    ("a hold", "60 s", ("given adrenaline >= 0.5 mg IM", "done help for $x")),
    ("an event's window", "60 s", ("given adrenaline >= 0.5 mg IM", "event act help within $x")),
    ("a dose range", "0.5 mg", ('{measure: "mass, mass/kg, count"}', "{adult_single: $x to 1 mg}")),
    ("a maximum", "0.5 mg", ('{measure: "mass, mass/kg, count"}', "{max_total: $x}")),
    ("a concentration", "1 mg/mL", ('{measure: "mass, mass/kg, count"}', "{concentration: $x}")),
]


@pytest.mark.parametrize(("place", "value", "change"), PLACES, ids=[each[0] for each in PLACES])
def test_that_a_parameter_may_stand_for_any_quantity_or_duration(place, value, change):
    params = ("params: {wait", f"params: {{x: {{normal: {value}, hard: {value}}}, wait")
    scenario, problems = check(small(change, params))
    assert scenario is not None, (place, problems)
    wrong = ("params: {wait", f"params: {{x: {{normal: {value}, hard: 4 mA}}, wait")
    scenario, problems = check(small(change, wrong))
    assert scenario is None, place
    errors = [each for each in problems if each.severity == "error"]
    assert "with its parameter at hard, " in errors[0].message


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("{easy: 90 s}", "E202"), ("{normal: 60 s, insane: 1 s}", "E206"), ("60 s", "E204"),
        ("{normal: soon}", "E301"),
    ],
)  # fmt: skip
def test_that_the_three_levels_are_fixed_and_normal_is_required(words, code):
    text = small(("{easy: 90 s, normal: 60 s, hard: 30 s}", words))
    assert code in [each.code for each in check(text)[1]]


def test_that_a_missing_level_is_normal():
    text = small(("{easy: 90 s, normal: 60 s, hard: 30 s}", "{normal: 60 s, hard: 30 s}"))
    assert check(text, difficulty="easy")[0].states_of("patient")["ill"].rules[1].after_ms == 60_000
