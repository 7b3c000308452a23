"""The desk shows the patient on a simulator of another maker, and tells what it refuses."""

import pytest
from support.device_frames import frame_with
from support.kit_rigs import ProsimRig

from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.monitor_outputs import monitor_outputs_for
from simrunner.hardware.pairing import PairedDevices


class _NoSense:
    def feed(self, t0_us, period_us, depths_mm):
        return ()


def _desk(rig, paired=("P8",)):
    return DeviceDesk(
        [rig.device], paired=PairedDevices(paired), sense_for=_NoSense,
        monotonic_s=lambda: rig.now_s, wall_text=lambda: "now",
        tr=lambda text, **words: text.format(**words),
    )  # fmt: skip


def _live(rig, desk, seconds):
    for _ in range(round(seconds / 0.1)):
        rig._pass(0.1)
        desk.advance_to(round(rig.now_s * 1000))


def test_that_pressures_of_carbon_dioxide_go_out_in_mmhg_and_temperature_in_tenths():
    shown = monitor_outputs_for(frame_with(EtCO2=5.0, Temp=36.64, HR=80.4))
    assert shown["monitor.etco2"] == 38  # 5 kPa are 37.5 mmHg
    assert shown["monitor.temperature"] == 366
    assert shown["monitor.heart-rate"] == 80


@pytest.mark.parametrize(("paired", "saturation"), [(("P8",), "093"), ((), None)])
def test_that_a_paired_simulator_shows_the_patient(paired, saturation):
    rig = ProsimRig()
    desk = _desk(rig, paired)
    desk.connect()
    _live(rig, desk, 1.0)
    desk.show(frame_with(SpO2=93, HR=80, SBP=120, DBP=80))
    _live(rig, desk, 1.0)
    assert rig.emulator.state.get("SAT") == saturation
    assert any("SIMULATION" in remark.words for remark in desk.take_remarks())


def test_that_a_refusal_is_a_remark_with_its_code():
    rig = ProsimRig()
    desk = _desk(rig)
    desk.connect()
    _live(rig, desk, 1.0)
    desk.take_remarks()
    rig.emulator._obey = lambda _command: b"!03 parameter\r\n"
    desk.show(frame_with(SpO2=93))
    _live(rig, desk, 1.0)
    words = [remark.words for remark in desk.take_remarks()]
    assert "ProSim 8: SAT=093 refused: !03 parameter (parameter out of range)" in words
