"""Log-normal delays from four operations: true to mathematics, and to their parameters."""

import math
import statistics

import pytest

from simrunner.domain.chance import Stream
from simrunner.rehearsal.lognormal import exponential, log_normal, natural_log


@pytest.mark.parametrize("x", [-10, -3.7, -1, -1e-9, 0, 0.5, 1, 2.5, 9.99, 10])
def test_that_the_exponential_and_the_logarithm_agree_with_the_c_library(x):
    assert exponential(x) == pytest.approx(math.exp(x), rel=1e-12)
    assert natural_log(math.exp(x) if abs(x) < 10 else exponential(x)) == pytest.approx(x, abs=1e-9)


def test_that_numbers_beyond_any_delay_are_refused():
    with pytest.raises(ValueError, match="within ±10"):
        exponential(10.5)
    with pytest.raises(ValueError, match="no logarithm"):
        natural_log(0)


def test_that_draws_have_the_median_and_the_deviation_asked_for():
    stream, number, log_sd = Stream(3, "team.delay.test"), 4000, 0.5

    logs = [math.log(log_normal(stream, 70.0, log_sd)) for _ in range(number)]

    # Four standard errors of a median (1.2533 sd/sqrt n) and of a deviation (sd/sqrt 2n).
    assert abs(statistics.median(logs) - math.log(70)) < 4 * 1.2533 * log_sd / math.sqrt(number)
    assert abs(statistics.stdev(logs) - log_sd) < 4 * log_sd / math.sqrt(2 * number)
