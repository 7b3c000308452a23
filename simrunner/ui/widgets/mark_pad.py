"""Behaviour marks: four keys with their tally."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.marks import MarkCount
from simrunner.ui.widgets.cap_button import draw_cap
from simrunner.ui.widgets.ink import colour, role_font, sized_font


class MarkButton(QAbstractButton):
    """One category: a click marks it seen well, a right click seen badly."""

    marked = Signal(str, str)

    def __init__(self, count: MarkCount, tr: Translate) -> None:
        """Show the tally."""
        super().__init__()
        self._tr = tr
        self.setFixedHeight(32)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName(f"run-mark-{count.key.key}")
        self.clicked.connect(self._plus)
        self.show_count(count)

    def show_count(self, count: MarkCount) -> None:
        """Show another tally."""
        self.count = count
        key = count.key.key
        self.setAccessibleName(f"{count.key.title} {count.plus} {count.minus}")
        self.setToolTip(self._tr("{title}: {key} marks it done well, Shift {key} done badly",
                                 title=count.key.title, key=key))  # fmt: skip
        self.update()

    def _plus(self) -> None:
        self.marked.emit(self.count.key.key, "+")

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        """Mark it done badly."""
        self.marked.emit(self.count.key.key, "-")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = "bg4" if self.isDown() else "bg3" if self.underMouse() else "bg2"
        painter.setBrush(colour(fill))
        painter.setPen(QPen(colour("ac" if self.hasFocus() else "line2"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        draw_cap(painter, QRect(8, 6, 20, 20), self.count.key.key, colour("tx2"))
        painter.setFont(role_font(Role.BODY))
        painter.setPen(colour("tx1"))
        middle = QRect(38, 0, self.width() - 100, self.height())
        title = painter.fontMetrics().elidedText(
            self.count.key.title, Qt.TextElideMode.ElideRight, middle.width()
        )
        painter.drawText(middle, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(sized_font(13, 600, "text"))
        words = f"{self.count.plus} · {self.count.minus}"
        box = QRect(self.width() - 72, 0, 62, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)


class MarkPad(QWidget):
    """The four categories."""

    marked = Signal(str, str)

    def __init__(self, counts: Sequence[MarkCount], tr: Translate) -> None:
        """Build one key per category."""
        super().__init__()
        self.setObjectName("run-marks")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setSpacing(8)
        self.buttons: list[MarkButton] = []
        for index, count in enumerate(counts):
            made = MarkButton(count, tr)
            made.marked.connect(self.marked)
            grid.addWidget(made, index // 2, index % 2)
            self.buttons.append(made)

    def show_counts(self, counts: Sequence[MarkCount]) -> None:
        """Show these tallies."""
        for made, count in zip(self.buttons, counts, strict=True):
            made.show_count(count)
