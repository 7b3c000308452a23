"""Illnesses as data: each turns some handles, to a degree, over a time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from simrunner.domain.body_order import FallIll
from simrunner.domain.text import LANGUAGES, Text
from simrunner.patient.handle import NEUTRAL, RULES, Influence

Severity: TypeAlias = Literal["off", "mild", "moderate", "severe"]
_LOOKED_AT_MS = 1000
DEGREES: tuple[Severity, ...] = ("mild", "moderate", "severe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an illness turns one handle.

    ``numbers`` are the handle's at full effect, by degree; ``is_per_kg`` multiplies them with the
    weight. The effect begins after ``delay_ms``, is full ``onset_ms`` later and, where ``lasts_ms``
    is given, ends that long after it began; after ``off`` it is gone in ``recovery_ms``.
    ``resisted_by`` is a handle that is a share and takes that share of the effect away.
    """

    handle: str
    numbers: Mapping[Severity, float]
    is_per_kg: bool = False
    delay_ms: int = 0
    onset_ms: int = 0
    lasts_ms: int | None = None
    recovery_ms: int = 60_000
    resisted_by: str | None = None
    source: str = ""
    is_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Poison:
    """A drug that an illness consists in: how much of it, per kg by degree, on what route.

    ``unit`` is that of a dose per kg (``mcg/kg``). Given when the illness begins, so that what
    the drug does, and its antidotes, are the drug's own affair.
    """

    drug: str
    route: str
    unit: str
    per_kg: Mapping[Severity, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness:
    """One state of illness; ``courses`` and ``poisons`` are all that it does."""

    id: str
    name: Text
    courses: tuple[Course, ...]
    source: str
    is_verified: bool
    poisons: tuple[Poison, ...] = ()


IllnessTable: TypeAlias = Mapping[str, Illness]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sickness:
    """One illness of one patient: its degree since when, and the numbers it began from."""

    severity: Severity
    since_ms: int
    began_from: tuple[float, ...]


class Illnesses:
    """What one patient suffers from."""

    def __init__(self, table: IllnessTable, weight_kg: float) -> None:
        """Begin healthy; ``table`` is everything one can fall ill with."""
        self._table = table
        self._weight_kg = weight_kg
        self._present: dict[str, Sickness] = {}
        self._felt_at_ms = -1
        self._felt: list[tuple[Course, float]] = []

    def obey(self, order: FallIll, now_ms: int) -> list[tuple[Poison, float]]:
        """Fall ill in a degree, or begin to recover, from what is so now; KeyError if unknown.

        Returns the poisons that enter the body now, each with its amount per kg: in a worse degree
        only what that has more than the one before.
        """
        illness = self._table[order.illness]
        known = self._present.get(order.illness)
        if known is None and order.severity == "off":
            return []
        numbers = tuple(
            self._number(course, known, index, now_ms)
            for index, course in enumerate(illness.courses)
        )
        self._present[order.illness] = Sickness(
            severity=order.severity, since_ms=now_ms, began_from=numbers
        )
        self._felt_at_ms = -1
        before: Severity = "off" if known is None else known.severity
        entering = [
            (poison, poison.per_kg.get(order.severity, 0.0) - poison.per_kg.get(before, 0.0))
            for poison in illness.poisons
        ]
        return [(poison, per_kg) for poison, per_kg in entering if per_kg > 0.0]

    def influences(self, now_ms: int, treated: Sequence[Influence] = ()) -> list[Influence]:
        """Return what every illness does now, looked at anew in each second.

        ``treated`` is what drugs do: what resists an illness is looked up there.
        """
        at_ms = now_ms - now_ms % _LOOKED_AT_MS
        if at_ms != self._felt_at_ms:
            self._felt_at_ms, self._felt = at_ms, self._looked_at(at_ms)
        return [
            {
                course.handle: number
                if course.resisted_by is None
                else _resisted(course, number, treated)
            }
            for course, number in self._felt
        ]

    def _looked_at(self, now_ms: int) -> list[tuple[Course, float]]:
        """Return what every illness does; one that is over is forgotten."""
        found: list[tuple[Course, float]] = []
        for illness_id, sickness in tuple(self._present.items()):
            courses = self._table[illness_id].courses
            found.extend(
                (course, self._number(course, sickness, index, now_ms))
                for index, course in enumerate(courses)
            )
            longest_ms = max((course.recovery_ms for course in courses), default=0)
            if sickness.severity == "off" and now_ms > sickness.since_ms + longest_ms:
                del self._present[illness_id]
        return found

    def saved(self) -> dict[str, Any]:
        """Return the illnesses as plain JSON values."""
        return {
            illness_id: [each.severity, each.since_ms, list(each.began_from)]
            for illness_id, each in self._present.items()
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._present = {
            illness_id: Sickness(severity=each[0], since_ms=each[1], began_from=tuple(each[2]))
            for illness_id, each in saved.items()
        }
        self._felt_at_ms = -1

    def _number(self, course: Course, sickness: Sickness | None, index: int, now_ms: int) -> float:
        """Return a handle's number: half a cosine from where it began to where it goes."""
        neutral = neutral_of(course.handle)
        if sickness is None:
            return neutral
        began_from = sickness.began_from[index]
        elapsed_ms = max(0, now_ms - sickness.since_ms)
        if sickness.severity == "off":
            return _blended(course.handle, began_from, neutral, elapsed_ms, course.recovery_ms)
        target = course.numbers.get(sickness.severity, neutral)
        if course.is_per_kg:
            target *= self._weight_kg
        elapsed_ms -= course.delay_ms
        if elapsed_ms < 0:
            return began_from
        if course.lasts_ms is not None and elapsed_ms >= course.lasts_ms:
            return neutral
        return _blended(course.handle, began_from, target, elapsed_ms, course.onset_ms)


def neutral_of(handle: str) -> float:
    """Return the number of a handle that nothing turns; AttributeError for an unknown one."""
    return float(getattr(NEUTRAL, handle))


def _resisted(course: Course, number: float, treated: Sequence[Influence]) -> float:
    """Return a handle's number under the drugs that resist its illness."""
    left = 1.0
    for influence in treated:
        left *= 1.0 - influence.get(course.resisted_by or "", 0.0)
    neutral = neutral_of(course.handle)
    if RULES[course.handle] == "times" and number > 0.0:
        return math.exp(left * math.log(number))
    return neutral + left * (number - neutral)


def _blended(handle: str, start: float, end: float, elapsed_ms: int, over_ms: int) -> float:
    """Return a number on its smooth way; a factor moves by its logarithm where it can."""
    if elapsed_ms >= over_ms:
        return end
    x = elapsed_ms / over_ms
    share = x * x * (3.0 - 2.0 * x)
    if RULES[handle] == "times" and start > 0.0 and end > 0.0:
        return math.exp(math.log(start) + share * (math.log(end) - math.log(start)))
    return start + (end - start) * share


def illness_from_table(illness_id: str, row: Mapping[str, Any]) -> Illness:
    """Return one row of the illness table.

    KeyError where it lacks its names, its source or a course's handle; ValueError for a handle
    that the body does not have, or a degree that is none.
    """
    return Illness(
        id=illness_id,
        name=Text(by_language={tag: row[tag] for tag in LANGUAGES if tag in row}),
        courses=tuple(_course(illness_id, each) for each in row.get("course", ())),
        poisons=tuple(_poison(each) for each in row.get("dose", ())),
        source=row["source"],
        is_verified=row["verified"],
    )


def _poison(row: Mapping[str, Any]) -> Poison:
    per_kg: dict[Severity, float] = {
        degree: float(row[degree]) for degree in DEGREES if degree in row
    }
    return Poison(
        drug=row["drug"], route=row["route"], unit=row["unit"], per_kg=MappingProxyType(per_kg)
    )


def _course(illness_id: str, row: Mapping[str, Any]) -> Course:
    handle = row["handle"]
    if handle not in RULES:
        raise ValueError(f"illness '{illness_id}' turns '{handle}', which no body has")
    resisted_by = row.get("resisted_by")
    if resisted_by is not None and RULES.get(resisted_by) != "share":
        raise ValueError(
            f"illness '{illness_id}' is resisted by '{resisted_by}', which is no share"
        )
    numbers: dict[Severity, float] = {
        degree: float(row[degree]) for degree in DEGREES if degree in row
    }
    lasts_s = row.get("lasts_s")
    return Course(
        handle=handle,
        numbers=MappingProxyType(numbers),
        is_per_kg=row.get("per_kg", False),
        delay_ms=round(1000 * row.get("delay_s", 0)),
        onset_ms=round(1000 * row.get("onset_s", 0)),
        lasts_ms=None if lasts_s is None else round(1000 * lasts_s),
        recovery_ms=round(1000 * row.get("recovery_s", 60)),
        resisted_by=resisted_by,
        source=row.get("source", ""),
        is_verified=row.get("verified", False),
    )
