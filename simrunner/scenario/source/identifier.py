"""Ids as authors may choose them (clinscn/1 §1)."""

import re
import unicodedata

from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.tree import Word

_LETTER = "a-z\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ID = re.compile(f"[{_LETTER}][{_LETTER}0-9-]{{0,39}}")

RESERVED = frozenset(
    {
        "and", "or", "not", "for", "between", "given", "running", "done", "in", "flag", "rhythm",
        "sensor", "event", "within", "since", "entry", "cue", "dose", "doses", "back",
    }
)  # fmt: skip
"""The words of conditions, and `back`, which therefore name nothing."""


def check_id(word: Word, problems: Problems, what: str) -> None:
    """Note E203 unless the word is an id."""
    if word in RESERVED:
        hint = "choose another name"
        problems.add("E203", word, f"'{word}' is a word of the language, not {what} id", hint)
    elif not _ID.fullmatch(word) or unicodedata.normalize("NFC", word) != word:
        hint = "begin with a lower-case letter; then letters, digits and hyphens, at most 40"
        problems.add("E203", word, f"'{word}' is not {what} id", hint)
