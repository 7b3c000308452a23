"""The built-in drug table against itself and the words of the language."""

import pytest
from support.packs import shipped_catalogue

from simrunner.domain.quantity import ROUTES
from simrunner.scenario.section.room import MEASURES

ROWS = tuple(shipped_catalogue().drugs.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_that_every_row_is_whole(row):
    assert row.source
    assert {"en", "zh-CN"} == set(row.name.by_language)
    assert row.measures
    assert set(row.measures) <= set(MEASURES)
    assert row.routes
    assert set(row.routes) <= set(ROUTES)
    assert len(row.measures) == len(set(row.measures))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_that_ranges_ascend_in_one_of_the_measures(row):
    low, high = row.adult_single
    assert low.in_base < high.in_base
    assert low.dimension is high.dimension
    assert low.dimension.value in row.measures
    if row.max_total is not None:
        assert row.max_total.dimension is high.dimension
        assert row.max_total.in_base >= high.in_base


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_that_concentrations_are_amounts_in_a_millilitre(row):
    assert all(each.unit.endswith("/mL") and each.number > 0 for each in row.concentrations)
