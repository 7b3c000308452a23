"""The closed list of rhythms, and what is drawn of it."""

import tomllib
from pathlib import Path

import pytest
from support.heart_beats import RHYTHMS

from simrunner.domain.patient_state import PALPABLE_FRACTION
from simrunner.domain.text import LANGUAGES
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE
from simrunner.patient.rhythm.rhythm import rate_for
from simrunner.patient.rhythm.table import rhythms_from_table

FIRST_RELEASE = [
    "sinus",
    "sinus-bradycardia",
    "sinus-tachycardia",
    "sinus-arrhythmia",
    "sinus-arrest",
    "sick-sinus",
    "sinus-pac",
    "sinus-pjc",
    "svt",
    "svt-aberrant",
    "atrial-tachycardia",
    "multifocal-atrial-tachycardia",
    "af",
    "af-wpw",
    "flutter",
    "flutter-variable",
    "junctional",
    "accelerated-junctional",
    "junctional-tachycardia",
    "heart-block-1",
    "heart-block-2-1",
    "heart-block-2-2",
    "heart-block-2-to-1",
    "heart-block-3",
    "heart-block-3-wide",
    "rbbb",
    "lbbb",
    "left-anterior-block",
    "wpw",
    "sinus-pvc",
    "pvc-multifocal",
    "bigeminy",
    "trigeminy",
    "couplets",
    "r-on-t",
    "vt",
    "vt-pulseless",
    "vt-polymorphic",
    "torsades",
    "vf",
    "vf-fine",
    "asystole",
    "p-wave-asystole",
    "agonal",
    "idioventricular",
    "accelerated-idioventricular",
    "paced-aai",
    "paced-vvi",
    "paced-ddd",
    "pacing-no-capture",
    "pacing-no-sensing",
    "pacing-no-output",
    "stemi-anterior",
    "stemi-inferior",
    "stemi-lateral",
    "stemi-posterior",
    "nstemi",
    "hyperkalaemia",
    "hypokalaemia",
    "hypothermia",
    "long-qt",
    "brugada",
    "pulmonary-embolism",
    "pericarditis",
    "tricyclic",
    "lvh",
    "pea",
    "pea-pseudo",
]


@pytest.fixture(scope="module")
def table():
    root = Path(__file__).parents[3]
    return tomllib.loads((root / "resources/rhythms/rhythms.toml").read_text("utf-8"))["rhythm"]


def test_that_every_rhythm_of_the_language_is_in_the_table(table):
    assert set(FIRST_RELEASE) <= set(table)


def test_that_every_rhythm_has_a_name_in_each_language(table):
    assert [name for name, row in table.items() if not all(row.get(tag) for tag in LANGUAGES)] == []


def test_that_rhythms_without_a_rate_have_no_complexes():
    kinds = [RHYTHMS[name].ordinary.complex for name in sorted(RHYTHMS_WITHOUT_RATE)]
    assert kinds == [None, None, None]


# Usual rates and ranges that the table of rhythms was specified with; torsades and the accelerated
# idioventricular rhythm as since read (200 to 250 and 160 to 240/min; above 40 to 100/min).
RATES = {
    "sinus": (75, 60, 100), "sinus-bradycardia": (45, 20, 59), "sinus-tachycardia": (120, 101, 180),
    "svt": (190, 150, 250), "vt": (170, 120, 250), "torsades": (220, 160, 250),
    "accelerated-idioventricular": (75, 41, 100), "idioventricular": (35, 20, 40),
}  # fmt: skip


@pytest.mark.parametrize("name", RATES)
def test_that_usual_rates_and_their_ranges_are_those_of_the_table(name):
    rates = RHYTHMS[name].rates
    assert RATES[name] == (rates.usual_per_min, rates.lowest_per_min, rates.highest_per_min)


def test_that_every_usual_rate_lies_in_its_range():
    for name, rhythm in RHYTHMS.items():
        rates = rhythm.rates
        assert rates.lowest_per_min <= rates.usual_per_min <= rates.highest_per_min, name


def test_that_the_sinus_node_sets_the_rate_only_where_it_leads():
    assert rate_for(RHYTHMS["stemi-inferior"], 112.0) == 112.0
    assert rate_for(RHYTHMS["svt"], 112.0) == 190.0
    assert rate_for(RHYTHMS["heart-block-3-wide"], 112.0) == 32.0
    assert rate_for(RHYTHMS["vf"], 112.0) == 0.0


def test_that_what_a_finger_feels_agrees_with_what_a_beat_is_worth():
    for name, rhythm in RHYTHMS.items():
        feels = rhythm.ordinary.complex is not None
        feels = feels and rhythm.ordinary.pulse >= PALPABLE_FRACTION
        assert rhythm.has_palpable_pulse == feels, name


def test_that_a_rhythm_that_cannot_be_read_is_named_with_its_reason(table):
    for change in ({"complex": "oblong"}, {"generator": {"kind": "sideways"}}, {"rate": None}):
        row = {**table["af"], **change}
        with pytest.raises(ValueError, match="rhythm mine: "):
            rhythms_from_table({"mine": row})


@pytest.mark.parametrize(
    ("potassium", "complex_", "atrial"),
    [
        (4.2, "hyperkalaemia-mild", "small"), (6.4, "hyperkalaemia-mild", "small"),
        (6.5, "hyperkalaemia-moderate", "small"), (7.9, "hyperkalaemia-moderate", "small"),
        (8.0, "hyperkalaemia-severe", None),
    ],
)  # fmt: skip
def test_that_hyperkalaemia_gets_worse_with_the_potassium(potassium, complex_, atrial):
    stroke = RHYTHMS["hyperkalaemia"].in_degree(potassium).ordinary
    assert (complex_, atrial) == (stroke.complex, stroke.atrial)


@pytest.mark.parametrize(("rate", "ratio"), [(150, 2), (100, 3), (75, 4), (60, 5)])
def test_that_flutter_waves_are_a_whole_multiple_of_the_rate_near_300(rate, ratio):
    background = RHYTHMS["flutter"].at_rate(rate).background
    assert background.rate_per_min == rate * ratio
    assert 250 <= background.rate_per_min <= 350
