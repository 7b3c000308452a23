"""What the hardware streams is used in a run: real drivers, real firmware, real serial lines."""

import json
import os
import threading
from functools import cache
from time import monotonic

import pytest
from support.device_rig import OmlRig
from support.oximeter_bytes import nonin_packet
from support.scenario_files import check, small
from support.streamed_runs import StreamedRun, desk_with

from devices.drivers.prosim.emulator import ProsimEmulator
from devices.drivers.shelf import SWITCHED_ON, nonin, prosim_8, vitalsbridge
from devices.drivers.vitalsbridge.emulator import VitalsBridgeEmulator
from devices.drivers.vitalsbridge.wording import status_request
from devices.simulated.manikin import Manikin
from devices.simulated.profile import Profile
from devices.simulated.rescuer import RescuerStyle
from devices.simulated.sensors import SensorStyle
from simrunner.app.cpr_measure import read_profiles
from simrunner.cpr.meter import CprMeter
from simrunner.domain.action import Compress, GiveBreath, GiveDrug, ReadDevice
from simrunner.hardware.device import DeviceCommand, LinkState
from simrunner.hardware.label_file import read_labels
from simrunner.hardware.labels import Labels

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
tty = pytest.importorskip("tty", reason="Windows has no pseudo-terminals")

WAITS = small(
    ("          - {after: $wait, go: worse}\n",
     "          - {event: device oximeter.spo2, go: worse}\n"),
    ("duration: 10 min", "duration: 30 min"),
    ("params: {wait: {easy: 90 s, normal: 60 s, hard: 30 s}}\n", ""),
)  # fmt: skip
ARREST = small(
    ("weight: 70 kg}", "weight: 70 kg, kind: modelled}"),
    ("duration: 10 min", "duration: 30 min"),
    ("      ill:\n", "      ill:\n        rhythm: vf\n        body: apnoea\n"),
    ("          - {after: $wait, go: worse}\n", ""),
    ("        trend: {HR: 140 /min over 60 s}\n", ""),
    ("params: {wait: {easy: 90 s, normal: 60 s, hard: 30 s}}\n", ""),
)


def scenario_of(text):
    scenario, problems = check(text)
    assert scenario is not None, problems
    return scenario


class Line:
    """The master's end of a pseudo-terminal, and everything that was written to it."""

    def __init__(self):
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)

    def close(self):
        os.close(self.master)
        os.close(self._slave)


@pytest.fixture
def line():
    made = Line()
    yield made
    made.close()


class Box(Line):
    """An emulator behind a line, answering from a thread of its own."""

    def __init__(self, emulator):
        super().__init__()
        self.heard = b""
        self.emulator = emulator
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while b"\x04\x04" not in (wire := os.read(self.master, 4096)):
            self.heard += wire
            os.write(self.master, self.emulator.receive(wire))

    def close(self):
        os.write(self._slave, b"\x04\x04")
        self._thread.join(2.0)
        super().close()


def until(run_or_desk, is_done):
    deadline_s, wait = monotonic() + 5.0, threading.Event()
    while not is_done():
        assert monotonic() < deadline_s
        run_or_desk.watch()
        wait.wait(0.005)


@pytest.mark.parametrize("is_waited_for", [True, False])
def test_that_a_finger_is_shown_and_kept_and_never_the_patient(line, is_waited_for):
    device = nonin(address=f"port:{line.port}", serial="N-1", monotonic_s=monotonic)
    desk = desk_with(device, serial="N-1", monotonic_s=monotonic)
    run = StreamedRun(scenario_of(WAITS if is_waited_for else small()), desk)
    try:
        run.play_to(100)
        patient = run.truth("SpO2") if run.kept.trend else 98
        for saturation in (91, 91, 90, 89):
            os.write(line.master, nonin_packet(saturation, 61) * 3)
            before = device.health.rx_ok
            until(desk, lambda before=before: device.health.rx_ok >= before + 3 or True)
            _hear(run, device, before + 3)
        assert [(r.channel, r.value) for r in desk.status()[0].readings] == [
            ("oximeter.spo2", 89), ("oximeter.pulse-rate", 61),
        ]  # fmt: skip
        told = [action.reading for action in run.of(ReadDevice)]
        assert told == (["91", "90", "89"] if is_waited_for else [])
        assert run.truth("SpO2") == patient
        kept = [json.loads(r.words) for r in desk.take_remarks() if r.kind == "device-sample"]
        assert [k["value"] for k in kept if k["channel"] == "oximeter.spo2"] == ["91", "90", "89"]
        state = run.session.chart.regions[0].leaf
        assert state == ("worse" if is_waited_for else "ill")
    finally:
        desk.close()


def _hear(run, device, packets):
    """Play a second of the run, the first step of it once the driver has read so many packets."""
    deadline_s, wait = monotonic() + 5.0, threading.Event()
    start_ms = run.session.now_ms
    while device.health.rx_ok < packets:
        assert monotonic() < deadline_s, device.link
        wait.wait(0.005)
        run.play_to(run.session.now_ms + 100)
    run.play_to(max(start_ms + 1500, run.session.now_ms))


@pytest.mark.parametrize(
    ("make", "emulator", "questions", "shown"),
    [
        (prosim_8, ProsimEmulator, (b"REMOTE\r", b"QMODE\r"), b"SAT="),
        (vitalsbridge, VitalsBridgeEmulator, (status_request(),), b"spO2"),
    ],
    ids=["prosim", "vitalsbridge"],
)
def test_that_off_means_no_byte_beyond_the_question_who_is_there(make, emulator, questions, shown):
    heard = {}
    for is_on in (False, True):
        box = Box(emulator())
        address = f"port:{box.port}{SWITCHED_ON if is_on else ''}"
        device = make(address=address, serial="S", monotonic_s=monotonic)
        desk = desk_with(device, serial="S", monotonic_s=monotonic)
        try:
            until(desk, lambda device=device: device.link is LinkState.UP)
            assert desk.status()[0].shows_patient is is_on
            run = StreamedRun(scenario_of(small()), desk)
            run.play_to(2000)
            awaited = shown if is_on else questions[-1]
            until(desk, lambda box=box, awaited=awaited: awaited in box.heard)
            desk.make_safe()
        finally:
            desk.close()
            box.close()
        heard[is_on] = box.heard
    for question in questions:
        heard[False] = heard[False].replace(question, b"")
    assert heard[False] == b""
    assert shown in heard[True]


@cache
def arrest(*, breaths_per_min=0, lean_mm=0.0):
    """Return a modelled arrest of a hundred seconds under a measuring, breathing rescuer."""
    style = RescuerStyle(
        airway_breaths_per_min=breaths_per_min, lean_mm=lean_mm, breath_sd_ml=0.0,
        lean_share=1.0 if lean_mm else 0.0,
    )  # fmt: skip
    sensor = SensorStyle(has_breath=breaths_per_min > 0, has_load=True)
    manikin = Manikin(
        seed=1, is_lock_step=True, profile=Profile(sensor=sensor, rescuer=style)
    )  # fmt: skip
    rig = OmlRig(manikin, is_lock_step=True)
    desk = desk_with(rig.device, serial="SM-0001", monotonic_s=lambda: rig.now_s)
    rig.device.wait_until_up(3.0)
    desk.watch()
    run = StreamedRun(scenario_of(ARREST), desk)
    run.play_to(2000)
    fields = {"duration_ms": 98_000, "rate_per_min": 110, "depth_mm": 54}
    desk.send(DeviceCommand(target="sim.rescuer", fields=fields))
    run.play_to(100_000)
    return run


def test_that_measured_breaths_ventilate_the_modelled_lungs():
    bagged, alone = arrest(breaths_per_min=10), arrest()
    given = bagged.of(GiveBreath)
    assert len(given) == pytest.approx(16, abs=2)
    assert all(each.volume_ml == pytest.approx(500, abs=15) for each in given)
    assert alone.of(GiveBreath) == []
    assert bagged.truth("RR") == pytest.approx(10, abs=5.1)
    assert alone.truth("RR") == 0
    assert bagged.truth("EtCO2") > alone.truth("EtCO2")
    assert bagged.truth("SpO2") > alone.truth("SpO2") + 5
    meter = CprMeter(read_profiles()["adult"])
    meter.see(bagged.kept.events)
    view = meter.view(100_000)
    assert view.breath_rate_per_min == pytest.approx(10, abs=0.2)
    assert view.breath_volume_ml == pytest.approx(500, abs=15)
    measured = meter.measures(has_airway=True)["ventilation"]
    assert (measured["breaths"], measured["is_too_fast"]) == (len(given), False)


def test_that_a_load_cell_judges_the_release_before_the_depth_does():
    # 3 mm is up by the depth; 30 N, as the simulated chest pushes back, is not.
    pressed = arrest(lean_mm=3.0).of(Compress)
    forces = [each.lean_force_n for each in pressed[3:]]
    assert forces == pytest.approx([30] * len(forces), abs=4)
    meter = CprMeter(read_profiles()["adult"])
    meter.see(arrest(lean_mm=3.0).kept.events)
    assert meter.view(100_000).release_share == pytest.approx(0, abs=0.02)
    assert meter.measures(has_airway=False)["residual_force_n"] == pytest.approx(30, abs=1)
    meter = CprMeter(read_profiles()["adult"])
    meter.see(arrest().kept.events)
    assert meter.view(100_000).release_share == 1


def test_that_an_unknown_tag_is_asked_about_and_the_run_goes_on():
    rig = OmlRig(Manikin(seed=1, is_lock_step=True), is_lock_step=True)
    desk = desk_with(rig.device, serial="SM-0001", monotonic_s=lambda: rig.now_s)
    found = read_labels(
        "uid,drug,concentration,amount,route\n04:A2,adrenaline,1 mg/mL,,IM\n", ("adrenaline",)
    )
    desk.labels = Labels(found.labels)
    rig.device.wait_until_up(3.0)
    desk.watch()
    run = StreamedRun(scenario_of(small()), desk)
    run.play_to(500)
    rig.manikin.feel("drug", {"uid": "FF:01"})
    rig.manikin.feel("drug", {"uid": "04a2", "volume_ml": 0.5})
    run.play_to(2000)
    (given,) = run.of(GiveDrug)
    assert (given.drug, str(given.amount), given.route) == ("adrenaline", "0.5 mg", "IM")
    assert [question.code for question in desk.labels.questions.take()] == ["FF:01"]
    assert any("'FF:01'" in remark.words for remark in desk.take_remarks())
    assert run.session.chart.ledger[0].what == "adrenaline"
    assert run.session.now_ms == 2000
