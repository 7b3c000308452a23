"""Conditions compiled to closures: one call is one look (clinscn/1 section 6)."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

from simrunner.domain.condition import (
    All,
    AnyOf,
    Atom,
    Condition,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    Held,
    InState,
    Not,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
    Window,
)
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.dose.ledger import Entry
from simrunner.engine.facts import Facts, Presence, Scope
from simrunner.engine.guard.comparison import COMPARE, in_guard_unit, in_vital_unit, rounded_half_up

Look: TypeAlias = Callable[[], bool]
"""Judges a condition now. Looking at a hold moves it on, so a tick looks at each rule in turn."""


class Hold:
    """How long the inner term of one `for` has been true at every look."""

    __slots__ = ("for_ms", "since_ms")

    def __init__(self, for_ms: int) -> None:
        """Begin cleared."""
        self.for_ms = for_ms
        self.since_ms: int | None = None

    def held_ms(self, now_ms: int) -> int:
        """Return for how long the term has held; 0 while it does not."""
        return 0 if self.since_ms is None else now_ms - self.since_ms


class Guard:
    """A compiled condition. ``holds`` are its `for` terms, inner before outer, left to right."""

    __slots__ = ("condition", "holds", "look")

    def __init__(self, condition: Condition, facts: Facts, scope: Scope) -> None:
        """Compile ``condition`` against the present of ``facts``."""
        compiler = _Compiler(facts, scope)
        self.condition = condition
        self.look, _ = compiler.term(condition)
        self.holds: tuple[Hold, ...] = tuple(compiler.holds)

    def clear(self) -> None:
        """Forget what has held so far."""
        for hold in self.holds:
            hold.since_ms = None

    def saved(self) -> list[int | None]:
        """Return since when each hold has been true."""
        return [hold.since_ms for hold in self.holds]

    def resume(self, saved: Sequence[int | None]) -> None:
        """Go on from what saved() gave."""
        for hold, since_ms in zip(self.holds, saved, strict=True):
            hold.since_ms = since_ms


class _Compiler:
    """Turns one tree into closures; the second result says whether a hold is inside."""

    def __init__(self, facts: Facts, scope: Scope) -> None:
        self._facts = facts
        self._scope = scope
        self.holds: list[Hold] = []

    def term(self, condition: Condition) -> tuple[Look, bool]:
        match condition:
            case All():
                return self._all(condition)
            case AnyOf():
                return self._any(condition)
            case Not():
                inner, has_hold = self.term(condition.term)
                return (lambda: not inner()), has_hold
            case Held():
                return self._held(condition), True
            case _:
                return self._atom(condition), False

    def _atom(self, atom: Atom) -> Look:
        """Return the look of an atom: one for all conditions, where it does not ask whose it is."""
        if isinstance(atom, Given | Done) and atom.window is not None:
            return compile_atom(atom, self._facts, self._scope)
        looks = self._facts.looks
        look = looks.get(atom)
        if look is None:
            look = looks[atom] = compile_atom(atom, self._facts, self._scope)
        return look

    def _split(self, terms: tuple[Condition, ...]) -> tuple[tuple[Look, ...], tuple[Look, ...]]:
        """Return terms with and without a hold; the first are looked at always."""
        compiled = [self.term(term) for term in terms]
        held = tuple(look for look, has_hold in compiled if has_hold)
        return held, tuple(look for look, has_hold in compiled if not has_hold)

    def _all(self, condition: All) -> tuple[Look, bool]:
        held, plain = self._split(condition.terms)
        if not held:
            return _all_of(plain), False

        def look_all() -> bool:
            is_true = True
            for look in held:
                is_true = look() and is_true
            return is_true and all(look() for look in plain)

        return look_all, True

    def _any(self, condition: AnyOf) -> tuple[Look, bool]:
        held, plain = self._split(condition.terms)
        if not held:
            return _any_of(plain), False

        def look_any() -> bool:
            is_true = False
            for look in held:
                is_true = look() or is_true
            return is_true or any(look() for look in plain)

        return look_any, True

    def _held(self, condition: Held) -> Look:
        inner, _ = self.term(condition.term)
        hold = Hold(condition.for_ms)
        self.holds.append(hold)
        facts = self._facts

        def look_held() -> bool:
            if not inner():
                hold.since_ms = None
                return False
            if hold.since_ms is None:
                hold.since_ms = facts.now_ms
            return facts.now_ms - hold.since_ms >= hold.for_ms

        return look_held


def _all_of(looks: tuple[Look, ...]) -> Look:
    """Return `and` of looks that change nothing; a loop over few of them costs more than they."""
    match looks:
        case (first, second):
            return lambda: first() and second()
        case (first, second, third):
            return lambda: first() and second() and third()
        case (first, second, third, fourth):
            return lambda: first() and second() and third() and fourth()
        case _:
            return lambda: all(look() for look in looks)


def _any_of(looks: tuple[Look, ...]) -> Look:
    match looks:
        case (first, second):
            return lambda: first() or second()
        case (first, second, third):
            return lambda: first() or second() or third()
        case _:
            return lambda: any(look() for look in looks)


def compile_atom(atom: Atom, facts: Facts, scope: Scope) -> Look:
    """Return the closure of one atom; looking at it changes nothing."""
    match atom:
        case VitalCompared():
            return _vital_compared(atom, facts)
        case VitalBetween():
            return _vital_between(atom, facts)
        case Given():
            return _given(atom, facts, scope)
        case Running():
            return _running(atom, facts)
        case Done():
            return _done(atom, facts, scope)
        case _:
            return _present(atom, facts)


def _present(
    atom: InState | FlagRaised | RhythmCompared | SensorAttached | EventWithin, facts: Facts
) -> Look:
    match atom:
        case InState():
            return _in_state(facts.states.get((atom.region, atom.state)))
        case FlagRaised():
            return lambda: atom.flag in facts.flags
        case RhythmCompared():
            return lambda: (facts.tracks.rhythm == atom.rhythm) is atom.is_equal
        case SensorAttached():
            return lambda: facts.sensors.get(atom.sensor, False)
        case EventWithin():
            event = facts.names.hear(atom.event)

            def look_event() -> bool:
                at_ms = facts.happened_at_ms.get(event)
                return at_ms is not None and facts.now_ms - at_ms <= atom.within_ms

            return look_event
        case _:
            assert_never(atom)


def _in_state(state: Presence | None) -> Look:
    return (lambda: False) if state is None else (lambda: state.is_active)


def _vital_compared(atom: VitalCompared, facts: Facts) -> Look:
    vital = atom.vital
    if atom.op in ("=", "!="):
        unit, compare, now = atom.quantity.unit, COMPARE[atom.op], facts.readings
        decimals = VITALS[vital].decimals_in(unit)
        shown = rounded_half_up(atom.quantity.number, decimals)

        def look_as_shown() -> bool:
            number = in_guard_unit(vital, now[vital], unit)
            return compare(rounded_half_up(number, decimals), shown)

        return look_as_shown
    threshold = in_vital_unit(vital, atom.quantity)
    return _against(vital, atom.op, threshold, facts)


def _against(vital: Vital, op: str, threshold: float, facts: Facts) -> Look:
    """Return one comparison spelt out: a call of an operator would cost as much as the look."""
    now = facts.readings
    match op:
        case "<":
            return lambda: now[vital] < threshold
        case "<=":
            return lambda: now[vital] <= threshold
        case ">":
            return lambda: now[vital] > threshold
        case _:
            return lambda: now[vital] >= threshold


def _vital_between(atom: VitalBetween, facts: Facts) -> Look:
    low, high = in_vital_unit(atom.vital, atom.low), in_vital_unit(atom.vital, atom.high)
    vital, now = atom.vital, facts.readings
    return lambda: low <= now[vital] <= high


def in_window(window: Window | None, facts: Facts, scope: Scope) -> Callable[[Entry], bool]:
    """Return which ledger entries a window counts."""
    if window is None:
        return lambda _: True
    if window.kind == "within":
        within_ms = window.within_ms or 0
        return lambda entry: facts.now_ms - entry.performed_at_ms <= within_ms
    if window.kind == "since entry":
        return lambda entry: scope.entry_record is not None and entry.record > scope.entry_record
    return lambda entry: scope.cue_at_ms is not None and entry.performed_at_ms >= scope.cue_at_ms


def counted_by(atom: Given | Done, facts: Facts, scope: Scope) -> Callable[[], list[Entry]]:
    """Return what gives the entries that an atom counts now, in the order of performing."""
    inside = in_window(atom.window, facts, scope)
    if isinstance(atom, Done):
        acts = facts.ledger.entries("act", atom.action)
        return lambda: [entry for entry in acts if inside(entry)]
    doses = facts.ledger.entries("give", atom.drug)
    route = atom.route
    return lambda: [entry for entry in doses if route in (None, entry.route) and inside(entry)]


def _given(atom: Given, facts: Facts, scope: Scope) -> Look:
    reaches = reached_by(atom, facts)
    counted = counted_by(atom, facts, scope)
    doses = facts.ledger.entries("give", atom.drug)
    # Without a moving window the answer changes only with the ledger or with what it counts from.
    is_stable = atom.window is None or atom.window.kind != "within"
    known: tuple[int, int | None, int | None] | None = None
    answer = False

    def look_given() -> bool:
        nonlocal known, answer
        if not doses:
            return reaches([])
        if not is_stable:
            return reaches(counted())
        key = (facts.ledger.version, scope.entry_record, scope.cue_at_ms)
        if key != known:
            known, answer = key, reaches(counted())
        return answer

    return look_given


def reached_by(atom: Given, facts: Facts) -> Callable[[list[Entry]], bool]:
    """Return the judgement whether some doses together satisfy the atom."""
    if atom.op is None or atom.amount is None:
        return bool
    compare = COMPARE[atom.op]
    if isinstance(atom.amount, Doses):
        count = atom.amount.count
        return lambda entries: compare(sum(entry.doses for entry in entries), count)
    threshold = facts.ledger.measure(atom.drug, atom.amount)
    if threshold is None:
        return lambda _: False
    dimension, number = threshold

    def reaches(entries: list[Entry]) -> bool:
        total = number - number
        for entry in entries:
            if entry.measured is not None and entry.measured[0] is dimension:
                total += entry.measured[1]
        return compare(total, number)

    return reaches


def _running(atom: Running, facts: Facts) -> Look:
    ledger, drug = facts.ledger, atom.drug
    if atom.op is None or atom.rate is None:
        return lambda: (rate := ledger.rate(drug)) is not None and rate[1] > 0
    compare = COMPARE[atom.op]
    threshold = ledger.measure(drug, atom.rate)
    if threshold is None:
        return lambda: False
    dimension, number = threshold

    def look_running() -> bool:
        rate = ledger.rate(drug)
        if rate is None or rate[1] == 0:
            return compare(number - number, number)
        return rate[0] is dimension and compare(rate[1], number)

    return look_running


def _done(atom: Done, facts: Facts, scope: Scope) -> Look:
    counted = counted_by(atom, facts, scope)
    acts = facts.ledger.entries("act", atom.action)
    return lambda: bool(acts) and bool(counted())
