"""The console's one-key commands, which count wherever no inner control takes the key."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from simrunner.ui.windows.run_parts import RunParts


class RunKeys:
    """Space, B, /, >, M, H; letters of behaviour categories; digits of events."""

    def __init__(
        self,
        parts: RunParts,
        *,
        pause: Callable[[], None],
        bookmark: Callable[[], None],
        mark: Callable[[str, Literal["+", "-"]], None],
        log: Callable[[str, int], None],
    ) -> None:
        """``mark`` gets a category's key and the sign, ``log`` an event's key and how long ago."""
        self._parts = parts
        self._mark = mark
        self._log = log
        self._doers: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: pause,
            Qt.Key.Key_B: bookmark,
            Qt.Key.Key_M: parts.toggle_map,
            Qt.Key.Key_H: parts.manikin_button.click,
            Qt.Key.Key_Slash: self._to_filter,
            Qt.Key.Key_Greater: self._to_command,
        }

    def carry_out(self, event: QKeyEvent) -> bool:
        """Do what the key stands for; False for one that means nothing here."""
        doer = self._to_command if event.text() == ">" else self._doers.get(event.key())
        if doer is not None:
            doer()
            return True
        return self._letter(event)

    def _to_filter(self) -> None:
        self._parts.events.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_command(self) -> None:
        self._parts.command.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _letter(self, event: QKeyEvent) -> bool:
        pressed = QKeySequence(event.key()).toString()
        if pressed in {made.count.key.key for made in self._parts.marks.buttons}:
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._mark(pressed, "-" if is_shifted else "+")
            return True
        for row in self._parts.events.rows:
            if row.row.event.key and row.row.event.key == pressed:
                if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                    row.ask_when(None)
                else:
                    self._log(pressed, 0)
                return True
        return False
