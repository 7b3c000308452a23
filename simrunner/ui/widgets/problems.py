"""What the checker found in a pack, as a list that is read and corrected while the window runs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.pack_page import ProblemView
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, Label
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, surface, tight
from simrunner.ui.widgets.source_line import SourceLine

_WORDS_FROM_PX = 440


class ProblemsPanel(Panel):
    """One row per finding: sentence and place, the line of the file, and what to do."""

    edit_requested = Signal()

    def __init__(self, art: Artwork) -> None:
        super().__init__(art, "assess")
        self.setObjectName("problems")
        self._art = art
        self._edit_words, self._edit_tip = "", ""
        tight(self.body)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self.bar.insertLayout(self.bar.count() - 1, self._chips)
        self.edit = Button(art, "pack.edit", icon="file", height=Px.CONTROL_COMPACT)
        self.edit.clicked.connect(self.edit_requested)
        self.bar.addWidget(self.edit)
        self._rows = QVBoxLayout()
        tight(self._rows)
        self._note = Label(art, Role.CAPTION, "tx3", wraps=True)
        self._note.setContentsMargins(12, 10, 12, 12)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        outer.addLayout(self._rows)
        outer.addWidget(self._note)
        outer.addStretch(1)
        self.body.addWidget(scrolled(inside))

    def show_edit(self, words: str, tip: str) -> None:
        """Set the words of the button; a narrow panel shows its icon alone."""
        self._edit_words, self._edit_tip = words, tip
        is_wide = self.width() >= _WORDS_FROM_PX
        self.edit.label(words if is_wide else "", tip=tip)
        self.edit.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words of the button only where they have room."""
        super().resizeEvent(event)
        self.show_edit(self._edit_words, self._edit_tip)

    def present(
        self, title: str, problems: Sequence[ProblemView], chips: Sequence[ChipView] = (),
        note: str = "",
    ) -> None:  # fmt: skip
        """Show the findings in the order given, with their counts and one sentence below."""
        self.show_title(title)
        empty_layout(self._chips)
        for chip in chips:
            shown = Chip(self._art, chip)
            self._chips.addWidget(shown)
            shown.show()
        empty_layout(self._rows)
        for number, problem in enumerate(problems):
            row = self._row(problem, is_first=number == 0)
            self._rows.addWidget(row)
            row.show()
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _row(self, problem: ProblemView, *, is_first: bool) -> QFrame:
        row = surface("bare" if is_first else "row")
        column = QVBoxLayout(row)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(5)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Chip(self._art, problem.chip))
        if problem.code:
            code = Label(self._art, Role.CAPTION, "tx3")
            code.setText(problem.code)
            top.addWidget(code)
        top.addStretch(1)
        place = Label(self._art, Role.CAPTION, "ac")
        place.setText(problem.place)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top.addWidget(place)
        column.addLayout(top)
        column.addWidget(self._label(problem.sentence, Role.BODY_STRONG, "tx1"))
        if problem.source is not None:
            tone = problem.chip.tone
            column.addWidget(SourceLine(self._art, problem.source, tone))
        if problem.hint:
            column.addWidget(self._label(problem.hint, Role.CAPTION, "tx2"))
        row.setAccessibleName(f"{problem.chip.text}, {problem.place}: {problem.sentence}")
        return row

    def _label(self, text: str, role: Role, tone: str) -> Label:
        label = Label(self._art, role, tone, wraps=True)
        label.setText(text)
        return label
