"""How vitals move: jumps, ramps, pins, releases, limits (clinscn/1 section 4)."""

import pytest

from simrunner.domain.action import Source
from simrunner.domain.chart import Ramp
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo, Origin, Pin, Unpin
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, VITALS, Vital
from simrunner.domain.vital_track import VitalTracks, curve_fraction

ORIGIN = Origin(source=Source.SCENARIO, label="test", at_ms=0)


def tracks(**start: float) -> VitalTracks:
    return VitalTracks({Vital(name): number for name, number in start.items()}, "sinus")


def ramp(number: float, duration_ms: int = 10_000, vital: Vital = Vital.HR, **fields) -> FollowRamp:
    return FollowRamp(
        ramp=Ramp(vital=vital, number=number, duration_ms=duration_ms, **fields), origin=ORIGIN
    )


def jump(number: float, vital: Vital = Vital.HR) -> JumpTo:
    return JumpTo(vital=vital, number=number, origin=ORIGIN)


def pin(number: float, vital: Vital = Vital.HR) -> Pin:
    return Pin(vital=vital, number=number, origin=ORIGIN)


@pytest.mark.parametrize(
    ("curve", "fractions"),
    [
        ("linear", [0, 0.25, 0.5, 0.75, 1]),
        ("exp", [0, 0.578125, 0.875, 0.984375, 1]),  # 1-(1-x)^3
        ("sigmoid", [0, 0.15625, 0.5, 0.84375, 1]),  # x^2(3-2x)
    ],
)
def test_that_curves_have_their_shapes(curve, fractions) -> None:
    assert [curve_fraction(curve, quarter / 4) for quarter in range(5)] == fractions
    assert (curve_fraction(curve, -1), curve_fraction(curve, 2)) == (0, 1)


def test_that_a_ramp_begins_at_the_present_value_and_holds_its_target() -> None:
    vitals = tracks(HR=80)
    vitals.obey([ramp(120)], 0)
    assert vitals.read(Vital.HR, 5000) == 100.0
    vitals.obey([ramp(0)], 5000)
    assert [vitals.read(Vital.HR, at_ms) for at_ms in (5000, 10_000, 15_000, 99_000)] == [
        100.0, 50.0, 0.0, 0.0,
    ]  # fmt: skip


def test_that_a_delay_stands_still_first() -> None:
    vitals = tracks(HR=80)
    vitals.obey([ramp(120, delay_ms=3000)], 1000)
    assert [vitals.read(Vital.HR, at_ms) for at_ms in (3000, 4000, 9000, 14_000)] == [
        80.0, 80.0, 100.0, 120.0,
    ]  # fmt: skip
    assert vitals.track(Vital.HR).remaining_ms(4000) == 10_000


@pytest.mark.parametrize(("target", "number", "end"), [("by", -20, 60), ("times", 1.5, 120)])
def test_that_relative_targets_count_from_the_value_when_the_ramp_begins(
    target, number, end
) -> None:
    vitals = tracks(HR=80)
    vitals.obey([ramp(number, target=target)], 0)
    assert vitals.read(Vital.HR, 10_000) == end


def test_that_a_jump_ends_a_ramp_and_jump_then_ramp_does_both() -> None:
    vitals = tracks(HR=80)
    vitals.obey([ramp(120)], 0)
    vitals.obey([jump(60)], 5000)
    assert vitals.read(Vital.HR, 20_000) == 60.0
    vitals.obey([jump(100), ramp(200)], 20_000)
    assert vitals.read(Vital.HR, 25_000) == 150.0


def test_that_a_pin_covers_a_ramp_that_goes_on_and_its_release_blends() -> None:
    vitals = tracks(HR=80)
    vitals.obey([ramp(180, 100_000), pin(40)], 0)
    assert vitals.read(Vital.HR, 50_000) == 40.0
    assert vitals.track(Vital.HR).underneath(50_000) == 130.0
    vitals.obey([Unpin(vital=Vital.HR, over_ms=10_000)], 50_000)
    assert not vitals.track(Vital.HR).is_pinned()
    assert vitals.read(Vital.HR, 50_000) == 40.0
    assert vitals.read(Vital.HR, 55_000) == 40 + (135 - 40) / 2
    assert vitals.read(Vital.HR, 60_000) == 140.0


def test_that_a_ramp_under_a_pin_begins_at_the_files_layer() -> None:
    vitals = tracks(HR=80)
    vitals.obey([pin(200), ramp(100)], 0)
    vitals.obey([Unpin(vital=Vital.HR, over_ms=0)], 5000)
    assert vitals.read(Vital.HR, 5000) == 90.0


def test_that_a_pin_outside_the_limits_is_clamped() -> None:
    vitals = tracks()
    vitals.obey([pin(900), pin(-5, Vital.TEMP)], 0)
    assert (vitals.read(Vital.HR, 0), vitals.read(Vital.TEMP, 0)) == (300.0, 15.0)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "shown"),
    [(120, 75, 75), (120, 116, 116), (120, 118, 116), (60, 90, 56), (3, 2, 0), (0, 40, 0)],
)
def test_that_dbp_stays_4_mmhg_below_sbp_and_0_without_a_pulse(systolic, diastolic, shown) -> None:
    vitals = tracks(SBP=systolic, DBP=diastolic)
    assert vitals.read(Vital.DBP, 0) == shown
    assert vitals.read(Vital.MAP, 0) == pytest.approx(shown + (systolic - shown) / 3)


def test_that_map_is_never_written() -> None:
    with pytest.raises(KeyError):
        tracks().track(Vital.MAP)


@pytest.mark.parametrize("rhythm", sorted(RHYTHMS_WITHOUT_RATE))
def test_that_heart_rate_is_0_in_rhythms_without_a_rate_and_comes_back(rhythm) -> None:
    vitals = tracks(HR=88)
    vitals.obey([ChangeRhythm(rhythm=rhythm), jump(90)], 0)
    assert vitals.read(Vital.HR, 0) == 0.0
    vitals.obey([ChangeRhythm(rhythm="sinus")], 100)
    assert vitals.read(Vital.HR, 100) == 90.0


def test_that_undeclared_vitals_have_the_adult_default() -> None:
    read = tracks().read_all(0)
    assert list(read) == list(VITALS)
    assert {name: read[name] for name in (Vital.HR, Vital.ETCO2, Vital.K, Vital.MAP)} == {
        Vital.HR: 75.0, Vital.ETCO2: 5.0, Vital.K: 4.2, Vital.MAP: 90.0,
    }  # fmt: skip
