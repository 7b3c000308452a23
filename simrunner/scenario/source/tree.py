"""A file as a tree of texts, each remembering where it stood."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from simrunner.scenario.source.problem import Placed, Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The characters of a file that one text was written in."""

    source: str
    start: int
    end: int
    style: str | None


class Word(str):
    """A scalar of the file: its text, with line and column (from 1) of its first character."""

    __slots__ = ("column", "excerpt", "line")
    line: int
    column: int
    excerpt: Excerpt | None

    @classmethod
    def at(cls, text: str, line: int, column: int, excerpt: Excerpt | None = None) -> "Word":
        """Return ``text`` placed in a file."""
        word = cls(text)
        word.line = line
        word.column = column
        word.excerpt = excerpt
        return word

    def spot(self, offset: int) -> Spot:
        """Return where the character at ``offset`` of the text stands in the file.

        Quoted and folded texts are aligned by counting visible characters, because folding
        changes white space only.
        """
        if self.excerpt is None:
            return Spot(line=self.line, column=self.column + offset)
        index = _aligned(self.excerpt, str(self), offset)
        before = self.excerpt.source[self.excerpt.start : index]
        if "\n" not in before:
            return Spot(line=self.line, column=self.column + len(before))
        return Spot(line=self.line + before.count("\n"), column=len(before) - before.rfind("\n"))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Let models hold words as they are."""
        return core_schema.is_instance_schema(cls)


class Table(dict[Word, "Node"]):
    """A map of the file; ``end`` is the place just past it."""

    __slots__ = ("column", "end", "line")
    line: int
    column: int
    end: Spot

    @classmethod
    def at(cls, place: Placed, end: Spot) -> "Table":
        """Return an empty map that stands at ``place``."""
        table = cls()
        table.line, table.column, table.end = place.line, place.column, end
        return table


class Row(list["Node"]):
    """A list of the file; ``end`` is the place just past it."""

    __slots__ = ("column", "end", "line")
    line: int
    column: int
    end: Spot


Node: TypeAlias = Word | Table | Row


def _aligned(excerpt: Excerpt, text: str, offset: int) -> int:
    """Return the index in the source of the visible character at or after ``offset``."""
    visible = sum(1 for character in text[:offset] if not character.isspace())
    index = excerpt.start
    if excerpt.style in ("'", '"'):
        index += 1
    elif excerpt.style in ("|", ">"):
        index = excerpt.source.find("\n", index) + 1
    while index < excerpt.end:
        if not excerpt.source[index].isspace():
            if visible == 0:
                return index
            visible -= 1
        index += 1
    return index


def child(node: Node, step: str | int) -> Node | None:
    """Return the part of ``node`` under a key or index, None when there is none."""
    if isinstance(node, Table) and isinstance(step, str):
        return node.get(Word(step))
    if isinstance(node, Row) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def key_of(node: Node, name: str) -> Word | None:
    """Return the key ``name`` of a map with its place."""
    if isinstance(node, Table):
        return next((key for key in node if key == name), None)
    return None
