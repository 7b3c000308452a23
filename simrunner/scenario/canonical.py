"""The meaning of a file as one canonical text: what the record stores and hashes."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from simrunner.scenario.schema import Phrase, ScenarioSection, Section
from simrunner.scenario.source.tree import Node, Row, Table, Word


def plain(part: Any) -> Any:
    """Return a part of a file as plain JSON values.

    Fixed keys are sorted; ids keep the author's order, because the order of regions, languages
    and buttons has a meaning. Comments, places, and keys left out are not there.
    """
    if isinstance(part, Word):
        return str(part)
    if isinstance(part, Section):
        return _section(part)
    if isinstance(part, Phrase):
        return str(part.plain) if part.plain is not None else plain(dict(part.languages))
    if isinstance(part, dict):
        return {str(key): plain(inner) for key, inner in part.items()}
    return [plain(inner) for inner in part]


def _section(section: Section) -> Any:
    words: Any = None
    found: dict[str, Any] = {}
    written = section.model_fields_set
    for name, alias in _aliases(type(section)):
        if name not in written:
            continue
        content = getattr(section, name)
        if alias == "\x00words":
            words = plain(content)
        elif content is not None:
            found[alias] = plain(content)
    if isinstance(words, str):
        return words
    return {**found, **words} if words is not None else found


@cache
def _aliases(kind: type[Section]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a section with the keys that authors write, the keys in order."""
    pairs = ((name, info.alias or name) for name, info in kind.model_fields.items())
    wanted = (pair for pair in pairs if pair[1] == "\x00words" or not pair[1].startswith("\x00"))
    return tuple(sorted(wanted, key=lambda pair: pair[1]))


def canonical_text(section: ScenarioSection, parameters: Mapping[str, str]) -> str:
    """Return the file as JSON, itself a scenario file that loads alike.

    ``parameters`` are the texts at the chosen difficulty: no other level is kept.
    """
    content = plain(section)
    if "params" in content:
        content["params"] = {name: {"normal": parameters[name]} for name in content["params"]}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def sha256_text(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_mark(part: Section) -> str:
    """Return six hex digits that change with the part's meaning only: they name a rule."""
    text = json.dumps(plain(part), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256_text(text)[:6]


def located(tree: Node, path: str) -> Node | None:
    """Return the part of a tree under a dotted path such as ``regions.patient.states``."""
    node = tree
    for step in path.split("."):
        if isinstance(node, Table) and Word(step) in node:
            node = node[Word(step)]
        elif isinstance(node, Row) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node
