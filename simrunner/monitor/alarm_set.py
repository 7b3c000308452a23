"""Alarm sets: which conditions alarm, when and how urgently. They are data, checked here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import NUMERICS
from simrunner.domain.text import LANGUAGES, Text

CONDITION_CODES = ("asystole", "vf", "vt", "desat", "apnoea")
SENSORS = ("ecg", "spo2", "art", "nibp", "co2", "temp")


class AlarmSetError(ValueError):
    """An alarm set cannot be used; ``problems`` has one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem found."""
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """Limits of one numeric; EtCO2 in mmHg. Crossed for ``delay_ms`` it alarms.

    Of all conditions in one ``group`` only the most urgent is active.
    """

    numeric: str
    low: float | None
    high: float | None
    low_priority: AlarmPriority
    high_priority: AlarmPriority
    delay_ms: int
    group: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRule:
    """An alarm that is not a plain limit.

    ``asystole`` and ``apnoea`` begin after ``after_ms`` without a beat or breath; ``vf`` and
    ``vt`` when one of ``rhythms`` has lasted ``after_ms``; ``desat`` when SpO2 has been under
    ``below_pct`` for ``after_ms``.
    """

    code: Literal["asystole", "vf", "vt", "desat", "apnoea"]
    numeric: str
    priority: AlarmPriority
    after_ms: int
    group: str
    rhythms: frozenset[str]
    below_pct: float | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorRule:
    """A technical condition: a sensor that was on the patient came off."""

    sensor: str
    numeric: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSet:
    """A whole set. Rules keep the order of the file, which breaks ties within a group."""

    id: str
    name: Text
    audio_pause_ms: int
    conditions: tuple[ConditionRule, ...]
    limits: tuple[LimitRule, ...]
    sensors: tuple[SensorRule, ...]

    def rule_of(self, code: str) -> ConditionRule | None:
        """Return the condition called ``code``, None when the set leaves it out."""
        return next((rule for rule in self.conditions if rule.code == code), None)


def alarm_set_from_table(table: Mapping[str, Any]) -> AlarmSet:
    """Return a checked alarm set from a parsed TOML file.

    Raises:
        AlarmSetError: with every problem of the table.
    """
    reader = _Reader()
    found = AlarmSet(
        id=reader.word(table, "id", "the set"),
        name=reader.text(table),
        audio_pause_ms=reader.milliseconds(table, "audio_pause_s", "the set"),
        conditions=tuple(reader.condition(row) for row in reader.rows(table, "condition")),
        limits=tuple(reader.limit(row) for row in reader.rows(table, "limit")),
        sensors=tuple(reader.sensor(row) for row in reader.rows(table, "sensor")),
    )
    reader.refuse_other(
        table, ("id", "name", "audio_pause_s", "condition", "limit", "sensor"), "the set"
    )
    reader.refuse_twice([f"limit {rule.numeric}" for rule in found.limits])
    reader.refuse_twice([f"condition {rule.code}" for rule in found.conditions])
    reader.refuse_twice([f"sensor {rule.sensor}" for rule in found.sensors])
    if reader.problems:
        raise AlarmSetError(tuple(reader.problems))
    return found


class _Reader:
    """Takes typed fields out of tables and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def rows(self, table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        rows = table.get(key, [])
        if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
            return rows
        self.problems.append(f"{key} must be a list of tables")
        return []

    def limit(self, row: Mapping[str, Any]) -> LimitRule:
        where = f"limit {row.get('numeric', '?')}"
        self.refuse_other(
            row,
            ("numeric", "low", "high", "low_priority", "high_priority", "delay_s", "group",
             "source"),
            where,
        )  # fmt: skip
        low, high = self.number(row, "low", where), self.number(row, "high", where)
        if low is None and high is None:
            self.problems.append(f"{where}: give low, high or both")
        if low is not None and high is not None and low >= high:
            self.problems.append(f"{where}: low {low:g} must be under high {high:g}")
        return LimitRule(
            numeric=self.one_of(row, "numeric", NUMERICS, where),
            low=low,
            high=high,
            low_priority=self.priority(row, "low_priority", where, is_needed=low is not None),
            high_priority=self.priority(row, "high_priority", where, is_needed=high is not None),
            delay_ms=self.milliseconds(row, "delay_s", where),
            group=self.word(row, "group", where),
            source=self.word(row, "source", where),
        )

    def condition(self, row: Mapping[str, Any]) -> ConditionRule:
        where = f"condition {row.get('code', '?')}"
        self.refuse_other(
            row,
            ("code", "numeric", "priority", "after_s", "group", "rhythms", "below_pct", "source"),
            where,
        )
        code = self.one_of(row, "code", CONDITION_CODES, where)
        rhythms = row.get("rhythms", [])
        if not isinstance(rhythms, list) or not all(isinstance(one, str) for one in rhythms):
            self.problems.append(f"{where}: rhythms must be a list of rhythm ids")
            rhythms = []
        if (code in ("vf", "vt")) != bool(rhythms):
            self.problems.append(f"{where}: rhythms belong to vf and vt, and to them only")
        below_pct = self.number(row, "below_pct", where)
        if (code == "desat") != (below_pct is not None):
            self.problems.append(f"{where}: below_pct belongs to desat, and to it only")
        return ConditionRule(
            code=code,  # type: ignore[arg-type]  # one_of has just checked it
            numeric=self.one_of(row, "numeric", NUMERICS, where),
            priority=self.priority(row, "priority", where, is_needed=True),
            after_ms=self.milliseconds(row, "after_s", where),
            group=self.word(row, "group", where),
            rhythms=frozenset(rhythms),
            below_pct=below_pct,
            source=self.word(row, "source", where),
        )

    def sensor(self, row: Mapping[str, Any]) -> SensorRule:
        where = f"sensor {row.get('sensor', '?')}"
        self.refuse_other(row, ("sensor", "numeric", "source"), where)
        return SensorRule(
            sensor=self.one_of(row, "sensor", SENSORS, where),
            numeric=self.one_of(row, "numeric", NUMERICS, where),
            source=self.word(row, "source", where),
        )

    def text(self, table: Mapping[str, Any]) -> Text:
        name = table.get("name")
        if not isinstance(name, Mapping) or any(
            not isinstance(name.get(language), str) for language in LANGUAGES
        ):
            self.problems.append(f"the set: name must have {' and '.join(LANGUAGES)}")
            return Text(by_language={})
        return Text(by_language=dict(name))

    def word(self, table: Mapping[str, Any], key: str, where: str) -> str:
        found = table.get(key)
        if isinstance(found, str) and found:
            return found
        self.problems.append(f"{where}: {key} is missing")
        return ""

    def one_of(
        self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str
    ) -> str:
        found = table.get(key)
        if found in allowed:
            return str(found)
        self.problems.append(f"{where}: {key} must be one of {', '.join(allowed)}")
        return allowed[0]

    def priority(
        self, table: Mapping[str, Any], key: str, where: str, *, is_needed: bool
    ) -> AlarmPriority:
        if key not in table and not is_needed:
            return AlarmPriority.LOW
        return AlarmPriority(self.one_of(table, key, ("high", "medium", "low"), where))

    def number(self, table: Mapping[str, Any], key: str, where: str) -> float | None:
        found = table.get(key)
        if found is None:
            return None
        if isinstance(found, int | float) and not isinstance(found, bool):
            return float(found)
        self.problems.append(f"{where}: {key} must be a number")
        return None

    def milliseconds(self, table: Mapping[str, Any], key: str, where: str) -> int:
        seconds = self.number(table, key, where)
        if seconds is None or seconds < 0:
            self.problems.append(f"{where}: {key} must be a number of seconds, 0 or more")
            return 0
        return int(seconds * 1_000 + 0.5)

    def refuse_other(self, table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        self.problems.extend(
            f"{where}: {key} is not a key here" for key in table if key not in known
        )

    def refuse_twice(self, names: list[str]) -> None:
        self.problems.extend(
            f"{name} is listed twice" for name in sorted(set(names)) if names.count(name) > 1
        )
