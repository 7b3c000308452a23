"""A button that opens a short list: a filter of the library, or its order."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, style_sheet
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.home_view import ChoiceView
from simrunner.ui.widgets.controls import Button, describe

_CROSS_ZONE_PX = 30


class ChoiceButton(Button):
    """Shows the name and the chosen words; ``picked`` tells key and choice, empty for none.

    A chosen filter wears a cross that takes it away, as the Delete key does.
    """

    picked = Signal(str, str)

    def __init__(self, art: Artwork, name: str, *, can_clear: bool = True) -> None:
        super().__init__(art, name, kind="surface" if can_clear else "plain")
        self._can_clear = can_clear
        self._view: ChoiceView | None = None
        self._menu = QMenu(self)
        self._menu.setObjectName(f"{name}.menu")
        self._menu.setFont(art.fonts.font(Role.BODY))
        self._menu.triggered.connect(self._pick)
        self.clicked.connect(self.open_list)

    def present(self, view: ChoiceView, tip: str) -> None:
        """Show a filter or an order."""
        self._view = view
        self.lead(view.name)
        self.label(view.words, tip=tip)
        describe(self, f"{view.name} {view.words}", tip)
        is_set = self._is_set()
        self.show_icon(after="cross" if is_set else "chevron-down")
        self.become("toggled" if is_set else ("surface" if self._can_clear else "plain"))

    def open_list(self) -> None:
        """Open the list below the button; it never blocks."""
        view = self._view
        if view is None:
            return
        self._menu.clear()
        self._menu.setStyleSheet(style_sheet(colours_of(self)))
        for choice, words in view.choices:
            action = self._menu.addAction(words)
            action.setData(choice)
            action.setCheckable(True)
            action.setChecked(choice == view.chosen)
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the choice away when the cross was hit."""
        on_cross = event.position().x() > self.width() - _CROSS_ZONE_PX
        if self._is_set() and on_cross and event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self._clear()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Down or Enter, take away with Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._is_set():
            self._clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def _is_set(self) -> bool:
        return self._can_clear and self._view is not None and bool(self._view.chosen)

    def _clear(self) -> None:
        if self._view is not None:
            self.picked.emit(self._view.key, "")

    def _pick(self, action: QAction) -> None:
        if self._view is not None:
            self.picked.emit(self._view.key, str(action.data()))
