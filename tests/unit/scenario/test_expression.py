"""The grammar of conditions."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.packs import shipped_catalogue
from support.profiles import examples

from simrunner.domain.chart import RoomDrug
from simrunner.domain.condition import (
    All,
    AnyOf,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    Held,
    InState,
    Not,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
    Window,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital
from simrunner.scenario.grammar.expression import Scope, parse_condition
from simrunner.scenario.grammar.names import Names, StateNames


def quantity(number, unit=""):
    return Quantity(number=Decimal(number), unit=unit)


def names():
    drug = RoomDrug(
        id="adrenaline",
        name=Text(by_language={}, plain="adrenaline"),
        measures=("mass", "mass/kg", "count", "mass/kg/time"),
    )
    return Names(
        catalogue=shipped_catalogue(),
        drugs={"adrenaline": drug},
        actions={"cpr", "oxygen"},
        events={"alarm"},
        flags={"late"},
        parameters={"hold": {"easy": "10 s", "normal": "20 s", "hard": "30 s"}},
        states=StateNames(
            by_region={
                "patient": {"shock": "shock", "deep": "shock.deep", "same": "same"},
                "team": {"same": "same"},
            }
        ),
    )


ANYTHING = Scope(may_say_since_entry=True, may_say_since_cue=True)
HR_HIGH = VitalCompared(vital=Vital.HR, op=">", quantity=quantity("100", "/min"))
CPR = Done(action="cpr")


def tree(text, scope=ANYTHING):
    parsed = parse_condition(text, names(), scope)
    assert not parsed.faults, parsed.faults
    return parsed.condition


def fault(text, scope=ANYTHING):
    parsed = parse_condition(text, names(), scope)
    assert len(parsed.faults) == 1, parsed.faults
    return parsed.faults[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HR > 100 /min", HR_HIGH),
        ("(HR > 100/min)", HR_HIGH),
        ("GCS <= 8", VitalCompared(vital=Vital.GCS, op="<=", quantity=quantity("8"))),
        (
            "EtCO2 between 4 kPa and 6 kPa",
            VitalBetween(vital=Vital.ETCO2, low=quantity("4", "kPa"), high=quantity("6", "kPa")),
        ),
        ("given adrenaline", Given(drug="adrenaline")),
        (
            "given adrenaline >= 0.5 mg IM within 5 min",
            Given(
                drug="adrenaline",
                op=">=",
                amount=quantity("0.5", "mg"),
                route="IM",
                window=Window(kind="within", within_ms=300_000),
            ),
        ),
        (
            "given adrenaline >= 2 doses since entry",
            Given(
                drug="adrenaline",
                op=">=",
                amount=Doses(count=2),
                window=Window(kind="since entry"),
            ),
        ),
        ("running adrenaline", Running(drug="adrenaline")),
        (
            "running adrenaline > 0.1 mcg/kg/min",
            Running(drug="adrenaline", op=">", rate=quantity("0.1", "mcg/kg/min")),
        ),
        ("done cpr", CPR),
        ("done cpr since cue", Done(action="cpr", window=Window(kind="since cue"))),
        ("in shock", InState(region="patient", state="shock")),
        ("in patient.deep", InState(region="patient", state="shock.deep")),
        ("in team.same", InState(region="team", state="same")),
        ("flag late", FlagRaised(flag="late")),
        ("rhythm != vf", RhythmCompared(rhythm="vf", is_equal=False)),
        ("sensor spo2", SensorAttached(sensor="spo2")),
        (
            "event give adrenaline within 5 s",
            EventWithin(event="give adrenaline", within_ms=5_000),
        ),
        (
            "event enter deep within 1 s",
            EventWithin(event="enter patient.shock.deep", within_ms=1_000),
        ),
        ("not done cpr for 30 s", Held(term=Not(term=CPR), for_ms=30_000)),
        ("done cpr for 2 min 30 s", Held(term=CPR, for_ms=150_000)),
        ("done cpr for $hold", Held(term=CPR, for_ms=20_000)),
        ("done cpr and HR > 100 /min", All(terms=(CPR, HR_HIGH))),
        (
            "done cpr or done cpr and HR > 100 /min",
            AnyOf(terms=(CPR, All(terms=(CPR, HR_HIGH)))),
        ),
        (
            "(done cpr or HR > 100 /min) for 5 s",
            Held(term=AnyOf(terms=(CPR, HR_HIGH)), for_ms=5_000),
        ),
        ("done cpr\nand  HR > 100 /min", All(terms=(CPR, HR_HIGH))),
    ],
)
def test_that_every_form_of_the_grammar_becomes_its_tree(text, expected):
    assert expected == tree(text)


@pytest.mark.parametrize(
    ("text", "code", "offset", "hint"),
    [
        ("given adrenalin > 1 mg", "E502", 6, "'adrenaline'"),
        ("MAP > 70 mmHg fro 60 s", "E401", 14, "'for'"),
        ("GCS < 9 fro 60 s", "E401", 8, "'for'"),
        ("hr > 70 /min", "E401", 0, "'HR'"),
        ("MAP > 70", "E303", 6, "missing"),
        ("MAP > 70 mg", "E303", 6, ""),
        ("given adrenaline > 5 mL", "E304", 19, "measured in mass"),
        ("given adrenaline > 1.0 mg", "E304", 19, "'1 mg'"),
        ("given adrenaline > -1 mg", "E304", 19, ""),
        ("given adrenaline > 1.5 doses", "E304", 19, ""),
        ("given adrenaline > 5 ug", "E302", 19, "'mcg'"),
        ("given adrenaline 0.5 mg", "E401", 17, ""),
        ("given morphine", "E502", 6, "drugs:"),
        ("done cprr", "E502", 5, "'cpr'"),
        ("in shok", "E501", 3, "'shock'"),
        ("in same", "E501", 3, "patient.same, team.same"),
        ("in team.shock", "E501", 3, "'patient.shock'"),
        ("flag lat", "W402", 5, "'late'"),
        ("rhythm = vff", "E502", 9, "'vf"),
        ("rhythm > vf", "E401", 7, ""),
        ("sensor spo", "E502", 7, "'spo2'"),
        ("event alarms within 5 s", "E503", 6, "'alarm'"),
        ("event alarm", "E401", 11, ""),
        ("HR>100 /min", "E401", 0, "spaces"),
        ("HR == 100 /min", "E401", 3, "'='"),
        ("not not done cpr", "E401", 4, ""),
        ("done cpr and", "E401", 12, ""),
        ("(done cpr", "E401", 9, ""),
        ("done cpr)", "E401", 8, ""),
        ("", "E401", 0, ""),
        ("DONE cpr", "E401", 0, "'done'"),
        ("done cpr for 5 mg", "E305", 13, ""),
        ("done cpr for $hodl", "E502", 13, "'hold'"),
        ("EtCO2 between 6 kPa and 4 kPa", "W401", 14, "swap"),
        ("done cpr and HR > 100 /min for 60 s", "I401", 13, "(… and …)"),
        ("running adrenaline > 5 mg", "E303", 21, ""),
        ("running adrenaline > 5 mL/h", "E304", 21, ""),
    ],
)
def test_that_every_fault_has_its_code_place_and_hint(text, code, offset, hint):
    found = fault(text)
    assert (code, offset) == (found.code, found.offset)
    assert hint in found.hint


@pytest.mark.parametrize("words", ["entry", "cue"])
def test_that_since_is_refused_where_there_is_no_entry_or_cue(words):
    assert (
        fault(f"done cpr since {words}", Scope()).code,
        fault(f"done cpr since {words}", Scope()).offset,
    ) == ("E403", 9)


def test_that_several_unknown_names_are_all_found():
    parsed = parse_condition("done cprr and given adrenalin > 5 ug or in shok", names(), ANYTHING)
    assert [found.offset for found in parsed.faults] == [5, 20, 32, 43]


def test_that_a_hold_on_an_earlier_term_gives_no_remark():
    tree("done cpr for 5 s and HR > 100 /min")


def test_that_the_limits_hold():
    assert fault("done cpr " + " " * 2_000).code == "E402"
    fine = " and ".join(["done cpr"] * 100)
    assert isinstance(tree(fine), All)
    assert fault(fine + " and done cpr").code == "E402"
    tree("(" * 16 + "done cpr" + ")" * 16)
    assert fault("(" * 17 + "done cpr" + ")" * 17).code == "E402"


WORDS = "( ) and or not for 5 0.5 mg s min HR > < given done cpr adrenaline in $hold within between"


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_that_any_words_give_a_tree_or_a_fault(words):
    parsed = parse_condition(" ".join(words), names(), ANYTHING)
    assert parsed.condition is not None or parsed.faults
