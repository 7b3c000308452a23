"""Values that are built in every tick."""

import pytest

from simrunner.domain.action import Source
from simrunner.domain.event import StateLeft
from simrunner.domain.order import JumpTo, Origin
from simrunner.domain.vital import Vital


def origin(at_ms=100):
    return Origin(source=Source.SCENARIO, label="arrest", at_ms=at_ms)


def test_that_values_with_the_same_fields_are_equal_and_count_once():
    one, other = (JumpTo(vital=Vital.HR, number=80.0, origin=origin()) for _ in range(2))

    assert one == other
    assert len({one, other, JumpTo(vital=Vital.HR, number=80.0, origin=origin(200))}) == 2


def test_that_a_value_takes_its_fields_by_name_only():
    with pytest.raises(TypeError):
        StateLeft(100, Source.SCENARIO, "patient", "arrest")


def test_that_a_value_has_no_room_for_a_field_that_was_not_declared():
    left = StateLeft(at_ms=100, region="patient", state="arrest")

    with pytest.raises(AttributeError):
        left.cause = "rule"
