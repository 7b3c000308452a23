import hashlib
import json

import pytest
from support.runs import facts, marks, quantity, started, taken, trend

from simrunner.domain.action import ACTIONS, GiveDrug, Source
from simrunner.domain.event import NibpMeasured
from simrunner.domain.frame import TrendPoint
from simrunner.domain.payload import PayloadError
from simrunner.record.codec import (
    annotation_digest,
    annotation_of,
    annotation_row,
    event_behind_id,
    event_digest,
    event_of,
    event_row,
    head_of,
    trend_of,
    trend_row,
)

GENESIS = bytes(32)


@pytest.mark.parametrize("event", facts(), ids=lambda event: f"{event.at_ms}-{event.code}")
def test_that_every_fact_comes_back_as_it_was_stored(event):
    assert event_of(event_row(GENESIS, 1, event)) == event_behind_id(1, event)


def test_that_the_digest_is_blake2b_of_the_predecessor_and_the_canonical_record():
    # Written out with hashlib and json alone, so that another program can check a chain.
    row = event_row(bytes(range(32)), 9, NibpMeasured(at_ms=1500, failure="气囊漏气"))
    text = (
        '{"at_ms":1500,"kind":17,"payload":{"diastolic_mmhg":null,"failure":"气囊漏气",'
        '"mean_mmhg":null,"pulse_rate_per_min":null,"systolic_mmhg":null},"seq":9,'
        '"source":"scenario","version":1}'
    )
    expected = hashlib.blake2b(bytes(range(32)) + text.encode(), digest_size=32).digest()
    assert row["digest"] == expected


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("seq", 3),
        ("at_ms", 1),
        ("kind", 2),
        ("version", 2),
        ("source", "learner"),
        ("payload", "{}"),
    ],
)
def test_that_the_digest_covers(column, other):
    row = event_row(GENESIS, 1, started())
    assert event_digest(GENESIS, row) == row["digest"]
    assert event_digest(GENESIS, {**row, column: other}) != row["digest"]


def test_that_a_payload_with_changed_spacing_is_noticed():
    row = event_row(GENESIS, 1, started())
    spaced = json.dumps(json.loads(row["payload"]), sort_keys=True)
    with pytest.raises(PayloadError, match="canonical"):
        event_digest(GENESIS, {**row, "payload": spaced})


def test_that_a_fact_of_a_later_version_is_refused():
    row = event_row(GENESIS, 1, started())
    with pytest.raises(PayloadError, match="newer"):
        event_of({**row, "version": 2})


@pytest.mark.parametrize("text", ["{", "[]", '{"nonsense":1}'])
def test_that_an_unreadable_payload_is_refused(text):
    row = event_row(GENESIS, 1, started())
    with pytest.raises(PayloadError):
        event_of({**row, "payload": text})


def test_that_equal_facts_have_one_head_and_a_later_dose_another():
    dose = GiveDrug(source=Source.LEARNER, drug="adrenaline", amount=quantity("0.5 mg"), route="IM")
    run = [started(), taken(5000, dose, entry=1)]
    assert head_of(run) == head_of(list(run))
    assert head_of(run) != head_of([started(), taken(5100, dose, entry=1)])
    assert head_of([]) == ""


def test_that_the_small_run_names_actions_of_the_domain():
    names = {type(event.action) for event in facts() if hasattr(event, "action")}
    assert names <= set(ACTIONS)
    assert len(names) >= 7


@pytest.mark.parametrize("annotation", marks(), ids=lambda mark: type(mark).__name__)
def test_that_every_annotation_comes_back_as_it_was_stored(annotation):
    row = annotation_row(GENESIS, 1, annotation)
    assert annotation_of(row) == annotation
    assert annotation_digest(GENESIS, row) == row["digest"]


def test_that_the_rater_is_no_part_of_an_annotations_digest():
    row = annotation_row(GENESIS, 1, marks()[0])
    assert annotation_digest(GENESIS, {**row, "rater": "other"}) == row["digest"]


def test_that_a_trend_comes_back_to_a_thousandth():
    point = TrendPoint(
        at_ms=1000, shown={"HR": 91.0, "SpO2": None}, truth={"MAP": 75.333333, "HR": 91.0}
    )
    found = trend_of(trend_row(point))
    assert found.shown == {"HR": 91.0, "SpO2": None}
    assert found.truth == {"MAP": 75.333, "HR": 91.0}
    assert trend_of(trend_row(trend(1)[0])) == trend(1)[0]
