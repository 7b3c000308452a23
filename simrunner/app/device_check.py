"""One attached device looked at from the command line: its checkup, calibration, self-test."""

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from rich.table import Table

from simrunner.app.devices import attached_device, change_settings, desk_of
from simrunner.app.dossiers import dossier_of, with_calibration
from simrunner.app.exit_code import CHECK_FAILED, ENVIRONMENT, OK, Refusal
from simrunner.app.pacing import monotonic_s
from simrunner.app.settings import Settings, read_settings
from simrunner.app.tables import print_table
from simrunner.hardware.calibration import CalibrationRefused, valid_until
from simrunner.hardware.checkup import Calibration, CheckLine, CheckOutcome, DeviceCheckup
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import LinkState, ListeningDevice
from simrunner.hardware.examiner import ExaminationRefused

LOOK_S = 3.0
UP_WITHIN_S = 6.0
"""How long a report looks, and how long a device has to be found: a board that resets when its
port is opened needs up to 3 s."""

_QUIET_S = 1.2
_PERIOD_S = 0.02


class _PlainEnglish:
    """The command line is English."""

    language = "en"

    def __call__(self, message: str, /, **fields: object) -> str:
        return message.format(**fields)


@dataclass(slots=True)
class Look:
    """A desk with one device, kept alive by whoever looks."""

    desk: DeviceDesk
    key: str
    serial: str

    def for_s(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Keep the link alive for so long, or ``until`` something is; whether it came to that."""
        pause, end_s = threading.Event(), monotonic_s() + seconds
        while monotonic_s() < end_s:
            self.desk.watch()
            if until():
                return True
            pause.wait(_PERIOD_S)
        return False

    @property
    def checkup(self) -> DeviceCheckup:
        """The device as it stands now."""
        return self.desk.checkups(int(monotonic_s() * 1000))[0]

    @property
    def is_up(self) -> bool:
        """Whether the link is UP."""
        return self.desk.status()[0].link is LinkState.UP


def run_report(folder: Path, serial: str | None, say: Callable[[str], None]) -> int:
    """Print the checkup of one paired device, or of each, as JSON after a look of LOOK_S.

    Exit code 3 when one of them was not there.
    """
    settings = _settings(folder)
    serials = [serial] if serial else [
        each for each in settings.paired_devices if each in settings.device_addresses
    ]  # fmt: skip
    if not serials:
        raise Refusal("No paired device has an address: pair one with --at.")
    were_up = True
    for each in serials:
        with _looking(settings, each) as look:
            look.for_s(UP_WITHIN_S, lambda look=look: look.is_up)  # type: ignore[misc]
            look.for_s(LOOK_S)
            were_up = were_up and look.is_up
            say(json.dumps(plain(look.checkup), ensure_ascii=False))
    return OK if were_up else ENVIRONMENT


def plain(value: object) -> Any:
    """Return a checkup, or any part of one, as what JSON can hold."""
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return value


def run_calibration(
    folder: Path, serial: str, channel: str, *, known: float | None, say: Callable[[str], None]
) -> int:
    """Take the zero of a channel, or its scale at a ``known`` amount, and keep it.

    Exit code 1 with a sentence when what it says cannot be used.
    """
    settings = _settings(folder)
    with _looking(settings, serial) as look:
        _wait_until_up(look)
        look.for_s(_QUIET_S)
        examiner = look.desk.examiner
        try:
            found = (
                examiner.zero_of(look.key, channel)
                if known is None
                else examiner.scale_of(look.key, channel, known)
            )
        except CalibrationRefused as refused:
            raise Refusal(str(refused), CHECK_FAILED) from refused
        unit = look.checkup.capabilities.streams.get(channel, "")
    change_settings(folder, lambda saved: with_calibration(saved, serial, found))
    say(_calibrated_words(found, unit))
    return OK


def run_self_test(folder: Path, serial: str) -> int:
    """Test a device and print its table; exit code 1 when a line failed."""
    with _looking(_settings(folder), serial) as look:
        _wait_until_up(look)
        try:
            look.desk.examiner.begin_self_test(look.key)
        except ExaminationRefused as refused:
            raise Refusal(str(refused)) from refused
        look.for_s(600.0, lambda: bool(look.checkup.tested_on))
        lines = look.checkup.self_test
    table = Table("check", "result", "answered", "measured", "")
    for line in lines:
        table.add_row(line.key, line.outcome.value, _count(line), _measured(line), line.words)
    print_table(table)
    has_failed = any(line.outcome is CheckOutcome.FAILED for line in lines)
    return CHECK_FAILED if has_failed else OK


def _calibrated_words(found: Calibration, unit: str) -> str:
    words = f"{found.channel}: zero {found.zero:.3f} {unit}".rstrip()
    if found.known is not None and found.error is not None:
        words += f", scale {found.scale:.4f} (error {found.error:.2f} {unit} at {found.known:g})"
    return f"{words}. It counts until {valid_until(found)}."


def _count(line: CheckLine) -> str:
    return f"{line.done} of {line.asked}" if line.asked else ""


def _measured(line: CheckLine) -> str:
    return "" if line.measured is None else f"{line.measured:.3g} {line.unit}"


def _settings(folder: Path) -> Settings:
    settings, problem = read_settings(folder)
    if problem is not None:
        raise Refusal(problem, ENVIRONMENT)
    return settings


@contextmanager
def _looking(settings: Settings, serial: str) -> Iterator[Look]:
    """Yield a desk with a paired device at its address; Refusal when there is none."""
    address = settings.device_addresses.get(serial)
    if serial not in settings.paired_devices or address is None:
        raise Refusal(
            f"{serial} is not paired at an address: `devices pair {serial} --at ADDRESS` does that."
        )
    device = attached_device(serial, address)
    if isinstance(device, ListeningDevice):
        device.listen_to_all()
    dossier = dossier_of(settings, serial)
    desk = desk_of([], settings.paired_devices, _PlainEnglish())
    desk.seat(device, dossier)
    desk.connect()
    try:
        yield Look(desk=desk, key=address, serial=serial)
    finally:
        desk.close()


def _wait_until_up(look: Look) -> None:
    if not look.for_s(UP_WITHIN_S, lambda: look.is_up):
        why = look.checkup.reason or "nobody answers at its address"
        raise Refusal(f"{look.serial}: {why}.", ENVIRONMENT)
