"""Pairing by a person: what the verbs say, what stays in the settings, what a run makes of it."""

import json

import pytest
from support.device_rig import OmlRig
from support.runs import PlainEnglish

from devices.simulated.manikin import Manikin
from simrunner.app import exit_code
from simrunner.app.cli import app
from simrunner.app.devices import (
    attached_devices,
    desk_of,
    paired_rows,
    with_paired,
    without_paired,
)
from simrunner.app.exit_code import Refusal
from simrunner.app.patient_outputs import outputs_of
from simrunner.app.settings import Settings, data_folder, read_settings


def run(*words: str) -> int:
    """Run a verb as the command line does, without its exit."""
    return app(["devices", *words], standalone_mode=False)


def saved() -> Settings:
    settings, problem = read_settings(data_folder())
    assert problem is None
    return settings


def test_that_a_device_stays_paired_until_it_is_unpaired(capsys) -> None:
    assert run("pair", "ABC-7") == exit_code.OK
    assert run("pair", "ABC-7") == exit_code.OK
    assert saved().paired_devices == ("ABC-7",)
    capsys.readouterr()
    assert run("list") == exit_code.OK
    assert "ABC-7" in capsys.readouterr().out
    assert run("unpair", "ABC-7") == exit_code.OK
    assert saved().paired_devices == ()


def test_that_what_was_paired_lets_the_device_act_in_the_next_run() -> None:
    rig = OmlRig(Manikin(seed=1, serial="ABC-7", is_lock_step=True), is_lock_step=True)

    def actions() -> int:
        desk = desk_of([rig.device], saved().paired_devices, PlainEnglish())
        desk.connect()
        rig.device.wait_until_up(3.0)
        rig.manikin.feel_shock(150)
        return len(desk.advance_to(rig.device._talk.run_ms + 100))

    assert actions() == 0
    run("pair", "ABC-7")
    assert actions() == 1
    run("unpair", "ABC-7")
    assert actions() == 0


def test_that_other_settings_stay_as_they_were() -> None:
    data_folder().mkdir(parents=True)
    file = data_folder() / "settings.json"
    file.write_text(json.dumps({"language": "zh-CN", "real_phone": "2222"}), encoding="utf-8")
    run("pair", "ABC-7")
    assert (saved().language, saved().real_phone) == ("zh-CN", "2222")


def test_that_settings_that_cannot_be_read_are_not_written_over() -> None:
    data_folder().mkdir(parents=True)
    file = data_folder() / "settings.json"
    file.write_text('{"language": ', encoding="utf-8")
    with pytest.raises(Refusal, match="could not be read") as told:
        run("pair", "ABC-7")
    assert told.value.code == exit_code.ENVIRONMENT
    assert file.read_text(encoding="utf-8") == '{"language": '


def test_that_a_device_without_a_serial_number_is_not_paired() -> None:
    with pytest.raises(Refusal, match="without a serial number"):
        run("pair", "  ")


@pytest.mark.parametrize("serial", ["NOBODY", "SM-0001"])
def test_that_what_is_not_paired_by_a_person_cannot_be_unpaired(serial) -> None:
    with pytest.raises(Refusal, match=r"paired"):
        run("unpair", serial)


def test_that_unpairing_forgets_where_the_device_was() -> None:
    settings = Settings(paired_devices=("A", "B"), device_addresses={"A": "tcp:1", "B": "tcp:2"})
    fewer = without_paired(settings, "A")
    assert fewer.device_addresses == {"B": "tcp:2"}
    assert paired_rows(fewer) == (("SM-0001", ""), ("B", "tcp:2"))
    assert with_paired(fewer, "A", None).device_addresses == {"B": "tcp:2"}


def test_that_runs_look_for_paired_devices_where_they_were_said_to_be() -> None:
    asked = []

    def make(*, address, serial, monotonic_s):
        if address == "nowhere":
            raise ValueError("'nowhere' is no address of a device")
        asked.append((serial, address, callable(monotonic_s)))
        return OmlRig().device

    settings = Settings(
        paired_devices=("A", "B", "C"),
        device_addresses={"A": "tcp:7000", "C": "nowhere", "D": "tcp:7001"},
    )
    found, hindered = attached_devices(settings, make)
    assert asked == [("A", "tcp:7000", True)]
    assert len(found) == 1
    assert hindered == ("C: 'nowhere' is no address of a device.",)


def test_that_an_address_is_looked_at_before_it_is_kept() -> None:
    with pytest.raises(Refusal, match="no address of a device"):
        run("pair", "ABC-7", "--at", "bogus")
    with pytest.raises(Refusal, match="another computer"):
        run("pair", "ABC-7", "--at", "tcp:192.0.2.1:7000")
    assert saved().paired_devices == ()
    run("pair", "ABC-7", "--at", "usb:2341:0043:77")
    assert saved().device_addresses == {"ABC-7": "usb:2341:0043:77"}


def test_that_ports_are_listed_without_opening_any_and_greeted_when_asked(capsys) -> None:
    assert run("ports", "--greet", "port:/dev/no-such-port") == exit_code.OK
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[-1]["address"] == "port:/dev/no-such-port"
    assert rows[-1]["reason"]
    assert all("port" in row for row in rows[:-1])


def test_that_a_real_monitor_shows_nothing_until_it_is_switched_on(capsys) -> None:
    run("pair", "P8-1", "--at", "prosim-8@port:COM5")
    run("pair", "ABC-7")
    assert outputs_of(saved()) == (("P8-1", False),)
    assert run("output", "P8-1", "on") == exit_code.OK
    assert "SIMULATION" in capsys.readouterr().out
    assert saved().device_addresses["P8-1"] == "prosim-8@port:COM5?simulation=on"
    assert outputs_of(saved()) == (("P8-1", True),)
    run("output", "P8-1", "on")
    assert run("output", "P8-1", "off") == exit_code.OK
    assert saved().device_addresses["P8-1"] == "prosim-8@port:COM5"
    for words, says in ((("ABC-7", "on"), "no paired patient simulator"),
                        (("P8-1", "maybe"), "Write on or off, not maybe")):  # fmt: skip
        with pytest.raises(Refusal, match=says):
            run("output", *words)


def test_that_a_file_of_labels_is_checked_shown_and_used(tmp_path, capsys) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("uid,drug,concentration,amount,route\nA1,adrenaline,1 mg/mL,1 mg,IV\n")
    assert run("labels", str(file)) == exit_code.OK
    assert "adrenaline" in capsys.readouterr().out
    assert saved().drug_labels == str(file)
    bad = tmp_path / "bad.csv"
    bad.write_text("uid,drug,concentration\nA1,adrenalin,1 mg/mL\nB2,atropine,1\n")
    with pytest.raises(Refusal) as refused:
        run("labels", str(bad))
    assert "line 2: there is no drug adrenalin; did you mean adrenaline?" in str(refused.value)
    assert "line 3: 1 is not a concentration" in str(refused.value)
    assert saved().drug_labels == str(file)
    file.write_bytes(b"\xff\xfe\x00")
    assert run("labels") == exit_code.CHECK_FAILED
    assert "not UTF-8" in capsys.readouterr().err
    assert run("labels", "--forget") == exit_code.OK
    assert saved().drug_labels == ""
