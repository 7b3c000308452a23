"""Which fields hold what a person wrote freely: it may name somebody, and can be erased."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from simrunner.domain.action import Action, SetBookmark
from simrunner.domain.annotation import Annotation, CommentWritten, MarkSet
from simrunner.domain.event import ActionRefused, ActionTaken, Event

FREE_TEXT: Mapping[type, str] = MappingProxyType(
    {SetBookmark: "label", MarkSet: "note", CommentWritten: "comment"}
)
"""Every other text of an action or annotation is a code: an id of the file, a unit, a key."""

Said = TypeVar("Said", Event, Annotation)


def free_text(said: Event | Annotation) -> str | None:
    """Return what a person wrote in a fact or an annotation, None where there is no such field."""
    carrier: Any = said.action if isinstance(said, ActionTaken | ActionRefused) else said
    field = FREE_TEXT.get(type(carrier))
    return None if field is None else str(getattr(carrier, field))


def with_free_text(said: Said, text: str) -> Said:
    """Return the same fact or annotation with other free text; it must have such a field."""
    if isinstance(said, ActionTaken | ActionRefused):
        action: Action = replace(said.action, **_field(said.action, text))
        return replace(said, action=action)
    return replace(said, **_field(said, text))


def _field(carrier: object, text: str) -> dict[str, Any]:
    return {FREE_TEXT[type(carrier)]: text}
