"""Hands of people at a screen: what waits, what is delivered, and when a press is played."""

import pytest

from simrunner.hardware.hands import LATENCY_MS, Hands
from simrunner.hardware.touch import DeviceLook


class Touched:
    """A device that writes down what it is told; hand-written, as the port asks for no more."""

    name = "Manikin"
    fault_offers = ()

    def __init__(self):
        self.orders, self.looks = [], 0

    def obey(self, order):
        self.orders.append(dict(order))
        return "Not possible." if "shock" in order else ""

    def look(self):
        self.looks += 1
        return DeviceLook(outputs={"pulse.rate": 80.0})


class Untouched:
    name = "Oximeter"


@pytest.fixture
def manikin():
    return Touched()


@pytest.fixture
def hands(manikin):
    return Hands([Untouched(), manikin], monotonic_s=lambda: 0.0)


def played(manikin, now_ms=0):
    return [
        (now_ms + ms, depth_mm) for order in manikin.orders for ms, depth_mm in order["hand"]
    ]  # fmt: skip


def test_that_only_a_device_that_offers_it_can_be_touched(hands):
    assert hands.names == ("Manikin",)


def test_that_orders_wait_for_the_step_and_a_refusal_is_told_once(hands, manikin):
    hands.order("Manikin", {"feel": "touch"})
    hands.order("Manikin", {"shock": 200})
    assert manikin.orders == []
    hands.deliver(100, is_running=False)
    assert manikin.orders == [{"feel": "touch"}, {"shock": 200}]
    assert hands.take_refusals() == ("Manikin: Not possible.",)
    assert hands.take_refusals() == ()


def test_that_a_rhythm_is_kept_although_steps_come_late(hands, manikin):
    found = []
    for press in range(6):
        hands.press("Manikin", [(1000.0 + 0.5 * press, 0.0), (1000.2 + 0.5 * press, 50.0)])
        now_ms = 500 * press + (0, 60, 90, 20, 0, 40)[press] // 10 * 10
        manikin.orders.clear()
        hands.deliver(now_ms, is_running=True)
        found += played(manikin, now_ms)
    begins = [at_ms for at_ms, depth_mm in found if depth_mm == 0.0]
    assert begins == pytest.approx([LATENCY_MS + 500 * n for n in range(6)])


def test_that_nobody_presses_a_chest_while_no_time_passes(hands, manikin):
    hands.press("Manikin", [(5.0, 30.0)])
    hands.deliver(0, is_running=False)
    hands.deliver(100, is_running=True)
    assert manikin.orders == []
    hands.press("Manikin", [(5.5, 10.0)])
    hands.deliver(200, is_running=True)
    assert played(manikin, 200) == [(200 + LATENCY_MS, 10.0)]


def test_that_a_press_begins_anew_when_the_run_went_faster_than_the_clock(hands, manikin):
    hands.press("Manikin", [(9.0, 10.0)])
    hands.deliver(0, is_running=True)
    manikin.orders.clear()
    hands.press("Manikin", [(9.1, 20.0)])
    hands.deliver(60_000, is_running=True)
    assert played(manikin, 60_000) == [(60_000 + LATENCY_MS, 20.0)]


def test_that_only_a_watched_device_is_looked_at(hands, manikin):
    hands.deliver(0, is_running=True)
    assert hands.look("Manikin") is None
    hands.watch("Manikin", is_on=True)
    hands.deliver(100, is_running=True)
    assert hands.look("Manikin").outputs == {"pulse.rate": 80.0}
    hands.watch("Manikin", is_on=False)
    hands.deliver(200, is_running=True)
    assert manikin.looks == 1
