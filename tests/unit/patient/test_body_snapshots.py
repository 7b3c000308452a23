"""A body's snapshot is plain JSON, and a body that goes on from it is the same to the byte."""

import json

import pytest
from support.living_bodies import busy_orders, lived, living_body, told
from support.patients import body_of, by_step, compression

from simrunner.app.bench.living import memory_growth_kib
from simrunner.domain.chance import Stream
from simrunner.domain.order import ChangeRhythm
from simrunner.domain.vital import Vital

CHANCE = Stream(2, "test.snapshot")


def random_ticks(count, until_ms):
    return [int(CHANCE.between(1.0, until_ms / 100)) * 100 for _ in range(count)]


def goes_on_equally(make, at_ms, steps, orders_at):
    """Live to a time, restore into a fresh body through JSON, compare every later step."""
    body = make()
    for _ in lived(body, -100, at_ms, orders_at):
        pass
    text = json.dumps(body.saved(), allow_nan=False)
    again = make()
    again.resume(json.loads(text))
    assert json.dumps(again.saved(), allow_nan=False) == text
    until_ms = at_ms + steps * 100
    both = zip(
        lived(body, at_ms, until_ms, orders_at), lived(again, at_ms, until_ms, orders_at),
        strict=True,
    )  # fmt: skip
    compared = 0
    for one, other in both:
        assert told(one) == told(other), one.at_ms
        compared += 1
    assert compared == steps
    assert json.dumps(again.saved()) == json.dumps(body.saved())


# While drugs sink in, ventilated, in an arrest under compressions, stunned by a shock, paced.
BUSY_TICKS = (0, 2000, 6700, 21_100, 38_300, 48_200, 70_600, 91_500)
RANDOM_TICKS = random_ticks(4, 95_000)


class OneLife:
    """A busy body that lives once, as far as anybody asks: what it told and was, step by step."""

    def __init__(self):
        self.told = {}
        self.kept = {}
        self._body = living_body()
        self._now_ms = -100
        self._keep_at = {
            *(at_ms + after for at_ms in BUSY_TICKS for after in (0, 12_000)),
            *(at_ms + after for at_ms in RANDOM_TICKS for after in (0, 500_000)),
        }

    def live_until(self, until_ms):
        for state in lived(self._body, self._now_ms, until_ms):
            self._now_ms = state.at_ms
            self.told[state.at_ms] = told(state)
            if state.at_ms in self._keep_at:
                self.kept[state.at_ms] = json.dumps(self._body.saved(), allow_nan=False)


@pytest.fixture(scope="module")
def one_life():
    return OneLife()


def goes_on_as_it_lived(life, at_ms, steps):
    """Restore into a fresh body through JSON and compare every later step with the life."""
    until_ms = at_ms + steps * 100
    life.live_until(until_ms)
    again = living_body()
    again.resume(json.loads(life.kept[at_ms]))
    assert json.dumps(again.saved(), allow_nan=False) == life.kept[at_ms]
    compared = 0
    for state in lived(again, at_ms, until_ms):
        assert told(state) == life.told[state.at_ms], state.at_ms
        compared += 1
    assert compared == steps
    assert json.dumps(again.saved(), allow_nan=False) == life.kept[until_ms]


@pytest.mark.parametrize("at_ms", BUSY_TICKS)
def test_that_a_modelled_body_goes_on_from_its_snapshot_to_the_byte(one_life, at_ms):
    goes_on_as_it_lived(one_life, at_ms, 120)


@pytest.mark.slow
@pytest.mark.parametrize("at_ms", RANDOM_TICKS)
def test_that_five_thousand_steps_after_a_random_tick_are_the_same_to_the_byte(one_life, at_ms):
    goes_on_as_it_lived(one_life, at_ms, 5000)


def test_that_a_modelled_body_without_waves_goes_on_equally():
    def make():
        return living_body(draws=False)

    goes_on_equally(make, *random_ticks(1, 95_000), 1000, busy_orders)


@pytest.mark.parametrize("rhythm", ["sinus", "af", "vf", "heart-block-2-1", "torsades", "flutter"])
def test_that_a_scripted_body_goes_on_from_its_snapshot_to_the_byte(rhythm):
    orders = by_step(compression(at_ms) for at_ms in range(6000, 9000, 550))
    orders.setdefault(8000, []).append(ChangeRhythm(rhythm="hyperkalaemia"))

    def make():
        return body_of({Vital.HR: 96.0, Vital.RR: 20.0, Vital.K: 7.4}, rhythm)

    goes_on_equally(make, *random_ticks(1, 9000), 120, lambda now_ms: orders.get(now_ms, []))


def test_that_a_body_that_draws_refuses_the_snapshot_of_one_that_does_not():
    blind = living_body(draws=False)
    with pytest.raises(ValueError, match="drew none"):
        living_body().resume(blind.saved())


def test_that_every_field_of_a_model_is_in_its_snapshot_or_never_changes():
    # A field that is added to the model has to be added to the snapshot, or here with a reason.
    kept_apart = {"person", "tables"}  # what the body is made from again
    named = {name.lstrip("_") for name in vars(living_body(draws=False).model)}
    assert named - kept_apart == set(living_body(draws=False).model.saved())


def test_that_a_body_grows_no_memory_over_minutes():
    # The same over eight simulated hours is the bench's P21.
    assert memory_growth_kib(living_body(draws=False), 60, 240) < 32.0
