"""Parts of a tree that stand in another file, which they remember."""

from simrunner.scenario.source.problem import Placed, Spot
from simrunner.scenario.source.tree import Node, Row, Table, Word


class ForeignWord(Word):
    """A word of a part of the library."""

    __slots__ = ("file",)
    file: str

    def spot(self, offset: int) -> Spot:
        """Return where the character at ``offset`` stands, in this word's own file."""
        inside = super().spot(offset)
        return Spot(line=inside.line, column=inside.column, file=self.file)

    def filled(self, text: str) -> "ForeignWord":
        """Return another text in this word's place."""
        word = ForeignWord.at(text, self.line, self.column)
        assert isinstance(word, ForeignWord)
        word.file = self.file
        return word


class ForeignTable(Table):
    """A map of a part of the library; ``at`` takes its file from the place."""

    __slots__ = ("file",)
    file: str

    @classmethod
    def at(cls, place: Placed, end: Spot) -> "ForeignTable":
        """Return an empty map that stands at ``place``."""
        table = cls()
        table.line, table.column, table.end = place.line, place.column, end
        table.file = getattr(place, "file", "")
        return table


class ForeignRow(Row):
    """A list of a part of the library."""

    __slots__ = ("file",)
    file: str

    @classmethod
    def at(cls, place: Placed, end: Spot) -> "ForeignRow":
        """Return an empty list that stands at ``place``."""
        row = cls()
        row.line, row.column, row.end = place.line, place.column, end
        row.file = getattr(place, "file", "")
        return row


def brought_from(file: str, node: Node) -> Node:
    """Return a copy of a part in which every word, map and list remembers the file."""
    if isinstance(node, Word):
        return _word(file, node)
    end = Spot(line=node.end.line, column=node.end.column, file=file)
    place = Spot(line=node.line, column=node.column, file=file)
    if isinstance(node, Row):
        row = ForeignRow.at(place, end)
        row.extend(brought_from(file, inner) for inner in node)
        return row
    table = ForeignTable.at(place, end)
    for key, inner in node.items():
        table[_word(file, key)] = brought_from(file, inner)
    return table


def _word(file: str, word: Word) -> ForeignWord:
    copied = ForeignWord(word)
    for name in Word.__slots__:
        setattr(copied, name, getattr(word, name))
    copied.file = file
    return copied


def emptied(node: Table) -> Table:
    """Return an empty map in the place of another, in the same file."""
    return type(node).at(node, node.end)
