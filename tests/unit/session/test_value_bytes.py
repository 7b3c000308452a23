"""What goes between our own processes comes back as it was: values by type, samples to the bit."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simrunner.domain.frame import Limits
from simrunner.session.packed_waves import packed_waves, unpacked_waves
from simrunner.session.value_bytes import packed, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A class that no frame has."""

    at_ms: int


def test_that_alike_numbers_of_another_type_or_sign_are_not_taken_for_one_another() -> None:
    # In Python 1 == 1.0 and 0.0 == -0.0, but a screen shows them differently.
    limits = tuple(
        Limits(low=low, high=None) for low in (1, 1.0, 0.0, -0.0, 1, float("inf"), 0.1 + 0.2)
    )

    again = unpacked(tuple[Limits, ...], packed(tuple[Limits, ...], limits))

    assert [repr(each) for each in again] == [repr(each) for each in limits]


def test_that_nothing_goes_in_that_the_declared_type_cannot_hold() -> None:
    with pytest.raises(TypeError, match="Stranger"):
        packed(tuple[Limits, ...], (Stranger(at_ms=1),))
    with pytest.raises(TypeError, match="no form is known"):
        packed(object, 1)


@given(st.lists(st.binary(min_size=4 * 16, max_size=4 * 16), min_size=6, max_size=6))
def test_that_samples_come_again_to_the_bit_whatever_they_are(drawn) -> None:
    names = ("I", "II", "III", "aVR", "aVF", "PLETH")
    waves = dict(zip(names, drawn, strict=True))

    assert unpacked_waves(packed_waves(waves)) == waves


def test_that_a_lead_which_follows_from_two_others_takes_little() -> None:
    chance = np.random.default_rng(1)
    one, two = (chance.normal(0, 0.1, 1250).astype(np.float32) for _ in range(2))
    alone = {"I": one.tobytes(), "II": two.tobytes()}
    three = (two.astype(np.float64) - one).astype(np.float32).tobytes()

    more = len(packed_waves({**alone, "III": three})) - len(packed_waves(alone))

    assert more < len(three) / 5
