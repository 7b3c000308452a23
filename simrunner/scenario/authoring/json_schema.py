"""JSON Schema 2020-12 of the three kinds of file, made from the models that read them.

It describes the form: keys, kinds, closed lists, units. What names refer to, and whether values
make sense together, only `simrunner check` knows.
"""

import json
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeAlias, get_args, get_origin

from simrunner.domain.catalogue import Catalogue
from simrunner.scenario.authoring.composing import (
    whole_part,
    with_parts,
)
from simrunner.scenario.authoring.details import Details, definitions_of, details_of
from simrunner.scenario.authoring.forms import LANGUAGE, SCALAR, Form
from simrunner.scenario.composition.item import ItemSection
from simrunner.scenario.schema import (
    ActionSection,
    DrugSection,
    ExpectedSection,
    PatientSection,
    Phrase,
    SaySection,
    ScenarioSection,
    Section,
    Spoken,
    StateSection,
)
from simrunner.scenario.source.tree import Word

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: Mapping[str, type[Section]] = {
    "clinscn-1.schema.json": ScenarioSection,
    "clinscn-expected-1.schema.json": ExpectedSection,
    "clinscn-library-1.schema.json": ItemSection,
}
"""The files in `resources/schema`, with the model of each."""

_TITLES = {
    "clinscn-1.schema.json": "clinscn/1 scenario",
    "clinscn-expected-1.schema.json": "clinscn-expected/1 scripted teams",
    "clinscn-library-1.schema.json": "clinscn-library/1 part of the library",
}
_TEXT: Form = {
    "description": "A text for people: plain, or a map of languages such as {en: …, zh-CN: …}.",
    "anyOf": [
        SCALAR,
        {
            "type": "object", "minProperties": 1, "additionalProperties": False,
            "patternProperties": {f"^{LANGUAGE}$": SCALAR},
        },
    ],
}  # fmt: skip
_PLAIN_TYPES = ("type", "anyOf", "enum", "const", "$ref")
_ANY_PART = (PatientSection, DrugSection, ActionSection, StateSection)

Meanings: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What each key is for, in English under `en`, by the section's class and the key."""


def json_schema(name: str, catalogue: Catalogue, meanings: Meanings) -> Form:
    """Return the schema of one of `SCHEMAS`; the closed lists are the catalogue's."""
    writer = _Writer(details_of(catalogue), meanings)
    root = writer.section(SCHEMAS[name])
    if SCHEMAS[name] is ScenarioSection:
        with_parts(root, writer.definitions)
    elif SCHEMAS[name] is ItemSection:
        for kind in _ANY_PART:
            writer.reference(kind)
        whole_part(root, writer.definitions)
    shared = {"Text": _TEXT, **definitions_of(catalogue), **writer.definitions}
    used = json.dumps([root, writer.definitions])
    kept = {key: form for key, form in sorted(shared.items()) if f'#/$defs/{key}"' in used}
    return {
        "$schema": DIALECT, "$id": f"urn:simrunner:{name}", "title": _TITLES[name], **root,
        "$defs": kept,
    }  # fmt: skip


class _Writer:
    """Describes sections, each once."""

    def __init__(self, details: Details, meanings: Meanings) -> None:
        self._details = details
        self._meanings = meanings
        self.definitions: dict[str, Form] = {}

    def section(self, kind: type[Section]) -> Form:
        """Return the schema of one map with fixed keys."""
        properties: dict[str, Form] = {}
        required: list[str] = []
        for name, info in kind.model_fields.items():
            key = info.alias or name
            if key.startswith("\x00"):
                continue
            form = self._form(info.annotation)
            properties[key] = _merged(form, self._detail(kind, key))
            if info.is_required():
                required.append(key)
        found: Form = {
            "description": (kind.__doc__ or "").split("\n\n")[0], "type": "object",
            "properties": properties, "additionalProperties": False,
        }  # fmt: skip
        if required:
            found["required"] = required
        if issubclass(kind, Spoken):
            found["patternProperties"] = {f"^{LANGUAGE}$": SCALAR}
        return found

    def _detail(self, kind: type[Section], key: str) -> Form:
        """Return what is known about a key of a section, or of one it extends."""
        for each in kind.__mro__:
            meaning = self._meanings.get(each.__name__, {}).get(key)
            if meaning is not None:
                detail = self._details.get((each.__name__, key), {})
                return {"description": f"{meaning['en']}.", **detail}
        return {}

    def _form(self, annotation: Any) -> Form:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin in (types.UnionType, typing.Union):
            return self._form(next(each for each in arguments if each is not type(None)))
        if origin is typing.Annotated:
            return self._form(arguments[0])
        if origin is dict:
            return {"type": "object", "additionalProperties": self._form(arguments[1])}
        if origin is list:
            return {"type": "array", "items": self._form(arguments[0])}
        if origin is tuple:
            return {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]}
        return self._single(annotation)

    def _single(self, annotation: Any) -> Form:
        if annotation is Word:
            return SCALAR
        if annotation is Phrase:
            return {"$ref": "#/$defs/Text"}
        if isinstance(annotation, type) and issubclass(annotation, Section):
            return self.reference(annotation)
        return {}

    def reference(self, kind: type[Section]) -> Form:
        """Return where the schema of a section stands; it is written when first asked for."""
        name = kind.__name__.removesuffix("Section")
        if name not in self.definitions:
            self.definitions[name] = {}
            form = self.section(kind)
            if issubclass(kind, SaySection):
                form = {"description": form.pop("description"), "anyOf": [SCALAR, form]}
            self.definitions[name] = form
        return {"$ref": f"#/$defs/{name}"}


def _merged(form: Form, detail: Form) -> Form:
    """Return what the type says with the detail over it; another kind replaces it."""
    if any(key in detail for key in _PLAIN_TYPES):
        return dict(detail)
    return {**form, **detail}
