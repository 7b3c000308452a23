"""One device at the desk: what it was shown, what it may say, what is said about it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from simrunner.hardware.allowance import (
    ACTIONS_AT_ONCE,
    ACTIONS_PER_S,
    REMARKS_AT_ONCE,
    REMARKS_PER_S,
    Allowance,
)
from simrunner.hardware.calibration import calibrated
from simrunner.hardware.channels import Channels, SensorReading
from simrunner.hardware.device import (
    Capabilities,
    CommandOutcome,
    CommandResult,
    Device,
    DeviceCommand,
    DeviceIdentity,
    LinkHealth,
    LinkState,
    PatientOutput,
    Report,
    StreamSamples,
    TimedDevice,
)
from simrunner.hardware.dossier import Dossier
from simrunner.hardware.observation import Observation
from simrunner.hardware.outputs import is_timed
from simrunner.hardware.pairing import PairedDevices
from simrunner.hardware.self_test import SelfTest

_TELL_AGAIN_MS = 10_000


class FeltCompression(Protocol):
    """What a detector says about one compression."""

    @property
    def depth_mm(self) -> float:
        """Depth above the calibrated zero."""
        ...

    @property
    def peak_us(self) -> int:
        """When it was deepest, on the clock of the samples."""
        ...

    @property
    def lean_mm(self) -> float:
        """How deep the chest stood before it."""
        ...


class CompressionSense(Protocol):
    """Finds compressions in depth samples (simrunner.cpr.detector offers one)."""

    def feed(
        self, t0_us: int, period_us: int, depths_mm: Sequence[float]
    ) -> Sequence[FeltCompression]:
        """Return the compressions that ended within these evenly spaced samples."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """One device as a screen shows it; ``reason`` and ``since_ms`` (link time) are of the link.

    ``dropped`` counts what it sent beyond its allowance: actions and remarks. ``twin`` names a
    device that had its serial number before it; such a one may not act. ``readings`` are what its
    sensors say; ``shows_patient`` that hardware of another maker is told our patient's numbers.
    """

    name: str
    link: LinkState
    reason: str
    since_ms: int
    is_paired: bool
    identity: DeviceIdentity | None
    capabilities: Capabilities
    health: LinkHealth
    dropped: int = 0
    twin: str = ""
    readings: tuple[SensorReading, ...] = ()
    shows_patient: bool = False


@dataclass(slots=True, kw_only=True)
class Seat:
    """A device and what the desk keeps about it. ``place`` is its rank among those that came up.

    ``twin`` names a device that had its serial number before it. ``dossier`` is what was known of
    it before, ``seen`` what was seen of it since.
    """

    device: Device
    sense: CompressionSense
    dossier: Dossier = field(default_factory=Dossier)
    seen: Observation = field(default_factory=Observation)
    self_test: SelfTest | None = None
    tested_on: str = ""
    link: LinkState = LinkState.DOWN
    reason: str = ""
    since_ms: int = 0
    place: int = 0
    twin: str = ""
    boot_id: int | None = None
    shown: dict[str, int] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    channels: Channels = field(default_factory=Channels)
    actions: Allowance = field(
        default_factory=lambda: Allowance(at_once=ACTIONS_AT_ONCE, per_s=ACTIONS_PER_S)
    )
    remarks: Allowance = field(
        default_factory=lambda: Allowance(at_once=REMARKS_AT_ONCE, per_s=REMARKS_PER_S)
    )
    _told: int = 0
    _told_ms: int | None = None
    _timed: TimedDevice | None = None

    def __post_init__(self) -> None:
        """See whether the device's clock is known."""
        self._timed = self.device if isinstance(self.device, TimedDevice) else None

    @property
    def serial(self) -> str:
        """The serial number of who answered last, "" while nobody did."""
        identity = self.device.identity
        return "" if identity is None else identity.serial

    def show(self, wanted: Mapping[str, Any], delay_ms: int) -> None:
        """Send what differs from what was shown; what belongs to the beat in ``delay_ms``."""
        known = self.device.capabilities.actuators
        for target, number in wanted.items():
            if target in known and self.shown.get(target) != number:
                at_us = self.device_us_in(delay_ms) if is_timed(target) else None
                command = DeviceCommand(target=target, fields={"value": number}, at_us=at_us)
                if self.device.send(command) is not None:
                    self.shown[target] = number

    def fails_anew(self, result: CommandResult) -> bool:
        """Take note of a command's fate; whether its output failed for the first time in a row."""
        if result.outcome is CommandOutcome.OK:
            self.failing.discard(result.target)
            return False
        if result.outcome in {CommandOutcome.LOST, CommandOutcome.BUSY}:
            self.shown.pop(result.target, None)
        is_new = result.target not in self.failing
        self.failing.add(result.target)
        return is_new

    @property
    def key(self) -> str:
        """What tells it from the others at the desk: its address, its name where it has none."""
        return self.dossier.address or self.device.name

    def status(self, paired: PairedDevices) -> DeviceStatus:
        """Return the device as it stands now."""
        device = self.device
        return DeviceStatus(
            name=device.name, link=device.link, reason=self.reason, since_ms=self.since_ms,
            is_paired=paired.holds(device.identity), identity=device.identity,
            capabilities=device.capabilities, health=device.health, dropped=self.dropped,
            twin=self.twin, readings=self.channels.readings, shows_patient=self.shows_patient,
        )  # fmt: skip

    def calibrated(self, samples: StreamSamples) -> StreamSamples:
        """Return samples as true amounts; as they are while the channel is not calibrated."""
        calibration = self.dossier.calibrations.get(samples.name)
        if calibration is None:
            return samples
        return replace(samples, values=calibrated(samples.values, calibration))

    def true(self, reports: Iterable[Report]) -> tuple[Report, ...]:
        """Return reports with their samples calibrated."""
        return tuple(
            self.calibrated(report) if isinstance(report, StreamSamples) else report
            for report in reports
        )

    @property
    def shows_patient(self) -> bool:
        """Whether a person let the device show our patient as if it were a real one."""
        return isinstance(self.device, PatientOutput) and self.device.shows_patient

    @property
    def dropped(self) -> int:
        """Actions and remarks beyond the allowance so far."""
        return self.actions.refused + self.remarks.refused

    def take_dropped(self, now_ms: int) -> int:
        """Return how many were dropped in all when it is time to say so again, else 0."""
        is_news = self.dropped > self._told
        if not is_news or (self._told_ms is not None and now_ms - self._told_ms < _TELL_AGAIN_MS):
            return 0
        self._told, self._told_ms = self.dropped, now_ms
        return self._told

    def device_us_in(self, delay_ms: int) -> int | None:
        """Return what the device's clock will show in ``delay_ms``; None where nobody knows."""
        return None if self._timed is None else self._timed.device_us_in(delay_ms / 1000)


def time_words(
    name: str, what: str, *, device_us: int, felt_s: float, heard_s: float | None, run_ms: float
) -> str:
    """Return one JSON object: a moment on the device's clock, on the host's, and in the run."""
    return json.dumps(
        {
            "device": name, "what": what, "device_us": device_us,
            "host_us": round(felt_s * 1e6),
            "heard_us": None if heard_s is None else round(heard_s * 1e6),
            "run_ms": round(run_ms, 3),
        },
        ensure_ascii=False,
    )  # fmt: skip


def find_twins(seats: Iterable[Seat]) -> None:
    """Let of several devices under one serial number only the first that came up act."""
    holders: dict[str, Seat] = {}
    for seat in sorted(seats, key=lambda seat: seat.place):
        seat.twin = ""
        if seat.serial and seat.link in {LinkState.UP, LinkState.STALE}:
            holder = holders.setdefault(seat.serial, seat)
            seat.twin = "" if holder is seat else holder.device.name
