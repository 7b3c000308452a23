"""The key `body:`: what a state or a rule asks of a modelled body."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator
from support.packs import ROOT, shipped_catalogue
from support.page_runs import codes_of, ruled
from support.scenario_files import SMALL, check

from simrunner.domain.body_order import (
    Bleed,
    Breathe,
    DampLine,
    Disturb,
    FallIll,
    FlushLine,
    HarmRightVentricle,
    MoveBalloon,
    MoveElectrode,
    MoveTip,
    Rebreathe,
    RunFluid,
    SwapElectrodes,
    Ventilate,
)
from simrunner.scenario.authoring.fmt import formatted
from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.case.body_effect import VERBS, effect_names, parse_body_effect
from simrunner.scenario.pack import load_stored
from simrunner.scenario.source.problem import Fault, Problems

MODELLED = ("weight: 70 kg}", "weight: 70 kg, kind: modelled}")
SCHEMA = Draft202012Validator(
    json.loads((ROOT / "resources/schema/clinscn-1.schema.json").read_text(encoding="utf-8"))
)
WRITTEN = {
    "illness anaphylaxis severe": FallIll(illness="anaphylaxis", severity="severe"),
    "illness sepsis off": FallIll(illness="sepsis", severity="off"),
    "bleed 100 mL/min for 5 min": Bleed(rate_ml_per_min=100.0, for_ms=300_000),
    "bleed 0.1 L/min": Bleed(rate_ml_per_min=100.0),
    "bleed off": Bleed(rate_ml_per_min=0.0),
    "fluid red-cells 300 mL over 10 min": RunFluid(
        fluid="red-cells", volume_ml=300.0, over_ms=600_000
    ),
    "apnoea": Breathe(is_on=False),
    "breathe": Breathe(is_on=True),
    "vent vc 500 mL 12 /min 5 cmH2O": Ventilate(
        mode="vc", tidal_volume_ml=500.0, rate_per_min=12.0, peep_cmh2o=5.0
    ),
    "vent off": Ventilate(mode="off"),
    "artefact motion for 20 s": Disturb(artefact="motion", for_ms=20_000),
    "artefact mains 60 Hz": Disturb(artefact="mains", mains_hz=60),
    "artefact mains 50 Hz for 1 min": Disturb(artefact="mains", for_ms=60_000),
    "artefact cpr off": Disturb(artefact="cpr", is_on=False),
    "lead off RA": MoveElectrode(electrode="RA", is_on=False),
    "lead on V1": MoveElectrode(electrode="V1", is_on=True),
    "lead reversal RA-LA": SwapElectrodes(swap="RA-LA"),
    "lead reversal off": SwapElectrodes(swap=None),
    "rv hurt": HarmRightVentricle(is_on=True),
    "line underdamped": DampLine(state="underdamped"),
    "line normal": DampLine(state="normal"),
    "line flush": FlushLine(),
    "catheter balloon up": MoveBalloon(is_up=True),
    "catheter balloon down": MoveBalloon(is_up=False),
    "catheter tip rv": MoveTip(place="rv"),
    "circuit rebreathing 6 mmHg": Rebreathe(inspired_co2_mmhg=6.0),
    "circuit rebreathing 15 mmHg over 5 min": Rebreathe(inspired_co2_mmhg=15.0, over_ms=300_000),
    "circuit rebreathing off": Rebreathe(inspired_co2_mmhg=0.0),
    "circuit soda-lime exhausted": Rebreathe(inspired_co2_mmhg=8.0, over_ms=300_000),
    "circuit soda-lime fresh": Rebreathe(inspired_co2_mmhg=0.0),
}
ON_THE_SCREEN = ("artefact shiver", "lead off LL", "lead reversal LA-LL", "rv well",
                 "line overdamped", "catheter tip ra", "circuit soda-lime exhausted")  # fmt: skip
REFUSED = {
    "give adrenaline 0.5 mg IM": ("E401", "given by the team"),
    "infuse propofol 6 mg/kg/h": ("E401", "given by the team"),
    "hold HR 120 /min": ("E401", "'set:'"),
    "steer HR 120 /min over 60 s": ("E401", "'trend:'"),
    "FiO2 60 %": ("E401", "'set:'"),
    "rhythm vf": ("E401", "'rhythm:'"),
    "cpr for 2 min": ("E401", "team"),
    "bled 100 mL/min": ("E401", "did you mean 'bleed'?"),
    "illness anafylaxis severe": ("E206", "did you mean 'anaphylaxis'?"),
    "illness anaphylaxis awful": ("E206", "severe"),
    "fluid crystaloid 500 mL over 5 min": ("E206", "did you mean 'crystalloid'?"),
    "bleed 100 mL": ("E303", ""),
    "vent pc 500 12 5": ("E401", "vent vc"),
    "artefact hum": ("E206", ""),
    "artefact motion 50 Hz": ("E401", "artefact"),
    "lead off XX": ("E206", "RA"),
    "lead reversal RA-V1": ("E206", "RA-L"),
    "line underdamp": ("E206", "did you mean 'underdamped'?"),
    "line": ("E206", "flush"),
    "catheter balloon off": ("E206", "up, down"),
    "catheter tip la": ("E206", "ra, rv, pa"),
    "circuit rebreathing": ("E401", "circuit rebreathing 8 mmHg"),
    "circuit rebreathing 8": ("E303", ""),
    "circuit rebreathing 8 mL": ("E303", ""),
    "circuit soda-lime empty": ("E206", "exhausted"),
    "circuit absorber fresh": ("E206", "soda-lime"),
}


def effects_of(order: str) -> str:
    return f'body: "{order}"'


def test_that_every_order_of_the_key_is_read_and_the_schema_takes_it() -> None:
    names = effect_names(shipped_catalogue())
    for words, order in WRITTEN.items():
        assert parse_body_effect(words, names) == order
        text = ruled("after: 1 s, go: well", effects=effects_of(words), more=(MODELLED,))
        assert [each for each in check(text)[1] if each.severity == "error"] == []
        errors = SCHEMA.iter_errors(yaml.load(text, yaml.CBaseLoader))
        assert [error.message for error in errors] == []
    assert {words.partition(" ")[0] for words in WRITTEN} == set(VERBS)


@pytest.mark.parametrize("words", ON_THE_SCREEN)
def test_that_a_scripted_patient_has_electrodes_too_but_no_organs(words) -> None:
    text = ruled("after: 1 s, go: well", effects=effects_of(words))
    assert [each for each in check(text)[1] if each.severity == "error"] == []
    mixed = f'body: ["{words}", apnoea]'
    text = ruled("after: 1 s, go: well", effects=mixed)
    assert [each.code for each in check(text)[1] if each.severity == "error"] == ["E607"]


@pytest.mark.parametrize("words", REFUSED)
def test_that_what_no_file_may_order_is_placed_with_a_hint_and_not_in_the_schema(words) -> None:
    code, hint = REFUSED[words]
    text = ruled("after: 1 s, go: well", effects=effects_of(words), more=(MODELLED,))
    (problem,) = [each for each in check(text)[1] if each.severity == "error"]
    line = text[: text.index("body:")].count("\n") + 1
    assert (problem.code, problem.line) == (code, line)
    assert hint in problem.hint
    assert list(SCHEMA.iter_errors(yaml.load(text, yaml.CBaseLoader))) != []


def test_that_a_list_is_taken_in_its_order_in_a_state_and_in_a_rule() -> None:
    several = 'body: [illness anaphylaxis severe, apnoea, "vent vc 500 12 5"]'
    text = ruled(f"after: 1 s, {several}", effects=several, more=(MODELLED,))
    scenario = check(text)[0]
    assert scenario is not None
    ill = scenario.states_of("patient")["ill"]
    wanted = (FallIll, Breathe, Ventilate)
    assert tuple(type(order) for order in ill.effects.body) == wanted
    assert tuple(type(order) for order in ill.rules[0].effects.body) == wanted


def test_that_a_scripted_patient_has_no_body_and_the_hint_says_what_to_write() -> None:
    text = ruled("after: 1 s, body: apnoea")
    (problem,) = [each for each in check(text)[1] if each.code[0] == "E"]
    assert problem.code == "E607"
    assert problem.hint == "write 'kind: modelled' under 'patient:'"
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("apnoea")


def test_that_a_parameter_may_stand_in_an_order_and_is_judged_at_every_level() -> None:
    rates = "params: {rate: {easy: 40 mL/min, normal: 80 mL/min, hard: 160 mL/min}, wait:"
    more = (MODELLED, ("params: {wait:", rates))
    text = ruled("after: $wait, go: well", effects=effects_of("bleed $rate for $wait"), more=more)
    scenario = check(text, difficulty="hard")[0]
    assert scenario is not None
    (bleed,) = scenario.states_of("patient")["ill"].effects.body
    assert bleed == Bleed(rate_ml_per_min=160.0, for_ms=30_000)
    wrong = text.replace("hard: 160 mL/min", "hard: 160 mL")
    assert [each.code for each in check(wrong)[1] if each.severity == "error"] == ["E303"]


def test_that_the_orders_survive_the_stored_text_the_cache_and_the_formatter(tmp_path) -> None:
    text = ruled("after: 1 s, go: well", effects='body: [bleed off, "vent off"]', more=(MODELLED,))
    scenario = check(text)[0]
    assert scenario is not None
    body = scenario.states_of("patient")["ill"].effects.body
    stored = load_stored(scenario.canonical, shipped_catalogue())
    assert stored.states_of("patient")["ill"].effects.body == body
    assert stored.sha256 == scenario.sha256
    for _ in range(2):  # the second time from the folder
        kept = ScenarioCache(tmp_path, shipped_catalogue()).load(
            text.encode(), Problems("scenario.yaml")
        )
        assert kept is not None
        assert (
            kept.states_of("patient")["ill"].effects == scenario.states_of("patient")["ill"].effects
        )
    assert len(list(tmp_path.glob("*.json"))) == 1
    again = formatted(text.encode(), "scenario.yaml").text
    assert again is not None
    assert check(again)[0] == scenario


def test_that_a_rule_that_only_asks_the_body_does_something() -> None:
    assert "W601" not in codes_of("after: 1 s, body: breathe", more=(MODELLED,), severities="EW")


def test_that_a_scenario_without_the_key_has_the_digest_that_it_always_had() -> None:
    scenario = check(SMALL)[0]
    assert scenario is not None
    assert '"body"' not in scenario.canonical


def test_that_a_variant_may_make_the_patient_modelled_but_not_scripted_over_a_body() -> None:
    variants = "variants: {other: {title: Other, patient: {kind: KIND}}}\n"
    plain = ruled("after: 1 s, go: well")
    assert check(plain + variants.replace("KIND", "modelled"))[1] == check(plain)[1]
    asks = ruled("after: 1 s, go: well", effects="body: apnoea", more=(MODELLED,))
    problems = check(asks + variants.replace("KIND", "scripted"))[1]
    found = [each for each in problems if each.severity == "error"]
    assert [each.code for each in found] == ["E607"]
    assert "in variant 'other'" in found[0].message


@pytest.mark.parametrize("words", ["", "  "])
def test_that_nothing_is_no_order(words) -> None:
    with pytest.raises(Fault):
        parse_body_effect(words, effect_names(shipped_catalogue()))


def test_that_a_drug_needs_no_rule_where_the_patient_is_modelled() -> None:
    more = (
        ("expect:\n", "expect:\n  dosed: {detect: given atropine, objective: o1}\n"),
        ("drugs: {", "drugs: {atropine: {}, glucose: {}, "),
    )
    found = {
        is_modelled: [
            each.message
            for each in check(
                ruled("if: done help, go: well", more=(*more, MODELLED) if is_modelled else more)
            )[1]
        ]
        for is_modelled in (False, True)
    }
    told = (
        "nothing uses the drug 'glucose'",
        "'atropine' is scored, but nothing in the chart reacts to it",
    )
    assert set(told) <= set(found[False])
    assert set(found[True]) == set(found[False]) - set(told)
