"""Why a rating was refused, in words for the rater."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from simrunner.domain.text import Translate


class Refusal(StrEnum):
    """Every reason for refusing."""

    LOCKED = "locked"
    NO_ITEM = "no-item"
    OFF_SCALE = "off-scale"
    ALWAYS_OBSERVED = "always-observed"
    GLOBAL_CLOSED = "global-closed"
    NO_MARK = "no-mark"
    NO_CATEGORY = "no-category"
    INCOMPLETE = "incomplete"
    COMMENT_MISSING = "comment-missing"


_SENTENCES: Mapping[Refusal, Callable[[Translate, Mapping[str, object]], str]] = {
    Refusal.LOCKED: lambda tr, _: tr("This rating is locked and cannot be changed."),
    Refusal.NO_ITEM: lambda tr, fields: tr("The form has no item {item}.", **fields),
    Refusal.OFF_SCALE: lambda tr, fields: tr(
        "{score} is not on the scale from {lowest} to {highest}.", **fields
    ),
    Refusal.ALWAYS_OBSERVED: lambda tr, _: tr("This item is always given a score."),
    Refusal.GLOBAL_CLOSED: lambda tr, fields: tr(
        "The global rating opens after the {items} items.", **fields
    ),
    Refusal.NO_MARK: lambda tr, _: tr("There is no such mark, or it was withdrawn."),
    Refusal.NO_CATEGORY: lambda tr, fields: tr(
        "The form has no mark category {category}.", **fields
    ),
    Refusal.INCOMPLETE: lambda tr, fields: tr(
        "{answered} of {items} items are answered; answer all before you lock.", **fields
    ),
    Refusal.COMMENT_MISSING: lambda tr, fields: tr(
        "Scores that still need a comment before you lock: {count}.", **fields
    ),
}


class RatingRefused(Exception):  # noqa: N818 - a refusal is an answer to the rater, not an error
    """The rater asked for something that the form does not allow now; nothing was written."""

    def __init__(self, reason: Refusal, **fields: object) -> None:
        """Keep the reason and what fills its sentence."""
        super().__init__(reason, fields)
        self.reason = reason
        self.fields: Mapping[str, object] = fields

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.sentence(_English())

    def sentence(self, tr: Translate) -> str:
        """Return the reason as a sentence in the rater's language."""
        return _SENTENCES[self.reason](tr, self.fields)


class _English:
    """The words as they stand in the code."""

    @property
    def language(self) -> str:
        return "en"

    def __call__(self, message: str, /, **fields: object) -> str:
        return message.format(**fields)
