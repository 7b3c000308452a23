"""Why has nothing happened yet? Every rule that could fire, operand by operand, as it stands."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from simrunner.domain.condition import All, AnyOf, Condition, Held, Not
from simrunner.domain.condition_text import condition_text, duration_text, seconds_text
from simrunner.domain.frame import OperandView, PendingRule
from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.rule import RuleNode
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard, Hold
from simrunner.engine.guard.operand import atom_operand

Explanation: TypeAlias = Callable[[], OperandView]


class Explainer:
    """Explains the rules of the active states and of `anywhere`; looking changes nothing."""

    def __init__(self, regions: Sequence[RegionNode], rulebook: Rulebook, facts: Facts) -> None:
        """Compile explanations when they are first asked for."""
        self._regions = regions
        self._rulebook = rulebook
        self._facts = facts
        self._known: dict[str, tuple[Explanation, ...]] = {}

    def pending(self) -> tuple[PendingRule, ...]:
        """Return the rules that could fire from here, in the order in which they are judged."""
        return tuple(self._explain(rule) for rule in self._candidates())

    def _candidates(self) -> Iterator[RuleNode]:
        for region in self._regions:
            for node in reversed(region.active):
                yield from (rule for rule in self._rulebook.of(node).all if _could_fire(rule))
        yield from (rule for rule in self._rulebook.anywhere.all if _could_fire(rule))

    def _explain(self, rule: RuleNode) -> PendingRule:
        name = rule.rule.name
        if name not in self._known:
            self._known[name] = tuple(_operands(rule, self._facts))
        return PendingRule(
            rule=name,
            region="" if rule.region is None else rule.region.id,
            owner=rule.owner_name,
            go=rule.rule.go,
            event=rule.rule.event,
            is_held_off=rule.is_held_off,
            operands=tuple(operand() for operand in self._known[name]),
        )


def _could_fire(rule: RuleNode) -> bool:
    return not rule.is_spent and (not rule.moves or rule.destination() is not None)


def _operands(rule: RuleNode, facts: Facts) -> Iterator[Explanation]:
    """Yield what must hold: each term of the outermost `and`, then the timer."""
    if rule.guard is not None:
        scope = Scope() if rule.owner is None else rule.owner.scope
        unfolding = _Unfolding(rule.guard, facts, scope)
        condition = rule.guard.condition
        terms = condition.terms if isinstance(condition, All) else (condition,)
        for term in terms:
            yield from unfolding.term(term)
    if rule.rule.after_ms is not None:
        yield _timer(rule, rule.rule.after_ms, facts)


def _timer(rule: RuleNode, after_ms: int, facts: Facts) -> Explanation:
    def explain() -> OperandView:
        since_ms = 0 if rule.owner is None else rule.owner.entered_at_ms
        elapsed_ms = min(facts.now_ms - since_ms, after_ms)
        return OperandView(
            kind="timer",
            text=f"after {duration_text(after_ms)}",
            is_true=elapsed_ms >= after_ms,
            now=seconds_text(elapsed_ms),
            needs=seconds_text(after_ms),
            progress=elapsed_ms / after_ms,
        )

    return explain


class _Unfolding:
    """Walks a condition in the order in which it was compiled, so that holds find their terms."""

    def __init__(self, guard: Guard, facts: Facts, scope: Scope) -> None:
        self._holds = iter(guard.holds)
        self._facts = facts
        self._scope = scope

    def term(self, condition: Condition) -> list[Explanation]:
        """Return the operands of one term: a hold shows its inner term, then how long it held."""
        if isinstance(condition, Held):
            inner = self.term(condition.term)
            return [*inner, _held(condition, next(self._holds), self._facts)]
        if isinstance(condition, All):
            return [each for term in condition.terms for each in self.term(term)]
        return [self._one(condition)]

    def _one(self, condition: Condition) -> Explanation:
        """Return a term as one operand."""
        match condition:
            case Not():
                return _negated(condition_text(condition), self._one(condition.term))
            case All() | AnyOf():
                parts = [self._one(term) for term in condition.terms]
                return _joined(condition_text(condition), parts, isinstance(condition, AnyOf))
            case Held():
                self._one(condition.term)
                return _held(condition, next(self._holds), self._facts)
            case _:
                return atom_operand(condition, self._facts, self._scope)


def _held(condition: Held, hold: Hold, facts: Facts) -> Explanation:
    text = condition_text(condition)

    def explain() -> OperandView:
        held_ms = min(hold.held_ms(facts.now_ms), hold.for_ms)
        return OperandView(
            kind="held",
            text=text,
            is_true=held_ms >= hold.for_ms,
            now=seconds_text(held_ms),
            needs=seconds_text(hold.for_ms),
            progress=held_ms / hold.for_ms,
        )

    return explain


def _negated(text: str, inner: Explanation) -> Explanation:
    def explain() -> OperandView:
        view = inner()
        needs = f"not {view.needs}" if view.needs else ""
        return OperandView(
            kind=view.kind, text=text, is_true=not view.is_true, now=view.now, needs=needs
        )

    return explain


def _joined(text: str, parts: list[Explanation], is_any: bool) -> Explanation:
    def explain() -> OperandView:
        views = [part() for part in parts]
        truths = [view.is_true for view in views]
        word = " or " if is_any else " and "
        return OperandView(
            kind=views[0].kind,
            text=text,
            is_true=any(truths) if is_any else all(truths),
            now=", ".join(view.now for view in views if view.now),
            needs=word.join(view.needs for view in views if view.needs),
        )

    return explain
