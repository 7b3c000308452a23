"""Two runs side by side: where they part, their states, expectations and vitals."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from simrunner.domain.action import (
    Compress,
    EndRun,
    GiveBreath,
    PressMonitorKey,
    ReadDevice,
    SetBookmark,
)
from simrunner.domain.event import ActionTaken, ExpectationChanged, ExpectationStatus, StateEntered
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.vital import Vital

AGAIN = "again"
"""The kind of remark that says which run a branch goes on from, and from which moment."""

_NOT_TOLD = (Compress, EndRun, GiveBreath, PressMonitorKey, ReadDevice, SetBookmark)
"""Actions that say little about where two attempts part: single compressions, keys, readings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A state was entered at a time; ``until_ms`` is when it was left or the run ended."""

    region: str
    state: str
    from_ms: SimTimeMs
    until_ms: SimTimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationPair:
    """What became of one expectation in either run, and when it was seen; None where it was not.

    ``gain_ms`` is how much sooner the second run was, None unless both were seen.
    """

    expectation: str
    first: ExpectationStatus
    first_ms: SimTimeMs | None
    second: ExpectationStatus
    second_ms: SimTimeMs | None

    @property
    def gain_ms(self) -> SimTimeMs | None:
        """How much sooner the second run was; negative when it was later."""
        if self.first_ms is None or self.second_ms is None:
            return None
        return self.first_ms - self.second_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalPair:
    """One true vital of both runs at the seconds that both have, in the unit of VITALS."""

    vital: Vital
    at_ms: tuple[SimTimeMs, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs of one scenario.

    They share ``shared_facts`` facts, link by link; ``parted_ms`` is the time of the last of them,
    None when they share none. Visits are whole paths, the shared beginning too.
    """

    shared_facts: int
    parted_ms: SimTimeMs | None
    outcomes: tuple[str, str]
    visits: tuple[tuple[Visit, ...], tuple[Visit, ...]]
    expectations: tuple[ExpectationPair, ...]
    vitals: tuple[VitalPair, ...]


def compare_runs(first: RunRecord, second: RunRecord) -> Comparison:
    """Return two runs side by side; they may be branches of one session or two teams' runs."""
    shared = 0
    for one, other in zip(first.events, second.events, strict=False):
        if one.digest != other.digest:
            break
        shared += 1
    return Comparison(
        shared_facts=shared,
        parted_ms=first.events[shared - 1].event.at_ms if shared else None,
        outcomes=(first.summary.outcome, second.summary.outcome),
        visits=(_visits(first), _visits(second)),
        expectations=_expectations(first, second),
        vitals=_vitals(first, second),
    )


def first_apart(
    first: RunRecord, second: RunRecord, shared_facts: int
) -> tuple[ActionTaken | None, ActionTaken | None]:
    """Return the first thing done on either side that the other did not do at that time."""
    ones, others = _done_after(first, shared_facts), _done_after(second, shared_facts)
    for one, other in zip_longest(ones, others):
        if one is None or other is None or not _is_same(one, other):
            return one, other
    return None, None


def _done_after(record: RunRecord, shared_facts: int) -> Iterable[ActionTaken]:
    return (
        each.event
        for each in record.events[shared_facts:]
        if isinstance(each.event, ActionTaken) and not isinstance(each.event.action, _NOT_TOLD)
    )


def _is_same(one: ActionTaken, other: ActionTaken) -> bool:
    return (one.performed_at_ms, one.action) == (other.performed_at_ms, other.action)


def _visits(record: RunRecord) -> tuple[Visit, ...]:
    entered = [each.event for each in record.events if isinstance(each.event, StateEntered)]
    left_ms: dict[str, SimTimeMs] = {}
    found = []
    for fact in reversed(entered):
        until_ms = left_ms.get(fact.region, record.summary.duration_ms)
        left_ms[fact.region] = fact.at_ms
        found.append(
            Visit(region=fact.region, state=fact.state, from_ms=fact.at_ms, until_ms=until_ms)
        )
    return tuple(reversed(found))


def _expectations(first: RunRecord, second: RunRecord) -> tuple[ExpectationPair, ...]:
    before, after = _last_words(first), _last_words(second)
    pairs = []
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        pairs.append(
            ExpectationPair(
                expectation=name,
                first=one.status if one else ExpectationStatus.UNOPENED,
                first_ms=one.detected_at_ms if one else None,
                second=other.status if other else ExpectationStatus.UNOPENED,
                second_ms=other.detected_at_ms if other else None,
            )
        )
    return tuple(pairs)


def _last_words(record: RunRecord) -> dict[str, ExpectationChanged]:
    return {
        each.event.expectation: each.event
        for each in record.events
        if isinstance(each.event, ExpectationChanged)
    }


def _vitals(first: RunRecord, second: RunRecord) -> tuple[VitalPair, ...]:
    after = {point.at_ms: point.truth for point in second.trend}
    both = [(point.at_ms, point.truth, after[point.at_ms]) for point in first.trend
            if point.at_ms in after]  # fmt: skip
    found = []
    for vital in Vital:
        name = str(vital)
        rows = [(at, one[name], other[name]) for at, one, other in both
                if name in one and name in other]  # fmt: skip
        if rows:
            times, ones, others = zip(*rows, strict=True)
            found.append(VitalPair(vital=vital, at_ms=times, first=ones, second=others))
    return tuple(found)
