"""`use` and `include`: one tree out of a scenario and the parts that it uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from simrunner.scenario.composition.foreign import emptied
from simrunner.scenario.composition.item import Item, Kind, Uses, item_of, read_item_tree
from simrunner.scenario.composition.library import LibraryFolders, parse_reference
from simrunner.scenario.composition.parameter import Inclusion, chosen, filled
from simrunner.scenario.composition.replacing import (
    INCLUDE,
    Included,
    merged_entries,
    merged_values,
)
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Fault, Placed, Problems, did_you_mean
from simrunner.scenario.source.reader import MAX_DEPTH, MAX_NODES
from simrunner.scenario.source.tree import Node, Row, Table, Word, child, key_of

_KIND_NAMES: Mapping[Kind, str] = {
    "patient": "a patient", "drugs": "a drug set", "snippet": "a snippet",
}  # fmt: skip

_ANYBODY = {"name": "-", "age": "40 y", "sex": "X", "weight": "70 kg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A scenario without `use` and `include`; ``digests`` is of every part, by its reference."""

    tree: Table
    digests: Mapping[str, str]


def composed(tree: Table, library: LibraryFolders, problems: Problems) -> Composed:
    """Return the scenario with its parts put in; what could not be is noted and left out."""
    composer = _Composer(library=library, problems=problems, params=child(tree, "params"))
    whole = composer.scenario(tree)
    return Composed(tree=whole, digests=dict(sorted(composer.digests.items())))


@dataclass(slots=True, kw_only=True)
class _Composer:
    library: LibraryFolders
    problems: Problems
    params: Node | None
    digests: dict[str, str] = field(default_factory=dict)
    _items: dict[str, Item | None] = field(default_factory=dict)
    _actions: dict[Word, Included] = field(default_factory=dict)
    _nodes: int = 0
    _has_gaps: bool = False

    def scenario(self, tree: Table) -> Table:
        """Return the whole scenario; the author's own tree stays as it is."""
        uses = self._uses(tree, ())
        whole = emptied(tree)
        whole.update((key, node) for key, node in tree.items() if key != "use")
        for key, node in whole.items():
            if not isinstance(node, Table):
                continue  # the schema says what is wrong with it
            if key in ("patient", "vitals"):
                whole[key] = self._values(node, str(key), uses)
            elif key == "drugs":
                whole[key] = self._drugs(node, uses)
            elif key == "regions":
                whole[key] = self._regions(node, uses)
        self._put_actions(whole)
        for alias in uses.items:
            if alias not in uses.included:
                self.problems.add("W901", alias, f"nothing includes '{alias}'")
        if self.digests and _depth(whole) > MAX_DEPTH:
            what = f"the parts make more than {MAX_DEPTH} maps and lists inside each other"
            self.problems.add("E102", whole, what)
        return whole

    # -------------------------------------------------------------- use
    def _uses(self, tree: Table, above: tuple[str, ...]) -> Uses:
        uses = Uses()
        node = child(tree, "use")
        if isinstance(node, Table):
            for alias, wanted in node.items():
                check_id(alias, self.problems, "an alias")
                uses.items[alias] = self._item(wanted, above)
        elif node is not None:
            hint = 'write use: {help: "library/help-coming@1.0.0"}'
            self.problems.add("E901", node, "'use' must be a map of names to parts", hint)
        return uses

    def _item(self, wanted: Node, above: tuple[str, ...]) -> Item | None:
        if not isinstance(wanted, Word):
            self.problems.add("E901", wanted, "this must be one text, such as library/help@1.0.0")
            return None
        try:
            reference = parse_reference(str(wanted))
            name = str(reference)
            if name in above:
                line = " uses ".join((*above[above.index(name) :], name))
                self.problems.add("E905", wanted, f"a part cannot use itself: {line}")
                return None
            if name in self._items:
                return self._items[name]
            found = self.library.find(reference)
        except Fault as fault:
            self.problems.add(fault.code, wanted, fault.message, fault.hint)
            return None
        item = None
        tree = read_item_tree(found, reference, self.problems)
        if tree is not None:
            uses = self._uses(tree, (*above, name))
            own = Problems(str(found.path))
            whole = item_of(tree, found, reference, uses, own)
            self.problems.take(own.all)
            item = None if own.has_errors else whole
            self.digests[name] = whole.sha256
        self._items[name] = item
        return item

    def _wanted(self, alias: Word, kind: Kind, uses: Uses) -> Item | None:
        if alias not in uses.items:
            hint = did_you_mean(alias, uses.items) or "name the part under 'use:'"
            self.problems.add("E902", alias, f"nothing is used under the name '{alias}'", hint)
            self._has_gaps = True
            return None
        uses.included.add(str(alias))
        item = uses.items[alias]
        self._has_gaps = self._has_gaps or item is None
        if item is not None and item.kind != kind:
            what = f"'{alias}' is {_KIND_NAMES[item.kind]}, and {_KIND_NAMES[kind]} is needed here"
            self.problems.add("E902", alias, what)
            self._has_gaps = True
            return None
        return item

    # -------------------------------------------------------------- patient, vitals, drugs
    def _values(self, own: Table, name: str, uses: Uses) -> Table:
        if INCLUDE not in own:
            return own
        alias = own[INCLUDE]
        if not isinstance(alias, Word):
            self.problems.add("E902", alias, "'include' takes the name of one patient here")
            return _standing_in(own, name)
        item = self._wanted(alias, "patient", uses)
        if item is None:
            return _standing_in(own, name)
        part = item.part(name)
        if not part:
            self.problems.add("E902", alias, f"the patient '{alias}' brings no '{name}'")
        return merged_values(own, part, str(alias), self.problems)

    def _drugs(self, own: Table, uses: Uses) -> Table:
        if INCLUDE not in own:
            return own
        included: dict[Word, Included] = {}
        for alias in _listed(own[INCLUDE]):
            if not isinstance(alias, Word):
                self.problems.add("E902", alias, "'include' takes the names of drug sets here")
                continue
            item = self._wanted(alias, "drugs", uses)
            rows = item.part("drugs") if item is not None else {}
            for key, node in rows.items():
                self._bring(included, key, Included(alias=str(alias), node=node), alias)
        return self._merged(own, included, "drug")

    def _merged(self, own: Table, included: dict[Word, Included], kind: str) -> Table:
        is_complete = not self._has_gaps
        return merged_entries(own, included, kind, self.problems, is_complete=is_complete)

    def _bring(
        self, included: dict[Word, Included], key: Word, each: Included, place: Placed
    ) -> None:
        before = included.setdefault(key, each)
        if before.node is not each.node:
            what = f"'{each.alias}' brings '{key}', which '{before.alias}' brought already"
            self.problems.add("E904", place, what, "include one of them here")

    # -------------------------------------------------------------- states
    def _regions(self, regions: Table, uses: Uses) -> Table:
        whole = emptied(regions)
        for key, region in regions.items():
            whole[key] = self._inside(region, uses, 0)
        return whole

    def _inside(self, holder: Node, uses: Uses, depth: int) -> Node:
        """Return a region or state with the parts of its `states` put in."""
        states = child(holder, "states")
        key = key_of(holder, "states")
        if not isinstance(holder, Table) or not isinstance(states, Table) or key is None:
            return holder
        if depth > MAX_DEPTH:
            self.problems.add("E102", key, f"more than {MAX_DEPTH} states inside each other")
            return holder
        whole = emptied(holder)
        whole.update(holder)
        whole[key] = self._states(states, uses, depth + 1)
        return whole

    def _states(self, own: Table, uses: Uses, depth: int) -> Table:
        included: dict[Word, Included] = {}
        for request in _listed(own[INCLUDE]) if INCLUDE in own else ():
            inclusion = self._inclusion(request)
            if inclusion is None:
                continue
            for key, node in self._snippet(inclusion, uses, depth).items():
                each = Included(alias=str(inclusion.alias), node=node)
                self._bring(included, key, each, inclusion.alias)
        merged = own
        if INCLUDE in own:
            merged = self._merged(own, included, "state")
        whole = emptied(own)
        for key, node in merged.items():
            is_own = key not in included or included[key].node is not node
            whole[key] = self._inside(node, uses, depth) if is_own else node
        return whole

    def _inclusion(self, request: Node) -> Inclusion | None:
        if isinstance(request, Word):
            return Inclusion(alias=request, given={})
        alias, given = child(request, "snippet"), child(request, "with")
        fits = isinstance(request, Table) and {*request} <= {Word("snippet"), Word("with")}
        if not fits or not isinstance(alias, Word) or not isinstance(given, Table | None):
            hint = "write include: {snippet: NAME, with: {PARAMETER: VALUE}}"
            self.problems.add("E902", request, "this does not say what to include", hint)
            return None
        return Inclusion(alias=alias, given=given or {})

    def _snippet(self, inclusion: Inclusion, uses: Uses, depth: int) -> Table | dict[Word, Node]:
        item = self._wanted(inclusion.alias, "snippet", uses)
        if item is None:
            return {}
        self._nodes += _size(item.part("states"))
        if self._nodes > MAX_NODES:
            what = f"what is included has more than {MAX_NODES:,} parts"
            self.problems.add("E102", inclusion.alias, what)
            return {}
        for key, node in item.part("actions").items():
            each = Included(alias=str(item.reference), node=node)
            self._bring(self._actions, key, each, inclusion.alias)
        words = chosen(item.parameters, inclusion, self.params, self.problems)
        states = filled(item.part("states"), words, item.parameters, self.problems)
        assert isinstance(states, Table)
        return self._states(states, item.uses, depth)

    def _put_actions(self, whole: Table) -> None:
        """Add what snippets let the team do; a scenario's own action may replace it."""
        if not self._actions and not self._has_gaps:
            return
        key = key_of(whole, "actions") or Word.at("actions", whole.line, whole.column)
        own = whole.get(key, emptied(whole))
        if isinstance(own, Table):
            whole[key] = self._merged(own, self._actions, "action")


def _listed(node: Node) -> Iterator[Node]:
    yield from node if isinstance(node, Row) else (node,)


def _standing_in(own: Table, name: str) -> Table:
    """Return own values with others for those that a missing patient would have brought.

    The scenario is not run; the rest of it can be judged all the same.
    """
    others = emptied(own)
    for key, text in _ANYBODY.items() if name == "patient" else ():
        others[Word.at(key, own.line, own.column)] = Word.at(text, own.line, own.column)
    return merged_values(own, others, "", Problems(""))


def _depth(node: Node) -> int:
    if isinstance(node, Word):
        return 0
    inner = node.values() if isinstance(node, Table) else node
    return 1 + max((_depth(each) for each in inner), default=0)


def _size(node: Node) -> int:
    if isinstance(node, Word):
        return 1
    inner = node.values() if isinstance(node, Table) else node
    return 1 + sum(_size(each) for each in inner)
