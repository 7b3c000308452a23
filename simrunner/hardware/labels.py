"""Barcodes and RFID tags on syringes and ampoules, recognised as drugs."""

from collections.abc import Iterable, Mapping
from typing import Any

from simrunner.domain.quantity import ROUTES
from simrunner.hardware.device import (
    Capabilities,
    Device,
    DeviceCommand,
    DeviceEvent,
    DeviceIdentity,
    DeviceNote,
    LinkHealth,
    LinkState,
    Report,
    Scalar,
)

CODE_FIELDS = ("uid", "barcode", "code")
"""Where an event called ``drug`` carries what was scanned."""


class LabelError(Exception):
    """A table of labels cannot be used; the sentence says which row and why."""


def labels_from(table: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """Return drug, amount and route by code; LabelError for a row that is not whole.

    The table is ``[[label]]`` rows of code, drug, amount ("1 mg") and route.
    """
    found: dict[str, Mapping[str, str]] = {}
    for place, row in enumerate(table.get("label", ()), 1):
        missing = [key for key in ("code", "drug", "amount", "route") if not row.get(key)]
        if missing:
            raise LabelError(f"label {place}: {', '.join(missing)} missing")
        code = _plain(str(row["code"]))
        if code in found:
            raise LabelError(f"label {place}: the code {row['code']} is there twice")
        if str(row["route"]).upper() not in ROUTES:
            raise LabelError(f"label {place}: no route {row['route']}; one of {', '.join(ROUTES)}")
        found[code] = {key: str(row[key]) for key in ("drug", "amount", "route")}
    return found


def _plain(code: str) -> str:
    """Return a code without what readers write differently: case, spaces, colons."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


class LabelledDevice:
    """Any device, its scanned codes told as the drugs of a table.

    An event ``drug`` with a uid or barcode and no drug gets drug, route and amount of the label;
    what the device itself tells of them (``amount``, ``route``) stands. An unknown code is a note.
    """

    def __init__(self, device: Device, labels: Mapping[str, Mapping[str, str]]) -> None:
        """Wrap a device."""
        self._device = device
        self._labels = labels

    @property
    def name(self) -> str:
        """What people call the device."""
        return self._device.name

    @property
    def is_lock_step(self) -> bool:
        """Whether the device follows simulated time."""
        return self._device.is_lock_step

    @property
    def link(self) -> LinkState:
        """Where the link stands."""
        return self._device.link

    @property
    def identity(self) -> DeviceIdentity | None:
        """Who answered last."""
        return self._device.identity

    @property
    def capabilities(self) -> Capabilities:
        """What the device can do."""
        return self._device.capabilities

    @property
    def health(self) -> LinkHealth:
        """Counters of the link."""
        return self._device.health

    def connect(self) -> None:
        """Begin to look for the device."""
        self._device.connect()

    def poll(self, now_ms: int) -> tuple[Report, ...]:
        """Return what happened, codes recognised."""
        return tuple(self._recognised(self._device.poll(now_ms)))

    def advance_to(self, to_ms: int) -> tuple[Report, ...]:
        """Return what happened up to run time ``to_ms``, codes recognised."""
        return tuple(self._recognised(self._device.advance_to(to_ms)))

    def send(self, command: DeviceCommand) -> int | None:
        """Send a command."""
        return self._device.send(command)

    def make_safe(self, timeout_s: float) -> bool:
        """Switch every output off."""
        return self._device.make_safe(timeout_s)

    def close(self) -> None:
        """Let go of the device."""
        self._device.close()

    def _recognised(self, reports: Iterable[Report]) -> Iterable[Report]:
        for report in reports:
            if isinstance(report, DeviceEvent) and report.name == "drug":
                yield self._drug(report)
            else:
                yield report

    def _drug(self, event: DeviceEvent) -> Report:
        codes = [str(event.fields[key]) for key in CODE_FIELDS if key in event.fields]
        if "drug" in event.fields or not codes:
            return event
        label = self._labels.get(_plain(codes[0]))
        if label is None:
            return DeviceNote(words=f"no drug is known for the code {codes[0][:40]!r}")
        fields: dict[str, Scalar] = {**label, **event.fields}
        return DeviceEvent(name="drug", fields=fields, t_us=event.t_us)
