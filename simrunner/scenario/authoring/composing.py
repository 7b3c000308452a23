"""How the JSON Schemas tell what is taken from the library: `include` and `override`.

The models describe a scenario after its parts were put in; here the forms are widened to what an
author may write before.
"""

from collections.abc import Iterable
from typing import Any

from simrunner.scenario.authoring import forms
from simrunner.scenario.authoring.forms import Form
from simrunner.scenario.composition.item import CONTENT, NEEDED

_ID = forms.text_like(forms.ID)
_OVERRIDE: Form = {
    **forms.SWITCH, "description": "Whether this replaces what an included part brings.",
}  # fmt: skip
_SNIPPET: Form = {
    "anyOf": [
        _ID,
        {
            "type": "object", "required": ["snippet"], "additionalProperties": False,
            "properties": {
                "snippet": {**_ID, "description": "The snippet, by its id under use."},
                "with": {
                    "type": "object", "propertyNames": _ID,
                    "additionalProperties": forms.filling(),
                    "description": "Values of the snippet's parameters.",
                },
            },
        },
    ],
}  # fmt: skip
_INCLUDES_ONE: Form = {**_ID, "description": "A patient of the library, by its id under use."}


def with_parts(root: Form, definitions: dict[str, Form]) -> None:
    """Let a scenario's schema take in parts."""
    keys = root["properties"]
    patient = definitions["Patient"]
    definitions["Variant"]["properties"]["patient"] |= _some_of(patient, but=("imaging",))
    patient["else"] = {"required": patient.pop("required")}
    keys["vitals"] = {"description": keys["vitals"]["description"], **forms.set_vitals()}
    for values in (patient, keys["vitals"]):
        values["properties"] |= {"include": _INCLUDES_ONE, "override": _OVERRIDE}
        values["dependentRequired"] = {"override": ["include"]}
    patient["if"] = {"required": ["include"]}
    _take_in(keys["drugs"], _one_or_more(_ID, "Drug sets of the library, by their ids under use."))
    _allow_override(definitions, ("Action", "Drug"))
    _take_in_snippets((definitions["Region"], definitions["State"]), definitions)


def whole_part(root: Form, definitions: dict[str, Form]) -> None:
    """Tell in the schema of a part what each kind of part holds."""
    keys = root["properties"]
    keys["patient"] |= _some_of(definitions["Patient"])
    for key, name in (("drugs", "Drug"), ("actions", "Action"), ("states", "State")):
        keys[key] |= _map_of(name)
    _take_in_snippets((root, definitions["State"]), definitions)
    everything = sorted({name for names in CONTENT.values() for name in names})
    root["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {
                "properties": {name: False for name in everything if name not in names},
                "anyOf": [{"required": [name]} for name in NEEDED[kind]],
            },
        }
        for kind, names in CONTENT.items()
    ]


def _take_in_snippets(holders: Iterable[Form], definitions: dict[str, Form]) -> None:
    words = "Snippets of the library, by their ids under use."
    for holder in holders:
        _take_in(holder["properties"]["states"], _one_or_more(_SNIPPET, words))
    _allow_override(definitions, ("State",))


def _allow_override(definitions: dict[str, Form], names: Iterable[str]) -> None:
    for name in names:
        definitions[name]["properties"]["override"] = _OVERRIDE


def _take_in(entries: Form, include: Form) -> None:
    """Let a map include entries; only where it does may its own replace some."""
    entries["properties"] = {"include": include}
    entries["if"] = {"required": ["include"]}
    entries["else"] = {"additionalProperties": {"properties": {"override": False}}}


def _one_or_more(form: Form, words: str) -> Form:
    return {"anyOf": [form, {"type": "array", "items": form}], "description": words}


def _map_of(name: str) -> Form:
    return {"propertyNames": _ID, "additionalProperties": {"$ref": f"#/$defs/{name}"}}


def _some_of(section: Form, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the form of a map with any of a section's keys."""
    kept = {key: form for key, form in section["properties"].items() if key not in but}
    return {"additionalProperties": False, "properties": kept}
