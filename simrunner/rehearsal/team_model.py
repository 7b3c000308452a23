"""What a virtual team is like, as data: every number named, with its unit and where it is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeAlias, get_args

from simrunner.domain.quantity import ROUTES
from simrunner.domain.text import LANGUAGES, Text

Level: TypeAlias = Literal["good", "average", "poor"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the best to the weakest."""

PARAMETERS: Mapping[str, tuple[str, float, float]] = {
    "delay_median_s": ("s", 0.1, 3600),
    "delay_log_sd": ("ln", 0, 1.5),
    "immediate_median_s": ("s", 0.1, 3600),
    "immediate_within_s": ("s", 0, 3600),
    "omission_pct": ("%", 0, 100),
    "recovery_pct": ("%", 0, 100),
    "wrong_dose_pct": ("%", 0, 100),
    "wrong_route_pct": ("%", 0, 100),
    "too_soon_pct": ("%", 0, 100),
    "fatigue_pct_per_min": ("%/min", 0, 100),
    "compression_fatigue_pct_per_min": ("%/min", 0, 100),
    "hands": ("people", 2, 100),
    "handling_s": ("s", 0, 600),
    "repeat_interval_s": ("s", 0, 3600),
    "too_soon_share_pct": ("%", 0, 100),
    "cycle_s": ("s", 10, 3600),
    "slot_pct": ("%", 10, 1000),
}
"""Each parameter's unit and its lowest and highest number; 2 people at least, one compressing."""

_THRESHOLDS = (
    "objective_share_pct",
    "unfinished_pct",
    "shortest_pct",
    "longest_pct",
    "separation_pct",
    "critical_met_pct",
)
THRESHOLDS: Mapping[str, tuple[str, float, float]] = dict.fromkeys(_THRESHOLDS, ("%", 0, 1000))
"""When a rehearsal says something to the author: teaching choices."""

_WHOLE = 0.01
_HUNDRED = 100


class TeamModelError(ValueError):
    """A team model that cannot be used: every problem of it, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep the sentences; the text of the exception joins them."""
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One named number for each level, in ``unit``; ``words`` say what is assumed, and ``source``.

    A number that does not depend on the level is the same for all three.
    """

    name: str
    unit: str
    by_level: Mapping[Level, float]
    words: Text
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongDose:
    """A wrong amount: ``times`` the right one, in ``share_pct`` of all wrong amounts."""

    times: Decimal
    share_pct: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelModel:
    """How teams of one level act; the names and units are those of PARAMETERS."""

    level: Level
    delay_median_s: float
    delay_log_sd: float
    immediate_median_s: float
    immediate_within_s: float
    omission_pct: float
    recovery_pct: float
    wrong_dose_pct: float
    wrong_route_pct: float
    too_soon_pct: float
    fatigue_pct_per_min: float
    compression_fatigue_pct_per_min: float
    hands: float
    handling_s: float
    repeat_interval_s: float
    too_soon_share_pct: float
    cycle_s: float
    slot_pct: float
    wrong_doses: tuple[WrongDose, ...]
    wrong_routes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamModel:
    """Teams of three levels, and the thresholds that findings are judged by."""

    name: str
    title: Text
    parameters: Mapping[str, Parameter]
    thresholds: Mapping[str, Parameter]
    wrong_doses: tuple[WrongDose, ...]
    wrong_routes: Mapping[str, str]

    def of(self, level: Level) -> LevelModel:
        """Return how teams of one level act."""
        numbers = {name: each.by_level[level] for name, each in self.parameters.items()}
        return LevelModel(
            level=level, wrong_doses=self.wrong_doses, wrong_routes=self.wrong_routes, **numbers
        )

    def threshold(self, name: str) -> float:
        """Return one of THRESHOLDS in its unit."""
        return self.thresholds[name].by_level["good"]


def team_model_from_table(table: Mapping[str, Any]) -> TeamModel:
    """Return the model of a parsed TOML (or JSON) table; TeamModelError with all its problems."""
    problems: list[str] = []
    known = {"name", *LANGUAGES, "parameter", "threshold", "wrong_dose", "wrong_route"}
    problems += [f"there is no key '{key}'" for key in table if key not in known]
    name = table.get("name")
    if not isinstance(name, str) or not name:
        problems.append("'name' is missing: a word that names the model")
    model = TeamModel(
        name=str(name),
        title=_text(table, "the model", problems),
        parameters=_numbers(table, "parameter", PARAMETERS, problems),
        thresholds=_numbers(table, "threshold", THRESHOLDS, problems),
        wrong_doses=_wrong_doses(table.get("wrong_dose", []), problems),
        wrong_routes=_wrong_routes(table.get("wrong_route", {}), problems),
    )
    if problems:
        raise TeamModelError(problems)
    return model


def team_model_table(model: TeamModel) -> dict[str, Any]:
    """Return the model as a table of plain values that reads back as the same model."""

    def rows(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
        return {
            each.name: {
                "unit": each.unit,
                **{level: each.by_level[level] for level in LEVELS},
                **each.words.by_language,
                "source": each.source,
            }
            for each in parameters.values()
        }

    return {
        "name": model.name,
        **model.title.by_language,
        "parameter": rows(model.parameters),
        "threshold": rows(model.thresholds),
        "wrong_dose": [
            {"times": str(each.times), "share_pct": each.share_pct} for each in model.wrong_doses
        ],
        "wrong_route": dict(model.wrong_routes),
    }


def _text(row: Mapping[str, Any], what: str, problems: list[str]) -> Text:
    words = {tag: row[tag] for tag in LANGUAGES if isinstance(row.get(tag), str) and row[tag]}
    if LANGUAGES[0] not in words:
        problems.append(f"{what} has no words in {LANGUAGES[0]}")
    return Text(by_language=words)


def _numbers(
    table: Mapping[str, Any],
    kind: str,
    wanted: Mapping[str, tuple[str, float, float]],
    problems: list[str],
) -> dict[str, Parameter]:
    rows = table.get(kind, {})
    if not isinstance(rows, Mapping):
        problems.append(f"'{kind}' is not a table")
        return {}
    problems += [f"there is no {kind} '{name}'" for name in rows if name not in wanted]
    found = {}
    for name, (unit, low, high) in wanted.items():
        row = rows.get(name)
        if not isinstance(row, Mapping):
            problems.append(f"{kind} '{name}' is missing")
            continue
        where = f"{kind} '{name}'"
        if row.get("unit") != unit:
            problems.append(f"{where} is in '{unit}', not '{row.get('unit', '')}'")
        if not row.get("source"):
            problems.append(f"{where} has no source; write 'assumption' if it is one")
        levels = {level: _number(row, level, (low, high), where, problems) for level in LEVELS}
        found[name] = Parameter(
            name=name, unit=unit, by_level=levels, words=_text(row, where, problems),
            source=str(row.get("source", "")),
        )  # fmt: skip
    return found


def _number(
    row: Mapping[str, Any],
    level: Level,
    limits: tuple[float, float],
    where: str,
    problems: list[str],
) -> float:
    number = row.get(level, row.get("all"))
    low, high = limits
    if isinstance(number, bool) or not isinstance(number, int | float):
        problems.append(f"{where} has no number for '{level}' (write {level} = … or all = …)")
        return low
    if not low <= number <= high:
        problems.append(f"{where} for '{level}' is from {low:g} to {high:g}, not {number:g}")
    return number


def _wrong_doses(rows: Any, problems: list[str]) -> tuple[WrongDose, ...]:
    found = []
    for row in rows if isinstance(rows, list) else []:
        try:
            wrong = WrongDose(times=Decimal(str(row["times"])), share_pct=float(row["share_pct"]))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            problems.append('a wrong_dose needs times = "2" and share_pct = 45')
            continue
        if not (wrong.times.is_finite() and wrong.times > 0 and wrong.share_pct > 0):
            problems.append("a wrong_dose's times and share_pct are above 0")
        found.append(wrong)
    total = sum(each.share_pct for each in found)
    if not _HUNDRED - _WHOLE < total < _HUNDRED + _WHOLE:
        problems.append(f"the share_pct of all wrong_dose add up to 100, not {total:g}")
    return tuple(found)


def _wrong_routes(rows: Any, problems: list[str]) -> dict[str, str]:
    found = dict(rows) if isinstance(rows, Mapping) else {}
    for right, wrong in found.items():
        unknown = [route for route in (right, wrong) if route not in ROUTES]
        problems += [f"wrong_route: there is no route '{route}'" for route in unknown]
        if right == wrong:
            problems.append(f"wrong_route: {right} is not wrong for {right}")
    return found
