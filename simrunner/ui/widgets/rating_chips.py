"""Evidence chips: sign, time, words; and a row of them that tells how many did not fit."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Px, Role
from simrunner.ui.presenters.assess import EvidenceView
from simrunner.ui.widgets.controls import ElidedLabel, Label, describe

CHIP_PX = 22
MIME = "application/x-simrunner-evidence"
_GAP = 6
_PAD = 7
_SIGN = 12
_SMALLEST = 96
_COUNT = 24
_LEAST_WORDS = 72


def sign_colour(colours: Palette, sign: str) -> str:
    """Return the colour of a sign; each has its own shape too."""
    return {"+": colours.ok, "-": colours.bad}.get(sign, colours.info)


def paint_sign(painter: QPainter, centre: QPointF, sign: str, colour: str) -> None:
    """Draw a plus, a minus or a filled diamond, 8 px across."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if sign == "neutral":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawPolygon(diamond(centre, 5.5))
        return
    painter.setPen(QPen(QColor(colour), 1.8))
    painter.drawLine(centre - QPointF(3.5, 0), centre + QPointF(3.5, 0))
    if sign == "+":
        painter.drawLine(centre - QPointF(0, 3.5), centre + QPointF(0, 3.5))


def diamond(centre: QPointF, radius: float) -> QPolygonF:
    """Return a square on its corner."""
    return QPolygonF(
        [
            centre + QPointF(0, -radius), centre + QPointF(radius, 0),
            centre + QPointF(0, radius), centre + QPointF(-radius, 0),
        ]
    )  # fmt: skip


class EvidenceChip(QAbstractButton):
    """A mark or a fact of the clock; ``picked`` tells its key. It can be dragged onto an item."""

    picked = Signal(str)

    def __init__(self, art: Artwork, name: str, view: EvidenceView, *, is_fact: bool) -> None:
        super().__init__()
        self._art = art
        self._view = view
        self._pressed_at = QPoint()
        self.setObjectName(name)
        self.setFont(art.fonts.font(Role.CAPTION))
        self.setFixedHeight(CHIP_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_fact else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        describe(self, view.tip or view.words)
        self.clicked.connect(self._tell)

    @property
    def key(self) -> str:
        """What the page knows it by."""
        return self._view.key

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(f"{self._view.clock} {self._view.words}")
        return QSize(words + _SIGN + 2 * _PAD + 4, CHIP_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the sign, the time and the words."""
        painter = QPainter(self)
        colours = colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line2), 1))
        painter.setBrush(QColor(colours.bg3 if self.underMouse() else colours.bg2))
        radius = float(Px.RADIUS_CHIP)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        sign = self._view.sign
        middle = QPointF(_PAD + _SIGN / 2 - 1, self.height() / 2)
        paint_sign(painter, middle, sign, sign_colour(colours, sign))
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        left = _PAD + _SIGN + 2
        clock = metrics.horizontalAdvance(f"{self._view.clock} ")
        line = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.tx2))
        painter.drawText(QRect(left, 0, clock, self.height()), line, self._view.clock)
        painter.setPen(QColor(colours.tx1))
        room = self.width() - left - clock - _PAD + 2
        words = metrics.elidedText(self._view.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left + clock, 0, room, self.height()), line, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin a drag once the mouse has gone far enough."""
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if not self.isDown() or moved < QApplication.startDragDistance():
            super().mouseMoveEvent(event)
            return
        self.setDown(False)
        drag = QDrag(self)
        data = QMimeData()
        data.setData(MIME, self._view.key.encode())
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.CopyAction)

    def _tell(self) -> None:
        self.picked.emit(self._view.key)


class ChipFlow(QWidget):
    """Chips from the left, going on below up to ``most_rows``; what is left is counted."""

    picked = Signal(str)

    def __init__(
        self, art: Artwork, name: str, *, most_rows: int = 1, is_fact: bool = False
    ) -> None:
        super().__init__()
        self._art = art
        self._name = name
        self._most_rows = most_rows
        self._is_fact = is_fact
        self._views: tuple[EvidenceView, ...] = ()
        self._chips: list[EvidenceChip] = []
        self._quiet = ElidedLabel(art, Role.CAPTION, "tx3")
        self._quiet.setParent(self)
        self._more = Label(art, Role.CAPTION_STRONG, "tx2")
        self._more.setParent(self)
        self._more.hide()
        self.setMinimumHeight(most_rows * (CHIP_PX + _GAP) - _GAP)

    @property
    def chips(self) -> Sequence[EvidenceChip]:
        """Every chip, also those that did not fit."""
        return tuple(self._chips)

    def show_chips(self, views: Sequence[EvidenceView], quiet: str = "", tone: str = "tx3") -> None:
        """Show chips, or the quiet words where there are none."""
        self._quiet.show_text(quiet, tone)
        if tuple(views) != self._views:
            self._views = tuple(views)
            for old in self._chips:
                old.hide()
                old.deleteLater()
            self._chips = [self._chip(view) for view in views]
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give every chip its place; hide and count those without."""
        top = max(0, (self.height() - self._rows_px()) // 2) if self._most_rows == 1 else 0
        left, row, hidden = 0, 0, []
        for chip in self._chips:
            kept_free = (
                _COUNT + _GAP if row == self._most_rows - 1 and chip is not self._chips[-1] else 0
            )
            room = max(self.width() - kept_free, _SMALLEST)
            wide = min(chip.sizeHint().width(), room)
            if left and left + wide + kept_free > self.width():
                if row < self._most_rows - 1:
                    left, row = 0, row + 1
                elif left + _SMALLEST + kept_free <= self.width():
                    wide = self.width() - left - kept_free
                else:
                    hidden.append(chip)
                    chip.hide()
                    continue
            if hidden:
                hidden.append(chip)
                chip.hide()
                continue
            chip.setGeometry(left, top + row * (CHIP_PX + _GAP), wide, CHIP_PX)
            chip.show()
            left += wide + _GAP
        self._count(hidden, left, top + row * (CHIP_PX + _GAP))
        beside = left if self._chips else 0
        self._quiet.setGeometry(beside, 0, max(0, self.width() - beside), self.height())
        self._quiet.setVisible(bool(self._quiet.text()) and self._quiet.width() >= _LEAST_WORDS)

    def _count(self, hidden: Sequence[EvidenceChip], left: int, top: int) -> None:
        self._more.setVisible(bool(hidden))
        self._more.setText(f"+{len(hidden)}")
        self._more.setToolTip("\n".join(chip.toolTip() for chip in hidden))
        self._more.setGeometry(left, top, _COUNT, CHIP_PX)

    def _rows_px(self) -> int:
        return self._most_rows * (CHIP_PX + _GAP) - _GAP

    def _chip(self, view: EvidenceView) -> EvidenceChip:
        chip = EvidenceChip(self._art, f"{self._name}.{view.key}", view, is_fact=self._is_fact)
        chip.setParent(self)
        chip.picked.connect(self.picked)
        return chip
