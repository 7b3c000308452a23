"""Conditions and durations as text, in the words of the scenario language."""

from typing import assert_never

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


def duration_text(duration_ms: int) -> str:
    """Return a duration as files write it: ``2 min 30 s``, ``90.5 s`` being ``1 min 30.5 s``."""
    hours, rest_ms = divmod(duration_ms, 3_600_000)
    minutes, rest_ms = divmod(rest_ms, 60_000)
    parts = [f"{hours} h"] if hours else []
    if minutes:
        parts.append(f"{minutes} min")
    if rest_ms or not parts:
        parts.append(seconds_text(rest_ms))
    return " ".join(parts)


def seconds_text(duration_ms: int) -> str:
    """Return a duration in seconds alone: ``180 s``, ``0.5 s``."""
    seconds, rest_ms = divmod(duration_ms, 1000)
    fraction = f".{rest_ms:03}".rstrip("0") if rest_ms else ""
    return f"{seconds}{fraction} s"


def condition_text(condition: Condition) -> str:
    """Return a condition in the scenario language; reading it again gives the same tree."""
    match condition:
        case All():
            return " and ".join(_inside(term, All, AnyOf) for term in condition.terms)
        case AnyOf():
            return " or ".join(_inside(term, AnyOf) for term in condition.terms)
        case Not():
            return f"not {_inside(condition.term, All, AnyOf, Held, Not)}"
        case Held():
            held = _inside(condition.term, All, AnyOf, Held)
            return f"{held} for {duration_text(condition.for_ms)}"
        case _:
            return _atom_text(condition)


def amount_text(amount: object) -> str:
    """Return what a `given` is compared with: ``0.5 mg`` or ``2 doses``."""
    if isinstance(amount, Doses):
        return f"{amount.count} dose" if amount.count == 1 else f"{amount.count} doses"
    return str(amount)


def _inside(condition: Condition, *bracketed: type) -> str:
    text = condition_text(condition)
    return f"({text})" if isinstance(condition, bracketed) else text


def _window_text(window: Window | None) -> str:
    if window is None:
        return ""
    if window.kind == "within":
        return f" within {duration_text(window.within_ms or 0)}"
    return f" {window.kind}"


def _given_text(atom: Given) -> str:
    amount = "" if atom.op is None else f" {atom.op} {amount_text(atom.amount)}"
    route = "" if atom.route is None else f" {atom.route}"
    return f"given {atom.drug}{amount}{route}{_window_text(atom.window)}"


def _atom_text(  # noqa: C901, PLR0911 - one line per kind of atom reads best
    atom: VitalCompared | VitalBetween | Given | Running | Done | InState | FlagRaised
    | RhythmCompared | SensorAttached | EventWithin,
) -> str:  # fmt: skip
    match atom:
        case VitalCompared():
            return f"{atom.vital.value} {atom.op} {atom.quantity}"
        case VitalBetween():
            return f"{atom.vital.value} between {atom.low} and {atom.high}"
        case Given():
            return _given_text(atom)
        case Running():
            rate = "" if atom.op is None else f" {atom.op} {atom.rate}"
            return f"running {atom.drug}{rate}"
        case Done():
            return f"done {atom.action}{_window_text(atom.window)}"
        case InState():
            return f"in {atom.region}.{atom.state}"
        case FlagRaised():
            return f"flag {atom.flag}"
        case RhythmCompared():
            return f"rhythm {'=' if atom.is_equal else '!='} {atom.rhythm}"
        case SensorAttached():
            return f"sensor {atom.sensor}"
        case EventWithin():
            return f"event {atom.event} within {duration_text(atom.within_ms)}"
        case _:
            assert_never(atom)
