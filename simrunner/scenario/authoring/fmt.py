"""The formatter: one layout for all files, no word and no comment changed.

The rules, each a choice of taste: two spaces per level, lists one level inside their key; braces
and brackets without inner space; what stood in braces on one line stays there whatever its length,
what stood in braces over several lines is joined when it fits `WIDTH` columns and holds no comment,
and is written as lines otherwise; the file's own map never stands in braces. Texts keep their
quotes, single ones become double; a plain text is quoted when braces would split it or another
reader of YAML would take it for a switch; a text over several lines is written on one, except the
block texts after `|` and `>`. One empty line at most, no space at an end of line.
"""

import json
import re
from bisect import bisect_left
from dataclasses import dataclass

from simrunner.scenario.authoring.layout import Branch, Comment, Laid, Layout, Leaf, layout_of
from simrunner.scenario.canonical import plain
from simrunner.scenario.source.problem import Problem, Problems, Spot
from simrunner.scenario.source.reader import decoded, read_tree

WIDTH = 100

_SPLITS_IN_BRACES = re.compile(r"[,\[\]{}]")
_SWITCHES = frozenset({"on", "off", "yes", "no", "null", "~"})
"""What YAML 1.1 readers turn into a boolean or nothing, though this language means the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A file as it should stand; ``text`` is None when the problems hold an error of form."""

    text: str | None
    problems: tuple[Problem, ...]


def formatted(content: bytes, file: str) -> Formatted:
    """Return a file's formatted text, which means what the file meant; ``file`` names it."""
    problems = Problems(file)
    tree = read_tree(content, problems)
    source = decoded(content, problems) if tree is not None else None
    if tree is None or source is None or problems.has_errors:
        return Formatted(text=None, problems=problems.all)
    text = _Writer(layout_of(source)).text()
    again = read_tree(text.encode(), Problems(file))
    if again is None or json.dumps(plain(again)) != json.dumps(plain(tree)):
        what = "formatting would change what this file means, so it stays as it is"
        problems.add("E112", Spot(), what, "write very long keys and unusual texts more simply")
        return Formatted(text=None, problems=problems.all)
    return Formatted(text=text, problems=problems.all)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the new file, with the part of the source that it holds."""

    indent: int
    text: str
    start: int
    end: int


class _Writer:
    """Writes one layout anew."""

    def __init__(self, layout: Layout) -> None:
        self._source = layout.source
        self._root = layout.root
        self._comments = layout.comments
        self._comment_starts = [comment.start for comment in layout.comments]
        self._lines: list[_Line] = []

    def text(self) -> str:
        root = self._root
        assert isinstance(root, Branch)
        if root.parts:
            self._block(root, 0, "")
        else:
            self._line(0, "{}", root.start, root.end)
        return "\n".join(self._with_comments()) + "\n"

    # ------------------------------------------------------------------ lines
    def _line(self, indent: int, text: str, start: int, end: int) -> None:
        self._lines.append(_Line(indent=indent, text=text, start=start, end=end))

    def _block(self, branch: Branch, indent: int, lead: str) -> None:
        """Write one entry per line; ``lead`` is the dash that the first line follows."""
        for number, part in enumerate(branch.parts):
            before = lead if number == 0 else " " * len(lead)
            if branch.is_map:
                key = branch.keys[number]
                self._entry(f"{before}{self._key(key)}:", key.start, part, indent)
            else:
                self._item(f"{before}-", part, indent)

    def _entry(self, head: str, start: int, part: Laid, indent: int) -> None:
        at = indent + len(head) - len(head.lstrip())
        head = head.lstrip()
        written = self._on_one_line(part, at + len(head) + 1)
        if written is not None:
            self._line(at, f"{head} {written}", start, part.end)
            return
        dash = len(head) - len(head.lstrip("- "))
        if isinstance(part, Leaf):
            self._line(at, f"{head} {self._block_text(part, at + dash + 2)}", start, part.end)
            return
        self._line(at, head, start, start)
        self._block(part, at + dash + 2, "")

    def _item(self, head: str, part: Laid, indent: int) -> None:
        if isinstance(part, Branch) and self._on_one_line(part, indent + len(head) + 1) is None:
            self._block(part, indent, f"{head} ")
        else:
            self._entry(head, part.start, part, indent)

    # ------------------------------------------------------------------ one line
    def _on_one_line(self, part: Laid, column: int) -> str | None:
        """Return a part as it stands on one line, None when it is written as several."""
        if isinstance(part, Leaf):
            return self._scalar(part) if not self._is_block_text(part) else None
        if not part.parts:
            return "{}" if part.is_map else "[]"
        if not part.is_flow:
            return None
        written = self._flow(part)
        is_one_line = "\n" not in self._source[part.start : part.end]
        fits = column + len(written) <= WIDTH and not self._holds_comment(part)
        return written if is_one_line or fits else None

    def _flow(self, part: Laid) -> str:
        if isinstance(part, Leaf):
            return self._scalar(part)
        parts = [self._flow(inner) for inner in part.parts]
        if not part.is_map:
            return f"[{', '.join(parts)}]"
        keys = [self._key(key) for key in part.keys]
        return (
            "{" + ", ".join(f"{key}: {inner}" for key, inner in zip(keys, parts, strict=True)) + "}"
        )

    def _holds_comment(self, part: Branch) -> bool:
        found = bisect_left(self._comment_starts, part.start)
        return found < len(self._comments) and self._comment_starts[found] < part.end

    # ------------------------------------------------------------------ texts
    def _key(self, leaf: Leaf) -> str:
        raw = self._raw(leaf)
        if leaf.style is None and "\n" not in raw:
            return _quoted(leaf.text) if _SPLITS_IN_BRACES.search(raw) else raw
        return self._scalar(leaf) if leaf.style in ("'", '"') else _quoted(leaf.text)

    def _scalar(self, leaf: Leaf) -> str:
        raw = self._raw(leaf)
        if "\n" in raw or leaf.style in ("|", ">"):
            return _quoted(leaf.text)
        if leaf.style == "'":
            return raw if set(leaf.text) & {'"', "\\"} else _quoted(leaf.text)
        if leaf.style is None and (_SPLITS_IN_BRACES.search(raw) or raw.lower() in _SWITCHES):
            return _quoted(leaf.text)
        return raw

    def _raw(self, leaf: Leaf) -> str:
        return self._source[leaf.start : leaf.end]

    def _is_block_text(self, leaf: Leaf) -> bool:
        """Return whether a text stays one after `|` or `>`: a plain one, with its usual end."""
        if leaf.style not in ("|", ">"):
            return False
        head = self._raw(leaf).split("\n", 1)[0].split("#")[0].strip()
        return head in ("|", ">", "|-", ">-")

    def _block_text(self, leaf: Leaf, indent: int) -> str:
        head, _, body = self._raw(leaf).partition("\n")
        lines = body.rstrip().split("\n")
        first = next(line for line in lines if line.strip())
        depth = len(first) - len(first.lstrip(" "))
        moved = [" " * indent + line[depth:] if line.strip() else line[depth:] for line in lines]
        ending = body[len(body.rstrip()) :].split("\n", 1)[0]  # spaces at the end are words too
        return "\n".join([head.split("#")[0].strip(), *moved]) + ending

    # ------------------------------------------------------------------ comments
    def _with_comments(self) -> list[str]:
        alone, behind = self._placed()
        written: list[str] = []
        for number, line in enumerate([*self._lines, None]):
            for comment in alone.get(number, ()):
                self._space(comment.start, written)
                written.append(" " * self._indent_of(comment, number) + comment.text)
            if line is not None:
                self._space(line.start, written)
                after = f"  {behind[number].text}" if number in behind else ""
                written.append(" " * line.indent + line.text + after)
        return written

    def _placed(self) -> tuple[dict[int, list[Comment]], dict[int, Comment]]:
        """Return the comments before each line, and the one behind it."""
        alone: dict[int, list[Comment]] = {}
        behind: dict[int, Comment] = {}
        starts = [line.start for line in self._lines]
        for comment in self._comments:
            after = bisect_left(starts, comment.start)
            last = self._lines[after - 1] if after else None
            if last is not None and comment.start < last.end:
                alone.setdefault(after - 1, []).append(comment)
            elif comment.is_alone or last is None or "\n" in last.text or after - 1 in behind:
                alone.setdefault(after, []).append(comment)
            else:
                behind[after - 1] = comment
        return alone, behind

    def _indent_of(self, comment: Comment, number: int) -> int:
        """Return how far in a comment stands: with what follows, or at the end of what went."""
        following = self._lines[number] if number < len(self._lines) else None
        indent = following.indent if following is not None else 0
        column = self._column(comment.start)
        if not comment.is_alone or number == 0:
            return indent
        if following is not None and column <= self._column(following.start):
            return indent
        level = None
        for line in reversed(self._lines[:number]):
            if level is None or line.indent < level:
                level = line.indent
                if self._column(line.start) <= column:
                    return max(level, indent)
        return indent

    def _column(self, index: int) -> int:
        return index - self._source.rfind("\n", 0, index) - 1

    def _space(self, index: int, written: list[str]) -> None:
        """Keep one empty line where the source had some before this place."""
        line_start = self._source.rfind("\n", 0, index) + 1
        if not written or self._source[line_start:index].strip(" -?"):
            return
        above = self._source.rfind("\n", 0, max(line_start - 1, 0)) + 1
        if line_start > 0 and not self._source[above : line_start - 1].strip():
            written.append("")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
