"""Fits a tree to a schema, turning every mismatch into a placed problem."""

from typing import Any, TypeVar

from pydantic import ValidationError

from simrunner.scenario.schema import Section
from simrunner.scenario.source.problem import Placed, Problems, did_you_mean
from simrunner.scenario.source.tree import Node, Table, Word, child, key_of

_S = TypeVar("_S", bound=Section)

_KINDS = {
    "is_instance_of": "this must be one text",
    "model_type": "this must be a map of keys",
    "dict_type": "this must be a map",
    "list_type": "this must be a list: write [one, another]",
}


def fit(schema: type[_S], tree: Table, problems: Problems) -> _S | None:
    """Return the typed file, None when keys are unknown or missing or of another kind."""
    try:
        return schema.model_validate(tree)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            _note(detail, schema, tree, problems)
        return None


def _note(detail: Any, schema: type[Section], tree: Table, problems: Problems) -> None:
    steps = [step for step in detail["loc"] if step != "[key]"]
    kind = detail["type"]
    if kind == "extra_forbidden":
        parent = _walk(tree, steps[:-1])
        name = str(steps[-1])
        place = key_of(parent, name) or parent
        hint = did_you_mean(name, _keys_at(schema, steps[:-1]))
        if not hint and " " in name:
            hint = "is it part of a text? put the whole text in quotes"
        problems.add("E201", place, f"there is no key '{name}' here", hint)
    elif kind == "missing":
        parent = _walk(tree, steps[:-1])
        name = str(steps[-1])
        what = "a text is missing" if name.startswith("\x00") else f"the key '{name}' is missing"
        problems.add("E202", parent, what)
    else:
        message = _KINDS.get(kind) or str(detail["msg"])
        problems.add("E204", _walk(tree, steps), message)


def _walk(tree: Node, steps: list[Any]) -> Node:
    """Return the deepest part of the tree that the steps reach."""
    node = tree
    for step in steps:
        inner = child(node, step)
        if inner is None:
            break
        node = inner
    return node


def _keys_at(schema: type[Section], steps: list[Any]) -> list[str]:
    """Return the keys allowed at a path, found by walking the schema's annotations."""
    found: Any = schema
    for step in steps:
        if isinstance(found, type) and issubclass(found, Section):
            field = next(
                (each for name, each in found.model_fields.items() if (each.alias or name) == step),
                None,
            )
            found = field.annotation if field is not None else None
        else:
            found = _inner_type(found)
        found = _section_in(found) if not _is_collection(found) else found
    return found.key_names() if isinstance(found, type) and issubclass(found, Section) else []


def _is_collection(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) in (dict, list)


def _inner_type(annotation: Any) -> Any:
    arguments = getattr(annotation, "__args__", ())
    return arguments[-1] if arguments else None


def _section_in(annotation: Any) -> Any:
    """Return the Section in an optional type, or the collection in it."""
    if isinstance(annotation, type):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if _is_collection(argument):
            return argument
        if isinstance(argument, type) and issubclass(argument, Section):
            return argument
    return annotation


def is_yes(word: Word | None, problems: Problems) -> bool:
    """Return a `true` or `false` key, false when absent; E205 for anything else."""
    if word is None or word == "false":
        return False
    if word != "true":
        problems.add("E205", word, f"'{word}' is neither true nor false", "write true or false")
    return True


def is_on(word: Word, problems: Problems) -> bool:
    """Return an `on` or `off` word; E205 for anything else."""
    if word not in ("on", "off"):
        problems.add("E205", word, f"'{word}' is neither on nor off", "write on or off")
    return word == "on"


def one_of(word: Word, allowed: Any, problems: Problems, what: str) -> bool:
    """Return whether the word is in a closed list; E206 with the nearest name when not."""
    if word in allowed:
        return True
    hint = did_you_mean(word, allowed) or "one of " + ", ".join(sorted(allowed)[:12])
    problems.add("E206", word, f"there is no {what} '{word}'", hint)
    return False


def spot_or(word: Word | None, place: Placed) -> Placed:
    """Return where an optional word stands, else the place of what lacks it."""
    return word if word is not None else place
