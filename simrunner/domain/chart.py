"""The compiled scenario: regions, states, rules, expectations and everything people read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from simrunner.domain.body_order import BodyOrder
from simrunner.domain.condition import Condition
from simrunner.domain.quantity import Quantity
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital

SEMANTICS_VERSION = 1
"""Raised when the meaning of a file changes; a record of another version is view-only."""

Curve = Literal["linear", "exp", "sigmoid"]
Difficulty = Literal["easy", "normal", "hard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """A vital moving to a target: after ``delay_ms`` still, ``duration_ms`` along ``curve``.

    ``number`` is in the vital's own unit for ``to`` and ``by``, a factor for ``times``; the last
    two count from the value when the ramp begins.
    """

    vital: Vital
    target: Literal["to", "by", "times"] = "to"
    number: float
    duration_ms: int
    curve: Curve = "linear"
    delay_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Words said by a role (``patient`` when the author named none)."""

    by: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What entering a state or firing a rule does, in the order of clinscn/1 section 7."""

    sets: tuple[tuple[Vital, float], ...] = ()
    trends: tuple[Ramp, ...] = ()
    rhythm: str | None = None
    body: tuple[BodyOrder, ...] = ()
    sensors: tuple[tuple[str, bool], ...] = ()
    flags: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    say: Speech | None = None
    show: str | None = None
    sounds: tuple[tuple[str, str], ...] = ()
    actuators: tuple[tuple[str, Quantity], ...] = ()
    note: Text | None = None


NO_EFFECTS = Effects()
"""What most rules that move do besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``name`` is stable: the author's id, else owner path and content hash.

    ``go`` is a state path of ``region``, ``back``, or None. ``owner`` is the owning state's path,
    None for a rule of `anywhere` (whose ``region`` is then that of its target, or empty).
    """

    name: str
    region: str
    owner: str | None
    line: int
    event: str | None = None
    condition: Condition | None = None
    after_ms: int | None = None
    every_ms: int | None = None
    chance_pct: Decimal | None = None
    go: str | None = None
    effects: Effects = field(default_factory=Effects)
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state. ``path`` is dotted inside its region (``shock`` or ``shock.early``)."""

    id: str
    path: str
    title: Text
    start: str | None = None
    children: tuple["State", ...] = ()
    is_final: bool = False
    effects: Effects = field(default_factory=Effects)
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """States that exclude each other; regions run side by side. ``start`` is a path."""

    id: str
    start: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the team should do, and when (clinscn/1 section 9)."""

    id: str
    detect: Condition
    cue: Condition | None = None
    not_before_ms: int | None = None
    within_ms: int | None = None
    is_critical: bool = False
    objective: str | None = None
    after: tuple[str, ...] = ()
    source: str | None = None
    points: int | None = None
    by_role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A learning objective and its node in a competency framework."""

    id: str
    text: Text
    competency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientCard:
    """Who the patient is; every value is fictional."""

    name: str
    age: Quantity
    sex: str
    weight_kg: float
    height_cm: float | None = None
    allergies: Text | None = None
    medicines: tuple[Text, ...] = ()
    history: Text | None = None
    labs: Mapping[str, Text] = field(default_factory=dict)
    imaging: tuple[str, ...] = ()
    kind: Literal["scripted", "modelled"] = "scripted"
    template: str = "adult"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A person in the room and, for confederates, the brief and when they arrive."""

    id: str
    brief: Text
    plays: Literal["learner", "confederate", "patient"]
    arrives: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDrug:
    """A drug this room offers: the built-in row narrowed by the file.

    ``measures`` are tokens such as ``mass`` and ``mass/kg``. The ranges are teaching or label
    limits in the measures' units. ``mg_per_ml`` makes volume and mass exchangeable.
    """

    id: str
    name: Text
    measures: tuple[str, ...]
    adult_single: tuple[Quantity, Quantity] | None = None
    max_total: Quantity | None = None
    concentration: Quantity | None = None
    is_distractor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    """Something the team can do that is not a drug; ``hotkey`` logs it with one key."""

    id: str
    title: Text
    hotkey: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file that can be shown; ``file`` is relative to the pack, LANG stands for a language."""

    id: str
    file: str
    licence: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefQuestion:
    """A question for the debrief, tied to an objective."""

    text: Text
    objective: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole checked scenario at one difficulty. ``canonical`` is its stored, hashed text.

    ``lock_sha256`` is the digest of the parts and files it was put together from, empty for none;
    what a record stored is whole by itself and has neither that nor a ``variant``.
    """

    id: str
    version: str
    title: Text
    summary: Text | None
    languages: tuple[str, ...]
    licence: str | None
    reviewers: tuple[str, ...]
    professions: tuple[str, ...]
    level: str
    learners: str
    setting: str
    duration_ms: int
    systems: tuple[str, ...]
    specialties: tuple[str, ...]
    sources: Mapping[str, str]
    objectives: Mapping[str, Objective]
    prebrief: Text | None
    handover: Text | None
    debrief: tuple[DebriefQuestion, ...]
    patient: PatientCard
    roles: Mapping[str, Role]
    equipment: tuple[Text, ...]
    layout: str
    sensors: Mapping[str, bool]
    difficulty: Difficulty
    parameters: Mapping[str, Quantity]
    drugs: Mapping[str, RoomDrug]
    actions: Mapping[str, ActionItem]
    events: Mapping[str, Text]
    media: Mapping[str, Media]
    vitals: Mapping[Vital, float]
    rhythm: str
    regions: Sequence[Region]
    anywhere: tuple[Rule, ...]
    expectations: tuple[Expectation, ...]
    instruments: tuple[str, ...]
    purpose: Literal["formative", "summative"]
    canonical: str
    sha256: str
    variant: str | None = None
    lock_sha256: str = ""

    def region(self, region_id: str) -> Region:
        """Return the region; KeyError when the file has none of that name."""
        for region in self.regions:
            if region.id == region_id:
                return region
        raise KeyError(region_id)

    def states_of(self, region_id: str) -> Mapping[str, State]:
        """Return every state of a region by path, in document order, parents first."""
        found: dict[str, State] = {}

        def visit(states: tuple[State, ...]) -> None:
            for state in states:
                found[state.path] = state
                visit(state.children)

        visit(self.region(region_id).states)
        return found
