"""One atom of a condition as it stands: what it reads now, what it needs, how far it got."""

from collections.abc import Callable
from decimal import Decimal

from simrunner.domain.condition import (
    Atom,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    InState,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
)
from simrunner.domain.condition_text import amount_text, condition_text, seconds_text
from simrunner.domain.frame import OperandKind, OperandView
from simrunner.domain.quantity import Dimension
from simrunner.domain.vital import VITALS
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.comparison import COMPARE, in_guard_unit, rounded_half_up
from simrunner.engine.guard.condition import Look, compile_atom, counted_by

_BASE_SYMBOL = {
    Dimension.MASS: "mg",
    Dimension.VOLUME: "mL",
    Dimension.UNITS: "units",
    Dimension.SUBSTANCE: "mmol",
}

_FINEST = 3
"""How many decimals more than the display a vital may show, so as not to contradict its guard."""

Now = Callable[[], tuple[str, float | None]]
"""Returns the live value as text and, where it can be told, the progress from 0 to 1."""


def atom_operand(atom: Atom, facts: Facts, scope: Scope) -> Callable[[], OperandView]:
    """Return what shows an atom now; calling it changes nothing."""
    look = compile_atom(atom, facts, scope)
    text = condition_text(atom)
    kind, needs, now = _reading(atom, facts, scope, look)

    def explain() -> OperandView:
        shown, progress = now()
        return OperandView(
            kind=kind, text=text, is_true=look(), now=shown, needs=needs, progress=progress
        )

    return explain


def _reading(atom: Atom, facts: Facts, scope: Scope, look: Look) -> tuple[OperandKind, str, Now]:
    match atom:
        case VitalCompared():
            needs = f"{atom.op} {atom.quantity}"
            return "vital", needs, _vital_now(atom, facts, look)
        case VitalBetween():
            needs = f"{atom.low} to {atom.high}"
            return "vital", needs, _vital_now(atom, facts, look)
        case Given():
            return "given", _given_needs(atom), _given_now(atom, facts, scope)
        case Running():
            needs = "" if atom.op is None else f"{atom.op} {atom.rate}"
            return "running", needs, lambda: (facts.ledger.rate_text(atom.drug), None)
        case Done():
            return "done", "", _done_now(atom, facts, scope)
        case _:
            return _presence(atom, facts)


def _presence(
    atom: InState | FlagRaised | RhythmCompared | SensorAttached | EventWithin, facts: Facts
) -> tuple[OperandKind, str, Now]:
    match atom:
        case InState():
            return (
                "state",
                f"{atom.region}.{atom.state}",
                lambda: (_states(atom.region, facts), None),
            )
        case FlagRaised():
            return "flag", atom.flag, lambda: ("", None)
        case RhythmCompared():
            needs = f"{'=' if atom.is_equal else '!='} {atom.rhythm}"
            return "rhythm", needs, lambda: (facts.tracks.rhythm, None)
        case SensorAttached():
            return "sensor", "on", lambda: (
                "on" if facts.sensors.get(atom.sensor, False) else "off", None
            )  # fmt: skip
        case EventWithin():
            return "event", seconds_text(atom.within_ms), _event_now(atom, facts)


def _vital_now(atom: VitalCompared | VitalBetween, facts: Facts, look: Look) -> Now:
    """Show a vital as the monitor would, with more decimals where rounding would mislead."""
    vital = atom.vital
    unit = atom.quantity.unit if isinstance(atom, VitalCompared) else atom.low.unit
    decimals = VITALS[vital].decimals_in(unit)

    def now() -> tuple[str, float | None]:
        number = in_guard_unit(vital, facts.tracks.read(vital, facts.now_ms), unit)
        is_true = look()
        shown = rounded_half_up(number, decimals)
        for finer in range(decimals + 1, decimals + _FINEST + 1):
            if _satisfies(shown, atom, unit) is is_true:
                break
            shown = rounded_half_up(number, finer)
        return format(shown, "f"), None

    return now


def _satisfies(shown: Decimal, atom: VitalCompared | VitalBetween, unit: str) -> bool:
    """Return whether the number on the screen alone would make the atom true."""
    if isinstance(atom, VitalCompared):
        if atom.op in ("=", "!="):
            decimals = VITALS[atom.vital].decimals_in(unit)
            number = rounded_half_up(atom.quantity.number, decimals)
            return COMPARE[atom.op](rounded_half_up(shown, decimals), number)
        return COMPARE[atom.op](shown, atom.quantity.number)
    return atom.low.in_unit(unit) <= shown <= atom.high.in_unit(unit)


def _given_needs(atom: Given) -> str:
    return "" if atom.op is None else f"{atom.op} {amount_text(atom.amount)}"


def _given_now(atom: Given, facts: Facts, scope: Scope) -> Now:
    counted = counted_by(atom, facts, scope)
    if atom.op is None or atom.amount is None or isinstance(atom.amount, Doses):
        needed = atom.amount.count if isinstance(atom.amount, Doses) else 1

        def doses_now() -> tuple[str, float | None]:
            doses = sum(entry.doses for entry in counted())
            return amount_text(Doses(count=doses)), _part(Decimal(doses), Decimal(needed))

        return doses_now
    amount = atom.amount
    threshold = facts.ledger.measure(atom.drug, amount)

    def amount_now() -> tuple[str, float | None]:
        if threshold is None:
            return "", None
        dimension, needed = threshold
        total = Decimal(0)
        for entry in counted():
            if entry.measured is not None and entry.measured[0] is dimension:
                total += entry.measured[1]
        if needed == 0:
            return f"{_plain(total)} {_BASE_SYMBOL[dimension]}", None
        # Shown in the author's unit: the sum is the same part of the amount in any unit.
        return f"{_plain(total / needed * amount.number)} {amount.unit}", _part(total, needed)

    return amount_now


def _done_now(atom: Done, facts: Facts, scope: Scope) -> Now:
    counted = counted_by(atom, facts, scope)

    def now() -> tuple[str, float | None]:
        entries = counted()
        if not entries:
            return "", 0.0
        return f"{seconds_text(facts.now_ms - entries[-1].performed_at_ms)} ago", 1.0

    return now


def _event_now(atom: EventWithin, facts: Facts) -> Now:
    event = facts.names.hear(atom.event)

    def now() -> tuple[str, float | None]:
        at_ms = facts.happened_at_ms.get(event)
        return ("" if at_ms is None else f"{seconds_text(facts.now_ms - at_ms)} ago"), None

    return now


def _states(region: str, facts: Facts) -> str:
    """Return the innermost active state of a region."""
    return max((path for name, path in facts.active if name == region), key=len, default="")


def _part(reached: Decimal, needed: Decimal) -> float | None:
    return min(1.0, float(reached / needed)) if needed > 0 else None


def _plain(number: Decimal) -> str:
    return format(rounded_half_up(number, 3).normalize(), "f")
