"""What is done to a modelled body, as the log says it, in both languages."""

import tomllib

import pytest
from support.packs import ROOT
from support.page_runs import ruled
from support.scenario_files import check

from simrunner.app.i18n import Translator
from simrunner.domain.body_order import Bleed, Breathe, FallIll, RunFluid, Ventilate
from simrunner.domain.event import Grip, ReadingForced, RuleFired
from simrunner.domain.vital import Vital
from simrunner.ui.presenters.body_words import body_words, fluid_word, illness_word
from simrunner.ui.presenters.log import LogBook

LANGUAGES = ("en", "zh-CN")


def translator(language: str) -> Translator:
    return Translator(ROOT / "resources" / "i18n", language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("folder", "kind", "word"),
    [("illnesses", "illness", illness_word), ("fluids", "fluid", fluid_word)],
)
def test_that_every_illness_and_fluid_has_the_name_of_its_table(
    folder, kind, word, language
) -> None:
    content = (ROOT / "resources" / folder / f"{folder}.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(content)[kind]
    tr = translator(language)
    assert {name: word(name, tr) for name in rows} == {
        name: row[language] for name, row in rows.items()
    }


def test_that_every_order_is_said() -> None:
    said = [
        body_words(order, translator("en"))
        for order in (
            FallIll(illness="sepsis", severity="mild"),
            FallIll(illness="sepsis", severity="off"),
            Bleed(rate_ml_per_min=100.0, for_ms=150_000),
            Bleed(rate_ml_per_min=100.0),
            Bleed(rate_ml_per_min=0.0),
            RunFluid(fluid="red-cells", volume_ml=300.0, over_ms=600_000),
            Breathe(is_on=False),
            Breathe(is_on=True),
            Ventilate(mode="vc", tidal_volume_ml=500.0, rate_per_min=12.0, peep_cmh2o=5.0),
            Ventilate(mode="off"),
        )
    ]
    assert said == [
        "Sepsis: mild", "Sepsis: recovers", "bleeds 100 mL/min over 2 min 30 s",
        "bleeds 100 mL/min", "bleeding stops",
        "Red cells in additive solution 300 mL over 10 min", "stops breathing",
        "breathes again", "ventilated: 500 mL, 12 /min, PEEP 5 cmH₂O", "ventilator off",
    ]  # fmt: skip


def test_that_the_log_says_held_steered_and_released() -> None:
    modelled = ("weight: 70 kg}", "weight: 70 kg, kind: modelled}")
    scenario = check(ruled("id: hit, after: 1 s, body: bleed 90 mL/min", more=(modelled,)))[0]
    assert scenario is not None
    facts = (
        ReadingForced(at_ms=0, vital=Vital.HR, grip=Grip.HELD, number=120.0),
        ReadingForced(
            at_ms=0, vital=Vital.SBP, grip=Grip.STEERED, number=80.0, over_ms=60_000
        ),
        ReadingForced(at_ms=0, vital=Vital.HR, grip=Grip.RELEASED, over_ms=10_000),
        RuleFired(at_ms=0, rule="hit", owner="patient.ill"),
    )  # fmt: skip
    said = {}
    for language in LANGUAGES:
        book = LogBook(scenario, translator(language))
        book.add(facts)
        said[language] = [line.text for line in reversed(book.lines())]
    assert said["en"] == [
        "HELD: HR 120 /min", "STEERED over 1 min: SBP → 80 mmHg", "RELEASED over 10 s: HR",
        "bleeds 90 mL/min",
    ]  # fmt: skip
    assert said["zh-CN"] == [
        "固定：HR 120 /min", "在 1 min 内引导：SBP → 80 mmHg", "在 10 s 内解除：HR",
        "失血 90 mL/min",
    ]  # fmt: skip
