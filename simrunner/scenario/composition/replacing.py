"""How an author's own keys and included ones become one map, and which of them wins."""

from collections.abc import Mapping
from dataclasses import dataclass

from simrunner.scenario.composition.foreign import emptied
from simrunner.scenario.shape import is_yes
from simrunner.scenario.source.problem import Problems, did_you_mean
from simrunner.scenario.source.tree import Node, Table, Word, child, key_of

INCLUDE = Word("include")
OVERRIDE = Word("override")


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """What an alias brings under one key."""

    alias: str
    node: Node


def merged_entries(
    own: Table,
    included: Mapping[Word, Included],
    kind: str,
    problems: Problems,
    *,
    is_complete: bool,
) -> Table:
    """Return states, drugs or actions with the included ones where `include` stands.

    An own entry replaces an included one as a whole, in its place, when it says
    ``override: true``; E904 for a clash, and for an override of nothing unless a part is missing.
    """
    merged = emptied(own)
    pending = dict(included)
    for key, node in own.items():
        if key == INCLUDE:
            _take_included(merged, pending, own)
            pending = {}
        elif key in included:
            _check_override(key, node, included[key], kind, problems)
        else:
            if is_complete:
                _refuse_override(key, node, included, kind, problems)
            merged[key] = _without_override(node)
    _take_included(merged, pending, own)
    return merged


def _take_included(merged: Table, included: Mapping[Word, Included], own: Table) -> None:
    for key, each in included.items():
        mine = key_of(own, key)
        node = _without_override(own[mine]) if mine is not None else each.node
        merged[mine if mine is not None else key] = node


def _check_override(
    key: Word, node: Node, included: Included, kind: str, problems: Problems
) -> None:
    word = child(node, OVERRIDE)
    if isinstance(word, Word) and is_yes(word, problems):
        return
    what = f"'{included.alias}' brings the {kind} '{key}' already"
    problems.add("E904", key, what, "say 'override: true' in it to replace that one, or rename it")


def _refuse_override(
    key: Word, node: Node, included: Mapping[Word, Included], kind: str, problems: Problems
) -> None:
    word = key_of(node, OVERRIDE)
    if word is not None:
        hint = did_you_mean(key, included) or "leave 'override' out"
        problems.add("E904", word, f"nothing included has a {kind} '{key}' to replace", hint)


def _without_override(node: Node) -> Node:
    if not isinstance(node, Table) or OVERRIDE not in node:
        return node
    kept = emptied(node)
    kept.update((key, inner) for key, inner in node.items() if key != OVERRIDE)
    return kept


def merged_values(own: Table, included: Table, alias: str, problems: Problems) -> Table:
    """Return the keys of a patient or its vitals; own ones win with ``override: true`` beside.

    E904 for a clash, and for an override of nothing.
    """
    word = key_of(own, OVERRIDE)
    state = own.get(OVERRIDE)
    may_replace = isinstance(state, Word) and is_yes(state, problems)
    clashing = [key for key in own if key in included]
    merged = emptied(own)
    merged.update(included)
    for key in clashing:
        if not may_replace:
            what = f"'{alias}' brings '{key}' already"
            hint = "say 'override: true' beside 'include' to replace it"
            problems.add("E904", key, what, hint)
        del merged[key]
    if word is not None and not clashing:
        what = f"none of these keys replaces one of '{alias}'"
        problems.add("E904", word, what, "leave 'override' out")
    own_keys = ((key, node) for key, node in own.items() if key not in (INCLUDE, OVERRIDE))
    merged.update(own_keys)
    return merged
