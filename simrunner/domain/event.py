"""Events: facts of a run, in the past tense. They are never edited and make up the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from simrunner.domain.action import ADDED, Action, Compress, Source
from simrunner.domain.vital import Vital


class ExpectationStatus(StrEnum):
    """Where an expectation stands (clinscn/1 section 9)."""

    UNOPENED = "unopened"
    OPEN = "open"
    MET = "met"
    EARLY = "early"
    MISSED = "missed"
    LATE = "late"


class Grip(StrEnum):
    """How a reading of a modelled body is taken out of the body's hands (ADR 0016)."""

    HELD = "held"
    STEERED = "steered"
    RELEASED = "released"


class AlarmPriority(StrEnum):
    """IEC 60601-1-8 priorities; ``technical`` is a low-priority sensor condition."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact at a simulated time. ``code`` is its stored number and never changes its meaning."""

    code: ClassVar[int]
    version: ClassVar[int] = 1
    at_ms: int
    source: Source = Source.SCENARIO


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """The header of a run: everything that decides what follows, besides the inputs."""

    code: ClassVar[int] = 1
    scenario: str
    scenario_version: str
    scenario_sha256: str
    semantics_version: int
    seed: int
    difficulty: str
    patient_kind: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    variant: str | None = field(default=None, metadata=ADDED)
    lock_sha256: str = field(default="", metadata=ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTaken(Event):
    """An accepted action. ``entry`` numbers it, for annulling; ``performed_at_ms`` is resolved."""

    code: ClassVar[int] = 2
    entry: int
    performed_at_ms: int
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRefused(Event):
    """An action that named something the file lacks, and why it was refused."""

    code: ClassVar[int] = 3
    action: Action
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEntered(Event):
    """A state became active. ``cause`` is a rule's name, ``start`` or ``facilitator``."""

    code: ClassVar[int] = 4
    region: str
    state: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLeft(Event):
    """A state is no longer active."""

    code: ClassVar[int] = 5
    region: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFired(Event):
    """A rule fired. ``owner`` is ``region.state`` or ``anywhere``."""

    code: ClassVar[int] = 6
    rule: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsSaid(Event):
    """The patient or a confederate says something."""

    code: ClassVar[int] = 7
    by: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaShown(Event):
    """A result became available."""

    code: ClassVar[int] = 8
    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteGiven(Event):
    """The scenario tells the facilitator something."""

    code: ClassVar[int] = 9
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPlayed(Event):
    """A sound clip for a zone of the manikin or room."""

    code: ClassVar[int] = 10
    zone: str
    clip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActuatorMoved(Event):
    """The scenario set an actuator of the manikin."""

    code: ClassVar[int] = 11
    actuator: str
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSwitched(Event):
    """A sensor was attached or taken off."""

    code: ClassVar[int] = 12
    sensor: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmChanged(Event):
    """The patient's rhythm is another one."""

    code: ClassVar[int] = 13
    rhythm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagWasRaised(Event):
    """A flag of the file is now up."""

    code: ClassVar[int] = 14
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationChanged(Event):
    """An expectation's status changed; times are simulated time since the run began.

    ``detected_at_ms`` is the performed time. ``late_by_ms`` is set for ``late``.
    """

    code: ClassVar[int] = 15
    expectation: str
    status: ExpectationStatus
    cue_at_ms: int | None = None
    limit_at_ms: int | None = None
    detected_at_ms: int | None = None
    is_before_cue: bool = False
    is_out_of_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChanged(Event):
    """An alarm condition began or ended, with the shown value and the limit it crossed."""

    code: ClassVar[int] = 16
    condition: str
    priority: AlarmPriority
    is_active: bool
    shown: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NibpMeasured(Event):
    """A cuff cycle ended; the pressures are None when it could not measure, and ``failure`` why."""

    code: ClassVar[int] = 17
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    mean_mmhg: int | None = None
    pulse_rate_per_min: int | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFault(Event):
    """A run-time error of the file: the run goes on, the facilitator is told."""

    code: ClassVar[int] = 18
    rule: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(Event):
    """The last fact. ``outcome`` is the first region's leaf; ``reason`` is final or facilitator."""

    code: ClassVar[int] = 19
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingForced(Event):
    """A reading of a modelled body is held, steered over ``over_ms``, or given back over it.

    ``number``, in the vital's own unit, is what is held or where steering ends; None on release.
    """

    code: ClassVar[int] = 20
    vital: Vital
    grip: Grip
    number: float | None = None
    over_ms: int = 0


EVENTS: Mapping[int, type[Event]] = {
    kind.code: kind
    for kind in (
        RunStarted, ActionTaken, ActionRefused, StateEntered, StateLeft, RuleFired, WordsSaid,
        MediaShown, NoteGiven, SoundPlayed, ActuatorMoved, SensorSwitched, RhythmChanged,
        FlagWasRaised, ExpectationChanged, AlarmChanged, NibpMeasured, EngineFault, RunEnded,
        ReadingForced,
    )
}  # fmt: skip
"""Every kind of fact by its stored code."""


_URGENT = (RunStarted, RunEnded, StateEntered)


def is_urgent(event: Event) -> bool:
    """Return whether the fact is committed at once rather than with the 100 ms batch.

    Actions (drugs, shocks, acts) and scenario steps may not be lost even to a pulled plug; single
    compressions may wait for the batch.
    """
    if isinstance(event, ActionTaken):
        return not isinstance(event.action, Compress)
    return isinstance(event, _URGENT)
