"""What a rule is called on screen: never by the mark that the loader made up for it."""

import re
from collections.abc import Iterator

from simrunner.debrief.labels import state_title
from simrunner.domain.chart import Effects, Rule, Scenario
from simrunner.domain.text import Translate
from simrunner.domain.vital import VITALS
from simrunner.ui.presenters.action_words import plain_number, vital_name
from simrunner.ui.presenters.body_words import body_words
from simrunner.ui.presenters.condition_words import duration_words, event_words

_MADE_UP = re.compile(r"\.[0-9a-f]{6}(-\d+)?$")
"""The loader names a rule without an id by its owner and six letters of its content's hash."""


def role_word(role: str, tr: Translate) -> str:
    """Return a role's word with a capital; the closed list of usual ones is translated."""
    known = {
        "patient": tr("Patient"), "nurse": tr("Nurse"), "doctor": tr("Doctor"),
        "leader": tr("Leader"), "registrar": tr("Registrar"), "relative": tr("Relative"),
        "surgeon": tr("Surgeon"), "anaesthetist": tr("Anaesthetist"), "midwife": tr("Midwife"),
    }  # fmt: skip
    plain = role.replace("-", " ")
    return known.get(role, plain[:1].upper() + plain[1:])


class RuleWords:
    """Names rules; words are looked up anew each time, so that the language may change."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Find every rule of the scenario."""
        self._scenario = scenario
        self._tr = tr
        self._rules = {rule.name: rule for rule in _all_rules(scenario)}

    def rule(self, name: str) -> Rule | None:
        """Return the rule, None for a name that the scenario lacks."""
        return self._rules.get(name)

    def why(self, name: str) -> str:
        """Return the author's reason, empty when there is none."""
        rule = self._rules.get(name)
        return rule.why.in_language(self._tr.language) if rule and rule.why else ""

    def name(self, name: str) -> str:
        """Return what to call the rule: its reason, where it leads, who speaks, what it does."""
        rule = self._rules.get(name)
        if rule is None:
            return _MADE_UP.sub("", name).rpartition(".")[2].replace("-", " ")
        return (
            self.why(name)
            or self.goal_of(rule, arrow="→ ")
            or self._event_name(rule)
            or self._author_name(rule)
            or self._role_name(rule)
            or self.effect_words(rule.effects)
            or self._tr("Rule in line {line}", line=rule.line)
        )

    def goal_of(self, rule: Rule, *, arrow: str = "") -> str:
        """Return the title of the state that a rule leads to, empty when it leads nowhere."""
        if not rule.go:
            return ""
        if rule.go == "back":
            return arrow + self._tr("back")
        return arrow + state_title(self._scenario, rule.region, rule.go, self._tr.language)

    def _event_name(self, rule: Rule) -> str:
        words = ""
        if rule.effects.raises:
            words = event_words(rule.effects.raises[0], self._scenario, self._tr)
        elif rule.event:
            event = event_words(rule.event, self._scenario, self._tr)
            words = self._tr("After: {event}", event=event)
        elif rule.effects.flags:
            words = event_words(rule.effects.flags[0], self._scenario, self._tr)
        return words[:1].upper() + words[1:]

    def _author_name(self, rule: Rule) -> str:
        if _MADE_UP.search(rule.name):
            return ""
        plain = rule.name.rpartition(".")[2].replace("-", " ")
        return plain[:1].upper() + plain[1:]

    def _role_name(self, rule: Rule) -> str:
        role = rule.name.partition(".")[0]
        if rule.owner is None and role in self._scenario.roles:
            return self._tr("{role}'s cue", role=role_word(role, self._tr))
        return ""

    def effect_words(self, effects: Effects) -> str:
        """Return what a rule does to the numbers: ``SBP → 78 mmHg over 60 s``, empty for none."""
        tr, parts = self._tr, []
        for vital, number in effects.sets:
            shown = plain_number(number, vital)
            parts.append(f"{vital_name(vital)} → {shown} {VITALS[vital].unit}".rstrip())
        for ramp in effects.trends:
            sign = {"to": "→ ", "by": "+" if ramp.number > 0 else "", "times": "×"}[ramp.target]
            shown = f"{vital_name(ramp.vital)} {sign}{ramp.number:g}"
            time = duration_words(ramp.duration_ms, tr)
            parts.append(tr("{change} over {time}", change=shown, time=time))
        parts.extend(body_words(order, tr) for order in effects.body)
        return tr(", ").join(parts)


def _all_rules(scenario: Scenario) -> Iterator[Rule]:
    yield from scenario.anywhere
    for region in scenario.regions:
        for state in scenario.states_of(region.id).values():
            yield from state.rules
