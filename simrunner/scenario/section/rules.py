"""Regions, states, rules and their effects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from simrunner.domain.body_order import BodyOrder
from simrunner.domain.chart import Effects, Ramp, Region, Rule, Speech, State
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.domain.text import Text
from simrunner.domain.vital import Vital
from simrunner.domain.vital_track import MIN_PULSE_PRESSURE_MMHG
from simrunner.scenario.canonical import content_mark
from simrunner.scenario.case.body_effect import effect_names, parse_body_effect
from simrunner.scenario.grammar.equipment_order import VERBS_FOR_EVERY_BODY
from simrunner.scenario.grammar.expression import Scope
from simrunner.scenario.grammar.quantity_text import parse_quantity
from simrunner.scenario.schema import (
    EffectsSection,
    RegionSection,
    RoleSection,
    RuleSection,
    SaySection,
    StateSection,
)
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.shape import is_on, is_yes, one_of
from simrunner.scenario.source.problem import Fault
from simrunner.scenario.source.tree import Word


@dataclass(slots=True, kw_only=True)
class RuleNames:
    """Gives every rule a stable name, each once in the file."""

    desk: Desk
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def name(self, rule: RuleSection, owner: str) -> str:
        """Return the author's id, else the owner's path and a mark of the rule's content."""
        if rule.id is not None:
            self.desk.check_id(rule.id, "a rule")
            if str(rule.id) in self._taken:
                what = f"another rule has the id '{rule.id}' already"
                self.desk.problems.add("E601", rule.id, what)
            self._taken.add(str(rule.id))
            return str(rule.id)
        return self.unique(f"{owner}.{content_mark(rule)}")

    def unique(self, name: str) -> str:
        """Return the name, numbered when an equal rule has it already."""
        number, unique = self._numbers.get(name, 1), name
        while unique in self._taken:
            number += 1
            unique = f"{name}-{number}"
        self._numbers[name] = number
        self._taken.add(unique)
        return unique


def start_vitals(vitals: Mapping[Word, Word], template: str, desk: Desk) -> dict[Vital, float]:
    """Return the starting values: those of the file, then those of the patient's template.

    What both leave out has the adult default (see VITALS).
    """
    found = dict(_sets(vitals, desk))
    _check_pressures(found, vitals, desk)
    if template != "obstetric":
        _check_fetal(vitals, desk)
    return {**found, **_template_vitals(found, template, desk)}


def _template_vitals(given: Mapping[Vital, float], template: str, desk: Desk) -> dict[Vital, float]:
    defaults = desk.names.catalogue.templates.get(template, {})
    return {vital: number for vital, number in defaults.items() if vital not in given}


def _check_fetal(vitals: Mapping[Word, Word], desk: Desk) -> None:
    for word in vitals:
        if str(word) in (Vital.FHR.value, Vital.UTERINE_TONE.value):
            what = f"{word} has a meaning in pregnancy only"
            desk.problems.add("W323", word, what, "write 'template: obstetric' under 'patient:'")


def region(word: Word, section: RegionSection, names: RuleNames) -> Region:
    """Return one region with all its states and rules."""
    desk = names.desk
    if not section.states:
        desk.problems.add("E602", word, f"the region '{word}' has no states")
    start = _start(section.start, section.states, "", desk)
    return Region(
        id=str(word), start=start,
        states=tuple(
            _state(each, state, _Home(region=str(word), above=""), names)
            for each, state in section.states.items()
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    region: str
    above: str


def _start(start: Word, states: Mapping[Word, StateSection], above: str, desk: Desk) -> str:
    desk.judged(start, lambda text: desk.names.use("start state", text, _ids(states)))
    return f"{above}{start}"


def _ids(states: Mapping[Word, StateSection]) -> set[str]:
    return {str(word) for word in states}


def _state(word: Word, section: StateSection, home: _Home, names: RuleNames) -> State:
    desk = names.desk
    path = f"{home.above}{word}"
    inside = _Home(region=home.region, above=f"{path}.")
    _check_form(word, section, home, desk)
    start = None
    if section.states and section.start is not None:
        start = _start(section.start, section.states, inside.above, desk)
    title = desk.maybe_text(section.title)
    return State(
        id=str(word), path=path,
        title=title if title is not None else Text(by_language={}, plain=str(word)),
        start=start,
        children=tuple(
            _state(each, state, inside, names) for each, state in (section.states or {}).items()
        ),
        is_final=is_yes(section.final, desk.problems),
        effects=effects(section, desk),
        rules=tuple(_state_rule(rule, home.region, path, names) for rule in section.when),
    )  # fmt: skip


def _check_form(word: Word, section: StateSection, home: _Home, desk: Desk) -> None:
    problems = desk.problems
    if section.states is not None and not section.states:
        problems.add("E602", word, f"the state '{word}' has an empty 'states'")
    if section.states and section.start is None:
        problems.add("E603", word, f"the state '{word}' has states inside but no 'start'")
    if section.start is not None and not section.states:
        problems.add("E603", section.start, f"the state '{word}' has a 'start' but no 'states'")
    if section.final is not None and section.final == "true":
        if section.states or home.above:
            what = "a final state stands directly under its region and has no states inside"
            problems.add("E604", section.final, what)
        if section.when:
            problems.add("E604", section.when[0].place, "a final state has no rules")


def _state_rule(rule: RuleSection, region_id: str, owner: str, names: RuleNames) -> Rule:
    go = None
    if rule.go is not None:
        is_back = rule.go == "back"
        go = "back" if is_back else _target_inside(rule.go, region_id, names.desk)
    name = names.name(rule, f"{region_id}.{owner}")
    return _rule(rule, name, names.desk, _Target(region=region_id, owner=owner, go=go))


def _target_inside(word: Word, region_id: str, desk: Desk) -> str | None:
    found = desk.state(word, region_id)
    if found is None:
        return None
    if found[0] != region_id:
        what = f"'{word}' is in another region: a state's rule stays in its own"
        desk.problems.add("E605", word, what, "raise an event and let that region react")
    return found[1]


def anywhere_rule(rule: RuleSection, names: RuleNames) -> Rule:
    """Return a rule of `anywhere`; its region is that of its target."""
    region_id, go = "", None
    if rule.go is not None:
        if rule.go == "back":
            what = "'back' is for rules of states only"
            names.desk.problems.add("E605", rule.go, what)
        else:
            region_id, go = names.desk.state(rule.go) or ("", None)
    name = names.name(rule, "anywhere")
    return _rule(rule, name, names.desk, _Target(region=region_id, owner=None, go=go))


def cue_rules(role: Word, section: RoleSection, names: RuleNames) -> list[Rule]:
    """Return the cues of a role: `anywhere` rules without `go` that speak as that role."""
    desk = names.desk
    return [
        Rule(
            name=names.unique(f"{role}.{content_mark(cue)}"), region="", owner=None,
            line=cue.place.line, condition=desk.condition(cue.condition, Scope()),
            effects=Effects(say=Speech(by=str(role), text=desk.text(cue.say))),
        )
        for cue in section.cues
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    region: str
    owner: str | None
    go: str | None


def _rule(rule: RuleSection, name: str, desk: Desk, target: _Target) -> Rule:
    _check_trigger(rule, desk)
    condition = None
    if rule.condition is not None:
        scope = Scope(may_say_since_entry=target.owner is not None)
        condition = desk.condition(rule.condition, scope)
    return Rule(
        name=name, region=target.region, owner=target.owner, line=rule.place.line,
        event=_event(rule.event, desk), condition=condition,
        after_ms=desk.duration_ms(rule.after), every_ms=desk.duration_ms(rule.every),
        chance_pct=_chance(rule.chance, desk), go=target.go,
        effects=effects(rule, desk), why=desk.maybe_text(rule.why),
    )  # fmt: skip


def _check_trigger(rule: RuleSection, desk: Desk) -> None:
    if rule.event is None and rule.condition is None and rule.after is None:
        what = "the rule says neither 'if' nor 'event' nor 'after', so it fires at once"
        desk.problems.add("W602", rule.place, what)
    if rule.every is not None and (rule.go is not None or rule.event is not None):
        what = "'every' is for rules without 'go' and without 'event'"
        desk.problems.add("E606", rule.every, what)
    does_something = rule.model_fields_set - {
        "place", "id", "event", "condition", "after", "every", "chance", "why",
    }  # fmt: skip
    if not does_something:
        desk.problems.add("W601", rule.place, "the rule does nothing", "add 'go' or an effect")


def _event(word: Word | None, desk: Desk) -> str | None:
    if word is None:
        return None
    try:
        return desk.names.event(" ".join(word.split()))
    except Fault as fault:
        desk.note(word, fault)
        return None


def _chance(word: Word | None, desk: Desk) -> Decimal | None:
    if word is None:
        return None
    quantity = desk.quantity(word, [Dimension.PERCENT], "chance")
    if quantity is None:
        return None
    if not 0 < quantity.number <= 100:
        desk.problems.add("E310", word, "a chance is above 0 and at most 100 %")
    return quantity.number


# ------------------------------------------------------------------ effects
def effects(section: EffectsSection, desk: Desk) -> Effects:
    """Return what entering a state or firing a rule does."""
    sets = _sets(section.sets, desk)
    trends = _trends(section.trend, desk)
    _check_pressures(dict(sets), section.sets, desk)
    ends = {ramp.vital: ramp.number for ramp in trends if ramp.target == "to"}
    _check_pressures(ends, section.trend, desk)
    if section.rhythm is not None:
        desk.use("rhythm", section.rhythm, desk.names.catalogue.rhythms)
    if section.show is not None:
        desk.use("media", section.show, desk.names.media)
    return Effects(
        sets=sets, trends=trends,
        rhythm=str(section.rhythm) if section.rhythm is not None else None,
        body=_body(section.body, desk),
        sensors=sensors(section.sensor, desk),
        flags=_words(section, "flag"), raises=_words(section, "raises"),
        say=_speech(section.say, desk) if section.say is not None else None,
        show=str(section.show) if section.show is not None else None,
        sounds=tuple((str(zone), str(clip)) for zone, clip in section.sound.items()),
        actuators=_actuators(section.manikin, desk),
        note=desk.maybe_text(section.note),
    )  # fmt: skip


def _body(words: tuple[Word, ...], desk: Desk) -> tuple[BodyOrder, ...]:
    """Return what is asked of a body; E607 where only a modelled patient could obey."""
    of_organs = [word for word in words if word.partition(" ")[0] not in VERBS_FOR_EVERY_BODY]
    if of_organs and not desk.is_modelled:
        what = "only a modelled patient has a body that can be asked for this"
        desk.problems.add("E607", of_organs[0], what, "write 'kind: modelled' under 'patient:'")
        return ()
    names = effect_names(desk.names.catalogue)
    found = (desk.judged(word, lambda text: parse_body_effect(text, names)) for word in words)
    return tuple(order for order in found if order is not None)


def _words(section: EffectsSection, name: str) -> tuple[str, ...]:
    if not isinstance(section, RuleSection):
        return ()
    words = section.flag if name == "flag" else section.raises
    return tuple(str(word) for word in words)


def _speech(say: SaySection, desk: Desk) -> Speech:
    if say.by is not None:
        desk.use("role", say.by, desk.names.roles)
    return Speech(by=str(say.by) if say.by is not None else "patient", text=desk.text(say.words))


def sensors(section: Mapping[Word, Word], desk: Desk) -> tuple[tuple[str, bool], ...]:
    """Return which sensors are on the patient."""
    for word in section:
        one_of(word, desk.names.catalogue.sensors, desk.problems, "sensor")
    return tuple((str(word), is_on(state, desk.problems)) for word, state in section.items())


def _actuators(section: Mapping[Word, Word], desk: Desk) -> tuple[tuple[str, Quantity], ...]:
    found = ((name, desk.judged(word, parse_quantity)) for name, word in section.items())
    return tuple((str(name), quantity) for name, quantity in found if quantity is not None)


def _sets(section: Mapping[Word, Word], desk: Desk) -> tuple[tuple[Vital, float], ...]:
    found: list[tuple[Vital, float]] = []
    for key, word in section.items():
        vital = desk.vital(key)
        number = desk.vital_number(vital, word) if vital is not None else None
        if vital is not None and number is not None:
            found.append((vital, number))
    return tuple(found)


def _trends(section: Mapping[Word, Word], desk: Desk) -> tuple[Ramp, ...]:
    found: list[Ramp] = []
    for key, word in section.items():
        vital = desk.vital(key)
        ramp = desk.ramp(vital, word) if vital is not None else None
        if ramp is not None:
            found.append(ramp)
    return tuple(found)


def _check_pressures(
    numbers: Mapping[Vital, float], section: Mapping[Word, Word], desk: Desk
) -> None:
    """Note E311 where a diastolic pressure leaves no pulse (clinscn/1 section 4)."""
    systolic, diastolic = numbers.get(Vital.SBP), numbers.get(Vital.DBP)
    if systolic is None or diastolic is None:
        return
    if systolic > 0 and diastolic > systolic - MIN_PULSE_PRESSURE_MMHG:
        place = next(word for key, word in section.items() if key == Vital.DBP.value)
        what = f"DBP {diastolic:g} is too close to SBP {systolic:g} mmHg"
        hint = f"at least {MIN_PULSE_PRESSURE_MMHG:g} mmHg must lie between them"
        desk.problems.add("E311", place, what, hint)
