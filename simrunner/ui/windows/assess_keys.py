"""What a key press means on the Assess page."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from simrunner.ui.presenters.assess_marks import RESERVED_KEYS

_DIGITS = "0123456789"
_MINUS = ("-", "−", "–")
_PLAIN: Mapping[int, str] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Delete: "clear",
    Qt.Key.Key_Backspace: "clear",
    Qt.Key.Key_N: "not-observed",
    Qt.Key.Key_E: "evidence",
    Qt.Key.Key_M: "comment",
    Qt.Key.Key_Return: "note",
    Qt.Key.Key_Enter: "note",
    Qt.Key.Key_Escape: "leave",
    Qt.Key.Key_Left: "back",
    Qt.Key.Key_Right: "ahead",
    Qt.Key.Key_Space: "play",
}
_CONTROLLED: Mapping[int, str] = {Qt.Key.Key_Z: "undo", Qt.Key.Key_L: "lock"}
_REPEATING = frozenset({"up", "down", "back", "ahead"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMeaning:
    """``act`` is a word of the page; ``digit`` goes with rate and who, the rest with mark."""

    act: str
    digit: int = 0
    sign: str = ""
    category: str = ""


def key_meaning(event: QKeyEvent, categories: Mapping[str, str]) -> KeyMeaning | None:
    """Return what a press means, None for nothing; ``categories`` gives the category of a letter.

    Digits and signs go by what the layout types, letters by the key itself, so that Caps Lock and
    an input method change nothing. A held key repeats movements only.
    """
    found = _meaning(event, categories)
    if found is not None and event.isAutoRepeat() and found.act not in _REPEATING:
        return None
    return found


def _meaning(event: QKeyEvent, categories: Mapping[str, str]) -> KeyMeaning | None:
    held, key, text = event.modifiers(), event.key(), event.text()
    if held & Qt.KeyboardModifier.AltModifier:
        number = key - Qt.Key.Key_0
        return KeyMeaning(act="who", digit=number) if number in range(1, 6) else None
    if held & Qt.KeyboardModifier.ControlModifier:
        act = _CONTROLLED.get(key)
        return None if act is None else KeyMeaning(act=act)
    if text and text in _DIGITS:
        return KeyMeaning(act="rate", digit=int(text))
    if text == "+" or text in _MINUS:
        return KeyMeaning(act="mark", sign="+" if text == "+" else "-")
    letter = chr(key) if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else ""
    if letter in categories and letter not in RESERVED_KEYS:
        is_shifted = bool(held & Qt.KeyboardModifier.ShiftModifier)
        sign = "-" if is_shifted else "+"
        return KeyMeaning(act="mark", sign=sign, category=categories[letter])
    return KeyMeaning(act=_PLAIN[key]) if key in _PLAIN else None
