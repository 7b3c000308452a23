"""The device port: what every driver offers, and the words in which it reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

Scalar: TypeAlias = int | float | str | bool


class DeviceError(Exception):
    """The environment failed: unplugged, silent, garbled. The session goes on without the device.

    Only the start of a device raises it; later failures are reported as LinkChanged.
    """


class LinkState(StrEnum):
    """Where the link to a device stands; only UP carries actions and outputs."""

    DOWN = "down"
    OPENING = "opening"
    UP = "up"
    STALE = "stale"
    INCOMPATIBLE = "incompatible"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIdentity:
    """Who a device says it is. ``boot_id`` changes at every start of the device."""

    vendor: str
    model: str
    serial: str
    firmware: str
    protocol: int
    boot_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actuator:
    """An output and the numbers it takes; other commands leave the limits unused."""

    name: str
    kind: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a device can feel and do: stream names with units, outputs by name, event names."""

    streams: Mapping[str, str] = field(default_factory=dict)
    actuators: Mapping[str, Actuator] = field(default_factory=dict)
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHealth:
    """Counts since the driver was made: good, broken and unknown frames, lost samples.

    The shortest round trip and the drift of the device's clock are None where nobody knows them.
    ``bytes_dropped`` came faster than they were fetched; ``device_dropped`` is what the device
    itself says that it dropped for want of room. ``heard_ms`` is link time of the last sign of
    life, ``uptime_ms`` and ``battery_percent`` are what the device says of itself; of
    ``round_trips`` measured so far the last took ``last_round_trip_us``.
    """

    rx_ok: int = 0
    rx_bad: int = 0
    unknown: int = 0
    samples_lost: int = 0
    commands_failed: int = 0
    round_trip_us: int | None = None
    clock_drift_ppm: float | None = None
    bytes_dropped: int = 0
    device_dropped: int = 0
    heard_ms: int | None = None
    battery_percent: int | None = None
    uptime_ms: int | None = None
    round_trips: int = 0
    last_round_trip_us: int | None = None


class CommandOutcome(StrEnum):
    """What became of a command; LOST is one that was never answered."""

    OK = "ok"
    UNKNOWN = "unknown"
    RANGE = "range"
    BUSY = "busy"
    FAULT = "fault"
    UNSAFE = "unsafe"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCommand:
    """Set ``target`` to an absolute state; a plain number is the field ``value``.

    It takes effect at once, or when the device's own clock shows ``at_us``.
    """

    target: str
    fields: Mapping[str, Scalar]
    at_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something a driver tells when polled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNote(Report):
    """A sentence for the record: what a device refused, or what it shows instead."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChanged(Report):
    """The link went to another state; ``reason`` is for a technician, empty when it is plain.

    DOWN again while it is DOWN tells what stands against opening it. ``at_ms`` is link time, None
    where the driver keeps none.
    """

    link: LinkState
    reason: str = ""
    at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSamples(Report):
    """Evenly spaced samples of one channel, in its unit; ``t0_us`` is the first, device time.

    ``t0_s`` is the same moment on the host's monotonic clock, None where nobody can tell.
    """

    name: str
    t0_us: int
    period_us: int
    values: tuple[float, ...]
    t0_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEvent(Report):
    """Something the device felt, once each and in order.

    ``t_us`` is the device's time, ``felt_s`` the same moment on the host's monotonic clock,
    ``heard_s`` when it arrived there; None where nobody can tell.
    """

    name: str
    fields: Mapping[str, Scalar]
    t_us: int
    felt_s: float | None = None
    heard_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult(Report):
    """The fate of the command that ``send`` numbered ``command``."""

    command: int
    target: str
    outcome: CommandOutcome
    detail: str = ""


@runtime_checkable
class TimedDevice(Protocol):
    """What a driver may offer besides: a device whose clock is known."""

    def device_us_in(self, seconds: float) -> int | None:
        """Return what the device's clock will show in so many seconds; None while unknown."""
        ...


@runtime_checkable
class ListeningDevice(Protocol):
    """What a driver may offer besides: streams that are sent only when somebody asks for them."""

    def listen_to_all(self) -> None:
        """Ask for every stream that the device has, from now on."""
        ...


@runtime_checkable
class PatientOutput(Protocol):
    """What a driver may offer besides: hardware on which a real monitor shows our patient."""

    @property
    def shows_patient(self) -> bool:
        """Whether a person switched that on; while it is off nothing of the patient is sent."""
        ...


class Device(Protocol):
    """A driver of one device; used by one thread at a time.

    ``now_ms`` is link time: a monotonic clock of milliseconds that goes on while a run pauses.
    Run time appears only in ``advance_to``.
    """

    @property
    def name(self) -> str:
        """What people call the device."""
        ...

    @property
    def is_lock_step(self) -> bool:
        """Whether the device follows simulated time (``advance_to``) instead of its own."""
        ...

    @property
    def link(self) -> LinkState:
        """Where the link stands."""
        ...

    @property
    def identity(self) -> DeviceIdentity | None:
        """Who answered last, None before the first answer."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the device said it can do; nothing before it is UP for the first time."""
        ...

    @property
    def health(self) -> LinkHealth:
        """Counters of the link."""
        ...

    def connect(self) -> None:
        """Begin to look for the device; from now on it is reopened whenever it was lost."""
        ...

    def poll(self, now_ms: int) -> tuple[Report, ...]:
        """Return what happened since the last call, without waiting; never raises DeviceError."""
        ...

    def advance_to(self, to_ms: int) -> tuple[Report, ...]:
        """Let a lock-step device live up to run time ``to_ms`` and return what happened.

        Waits for the device up to a deadline; without a link, only tries to get it back.
        """
        ...

    def send(self, command: DeviceCommand) -> int | None:
        """Send a command and return its number; None unless the link is UP.

        Its CommandResult comes with a later report.
        """
        ...

    def make_safe(self, timeout_s: float) -> bool:
        """Drop all pending commands, switch every output off; True when the device confirmed it."""
        ...

    def close(self) -> None:
        """Let go of the device and of every thread and port."""
        ...
