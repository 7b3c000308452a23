"""Breathing stops in the whole body: how long oxygen lasts, how fast carbon dioxide rises."""

import pytest
from support.body_cases import case_run

STOPS_S = 300

# Benumof, Anesthesiology 1997;87:979 (model of Farmery and Roe), FAO2 0.87: minutes to 80 and 60 %.
# The paper was found and its figure was not: the times to 80 and 60 % are from memory.
BENUMOF = {"adult": (8.7, 9.9), "child": (3.7, 4.2), "obese": (3.1, 3.8)}


def minutes_to(case, percent):
    return (case_run(case).first_s("SaO2", below=percent, after_s=STOPS_S) - STOPS_S) / 60.0


# To 90 %: Benumof as public code that was compared with PubMed quotes it (about 8 and 2.7 min), and
# as measured by Berthoud, Br J Anaesth 1991;67:464, abstract (595 +-142 and 196 +-80 s).
TO_90 = {"adult": (8.0, 595, 142), "obese": (2.7, 196, 80)}


@pytest.mark.parametrize("who", TO_90)
def test_that_saturation_passes_90_when_benumof_is_quoted_and_berthoud_measured(who):
    quoted_min, measured_s, deviation_s = TO_90[who]
    until_min = minutes_to(f"apnoea-{who}", 90.0)
    assert until_min == pytest.approx(quoted_min, rel=0.20)
    assert 60.0 * until_min == pytest.approx(measured_s, abs=deviation_s)


@pytest.mark.parametrize("who", BENUMOF)
def test_that_saturation_falls_as_late_as_benumof_says(who):
    to_80, to_60 = BENUMOF[who]
    assert minutes_to(f"apnoea-{who}", 80.0) == pytest.approx(to_80, rel=0.20)
    assert minutes_to(f"apnoea-{who}", 60.0) == pytest.approx(to_60, rel=0.20)


def test_that_the_apnoeas_come_in_the_published_order():
    times = [minutes_to(f"apnoea-{who}", 80.0) for who in ("adult", "child", "obese", "air")]
    assert times == sorted(times, reverse=True)


def test_that_in_air_saturation_is_below_90_within_a_minute():
    assert 40.0 <= 60.0 * minutes_to("apnoea-air", 90.0) <= 72.0


def test_that_oxygen_through_an_open_airway_lasts_for_a_quarter_of_an_hour():
    run = case_run("apnoea-open")
    assert min(run.between("SaO2", STOPS_S, STOPS_S + 900)) > 98.0


@pytest.mark.parametrize("case", ["apnoea-adult", "apnoea-open"])
def test_that_carbon_dioxide_rises_fast_for_a_minute_and_slowly_then(case):
    # Kobayashi 1994: 9.8 +- 1.9 mmHg in the first minute; then 3 to 4.5 a minute (Stock 1989).
    run = case_run(case)
    rest, first, third = (run.at("PaCO2", STOPS_S + each) for each in (-1, 60, 180))
    assert 8.0 <= first - rest <= 14.0
    assert 3.0 <= (third - first) / 2.0 <= 4.5
