"""What a device told of itself, as chips that go on below when a row is full."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.device_detail import CapabilitiesView
from simrunner.ui.widgets.controls import Label
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, surface, tight

_CHIP_PX = 24
_GAP_PX = 8


class ChipFlow(QWidget):
    """Words in thin frames, as many in a row as fit."""

    def __init__(self, art: Artwork, words: Sequence[str]) -> None:
        """Show these words."""
        super().__init__()
        self._art = art
        self._words = tuple(words)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(", ".join(words))

    def hasHeightForWidth(self) -> bool:
        """Higher where it is narrower."""
        return True

    def heightForWidth(self, wide: int) -> int:
        """Return how high the rows are together, px."""
        last = max((area.bottom() for _, area in self._places(wide)), default=0.0)
        return int(last) + 1

    def sizeHint(self) -> QSize:
        """A few chips wide."""
        return QSize(280, self.heightForWidth(280))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frames and words."""
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._art.fonts.font(Role.CAPTION)
        painter.setFont(font)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for words, area in self._places(self.width()):
            painter.setPen(QPen(QColor(colours.line2), 1))
            radius = float(Px.RADIUS_CHIP)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.setPen(QColor(colours.tx1))
            fits = QFontMetrics(font).elidedText(
                words, Qt.TextElideMode.ElideRight, int(area.width()) - 12
            )
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, fits)

    def _places(self, wide: int) -> Iterator[tuple[str, QRectF]]:
        metrics = QFontMetrics(self._art.fonts.font(Role.CAPTION))
        left = top = 0
        for words in self._words:
            needs = min(metrics.horizontalAdvance(words) + 18, max(40, wide))
            if left and left + needs > wide:
                left, top = 0, top + _CHIP_PX + _GAP_PX
            yield words, QRectF(left, top, needs, _CHIP_PX)
            left += needs + _GAP_PX


class CapabilitiesPanel(Panel):
    """Reports, can do, notices: one group of chips each."""

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__(art, "grid")
        self.setObjectName("devices.capabilities")
        self._art = art
        self._view: CapabilitiesView | None = None
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column, margin=12, gap=10)
        tight(self.body)
        self.body.addWidget(scrolled(inside))

    def show_view(self, title: str, view: CapabilitiesView) -> None:
        """Show the capabilities."""
        self.show_title(title, view.note)
        if view == self._view:
            return
        self._view = view
        empty_layout(self._column)
        for number, (group, words) in enumerate(view.groups):
            if number:
                self._column.addWidget(_rule())
            label = Label(self._art, Role.CAPTION_STRONG, "tx2")
            label.setText(group)
            self._column.addWidget(label)
            self._column.addWidget(ChipFlow(self._art, words))
        if view.empty:
            empty = Label(self._art, Role.BODY, "tx2", wraps=True)
            empty.setText(view.empty)
            self._column.addWidget(empty)
        self._column.addStretch(1)


def _rule() -> QFrame:
    rule = surface("line")
    rule.setFixedHeight(1)
    return rule
