"""A frame: the only thing that screens and devices get from the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from simrunner.domain.action import Source
from simrunner.domain.event import AlarmPriority, Event, ExpectationStatus
from simrunner.domain.order import Origin
from simrunner.domain.vital import Vital


class Signal(StrEnum):
    """Why a number is or is not shown."""

    OK = "ok"
    OFF = "off"
    SEARCHING = "searching"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """One number of the monitor, already delayed and averaged; None shows dashes."""

    number: float | None
    signal: Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """An active alarm condition.

    ``numeric`` is the numeric it belongs to, ``limit_side`` which limit it crossed; ``code`` is a
    word for it: ``low``, ``high``, ``desat``, ``asystole``, ``vf``, ``vt``, ``apnoea``, ``off``.
    """

    condition: str
    priority: AlarmPriority
    numeric: str
    code: str
    limit_side: Literal["low", "high", ""]
    shown: str
    limit: str
    since_ms: int
    is_acknowledged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Alarm limits of one numeric in its shown unit; None means no limit on that side."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NibpReading:
    """A finished cuff cycle; no pressures and a ``failure`` when it could not measure."""

    at_ms: int
    systolic_mmhg: int | None
    diastolic_mmhg: int | None
    mean_mmhg: int | None
    pulse_rate_per_min: int | None
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NibpView:
    """The cuff: what it does now (``cuff_mmhg`` while it measures) and its past readings."""

    is_measuring: bool
    cuff_mmhg: int | None
    next_at_ms: int | None
    interval_ms: int | None
    history: tuple[NibpReading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """Shown numerics and true vitals at one second; stored beside the chain, never hashed."""

    at_ms: int
    shown: Mapping[str, float | None]
    truth: Mapping[str, float]


NUMERICS = (
    "HR",
    "PR",
    "SpO2",
    "ARTs",
    "ARTd",
    "ARTm",
    "NIBPs",
    "NIBPd",
    "NIBPm",
    "EtCO2",
    "RR",
    "Temp",
)
"""Ids of MonitorView.numerics; EtCO2 is in mmHg or kPa as MonitorView.etco2_unit says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorView:
    """What the room can see and hear at this step.

    ``beeps_at_ms`` are the pulse tones due in this step, with ``beep_spo2_pct`` for their pitch.
    ``sounding`` is the priority to sound, None when quiet or paused. ``lost_leads`` lack an
    electrode. ``lanes`` are the waves that are there besides the usual ones, each with the numbers
    that are read from it as text (``23/9 (14)``, empty for none), in their order on the screen.
    """

    numerics: Mapping[str, Numeric]
    limits: Mapping[str, Limits]
    alarms: tuple[AlarmView, ...]
    nibp: NibpView
    attached: frozenset[str]
    etco2_unit: Literal["kPa", "mmHg"]
    audio_paused_until_ms: int | None
    sounding: AlarmPriority | None
    beeps_at_ms: tuple[int, ...]
    beep_spo2_pct: float | None
    perfusion_index_pct: float | None = None
    lost_leads: tuple[str, ...] = ()
    lanes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalView:
    """A true vital for the facilitator: where it is, where it goes, who said so."""

    number: float
    underneath: float
    target: float | None
    remaining_ms: int
    is_pinned: bool
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """A region's active leaf path, since when, and the states visited so far."""

    region: str
    leaf: str
    since_ms: int
    visited: tuple[str, ...]


OperandKind: TypeAlias = Literal[
    "vital", "given", "running", "done", "state", "flag", "rhythm", "sensor", "event", "held",
    "timer",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OperandView:
    """One operand of a pending rule, in machine words: ``kind`` and fields for the presenter.

    ``text`` is the condition as the author wrote it, ``now`` the live value, ``needs`` the
    threshold, ``progress`` 0 to 1 where it can be told.
    """

    kind: OperandKind
    text: str
    is_true: bool
    now: str = ""
    needs: str = ""
    progress: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRule:
    """A rule that could fire from here: why not yet?"""

    rule: str
    region: str
    owner: str
    go: str | None
    event: str | None
    is_held_off: bool
    operands: tuple[OperandView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationView:
    """Where an expectation stands now."""

    expectation: str
    status: ExpectationStatus
    cue_at_ms: int | None
    limit_at_ms: int | None
    detected_at_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One thing done, as counted by conditions; annulled ones are kept and marked.

    ``kind`` is give, infuse, act, shock, pace, order or vent; ``what`` the drug, act or item.
    """

    entry: int
    kind: str
    what: str
    amount: str
    route: str
    performed_at_ms: int
    logged_at_ms: int
    source: Source
    is_annulled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """What the scenario is doing, for the facilitator."""

    regions: tuple[RegionView, ...]
    pending: tuple[PendingRule, ...]
    expectations: tuple[ExpectationView, ...]
    ledger: tuple[LedgerEntry, ...]
    flags: tuple[str, ...]
    is_manual: bool
    is_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One step's result. ``events`` are the facts of this step; waves are 100 ms of samples."""

    at_ms: int
    monitor: MonitorView
    vitals: Mapping[Vital, VitalView]
    rhythm: str
    chart: ChartView
    waves: Mapping[str, memoryview]
    events: tuple[Event, ...]
    trend: TrendPoint | None = None
    is_compressed: bool = False
    compressions: int = field(default=0)
