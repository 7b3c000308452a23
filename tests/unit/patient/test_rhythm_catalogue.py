"""Every entry of the catalogue of 73 is a rhythm, comes about otherwise, or is named as missing."""

import re

import pytest
from support.heart_beats import RHYTHMS

from simrunner.app.rhythm_page import page_of

CATALOGUE = {
    1: "sinus", 2: "sinus-bradycardia", 3: "sinus-tachycardia", 4: "sinus-arrhythmia",
    5: "sinus-arrest", 6: "sick-sinus", 7: "sinus-pac", 8: "sinus-pjc", 9: "svt",
    10: "svt-aberrant", 11: "atrial-tachycardia multifocal-atrial-tachycardia", 12: "af", 13: "af",
    14: "af-wpw", 15: "flutter", 16: "flutter", 17: "flutter-variable", 18: "junctional",
    19: "accelerated-junctional", 20: "junctional-tachycardia", 21: "heart-block-1",
    22: "heart-block-2-1", 23: "heart-block-2-2 heart-block-2-3-to-1", 24: "heart-block-2-to-1",
    25: "heart-block-3", 26: "heart-block-3-wide", 27: "rbbb", 28: "lbbb",
    29: "left-anterior-block", 30: "wpw", 31: "sinus-pvc", 32: "pvc-multifocal",
    33: "bigeminy trigeminy", 34: "couplets", 35: "r-on-t", 36: "vt", 37: "vt-pulseless",
    38: "vt-polymorphic", 39: "torsades", 40: "vf", 41: "vf-fine", 42: "asystole",
    43: "p-wave-asystole", 44: "agonal", 45: "idioventricular", 46: "accelerated-idioventricular",
    47: "paced-aai", 48: "paced-vvi", 49: "paced-ddd", 50: "pacing-no-capture",
    51: "pacing-no-sensing", 52: "pacing-no-output", 53: "stemi-anterior", 54: "stemi-inferior",
    55: "stemi-lateral", 56: "stemi-posterior", 57: "nstemi", 58: "hyperkalaemia",
    59: "hyperkalaemia", 60: "hyperkalaemia", 61: "hypokalaemia", 62: "hypothermia",
    63: "long-qt", 64: "brugada", 65: "pulmonary-embolism", 66: "pericarditis", 67: "tricyclic",
    68: "lvh", 69: "pea", 70: "pea-pseudo", 72: "electrical-alternans",
}  # fmt: skip
OTHERWISE = {71: "Compressions are drawn over every rhythm", 73: "a shock and the pause after it"}
MISSING = ("salvos", "right ventricular leads", "escape beats in `sinus-arrest`")


def test_that_every_entry_of_the_catalogue_is_accounted_for():
    assert sorted({*CATALOGUE, *OTHERWISE}) == list(range(1, 74))
    named = {name for names in CATALOGUE.values() for name in names.split()}
    assert named == set(RHYTHMS)
    assert len(named) >= 60


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_that_the_page_lists_every_rhythm_by_its_name(language):
    rows = set(re.findall(r"^\| \*\*.+\*\* `([a-z0-9-]+)` \|", page_of(language), re.MULTILINE))
    assert rows == set(RHYTHMS)


def test_that_the_page_says_what_comes_about_otherwise_and_what_is_missing():
    page = page_of("en")
    for words in (*OTHERWISE.values(), *MISSING):
        assert words in page
