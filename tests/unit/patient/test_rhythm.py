"""The closed list of rhythms, and what is drawn of it."""

import tomllib
from pathlib import Path

import pytest

from simrunner.domain.text import LANGUAGES
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE
from simrunner.patient.rhythm.rhythm import RHYTHMS, STAND_INS, drawn_as

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


def test_that_the_table_says_truly_what_the_body_draws(table):
    assert set(RHYTHMS) == {name for name, row in table.items() if row["drawn"]}


def test_that_an_undrawn_rhythm_looks_as_its_row_says(table):
    undrawn = {name: row["stand_in"] for name, row in table.items() if not row["drawn"]}
    assert undrawn == {name: drawn_as(name).id for name in undrawn}


def test_that_only_undrawn_rhythms_have_a_stand_in_and_every_stand_in_is_drawn():
    assert not set(STAND_INS) & set(RHYTHMS)
    assert set(STAND_INS.values()) <= set(RHYTHMS)


def test_that_rhythms_without_a_rate_have_no_complexes():
    assert [drawn_as(name).shape for name in sorted(RHYTHMS_WITHOUT_RATE)] == [None, None, None]
