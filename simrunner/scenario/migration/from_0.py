"""From clinscn/0 to clinscn/1.

clinscn/0 is the format of the first drafts of this language. It differs from clinscn/1 in this:

- `evaluation: {instrument: TEAM}` names one instrument, in capitals;
- MAP is written in `vitals`, `set` and `trend` beside SBP; it now follows from SBP and DBP;
- professions are free words (`ODP`, `theatre nurse`) instead of a closed list;
- there is no `rhythm` and no `setting`; both are required now;
- a role has no `plays` and may lack its `brief`;
- states may be called by words that conditions now use (`running`).
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from simrunner.scenario.migration.edit import (
    Edit,
    dropped,
    inserted_after,
    inserted_first,
    replaced,
)
from simrunner.scenario.source.identifier import RESERVED
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.tree import Node, Row, Table, Word, child, key_of

_PROFESSIONS = {"odp": "anaesthetic-assistant"}
_THEATRE = frozenset({"anaesthetist", "surgeon", "anaesthetic-assistant", "theatre-nurse"})
_PRESSURE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)( ?mmHg)\b(.*)", re.DOTALL)
_STATE_IN_CONDITION = re.compile(r"(?<![\w$-])in (?P<name>[^\s()]+)")


def from_0(tree: Table, problems: Problems) -> list[Edit]:
    """Return the edits that make the file clinscn/1; what a person must judge is noted."""
    return [
        *_instruments(tree), *_professions(tree), *_pressures(tree, problems),
        *_roles(tree, problems), *_reserved_states(tree, problems),
        *_missing_keys(tree, problems),
    ]  # fmt: skip


def _instruments(tree: Table) -> Iterator[Edit]:
    evaluation = child(tree, "evaluation")
    key = key_of(evaluation, "instrument") if evaluation is not None else None
    name = child(evaluation, "instrument") if evaluation is not None else None
    if key is not None and isinstance(name, Word):
        yield replaced(key, "instruments")
        yield replaced(name, f"[{name.lower()}]")


def _professions(tree: Table) -> Iterator[Edit]:
    for word in _profession_words(tree):
        name = _profession(word)
        if name != word:
            yield replaced(word, name)


def _profession_words(tree: Table) -> list[Word]:
    audience = child(tree, "audience")
    listed = child(audience, "professions") if audience is not None else None
    return [word for word in listed if isinstance(word, Word)] if isinstance(listed, Row) else []


def _profession(word: Word) -> str:
    name = "-".join(word.lower().split())
    return _PROFESSIONS.get(name, name)


# ------------------------------------------------------------------ MAP
def _pressures(tree: Table, problems: Problems) -> Iterator[Edit]:
    for name, vitals in _tables(tree):
        if name in ("vitals", "set", "trend") and isinstance(vitals, Table):
            key, mean = key_of(vitals, "MAP"), child(vitals, "MAP")
            if key is not None and isinstance(mean, Word):
                yield from _without_map(key, mean, vitals, problems)


def _without_map(key: Word, mean: Word, vitals: Table, problems: Problems) -> Iterator[Edit]:
    """Drop MAP beside DBP; beside SBP alone, write the DBP that gives it."""
    if child(vitals, "DBP") is not None:
        yield dropped(key, mean)
        return
    systolic = child(vitals, "SBP")
    diastolic = _diastolic(systolic, mean) if isinstance(systolic, Word) else None
    if diastolic is None:
        hint = "MAP follows from them: MAP = DBP + (SBP - DBP) / 3"
        problems.add("W801", key, "write SBP and DBP in place of MAP", hint)
        return
    yield replaced(key, "DBP")
    yield replaced(mean, diastolic)


def _diastolic(systolic: Word, mean: Word) -> str | None:
    """Return the words for DBP = (3 MAP - SBP) / 2, clinscn/1 section 4 turned round."""
    high, middle = _PRESSURE.fullmatch(systolic), _PRESSURE.fullmatch(mean)
    if high is None or middle is None:
        return None
    number = (3 * Decimal(middle[1]) - Decimal(high[1])) / 2
    if not 0 <= number <= max(Decimal(high[1]) - 4, Decimal(0)):
        return None
    return f"{number.normalize():f}{middle[2]}{middle[3]}"


# ------------------------------------------------------------------ roles
def _roles(tree: Table, problems: Problems) -> Iterator[Edit]:
    roles = child(tree, "roles")
    for name, role in roles.items() if isinstance(roles, Table) else ():
        if not isinstance(role, Table) or not role:
            continue
        added = [] if child(role, "plays") is not None else ["plays: confederate"]
        if added:
            problems.add("W802", name, f"does '{name}' play a confederate, a learner, the patient?")
        if child(role, "brief") is None:
            added.append(f'brief: "{name}"')
            problems.add("W802", name, f"write what '{name}' should know and do as its 'brief'")
        for entry in reversed(added):
            yield inserted_first(role, entry)


# ------------------------------------------------------------------ reserved words
def _reserved_states(tree: Table, problems: Problems) -> Iterator[Edit]:
    taken = [
        word
        for name, states in _tables(tree)
        if name == "states" and isinstance(states, Table)
        for word in states
        if word in RESERVED
    ]
    for word in taken:
        what = f"the state '{word}' is now called '{word}-state'"
        problems.add("I801", word, what, f"'{word}' is a word of conditions")
        yield replaced(word, f"{word}-state")
    names = frozenset(str(word) for word in taken)
    if names:
        yield from _renamed(tree, names)


def _renamed(tree: Table, names: frozenset[str]) -> Iterator[Edit]:
    for name, value in _tables(tree):
        if not isinstance(value, Word):
            continue
        text = str(value)
        if name in ("go", "start", "arrives"):
            is_renamed = text != "back" and text.rpartition(".")[2] in names
        elif name == "event":
            is_renamed = re.split(r"[ .]", text)[-1] in names and text.startswith("enter ")
        else:
            is_renamed = False
        if is_renamed:
            yield replaced(value, f"{text}-state")
        elif name in ("if", "cue", "detect"):
            renamed = _STATE_IN_CONDITION.sub(lambda found: _in_state(found, names), text)
            if renamed != text:
                yield replaced(value, renamed)


def _in_state(found: re.Match[str], names: frozenset[str]) -> str:
    is_renamed = found["name"].rpartition(".")[2] in names
    return f"{found[0]}-state" if is_renamed else found[0]


# ------------------------------------------------------------------ new keys
def _missing_keys(tree: Table, problems: Problems) -> Iterator[Edit]:
    vitals, duration = key_of(tree, "vitals"), key_of(tree, "duration")
    if vitals is not None and child(tree, "rhythm") is None:
        hint = "a state without circulation needs its own, such as pea, vf or asystole"
        problems.add("W803", vitals, "the rhythm is set to sinus: check every state", hint)
        yield inserted_after(tree, vitals, "rhythm: sinus")
    if duration is not None and child(tree, "setting") is None:
        professions = {_profession(word) for word in _profession_words(tree)}
        setting = "operating-room" if professions & _THEATRE else "emergency"
        what = f"the setting is taken to be '{setting}': check it"
        problems.add("W804", duration, what, "it chooses the monitor's layout")
        yield inserted_after(tree, duration, f"setting: {setting}")


def _tables(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield every key of the file with what it holds, in order."""
    if isinstance(node, Table):
        for key, inner in node.items():
            yield str(key), inner
            yield from _tables(inner)
    elif isinstance(node, Row):
        for inner in node:
            yield from _tables(inner)
