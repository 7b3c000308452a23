"""Changes to a file's characters that leave everything else, comments above all, as it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simrunner.scenario.source.tree import Node, Row, Table, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """New text for the characters from ``start`` to ``end`` of a source."""

    start: int
    end: int
    text: str


def applied(source: str, edits: Iterable[Edit]) -> str:
    """Return the source with all edits made; they must not overlap."""
    parts: list[str] = []
    behind = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        assert edit.start >= behind, "edits overlap"
        parts += [source[behind : edit.start], edit.text]
        behind = edit.end
    return "".join([*parts, source[behind:]])


def replaced(word: Word, text: str) -> Edit:
    """Return the edit that writes a text anew, its quotes included."""
    return Edit(start=word.start, end=word.end, text=text)


def inserted_first(table: Table, entry: str) -> Edit:
    """Return the edit that puts an entry before all others of a map that has some."""
    first = next(iter(table))
    gap = ", " if is_in_braces(table) else "\n" + " " * (first.column - 1)
    return Edit(start=first.start, end=first.start, text=f"{entry}{gap}")


def inserted_after(table: Table, key: Word, entry: str) -> Edit:
    """Return the edit that puts an entry on a line of its own below ``key`` of a block map."""
    last = _last_index(table[key])
    stop = key.source.find("\n", last)
    stop = stop if stop >= 0 else len(key.source)
    return Edit(start=stop, end=stop, text="\n" + " " * (key.column - 1) + entry)


def dropped(key: Word, value: Word) -> Edit:
    """Return the edit that takes an entry out of a map that has others; its comment stays."""
    source, start, end = key.source, key.start, value.end
    rest = source[end:].lstrip()
    if rest.startswith(","):
        end = source.index(",", end) + 1
        end += len(source[end:]) - len(source[end:].lstrip(" "))
    elif rest.startswith("}"):
        start = source.rindex(",", 0, start)
    else:
        line_start = source.rfind("\n", 0, start) + 1
        line_end = source.find("\n", end)
        line_end = line_end if line_end >= 0 else len(source)
        if not source[line_start:start].strip() and not source[end:line_end].strip():
            start, end = line_start, min(line_end + 1, len(source))
    return Edit(start=start, end=end, text="")


def is_in_braces(branch: Table | Row) -> bool:
    """Return whether a map or list that holds something stands in braces or brackets."""
    word = next(_words(branch))
    return word.source[_index(word.source, branch.line, branch.column)] in "{["


def _last_index(node: Node) -> int:
    """Return where a value ends in the source."""
    if isinstance(node, Word):
        return node.end
    found = list(_words(node))
    if found and is_in_braces(node):
        return _index(found[0].source, node.end.line, node.end.column)
    return max((word.end for word in found), default=0)


def _words(node: Node) -> Iterator[Word]:
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Table):
        for key, inner in node.items():
            yield key
            yield from _words(inner)
    else:
        for inner in node:
            yield from _words(inner)


def _index(source: str, line: int, column: int) -> int:
    """Return the index of a place counted from 1."""
    start = 0
    for _ in range(line - 1):
        start = source.index("\n", start) + 1
    return start + column - 1
