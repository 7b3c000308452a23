"""From bytes to a tree of placed texts, refusing everything that YAML can hide (clinscn/1 §1)."""

import re
from typing import Any

import yaml

from simrunner.scenario.source.problem import Problems, Spot, told_in_part
from simrunner.scenario.source.tree import Node, Row, Table, Word

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 100_000

_BANNED_CHARACTERS = re.compile(
    # C0 but tab and line feed, DEL, C1, line and paragraph separator, zero-width and direction
    # marks: invisible ones can make a file read differently from what it does (CVE-2021-42574).
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]"
)
_TAB_INDENT = re.compile(r"^[ ]*\t", re.MULTILINE)


class _Stopped(Exception):  # noqa: N818 - ends the pass, is not an error of its own
    """The file breaks a rule after which reading on makes no sense."""


@told_in_part
def read_tree(content: bytes, problems: Problems, *, first_key: str = "format") -> Table | None:
    """Return the file's top-level map; None, with problems noted, when it cannot be read.

    Duplicate keys, empty texts and stray commas are noted and reading goes on; anything that
    YAML could hide behind, and every exceeded limit, stops it.
    """
    text = decoded(content, problems)
    if text is None:
        return None
    if not yaml.__with_libyaml__:
        problems.add(
            "E100", Spot(), "this installation of PyYAML lacks the libyaml parser",
            "install a PyYAML wheel that has it: scenario files have one parser on all machines",
        )  # fmt: skip
        return None
    try:
        root = _Composer(text, problems).compose()
    except _Stopped:
        return None
    except yaml.YAMLError as error:
        _note_syntax_error(error, problems)
        return None
    if not isinstance(root, Table):
        problems.add("E109", root, "the file must be a map of keys", f"begin with '{first_key}: …'")
        return None
    return root


def decoded(content: bytes, problems: Problems) -> str | None:
    """Return the file's characters without BOM and CR; None, with problems noted, else."""
    if len(content) > MAX_BYTES:
        problems.add("E102", Spot(), f"the file is larger than {MAX_BYTES:,} bytes")
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add("E101", Spot(line=line), "the file is not valid UTF-8", "save it as UTF-8")
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    is_clean = True
    for match in _BANNED_CHARACTERS.finditer(text):
        is_clean = False
        name = f"U+{ord(match[0]):04X}"
        spot = _spot_of(text, match.start())
        problems.add("E103", spot, f"the invisible character {name} is not allowed", "delete it")
    for match in _TAB_INDENT.finditer(text):
        is_clean = False
        spot = _spot_of(text, match.end() - 1)
        problems.add("E104", spot, "a tab is not allowed in an indentation", "use spaces")
    return text if is_clean else None


def _spot_of(text: str, index: int) -> Spot:
    return Spot(line=text.count("\n", 0, index) + 1, column=index - text.rfind("\n", 0, index))


def _note_syntax_error(error: yaml.YAMLError, problems: Problems) -> None:
    mark = getattr(error, "problem_mark", None)
    spot = Spot(line=mark.line + 1, column=mark.column + 1) if mark is not None else Spot()
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    hint = ""
    if "mapping values are not allowed" in what:
        hint = "put a text that contains a colon and a space in quotes, or check the indentation"
    elif "expected ',' or" in what or "expected <block end>" in what or "expected key" in what:
        hint = "check the indentation, the brackets and the quotes just before"
    elif "end of stream" in what:
        hint = "a quote or a bracket is opened above and not closed"
    problems.add("E105", spot, f"this is not readable YAML: {what}", hint)


class _Composer:
    """Builds the tree from libyaml's events and stops at the first banned thing.

    Nothing is composed by the library, whose recursion 30,000 nested brackets would crash. A file
    has one event per word, so the way of a plain word through here is kept short.
    """

    def __init__(self, text: str, problems: Problems) -> None:
        self._text = text
        self._problems = problems
        self._stack: list[tuple[Table | Row | None, Word | None]] = []
        self._parent: Table | Row | None = None
        self._key: Word | None = None
        self._nodes = 0
        self._documents = 0
        self._root: Node | None = None

    def compose(self) -> Node:
        parser = yaml.CBaseLoader(self._text)
        has_more, next_event = parser.check_event, parser.get_event
        try:
            while has_more():
                event: Any = next_event()
                kind = type(event)
                if kind is yaml.ScalarEvent:
                    self._scalar(event)
                elif kind is yaml.MappingStartEvent:
                    self._open(Table(), event)
                elif kind is yaml.SequenceStartEvent:
                    self._open(Row(), event)
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    assert self._parent is not None
                    self._parent.end = _mark_spot(event.end_mark)
                    self._parent, self._key = self._stack.pop()
                else:
                    self._frame(event)
        finally:
            parser.dispose()
        if self._root is None:
            self._problems.add("E109", Spot(), "the file is empty")
            raise _Stopped
        return self._root

    def _frame(self, event: Any) -> None:
        """Judge what is neither a text nor a collection."""
        if isinstance(event, yaml.AliasEvent):
            self._stop("E106", event, f"the alias '*{event.anchor}' is not allowed", "write it out")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop("E106", event, "a file holds one document only", "delete the '---'")
            if event.version or event.tags:
                self._stop("E106", event, "YAML directives are not allowed", "delete the '%' line")

    def _judge(self, event: Any) -> None:
        """Count a text or collection and refuse its anchor and tag."""
        if event.anchor is not None:
            what = f"the anchor '&{event.anchor}' is not allowed"
            self._stop("E106", event, what, "put a text that begins with & in quotes")
        if event.tag is not None:
            what = f"the tag '{event.tag}' is not allowed"
            self._stop("E106", event, what, "put a text that begins with ! in quotes")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop("E102", event, f"the file has more than {MAX_NODES:,} parts")

    def _stop(self, code: str, event: Any, message: str, hint: str = "") -> None:
        self._problems.add(code, _mark_spot(event.start_mark), message, hint)
        raise _Stopped

    def _open(self, branch: Table | Row, event: Any) -> None:
        self._judge(event)
        if len(self._stack) >= MAX_DEPTH:
            self._stop("E102", event, f"more than {MAX_DEPTH} maps and lists inside each other")
        if self._key is None and type(self._parent) is Table:
            self._stop("E107", event, "a key must be a plain text", "put { or [ in quotes")
        spot = _mark_spot(event.start_mark)
        branch.line, branch.column, branch.end = spot.line, spot.column, spot
        self._place(branch)
        self._stack.append((self._parent, self._key))
        self._parent, self._key = branch, None

    def _scalar(self, event: Any) -> None:
        self._judge(event)
        begin = event.start_mark
        word = Word(event.value)
        word.line, word.column = begin.line + 1, begin.column + 1
        word.source, word.start, word.end = self._text, begin.index, event.end_mark.index
        word.style = style = event.style
        if style == '"':
            self._refuse_invisible(word)
        if self._key is None and type(self._parent) is Table:
            if word == "<<":
                self._stop("E106", event, "merge keys are not allowed", "write the keys out")
            self._key = word
            return
        if not word or word.isspace():
            self._empty(word)
        self._place(word)

    def _refuse_invisible(self, word: Word) -> None:
        """Note E103 for what an escape, a backslash and ``u202e``, brings in."""
        found = _BANNED_CHARACTERS.search(word)
        if found is not None:
            name = f"U+{ord(found[0]):04X}"
            self._problems.add("E103", word, f"the invisible character {name} is not allowed")

    def _empty(self, word: Word) -> None:
        key = self._key
        if key is not None and self._is_stray(key, word):
            self._problems.add(
                "E110", key, f"a comma split this text: '{key}' stands alone as a key",
                "put the whole text, with its comma, in quotes",
            )  # fmt: skip
        else:
            what = f"'{key}' has no value" if key is not None else "an empty text is not allowed"
            self._problems.add("E111", key if key is not None else word, what)

    def _is_stray(self, key: Word, word: Word) -> bool:
        """Return whether no colon stands after the key: ``{say: I am here, hello}``."""
        return not word.style and ":" not in self._text[key.end : word.end]

    def _place(self, node: Node) -> None:
        parent, key = self._parent, self._key
        if parent is None:
            self._root = node
        elif isinstance(parent, Row):
            parent.append(node)
        else:
            assert key is not None
            self._key = None
            if key in parent:
                first = next(known for known in parent if known == key)
                what = f"the key '{key}' was already used in line {first.line}"
                self._problems.add("E108", key, what, "keep one of them")
            elif not isinstance(node, Word) or node.strip():
                parent[key] = node


def _mark_spot(mark: Any) -> Spot:
    return Spot(line=mark.line + 1, column=mark.column + 1)
