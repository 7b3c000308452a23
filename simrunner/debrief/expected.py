"""Expected against observed, computed from the record: done, late, early, missed, extra."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from simrunner.debrief.labels import condition_label, dose_label, drug_name
from simrunner.domain.action import AnnulEntry, GiveDrug, InfuseDrug
from simrunner.domain.chart import Expectation, Scenario
from simrunner.domain.condition import All, AnyOf, Condition, Given, Held, Running
from simrunner.domain.event import ActionTaken, ExpectationChanged, ExpectationStatus
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate


class Observed(StrEnum):
    """What became of an expectation; a run that ends inside a window leaves it open."""

    DONE = "done"
    LATE = "late"
    EARLY = "early"
    MISSED = "missed"
    OPEN = "open"
    UNOPENED = "unopened"


_OBSERVED = {
    ExpectationStatus.MET: Observed.DONE,
    ExpectationStatus.LATE: Observed.LATE,
    ExpectationStatus.EARLY: Observed.EARLY,
    ExpectationStatus.MISSED: Observed.MISSED,
    ExpectationStatus.OPEN: Observed.OPEN,
    ExpectationStatus.UNOPENED: Observed.UNOPENED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRow:
    """One expectation and what was seen of it. Times count from the start of the run, in ms.

    The window runs from ``opens_at_ms`` (the cue plus `not_before`) to ``limit_at_ms``; None
    where the cue never came or the file sets no limit. ``delta_ms`` is how late (positive) or,
    for early, how long before the window opened (negative). ``since_cue_ms`` counts from the cue
    and is negative for what was done before it.
    """

    expectation: str
    label: str
    objective: str | None
    objective_text: str
    is_critical: bool
    source: str
    cue_at_ms: int | None
    opens_at_ms: int | None
    limit_at_ms: int | None
    observed_at_ms: int | None
    status: Observed
    delta_ms: int | None
    since_cue_ms: int | None
    is_before_cue: bool
    is_out_of_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraRow:
    """A drug that was given and that no expectation asked for; not wrong by itself."""

    at_ms: int
    drug: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedTable:
    """The rows in the order of the file, the extra doses in that of time."""

    rows: tuple[ExpectedRow, ...]
    extra: tuple[ExtraRow, ...]

    @property
    def counts(self) -> Mapping[Observed, int]:
        """How many rows have each status; a status without rows counts 0."""
        return Counter(row.status for row in self.rows)


def expected_table(record: RunRecord, scenario: Scenario, tr: Translate) -> ExpectedTable:
    """Return every expectation with what was observed, and the doses that none asked for."""
    changes: dict[str, ExpectationChanged] = {}
    for recorded in record.events:
        if isinstance(recorded.event, ExpectationChanged):
            changes[recorded.event.expectation] = recorded.event
    return ExpectedTable(
        rows=tuple(
            _row(scenario, expectation, changes.get(expectation.id), tr)
            for expectation in scenario.expectations
        ),
        extra=_extra(record, scenario, tr.language),
    )


def _row(
    scenario: Scenario, expectation: Expectation, last: ExpectationChanged | None, tr: Translate
) -> ExpectedRow:
    status = _status(expectation, last)
    cue_ms, opens_ms, limit_ms = _window(expectation, last)
    seen_ms = last.detected_at_ms if last is not None else None
    delta_ms = None
    if status is Observed.LATE and seen_ms is not None and limit_ms is not None:
        delta_ms = seen_ms - limit_ms
    elif status is Observed.EARLY and seen_ms is not None and opens_ms is not None:
        delta_ms = seen_ms - opens_ms
    objective = scenario.objectives.get(expectation.objective or "")
    return ExpectedRow(
        expectation=expectation.id,
        label=condition_label(scenario, expectation.detect, tr),
        objective=expectation.objective,
        objective_text="" if objective is None else objective.text.in_language(tr.language),
        is_critical=expectation.is_critical,
        source=scenario.sources.get(expectation.source or "", ""),
        cue_at_ms=cue_ms,
        opens_at_ms=opens_ms,
        limit_at_ms=limit_ms,
        observed_at_ms=seen_ms,
        status=status,
        delta_ms=delta_ms,
        since_cue_ms=None if seen_ms is None or cue_ms is None else seen_ms - cue_ms,
        is_before_cue=last is not None and last.is_before_cue,
        is_out_of_order=last is not None and last.is_out_of_order,
    )


def _status(expectation: Expectation, last: ExpectationChanged | None) -> Observed:
    if last is not None:
        return _OBSERVED[last.status]
    # Without a cue it is open from the start, even when nothing was said about it.
    return Observed.OPEN if expectation.cue is None else Observed.UNOPENED


def _window(
    expectation: Expectation, last: ExpectationChanged | None
) -> tuple[int | None, int | None, int | None]:
    """Return cue, opening and limit."""
    cue_ms = last.cue_at_ms if last is not None else None
    if cue_ms is None and expectation.cue is None:
        cue_ms = 0
    limit_ms = last.limit_at_ms if last is not None else None
    if cue_ms is None:
        return None, None, limit_ms
    if limit_ms is None and expectation.within_ms is not None:
        limit_ms = cue_ms + expectation.within_ms
    return cue_ms, cue_ms + (expectation.not_before_ms or 0), limit_ms


def _extra(record: RunRecord, scenario: Scenario, language: str) -> tuple[ExtraRow, ...]:
    wanted = {
        (term.drug, term.route if isinstance(term, Given) else None)
        for expectation in scenario.expectations
        for term in _drugs_in(expectation.detect)
    }
    taken = [
        recorded.event for recorded in record.events if isinstance(recorded.event, ActionTaken)
    ]
    annulled = {fact.action.entry for fact in taken if isinstance(fact.action, AnnulEntry)}
    found = []
    for fact in taken:
        given = fact.action
        if fact.entry in annulled or not isinstance(given, GiveDrug | InfuseDrug):
            continue
        label = _unwanted(scenario, given, wanted, language)
        if label:
            found.append(ExtraRow(at_ms=fact.performed_at_ms, drug=given.drug, label=label))
    return tuple(sorted(found, key=lambda row: row.at_ms))


def _unwanted(
    scenario: Scenario,
    given: GiveDrug | InfuseDrug,
    wanted: set[tuple[str, str | None]],
    language: str,
) -> str:
    """Return the label of a dose that nobody asked for, else an empty text."""
    if isinstance(given, GiveDrug):
        is_wanted = not wanted.isdisjoint({(given.drug, None), (given.drug, given.route)})
        return "" if is_wanted else dose_label(scenario, given, language)
    is_wanted = any(drug == given.drug for drug, _ in wanted)
    if is_wanted or not given.rate.number:
        return ""
    return f"{drug_name(scenario, given.drug, language)} {given.rate}"


def _drugs_in(condition: Condition) -> Iterator[Given | Running]:
    # What stands behind a `not` is not asked for, so it is not looked into.
    if isinstance(condition, All | AnyOf):
        for term in condition.terms:
            yield from _drugs_in(term)
    elif isinstance(condition, Held):
        yield from _drugs_in(condition.term)
    elif isinstance(condition, Given | Running):
        yield condition
