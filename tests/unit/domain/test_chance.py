"""Draws depend on their arguments alone."""

from hypothesis import given
from hypothesis import strategies as st

from simrunner.domain.chance import Stream, draw_u64

GOLDEN = [0x71F713D6C80E83B9, 0x1882599D4D431E5F, 0xE0214E1B3F3EBF4C]


def test_that_draws_are_these_numbers_for_ever() -> None:
    # From coreutils: `b2sum -l 64` of "seed US stream US index", US being the byte 0x1f.
    assert [draw_u64(1, "rule.x", index) for index in range(3)] == GOLDEN


@given(st.integers(), st.text(max_size=10), st.integers(0, 50))
def test_that_a_draw_does_not_depend_on_the_draws_before(seed, name, index) -> None:
    stream = Stream(seed, name)
    for _ in range(index):
        stream.unit()
    assert stream.unit() == Stream(seed, name, index).unit()
    assert stream.index == index + 1


def test_that_streams_of_other_names_and_seeds_differ() -> None:
    draws = {draw_u64(seed, name, 0) for seed in range(20) for name in ("a", "b", "rule.a")}
    assert len(draws) == 60


@given(st.integers(), st.text(max_size=5))
def test_that_a_unit_draw_is_a_multiple_of_2_to_the_minus_53_below_1(seed, name) -> None:
    number = Stream(seed, name).unit()
    assert 0.0 <= number < 1.0
    assert (number * 2.0**53).is_integer()


def test_that_draws_are_spread_evenly() -> None:
    stream = Stream(7, "spread")
    counts = [0] * 10
    for _ in range(10_000):
        counts[int(stream.unit() * 10)] += 1
    # Chi-square with 9 degrees of freedom stays below 27.88 with probability 0.999.
    assert sum((count - 1000) ** 2 / 1000 for count in counts) < 27.88


def test_that_the_bell_has_mean_0_and_deviation_1() -> None:
    stream = Stream(3, "bell")
    numbers = [stream.bell() for _ in range(4000)]
    mean = sum(numbers) / 4000
    deviation = (sum((each - mean) ** 2 for each in numbers) / 4000) ** 0.5
    assert abs(mean) < 0.05
    assert abs(deviation - 1) < 0.04
    assert max(map(abs, numbers)) <= 6.0


def test_that_between_stays_in_its_range() -> None:
    stream = Stream(3, "range")
    assert all(5.0 <= stream.between(5.0, 7.0) < 7.0 for _ in range(500))
