"""Illnesses as data: rows that are read, courses that run, poisons that enter."""

import pytest

from simrunner.app.assets import read_catalogue, table
from simrunner.app.bodies import read_body_tables
from simrunner.domain.order import FallIll
from simrunner.domain.text import LANGUAGES
from simrunner.patient.handle import RULES
from simrunner.patient.illness.illness import Illnesses, illness_from_table

ROW = {
    "en": "Test", "zh-CN": "试", "source": "a test", "verified": False,
    "course": [
        {"handle": "heat_w", "mild": 1, "moderate": 2, "severe": 4, "onset_s": 100,
         "recovery_s": 50, "per_kg": True, "resisted_by": "muscle_metabolism_block"},
        {"handle": "systemic_resistance", "mild": 0.5, "onset_s": 10, "lasts_s": 60},
    ],
    "dose": [{"drug": "fentanyl", "route": "IM", "unit": "mcg/kg", "mild": 2, "severe": 9}],
}  # fmt: skip
TABLE = {"test": illness_from_table("test", ROW)}


def number(ills: Illnesses, handle: str, now_ms: int, treated: tuple = ()) -> float:
    return next(each[handle] for each in ills.influences(now_ms, treated) if handle in each)


def fallen(severity: str = "mild") -> Illnesses:
    ills = Illnesses(TABLE, 70.0)
    ills.obey(FallIll(illness="test", severity=severity), 0)
    return ills


def test_that_a_course_grows_stays_and_goes() -> None:
    ills = fallen()
    assert number(ills, "heat_w", 0) == 0.0
    assert number(ills, "heat_w", 50_000) == pytest.approx(35.0)
    assert number(ills, "heat_w", 100_000) == 70.0
    ills.obey(FallIll(illness="test", severity="off"), 200_000)
    assert number(ills, "heat_w", 225_000) == pytest.approx(35.0)
    ills.influences(400_000)
    assert ills.influences(401_000) == []


def test_that_what_lasts_ends_by_itself() -> None:
    ills = fallen()
    assert number(ills, "systemic_resistance", 30_000) == 0.5
    assert number(ills, "systemic_resistance", 60_000) == 1.0


def test_that_a_resisting_drug_takes_its_share_of_the_effect() -> None:
    ills = fallen()
    half = ({"muscle_metabolism_block": 0.5},)
    assert number(ills, "heat_w", 100_000, half) == pytest.approx(35.0)
    assert number(ills, "systemic_resistance", 30_000, half) == 0.5


def test_that_a_poison_enters_once_and_a_worse_degree_adds_what_it_has_more() -> None:
    ills = Illnesses(TABLE, 70.0)

    def entering(severity: str) -> list[float]:
        return [each for _, each in ills.obey(FallIll(illness="test", severity=severity), 0)]

    assert entering("off") == []
    assert entering("mild") == [2.0]
    assert entering("mild") == []
    assert entering("severe") == [7.0]
    assert entering("off") == []


def test_that_a_saved_illness_goes_on_alike() -> None:
    ills = fallen("severe")
    ills.influences(40_000)
    other = Illnesses(TABLE, 70.0)
    other.resume(ills.saved())
    assert other.influences(70_000) == ills.influences(70_000)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"handle": "courage"}, "courage"), ({"resisted_by": "heat_w"}, "no share")],
)
def test_that_a_row_the_body_cannot_feel_is_refused(change: dict, words: str) -> None:
    row = {**ROW, "course": [{**ROW["course"][0], **change}]}
    with pytest.raises(ValueError, match=words):
        illness_from_table("test", row)


def test_that_every_shipped_illness_speaks_both_languages_has_a_source_and_three_degrees() -> None:
    rows = table("illnesses", "illnesses.toml")["illness"]
    assert len(rows) >= 23
    for name, row in rows.items():
        assert all(row[tag] for tag in LANGUAGES), name
        assert len(row["source"]) > 20, name
        effects = [*row.get("course", ()), *row.get("dose", ())]
        assert effects, name
        for each in effects:
            assert {"mild", "moderate", "severe"} <= set(each), (name, each)
            assert each.get("handle", "shunt") in RULES


def test_that_every_shipped_poison_is_a_drug_that_the_body_can_take_that_way() -> None:
    drugs = read_catalogue().drugs
    poisons = [
        poison for illness in read_body_tables().illnesses.values() for poison in illness.poisons
    ]
    assert poisons
    for poison in poisons:
        assert poison.drug in drugs
        assert poison.route in {*drugs[poison.drug].routes, "IV"}
