"""The drawing of two attempts on the screen, and the table of what was expected in both."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simrunner.domain.sim_time import clock_text
from simrunner.ui.charts.compare_chart import FEWEST_PX, CompareInk, ComparePicture
from simrunner.ui.charts.debrief_ink import paint_status
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, theme_of
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.attempts_compare import CompareView, PairRow, SeenView
from simrunner.ui.presenters.debrief_timeline import lane_at
from simrunner.ui.widgets.panels import empty_layout, scrolled, tight

STEP_MS, LEAP_MS = 1000, 10_000
ROW_PX, HEAD_PX = 36, 34
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SHARES = (0.38, 0.2, 0.2, 0.22)


class CompareChart(QWidget):
    """Two attempts over each other; the mouse and the arrow keys read both lines at a time."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.attempts.chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(FEWEST_PX)
        self._art = art
        self._view: CompareView | None = None
        self._at_ms: int | None = None

    @property
    def at_ms(self) -> int | None:
        """Where somebody points, None nowhere."""
        return self._at_ms

    def present(self, view: CompareView) -> None:
        """Show two attempts."""
        self._view = view
        self._point(None)

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(900, FEWEST_PX + 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        if self._view is None:
            return
        painter = QPainter(self)
        self._picture().paint(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours_of(self).ac), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read both lines below the mouse."""
        if self._view is not None:
            scale = self._picture().scale
            is_inside = scale.left_px <= event.position().x() <= scale.left_px + scale.width_px
            self._point(scale.at_ms(event.position().x()) if is_inside else None)

    def leaveEvent(self, _event: QEvent) -> None:
        """Read nothing any more."""
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the time with the arrow keys."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None or self._view is None:
            super().keyPressEvent(event)
            return
        is_leap = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        at_ms = self._view.forked_ms or 0 if self._at_ms is None else self._at_ms
        at_ms += way * (LEAP_MS if is_leap else STEP_MS)
        self._point(min(max(at_ms, 0), self._view.longest_ms))

    def _picture(self) -> ComparePicture:
        assert self._view is not None
        ink = CompareInk(font=self._art.fonts.font, colours=colours_of(self), theme=theme_of(self))
        return ComparePicture(self._view, QRectF(self.rect()), ink, self._at_ms)

    def _point(self, at_ms: int | None) -> None:
        self._at_ms = at_ms
        self.update()
        if self._view is None:
            return
        said = [self._view.chart_name]
        if at_ms is not None:
            said.append(clock_text(at_ms))
            for lane in self._view.lanes:
                pair = (lane_at(lane.first, at_ms), lane_at(lane.second, at_ms))
                words = " | ".join("--" if number is None else f"{number:.0f}" for number in pair)
                said.append(f"{lane.second.label} {words}")
        self.setAccessibleName(", ".join(said))


class PairRowView(QWidget):
    """One expectation in both attempts; without a row, the names of the columns."""

    def __init__(self, art: Artwork, heads: tuple[str, ...], row: PairRow | None = None) -> None:
        super().__init__()
        self.setFixedHeight(HEAD_PX if row is None else ROW_PX)
        self._art = art
        self._heads = heads
        self.row = row
        if row is not None:
            self.setAccessibleName(row.sentence)
            self.setToolTip(row.sentence)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        colours = colours_of(self)
        places = [12]
        for share in _SHARES:
            places.append(places[-1] + round((self.width() - 24) * share))
        if self.row is None:
            painter.fillRect(self.rect(), QColor(colours.bg2))
            for number, words in enumerate(self._heads):
                area = QRectF(places[number], 0, places[number + 1] - places[number] - 6, HEAD_PX)
                self._text(painter, area, words, Role.CAPTION, colours.tx2)
            return
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, ROW_PX - 1, self.width(), ROW_PX - 1)
        role = Role.PANEL_TITLE if self.row.is_critical else Role.BODY_STRONG
        area = QRectF(places[0], 0, places[1] - places[0] - 8, ROW_PX)
        self._text(painter, area, self.row.title, role, colours.tx1)
        for left, right, seen in (
            (places[1], places[2], self.row.first),
            (places[2], places[3], self.row.second),
        ):
            self._paint_seen(painter, left, right, seen)
        area = QRectF(places[3], 0, places[4] - places[3], ROW_PX)
        tone = colours.colour(self.row.gain_tone)
        self._text(painter, area, self.row.gain, Role.BODY_STRONG, tone)

    def _paint_seen(self, painter: QPainter, left: int, right: int, seen: SeenView) -> None:
        colours = colours_of(self)
        paint_status(painter, QPointF(left + 8, ROW_PX / 2), seen.status, colours)
        area = QRectF(left + 22, 0, right - left - 26, ROW_PX)
        self._text(painter, area, seen.words, Role.BODY, colours.colour(seen.tone))

    def _text(self, painter: QPainter, area: QRectF, words: str, role: Role, ink: str) -> None:
        font = self._art.fonts.font(role)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        fits = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, _LEFT, fits)


class PairTable(QWidget):
    """Every expectation in both attempts, and the difference."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.attempts.table")
        self._art = art
        self._head = QVBoxLayout()
        self._rows = QVBoxLayout()
        inside = QWidget()
        outer = QVBoxLayout(inside)
        column = QVBoxLayout(self)
        for layout in (self._head, self._rows, outer, column):
            tight(layout)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        column.addLayout(self._head)
        column.addWidget(scrolled(inside), 1)

    def present(self, view: CompareView) -> None:
        """Show the table."""
        empty_layout(self._head)
        empty_layout(self._rows)
        self._head.addWidget(PairRowView(self._art, view.heads))
        for row in view.rows:
            self._rows.addWidget(PairRowView(self._art, view.heads, row))
