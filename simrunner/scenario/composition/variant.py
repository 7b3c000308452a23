"""Variants: the same scenario with other values of patient, vitals and parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from simrunner.domain.vital import Vital
from simrunner.scenario.composition.foreign import emptied
from simrunner.scenario.schema import PatientSection, VariantSection
from simrunner.scenario.shape import fit
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Problem, Problems, did_you_mean
from simrunner.scenario.source.tree import Node, Table, Word, child, key_of

_LEVELS = ("easy", "normal", "hard")
_VALUES_ONLY = "a variant replaces values, never what there is"


def without_variants(tree: Table) -> Table:
    """Return the scenario as it is when no variant is chosen."""
    plain = emptied(tree)
    plain.update((key, node) for key, node in tree.items() if key != "variants")
    return plain


def read_variants(tree: Table, problems: Problems) -> dict[Word, VariantSection]:
    """Return every variant that can be read, by id; what is wrong with the others is noted."""
    node = child(tree, "variants")
    if node is None:
        return {}
    if not isinstance(node, Table):
        problems.add("E204", node, "this must be a map")
        return {}
    found: dict[Word, VariantSection] = {}
    for word, variant in node.items():
        check_id(word, problems, "a variant")
        if not isinstance(variant, Table):
            problems.add("E204", variant, "this must be a map of keys")
            continue
        own = Problems(problems.file)
        section = fit(VariantSection, variant, own)
        problems.take(only_of_variant(word, own.all, ()))
        if section is not None:
            found[word] = section
    return found


def varied(tree: Table, variant: VariantSection, problems: Problems) -> Table:
    """Return the scenario with the variant's values; E910 for what would change its structure."""
    whole = without_variants(tree)
    _replace(whole, "patient", _patient(child(whole, "patient"), variant.patient, problems))
    _replace(whole, "params", _params(child(whole, "params"), variant.params, problems))
    _replace(whole, "vitals", _vitals(child(whole, "vitals"), variant.vitals, problems))
    return whole


def _replace(whole: Table, name: str, part: Table | None) -> None:
    key = key_of(whole, name)
    if key is not None and part is not None:
        whole[key] = part


def _patient(base: Node | None, values: Mapping[Word, Node], problems: Problems) -> Table | None:
    changed = _copy(base)
    if changed is None:
        return None
    for key, node in values.items():
        if key == "labs":
            known = child(changed, "labs")
            labs = _copy(known)
            ids = labs if labs is not None else {}
            for lab, text in node.items() if isinstance(node, Table) else ():
                if _is_known(lab, ids, "lab", problems) and labs is not None:
                    labs[lab] = text
            _replace(changed, "labs", labs)
        elif key == "imaging":
            problems.add("E910", key, "a variant cannot change 'imaging'", _VALUES_ONLY)
        elif _is_known(key, PatientSection.key_names(), "key of the patient", problems):
            _put(changed, key, node)
    return changed


def _params(base: Node | None, values: Mapping[Word, Node], problems: Problems) -> Table | None:
    changed = _copy(base)
    for name, node in values.items():
        if not _is_known(name, changed or (), "parameter", problems) or changed is None:
            continue
        levels = _copy(changed[name])
        if levels is None:
            continue
        given = (
            node
            if isinstance(node, Table)
            else {Word.at(each, name.line, name.column): node for each in _LEVELS}
        )
        for level, word in given.items():
            _put(levels, level, word)
        _put(changed, name, levels)
    return changed


def _vitals(base: Node | None, values: Mapping[Word, Word], problems: Problems) -> Table | None:
    changed = _copy(base)
    for key, word in values.items():
        if changed is not None and _is_known(key, list(Vital), "vital", problems):
            _put(changed, key, word)
    return changed


def _put(table: Table, key: Word, node: Node) -> None:
    """Replace a value in its place, both key and value now standing in the variant."""
    entries = list(table.items())
    table.clear()
    for known, inner in entries:
        table[key if known == key else known] = node if known == key else inner
    table.setdefault(key, node)


def _copy(node: Node | None) -> Table | None:
    if not isinstance(node, Table):
        return None
    copied = emptied(node)
    copied.update(node)
    return copied


def _is_known(key: Word, known: Iterable[str], what: str, problems: Problems) -> bool:
    names = [str(name) for name in known]
    if key in names:
        return True
    hint = did_you_mean(key, names) or _VALUES_ONLY
    problems.add("E910", key, f"the scenario has no {what} '{key}'", hint)
    return False


def only_of_variant(
    word: Word, found: Iterable[Problem], base: Iterable[Problem]
) -> tuple[Problem, ...]:
    """Return the problems that the scenario itself does not have, each naming the variant."""
    known = set(base)
    return tuple(
        replace(problem, message=f"in variant '{word}': {problem.message}")
        for problem in found
        if problem not in known and problem.code != "W618"
    )
