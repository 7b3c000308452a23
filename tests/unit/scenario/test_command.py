"""The words of typed commands."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.packs import SCENARIOS, shipped_catalogue
from support.profiles import examples
from support.scenario_files import check, small

from simrunner.domain.action import (
    AdjustEquipment,
    DeliverShock,
    EndRun,
    FireRule,
    GiveDrug,
    GoToState,
    InfuseDrug,
    PerformAct,
    PinVital,
    PlaceOrder,
    ReleaseVital,
    SetBookmark,
    SetManual,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import Vital
from simrunner.scenario.grammar.command import CommandError, PlayCompressions, parse_command
from simrunner.scenario.pack import load_pack

SCENARIO = load_pack(SCENARIOS / "anaphylaxis-ed", shipped_catalogue()).scenario
BY = Source.FACILITATOR


def quantity(number, unit=""):
    return Quantity(number=Decimal(number), unit=unit)


def command(text, now_ms=0):
    return parse_command(text, SCENARIO, source=BY, now_ms=now_ms)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (
            "give adrenaline 0.5 mg IM",
            GiveDrug(source=BY, drug="adrenaline", amount=quantity("0.5", "mg"), route="IM"),
        ),
        (
            "GIVE  adrenaline 0.5mg im",
            GiveDrug(source=BY, drug="adrenaline", amount=quantity("0.5", "mg"), route="IM"),
        ),
        ("act call-help", PerformAct(source=BY, act="call-help")),
        ("order tryptase", PlaceOrder(source=BY, item="tryptase")),
        ("shock 150 J", DeliverShock(source=BY, energy_j=150)),
        ("shock 100 J sync", DeliverShock(source=BY, energy_j=100, synchronised=True)),
        ("goto arrest", GoToState(source=BY, region="patient", state="arrest")),
        ("goto team.arrived", GoToState(source=BY, region="team", state="arrived")),
        ("pin SpO2 80 %", PinVital(source=BY, vital=Vital.SPO2, quantity=quantity("80", "%"))),
        ("release HR", ReleaseVital(source=BY, vital=Vital.HR)),
        ("release HR over 30 s", ReleaseVital(source=BY, vital=Vital.HR, over_ms=30_000)),
        ("manual on", SetManual(source=BY, is_on=True)),
        ("sensor co2 off", SwitchSensor(source=BY, sensor="co2", is_on=False)),
        (
            "line underdamped",
            AdjustEquipment(source=BY, what="damping", name="underdamped"),
        ),
        ("line flush", AdjustEquipment(source=BY, what="flush")),
        ("catheter tip rv", AdjustEquipment(source=BY, what="tip", name="rv")),
        (
            "circuit rebreathing 6 mmHg over 2 min",
            AdjustEquipment(
                source=BY, what="inspired-co2", quantity=quantity("6", "mmHg"), over_ms=120_000
            ),
        ),
        ("bookmark second dose", SetBookmark(source=BY, label="second dose")),
        ("end", EndRun(source=BY)),
        (
            "hr 120 60",
            SetVital(source=BY, vital=Vital.HR, quantity=quantity("120", "/min"), over_ms=60_000),
        ),
        ("Temp 38.5", SetVital(source=BY, vital=Vital.TEMP, quantity=quantity("38.5", "°C"))),
        ("gcs 8", SetVital(source=BY, vital=Vital.GCS, quantity=quantity("8"))),
        (
            "etco2 40 mmHg 60",
            SetVital(source=BY, vital=Vital.ETCO2, quantity=quantity("40", "mmHg"), over_ms=60_000),
        ),
        (
            "etco2 5 over 2 min",
            SetVital(source=BY, vital=Vital.ETCO2, quantity=quantity("5", "kPa"), over_ms=120_000),
        ),
    ],
)
def test_that_words_become_the_action_they_say(text, action):
    assert (action,) == command(text).actions


def test_that_compressions_are_played_for_a_time():
    expected = PlayCompressions(duration_ms=130_000, rate_per_min=110, depth_mm=54)
    assert expected == command("cpr for 2 min 10 s rate 110 depth 54 mm").compressions
    assert expected == command("cpr for 130 s rate 110 depth 5.4 cm").compressions


@pytest.mark.parametrize(
    "text", ["act call-help", "give adrenaline 0.5 mg IM", "order tryptase", "shock 100 J"]
)
def test_that_what_was_done_can_be_back_dated(text):
    action = command(f"{text} 1 min 30 s ago", now_ms=100_000).actions[0]
    assert action.performed_at_ms == 10_000


def test_that_only_what_was_done_can_be_back_dated():
    with pytest.raises(CommandError, match="back-dated"):
        command("hr 120 30 s ago", now_ms=100_000)


def test_that_a_bookmark_may_end_in_the_word_ago():
    assert command("bookmark shock 5 s ago", 9_000).actions[0].label == "shock 5 s ago"


def test_that_a_rule_is_fired_by_its_name():
    name = SCENARIO.anywhere[0].name
    assert (FireRule(source=BY, rule=name),) == command(f"fire {name}").actions


def test_that_an_infusion_has_a_rate_and_zero_stops_it():
    scenario = check(small(('{measure: "mass, mass/kg, count"}', "{}")))[0]
    running = parse_command("infuse adrenaline 0.1 mcg/kg/min", scenario).actions[0]
    assert running == InfuseDrug(
        source=Source.LEARNER, drug="adrenaline", rate=quantity("0.1", "mcg/kg/min")
    )
    assert parse_command("infuse adrenaline 0", scenario).actions[0].rate.number == 0


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("", "Nothing was typed", ""),
        ("gvie adrenaline 0.5 mg IM", "no command 'gvie'", "'give'"),
        ("give adrenalin 0.5 mg IM", "no drug 'adrenalin'", "'adrenaline'"),
        ("give adrenaline 0.5 mg", "route", ""),
        ("give adrenaline 0.50 mg IM", "zero", "'0.5 mg'"),
        ("give adrenaline .5 mg IM", "not a number", "0.5"),
        ("give adrenaline 0 mg IM", "above 0", ""),
        ("give adrenaline 500 ug IM", "'ug'", "'mcg'"),
        ("give adrenaline 5 mL IM", "measured in vol", "mass"),
        ("infuse adrenaline 5 mL/h", "measured in vol/time", ""),
        ("act cal-help", "no action", "'call-help'"),
        ("act call-help 30 s ago", "before the run began", ""),
        ("goto arest", "no state 'arest'", "'arrest'"),
        ("goto", "state is missing", ""),
        ("hr 500", "outside its limits", "0 to 300"),
        ("map 70", "follows", "SBP and DBP"),
        ("pin map 70", "follows", "SBP and DBP"),
        ("hr", "needs a value", ""),
        ("hr 120 mg", "not a duration", ""),
        ("sbp 90 kg", "not a duration", ""),
        ("pin xyz 5", "no vital", ""),
        ("manual maybe", "on nor off", ""),
        ("sensor spo on", "no sensor", "'spo2'"),
        ("shock 1000 J", "between 1 and", ""),
        ("shock", "energy", ""),
        ("cpr", "time", ""),
        ("cpr for 2 min rate 1000", "whole number", ""),
        ("event none", "no event", ""),
        ("fire none", "no rule", ""),
        ("order x-ray", "no result", ""),
        ("end now", "'now'", ""),
        ("bookmark", "name", ""),
    ],
)
def test_that_what_cannot_be_obeyed_is_refused_with_a_sentence(text, sentence, hint):
    with pytest.raises(CommandError) as caught:
        command(text)
    assert sentence in caught.value.sentence
    assert hint in caught.value.hint


WORDS = "give adrenaline 0.5 mg IM act call-help hr 120 60 s ago over pin goto arrest cpr for min %"


@settings(max_examples=examples(200), deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split())).map(" ".join)))
def test_that_any_words_are_obeyed_or_refused(text):
    try:
        done = command(text, now_ms=60_000)
    except CommandError as error:
        refusal = error.sentence
    else:
        refusal = ""
    assert refusal or done.actions or done.compressions
