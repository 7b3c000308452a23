"""Quickly made values are the values that their class makes: equal, of its kind, and frozen."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from simrunner.domain.action import FireEvent, Source
from simrunner.domain.event import ActionTaken, RuleFired, StateEntered, StateLeft
from simrunner.domain.order import FollowRamp, JumpTo, Origin
from simrunner.domain.quick_making import quickly
from simrunner.domain.vital import Vital
from simrunner.domain.vital_track import Track

ORIGIN = Origin(source=Source.SCENARIO, label="start", at_ms=0)
GIVEN = [
    (ActionTaken, {"at_ms": 100, "source": Source.DEVICE, "entry": 1, "performed_at_ms": 0,
                   "action": FireEvent(source=Source.DEVICE, event="tick")}),
    (RuleFired, {"at_ms": 100, "rule": "a.b", "owner": "patient.a"}),
    (StateLeft, {"at_ms": 100, "region": "patient", "state": "a"}),
    (StateEntered, {"at_ms": 100, "region": "patient", "state": "b", "cause": "a.b"}),
    (Origin, {"source": Source.SCENARIO, "label": "start", "at_ms": 0}),
    (JumpTo, {"vital": Vital.HR, "number": 80.0, "origin": ORIGIN}),
    (FollowRamp, {"ramp": None, "origin": ORIGIN}),
    (Track, {"from_number": 80.0, "origin": ORIGIN}),
    (Track, {"from_number": 80.0, "to_number": 90.0, "curve": "exp", "origin": ORIGIN}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields"), GIVEN)
def test_that_a_quick_value_cannot_be_told_from_one_of_the_class(kind, fields):
    quick, usual = quickly(kind)(**fields), kind(**fields)

    assert type(quick) is kind
    assert (quick, repr(quick), hash(quick)) == (usual, repr(usual), hash(usual))
    assert pickle.loads(pickle.dumps(quick)) == copy.copy(quick) == replace(quick) == usual


@pytest.mark.parametrize(("kind", "fields"), GIVEN)
def test_that_a_quick_value_cannot_be_changed(kind, fields):
    quick = quickly(kind)(**fields)
    name = next(iter(fields))

    with pytest.raises(FrozenInstanceError):
        setattr(quick, name, fields[name])
    with pytest.raises(FrozenInstanceError):
        delattr(quick, name)


def test_that_a_missing_and_an_unknown_keyword_are_refused():
    with pytest.raises(TypeError, match="label"):
        quickly(Origin)(source=Source.SCENARIO, at_ms=0)
    with pytest.raises(TypeError, match="colour"):
        quickly(Origin)(source=Source.SCENARIO, label="x", at_ms=0, colour="red")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    name: str

    def __post_init__(self) -> None:
        raise AssertionError


@pytest.mark.parametrize("kind", [Listed, Checked])
def test_that_a_class_that_does_more_than_store_is_refused(kind):
    with pytest.raises(TypeError, match=kind.__name__):
        quickly(kind)
