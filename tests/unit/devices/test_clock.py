"""One clock told by another: drift, jitter, queues on one side, a wrap."""

import pytest

from devices.protocol.clock import FEWEST_FOR_A_LINE, ClockFit, Exchange
from devices.protocol.frame import ClockUnwrapper
from simrunner.domain.chance import Stream

HOUR_S = 3600


class TwoClocks:
    """A host and a device whose clock runs wrong, over a link of uneven delays."""

    def __init__(self, *, drift_ppm: float, seed: int = 1, offset_us: int = 123_456_789) -> None:
        self._drift = drift_ppm * 1e-6
        self._offset_us = offset_us
        self._chance = Stream(seed, "link.delay")
        self._device = ClockUnwrapper()

    def device_us(self, true_us: float) -> int:
        return round(self._offset_us + true_us * (1 + self._drift))

    def exchange(self, true_us: int) -> Exchange:
        there_us, back_us = self._delay_us(), self._delay_us()
        received_us = self._unwrapped(true_us + there_us)
        answered_us = self._unwrapped(true_us + there_us + 40)
        return Exchange(
            asked_us=true_us, received_us=received_us, answered_us=answered_us,
            heard_us=round(true_us + there_us + 40 + back_us),
        )  # fmt: skip

    def _unwrapped(self, true_us: float) -> int:
        return self._device.unwrap(self.device_us(true_us) % (1 << 32))

    def _delay_us(self) -> float:
        """0.1 to 1.1 ms; one in twenty waits some 8 ms more in a queue."""
        usual_us = 100 + 1000 * self._chance.unit()
        return usual_us + (8000 * self._chance.unit() * 2 if self._chance.unit() < 0.05 else 0)


def errors_us(clocks: TwoClocks, seconds: int) -> list[float]:
    """The error of every sample's mapped time, ten a second, once a minute has passed."""
    fit, found = ClockFit(), []
    first_us = clocks.device_us(0)
    wraps_us = first_us - first_us % (1 << 32)
    for second in range(seconds):
        fit.add(clocks.exchange(second * 1_000_000))
        for tenth in range(10) if second >= 60 else ():
            true_us = second * 1_000_000 + tenth * 100_000 + 50_000
            found.append(abs(fit.estimate.to_ours(clocks.device_us(true_us) - wraps_us) - true_us))
    return sorted(found)


@pytest.mark.parametrize("drift_ppm", [-200, 80, 200])
def test_that_an_hour_of_drift_is_mapped_within_a_millisecond(drift_ppm) -> None:
    found = errors_us(TwoClocks(drift_ppm=drift_ppm), HOUR_S)
    assert found[len(found) * 99 // 100] < 1000
    assert found[-1] < 2000


def test_that_usual_jitter_leaves_a_fraction_of_a_millisecond() -> None:
    found = errors_us(TwoClocks(drift_ppm=80, seed=2), 900)
    assert found[len(found) // 2] < 150
    assert found[len(found) * 99 // 100] < 400


def test_that_a_clock_about_to_wrap_is_followed_across_the_wrap() -> None:
    found = errors_us(TwoClocks(drift_ppm=50, offset_us=(1 << 32) - 90_000_000), 300)
    assert found[-1] < 2000


def exchange(asked_us: int, *, there_us: int, back_us: int, offset_us: int = 5_000) -> Exchange:
    return Exchange(
        asked_us=asked_us, received_us=asked_us + there_us + offset_us,
        answered_us=asked_us + there_us + offset_us + 10,
        heard_us=asked_us + there_us + 10 + back_us,
    )  # fmt: skip


def test_that_the_exchange_follows_the_formula_of_ntp() -> None:
    told = exchange(1_000, there_us=300, back_us=100)
    assert told.round_trip_us == 400
    assert told.offset_us == 5_000 + (300 - 100) / 2


def test_that_with_few_exchanges_the_fastest_counts_alone() -> None:
    fit = ClockFit()
    assert fit.estimate is None
    for second, late_us in enumerate((9_000, 20, 4_000)):
        fit.add(exchange(second * 1_000_000, there_us=100 + late_us, back_us=100))
    assert fit.estimate.offset_us == 5_010
    assert fit.estimate.drift == 0
    assert fit.estimate.to_ours(fit.estimate.to_theirs(7_000_000)) == pytest.approx(7_000_000)


def test_that_an_answer_from_before_the_question_is_left_out() -> None:
    fit = ClockFit()
    fit.add(Exchange(asked_us=1_000, received_us=0, answered_us=5_000, heard_us=2_000))
    assert fit.estimate is None


def test_that_exchanges_of_one_moment_give_no_drift() -> None:
    fit = ClockFit()
    for _ in range(2 * FEWEST_FOR_A_LINE):
        fit.add(exchange(1_000, there_us=100, back_us=100))
    assert fit.estimate.drift == 0
    assert fit.estimate.offset_us == 5_000
