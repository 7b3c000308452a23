"""What an ordered rate makes of the sinus node, and how a breath swings."""

import json

import pytest
from support.heart_beats import RHYTHMS

from simrunner.patient.model.node import Node
from simrunner.patient.model.swing import MEAN_DEPTH, breath_depth

RESTING = 75.0


def fired(node: Node, seconds: int, own_per_min: float = RESTING) -> float:
    """Return the rate after a time in which nothing else acts on the node."""
    for _ in range(seconds * 10):
        node.move(own_per_min * node.influence().get("sinus_rate", 1.0))
    return own_per_min * node.influence().get("sinus_rate", 1.0)


@pytest.mark.parametrize(
    ("rhythm", "usual"), [("sinus-bradycardia", 45), ("sinus-tachycardia", 120)]
)
def test_that_the_node_goes_to_the_usual_rate_and_a_treatment_moves_it_on(rhythm, usual):
    node = Node(RESTING)
    node.order(RHYTHMS[rhythm], RESTING)
    assert fired(node, 5) == pytest.approx((RESTING + usual) / 2, abs=12)
    assert fired(node, 60) == pytest.approx(usual, abs=1)
    assert fired(node, 60, own_per_min=RESTING + 20) == pytest.approx(usual * 95 / 75, abs=1.5)


def test_that_a_rate_within_the_range_and_a_rhythm_without_a_rate_leave_the_node_alone():
    for rhythm, present in (("sinus-tachycardia", 130.0), ("sinus", 40.0), ("hypothermia", 75.0)):
        node = Node(RESTING)
        node.order(RHYTHMS[rhythm], present)
        fired(node, 60)
        assert node.influence() == {}


def test_that_another_rhythm_lets_the_node_go():
    node = Node(RESTING)
    node.order(RHYTHMS["sinus-bradycardia"], RESTING)
    fired(node, 70)
    node.order(RHYTHMS["sinus"], 45.0)
    assert fired(node, 60) == RESTING


def test_that_a_saved_node_goes_on_as_if_nothing_had_been():
    node, other = Node(RESTING), Node(RESTING)
    node.order(RHYTHMS["sinus-tachycardia"], RESTING)
    fired(node, 7)
    other.resume(json.loads(json.dumps(node.saved())))
    assert fired(other, 80) == fired(node, 80)


def test_that_a_breath_rises_falls_rests_and_has_its_mean():
    depths = [breath_depth(index / 6000) for index in range(6000)]
    assert max(depths) == pytest.approx(1.0)
    assert depths.index(max(depths)) == 2000
    assert depths[0] == depths[-1] == 0.0
    assert sum(depths) / 6000 == pytest.approx(MEAN_DEPTH, abs=1e-3)
