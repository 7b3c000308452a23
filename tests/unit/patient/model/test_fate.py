"""What becomes of the heart's rhythm: by potassium, cold and want, and back again."""

import itertools
import json

import pytest

from simrunner.patient.model.fate import Fate, HeartSupply

WELL = HeartSupply(
    potassium_mmol_per_l=4.2, membrane_calcium=0.0, temperature_c=37.0, ischaemia=0.0, sao2=0.98,
    mean_mmhg=93.0, usual_mean_mmhg=93.0, systolic_mmhg=120.0, diastolic_mmhg=80.0,
    central_venous_mmhg=5.0,
)  # fmt: skip
STANDSTILL = WELL._replace(mean_mmhg=8.0, systolic_mmhg=9.0, diastolic_mmhg=7.0, ischaemia=0.9)
PRESSED = STANDSTILL._replace(mean_mmhg=40.0, systolic_mmhg=90.0, diastolic_mmhg=30.0)


def passed(fate: Fate, seconds: int, supply: HeartSupply, ordered: str = "sinus") -> list[str]:
    """Return the rhythm after each second."""
    found = []
    for _ in range(seconds):
        fate.look(ordered, supply)
        found.append(fate.rhythm(ordered))
    return found


def arrested(rhythm: str = "pea", seed: int = 1) -> Fate:
    """Return a heart that has just stopped, or fibrillates."""
    fate = Fate(seed)
    fate.resume([rhythm, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0.0, 0.0])
    return fate


def test_that_a_heart_that_lacks_nothing_stays_as_it_is_for_an_hour() -> None:
    assert set(passed(Fate(1), 3600, WELL)) == {"sinus"}


@pytest.mark.parametrize(
    ("supply", "why"),
    [
        (WELL._replace(ischaemia=0.8), "its own vessels bring too little"),
        (WELL._replace(sao2=0.1), "no oxygen"),
        (WELL._replace(mean_mmhg=20.0), "no pressure"),
        (WELL._replace(systolic_mmhg=82.0, diastolic_mmhg=78.0), "no pulse"),
    ],
)
def test_that_a_starved_heart_stops_pumping_and_later_stands_still(
    supply: HeartSupply, why: str
) -> None:
    fate = Fate(1)
    found = [*passed(fate, 75, supply), *passed(fate, 400, STANDSTILL)]
    assert (found[73], found[74], found[-1]) == ("sinus", "pea", "asystole"), why
    changes = sum(a != b for a, b in itertools.pairwise(found))
    assert changes == 2


def test_that_a_short_want_is_forgotten() -> None:
    fate = Fate(1)
    for _ in range(10):
        found = [*passed(fate, 50, STANDSTILL), *passed(fate, 40, WELL)]
        assert set(found) == {"sinus"}


def test_that_potassium_shows_kills_and_calcium_shields() -> None:
    assert passed(Fate(1), 10, WELL._replace(potassium_mmol_per_l=6.2))[-1] == "hyperkalaemia"
    deadly = WELL._replace(potassium_mmol_per_l=8.6)
    assert passed(Fate(1), 400, deadly)[-1] in {"vf", "asystole"}
    assert passed(Fate(1), 400, deadly._replace(membrane_calcium=1.0))[-1] == "hyperkalaemia"


def test_that_both_ways_to_die_of_potassium_happen() -> None:
    deadly = WELL._replace(potassium_mmol_per_l=8.6)
    found = {passed(Fate(seed), 300, deadly)[-1] for seed in range(20)}
    assert found == {"vf", "asystole"}


def test_that_a_look_does_not_flicker_where_it_begins() -> None:
    fate = Fate(1)
    found = []
    for index in range(200):
        potassium = 5.9 + (0.1 if index % 2 else -0.1)
        found.extend(passed(fate, 1, WELL._replace(potassium_mmol_per_l=potassium)))
    assert sum(a != b for a, b in itertools.pairwise(found)) == 1


def test_that_cold_shows_its_wave_and_below_28_may_fibrillate() -> None:
    assert passed(Fate(1), 5, WELL._replace(temperature_c=31.0))[-1] == "hypothermia"
    hour = {t: sum(
        "vf" in passed(Fate(seed), 1800, WELL._replace(temperature_c=t)) for seed in range(40)
    ) for t in (29.0, 26.0, 24.0)}  # fmt: skip
    assert hour[29.0] == 0
    assert 0 < hour[26.0] < hour[24.0]


def test_that_a_pressed_heart_with_oxygen_comes_back_and_one_without_does_not() -> None:
    assert passed(arrested(), 70, PRESSED)[-1] == "sinus"
    assert passed(arrested(), 250, PRESSED._replace(sao2=0.3))[-1] == "pea"
    assert passed(arrested(), 250, PRESSED._replace(diastolic_mmhg=15.0))[-1] == "pea"
    poisoned = PRESSED._replace(potassium_mmol_per_l=8.0)
    assert passed(arrested("asystole"), 250, poisoned)[-1] == "asystole"


def test_that_a_heart_that_came_back_is_spared_for_a_minute() -> None:
    fate = arrested()
    passed(fate, 60, PRESSED)
    found = passed(fate, 120, STANDSTILL)
    assert found[58] == "sinus"
    assert found[-1] == "pea"


def test_that_fibrillation_becomes_fine_and_ends_later_under_compressions() -> None:
    alone, helped = arrested("vf"), arrested("vf")
    assert passed(alone, 241, STANDSTILL)[-1] == "vf-fine"
    assert passed(alone, 500, STANDSTILL)[-1] == "asystole"
    assert passed(helped, 700, PRESSED._replace(sao2=0.3))[-1] == "vf"


def test_that_a_shock_succeeds_the_oftener_the_sooner() -> None:
    rates = []
    for waited_s in (5, 300, 600):
        ended = 0
        for seed in range(200):
            fate = arrested("vf", seed)
            passed(fate, waited_s, STANDSTILL)
            fate.shock(WELL)
            ended += fate.rhythm("sinus") not in {"vf", "vf-fine"}
        rates.append(ended / 200)
    assert rates[0] == pytest.approx(0.67, abs=0.09)
    assert rates[0] > rates[1] + 0.15 > rates[2] + 0.3


def test_that_a_shock_does_nothing_to_a_heart_that_does_not_fibrillate() -> None:
    for rhythm in ("pea", "asystole"):
        fate = arrested(rhythm)
        fate.shock(WELL)
        assert fate.rhythm("sinus") == rhythm


def test_that_poisoned_conduction_blocks_then_stands_still_and_lets_go_late() -> None:
    slow, deadly = WELL._replace(av_delay=2.6), WELL._replace(av_delay=3.2)
    block = "heart-block-3-wide"
    assert passed(Fate(1), 600, WELL._replace(av_delay=2.0))[-1] == "sinus"
    assert passed(Fate(1), 600, slow)[-1] == block
    found = passed(Fate(1), 200, deadly)
    assert (found[10], found[30], found[-1]) == ("sinus", block, "asystole")
    fate = Fate(1)
    passed(fate, 60, slow)
    assert passed(fate, 60, WELL._replace(av_delay=2.3))[-1] == block
    assert passed(fate, 60, WELL._replace(av_delay=2.1))[-1] == "sinus"
    assert passed(arrested("asystole"), 250, PRESSED._replace(av_delay=3.0))[-1] == "asystole"


def test_that_a_heart_that_stood_still_is_weak_and_recovers() -> None:
    fate, quiet = Fate(1), Fate(1)
    for _ in range(180):
        fate.stun("vf", is_beating=False)
        quiet.stun("asystole", is_beating=False)
    assert 0.4 < fate.influence()["contractility"] < 0.75
    assert fate.influence()["contractility"] + 0.1 < quiet.influence()["contractility"] < 0.75
    for _ in range(3600):
        fate.stun("sinus", is_beating=True)
    assert fate.influence().get("contractility", 1.0) > 0.98


def test_that_an_ordered_rhythm_has_no_fate() -> None:
    assert set(passed(Fate(1), 600, STANDSTILL, ordered="vt")) == {"vt"}
    fate = arrested()
    fate.forget()
    assert fate.rhythm("af") == "af"


def test_that_a_saved_fate_goes_on_as_if_nothing_had_been() -> None:
    cold = WELL._replace(temperature_c=24.0)
    fate = Fate(7)
    passed(fate, 333, cold)
    other = Fate(7)
    other.resume(json.loads(json.dumps(fate.saved())))
    assert passed(other, 900, cold) == passed(fate, 900, cold)
