"""Normal ranges beside the modelled body at rest."""

import pytest

from simrunner.app import patient_table
from simrunner.app.case_run import columns
from simrunner.app.exit_code import Refusal
from simrunner.app.patient_table import NormalRange, at_rest, normal_ranges, print_normal_ranges
from simrunner.domain.catalogue import TEMPLATES


def test_that_every_range_is_of_a_column_once_and_has_two_ends():
    ranges = normal_ranges()

    assert {each.template for each in ranges} == set(TEMPLATES)
    assert {each.column for each in ranges} <= set(columns())
    assert len({(each.template, each.column) for each in ranges}) == len(ranges)
    assert all(each.low < each.high and each.source for each in ranges)


@pytest.mark.parametrize("template", TEMPLATES)
def test_that_every_template_has_its_vital_signs(template):
    own = {each.column for each in normal_ranges() if each.template == template}

    assert own >= {"HR", "SBP", "DBP", "RR", "SpO2", "Temp", "CO", "PaCO2", "Hb"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_that_the_body_at_rest_is_normal(template):
    own = [each for each in normal_ranges() if each.template == template]
    read = at_rest(template, [each.column for each in own])

    outside = {(template, each.column) for each in own if not each.holds(read[each.column])}
    assert not outside, {each: read[each[1]] for each in outside}


def test_that_a_reading_outside_is_marked(capsys, monkeypatch):
    def ill(_template, names):
        return dict.fromkeys(names, 80.0)

    monkeypatch.setattr(patient_table, "at_rest", ill)
    print_normal_ranges("obstetric")

    lines = {line.split()[1]: line for line in capsys.readouterr().out.splitlines()[1:]}
    assert "outside" in lines["PaO2"]
    assert "outside" not in lines["HR"]
    assert "(unverified)" not in lines["HR"]
    assert "(unverified)" in lines["DBP"]


def test_that_an_end_belongs_to_the_range():
    row = NormalRange(template="", column="", low=2, high=6, source="", is_verified=True)

    assert [row.holds(number) for number in (1.99, 2, 6.004, 6.01)] == [False, True, True, False]


def test_that_a_template_that_is_none_is_refused():
    with pytest.raises(Refusal, match="There is no template ghost: choose adult"):
        print_normal_ranges("ghost")
