"""A file as it is laid out: every text and collection with the characters it was written in."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One text; ``start`` and ``end`` are indices into the source, ``style`` its quotes."""

    start: int
    end: int
    style: str | None
    text: str


@dataclass(slots=True, kw_only=True)
class Branch:
    """A map (``keys`` beside ``parts``) or a list; ``is_flow`` when it stands in brackets."""

    start: int
    end: int = 0
    is_flow: bool
    is_map: bool
    keys: list[Leaf] = field(default_factory=list)
    parts: list["Leaf | Branch"] = field(default_factory=list)


Laid: TypeAlias = Leaf | Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment from its ``#``; ``is_alone`` when nothing but space stands before it."""

    start: int
    text: str
    is_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A file's root and all its comments, in the order of the file."""

    source: str
    root: Laid
    comments: tuple[Comment, ...]


def layout_of(source: str) -> Layout:
    """Return the layout of a text that `read_tree` has accepted."""
    parser = yaml.CBaseLoader(source)
    leaves: list[Leaf] = []
    stack: list[Branch] = []
    root: Laid | None = None
    try:
        while parser.check_event():
            event: Any = parser.get_event()
            if type(event) in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                stack.pop().end = event.end_mark.index
                continue
            laid = _laid(event, leaves)
            if laid is None:
                continue
            if stack:
                _hang(stack[-1], laid)
            else:
                root = laid
            if isinstance(laid, Branch):
                stack.append(laid)
    finally:
        parser.dispose()
    assert root is not None
    return Layout(source=source, root=root, comments=_comments(source, leaves))


def _laid(event: Any, leaves: list[Leaf]) -> Laid | None:
    start: Any = getattr(event, "start_mark", None)
    end: Any = getattr(event, "end_mark", None)
    if isinstance(event, yaml.ScalarEvent):
        leaf = Leaf(
            start=start.index, end=end.index, style=event.style or None, text=event.value
        )  # fmt: skip
        leaves.append(leaf)
        return leaf
    if isinstance(event, yaml.CollectionStartEvent):
        return Branch(
            start=start.index, is_flow=bool(event.flow_style),
            is_map=isinstance(event, yaml.MappingStartEvent),
        )  # fmt: skip
    return None


def _hang(parent: Branch, laid: Laid) -> None:
    if parent.is_map and len(parent.keys) == len(parent.parts):
        assert isinstance(laid, Leaf)
        parent.keys.append(laid)
    else:
        parent.parts.append(laid)


def _comments(source: str, leaves: list[Leaf]) -> tuple[Comment, ...]:
    """Return every comment: a ``#`` between two texts, and after the sign of a block text."""
    found: list[Comment] = []
    behind = 0
    for leaf in leaves:
        _gap(source, behind, leaf.start, found)
        if leaf.style in ("|", ">"):
            head = source.find("\n", leaf.start)
            _gap(source, leaf.start, head if head >= 0 else leaf.end, found)
        behind = leaf.end
    _gap(source, behind, len(source), found)
    return tuple(found)


def _gap(source: str, start: int, end: int, found: list[Comment]) -> None:
    index = source.find("#", start, end)
    while index >= 0:
        stop = source.find("\n", index)
        stop = stop if stop >= 0 else len(source)
        before = source[source.rfind("\n", 0, index) + 1 : index]
        text = source[index:stop].rstrip()
        found.append(Comment(start=index, text=text, is_alone=not before.strip()))
        index = source.find("#", stop, end)
