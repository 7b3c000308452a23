"""Conditions: from the words of `if`, `cue` and `detect` to a tree (clinscn/1 §6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from simrunner.domain.condition import (
    All,
    AnyOf,
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
from simrunner.domain.quantity import (
    Dimension,
    Quantity,
)
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.grammar.condition_words import ConditionWords, sign_hint
from simrunner.scenario.grammar.names import Names
from simrunner.scenario.grammar.quantity_text import (
    AMOUNT_DIMENSIONS,
    RATE_DIMENSIONS,
    check_amount,
    parse_number,
    parse_quantity,
    require_dimension,
    require_vital_unit,
    split_quantity,
)
from simrunner.scenario.source.problem import Fault, did_you_mean

MAX_CHARACTERS = 2_000
MAX_NODES = 200
MAX_PARENTHESES = 16

_VITAL_NAMES = frozenset(vital.value for vital in Vital)
_NOTHING = SensorAttached(sensor="")
"""Stands for an atom that named something unknown, so that the rest can still be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a condition stands decides which windows it may use, and ``level`` fills `$name`."""

    may_say_since_entry: bool = False
    may_say_since_cue: bool = False
    level: str = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A condition with everything that was found about it; None when the words make no sense."""

    condition: Condition | None
    faults: tuple[Fault, ...]


def parse_condition(text: str, names: Names, scope: Scope) -> Parsed:
    """Return the tree and all faults; faults whose code begins with E make it unusable."""
    if len(text) > MAX_CHARACTERS:
        what = f"a condition is limited to {MAX_CHARACTERS:,} characters"
        return Parsed(condition=None, faults=(Fault("E402", what),))
    words = ConditionWords(text, names, scope.level)
    try:
        condition = _Parser(words, names, scope).whole()
    except Fault as fault:
        return Parsed(condition=None, faults=(*words.faults, fault))
    return Parsed(condition=condition, faults=tuple(words.faults))


class _Parser:
    """Recursive descent over the grammar; at most MAX_PARENTHESES deep."""

    def __init__(self, words: ConditionWords, names: Names, scope: Scope) -> None:
        self._words = words
        self._names = names
        self._scope = scope
        self._nodes = 0
        self._depth = 0
        self._atoms = self._atom_readers()

    def _atom_readers(self) -> dict[str, Callable[[], Condition]]:
        return {
            "given": self._given,
            "running": self._running,
            "done": self._done,
            "in": self._in,
            "flag": self._flag,
            "rhythm": self._rhythm,
            "sensor": self._sensor,
            "event": self._event,
        }

    def whole(self) -> Condition:
        condition = self._any()
        rest = self._words.peek()
        if rest is not None:
            raise self._words.unexpected(rest)
        return condition

    # -------------------------------------------------------------- structure
    def _any(self) -> Condition:
        terms = [self._all()]
        while self._words.accept("or"):
            self._count()
            terms.append(self._all())
        return terms[0] if len(terms) == 1 else AnyOf(terms=tuple(terms))

    def _all(self) -> Condition:
        terms = [self._term()]
        offset = 0
        while self._words.accept("and"):
            self._count()
            offset = self._words.offset()
            terms.append(self._term())
        if len(terms) == 1:
            return terms[0]
        last = terms[-1]
        if isinstance(last, Held) and not any(isinstance(term, Held) for term in terms[:-1]):
            what = "the 'for' holds the last term only"
            hint = "write '(… and …) for …' to hold all of them"
            self._words.faults.append(Fault("I401", what, hint, offset=offset))
        return All(terms=tuple(terms))

    def _term(self) -> Condition:
        is_negated = self._words.accept("not")
        if is_negated:
            self._count()
        condition = self._atom()
        if is_negated:
            condition = Not(term=condition)
        if self._words.accept("for"):
            self._count()
            condition = Held(term=condition, for_ms=self._words.duration_ms())
        return condition

    def _atom(self) -> Condition:
        if self._words.accept("("):
            return self._parenthesised()
        self._count()
        offset = self._words.offset()
        token = self._words.take("a condition")
        if token in _VITAL_NAMES:
            return self._vital(Vital(token))
        parse = self._atoms.get(token)
        if parse is not None:
            return parse()
        raise _no_beginning(token, self._names, self._atoms, offset)

    def _parenthesised(self) -> Condition:
        self._depth += 1
        if self._depth > MAX_PARENTHESES:
            what = f"more than {MAX_PARENTHESES} nested parentheses"
            raise Fault("E402", what, offset=self._words.offset_before())
        inside = self._any()
        if not self._words.accept(")"):
            rest = self._words.peek()
            if rest is not None:
                raise self._words.unexpected(rest)
            raise Fault("E401", "a closing parenthesis is missing", offset=self._words.offset())
        self._depth -= 1
        return inside

    # -------------------------------------------------------------- atoms
    def _vital(self, vital: Vital) -> Condition:
        if self._words.accept("between"):
            low, low_at = self._vital_quantity(vital)
            self._words.expect("and")
            high, _ = self._vital_quantity(vital)
            if low.dimension is high.dimension and low.in_base > high.in_base:
                what = "'between' has the higher value first and is never true"
                self._words.faults.append(Fault("W401", what, "swap them", offset=low_at))
            return VitalBetween(vital=vital, low=low, high=high)
        op = self._words.comparison()
        quantity, _ = self._vital_quantity(vital)
        return VitalCompared(vital=vital, op=op, quantity=quantity)

    def _vital_quantity(self, vital: Vital) -> tuple[Quantity, int]:
        text, offset = self._words.quantity_text()
        spec = VITALS[vital]

        def parse() -> Quantity:
            quantity = parse_quantity(text)
            require_vital_unit(quantity, vital)
            return quantity

        fallback = Quantity(number=Decimal(0), unit=spec.unit)
        return self._words.softly(parse, fallback, offset), offset

    def _given(self) -> Condition:
        offset = self._words.offset()
        name = self._words.take("a drug")
        drug = self._words.softly(lambda: self._names.drug(name), None, offset)
        op = self._words.optional_comparison()
        amount = None if op is None else self._amount(drug.measures if drug else None, name)
        route = self._words.route()
        window = self._window()
        return Given(drug=name, op=op, amount=amount, route=route, window=window)

    def _amount(self, measures: tuple[str, ...] | None, drug: str) -> Quantity | Doses:
        after = self._words.peek(1)
        if after is not None and after[0] in ("dose", "doses"):
            return self._doses(measures, drug)
        return self._measured(measures, drug, AMOUNT_DIMENSIONS, "an amount")

    def _doses(self, measures: tuple[str, ...] | None, drug: str) -> Doses:
        offset = self._words.offset()
        text = self._words.take("a number")
        self._words.take("doses")

        def parse() -> Doses:
            number = parse_number(text)
            if number != number.to_integral_value() or number < 0:
                raise Fault("E304", f"'{text}' is not a whole number of doses")
            if measures is not None and "count" not in measures:
                raise Fault("E304", f"{drug} cannot be measured in doses")
            return Doses(count=int(number))

        return self._words.softly(parse, Doses(count=1), offset)

    def _measured(
        self,
        measures: tuple[str, ...] | None,
        drug: str,
        dimensions: frozenset[Dimension],
        what: str,
    ) -> Quantity:
        text, offset = self._words.quantity_text()

        def parse() -> Quantity:
            quantity = parse_quantity(text)
            require_dimension(quantity, dimensions, what)
            check_amount(split_quantity(text)[0], quantity)
            if measures is not None and quantity.dimension.value not in measures:
                measure = quantity.dimension.value
                hint = f"it is measured in {', '.join(measures)}"
                raise Fault("E304", f"{drug} cannot be measured in {measure}", hint)
            return quantity

        return self._words.softly(parse, Quantity(number=Decimal(1)), offset)

    def _running(self) -> Condition:
        offset = self._words.offset()
        name = self._words.take("a drug")
        drug = self._words.softly(lambda: self._names.drug(name), None, offset)
        op = self._words.optional_comparison()
        measures = drug.measures if drug is not None else None
        rate = None if op is None else self._measured(measures, name, RATE_DIMENSIONS, "a rate")
        return Running(drug=name, op=op, rate=rate)

    def _done(self) -> Condition:
        name = self._known("action", self._names.actions)
        return Done(action=name, window=self._window())

    def _in(self) -> Condition:
        offset = self._words.offset()
        name = self._words.take("a state")
        found = self._words.softly(lambda: self._names.states.resolve(name), None, offset)
        if found is None:
            return _NOTHING
        return InState(region=found[0], state=found[1])

    def _flag(self) -> Condition:
        offset = self._words.offset()
        name = self._words.take("a flag")
        self._names.used.add(("flag", name))
        if name not in self._names.flags:
            hint = did_you_mean(name, self._names.flags)
            self._words.faults.append(
                Fault("W402", f"the flag '{name}' is never set", hint, offset=offset)
            )
        return FlagRaised(flag=name)

    def _rhythm(self) -> Condition:
        offset = self._words.offset()
        op = self._words.take("= or !=")
        if op not in ("=", "!="):
            raise Fault("E401", f"expected = or != instead of '{op}'", offset=offset)
        name = self._known("rhythm", frozenset(self._names.catalogue.rhythms))
        return RhythmCompared(rhythm=name, is_equal=op == "=")

    def _sensor(self) -> Condition:
        return SensorAttached(sensor=self._known("sensor", self._names.catalogue.sensors))

    def _event(self) -> Condition:
        offset = self._words.offset()
        words = [self._words.take("an event")]
        while (after := self._words.peek()) is not None and after[0] != "within":
            words.append(self._words.take("within"))
        text = " ".join(words)
        event = self._words.softly(lambda: self._names.event(text), text, offset)
        self._words.expect("within")
        return EventWithin(event=event, within_ms=self._words.duration_ms())

    def _known(self, kind: str, known: set[str] | frozenset[str]) -> str:
        offset = self._words.offset()
        name = self._words.take(f"a name after '{kind}'")
        return self._words.softly(lambda: self._names.use(kind, name, known), name, offset)

    # -------------------------------------------------------------- parts
    def _window(self) -> Window | None:
        if self._words.accept("within"):
            return Window(kind="within", within_ms=self._words.duration_ms())
        offset = self._words.offset()
        if not self._words.accept("since"):
            return None
        if self._words.accept("entry"):
            if not self._scope.may_say_since_entry:
                what = "'since entry' is for rules of states only"
                self._words.faults.append(Fault("E403", what, offset=offset))
            return Window(kind="since entry")
        self._words.expect("cue")
        if not self._scope.may_say_since_cue:
            what = "'since cue' is for 'detect' only"
            self._words.faults.append(Fault("E403", what, offset=offset))
        return Window(kind="since cue")

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            what = f"a condition is limited to {MAX_NODES} parts"
            raise Fault("E402", what, offset=self._words.offset())


def _no_beginning(token: str, names: Names, atoms: Iterable[str], offset: int) -> Fault:
    """Return the fault of a word that begins no condition, with what was perhaps meant."""
    if token in names.drugs:
        hint = f"write 'given {token}' or 'running {token}'"
    elif token in names.actions:
        hint = f"write 'done {token}'"
    else:
        hint = sign_hint(token) or did_you_mean(token, [*Vital, *atoms, "not"])
    return Fault("E401", f"did not expect '{token}' here", hint, offset=offset)
