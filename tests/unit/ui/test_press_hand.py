"""A hand on a chest by mouse or key: what its moments and depths are."""

import pytest

from simrunner.ui.presenters.press_hand import DEEPEST_MM, PressHand


def test_that_a_chest_sinks_the_longer_it_is_held_but_not_for_ever():
    hand = PressHand(55.0)
    hand.press(1.0)
    assert hand.take(1.1)[-1] == (1.1, pytest.approx(22.0))
    hand.take(3.0)
    assert hand.depth_mm == DEEPEST_MM
    assert not hand.is_at_rest
    hand.release(3.0)
    assert hand.take(4.0)[-1] == (4.0, 0.0)
    assert hand.is_at_rest
    assert hand.take(5.0) == ()


def test_that_a_dragged_chest_follows_and_tells_its_deepest_as_the_last_compression():
    hand = PressHand(55.0)
    hand.press(0.0)
    for at_s, depth_mm in ((0.05, 20.0), (0.1, 58.0), (0.15, 41.0)):
        hand.lead(depth_mm, at_s)
    hand.release(0.2)
    points = hand.take(1.0)
    assert (0.1, 58.0) in points
    assert [at_s for at_s, _ in points] == sorted(at_s for at_s, _ in points)
    assert hand.peak_mm == 58.0


def test_that_taps_have_the_depth_of_the_guideline_and_the_rhythm_of_the_person():
    hand = PressHand(55.0)
    for number in range(5):
        hand.tap(number * 0.5)
        hand.take(number * 0.5 + 0.45)
    assert (hand.peak_mm, hand.rate_per_min) == (55.0, pytest.approx(120.0))
    hand.tap(10.0)
    hand.take(11.0)
    assert hand.rate_per_min is None  # after a pause there is no rate


def test_that_a_chest_pressed_again_too_soon_has_not_come_up():
    hand = PressHand(55.0)
    hand.tap(0.0)
    hand.press(0.3)
    lows = [depth_mm for at_s, depth_mm in hand.take(0.31) if at_s >= 0.3]
    assert min(lows) == pytest.approx(55.0 - 400 * 0.05)
