"""What the checker found in a pack, as a list that is read and corrected while the window runs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.pack_page import ProblemView
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Label
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, surface, tight


class ProblemsPanel(Panel):
    """One row per finding: chip and sentence, the place in the file, and what to do."""

    def __init__(self, art: Artwork) -> None:
        super().__init__(art, "assess")
        self.setObjectName("problems")
        self._art = art
        tight(self.body)
        self._rows = QVBoxLayout()
        tight(self._rows)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        self.body.addWidget(scrolled(inside))

    def present(self, title: str, problems: Sequence[ProblemView]) -> None:
        """Show the findings in the order given."""
        self.show_title(title)
        empty_layout(self._rows)
        for number, problem in enumerate(problems):
            self._rows.addWidget(self._row(problem, is_first=number == 0))

    def _row(self, problem: ProblemView, *, is_first: bool) -> QFrame:
        row = surface("bare" if is_first else "row")
        column = QVBoxLayout(row)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Chip(self._art, problem.chip))
        place = Label(self._art, Role.CAPTION, "ac")
        place.setText(problem.place)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top.addWidget(place)
        top.addStretch(1)
        column.addLayout(top)
        for text, role, tone in (
            (problem.sentence, Role.BODY_STRONG, "tx1"),
            (problem.hint, Role.CAPTION, "tx2"),
        ):
            if text:
                label = Label(self._art, role, tone, wraps=True)
                label.setText(text)
                column.addWidget(label)
        row.setAccessibleName(f"{problem.chip.text}, {problem.place}: {problem.sentence}")
        return row
