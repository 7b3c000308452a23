"""The short fault drill, row by row: real processes and terminals where the row asks for them."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from devices.simulated import SimulatedManikin
from devices.simulated.drill import plug
from devices.simulated.drill.run import TRIES, drill
from simrunner.app import drill as drill_verb
from simrunner.app.exit_code import CHECK_FAILED, OK, Refusal
from simrunner.hardware.device import DeviceEvent, LinkChanged, LinkState


@pytest.mark.parametrize("numbers", [numbers for numbers, _ in TRIES])
def test_that_the_short_drill_is_passed(numbers) -> None:
    rows = list(
        drill(
            is_short=True, monotonic_s=time.monotonic, judge=drill_verb.judge_session,
            live=drill_verb.LiveRun, chosen=numbers,
        )
    )  # fmt: skip
    assert [row.number for row in rows] == list(numbers)
    assert all(row.is_met for row in rows), rows


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are not listed here")
@pytest.mark.parametrize(("kept", "given_back", "leaked"), [(1, 0, 4), (0, 1, 0)])
def test_that_the_soak_counts_what_is_kept_and_not_what_others_give_back(
    monkeypatch, kept, given_back, leaked
) -> None:
    others, cycle = [os.dup(0) for _ in range(5)], plug._cycle

    def with_company(*terms) -> None:
        cycle(*terms)
        others.extend(os.dup(0) for _ in range(kept))
        for _ in range(given_back):
            os.close(others.pop())

    monkeypatch.setattr(plug, "_cycle", with_company)
    try:
        (row,) = drill(is_short=True, monotonic_s=time.monotonic, chosen=[19])
    finally:
        for descriptor in others:
            os.close(descriptor)
    assert (row.figure, row.is_met) == (leaked, not leaked), row


def test_that_the_drill_has_twenty_rows() -> None:
    assert sorted(number for numbers, _ in TRIES for number in numbers) == list(range(1, 21))


def test_that_the_verb_prints_rows_as_json_and_fails_with_a_row(monkeypatch, capsys) -> None:
    monkeypatch.setattr(drill_verb, "device_tool", lambda _name: drill)
    assert drill_verb.run_drill([2], is_short=True, as_json=True) == OK
    row = json.loads(capsys.readouterr().out)
    assert (row["number"], row["is_met"]) == (2, True)
    monkeypatch.setattr("devices.simulated.drill.receiver._worst_loss", lambda *_a, **_k: 2)
    assert drill_verb.run_drill([2], is_short=True, as_json=False) == CHECK_FAILED
    assert "NO" in capsys.readouterr().out


def test_that_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="rows 1 to 20"):
        drill_verb.run_drill([21], is_short=True, as_json=False)


@pytest.mark.parametrize("number", [9, 18])
def test_that_without_the_program_a_run_is_not_measured(number) -> None:
    (row,) = drill(is_short=True, monotonic_s=time.monotonic, chosen=[number])
    assert row.is_met is None


FAULTS = """
[[fault]]
kind = "reboot"
at_s = 1

[[fault]]
kind = "unplug"
at_s = 3
for_s = 0.3
"""


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")
def test_that_a_lock_step_device_comes_back_from_its_faults_and_is_felt(tmp_path) -> None:
    script = tmp_path / "faults.toml"
    script.write_text(FAULTS)
    device = SimulatedManikin(seed=2, monotonic_s=time.monotonic, options=["--faults", str(script)])
    reports, now_ms, end_s = [], 0, time.monotonic() + 20
    try:
        device.connect()
        while now_ms < 5_000 and time.monotonic() < end_s:
            is_up = device.link is LinkState.UP
            now_ms += 100 if is_up else 0  # a run that goes on would only shorten the wait
            reports += device.advance_to(now_ms)
            threading.Event().wait(0 if is_up else 0.02)
        links = [report.link for report in reports if isinstance(report, LinkChanged)]
        assert links.count(LinkState.DOWN) == 1, links
        assert links.count(LinkState.UP) == 3, links
        device.order(feel="touch", fields={"site": "radial.l"})
        while time.monotonic() < end_s and not any(isinstance(r, DeviceEvent) for r in reports):
            now_ms += 100
            reports += device.advance_to(now_ms)
        (event,) = [report for report in reports if isinstance(report, DeviceEvent)]
        assert event.fields == {"site": "radial.l"}
    finally:
        device.close()
