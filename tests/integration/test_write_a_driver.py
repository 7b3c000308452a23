"""The manual's way to a driver, followed to the letter, and the drivers that are shipped."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from devices.drivers.prosim.driver import prosim
from devices.drivers.prosim.emulator import ProsimEmulator
from devices.transport.memory_link import MemoryLink
from simrunner.app import device_trial
from simrunner.app.exit_code import ENVIRONMENT, OK, Refusal
from simrunner.app.new_driver import make_driver

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "resources" / "docs" / "how-to"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DRIVERS = PROJECT["entry-points"]["simrunner.devices"]


def _blocks(page, language):
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def _run(line, folder):
    words = line.split()
    if words[0] == "simrunner":
        words = ["python", "-m", *words]
    assert words[0] == "python"
    path = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    path["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # those of this project are heavy
    extra = ["-q", "-p", "no:cacheprovider"] if "pytest" in words else []
    return subprocess.run(
        [sys.executable, *words[1:], *extra], cwd=folder, env=path, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip


def test_that_the_manual_leads_to_a_driver_that_keeps_the_contract(tmp_path):
    lines = "".join(_blocks("write-a-driver.md", "sh")).splitlines()
    old, new = _blocks("write-a-driver.md", "python")[:2]
    folder, passed = tmp_path, 0
    for line in lines:
        if line.startswith("cd "):
            folder = folder / line.removeprefix("cd ")
            continue
        if "pip install" in line:
            continue  # needs a network; the entry point is checked below
        done = _run(line, folder)
        assert done.returncode == 0, done.stdout + done.stderr
        if "pytest" in line:
            passed += int(re.search(r"(\d+) passed", done.stdout)[1])
            driver = folder / "bedside_lamp" / "driver.py"
            text = driver.read_text(encoding="utf-8")
            if old in text:
                driver.write_text(text.replace(old, new), encoding="utf-8")
    assert passed == 26
    assert new in text
    made = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    entry = made["project"]["entry-points"]["simrunner.devices"]
    assert entry == {"bedside-lamp": "bedside_lamp.driver:device"}


def test_that_the_manual_says_the_same_in_both_languages():
    for language in ("sh", "python"):
        chinese = _blocks("write-a-driver.zh-CN.md", language)
        assert chinese == _blocks("write-a-driver.md", language)


@pytest.mark.parametrize("page", ["devices.md", "devices.zh-CN.md"])
def test_that_the_list_of_devices_names_every_driver(page):
    text = (HOW_TO.parent / "reference" / page).read_text(encoding="utf-8")
    named = set(re.findall(r"^\| [^|]+ \| `([\w-]+)` \|", text, re.MULTILINE))
    assert set(DRIVERS) <= named
    assert named - set(DRIVERS) <= {"oml"}


@pytest.mark.parametrize("name", ["Lamp", "my lamp", "1-lamp", "a--b", "serial", "con", "x" * 41])
def test_that_a_name_that_no_package_can_have_is_refused(name, tmp_path):
    with pytest.raises(Refusal):
        make_driver(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "lamp").mkdir()
    with pytest.raises(Refusal, match="is there already; nothing was changed"):
        make_driver(tmp_path / "lamp")


@pytest.mark.parametrize("name", sorted(set(DRIVERS) - {"simulated-manikin", "oml"}))
def test_that_a_shipped_driver_is_made_from_an_address(name, tmp_path):
    module, _, made_by = DRIVERS[name].partition(":")
    board = tmp_path / "board.toml"
    board.write_text("[[line]]\nmatch = 'B'\nevent = 'button'\n", encoding="utf-8")
    address = f"port:nowhere#{board}" if name == "ascii-line" else "port:nowhere"
    device = getattr(importlib.import_module(module), made_by)(
        address=address, serial="S1", monotonic_s=lambda: 0.0
    )
    device.connect()
    assert device.poll(0) == ()
    assert device.name
    device.close()


class _Entry:
    name = "prosim-8"

    def load(self):
        return _emulated


def _emulated(*, address, serial, monotonic_s):
    emulator = ProsimEmulator()
    cable = MemoryLink(lambda wire: cable.deliver(emulator.receive(wire)))
    return prosim(cable, serial=serial, monotonic_s=monotonic_s, is_on=address == "on")


def test_that_a_device_is_tried_without_a_run(monkeypatch):
    monkeypatch.setattr(device_trial, "entry_points", lambda group: [_Entry()])
    said = []
    code = device_trial.try_device(
        "prosim-8", "on", seconds=0.5, shows=["monitor.spo2=91"], say=said.append
    )
    assert code == OK
    assert any("SIMULATION" in line for line in said)
    assert any('"outcome": "ok"' in line for line in said)
    assert said[-1] == '{"report": "safe", "is_confirmed": true}'


@pytest.mark.parametrize(
    ("driver", "shows", "words"),
    [
        ("prosim-9", [], "There is no driver prosim-9: choose prosim-8."),
        ("prosim-8", ["spo2"], "write output=value"),
    ],
)
def test_that_a_mistake_in_a_trial_is_told(driver, shows, words, monkeypatch):
    monkeypatch.setattr(device_trial, "entry_points", lambda group: [_Entry()])
    with pytest.raises(Refusal, match=re.escape(words)):
        device_trial.try_device(driver, "on", seconds=0.1, shows=shows, say=print)


def test_that_a_device_that_is_not_there_is_an_error_of_the_environment(monkeypatch):
    class Nowhere(_Entry):
        def load(self):
            return importlib.import_module("devices.drivers.shelf").prosim_8

    monkeypatch.setattr(device_trial, "entry_points", lambda group: [Nowhere()])
    said = []
    code = device_trial.try_device(
        "prosim-8", "port:nowhere", seconds=0.2, shows=[], say=said.append
    )
    assert (code, said) == (ENVIRONMENT, [])
