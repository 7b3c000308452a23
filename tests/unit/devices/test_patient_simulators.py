"""Real monitors shown our patient: what patient simulators are told, and what comes of it."""

import tomllib
from pathlib import Path

import pytest
from support.kit_rigs import ProsimRig, VitalsBridgeRig

from devices.drivers.prosim import wording as prosim_words
from devices.drivers.prosim.driver import OLDER, ProsimDialect, prosim
from devices.drivers.prosim.emulator import ProsimEmulator
from devices.drivers.vitalsbridge import wording as bridge_words
from simrunner.domain.chance import Stream
from simrunner.hardware.device import (
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceNote,
    LinkState,
)
from simrunner.hardware.monitor_outputs import RHYTHM
from simrunner.hardware.rhythm_map import Match

ROOT = Path(__file__).resolve().parents[3]
RHYTHMS = sorted(
    tomllib.loads((ROOT / "resources/rhythms/rhythms.toml").read_text("utf-8"))["rhythm"]
)
NUMBERS = {
    "monitor.heart-rate": (0, 300), "monitor.systolic": (0, 250), "monitor.diastolic": (0, 150),
    "monitor.spo2": (0, 100), "monitor.resp-rate": (0, 60), "monitor.temperature": (280, 430),
    "monitor.cvp": (-5, 30),
}  # fmt: skip


def _up(rig):
    rig.device.connect()
    reports = rig.advance_s(1.0)
    assert rig.device.link is LinkState.UP
    return reports


def _set(rig, target, value):
    assert rig.device.send(DeviceCommand(target=target, fields={"value": value})) is not None


def _results(reports):
    return [report for report in reports if isinstance(report, CommandResult)]


def _notes(reports):
    return [report.words for report in reports if isinstance(report, DeviceNote)]


def _random_diffs(count):
    """Yield (target, value) as a wild scenario would change them."""
    draw = Stream(20, "patient simulator")
    targets = sorted(NUMBERS)
    for _ in range(count):
        place = int(draw.between(0, len(targets) + 1))
        if place == len(targets):
            yield RHYTHM, RHYTHMS[int(draw.between(0, len(RHYTHMS)))]
        else:
            yield targets[place], round(draw.between(*NUMBERS[targets[place]]))


def _prosim_state(wanted):
    """Return what a ProSim must show, from the wanted numbers and the table's published ranges."""
    spo2, rr = wanted["monitor.spo2"], wanted["monitor.resp-rate"]
    systolic = wanted["monitor.systolic"]
    diastolic = min(wanted["monitor.diastolic"], systolic)
    both = f"{systolic:03d},{diastolic:03d}"
    tenths = wanted["monitor.temperature"]
    state = {
        "SAT": f"{spo2:03d}", "RESPRUN": "TRUE" if rr else "FALSE", "IBPP1": both, "NIBPP": both,
        "IBPS2": f"{wanted['monitor.cvp']:+04d}",
        "TEMP": f"{min(42.0, max(30.0, round(tenths / 5) / 2)):.1f}",
    }  # fmt: skip
    if rr:
        state["RESPRATE"] = f"{max(10, rr):03d}"
    return state


def test_that_a_thousand_changes_leave_a_prosim_as_the_patient_is():
    rig = ProsimRig()
    _up(rig)
    wanted = {RHYTHM: "sinus", **{target: low for target, (low, _) in NUMBERS.items()}}
    for target, value in wanted.items():
        _set(rig, target, value)
    rig.advance_s(2.0)
    for place, (target, value) in enumerate(_random_diffs(1_000)):
        wanted[target] = value
        _set(rig, target, value)
        if place % 5 == 4:
            rig.advance_s(1.5)
            expected = _prosim_state(wanted)
            assert {key: rig.emulator.state[key] for key in expected} == expected, place
            rate = wanted["monitor.heart-rate"]
            row = prosim_words.rhythm_map()[wanted[RHYTHM]].show
            if row == "NSRA={rate:03d}":
                shown = f"NSRA={rate:03d}" if rate >= 10 else "VNTWAVE=ASYS"
                assert rig.emulator.state["rhythm"] == shown
            elif "{" not in row:
                assert rig.emulator.state["rhythm"] == row
    sent_before = len(rig.emulator.commands)
    rig.advance_s(2.0)
    assert len(rig.emulator.commands) == sent_before
    assert rig.device.health.commands_failed == 0


def test_that_a_thousand_changes_leave_a_vitalsbridge_as_the_patient_is():
    rig = VitalsBridgeRig()
    _up(rig)
    wanted = {}
    for place, (target, value) in enumerate(_random_diffs(1_000)):
        wanted[target] = value
        _set(rig, target, value)
        if place % 5 == 4:
            rig.advance_s(0.2)
            for key, number in wanted.items():
                if key == RHYTHM:
                    shown = bridge_words.rhythm_map()[number].show
                    assert rig.emulator.state["rhythm"] == shown
                elif key == "monitor.temperature":
                    assert rig.emulator.state["t1"] == number / 10
                else:
                    assert rig.emulator.state[bridge_words.NUMBERS[key]] == max(0, number)
    assert rig.device.health.commands_failed == 0


def test_that_a_prosim_hears_only_what_differs():
    rig = ProsimRig()
    _up(rig)
    for value in (97, 97, 96, 96):
        _set(rig, "monitor.spo2", value)
        results = _results(rig.advance_s(0.5))
        assert [result.outcome for result in results] == [CommandOutcome.OK]
    assert rig.emulator.commands == ["SAT=097", "SAT=096"]


def test_that_everything_is_told_again_after_a_loss_of_power():
    rig = ProsimRig()
    _up(rig)
    _set(rig, "monitor.spo2", 88)
    rig.advance_s(0.5)
    rig.unplug()
    rig.advance_s(0.5)
    rig.emulator.switch_off_and_on()
    rig.plug_in()
    rig.advance_s(2.0)
    assert rig.device.link is LinkState.UP
    _set(rig, "monitor.spo2", 88)
    rig.advance_s(0.5)
    assert rig.emulator.state["SAT"] == "088"


def test_that_a_refusal_is_told_with_its_code():
    rig = ProsimRig()
    _up(rig)
    rig.emulator._obey = lambda _command: b"!03 parameter\r\n"
    _set(rig, "monitor.spo2", 88)
    reports = rig.advance_s(0.5)
    assert [(r.outcome, r.detail) for r in _results(reports)] == [
        (CommandOutcome.RANGE, "!03 parameter")
    ]
    assert _notes(reports) == ["SAT=088 refused: !03 parameter (parameter out of range)"]


def test_that_the_older_dialect_is_understood_and_its_refusal_told():
    class OlderRig(ProsimRig):
        def make(self, monotonic_s):
            self.emulator = ProsimEmulator(is_older=True)
            return prosim(
                self.cable, serial="P2", monotonic_s=monotonic_s, is_on=True, model="ProSim 2",
                manners=OLDER,
            )  # fmt: skip

    rig = OlderRig()
    _up(rig)
    _set(rig, "monitor.spo2", 88)
    rig.advance_s(0.5)
    assert rig.emulator.state["SAT"] == "088"
    rig.emulator._obey = lambda _command: b"ERR=03\r\n"
    _set(rig, "monitor.spo2", 89)
    assert _notes(rig.advance_s(0.5)) == ["SAT=089 refused: ERR=03 (parameter out of range)"]


def test_that_a_rhythm_that_is_not_the_same_is_told_once():
    rig = ProsimRig()
    _up(rig)
    _set(rig, "monitor.heart-rate", 80)
    rig.advance_s(0.5)
    for rhythm in ("sinus", "brugada", "brugada", "agonal"):
        _set(rig, RHYTHM, rhythm)
    assert _notes(rig.advance_s(0.5)) == [
        "brugada: UNSUPPORTED (no such ST segment)",
        "agonal: NEAREST (narrow complexes)",
    ]


@pytest.mark.parametrize("make", [ProsimRig, VitalsBridgeRig])
def test_that_nothing_is_shown_unless_a_person_switched_it_on(make):
    rig = make()
    assert any("SIMULATION" in words for words in _notes(_up(rig)))
    assert "SIMULATION" in rig.device.identity.model
    dialect = ProsimDialect(serial="P8")
    assert dialect.capabilities.actuators == {}
    assert dialect.safe_commands() == ()
    assert "off" in dialect.identity.model


@pytest.mark.parametrize("words", [prosim_words, bridge_words], ids=["prosim", "vitalsbridge"])
def test_that_every_rhythm_of_ours_has_a_row_that_says_how_well_it_fits(words):
    rows = words.rhythm_map()
    assert sorted(rows) == RHYTHMS
    assert all(row.but for row in rows.values() if row.match is not Match.EXACT)
    assert not any(row.but for row in rows.values() if row.match is Match.EXACT)


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_that_a_prosim_accepts_the_command_of_every_rhythm(rhythm):
    emulator = ProsimEmulator()
    emulator.receive(b"REMOTE\r")
    for rate in (0, 9, 10, 119, 300, 400):
        wire = prosim_words.command_for("rhythm", {RHYTHM: rhythm, "monitor.heart-rate": rate})
        assert emulator.receive(f"{wire}\r".encode()) == b"*\r\n"


def test_that_a_real_emergency_takes_the_signal_away():
    rig = ProsimRig()
    _up(rig)
    _set(rig, "monitor.systolic", 120)
    _set(rig, "monitor.diastolic", 80)
    rig.advance_s(1.0)
    assert rig.device.make_safe(2.0)
    state = rig.emulator.state
    assert (state["ECGRUN"], state["SAT"], state["IBPP1"]) == ("FALSE", "000", "000,000")
