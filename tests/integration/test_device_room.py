"""Devices of a room on real pseudo-terminals: watched, pulled out, lent to a run, checked."""

import json
import os
import sys
import threading
import time

import pytest
from support.manikin_lines import ManikinOnLine, manikins_on_lines
from support.runs import PlainEnglish

from simrunner.app import device_check, exit_code
from simrunner.app.cli import app
from simrunner.app.device_room import DeviceRoom
from simrunner.app.devices import attached_devices, change_settings, desk_of
from simrunner.app.dossiers import calibration_troubles, dossiers_of, with_place
from simrunner.app.drill_job import DrillJob
from simrunner.app.exit_code import Refusal
from simrunner.app.room_seats import PortRow, RoomSeats
from simrunner.app.settings import Settings, data_folder, read_settings
from simrunner.hardware.checkup import CheckOutcome
from simrunner.hardware.device import LinkState

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")

ALL_SENSORS = "[sensor]\nventilation = true\n"
NAK = '[[fault]]\nkind = "nak"\nprobability = 1.0\n'


class Held:
    """Settings as the window holds them."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings

    def change(self, change) -> None:
        self.now = change(self.now)


@pytest.fixture
def room_of():
    rooms = []

    def make(settings: Settings, ports=()) -> tuple[DeviceRoom, Held]:
        held = Held(settings)
        tr = PlainEnglish()
        room = DeviceRoom(
            settings=lambda: held.now, change=held.change, tr=tr,
            seats=RoomSeats(tr, ports=lambda: ports),
        )  # fmt: skip
        rooms.append(room)
        room.start()
        return room, held

    yield make
    for room in rooms:
        room.shutdown()


def paired(*manikins: ManikinOnLine, **more) -> Settings:
    return Settings(
        paired_devices=tuple(each.serial for each in manikins),
        device_addresses={each.serial: each.address for each in manikins}, **more,
    )  # fmt: skip


def wait_for(what, *, within_s: float = 5.0):
    end_s = time.monotonic() + within_s
    while not (found := what()):
        assert time.monotonic() < end_s, "it did not come to that"
        threading.Event().wait(0.02)
    return found


def link_of(room: DeviceRoom, serial: str) -> LinkState | None:
    found = {each.serial: each.link for each in room.now().checkups}
    return found.get(serial)


def checkup_of(room: DeviceRoom, serial: str):
    return next(each for each in room.now().checkups if each.serial == serial)


def test_that_of_two_devices_one_pulled_out_is_lost_and_the_other_goes_on(tmp_path, room_of):
    a, b = ManikinOnLine(tmp_path, "A-1", profile=ALL_SENSORS), ManikinOnLine(tmp_path, "B-2")
    with manikins_on_lines(a, b):
        room, held = room_of(paired(a, b))
        wait_for(lambda: link_of(room, "A-1") == link_of(room, "B-2") == LinkState.UP)
        wait_for(lambda: len(checkup_of(room, "A-1").tails) == 3)
        b.unplug()
        wait_for(lambda: link_of(room, "B-2") is LinkState.DOWN, within_s=0.7)
        assert checkup_of(room, "B-2").battery_percent == 100
        assert link_of(room, "A-1") is LinkState.UP
        b.plug_in()
        wait_for(lambda: link_of(room, "B-2") is LinkState.UP)
        wait_for(lambda: checkup_of(room, "B-2").times_lost == 1)

        # Another room's device is let go of, and told as away.
        held.change(lambda settings: with_place(settings, "B-2", room="Ward"))
        room.place(checkup_of(room, "A-1"), "Bay")
        room.show_room("Bay")
        wait_for(lambda: link_of(room, "B-2") is None)
        assert [dossier.serial for dossier in room.now().away] == ["B-2"]
        assert room.now().rooms == ("Bay", "Ward")


def test_that_a_run_takes_the_ports_from_the_room_and_gives_them_back(tmp_path, room_of):
    a = ManikinOnLine(tmp_path, "A-1")
    with manikins_on_lines(a):
        room, held = room_of(paired(a))
        wait_for(lambda: link_of(room, "A-1") is LinkState.UP)
        room.lend()
        assert room.now().checkups == ()
        devices, told = attached_devices(held.now)
        assert told == ()
        desk = desk_of(
            devices, held.now.paired_devices, PlainEnglish(), dossiers_of(held.now, ["A-1"])
        )
        desk.connect()
        try:
            room.attend(desk)
            steps = iter(range(100, 10_000, 100))
            wait_for(lambda: (desk.advance_to(next(steps)), desk.status()[0].link)[1] == "up")
            assert link_of(room, "A-1") is LinkState.UP
            assert checkup_of(room, "A-1").address == a.address
            room.test(checkup_of(room, "A-1"))
            assert room.now().is_run_on
            assert "end it first" in room.take_zero(checkup_of(room, "A-1"), "cpr.depth")
            assert "end it first" in room.now().trouble
        finally:
            desk.close()
        room.take_back()
        wait_for(lambda: link_of(room, "A-1") is LinkState.UP)
        assert not room.now().is_run_on


def test_that_a_technician_pairs_calibrates_and_tests_from_the_room(tmp_path, room_of):
    a = ManikinOnLine(tmp_path, "A-1")
    with manikins_on_lines(a):
        room, held = room_of(Settings(room="Bay"))
        room.greet(a.address)
        wait_for(lambda: link_of(room, "A-1") is LinkState.UP)
        stranger = checkup_of(room, "A-1")
        assert not stranger.is_paired
        assert len(stranger.pairing_code) == 4
        room.test(stranger)
        wait_for(lambda: "pair it first" in room.now().trouble)
        room.pair(stranger)
        device = wait_for(
            lambda: next((each for each in room.now().checkups if each.is_paired), None)
        )
        assert held.now.device_places == {"A-1": "Bay"}
        room.cast(device, "patient")
        wait_for(lambda: room.take_zero(device, "cpr.depth") == "")
        assert "no matter of scale" in room.take_known(device, "cpr.depth", 50)
        kept = held.now.calibrations["A-1"]["cpr.depth"]
        assert abs(kept["zero"]) < 0.2
        room.test(device)
        wait_for(lambda: checkup_of(room, "A-1").tested_on, within_s=8)
        tested = checkup_of(room, "A-1")
        assert {line.outcome for line in tested.self_test} == {CheckOutcome.PASSED}
        assert (tested.plays, tested.room) == ("patient", "Bay")
        assert tested.calibrations["cpr.depth"].zero == kept["zero"]


def test_that_only_what_may_be_ours_is_greeted(room_of):
    known = "usb:2341:0043:777"
    ports = (
        PortRow(address="usb:2341:0043:888", port="/no/such/one"),
        PortRow(address="usb:0403:6001:999", port="/no/such/other"),
        PortRow(address=known, port="/no/such/known"),
    )
    settings = Settings(paired_devices=("K-1",), device_addresses={"K-1": known})
    room, _ = room_of(settings, ports)
    told = wait_for(lambda: room.now().checkups)
    assert [each.address for each in told] == [known, "usb:2341:0043:888"]
    room.greet("nonsense")
    wait_for(lambda: "is no address" in room.now().trouble)


def test_that_a_simulated_device_is_added_and_let_go(room_of):
    room, _ = room_of(Settings())
    room.add_simulated()
    wait_for(lambda: link_of(room, "SM-0001") is LinkState.UP)
    device = checkup_of(room, "SM-0001")
    assert device.is_paired
    room.make_safe(device)
    room.disconnect(device)
    wait_for(lambda: link_of(room, "SM-0001") is None)
    assert room.now().trouble == ""


def test_that_the_rows_of_a_drill_come_one_by_one():
    rows = [
        {"number": n, "what": "w", "required": "r", "measured": "m", "figure": 1.0, "unit": "ms",
         "is_met": n != 7} for n in (6, 7)
    ]  # fmt: skip
    words = "\n".join(
        f"print({json.dumps(json.dumps(row))}, flush=True); sys.stdin.read(0)" for row in rows
    )
    job = DrillJob(
        wall_text=lambda: "2026-11-23T05:00:00",
        command=(sys.executable, "-c", f"import sys\n{words}"),
    )
    job.start((6, 7, 8))
    assert job.state.is_running
    state = wait_for(lambda: None if job.state.is_running else job.state)
    assert [(n, row.is_met) for n, row in state.rows.items()] == [(6, True), (7, False)]
    assert state.made_on == "2026-11-23"
    assert "before its last row" in state.trouble  # row 8 never came
    job.stop()


# -- the command line


def run(*words: str) -> int:
    return app(["devices", *words], standalone_mode=False)


@pytest.fixture
def soon(monkeypatch):
    """The command line's patience is for people and boards; these manikins need none of it."""
    monkeypatch.setattr(device_check, "LOOK_S", 0.5)
    monkeypatch.setattr(device_check, "UP_WITHIN_S", 1.0)


@pytest.mark.slow
@pytest.mark.usefixtures("soon")
def test_that_the_command_line_calibrates_and_reports(tmp_path, capsys):
    a = ManikinOnLine(tmp_path, "A-1")
    with manikins_on_lines(a):
        run("pair", "A-1", "--at", a.address)
        assert run("calibrate", "A-1", "cpr.depth", "--zero") == exit_code.OK
        a.order(compress={"duration_ms": 9_000, "rate_per_min": 110, "depth_mm": 54})
        with pytest.raises(Refusal, match="moves by") as refused:
            run("calibrate", "A-1", "cpr.depth", "--known", "50")
        assert refused.value.code == exit_code.CHECK_FAILED
        capsys.readouterr()
        assert run("report", "A-1") == exit_code.OK
        told = json.loads(capsys.readouterr().out)
        assert told["serial"] == "A-1"
        assert len(told["tails"]["cpr.depth"]["values"]) >= 40
        assert told["calibrations"]["cpr.depth"]["made_on"]
    with pytest.raises(Refusal, match="A-1: ") as gone:
        run("calibrate", "A-1", "cpr.depth", "--zero")
    assert gone.value.code == exit_code.ENVIRONMENT
    with pytest.raises(Refusal, match="not paired at an address"):
        run("self-test", "C-3")


@pytest.mark.usefixtures("soon")
def test_that_the_self_test_prints_a_table_and_fails_on_refused_commands(tmp_path, capsys):
    faults = tmp_path / "nak.toml"
    faults.write_text(NAK, encoding="utf-8")
    good = ManikinOnLine(tmp_path, "A-1", profile=ALL_SENSORS)
    bad = ManikinOnLine(tmp_path, "B-2", "--faults", str(faults))
    with manikins_on_lines(good, bad):
        run("pair", "A-1", "--at", good.address)
        run("pair", "B-2", "--at", bad.address)
        capsys.readouterr()
        assert run("self-test", "A-1") == exit_code.OK
        table = capsys.readouterr().out
        assert "3 of 3" in table
        assert "12 of 12" in table
        assert "failed" not in table
        assert run("self-test", "B-2") == exit_code.CHECK_FAILED
        table = capsys.readouterr().out
        assert "0 of 12" in table
        assert "fault" in table


def test_that_only_this_rooms_devices_are_attached_and_the_others_told(capsys):
    for serial, room in (("A-1", "Bay"), ("B-2", "Ward"), ("C-3", "")):
        run("pair", serial, "--at", "tcp:4001")
        run("place", serial, "--room", room, "--plays", "patient")
    capsys.readouterr()
    run("room", "Bay")
    run("room")
    assert capsys.readouterr().out == "Bay\nBay\n"
    settings, _ = read_settings(data_folder())
    found, told = attached_devices(settings)
    assert [each.name for each in found] == ["A-1"]
    assert told == (
        "B-2 stays out: it belongs to Ward, and this is Bay.",
        "C-3 stays out: it belongs to no room, and this is Bay.",
    )
    run("room", "")
    assert len(attached_devices(read_settings(data_folder())[0])[0]) == 3
    with pytest.raises(Refusal, match="choose patient"):
        run("place", "A-1", "--plays", "piano")


def test_that_old_and_broken_calibrations_are_told():
    rows = {
        "old": {"zero": 1.0, "made_on": "2026-10-01"}, "good": {"zero": 1, "made_on": "2026-11-20"},
        "torn": {"zero": "four"},
    }  # fmt: skip
    change_settings(
        data_folder(),
        lambda _: Settings(paired_devices=("A-1",), calibrations={"A-1": rows}),
    )
    settings, problem = read_settings(data_folder())
    assert problem is None
    told = calibration_troubles(settings, "2026-11-23T08:00:00")
    assert told == (
        "A-1: old was calibrated on 2026-10-01, too long ago; take it anew.",
        "A-1: the calibration of torn cannot be read; take it anew.",
    )
