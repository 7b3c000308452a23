"""One file of the library: ``clinscn-library/1``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from pydantic import Field

from simrunner.scenario.composition.foreign import brought_from, emptied
from simrunner.scenario.composition.library import ItemBytes, Reference
from simrunner.scenario.composition.parameter import Parameter, declared
from simrunner.scenario.schema import PhraseField, Section
from simrunner.scenario.shape import fit, one_of
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.reader import read_tree
from simrunner.scenario.source.tree import Table, Word, child

FORMAT = "clinscn-library/1"
Kind = Literal["patient", "drugs", "snippet"]
KINDS: tuple[Kind, ...] = get_args(Kind)

CONTENT: Mapping[Kind, tuple[str, ...]] = {
    "patient": ("patient", "vitals"),
    "drugs": ("drugs",),
    "snippet": ("params", "actions", "states"),
}
"""What a part of each kind may hold."""

NEEDED: Mapping[Kind, tuple[str, ...]] = {**CONTENT, "snippet": ("states",)}
"""Of these a part of each kind holds one at least."""


class ItemSection(Section):
    """What a part says about itself; what it brings is judged where it is used."""

    format: Word
    kind: Word
    item: Word
    version: Word
    title: PhraseField
    summary: PhraseField | None = None
    licence: Word
    authors: list[Word] = Field(default_factory=list)
    reviewers: list[Word] = Field(default_factory=list)
    sources: dict[Word, Word] = Field(default_factory=dict)
    use: dict[Word, Word] = Field(default_factory=dict)
    params: dict[Word, Any] = Field(default_factory=dict)
    patient: dict[Word, Any] = Field(default_factory=dict)
    vitals: dict[Word, Any] = Field(default_factory=dict)
    drugs: dict[Word, Any] = Field(default_factory=dict)
    actions: dict[Word, Any] = Field(default_factory=dict)
    states: dict[Word, Any] = Field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Uses:
    """What one file uses, by alias; None for a part that could not be read."""

    items: dict[Word, "Item | None"] = field(default_factory=dict)
    included: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A part that may be included. ``uses`` holds the parts that it includes itself."""

    reference: Reference
    kind: Kind
    tree: Table
    sha256: str
    parameters: Mapping[str, Parameter]
    uses: Uses

    def part(self, name: str) -> Table:
        """Return what the part brings under a key, an empty map when nothing."""
        found = child(self.tree, name)
        return found if isinstance(found, Table) else emptied(self.tree)


def read_item_tree(found: ItemBytes, reference: Reference, problems: Problems) -> Table | None:
    """Return a part's map; None, with problems in its own file, when it is none.

    What it brings is not judged here: that depends on the scenario that uses it.
    """
    own = Problems(str(found.path))
    tree = read_tree(found.content, own)
    section = fit(ItemSection, tree, own) if tree is not None else None
    if section is not None:
        _check(section, reference, own)
    problems.take(own.all)
    if tree is None or section is None or own.has_errors:
        return None
    brought = brought_from(str(found.path), tree)
    assert isinstance(brought, Table)
    return brought


def item_of(
    tree: Table, found: ItemBytes, reference: Reference, uses: Uses, problems: Problems
) -> Item:
    """Return the part in a map that `read_item_tree` has judged."""
    return Item(
        reference=reference, kind=cast(Kind, str(tree[Word("kind")])), tree=tree,
        sha256=found.sha256, parameters=declared(child(tree, "params"), problems), uses=uses,
    )  # fmt: skip


def _check(section: ItemSection, reference: Reference, problems: Problems) -> None:
    if section.format != FORMAT:
        hint = f"this program reads '{FORMAT}'"
        problems.add("E207", section.format, f"the format '{section.format}' is not known", hint)
    if not one_of(section.kind, KINDS, problems, "kind of part"):
        return
    for word, named in ((section.item, reference.name), (section.version, reference.version)):
        if word != named:
            what = f"'{word}' is not what the file's name says: '{named}'"
            problems.add("E207", word, what)
    kind = cast(Kind, str(section.kind))
    allowed = CONTENT[kind]
    for other in sorted({name for names in CONTENT.values() for name in names} - {*allowed}):
        content: dict[Word, Any] = getattr(section, other)
        if content:
            what = f"a part of kind '{kind}' has no '{other}'"
            problems.add("E201", next(iter(content)), what, f"it has {', '.join(allowed)}")
    needed = NEEDED[kind]
    if not any(getattr(section, name) for name in needed):
        problems.add("E202", section.place, f"a part of kind '{kind}' needs '{needed[-1]}'")
    for name in section.params:
        check_id(name, problems, "a parameter")
