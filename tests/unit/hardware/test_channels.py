"""What the streams of a device come to: readings, breaths and the load on the chest."""

from itertools import pairwise

import pytest
from support.oximeter_bytes import masimo_line, nonin_packet

from devices.drivers.masimo.driver import MasimoDialect
from devices.drivers.nonin.driver import NoninPackets
from simrunner.domain.action import GiveBreath, ReadDevice
from simrunner.hardware.breath_sense import BreathSense
from simrunner.hardware.channels import Channels, Moment
from simrunner.hardware.device import DeviceEvent, StreamSamples
from simrunner.hardware.felt import UnreadableEvent, action_for


def piece(name: str, value: float, *, t0_us: int = 0) -> StreamSamples:
    return StreamSamples(name=name, t0_us=t0_us, period_us=1_000_000, values=(value,))


def readings(channels: Channels, values, *, name="oximeter.spo2", every_ms=100) -> list[str]:
    found = []
    for place, value in enumerate(values):
        now = Moment(link_ms=place * every_ms, run_ms=place * every_ms)
        found += channels.take(piece(name, value), {name: "%"}, now)
    return [action.reading for action in found]


def test_that_only_what_the_scenario_waits_for_becomes_an_action() -> None:
    channels = Channels()
    assert readings(channels, [97, 96]) == []
    channels.heard = frozenset(("oximeter.spo2",))
    assert readings(channels, [95], every_ms=1) == ["95"]
    assert readings(channels, [88], name="oximeter.pulse-rate") == []


def test_that_a_channel_is_told_once_a_second_at_most_and_only_when_it_changed() -> None:
    channels = Channels()
    channels.heard = frozenset(("oximeter.spo2",))
    assert readings(channels, [97] * 100) == ["97"]
    told = readings(channels, range(200))
    assert len(told) == pytest.approx(20, abs=1)
    assert len(channels.take_samples()) == pytest.approx(20, abs=3)


def test_that_a_number_that_stands_still_is_kept_twice_a_minute() -> None:
    channels = Channels()
    readings(channels, [97] * 601)
    assert [each["value"] for each in channels.take_samples()] == ["97", "97", "97"]


def test_that_a_pause_shows_the_sensor_and_keeps_nothing() -> None:
    channels = Channels()
    channels.heard = frozenset(("oximeter.spo2",))
    now = Moment(link_ms=5000, run_ms=None)
    assert list(channels.take(piece("oximeter.spo2", 91), {"oximeter.spo2": "%"}, now)) == []
    assert [(r.value, r.unit, r.at_ms) for r in channels.readings] == [(91, "%", 5000)]
    assert channels.take_samples() == []


def test_that_a_wave_and_what_is_no_number_are_shown_nowhere() -> None:
    channels = Channels()
    for wire, dialect in (
        (nonin_packet(97, 72), NoninPackets(serial="N")),
        (masimo_line(), MasimoDialect(serial="M")),
    ):
        for report in dialect.feed(wire, 1_000_000):
            assert isinstance(report, StreamSamples)
            now = Moment(link_ms=0, run_ms=0)
            assert not list(channels.take(report, dialect.capabilities.streams, now))
    list(channels.take(piece("oximeter.spo2", float("nan")), {}, Moment(link_ms=1, run_ms=1)))
    shown = {reading.channel: reading.value for reading in channels.readings}
    assert shown["oximeter.spo2"] == 97
    assert "oximeter.pleth" not in shown


def test_that_a_device_with_ever_new_channels_is_not_followed() -> None:
    channels = Channels()
    for place in range(500):
        list(channels.take(piece(f"c{place}", 1.0), {}, Moment(link_ms=0, run_ms=0)))
    assert len(channels.readings) == 16
    assert len(channels.take_samples()) == 16


def smooth(share: float) -> float:
    return share * share * (3 - 2 * share)


def breath(volume_ml: float, *, in_s: float = 1.0, rest_s: float = 1.0, hz: int = 100):
    rising = [volume_ml * smooth(n / (in_s * hz)) for n in range(round(in_s * hz))]
    falling = [volume_ml * (1 - smooth(n / (1.5 * hz))) for n in range(round(1.5 * hz))]
    return [*rising, *falling, *[0.0] * round(rest_s * hz)]


@pytest.mark.parametrize("piece_of", [1, 7, 1000])
def test_that_breaths_are_found_with_volume_and_inspiration(piece_of) -> None:
    volumes = [*breath(500), *breath(80), *breath(30), *breath(650, in_s=1.5)]
    sense, found = BreathSense(), []
    for start in range(0, len(volumes), piece_of):
        found += sense.feed(start * 10_000, 10_000, volumes[start : start + piece_of])
    assert [each.volume_ml for each in found] == pytest.approx([500, 80, 650], rel=0.02, abs=6)
    assert found[0].inspiration_ms == pytest.approx(1000, abs=120)
    assert found[2].inspiration_ms == pytest.approx(1500, abs=150)


def test_that_flow_alone_gives_the_same_breaths_whatever_its_offset() -> None:
    volumes = [*breath(500), *breath(420)] * 20
    flows = [0.0, *((after - before) * 100 + 3 for before, after in pairwise(volumes))]
    found = BreathSense().feed_flow(0, 10_000, flows)
    assert [each.volume_ml for each in found] == pytest.approx([500, 420] * 20, rel=0.03)


def test_that_a_drift_and_a_hole_in_the_samples_are_no_breath() -> None:
    assert BreathSense().feed(0, 10_000, [n * 0.3 for n in range(2000)] + [0.0]) == []
    sense = BreathSense()
    sense.feed(0, 10_000, breath(500)[:90])
    assert sense.feed(5_000_000, 10_000, [500 - n * 5 for n in range(100)]) == []


def test_that_compressions_between_breaths_are_no_breaths() -> None:
    pumped = [12 * smooth(abs((n % 55) / 27.5 - 1)) for n in range(2000)]
    assert BreathSense().feed(0, 10_000, pumped) == []


def test_that_flow_is_not_counted_beside_volume() -> None:
    units, channels, found = {"vent.volume": "mL", "vent.flow": "mL/s"}, Channels(), []
    volumes = breath(500)
    flows = [0.0, *((after - before) * 100 for before, after in pairwise(volumes))]
    for name, values in (("vent.flow", flows), ("vent.volume", volumes)):
        samples = StreamSamples(name=name, t0_us=0, period_us=10_000, values=tuple(values))
        found += channels.take(samples, units, Moment(link_ms=0, run_ms=4000))
    assert [type(each) for each in found] == [GiveBreath]
    assert found[0].volume_ml == pytest.approx(500, abs=6)


def test_that_the_load_is_the_least_between_two_compressions() -> None:
    channels = Channels()
    forces = tuple([400.0] * 20 + [30.0] * 10 + [24.4] * 5 + [400.0] * 20)
    load = StreamSamples(name="cpr.force", t0_us=0, period_us=10_000, values=forces)
    channels.feel_load([load])
    assert channels.lean_force_n(400_000) == 24.4
    assert channels.lean_force_n(900_000) == 400.0
    assert channels.lean_force_n(1_000_000) is None


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"energy_j": 150, "delivered": False}, "shock-disarmed"),
        ({"energy_j": 150, "delivered": True}, None),
        ({"energy_j": 150}, None),
    ],
)
def test_that_a_disarmed_shock_is_a_reading_and_no_shock(fields, name) -> None:
    action = action_for(DeviceEvent(name="shock", fields=fields, t_us=0))
    assert (action.name if isinstance(action, ReadDevice) else None) == name


def test_that_a_breath_told_as_an_event_is_a_breath() -> None:
    action = action_for(DeviceEvent(name="ventilation", fields={"volume_ml": 480.4}, t_us=0))
    assert action == GiveBreath(source=action.source, volume_ml=480, inspiration_ms=1000)
    with pytest.raises(UnreadableEvent, match="unreadable breath"):
        action_for(DeviceEvent(name="ventilation", fields={"volume_ml": "much"}, t_us=0))
