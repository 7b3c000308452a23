"""Section 4 of clinscn/1: the vitals, their limits and how they move, from the file to the run."""

import tomllib
from typing import NamedTuple

import pytest
from support.chart_runs import Run, act
from support.charts import quantity
from support.packs import ROOT
from support.scenario_files import check, codes_at, small

from simrunner.domain.action import PinVital, ReleaseVital, Source
from simrunner.domain.vital import VITALS, Vital

START = "vitals: {HR: 80 /min, SBP: 120 mmHg, DBP: 75 mmHg}"
ILL = "      ill:\n"
HELPED = "- {if: done help and given adrenaline >= 0.5 mg IM, go: well}"

TABLE = """
HR /min 0 300 0 75
SBP mmHg 0 300 0 120
DBP mmHg 0 200 0 75
SpO2 % 0 100 0 98
FiO2 % 21 100 0 21
RR /min 0 80 0 14
EtCO2 kPa 0 20 1 5.0
Temp °C 15 45 1 36.8
GCS – 3 15 0 15
CVP mmHg -10 50 0 5
ICP mmHg 0 100 0 10
PAPs mmHg 0 120 0 24
PAPd mmHg 0 120 0 10
PAWP mmHg 0 120 0 9
CO L/min 0 20 1 5.0
K mmol/L 1 12 1 4.2
Na mmol/L 90 190 0 140
Glucose mmol/L 0.5 60 1 5.2
Lactate mmol/L 0.2 30 1 1.0
Hb g/L 10 250 0 140
BIS – 0 100 0 97
TOF – 0 4 0 4
FHR /min 0 250 0 140
UterineTone mmHg 0 150 0 10
UrineOutput mL/h 0 1000 0 50
BloodLoss mL 0 10000 0 0
"""


class Row(NamedTuple):
    """A line of the page's table, as it stands there."""

    name: str
    unit: str
    low: str
    high: str
    decimals: str
    default: str

    def written(self, number):
        """Return a starting value with what must stand beside it."""
        beside = f", {STANDING[self.name]}" if self.name in STANDING else ""
        return f"{self.name}: {number} {self.unit}".rstrip() + beside


ROWS = [Row(*line.replace("–", "").split(" ")) for line in TABLE.strip().splitlines()]
ALL = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
TEMPLATES = sorted((ROOT / "resources" / "templates").glob("*.toml"))
STANDING = {"SBP": "DBP: 0 mmHg", "DBP": "SBP: 300 mmHg"}
"""What a pressure at its limit needs beside it, so that DBP stays 4 mmHg below SBP."""


def starting(vitals):
    return check(small((START, f"vitals: {{{vitals}}}")))


def scenario_of(*changes):
    scenario, problems = check(small(*changes))
    assert scenario is not None, problems
    return scenario


def guarded(condition, *changes):
    """Return a run whose patient is well as soon as the condition holds."""
    return Run(scenario_of((HELPED, f'- {{if: "{condition}", go: well}}'), *changes))


def holds(condition, *changes):
    return guarded(condition, *changes).until(100).engine.is_ended


def moving(effects, *changes):
    return Run(scenario_of((ILL, f"{ILL}        {effects}\n"), *changes))


def codes(problems):
    return [code for code, _, _ in codes_at(problems) if code[0] == "E"]


# ------------------------------------------------------------------ the table
def test_that_the_table_has_the_vitals_of_the_page_and_map():
    assert {row[0] for row in ROWS} | {"MAP"} == {vital.value for vital in VITALS}


@ALL
def test_that_a_vital_may_have_both_ends_of_its_limits(row):
    for number in (row.low, row.high):
        scenario, problems = starting(row.written(number))
        assert codes(problems) == []
        assert Run(scenario).read(row.name) == float(number)


@ALL
def test_that_beyond_either_end_is_an_error(row):
    for number in (f"{float(row.low) - 0.1:.1f}", f"{float(row.high) + 0.1:.1f}"):
        found = codes(starting(row.written(number))[1])
        assert len(found) == 1, f"{number}: {found}"
        # A negative amount of anything that has no negative values is one error too.
        assert found[0] in ("E307", "E301")


@ALL
def test_that_a_vital_has_its_own_unit_only(row):
    pressure = {"mmHg", "kPa"}
    for wrong in sorted({"", "/min", "mmHg", "%", "kg", "kPa"} - {row.unit}):
        if row.unit not in pressure or wrong not in pressure:
            found = codes(starting(f"{row.name}: {row.default} {wrong}".rstrip())[1])
            assert found == ["E303"], f"{row.name} in '{wrong}'"


@ALL
def test_that_an_undeclared_vital_has_its_default_and_a_guard_may_read_it(row):
    pulse = "vitals: {RR: 14 /min}" if row.name != "RR" else "vitals: {HR: 75 /min}"
    assert holds(f"{row.name} = {row.default} {row.unit}".rstrip(), (START, pulse))
    assert not holds(f"{row.name} != {row.default} {row.unit}".rstrip(), (START, pulse))


@ALL
def test_that_equality_is_as_displayed_and_order_is_exact(row):
    step = 10 ** -int(row.decimals)
    middle = round((float(row.low) + float(row.high)) / 2, int(row.decimals))
    just_up, just_below = middle + step / 2, middle - 0.6 * step
    asked = f"{row.name} = {middle:.{row.decimals}f} {row.unit}".rstrip()

    def at(number):
        return (START, f"vitals: {{{row.written(f'{number:.4f}')}}}")

    assert not holds(asked, at(just_up)), "a half rounds up"
    assert holds(asked, at(middle - step / 2)), "a half rounds up"
    assert not holds(asked, at(just_below))
    more = f"{row.name} > {middle:.{row.decimals}f} {row.unit}".rstrip()
    assert holds(more, at(middle + step / 10))
    assert not holds(more, at(middle))


def test_that_pressures_may_be_asked_in_kpa_and_etco2_in_mmhg():
    assert holds("SBP between 15.99 kPa and 16.01 kPa")
    assert holds("EtCO2 = 38 mmHg", (START, "vitals: {EtCO2: 5.0 kPa}"))
    assert holds("EtCO2 = 5.1 kPa", (START, "vitals: {EtCO2: 38 mmHg}"))


@pytest.mark.parametrize("number", [0, 37.5, 75, 114])
def test_that_map_follows_and_is_never_written(number):
    run = Run(scenario_of((START, f"vitals: {{SBP: 120 mmHg, DBP: {number} mmHg}}")))
    assert run.read("MAP") == pytest.approx(number + (120 - number) / 3)
    for place in ("set: {MAP: 90 mmHg}", "trend: {MAP: 90 mmHg over 1 min}"):
        assert codes(check(small((ILL, f"{ILL}        {place}\n")))[1]) == ["E504"]
    pin = PinVital(source=Source.FACILITATOR, vital=Vital.MAP,
                   quantity=quantity("90 mmHg"))  # fmt: skip
    assert type(run.step(pin)[0]).__name__ == "ActionRefused"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_that_a_template_brings_its_own_defaults(file):
    defaults = tomllib.loads(file.read_text(encoding="utf-8"))["vitals"]
    run = Run(scenario_of((START, "vitals: {}"),
                          ("weight: 70 kg", f"weight: 70 kg, template: {file.stem}")))  # fmt: skip
    assert len(defaults) > 0
    for name, default in defaults.items():
        number, _, unit = default["value"].partition(" ")
        assert unit == VITALS[Vital(name)].unit
        assert run.read(name) == float(number), name


# ------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("set: {HR: 301 /min}", "E307"), ("trend: {HR: 301 /min over 1 min}", "E307"),
        ("set: {SBP: 80 mmHg, DBP: 77 mmHg}", "E311"),
        ("trend: {SBP: 80 mmHg over 1 min, DBP: 77 mmHg over 1 min}", "E311"),
        ("set: {SBP: 2 mmHg, DBP: 0 mmHg}", "E311"),
    ],
)  # fmt: skip
def test_that_what_cannot_be_is_an_error_where_it_is_written(place, code):
    assert codes(check(small((ILL, f"{ILL}        {place}\n")))[1]) == [code]


@pytest.mark.parametrize(
    "place",
    ["set: {SBP: 80 mmHg, DBP: 76 mmHg}", "set: {SBP: 0 mmHg, DBP: 40 mmHg}",
     "set: {SBP: 60 mmHg}", "trend: {HR: by 250 /min over 1 min}",
     "trend: {SBP: 0 mmHg over 1 min, DBP: 0 mmHg over 1 min}"],
)  # fmt: skip
def test_that_what_can_be_is_none(place):
    assert codes(check(small((ILL, f"{ILL}        {place}\n")))[1]) == []


def test_that_a_parameter_outside_the_limits_is_an_error_at_any_level():
    changes = (
        ("params: {wait:", "params: {rate: {normal: 90 /min, hard: 400 /min}, wait:"),
        (ILL, f"{ILL}        set: {{HR: $rate}}\n"),
    )
    assert "E307" in codes(check(small(*changes))[1])


# ------------------------------------------------------------------ layers
def test_that_dbp_is_held_below_sbp_and_is_0_without_a_pulse():
    run = moving("trend: {SBP: 0 mmHg over 10 s}")
    seen = []
    while run.now_ms < 10_000:
        run.step()
        seen.append((run.read("SBP"), run.read("DBP")))
    assert all(dbp == min(75, max(0, sbp - 4)) for sbp, dbp in seen)
    assert seen[-1] == (0, 0)
    assert run.read("MAP") == 0


@pytest.mark.parametrize("rhythm", ["vf", "vf-fine", "asystole"])
def test_that_hr_reads_0_in_a_rhythm_without_a_rate_whatever_the_file_sets(rhythm):
    run = moving(f"rhythm: {rhythm}\n        set: {{HR: 120 /min}}")
    assert run.read("HR") == 0
    assert guarded("HR = 0 /min", ("rhythm: sinus", f"rhythm: {rhythm}")).until(100).engine.is_ended


def test_that_a_set_jumps_and_ends_a_ramp_and_both_mean_jump_then_ramp():
    both = moving("set: {HR: 100 /min}\n        trend: {HR: 120 /min over 10 s}")
    assert both.read("HR") == 100
    assert both.until(5000).read("HR") == 110
    ended = moving(
        "trend: {HR: 120 /min over 10 s}", (HELPED, "- {if: done help, set: {HR: 90 /min}}")
    )
    ended.until(5000).step(act("help"))
    assert ended.read("HR") == 90
    assert ended.until(20_000).read("HR") == 90


def test_that_a_new_ramp_goes_on_from_the_present_value_and_replaces_the_old_one():
    run = moving(
        "trend: {HR: 120 /min over 10 s, RR: 24 /min over 10 s}",
        (HELPED, "- {if: done help, trend: {HR: 60 /min over 10 s}}"),
    )
    run.until(4900).step(act("help"))
    assert run.read("HR") == pytest.approx(100)
    assert run.until(10_000).read("HR") == pytest.approx(80)
    assert run.read("RR") == 24, "a vital that is not mentioned keeps what it was doing"
    assert run.until(15_000).read("HR") == 60


@pytest.mark.parametrize(
    ("target", "fraction"),
    [
        ("120 /min over 10 s", 0.25), ("120 /min over 10 s curve linear", 0.25),
        ("120 /min over 10 s curve exp", 1 - 0.75**3),
        ("120 /min over 10 s curve sigmoid", 0.25**2 * (3 - 2 * 0.25)),
        ("by 40 /min over 10 s", 0.25), ("times 1.5 over 10 s", 0.25),
        ("120 /min over 10 s delay 2500 s", 0), ("120 /min over 5 s delay 1.25 s", 0.25),
    ],
)  # fmt: skip
def test_that_a_ramp_has_its_shape_and_holds_its_target(target, fraction):
    run = moving(f"trend: {{HR: {target}}}").until(2500)
    assert run.read("HR") == pytest.approx(80 + 40 * fraction)
    if "2500 s" not in target:
        assert run.until(20_000).read("HR") == 120


def test_that_a_pin_lies_over_the_ramp_and_under_the_limits():
    run = moving("trend: {HR: 120 /min over 10 s}")
    run.step(PinVital(source=Source.FACILITATOR, vital=Vital.HR, quantity=quantity("40 /min")))
    assert run.until(5000).read("HR") == 40
    run.step(ReleaseVital(source=Source.FACILITATOR, vital=Vital.HR))
    assert run.until(20_000).read("HR") == 120


def test_that_a_relative_ramp_is_held_at_the_limit_and_goes_on_below_it():
    """The clamp is the last layer: what a later ramp starts from is the value before it."""
    run = moving("trend: {SpO2: by 10 % over 1 s}").until(2000)
    assert run.read("SpO2") == 100
    assert run.engine.tracks.track(Vital.SPO2).underneath(2000) == 108
