"""What goes: what has outlived its clock, what was announced, the last question, what went."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.retention import UNDO_DAYS
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.retention import RemovalView, RetentionView, remove_words
from simrunner.ui.widgets.controls import Button, Label, describe
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, surface, tight

_DAYS_WIDE = 64


class RemovalsPanel(Panel):
    """``announced`` tells what was typed as days of undoing, ``kept`` a removal's number.

    ``remove_wanted`` when the last question was answered with yes.
    """

    announced = Signal(str)
    kept = Signal(int)
    remove_wanted = Signal()

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Show nothing yet."""
        super().__init__(art, "list")
        self._art, self._tr = art, tr
        self._view: RetentionView | None = None
        self._titles = {
            key: Label(art, Role.PANEL_TITLE) for key in ("outlived", "announced", "past")
        }
        self.outlived = Label(art, Role.BODY, "tx1", wraps=True)
        self._until = Label(art, Role.BODY, "tx2")
        self.days = QLineEdit(str(UNDO_DAYS))
        self.days.setObjectName("retention.undo_days")
        self.days.setFont(art.fonts.font(Role.BODY))
        self.days.setFixedSize(_DAYS_WIDE, Px.CONTROL)
        self.days.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.announce = Button(art, "retention.announce", icon="flag")
        self.past = Label(art, Role.CAPTION, "tx2", wraps=True)
        self.past.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._none = Label(art, Role.BODY, "tx3", wraps=True)
        self.keeps: dict[int, Button] = {}
        self.remove = Button(art, "retention.remove", kind="destructive")
        self.ask = surface("warn")
        self._asked = Label(art, Role.BODY, "tx1", wraps=True)
        self.yes = Button(art, "retention.remove.now", kind="destructive")
        self.no = Button(art, "retention.remove.not")
        self._build()
        self.retranslate()

    def show_removals(self, view: RetentionView) -> None:
        """Show what goes, what may be kept and what went."""
        self._view = view
        tr = self._tr
        self.outlived.setText("\n".join(view.outlived))
        self._offer.setVisible(view.outlived_count > 0)
        empty_layout(self._rows)
        self.keeps = {}
        for one in view.waiting:
            self._rows.addWidget(self._row(one))
        self._none.setVisible(not view.waiting)
        self.past.setText("\n".join(view.past))
        for widget in (self.past, self._titles["past"]):
            widget.setVisible(bool(view.past))
        self.remove.setEnabled(view.due > 0)
        if not view.due:
            self.ask.hide()
        self._asked.setText(remove_words(view.due, tr))

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.show_title(tr("What goes"))
        for key, words in (
            ("outlived", tr("Has outlived its clock")),
            ("announced", tr("Announced")),
            ("past", tr("Carried out, or kept")),
        ):
            self._titles[key].setText(words)
        self._until.setText(tr("Days in which it may be kept after all"))
        describe(self.days, self._until.text())
        self.announce.label(
            tr("Announce"), tip=tr("Say that this will go; until it is due it may be kept")
        )
        self._none.setText(tr("Nothing is announced."))
        self.remove.label(tr("Remove what is due…"), tip=tr("See first what that means"))
        self.yes.label(
            tr("Choose a folder and remove…"), tip=tr("The certificate is written into the folder")
        )
        self.no.label(tr("Not now"), tip=tr("Remove nothing"))
        if self._view is not None:
            self.show_removals(self._view)

    def _row(self, view: RemovalView) -> QFrame:
        frame = QFrame()
        frame.setProperty("surface", "line")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        words = QVBoxLayout()
        tight(words, gap=2)
        name = Label(self._art, Role.BODY_STRONG)
        name.setText(view.text)
        when = Label(self._art, Role.CAPTION, "warn" if view.is_due else "tx3")
        when.setText(view.when)
        words.addWidget(name)
        words.addWidget(when)
        keep = Button(self._art, f"retention.keep.{view.number}", icon="undo")
        keep.label(
            self._tr("Keep"), tip=self._tr("Keep {what}; it is not announced again", what=view.text)
        )
        keep.clicked.connect(partial(self.kept.emit, view.number))
        self.keeps[view.number] = keep
        row.addLayout(words, 1)
        row.addWidget(keep)
        return frame

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        tight(column, margin=16, gap=8)
        column.addWidget(self._titles["outlived"])
        column.addWidget(self.outlived)
        self._offer = QWidget()
        line = QHBoxLayout(self._offer)
        tight(line, gap=12)
        line.addWidget(self._until)
        line.addWidget(self.days)
        line.addWidget(self.announce)
        line.addStretch(1)
        column.addWidget(self._offer)
        column.addSpacing(14)
        column.addWidget(self._titles["announced"])
        column.addWidget(self._none)
        listed = QWidget()
        self._rows = QVBoxLayout(listed)
        tight(self._rows)
        column.addWidget(listed)
        column.addSpacing(14)
        column.addWidget(self._titles["past"])
        column.addWidget(self.past)
        column.addStretch(1)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addWidget(scrolled(inside), 1)
        self._build_ask()
        foot = surface("row")
        below = QHBoxLayout(foot)
        below.setContentsMargins(16, 10, 16, 10)
        below.addStretch(1)
        below.addWidget(self.remove)
        self.body.addWidget(foot)
        self.announce.clicked.connect(lambda: self.announced.emit(self.days.text()))
        self.remove.clicked.connect(self.ask.show)
        self.yes.clicked.connect(self.remove_wanted)
        self.no.clicked.connect(self.ask.hide)

    def _build_ask(self) -> None:
        column = QVBoxLayout(self.ask)
        tight(column, margin=14, gap=10)
        column.addWidget(self._asked)
        line = QHBoxLayout()
        tight(line, gap=8)
        line.addWidget(self.yes)
        line.addWidget(self.no)
        line.addStretch(1)
        column.addLayout(line)
        place = QVBoxLayout()
        place.setContentsMargins(16, 0, 16, 12)
        place.addWidget(self.ask)
        self.ask.hide()
        self.body.addLayout(place)
