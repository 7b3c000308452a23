"""A hand at the bag: single breaths as rate and volume, none of it lost or made."""

import json

import pytest

from simrunner.domain.action import GiveBreath, Source
from simrunner.domain.body_order import Ventilate
from simrunner.patient.bag import WINDOW_MS, Bag
from simrunner.patient.model.bedside import Bedside


def squeeze(volume_ml: int) -> GiveBreath:
    return GiveBreath(source=Source.DEVICE, volume_ml=volume_ml, inspiration_ms=1000)


@pytest.mark.parametrize("volumes", [(500,), (500, 400), (450, 510, 480, 700)])
def test_that_the_lungs_get_what_the_bag_gave(volumes) -> None:
    bag, total_ml = Bag(), 0.0
    due = {place * 1000: volume_ml for place, volume_ml in enumerate(volumes)}
    for now_ms in range(0, 40_000, 100):
        if now_ms in due:
            bag.squeeze(squeeze(due[now_ms]), now_ms)
        machine = bag.breathing(now_ms)
        if machine is not None:
            total_ml += machine.tidal_volume_ml * machine.rate_per_min / 600.0
    assert total_ml == pytest.approx(sum(volumes), rel=0.001)


def test_that_a_movement_of_the_bag_is_no_breath() -> None:
    bag = Bag()
    bag.squeeze(squeeze(100), 0)
    assert bag.breathing(100) is None


def test_that_a_machine_goes_before_the_hand_and_the_hand_ends_by_itself() -> None:
    bedside = Bedside()
    bedside.bag.squeeze(squeeze(500), 1000)
    bedside.influence(1100)
    assert bedside.machine is not None
    assert bedside.machine.rate_per_min == 5
    machine = Ventilate(mode="vc", tidal_volume_ml=450, rate_per_min=12, peep_cmh2o=5)
    bedside.obey([machine], 1200)
    assert bedside.machine == machine
    bedside.obey([Ventilate(mode="off")], 1300)
    bedside.influence(1000 + WINDOW_MS)
    assert bedside.machine is None


def test_that_a_bedside_goes_on_from_what_it_saved() -> None:
    bedside, other = Bedside(), Bedside()
    bedside.bag.squeeze(squeeze(500), 1000)
    bedside.influence(1100)
    other.resume(json.loads(json.dumps(bedside.saved())))
    assert other.machine == bedside.machine
    for now_ms in (5000, 14_000):
        bedside.influence(now_ms)
        other.influence(now_ms)
        assert other.machine == bedside.machine
