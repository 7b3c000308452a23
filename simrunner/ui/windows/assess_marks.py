"""The bar at the bottom of the Assess page: one key per mark, the note, and taking it back."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, style_sheet
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.assess_marks import BarView, MarksPresenter
from simrunner.ui.widgets.controls import Button, IconView, Label, describe
from simrunner.ui.widgets.panels import surface, tight
from simrunner.ui.widgets.rating_keys import MarkButton, WordsField

BAR_PX = 72
_BUTTON_PX = 48
_WIDE_NOTE_PX = 470


class NoteField(QFrame):
    """The note to the last mark, with that mark in front. ``kept`` tells the words after Enter."""

    kept = Signal(str)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "field")
        self.setFixedHeight(_BUTTON_PX)
        self.setMinimumWidth(120)
        self._last = Label(art, Role.CAPTION, "tx2")
        self._last.hide()
        self.line = WordsField(art, "assess.note")
        self.line.setProperty("bare", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(IconView(art, "note", size=16, tone="tx2"))
        row.addWidget(self._last)
        row.addWidget(self.line, 1)
        self.line.returnPressed.connect(self._keep)

    def present(self, view: BarView) -> None:
        """Show which mark the note would go to."""
        self._last.setText(f"{view.last_sign} {view.last}" if view.has_mark else "")
        self._fit()
        self.line.setPlaceholderText(view.note_hint)
        self.line.setEnabled(view.has_mark)
        describe(self.line, view.note_hint, shortcut="Enter")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the mark out where the note needs the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._last.setVisible(bool(self._last.text()) and self.width() >= _WIDE_NOTE_PX)

    def _keep(self) -> None:
        self.kept.emit(self.line.text())
        self.line.clear()


class MarksBar(QFrame):
    """``marked`` tells category and sign, ``noted`` a note, ``named`` a learner from 1."""

    marked = Signal(str, str)
    noted = Signal(str)
    named = Signal(int)
    undone = Signal()

    def __init__(self, art: Artwork, presenter: MarksPresenter) -> None:
        super().__init__()
        self.setObjectName("assess.marks")
        self.setProperty("surface", "footer")
        self.setFixedHeight(BAR_PX)
        self._presenter = presenter
        self._is_narrow = False
        self._title = Label(art, Role.PANEL_TITLE)
        self._stamp = Label(art, Role.CAPTION, "tx2")
        self._words = QWidget()
        self._buttons = {key.id: MarkButton(art, key, _BUTTON_PX) for key in presenter.bar().keys}
        self._who = Button(art, "assess.mark.who", icon="user", height=_BUTTON_PX)
        self._menu = QMenu(self._who)
        self._menu.setObjectName("assess.mark.who.menu")
        self._menu.setFont(art.fonts.font(Role.BODY))
        self.note = NoteField(art)
        self._undo = Button(art, "assess.mark.undo", icon="undo", height=_BUTTON_PX)
        self._build()

    @property
    def buttons(self) -> Mapping[str, MarkButton]:
        """The button of each kind of mark."""
        return self._buttons

    def refresh(self) -> None:
        """Say everything as it stands."""
        view = self._presenter.bar()
        self._title.setText(view.title)
        self.setAccessibleName(view.title)
        self.show_stamp()
        for key in view.keys:
            self._buttons[key.id].present(key)
        self._who.label("" if self._is_narrow else view.who, tip=view.who_tip, shown_key="Alt 1–5")
        self._who.setAccessibleName(view.who_tip)
        self._who.setEnabled(view.has_mark)
        self._undo.label("" if self._is_narrow else view.undo, tip=view.undo_tip, key="Ctrl+Z")
        self._undo.setAccessibleName(view.undo_tip)
        self._undo.setEnabled(view.has_mark)
        self.note.present(view)
        self._menu.clear()
        for number, name in enumerate(view.learners, start=1):
            action = self._menu.addAction(f"{number}  {name}")
            action.setData(number)

    def show_stamp(self) -> None:
        """Say at what time a mark would be set now."""
        self._stamp.setText(self._presenter.stamp())

    def fit(self, *, is_narrow: bool) -> None:
        """Fold words before buttons."""
        self._is_narrow = is_narrow
        self._words.setVisible(not is_narrow)
        for button in (*self._buttons.values(), self._who, self._undo):
            button.padding = 10 if is_narrow else 14
            button.updateGeometry()
        self.refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self._words)
        tight(column)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._stamp)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addSpacing(16)
        for place, button in enumerate(self._buttons.values()):
            if place == 2:
                row.addWidget(_rule())
            row.addWidget(button)
            button.pressed_for.connect(self.marked)
        row.addWidget(self._who)
        row.addWidget(self.note, 1)
        row.addWidget(self._undo)
        self._who.clicked.connect(self._open)
        self._menu.triggered.connect(self._name)
        self.note.kept.connect(self.noted)
        self._undo.clicked.connect(self.undone)

    def _open(self) -> None:
        self._menu.setStyleSheet(style_sheet(colours_of(self)))
        high = self._menu.sizeHint().height()
        self._menu.popup(self._who.mapToGlobal(QPoint(0, -high - 4)))

    def _name(self, action: QAction) -> None:
        self.named.emit(int(action.data()))


def _rule() -> QFrame:
    rule = surface("rule")
    rule.setFixedSize(1, 24)
    return rule
