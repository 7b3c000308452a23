"""Conditions in words people use: ``adrenaline ≥ 2 doses IM``, ``MAP < 48 mmHg for 3 min``."""

from collections.abc import Sequence

from simrunner.debrief.labels import act_title, state_title
from simrunner.domain import condition as cond
from simrunner.domain.chart import Rule, Scenario
from simrunner.domain.quantity import ROUTES
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import vital_name
from simrunner.ui.presenters.rhythm_words import rhythm_word

_UPPER = frozenset(ROUTES) - {"IN", "TOP", "BLOCK"}
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}


def sign(op: str) -> str:
    """Return a comparison as it is printed: ``≥`` for ``>=``."""
    return _SIGNS.get(op, op)


def duration_words(duration_ms: int, tr: Translate) -> str:
    """Return ``3 min``, ``2 min 30 s`` or ``45 s``."""
    minutes, rest_ms = divmod(duration_ms, 60_000)
    parts = [tr("{minutes} min", minutes=minutes)] if minutes else []
    if rest_ms or not parts:
        parts.append(tr("{seconds} s", seconds=f"{rest_ms / 1000:g}"))
    return " ".join(parts)


def plain_drug(drug: str, scenario: Scenario, language: str) -> str:
    """Return a drug's name as it stands inside a sentence."""
    row = scenario.drugs.get(drug)
    return row.name.in_language(language) if row else drug


def event_words(event: str, scenario: Scenario, tr: Translate) -> str:
    """Return an event of a rule in words: its title, or what has to be done."""
    kind, _, what = event.partition(" ")
    if kind == "give" and what:
        return tr("{drug} given", drug=plain_drug(what, scenario, tr.language))
    if kind == "infuse" and what:
        return tr("{drug} infused", drug=plain_drug(what, scenario, tr.language))
    if kind == "act" and what:
        return act_title(scenario, what, tr.language)
    named = scenario.events.get(event)
    return named.in_language(tr.language) if named else plain_id(event)


def plain_id(name: str) -> str:
    """Return an id of the file as words, with ways of giving as they are written: ``IV``."""
    words = name.replace("-", " ").replace("_", " ").split()
    return " ".join(word.upper() if word.upper() in _UPPER else word for word in words)


def condition_words(  # noqa: PLR0911 - one sentence per kind
    condition: cond.Condition, scenario: Scenario, tr: Translate
) -> str:
    """Return the whole condition in words."""
    match condition:
        case cond.All():
            return tr(" and ").join(condition_words(t, scenario, tr) for t in condition.terms)
        case cond.AnyOf():
            return tr(" or ").join(condition_words(t, scenario, tr) for t in condition.terms)
        case cond.Not():
            return _not_words(condition.term, scenario, tr)
        case cond.Held():
            term = condition_words(condition.term, scenario, tr)
            return tr("{term} for {time}", term=term, time=duration_words(condition.for_ms, tr))
        case cond.Given():
            return _given_words(condition, scenario, tr)
        case cond.Done():
            return act_title(scenario, condition.action, tr.language) + _window(
                condition.window, tr
            )
    return _seen_words(condition, scenario, tr)


def _not_words(term: cond.Condition, scenario: Scenario, tr: Translate) -> str:
    if isinstance(term, cond.Done):
        return tr("not yet: {act}", act=act_title(scenario, term.action, tr.language))
    if isinstance(term, cond.Given) and term.op is None:
        return tr("no {drug} yet", drug=plain_drug(term.drug, scenario, tr.language))
    return tr("not {term}", term=condition_words(term, scenario, tr))


def _seen_words(  # noqa: PLR0911 - one sentence per kind
    atom: cond.Condition, scenario: Scenario, tr: Translate
) -> str:
    match atom:
        case cond.VitalCompared():
            return f"{vital_name(atom.vital)} {sign(atom.op)} {atom.quantity}"
        case cond.VitalBetween():
            return f"{vital_name(atom.vital)} {atom.low}–{atom.high}"
        case cond.Running():
            drug = plain_drug(atom.drug, scenario, tr.language)
            rate = "" if atom.op is None else f" {sign(atom.op)} {atom.rate}"
            return tr("{drug} running", drug=drug) + rate
        case cond.InState():
            title = state_title(scenario, atom.region, atom.state, tr.language)
            return tr("in {state}", state=title)
        case cond.FlagRaised():
            return event_words(atom.flag, scenario, tr)
        case cond.RhythmCompared():
            words = rhythm_word(atom.rhythm, tr)
            return tr("rhythm {rhythm}", rhythm=words if atom.is_equal else f"≠ {words}")
        case cond.SensorAttached():
            return tr("{sensor} attached", sensor=atom.sensor)
        case cond.EventWithin():
            words = event_words(atom.event, scenario, tr)
            time = duration_words(atom.within_ms, tr)
            return tr("{event} in the last {time}", event=words, time=time)
    raise TypeError(f"no words for {type(atom).__name__}")


def _window(window: cond.Window | None, tr: Translate) -> str:
    if window is None:
        return ""
    if window.kind == "within":
        time = duration_words(window.within_ms or 0, tr)
        return tr(", in the last {time}", time=time)
    return tr(", in this state") if window.kind == "since entry" else tr(", since the cue")


def amount_words(amount: object, tr: Translate) -> str:
    """Return what a drug is compared with: ``2 doses`` or ``500 mL``."""
    if isinstance(amount, cond.Doses):
        return tr("1 dose") if amount.count == 1 else tr("{count} doses", count=amount.count)
    return str(amount)


def _given_words(atom: cond.Given, scenario: Scenario, tr: Translate) -> str:
    drug = plain_drug(atom.drug, scenario, tr.language)
    route = f" {atom.route}" if atom.route else ""
    if atom.op is None or atom.amount is None:
        return tr("{drug} given", drug=f"{drug}{route}") + _window(atom.window, tr)
    amount = amount_words(atom.amount, tr)
    return f"{drug} {sign(atom.op)} {amount}{route}{_window(atom.window, tr)}"


# ---------------------------------------------------------------- labels of the map's arrows
def _rule_words(rule: Rule, scenario: Scenario, tr: Translate) -> str:
    parts = []
    if rule.event:
        parts.append(event_words(rule.event, scenario, tr))
    if rule.condition is not None:
        parts.append(condition_words(rule.condition, scenario, tr))
    if rule.after_ms is not None:
        parts.append(tr("after {time}", time=duration_words(rule.after_ms, tr)))
    return tr(", ").join(parts)


def edge_words(rule: Rule, scenario: Scenario, tr: Translate) -> tuple[str, ...]:
    """Return what makes a rule fire, from the whole sentence down to a few letters."""
    found = [_rule_words(rule, scenario, tr)]
    for is_bare in (False, True):
        parts = [event_words(rule.event, scenario, tr)] if rule.event else []
        terms = _short_terms(rule.condition, scenario, tr, is_bare=is_bare)
        if terms:
            parts.append(" + ".join(terms))
        if rule.after_ms is not None:
            parts.append(duration_words(rule.after_ms, tr))
        found.append(tr(", ").join(parts))
    total = len(terms) + (rule.event is not None) + (rule.after_ms is not None)
    if total > 1:
        first = _short_terms(rule.condition, scenario, tr, is_bare=True)[:1]
        found.extend(f"{words} +{total - 1}" for words in first)
        found.append(tr("{count} conditions", count=total))
    return tuple(dict.fromkeys(words for words in found if words))


def _short_terms(
    condition: cond.Condition | None, scenario: Scenario, tr: Translate, *, is_bare: bool
) -> Sequence[str]:
    """Return the terms of the outermost `and`; a drug is named once."""
    if condition is None:
        return ()
    terms = condition.terms if isinstance(condition, cond.All) else (condition,)
    named: dict[object, str] = {}
    for term in terms:
        key: object = term.drug if isinstance(term, cond.Given) else term
        named.setdefault(key, _short_term(term, scenario, tr, is_bare=is_bare))
    return tuple(named.values())


def _short_term(term: cond.Condition, scenario: Scenario, tr: Translate, *, is_bare: bool) -> str:
    match term:
        case cond.Held():
            inner = _short_term(term.term, scenario, tr, is_bare=is_bare)
            return f"{inner}, {duration_words(term.for_ms, tr)}"
        case cond.VitalCompared():
            return f"{vital_name(term.vital)} {sign(term.op)} {term.quantity.number}"
        case cond.Given() if term.op is not None:
            drug = plain_drug(term.drug, scenario, tr.language)
            amount = f"{sign(term.op)} {amount_words(term.amount, tr)}"
            if not is_bare:
                return f"{drug} {amount}"
            return amount if isinstance(term.amount, cond.Doses) else drug
        case cond.Done():
            return act_title(scenario, term.action, tr.language)
    return condition_words(term, scenario, tr)
