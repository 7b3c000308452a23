"""What an exploration came to, as values and as canonical JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from simrunner.rehearsal.moves import ScriptLine

FORMAT = "simrunner-exploration/1"

GoalKind: TypeAlias = Literal["state", "rule", "opened", "met", "outcome", "fault", "avoids"]
"""What a run can show: a state was entered, a rule fired, an expectation opened or was met, a run
ended there, a fault was reported, a run ended without that state."""

FindingKind: TypeAlias = Literal[
    "fault", "state-unreached", "rule-unfired", "no-way-out", "arrest-unavoidable",
    "cue-never", "never-met", "no-outcome",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A run that shows something: the lines of its script, and when it is shown.

    It was played from the start and did show it. ``is_sayable`` is False where a line has no words
    in an expected.yaml (pacing, devices).
    """

    lines: tuple[ScriptLine, ...]
    at_ms: int
    is_sayable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Something a run may show, its line in the scenario (0 where unknown), and the run.

    ``witness`` None means only: not found within this exploration.
    """

    kind: GoalKind
    name: str
    line: int
    witness: Witness | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding. With a witness it is proved; without, it is what no run within the bound showed.

    ``detail`` says more: the problem of a fault, why a rule could not fire.
    """

    kind: FindingKind
    name: str
    line: int
    detail: str = ""
    witness: Witness | None = None

    @property
    def is_proved(self) -> bool:
        """Whether a run shows it."""
        return self.witness is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """The whole result. ``is_exhausted`` is True when nothing was left to try within the horizon.

    ``situations`` are the different ones that were kept, ``merged`` those that counted as one of
    them; ``horizon_ms`` is how far runs were followed.
    """

    scenario: str
    sha256: str
    difficulty: str
    seed: int
    most_situations: int
    horizon_ms: int
    situations: int
    merged: int
    is_exhausted: bool
    goals: tuple[Goal, ...]
    findings: tuple[Found, ...]

    def of_kind(self, kind: GoalKind) -> tuple[Goal, ...]:
        """Return the goals of one kind, in the order of the file."""
        return tuple(goal for goal in self.goals if goal.kind == kind)

    def witness(self, kind: GoalKind, name: str) -> Witness | None:
        """Return the run that shows something; None when none was found."""
        return next((goal.witness for goal in self.of_kind(kind) if goal.name == name), None)

    @property
    def has_faults(self) -> bool:
        """Whether a run brought the scenario to a fault of its own."""
        return any(each.kind == "fault" for each in self.findings)

    def to_json(self) -> str:
        """Return canonical JSON: equal explorations give equal text."""
        return json.dumps(
            {"format": FORMAT, **asdict(self)}, ensure_ascii=False, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, text: str) -> "Exploration":
        """Return the exploration that ``to_json`` wrote; ValueError for any other text."""
        try:
            row = json.loads(text)
            if row.pop("format") != FORMAT:
                raise ValueError(f"not a {FORMAT}")
            goals = tuple(Goal(**_with_witness(each)) for each in row.pop("goals"))
            findings = tuple(Found(**_with_witness(each)) for each in row.pop("findings"))
            return cls(**row, goals=goals, findings=findings)
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"not a {FORMAT}: {problem}") from problem


def _with_witness(row: Mapping[str, Any]) -> dict[str, Any]:
    saved = row["witness"]
    if saved is None:
        return dict(row)
    lines = tuple(ScriptLine(**line) for line in saved["lines"])
    return {**row, "witness": Witness(**{**saved, "lines": lines})}
