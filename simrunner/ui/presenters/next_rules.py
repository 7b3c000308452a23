"""What will happen next and why not yet: pending rules as cards, nearest first."""

from collections.abc import Mapping
from dataclasses import dataclass

from simrunner.domain.chart import Scenario
from simrunner.domain.frame import ChartView, OperandView, PendingRule
from simrunner.domain.text import Translate
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
    """One rule: a name, how many conditions hold, its operands and the nearest bar."""

    rule: str
    name: str
    why: str
    badge: str
    badge_tone: Tone
    operands: tuple[OperandLine, ...]
    progress: float | None
    progress_tone: Tone
    is_held_off: bool


class NextPresenter:
    """Turns a ChartView into cards, the nearest rule first."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Read the rules' reasons once; frames carry only their names."""
        self._tr = tr
        self._why = _reasons(scenario, tr)

    def present(self, chart: ChartView) -> tuple[RuleCard, ...]:
        """Return a card for every pending rule."""
        ordered = sorted(chart.pending, key=_nearness, reverse=True)
        return tuple(self._card(rule) for rule in ordered)

    def _card(self, rule: PendingRule) -> RuleCard:
        bar = _bar_operand(rule)
        badge, tone = self._badge(rule)
        is_timer = bar is not None and bar.kind == "timer"
        return RuleCard(
            rule=rule.rule,
            name=self._name(rule),
            why=self._why.get(rule.rule, ""),
            badge=badge,
            badge_tone=tone,
            operands=tuple(self._line(operand) for operand in rule.operands),
            progress=None if bar is None else bar.progress,
            progress_tone=Tone.INFO if is_timer else Tone.WARN,
            is_held_off=rule.is_held_off,
        )

    def _name(self, rule: PendingRule) -> str:
        if rule.go:
            leaf = rule.go.rpartition(".")[2]
            return leaf.replace("-", " ")
        if self._why.get(rule.rule):
            return self._why[rule.rule]
        if rule.event:
            return rule.event
        return rule.rule.partition("@")[0].partition("#")[0]

    def _badge(self, rule: PendingRule) -> tuple[str, Tone]:
        tr = self._tr
        if rule.is_held_off:
            return tr("held off"), Tone.WARN
        if rule.event:
            return tr("waits for event"), Tone.QUIET
        if rule.operands and all(operand.kind == "timer" for operand in rule.operands):
            return tr("timer"), Tone.INFO
        met = sum(operand.is_true for operand in rule.operands)
        tone = Tone.ACCENT if met else Tone.QUIET
        return tr("{met} of {total} met", met=met, total=len(rule.operands)), tone

    def _line(self, operand: OperandView) -> OperandLine:
        now = operand.now
        if operand.needs and operand.kind != "vital":
            now = self._tr("{now} of {needs}", now=operand.now, needs=operand.needs)
        elif operand.needs and not operand.is_true:
            now = self._tr("{now}, needs {needs}", now=operand.now, needs=operand.needs)
        return OperandLine(
            sign="✓" if operand.is_true else "–",
            text=operand.text,
            now=now,
            is_true=operand.is_true,
        )


def _nearness(rule: PendingRule) -> tuple[bool, float]:
    """Return how near a rule is: not held off first, then the mean share of its operands."""
    if not rule.operands:
        return not rule.is_held_off and rule.event is None, 0.0
    shares = [1.0 if o.is_true else min(1.0, o.progress or 0.0) for o in rule.operands]
    return not rule.is_held_off and rule.event is None, sum(shares) / len(shares)


def _bar_operand(rule: PendingRule) -> OperandView | None:
    open_ones = [o for o in rule.operands if not o.is_true and o.progress is not None]
    if not open_ones:
        return None
    return max(open_ones, key=lambda operand: operand.progress or 0.0)


def _reasons(scenario: Scenario, tr: Translate) -> Mapping[str, str]:
    rules = list(scenario.anywhere)
    for region in scenario.regions:
        for state in scenario.states_of(region.id).values():
            rules.extend(state.rules)
    return {rule.name: rule.why.in_language(tr.language) for rule in rules if rule.why}
