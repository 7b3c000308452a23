"""What a technician sees of one device: its last seconds, its link, its calibration, its tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from simrunner.hardware.device import Capabilities, DeviceIdentity, LinkHealth, LinkState

TAIL_MS = 10_000
"""How much of each stream is kept for drawing."""

ROUND_TRIPS = 90
"""How many round trips are kept; one is measured a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """One question and its answer: when it came back (link time), how long it took."""

    at_ms: int
    took_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTail:
    """The last TAIL_MS of one stream, evenly spaced, calibrated; the last value is the newest.

    ``ends_ms`` is link time when the last value arrived.
    """

    name: str
    unit: str
    period_us: int
    values: tuple[float, ...]
    ends_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltNote:
    """An event as it was felt: link time, its name, its fields in words."""

    at_ms: int
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How a channel's raw numbers become true ones: ``(raw - zero) * scale``.

    ``error`` is what remained at the known amount ``known``, in the channel's unit; both None
    while only the no-load zero was taken. ``made_on`` is the ISO 8601 date from which its validity
    counts, ``zeroed_on`` that of the zero, which may be taken anew more often.
    """

    channel: str
    zero: float
    scale: float = 1.0
    known: float | None = None
    error: float | None = None
    made_on: str = ""
    zeroed_on: str = ""


class CheckOutcome(StrEnum):
    """What became of one line of a self-test."""

    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    NOT_POSSIBLE = "not possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of a self-test.

    ``key`` is sensors, actuators, safe-state or supply; ``done`` of ``asked`` answered;
    ``measured`` is in ``unit``, None where nothing is measured; ``words`` says what failed.
    """

    key: str
    outcome: CheckOutcome
    done: int = 0
    asked: int = 0
    measured: float | None = None
    unit: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCheckup:
    """One device as it stands now; times are link time in milliseconds, None where unknown.

    ``room`` is where it belongs, ``plays`` what it stands for there. ``times_lost`` counts since
    the program began to watch it. ``newest_ms`` is the moment of this value itself, ``tested_on``
    the wall time (ISO 8601) at which the last self-test ended.
    """

    serial: str
    name: str
    driver: str
    address: str
    link: LinkState
    reason: str
    since_ms: int
    newest_ms: int
    is_paired: bool
    pairing_code: str
    identity: DeviceIdentity | None
    capabilities: Capabilities
    health: LinkHealth
    heard_ms: int | None = None
    battery_percent: int | None = None
    uptime_ms: int | None = None
    times_lost: int = 0
    dropped: int = 0
    twin: str = ""
    room: str = ""
    plays: str = ""
    round_trips: tuple[RoundTrip, ...] = ()
    tails: Mapping[str, ChannelTail] = field(default_factory=dict)
    felt: tuple[FeltNote, ...] = ()
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    self_test: tuple[CheckLine, ...] = ()
    tested_on: str = ""
