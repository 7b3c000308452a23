"""The part of SARIF 2.1.0 that the checker writes, as a JSON Schema.

Written from the text of the standard (OASIS SARIF 2.1.0 errata 01, sections 3.13 to 3.52): the
properties that are required, the closed lists, and nothing that the standard does not know.
"""

from typing import Any


def _closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "required": required, "additionalProperties": False,
        "properties": properties,
    }  # fmt: skip


_TEXT = _closed(["text"], text={"type": "string", "minLength": 1})
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_RULE = _closed(
    ["id"], id={"type": "string"}, shortDescription=_TEXT, help=_TEXT,
    defaultConfiguration=_closed([], level=_LEVEL),
)  # fmt: skip
_PLACE = _closed(
    ["physicalLocation"],
    physicalLocation=_closed(
        ["artifactLocation"],
        artifactLocation=_closed(["uri"], uri={"type": "string", "format": "uri-reference"}),
        region=_closed(
            ["startLine"], startLine={"type": "integer", "minimum": 1},
            startColumn={"type": "integer", "minimum": 1},
        ),
    ),
)  # fmt: skip
_SUPPRESSION = _closed(
    ["kind"], kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]}, justification={"type": "string"},
)  # fmt: skip
_RESULT = _closed(
    ["message"], ruleId={"type": "string"}, ruleIndex={"type": "integer", "minimum": -1},
    level=_LEVEL, message=_TEXT, locations={"type": "array", "items": _PLACE},
    suppressions={"type": "array", "items": _SUPPRESSION, "uniqueItems": True},
)  # fmt: skip
_DRIVER = _closed(
    ["name"], name={"type": "string"}, rules={"type": "array", "items": _RULE, "uniqueItems": True},
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
)  # fmt: skip
_RUN = _closed(
    ["tool"], tool=_closed(["driver"], driver=_DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
    results={"type": "array", "items": _RESULT},
)  # fmt: skip

SARIF_SHAPE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_closed(
        ["version", "runs"], **{"$schema": {"type": "string", "format": "uri"}},
        version={"const": "2.1.0"}, runs={"type": "array", "items": _RUN},
    ),
}  # fmt: skip
