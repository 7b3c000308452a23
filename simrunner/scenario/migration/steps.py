"""Runs a file through the steps from its own format to the present one.

Records never come here: each stores the canonical text of its own time.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simrunner.scenario import expected
from simrunner.scenario.authoring.fmt import formatted
from simrunner.scenario.migration.edit import Edit, applied, is_in_braces, replaced
from simrunner.scenario.migration.from_0 import from_0
from simrunner.scenario.section.header import FORMAT
from simrunner.scenario.source.problem import Problem, Problems
from simrunner.scenario.source.reader import decoded, read_tree
from simrunner.scenario.source.tree import Table, Word, child

PRESENT = int(FORMAT.rpartition("/")[2])
STEPS: Mapping[int, Callable[[Table, Problems], list[Edit]]] = MappingProxyType({0: from_0})
"""By the version that a step starts from; each ends at the next. Edits, not trees, keep comments.

A step is pure: the same tree gives the same edits and notes, and nothing else is looked at.
"""

_VERSION = re.compile(r"clinscn/(0|[1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """A file in the present format; ``text`` is None when the problems hold an error.

    The warnings among the problems tell what a person must judge.
    """

    text: str | None
    problems: tuple[Problem, ...]


def migrated(content: bytes, file: str) -> Migrated:
    """Return the file brought to the present format; unchanged when it is there already."""
    problems = Problems(file)
    text: str | None = None
    tree = read_tree(content, problems)
    if tree is not None and not problems.has_errors:
        version = _version(tree, problems)
        if version == PRESENT:
            text = content.decode("utf-8")
        elif version is not None:
            text = _stepped(content, tree, version, problems)
    return Migrated(text=text if not problems.has_errors else None, problems=problems.all)


def _version(tree: Table, problems: Problems) -> int | None:
    """Return the version a file is in; None, with an error noted, when no step begins there."""
    word = child(tree, "format")
    if not isinstance(word, Word):
        problems.add("E202", tree, "the key 'format' is missing", f"such as format: {FORMAT}")
        return None
    if word == expected.FORMAT:
        return PRESENT
    found = _VERSION.fullmatch(word)
    version = int(found[1]) if found is not None else None
    if version is not None and version > PRESENT:
        what = f"the file is in '{word}', which is newer than this program: it reads '{FORMAT}'"
        problems.add("E207", word, what, "install a newer simrunner")
        return None
    if version is None or (version != PRESENT and version not in STEPS):
        known = ", ".join(f"clinscn/{each}" for each in (*STEPS, PRESENT))
        problems.add("E207", word, f"the format '{word}' is not known", f"one of {known}")
        return None
    return version


def _stepped(content: bytes, tree: Table, version: int, problems: Problems) -> str | None:
    text = decoded(content, problems)
    assert text is not None
    if is_in_braces(tree):
        text = formatted(content, "").text
        found = read_tree(text.encode(), problems) if text is not None else None
        if text is None or found is None:
            return None
        tree = found
    for step in range(version, PRESENT):
        word = child(tree, "format")
        assert isinstance(word, Word)
        edits = [replaced(word, f"clinscn/{step + 1}"), *STEPS[step](tree, problems)]
        text = applied(text, edits)
        stepped = read_tree(text.encode(), problems)
        if stepped is None:
            return None
        tree = stepped
    return text
