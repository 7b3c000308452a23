"""Compressions as orders: when they are felt, and when they perfuse."""

from support.patients import body_of, by_step, compression, record

from simrunner.domain.action import Compress, DeliverShock, Source
from simrunner.domain.order import Treat
from simrunner.patient.chest import Chest


def test_that_a_compression_is_reported_in_its_step_and_nothing_else_is():
    shock = Treat(action=DeliverShock(source=Source.LEARNER, energy_j=150), performed_at_ms=2000)
    recording = record(
        body_of({}), 4, {2000: [compression(1950), shock], 3000: [compression(2960)]}
    )
    assert recording.compressions_at_ms == [1950, 2960]


def test_that_a_slightly_late_report_moves_the_chest_now_and_an_old_one_never():
    chest = Chest(7)
    assert [press.at_ms for press in chest.obey([compression(9500)], 10_000)] == [9901]
    assert chest.obey([compression(5000)], 10_100) == []


def test_that_strength_is_proportional_to_depth():
    def strength(depth_mm):
        (press,) = Chest(7).obey([compression(100, depth_mm)], 100)
        return press.strength

    assert abs(strength(25) / strength(50) - 0.5) < 1e-12
    assert strength(0) == 0.0


def test_that_a_leaned_on_chest_is_squeezed_by_the_way_that_is_left():
    def strength(depth_mm, lean_mm):
        action = Compress(source=Source.DEVICE, depth_mm=depth_mm, lean_mm=lean_mm)
        return Chest(seed=1).obey([Treat(action=action, performed_at_ms=1000)], 1000)[0].strength

    assert strength(54, 4) == strength(50, 0) == strength(50, None)
    assert strength(8, 20) == 0


def test_that_compressions_perfuse_from_the_third_on_and_stop_perfusing_in_a_pause():
    presses = by_step(compression(at) for at in range(2000, 10_000, 545))
    recording = record(body_of({}), 14, presses)
    perfusing = [state.at_ms for state in recording.states if state.is_compressed]
    assert perfusing[0] == 3100
    last = max(recording.compressions_at_ms)
    assert last + 1400 <= perfusing[-1] <= last + 1500
    assert len(perfusing) == (perfusing[-1] - perfusing[0]) // 100 + 1


def test_that_two_compressions_do_not_perfuse():
    chest = Chest(7)
    chest.obey([compression(100), compression(700)], 700)
    assert not chest.is_perfusing(700)


def test_that_the_builder_makes_the_order_that_a_device_makes():
    assert isinstance(compression(5).action, Compress)
