"""A case file: whose body, what is done to it, what is written down."""

import pytest

from simrunner.domain.action import GiveDrug, InfuseDrug
from simrunner.domain.body_order import Bleed, Breathe, FallIll, RunFluid, Ventilate
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo, Treat
from simrunner.domain.vital import Vital
from simrunner.scenario.case.body_command import BodyNames, parse_body_command
from simrunner.scenario.case.case import Case, read_case
from simrunner.scenario.source.problem import Fault

NAMES = BodyNames(
    drugs=("propofol", "adrenaline"), fluids=("crystalloid",), rhythms=("vf", "sinus"),
    illnesses=("anaphylaxis",),
)  # fmt: skip
COLUMNS = {"HR": "/min", "PaCO2": "mmHg"}
WHOLE = b"""
patient: {template: child, age: 6 y, sex: F, weight: 20, height: 115 cm}
models: {propofol: marsh}
orders:
  - {at: 60 s, do: apnoea}
  - {at: 0 s, do: "give propofol 60 mg IV"}
sample: 0.5 s
until: 10 min
columns: [HR, PaCO2, Ce.propofol]
"""


def read(content: bytes) -> Case:
    case, problems = read_case(content, "case.yaml", NAMES, COLUMNS)
    assert case is not None, problems
    return case


def told(content: bytes) -> list[str]:
    return [str(each) for each in read_case(content, "case.yaml", NAMES, COLUMNS)[1]]


def test_that_a_whole_case_is_read_with_its_orders_in_time() -> None:
    case = read(WHOLE)

    assert (case.patient.template, case.patient.age_years, case.patient.weight_kg) == (
        "child", 6.0, 20.0,
    )  # fmt: skip
    assert case.models == {"propofol": "marsh", "remifentanil": "minto"}
    assert [order.at_ms for order in case.orders] == [0, 60_000]
    assert (case.sample_ms, case.until_ms) == (500, 600_000)
    assert case.columns == ("HR", "PaCO2", "Ce.propofol")


def test_that_a_case_needs_only_an_end() -> None:
    case = read(b"until: 1 min")

    assert case.patient.template == "adult"
    assert case.sample_ms == 1000
    assert "HR" in case.columns


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("apnoea", Breathe(is_on=False)),
        ("breathe", Breathe(is_on=True)),
        ("bleed 100 mL/min for 10 min", Bleed(rate_ml_per_min=100.0, for_ms=600_000)),
        ("bleed off", Bleed(rate_ml_per_min=0.0)),
        (
            "fluid crystalloid 0.5 L over 5 min",
            RunFluid(fluid="crystalloid", volume_ml=500.0, over_ms=300_000),
        ),
        (
            "vent vc 500 12 5",
            Ventilate(mode="vc", tidal_volume_ml=500.0, rate_per_min=12.0, peep_cmh2o=5.0),
        ),
        (
            "vent vc 500 mL 12 /min 5 cmH2O",
            Ventilate(mode="vc", tidal_volume_ml=500.0, rate_per_min=12.0, peep_cmh2o=5.0),
        ),
        ("vent off", Ventilate(mode="off")),
        ("rhythm vf", ChangeRhythm(rhythm="vf")),
        ("illness anaphylaxis severe", FallIll(illness="anaphylaxis", severity="severe")),
    ],
)
def test_that_words_become_an_order(words: str, order: object) -> None:
    assert parse_body_command(words, NAMES).orders == (order,)


def test_that_drugs_reach_the_body_as_treatments_at_their_time() -> None:
    given = parse_body_command("give propofol 140 mg IV", NAMES, at_ms=5_000).orders[0]
    infused = parse_body_command("infuse propofol 7 mg/min", NAMES).orders[0]

    assert isinstance(given, Treat)
    assert given.performed_at_ms == 5_000
    assert isinstance(given.action, GiveDrug)
    assert (str(given.action.amount), given.action.route) == ("140 mg", "IV")
    assert isinstance(infused, Treat)
    assert isinstance(infused.action, InfuseDrug)
    assert str(infused.action.rate) == "7 mg/min"


def test_that_readings_are_held_and_steered_in_their_own_unit() -> None:
    held = parse_body_command("FiO2 60 %", NAMES).orders[0]
    steered = parse_body_command("steer EtCO2 45 mmHg over 2 min", NAMES).orders[0]

    assert isinstance(held, JumpTo)
    assert (held.vital, held.number) == (Vital.FIO2, 60.0)
    assert isinstance(steered, FollowRamp)
    assert steered.ramp.number == pytest.approx(6.0, abs=0.01)
    assert steered.ramp.duration_ms == 120_000


def test_that_compressions_are_played_for_a_time() -> None:
    played = parse_body_command("cpr 110 50 mm for 2 min", NAMES).compressions

    assert played is not None
    assert (played.rate_per_min, played.depth_mm, played.duration_ms) == (110, 50, 120_000)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("giv propofol 1 mg IV", "did you mean 'give'"),
        ("give propofl 1 mg IV", "did you mean 'propofol'"),
        ("give propofol 1 mg", "give propofol 140 mg IV"),
        ("illness anaphylaxis grave", "one of mild, moderate, off, severe"),
        ("vent pc 12 5", "vent vc 500 mL"),
        ("bleed 100 mL", ""),
        ("apnoea now", "leave out 'now'"),
        ("fluid crystalloid 500 mL", "over 5 min"),
        ("hold SBP 400 mmHg", ""),
        ("", "write for example"),
        ("x" * 300, ""),
    ],
)
def test_that_a_wrong_order_says_what_to_write(words: str, hint: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_body_command(words, NAMES)

    assert hint in caught.value.hint
    assert str(caught.value)


def test_that_every_problem_of_a_case_has_its_place() -> None:
    broken = WHOLE.replace(b"apnoea", b"apnea").replace(b"PaCO2", b"PaCO3").replace(b"marsh", b"m")

    assert told(broken) == [
        (
            "case.yaml:3:20 error E206: there is no model of propofol 'm' "
            "(one of eleveld, marsh, schnider)"
        ),
        "case.yaml:5:20 error E401: there is no order 'apnea' (did you mean 'apnoea'?)",
        "case.yaml:9:15 error E206: there is no column 'PaCO3' (did you mean 'PaCO2'?)",
    ]


def test_that_a_sample_finer_than_a_step_is_refused() -> None:
    assert "multiple of 0.1 s" in told(b"{until: 1 min, sample: 0.05 s}")[0]
    assert "multiple of 0.1 s" in told(b"{until: 1 min, sample: 0.25 s}")[0]
