"""Profiles and fault scripts: what the manual says is what is read; mistakes get a sentence."""

import re
import tomllib
from pathlib import Path

import pytest

from devices.simulated.__main__ import main
from devices.simulated.faults.fault import Fault, FaultKind, Way
from devices.simulated.faults.script import AMOUNTS, fault_from, read_faults
from devices.simulated.profile import Profile, read_profile
from devices.simulated.settings_table import SettingsError

DOCS = Path(__file__).parents[3] / "resources" / "docs"
HOW_TO = ("simulate-hardware.md", "simulate-hardware.zh-CN.md")
REFERENCE = ("simulated-device.md", "simulated-device.zh-CN.md")


def written(folder, text) -> Path:
    path = folder / "file.toml"
    path.write_text(text, encoding="utf-8")
    return path


def wrong(folder, text, read=read_profile) -> str:
    with pytest.raises(SettingsError) as caught:
        read(written(folder, text))
    return str(caught.value)


@pytest.mark.parametrize("page", HOW_TO)
def test_that_the_examples_of_the_manual_are_read(page, tmp_path) -> None:
    text = (DOCS / "how-to" / page).read_text(encoding="utf-8")
    profile, faults = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    board = read_profile(written(tmp_path, profile))
    assert (board.serial, board.baud, board.rescuer.cycle) == ("B-17", 115_200, 30)
    assert board.cpr.depth_mm == 52
    kinds = [fault.kind.value for fault in read_faults(written(tmp_path, faults))]
    assert kinds == ["flip", "unplug", "stall", "reboot"]


@pytest.mark.parametrize("page", REFERENCE)
@pytest.mark.parametrize("table", ["device", "line", "sensor", "rescuer"])
def test_that_the_reference_knows_every_key_and_no_other(page, table, tmp_path) -> None:
    known = wrong(tmp_path, f"[{table}]\nzzzzzz = 1\n").partition("it knows ")[2].strip(".")
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    rows = text.partition(f"| `[{table}]` |")[2].partition("\n\n")[0].splitlines()[2:]
    told = re.findall(r"`(\w+)`", " ".join(row.split("|")[1] for row in rows))
    assert sorted(told) == sorted(set(known.split(", ")))


@pytest.mark.parametrize("page", REFERENCE)
def test_that_the_reference_knows_every_fault(page) -> None:
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    rows = text.partition("| `kind` |")[2].partition("\n\n")[0].splitlines()[2:]
    told = re.findall(r"`([\w-]+)`", " ".join(row.split("|")[1] for row in rows))
    assert sorted(told) == sorted(kind.value for kind in FaultKind)
    amounts = " ".join(row.split("|")[3] for row in rows)
    assert sorted(re.findall(r"`(\w+)`", amounts)) == sorted(key for key, *_ in AMOUNTS.values())


def test_that_an_empty_file_is_the_plain_device(tmp_path) -> None:
    assert read_profile(written(tmp_path, "")) == Profile()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[device", "is not TOML"),
        ("[device]\nboot_ms = -1", "[device]: boot_ms is -1; it must be from 0 to 10000."),
        ("[device]\nserial = 7", "serial must be a text in quotation marks"),
        ("[device]\npumps = 1", "pumps must be true or false"),
        ("[sensor]\nrate_hz = 33", "must be one of 10, 20, 50"),
        ("[sensor]\nnoise_mm = true", "noise_mm must be a number"),
        ('[rescuer]\ncycle = "30-2"', "Did you mean 30:2?"),
        ("[rescuer]\ndepth = 50", "did you mean"),
        ("[rescuers]\n", "did you mean rescuer?"),
        ("rescuer = 1", "must be a table"),
    ],
)
def test_that_a_wrong_profile_is_told_in_a_sentence(text, words, tmp_path) -> None:
    assert words in wrong(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[fault]]\nat_s = 1", "fault 1: kind is missing"),
        ('[[fault]]\nkind = "flip"', "flip needs a probability"),
        ('[[fault]]\nkind = "flip"\nprobability = 2', "probability is 2; it must be from 0 to 1."),
        ('[[fault]]\nkind = "stal"', "Did you mean stall?"),
        ('[[fault]]\nkind = "reboot"\nevery_s = 5', "every_s needs a for_s"),
        ('[[fault]]\nkind = "drift"\nresult = 5', "result means nothing here"),
        ("fault = 5", "must be written as [[fault]]"),
    ],
)
def test_that_a_wrong_fault_is_told_in_a_sentence(text, words, tmp_path) -> None:
    assert words in wrong(tmp_path, text, read_faults)


def test_that_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_profile(tmp_path / "nowhere.toml")


def test_that_a_fault_is_read_with_everything_it_says() -> None:
    content = tomllib.loads(
        'kind = "lose"\nprobability = 0.1\nat_s = 1\nfor_s = 2\nevery_s = 3\nway = "both"'
    )
    assert fault_from(content, "here") == Fault(
        kind=FaultKind.LOSE, probability=0.1, at_us=1_000_000, for_us=2_000_000,
        every_us=3_000_000, way=Way.BOTH,
    )  # fmt: skip


def test_that_the_verb_refuses_a_wrong_file_and_a_clock_fault_in_lock_step(
    tmp_path, capsys
) -> None:
    faults = written(tmp_path, '[[fault]]\nkind = "drift"\n')
    assert main(["--faults", str(faults)]) == 2
    assert "drift needs --real-time" in capsys.readouterr().err
    assert main(["--profile", str(tmp_path / "nowhere.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().err
