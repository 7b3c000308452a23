"""The built-in drug and template tables against themselves and the words of the language."""

import re
from decimal import Decimal

import pytest
from support.packs import shipped_catalogue

from simrunner.domain.catalogue import TEMPLATES
from simrunner.domain.quantity import ROUTES, Dimension
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.section.room import MEASURES
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.tree import Word

CATALOGUE = shipped_catalogue()
ROWS = tuple(CATALOGUE.drugs.values())
RANGES = tuple((row, each) for row in ROWS for each in row.ranges)
CONCENTRATIONS = {
    Dimension.CONCENTRATION, Dimension.UNITS_CONCENTRATION, Dimension.SUBSTANCE_CONCENTRATION_ML,
}  # fmt: skip
RATES = {token for token in MEASURES if token.endswith("/time")}
# A person of each template, to hold doses per kg against totals: the lighter, the stricter.
WEIGHT_KG = {
    "adult": 70, "obstetric": 70, "elderly": 60, "child": 25, "infant": 8, "neonate": 3,
}  # fmt: skip


def by_row(row):
    return row.id


def by_range(pair):
    row, each = pair
    return f"{row.id}-{each.templates[0]}"


def in_all(quantity, weight_kg):
    """Return an amount in base units for a person of that weight."""
    return quantity.in_base * (Decimal(weight_kg) if "/kg" in quantity.unit else 1)


def test_that_at_least_forty_drugs_are_there_and_half_of_them_read_in_their_source():
    assert len(ROWS) >= 45
    assert sum(row.is_verified for row in ROWS) >= 20


def test_that_no_two_drugs_have_one_name_in_a_language():
    for language in ("en", "zh-CN"):
        names = [row.name.by_language[language] for row in ROWS]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS, ids=by_row)
def test_that_every_row_is_whole(row):
    problems = Problems("drugs")
    check_id(Word.at(row.id, 1, 1), problems, "a drug")
    assert not problems.all
    assert {"en", "zh-CN"} == set(row.name.by_language)
    assert re.search(r"[一-鿿]", row.name.by_language["zh-CN"])
    assert row.measures
    assert set(row.measures) <= set(MEASURES)
    assert len(row.measures) == len(set(row.measures))
    assert row.routes
    assert set(row.routes) <= set(ROUTES)
    assert row.ranges


@pytest.mark.parametrize("row", ROWS, ids=by_row)
def test_that_concentrations_are_amounts_in_a_millilitre(row):
    assert all(each.dimension in CONCENTRATIONS for each in row.concentrations)
    assert all(each.number > 0 for each in row.concentrations)


@pytest.mark.parametrize("row", ROWS, ids=by_row)
def test_that_each_kind_of_range_is_stated_once_for_a_template(row):
    for kind in ("single", "max_total", "infusion"):
        stated = [
            template
            for each in row.ranges
            if getattr(each, kind) is not None
            for template in each.templates
        ]
        assert len(stated) == len(set(stated)), kind


@pytest.mark.parametrize("pair", RANGES, ids=by_range)
def test_that_ranges_ascend_in_measures_of_the_drug(pair):
    row, each = pair
    assert any(part is not None for part in (each.single, each.max_total, each.infusion))
    assert set(each.templates) <= set(TEMPLATES)
    for ends in (each.single, each.infusion):
        if ends is not None:
            low, high = ends
            assert 0 < low.in_base <= high.in_base
            assert low.dimension is high.dimension
            assert low.dimension.value in row.measures
    if each.single is not None:
        assert each.single[0].dimension.value not in RATES
    if each.infusion is not None:
        assert each.infusion[0].dimension.value in RATES
    if each.at_most is not None:
        assert each.single is not None
        assert "/kg" in each.single[1].unit
        assert "/kg" not in each.at_most.unit


@pytest.mark.parametrize("row", ROWS, ids=by_row)
def test_that_a_single_dose_stays_within_the_total(row):
    for template, weight_kg in WEIGHT_KG.items():
        single, total = row.single_for(template), row.total_for(template)
        if single is not None and total is not None:
            low, most = single.single[0], total.max_total
            assert most.unit.partition("/")[0] == low.unit or most.dimension.value in row.measures
            assert in_all(single.single[1], weight_kg) <= in_all(most, weight_kg), template


@pytest.mark.parametrize("pair", RANGES, ids=by_range)
def test_that_every_range_names_its_source_and_a_read_one_the_day_and_the_figures(pair):
    _, each = pair
    assert each.source.strip()
    if each.is_verified:
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", each.checked)
        assert re.search(r"\d", each.says)
        assert "From memory" not in each.source
    else:
        assert not each.checked
        assert not each.says


def test_that_every_template_but_the_adult_one_has_vitals_within_their_limits():
    assert set(CATALOGUE.templates) == set(TEMPLATES) - {"adult"}
    for name, vitals in CATALOGUE.templates.items():
        assert vitals, name
        for vital, number in vitals.items():
            assert VITALS[vital].is_written
            assert VITALS[vital].low <= number <= VITALS[vital].high
        systolic = vitals.get(Vital.SBP, VITALS[Vital.SBP].adult_default)
        assert vitals.get(Vital.DBP, VITALS[Vital.DBP].adult_default) <= systolic - 4


def test_that_only_the_obstetric_template_has_a_fetus():
    for name, vitals in CATALOGUE.templates.items():
        assert (Vital.FHR in vitals) == (name == "obstetric")
        assert (Vital.UTERINE_TONE in vitals) == (name == "obstetric")


def test_that_a_childs_heart_beats_faster_the_younger_it_is():
    rates = [CATALOGUE.templates[name][Vital.HR] for name in ("elderly", "child", "infant")]
    assert rates == sorted(rates)
    breaths = [CATALOGUE.templates[name][Vital.RR] for name in ("child", "infant", "neonate")]
    assert breaths == sorted(breaths)
