"""What will happen next and why not yet: pending rules as cards, nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.debrief.labels import state_title
from simrunner.domain.chart import Rule, Scenario
from simrunner.domain.frame import ChartView, OperandView, PendingRule
from simrunner.domain.text import Translate
from simrunner.ui.presenters.operand_words import OperandWords, Term, terms_of
from simrunner.ui.presenters.rule_words import RuleWords
from simrunner.ui.presenters.state_ways import StateWays
from simrunner.ui.presenters.tone import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class OperandLine:
    """One condition: its sign (✓ or –), its words, and the live value on the right."""

    sign: str
    text: str
    now: str
    is_true: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCard:
    """One rule: a name, how many conditions hold, its operands and the nearest bar.

    ``is_remote`` marks a rule that asks for a state which this run cannot come to any more.
    """

    rule: str
    name: str
    why: str
    badge: str
    badge_tone: Tone
    operands: tuple[OperandLine, ...]
    progress: float | None
    progress_tone: Tone
    is_held_off: bool
    is_remote: bool = False


class NextPresenter:
    """Turns a ChartView into cards: what can fire from here, the nearest rule first."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Find the rules once; frames carry only their names."""
        self._scenario = scenario
        self._tr = tr
        self._rules = RuleWords(scenario, tr)
        self._operands = OperandWords(scenario, tr)
        self._ways = StateWays(scenario)

    def present(self, chart: ChartView) -> tuple[RuleCard, ...]:
        """Return a card for every pending rule; those of states long left come last."""
        judged = [(self._is_remote(rule, chart), rule) for rule in chart.pending]
        ordered = sorted(judged, key=lambda pair: (not pair[0], _nearness(pair[1])), reverse=True)
        return tuple(self._card(rule, is_remote=is_remote) for is_remote, rule in ordered)

    def _is_remote(self, pending: PendingRule, chart: ChartView) -> bool:
        rule = self._rules.rule(pending.rule)
        return rule is not None and not self._ways.can_hold(rule.condition, chart)

    def _card(self, pending: PendingRule, *, is_remote: bool) -> RuleCard:
        rule = self._rules.rule(pending.rule)
        bar = _bar_operand(pending)
        badge, tone = self._badge(pending, is_remote=is_remote)
        is_timer = bar is not None and bar.kind == "timer"
        goal = self._rules.goal_of(rule) if rule else ""
        name = goal or self._rules.name(pending.rule) if rule else self._goal_title(pending)
        why = self._rules.why(pending.rule)
        return RuleCard(
            rule=pending.rule,
            name=name or self._rules.name(pending.rule),
            why=why if why != name else "",
            badge=badge,
            badge_tone=tone,
            operands=self._lines(pending, rule),
            progress=None if bar is None else bar.progress,
            progress_tone=Tone.INFO if is_timer else Tone.WARN,
            is_held_off=pending.is_held_off,
            is_remote=is_remote,
        )

    def _goal_title(self, pending: PendingRule) -> str:
        if not pending.go:
            return ""
        return state_title(self._scenario, pending.region, pending.go, self._tr.language)

    def _badge(self, rule: PendingRule, *, is_remote: bool) -> tuple[str, Tone]:
        tr = self._tr
        if rule.is_held_off:
            return tr("held off"), Tone.WARN
        if is_remote:
            return tr("not from here"), Tone.QUIET
        if rule.event:
            return tr("waits for event"), Tone.QUIET
        if rule.operands and all(operand.kind == "timer" for operand in rule.operands):
            return tr("timer"), Tone.INFO
        met = sum(operand.is_true for operand in rule.operands)
        tone = Tone.ACCENT if met else Tone.QUIET
        return tr("{met} of {total} met", met=met, total=len(rule.operands)), tone

    def _lines(self, pending: PendingRule, rule: Rule | None) -> tuple[OperandLine, ...]:
        known: Sequence[Term | None] = terms_of(rule) if rule else ()
        if len(known) != len(pending.operands):
            known = [None] * len(pending.operands)
        return tuple(
            OperandLine(
                sign="✓" if view.is_true else "–",
                text=self._operands.text(term, view),
                now=self._operands.now(term, view),
                is_true=view.is_true,
            )
            for term, view in zip(known, pending.operands, strict=True)
        )


def _nearness(rule: PendingRule) -> tuple[bool, float]:
    """Return how near a rule is: not held off first, then the mean share of its operands."""
    is_free = not rule.is_held_off and rule.event is None
    if not rule.operands:
        return is_free, 0.0
    shares = [1.0 if o.is_true else min(1.0, o.progress or 0.0) for o in rule.operands]
    return is_free, sum(shares) / len(shares)


def _bar_operand(rule: PendingRule) -> OperandView | None:
    open_ones = [o for o in rule.operands if not o.is_true and o.progress is not None]
    if not open_ones:
        return None
    return max(open_ones, key=lambda operand: operand.progress or 0.0)
