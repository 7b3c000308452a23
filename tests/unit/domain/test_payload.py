"""Facts and actions survive storage unchanged."""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simrunner.domain.action import ACTIONS, Action, Compress, Source
from simrunner.domain.annotation import ANNOTATIONS, Annotation
from simrunner.domain.chain import canonical_json
from simrunner.domain.event import EVENTS, ActionTaken, Event
from simrunner.domain.payload import (
    PayloadError,
    annotation_from_payload,
    annotation_payload,
    event_from_payload,
    event_payload,
)
from simrunner.domain.quantity import UNITS, Quantity

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
numbers = st.decimals(min_value=-9999, max_value=9999, places=3).map(
    lambda number: number or Decimal(0)
)
quantities = st.builds(Quantity, number=numbers, unit=st.sampled_from(list(UNITS)))


def strategy(hint: object) -> st.SearchStrategy:  # noqa: PLR0911 - one line per kind of field
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(strategy(each) for each in args))
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(strategy(args[0]), max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(strategy(args[0]), strategy(args[1]), max_size=3)
    if hint is Action:
        return st.one_of(*(instances(kind) for kind in ACTIONS))
    if hint is Quantity:
        return quantities
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    simple = {
        int: st.integers(-(10**9), 10**9),
        str: words,
        bool: st.booleans(),
        type(None): st.none(),
        float: st.integers(-(10**9), 10**9).map(lambda n: n / 1000.0),
    }
    return simple[hint]


def instances(kind: type) -> st.SearchStrategy:
    hints = typing.get_type_hints(kind)
    return st.builds(
        kind, **{field.name: strategy(hints[field.name]) for field in dataclasses.fields(kind)}
    )


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.__name__)
def test_that_every_kind_of_fact_survives_storage(kind: type[Event]) -> None:
    @given(instances(kind))
    @settings(max_examples=15, deadline=None)
    def check(fact: Event) -> None:
        stored = json.loads(canonical_json(event_payload(fact)))
        assert event_from_payload(kind.code, fact.at_ms, fact.source.value, stored) == fact

    check()


@pytest.mark.parametrize("kind", ACTIONS, ids=lambda kind: kind.__name__)
def test_that_every_kind_of_action_survives_storage(kind: type[Action]) -> None:
    @given(instances(kind))
    @settings(max_examples=10, deadline=None)
    def check(action: Action) -> None:
        fact = ActionTaken(
            at_ms=5, source=Source.LEARNER, entry=1, performed_at_ms=0, action=action
        )
        stored = json.loads(canonical_json(event_payload(fact)))
        read = event_from_payload(2, 5, "learner", stored)
        assert read == fact
        assert type(read.action) is kind

    check()


@pytest.mark.parametrize("kind", ANNOTATIONS, ids=lambda kind: kind.__name__)
def test_that_every_kind_of_annotation_survives_storage(kind: type[Annotation]) -> None:
    @given(instances(kind))
    @settings(max_examples=15, deadline=None)
    def check(note: Annotation) -> None:
        stored = json.loads(canonical_json(annotation_payload(note)))
        assert annotation_from_payload(kind.__name__, note.at_ms, stored) == note

    check()


def _below(base: type) -> set[type]:
    """Return every kind under a base, those under another kind too."""
    kinds = set(base.__subclasses__())
    return kinds.union(*(_below(kind) for kind in kinds))


def test_that_codes_are_unique_and_every_kind_is_listed() -> None:
    assert sorted(EVENTS) == list(range(1, len(EVENTS) + 1))
    # By name, since a slotted dataclass leaves its first self behind as a subclass.
    for listed, base in ((EVENTS.values(), Event), (ACTIONS, Action), (ANNOTATIONS, Annotation)):
        defined = {kind.__name__ for kind in _below(base)}
        assert {kind.__name__ for kind in listed} == defined


@pytest.mark.parametrize(
    ("code", "payload", "words"),
    [
        (99, {}, "code 99"),
        (14, {"flag": "x", "colour": "red"}, "colour"),
        (14, {}, "flag"),
        (15, {"expectation": "x", "status": "great"}, "great"),
        (2, {"entry": 1, "performed_at_ms": 0, "action": {"do": "Fly"}}, "Fly"),
    ],
)
def test_that_a_payload_that_does_not_fit_is_refused(code, payload, words) -> None:
    with pytest.raises(PayloadError, match=words):
        event_from_payload(code, 0, "scenario", payload)


def test_that_a_compression_nobody_measured_is_stored_as_it_always_was() -> None:
    def stored(**told: int) -> Mapping[str, object]:
        action = Compress(source=Source.SCENARIO, depth_mm=52, **told)
        fact = ActionTaken(at_ms=900, entry=1, performed_at_ms=900, action=action)
        return event_payload(fact)["action"]

    plain = {
        "do": "Compress", "source": "scenario", "performed_at_ms": None, "on_behalf": False,
        "depth_mm": 52,
    }  # fmt: skip
    assert stored() == plain
    assert stored(lean_mm=0, peak_at_ms=812) == {**plain, "lean_mm": 0, "peak_at_ms": 812}
