"""The device desk: who may act, what becomes an action, what is sent out."""

from decimal import Decimal
from itertools import pairwise

import pytest
from support.device_frames import frame_with
from support.device_rig import OmlRig

from devices.simulated.manikin import Manikin
from devices.simulated.rescuer import RescuerStyle
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.action import Compress, DeliverShock, GiveDrug, ReadDevice, Source
from simrunner.domain.quantity import Quantity
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import DeviceCommand, LinkState
from simrunner.hardware.pairing import PairedDevices


def english(message: str, /, **fields: object) -> str:
    return message.format(**fields)


def seated(rig: OmlRig, *, paired: tuple[str, ...] = ("SM-0001",)) -> DeviceDesk:
    desk = DeviceDesk(
        [rig.device], paired=PairedDevices(paired), sense_for=CompressionDetector,
        monotonic_s=lambda: rig.now_s, wall_text=lambda: "2026-01-01T00:00:00+00:00", tr=english,
    )  # fmt: skip
    desk.connect()
    rig.device.wait_until_up(3.0)
    desk.watch()
    return desk


def compress_for(duration_ms: int) -> DeviceCommand:
    fields = {"duration_ms": duration_ms, "rate_per_min": 110, "depth_mm": 54}
    return DeviceCommand(target="sim.rescuer", fields=fields)


def lock_step(**kwargs) -> tuple[OmlRig, DeviceDesk]:
    rig = OmlRig(is_lock_step=True)
    return rig, seated(rig, **kwargs)


def words(desk: DeviceDesk) -> list[str]:
    return [remark.words for remark in desk.take_remarks()]


def test_that_a_paired_devices_drug_is_given() -> None:
    rig, desk = lock_step()
    rig.manikin.feel_drug("adrenaline", "0.5 mg", "im")
    assert desk.advance_to(100) == (
        GiveDrug(source=Source.DEVICE, drug="adrenaline", route="IM",
                 amount=Quantity(number=Decimal("0.5"), unit="mg")),
    )  # fmt: skip


def test_that_a_paired_devices_shock_is_delivered() -> None:
    rig, desk = lock_step()
    rig.manikin.feel_shock(200, is_synchronised=True)
    assert desk.advance_to(100) == (
        DeliverShock(source=Source.DEVICE, energy_j=200, synchronised=True),
    )


def test_that_any_other_event_is_a_reading_for_rules() -> None:
    rig, desk = lock_step()
    rig.manikin.feel("tube", {"value": "oesophagus"})
    rig.manikin.feel("pace", {"rate": 80, "mA": 70})
    assert desk.advance_to(100) == (
        ReadDevice(source=Source.DEVICE, name="tube", reading="oesophagus"),
        ReadDevice(source=Source.DEVICE, name="pace", reading="mA=70 rate=80"),
    )


@pytest.mark.parametrize("amount", ["half", "nan mg", "1 spoon", "-1 mg", ""])
def test_that_an_unreadable_dose_is_a_remark_and_no_action(amount) -> None:
    rig, desk = lock_step()
    rig.manikin.feel_drug("adrenaline", amount, "IM")
    assert desk.advance_to(100) == ()
    assert any("drug not understood" in line for line in words(desk))


def test_that_an_unpaired_device_submits_nothing_and_moves_nothing() -> None:
    rig, desk = lock_step(paired=())
    rig.manikin.feel_drug("adrenaline", "0.5 mg", "IM")
    rig.device.send(compress_for(5000))
    assert [a for t in range(100, 6001, 100) for a in desk.advance_to(t)] == []
    assert "Manikin: not paired, drug ignored" in words(desk)
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    assert desk.send(DeviceCommand(target="chest.rise.l", fields={"value": 9})) == ()
    desk.advance_to(6100)
    assert set(rig.manikin.outputs.values()) == {0.0}


def test_that_pairing_takes_effect_at_once_and_can_be_taken_back() -> None:
    rig, desk = lock_step(paired=())
    desk._paired.pair("SM-0001")
    rig.manikin.feel_shock(150)
    assert len(desk.advance_to(100)) == 1
    desk._paired.unpair("SM-0001")
    rig.manikin.feel_shock(150)
    assert desk.advance_to(200) == ()


def test_that_compressions_become_actions_in_the_step_they_end_in() -> None:
    _, desk = lock_step()
    fields = {"duration_ms": 10_000, "rate_per_min": 110, "depth_mm": 54}
    assert desk.send(DeviceCommand(target="sim.rescuer", fields=fields)) == ("Manikin",)
    actions = [a for t in range(100, 12_001, 100) for a in desk.advance_to(t)]
    assert {type(a) for a in actions} == {Compress}
    assert len(actions) in {18, 19}
    assert all(abs(a.depth_mm - 54) <= 2 for a in actions)


def test_that_a_compression_tells_its_peak_and_the_lean_before_it_in_run_time() -> None:
    style = RescuerStyle(lean_share=1.0, lean_mm=8.0)
    rig = OmlRig(Manikin(seed=1, is_lock_step=True, style=style), is_lock_step=True)
    desk = seated(rig)
    desk.advance_to(3_000)
    fields = {"duration_ms": 6_000, "rate_per_min": 100, "depth_mm": 54}
    desk.send(DeviceCommand(target="sim.rescuer", fields=fields))
    told = [(t, a) for t in range(3_100, 10_001, 100) for a in desk.advance_to(t)]
    assert len(told) in {10, 11}
    assert all(100 <= t - a.peak_at_ms <= 300 for t, a in told)
    gaps = [after[1].peak_at_ms - before[1].peak_at_ms for before, after in pairwise(told)]
    assert all(580 <= gap <= 620 for gap in gaps)
    assert sum(gaps) / len(gaps) == pytest.approx(600, abs=8)
    assert told[0][1].lean_mm <= 1
    assert {a.lean_mm for _, a in told[1:]} <= {7, 8, 9}


def test_that_outputs_are_sent_on_change_only() -> None:
    rig, desk = lock_step()
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    desk.advance_to(100)
    assert rig.manikin.outputs["pulse.carotid.l"] == 1000
    assert rig.manikin.outputs["pulse.rate"] == 80
    assert rig.manikin.outputs["resp.rate"] == 12
    assert rig.manikin.outputs["chest.rise.r"] > 0
    said = len(rig.written)
    desk.show(frame_with(SBP=121, HR=80, RR=12))
    assert len(rig.written) == said


@pytest.mark.parametrize(
    "still", [{"SBP": 0, "HR": 80}, {"SBP": 120, "HR": 0}, {"SBP": 90, "HR": 0, "rhythm": "vf"},
              {"SBP": 90, "HR": 150, "rhythm": "vf"}],
)  # fmt: skip
def test_that_there_is_no_pulse_to_feel_when_there_is_none(still) -> None:
    rig, desk = lock_step()
    desk.show(frame_with(SBP=120, HR=80, RR=0))
    desk.advance_to(100)
    desk.show(frame_with(RR=0, **still))
    desk.advance_to(200)
    assert rig.manikin.outputs["pulse.carotid.l"] == rig.manikin.outputs["pulse.carotid.r"] == 0
    assert rig.manikin.outputs["pulse.rate"] == 0
    assert rig.manikin.outputs["chest.rise.l"] == 0


def test_that_a_device_that_comes_back_is_shown_everything_again() -> None:
    rig, desk = lock_step()
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    desk.advance_to(100)
    rig.unplug()
    assert desk.advance_to(200) == ()
    assert desk.status()[0].link is LinkState.DOWN
    rig.plug_in()
    for step in range(20):
        rig._pass(0.1)
        desk.advance_to(300 + step * 100)
        desk.show(frame_with(SBP=120, HR=80, RR=12))
    assert rig.boots == 1
    assert rig.manikin.outputs["pulse.carotid.l"] == 1000
    lines = words(desk)
    assert lines[-3:] == ["Manikin: link lost (unplugged)", "Manikin: found", "Manikin: link up"]


def test_that_remarks_are_about_the_link_and_carry_run_time() -> None:
    rig, desk = lock_step()
    desk.advance_to(100)
    desk.take_remarks()
    rig.unplug()
    desk.advance_to(700)
    (remark,) = desk.take_remarks()
    assert (remark.kind, remark.at_ms) == ("link", 700)


def test_that_the_real_emergency_stop_is_confirmed_and_lasts_until_resumed() -> None:
    rig, desk = lock_step()
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    desk.advance_to(100)
    (report,) = desk.make_safe()
    assert report.is_confirmed
    assert set(rig.manikin.outputs.values()) == {0.0}
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    rig.manikin.feel_shock(150)
    assert desk.advance_to(200) == ()
    assert set(rig.manikin.outputs.values()) == {0.0}
    desk.resume()
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    desk.advance_to(300)
    assert rig.manikin.outputs["pulse.carotid.l"] == 1000


def test_that_a_stop_that_nobody_confirms_says_so() -> None:
    rig, desk = lock_step()
    rig.fall_silent()
    (report,) = desk.make_safe(timeout_s=0.3)
    assert not report.is_confirmed
    assert any("switch it off by hand" in line for line in words(desk))


def test_that_events_felt_in_a_pause_wait_and_compressions_do_not_count() -> None:
    rig = OmlRig()
    desk = seated(rig)
    rig.device.send(compress_for(3000))
    rig.manikin.feel_shock(200)
    for _ in range(40):
        rig._pass(0.1)
        desk.watch()
    assert desk.advance_to(100) == (DeliverShock(source=Source.DEVICE, energy_j=200),)


def test_that_a_free_running_device_contributes_what_has_arrived() -> None:
    rig = OmlRig()
    desk = seated(rig)
    rig.manikin.feel_shock(200)
    rig._pass(0.1)
    assert len(desk.advance_to(100)) == 1


def test_that_a_command_that_keeps_failing_is_remarked_once() -> None:
    rig, desk = lock_step()
    desk.take_remarks()
    for step in range(1, 10):
        desk.send(DeviceCommand(target="chest.rise.l", fields={"value": 5000}))
        desk.advance_to(step * 100)
    lines = [line for line in words(desk) if "chest.rise.l" in line]
    assert lines == ["Manikin: chest.rise.l failed (range)"]
    assert rig.device.health.commands_failed == 9
