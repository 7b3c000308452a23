"""Conditions as short words for the edges of the map: ``MAP < 48 mmHg for 180 s``."""

from simrunner.domain import condition as cond
from simrunner.domain.chart import Rule
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import vital_name

_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}


def duration_words(duration_ms: int) -> str:
    """Return ``120 s`` below two minutes or for odd seconds, else whole minutes."""
    seconds = duration_ms / 1000
    if seconds > 120 and seconds % 60 == 0:
        return f"{seconds / 60:g} min"
    return f"{seconds:g} s"


def condition_words(condition: cond.Condition, tr: Translate) -> str:
    """Return the condition in a few words."""
    match condition:
        case cond.All():
            return " + ".join(condition_words(term, tr) for term in condition.terms)
        case cond.AnyOf():
            joined = (condition_words(term, tr) for term in condition.terms)
            return tr(" or ").join(joined)
        case cond.Not():
            return tr("not {term}", term=condition_words(condition.term, tr))
        case cond.Held():
            term = condition_words(condition.term, tr)
            return tr("{term} for {time}", term=term, time=duration_words(condition.for_ms))
    if isinstance(condition, cond.FlagRaised):
        return condition.flag.replace("-", " ")
    return _atom_words(condition, tr)


def _atom_words(atom: cond.Condition, tr: Translate) -> str:  # noqa: PLR0911 - one sentence per kind
    match atom:
        case cond.VitalCompared():
            sign = _SIGNS.get(atom.op, atom.op)
            return f"{vital_name(atom.vital)} {sign} {atom.quantity.number}"
        case cond.VitalBetween():
            return f"{vital_name(atom.vital)} {atom.low.number}–{atom.high.number}"
        case cond.Given():
            return _given_words(atom, tr)
        case cond.Running():
            return tr("{drug} running", drug=atom.drug)
        case cond.Done():
            return atom.action.replace("-", " ")
        case cond.InState():
            return tr("in {state}", state=atom.state)
        case cond.RhythmCompared():
            return atom.rhythm if atom.is_equal else tr("not {term}", term=atom.rhythm)
        case cond.SensorAttached():
            return tr("{sensor} attached", sensor=atom.sensor)
        case cond.EventWithin():
            return atom.event
    return ""


def _given_words(atom: cond.Given, tr: Translate) -> str:
    route = f" {atom.route}" if atom.route else ""
    if atom.op is None or atom.amount is None:
        return f"{atom.drug}{route}"
    sign = _SIGNS.get(atom.op, atom.op)
    if isinstance(atom.amount, cond.Doses):
        amount = tr("{count} doses", count=atom.amount.count)
        return f"{atom.drug} {sign} {amount}{route}"
    return f"{atom.drug} {sign} {atom.amount}{route}"


def edge_words(rule: Rule, tr: Translate) -> str:
    """Return what makes a rule fire, in a few words."""
    parts = []
    if rule.event:
        parts.append(rule.event)
    if rule.condition is not None:
        parts.append(condition_words(rule.condition, tr))
    if rule.after_ms is not None:
        parts.append(tr("after {time}", time=duration_words(rule.after_ms)))
    return ", ".join(parts)
