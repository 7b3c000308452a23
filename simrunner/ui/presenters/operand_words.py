"""One operand of a pending rule in words: the engine's live value beside the author's condition."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from simrunner.debrief.labels import state_title
from simrunner.domain import condition as cond
from simrunner.domain.chart import Rule, Scenario
from simrunner.domain.frame import OperandView
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.condition_words import condition_words, duration_words


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The timer of a rule, which the engine explains as the last operand."""

    after_ms: int


Term: TypeAlias = cond.Condition | After

_SECONDS = re.compile(r"^([\d.]+)( s)?( ago)?$")
_AMOUNT = re.compile(r"^(?:[<>=!]+ )?([\d.]+) ?(.*)$")
_SIGNS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"))


def terms_of(rule: Rule) -> tuple[Term, ...]:
    """Return what must hold, in the order in which the engine explains it."""
    found: list[Term] = []
    if rule.condition is not None:
        found.extend(_unfolded(rule.condition))
    if rule.after_ms is not None:
        found.append(After(after_ms=rule.after_ms))
    return tuple(found)


def _unfolded(condition: cond.Condition) -> Iterator[Term]:
    if isinstance(condition, cond.All):
        for term in condition.terms:
            yield from _unfolded(term)
    elif isinstance(condition, cond.Held):
        yield from _unfolded(condition.term)
        yield condition
    else:
        yield condition


class OperandWords:
    """Says a term and how far it got."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Keep where titles come from."""
        self._scenario = scenario
        self._tr = tr

    def text(self, term: Term | None, view: OperandView) -> str:
        """Return the term in words; without one, the engine's text with printed signs."""
        tr = self._tr
        match term:
            case None:
                return _signed(view.text)
            case After():
                return tr("after {time}", time=duration_words(term.after_ms, tr))
            case cond.Held():
                return tr("held for {time}", time=duration_words(term.for_ms, tr))
        return condition_words(term, self._scenario, tr)

    def now(self, term: Term | None, view: OperandView) -> str:  # noqa: PLR0911 - one per kind
        """Return the live value as people compare it: ``1 of 2``, ``2:32 of 3:00``, ``46``."""
        match term:
            case After() if not view.is_true:
                left_ms = term.after_ms - _ms(view.now)
                return self._tr("{left} left", left=_minutes(left_ms))
            case After():
                return _minutes(term.after_ms)
            case cond.Held():
                return self._of(_minutes(_ms(view.now)), _minutes(term.for_ms))
            case cond.VitalCompared():
                return self._vital(term, view)
            case cond.Given() if term.op is not None:
                return self._given(view)
            case cond.InState():
                return self._state(term, view)
            case None if view.needs and _AMOUNT.match(view.now):
                return self._given(view)
        return self._plain(view)

    def _of(self, now: str, needs: str) -> str:
        return self._tr("{now} of {needs}", now=now, needs=needs)

    def _vital(self, term: cond.VitalCompared, view: OperandView) -> str:
        if view.is_true or term.op in ("=", "!="):
            return view.now
        gap = float(view.now or 0) - float(term.quantity.number)
        shown = f"{abs(gap):.1f}".removesuffix(".0")
        if gap == 0:
            return view.now
        if gap > 0:
            return self._tr("{now}, {gap} above", now=view.now, gap=shown)
        return self._tr("{now}, {gap} below", now=view.now, gap=shown)

    def _given(self, view: OperandView) -> str:
        now, needs = _AMOUNT.match(view.now), _AMOUNT.match(view.needs)
        if now is None or needs is None:
            return _signed(view.now)
        is_dose = needs.group(2).startswith("dose")
        unit = "" if is_dose else f" {needs.group(2)}".rstrip()
        return self._of(now.group(1), needs.group(1) + unit)

    def _state(self, term: cond.InState, view: OperandView) -> str:
        if view.is_true or not view.now:
            return ""
        return state_title(self._scenario, term.region, view.now, self._tr.language)

    def _plain(self, view: OperandView) -> str:
        """Return an act's age, a sensor's word, or nothing where there is nothing to say."""
        tr, found = self._tr, _SECONDS.match(view.now)
        if found and found.group(3):
            return tr("{time} ago", time=_minutes(_ms(view.now)))
        words = {"on": tr("attached"), "off": tr("not attached")}
        if view.kind in ("done", "given", "event") and not view.now:
            return "" if view.is_true else tr("not yet")
        return words.get(view.now) or _signed(view.now).replace("-", " ")


def _signed(words: str) -> str:
    for plain, printed in _SIGNS:
        words = words.replace(plain, printed)
    return words


def _ms(seconds: str) -> int:
    found = _SECONDS.match(seconds)
    return int(float(found.group(1)) * 1000) if found else 0


def _minutes(duration_ms: int) -> str:
    return clock_text(max(0, duration_ms)).removeprefix("0")
