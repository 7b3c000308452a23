"""The tree of attempts: one row each on a common time axis, with what branches from what."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from simrunner.ui.charts.debrief_ink import STATE_FILL, paint_status
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.attempts import AttemptsView, AttemptView
from simrunner.ui.presenters.debrief_scale import TimeScale
from simrunner.ui.presenters.debrief_words import minute_text
from simrunner.ui.widgets.panels import empty_layout, scrolled, tight

ROW_PX, AXIS_PX = 48, 26
LABEL_PX, OUTCOME_PX, COUNT_PX = 216, 150, 40
ROWS_SEEN = 4
"""More attempts than these are scrolled to."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_BAND_PX = 22
_CURVE_PX = 8.0


def scale_of(width_px: int, longest_ms: int, counts: int) -> TimeScale:
    """Return where times stand in a row of a width, beside ``counts`` signs with numbers."""
    right_px = OUTCOME_PX + counts * COUNT_PX + 28
    return TimeScale(
        from_ms=0,
        to_ms=max(1, longest_ms),
        left_px=LABEL_PX,
        width_px=max(1, width_px - LABEL_PX - right_px),
    )


class AttemptAxis(QWidget):
    """The minutes above the rows."""

    def __init__(self, art: Artwork, view: AttemptsView, counts: int) -> None:
        super().__init__()
        self.setFixedHeight(AXIS_PX)
        self._art = art
        self._view = view
        self._counts = counts

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        painter.setPen(QColor(colours_of(self).tx3))
        scale = scale_of(self.width(), self._view.longest_ms, self._counts)
        for tick_ms in scale.ticks_ms():
            area = QRectF(scale.x_px(tick_ms) - 40, 0, 80, AXIS_PX)
            painter.drawText(area, _CENTRE, minute_text(tick_ms))


class AttemptRow(QAbstractButton):
    """One attempt; a click, Enter or Space opens its debrief, arrows go to its neighbours."""

    def __init__(self, art: Artwork, view: AttemptView, longest_ms: int, counts: int) -> None:
        super().__init__()
        self.setObjectName(f"debrief.attempt.{view.run}")
        self.setFixedHeight(ROW_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ringed", False)
        if not view.is_open:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(view.sentence)
        self.setToolTip(view.sentence)
        self._art = art
        self.view = view
        self._longest_ms = longest_ms
        self._counts = counts

    def sizeHint(self) -> QSize:
        """Fixed in height."""
        return QSize(640, ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self)
        if self.view.is_open:
            painter.fillRect(self.rect(), QColor(colours.act))
            painter.fillRect(0, 0, 3, ROW_PX, QColor(colours.ac))
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.bg2))
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, ROW_PX - 1, self.width(), ROW_PX - 1)
        scale = scale_of(self.width(), self._longest_ms, self._counts)
        self._paint_words(painter)
        self._paint_stems(painter, scale)
        self._paint_bands(painter, scale)
        self._paint_outcome(painter, scale)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.ac), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)

    def _paint_words(self, painter: QPainter) -> None:
        colours, view = colours_of(self), self.view
        title = QRectF(14, 6, LABEL_PX - 20, 20)
        self._text(painter, title, view.title, Role.PANEL_TITLE, colours.tx1)
        if view.open_word:
            font = self._art.fonts.font(Role.PANEL_TITLE)
            title.adjust(QFontMetricsF(font).horizontalAdvance(view.title) + 8, 0, 0, 0)
            self._text(painter, title, view.open_word, Role.CAPTION_STRONG, colours.ac)
        facts = QRectF(14, 25, LABEL_PX - 20, 16)
        self._text(painter, facts, view.facts, Role.CAPTION, colours.tx3)

    def _paint_stems(self, painter: QPainter, scale: TimeScale) -> None:
        pen = QPen(QColor(colours_of(self).line3), 1.5)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = ROW_PX / 2
        for stem in self.view.stems:
            x_px = scale.x_px(stem.at_ms) - _CURVE_PX
            if stem.comes_from_above and stem.goes_below:
                painter.drawLine(QPointF(x_px, 0), QPointF(x_px, ROW_PX))
            elif stem.goes_below:
                painter.drawLine(QPointF(x_px, middle + _BAND_PX / 2), QPointF(x_px, ROW_PX))
            else:
                path = QPainterPath(QPointF(x_px, 0))
                path.lineTo(x_px, middle - _CURVE_PX)
                path.quadTo(x_px, middle, x_px + _CURVE_PX, middle)
                painter.drawPath(path)

    def _paint_bands(self, painter: QPainter, scale: TimeScale) -> None:
        colours, font = colours_of(self), self._art.fonts.font(Role.CAPTION)
        metrics = QFontMetricsF(font)
        top = (ROW_PX - _BAND_PX) / 2
        for band in self.view.bands:
            left, right = scale.x_px(band.start_ms), scale.x_px(band.end_ms)
            area = QRectF(left, top, max(2.0, right - left - 1), _BAND_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(STATE_FILL[band.tone]))
            painter.drawRoundedRect(area, 3, 3)
            if area.width() > 34:
                room = area.adjusted(8, 0, -4, 0)
                fits = metrics.elidedText(band.title, Qt.TextElideMode.ElideRight, room.width())
                painter.setFont(font)
                painter.setPen(QColor(colours.tx1))
                painter.drawText(room, _LEFT, fits)
        for stem in self.view.stems:
            if stem.goes_below and not stem.comes_from_above:
                painter.setPen(QPen(QColor(colours.bg1), 1.5))
                painter.setBrush(QColor(colours.ac))
                x_px = scale.x_px(stem.at_ms) - _CURVE_PX
                painter.drawEllipse(QPointF(x_px, top + _BAND_PX), 4, 4)

    def _paint_outcome(self, painter: QPainter, scale: TimeScale) -> None:
        colours, view = colours_of(self), self.view
        left = scale.left_px + scale.width_px + 20
        ink = colours.tx1 if view.is_ended else colours.warn
        self._text(
            painter, QRectF(left, 6, OUTCOME_PX - 8, 20), view.outcome, Role.BODY_STRONG, ink
        )
        self._text(
            painter, QRectF(left, 25, OUTCOME_PX, 16), view.duration, Role.CAPTION, colours.tx3
        )
        left += OUTCOME_PX
        for status, number in view.counts:
            paint_status(painter, QPointF(left + 8, ROW_PX / 2), status, colours)
            area = QRectF(left + 19, 0, COUNT_PX - 19, ROW_PX)
            self._text(painter, area, str(number), Role.CAPTION_STRONG, colours.tx1)
            left += COUNT_PX

    def _text(self, painter: QPainter, area: QRectF, words: str, role: Role, ink: str) -> None:
        font = self._art.fonts.font(role)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        fits = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, fits)


class AttemptTree(QWidget):
    """All rows below their axis; ``run_asked`` tells the run of a row that was chosen."""

    run_asked = Signal(str)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.attempts.tree")
        self._art = art
        self._axis = QVBoxLayout()
        self._lines = QVBoxLayout()
        inside = QWidget()
        outer = QVBoxLayout(inside)
        column = QVBoxLayout(self)
        for layout in (self._axis, self._lines, outer, column):
            tight(layout)
        outer.addLayout(self._lines)
        outer.addStretch(1)
        column.addLayout(self._axis)
        column.addWidget(scrolled(inside), 1)
        self.rows: tuple[AttemptRow, ...] = ()

    def present(self, view: AttemptsView) -> None:
        """Show the attempts of a session."""
        empty_layout(self._axis)
        empty_layout(self._lines)
        counts = max((len(row.counts) for row in view.rows), default=0)
        self._axis.addWidget(AttemptAxis(self._art, view, counts))
        self.rows = tuple(AttemptRow(self._art, row, view.longest_ms, counts) for row in view.rows)
        for row in self.rows:
            row.clicked.connect(self._ask)
            self._lines.addWidget(row)
        self.setFixedHeight(AXIS_PX + min(ROWS_SEEN, len(self.rows)) * ROW_PX + 2)

    def focus_open(self) -> None:
        """Put the keyboard on the attempt whose debrief is open."""
        for row in self.rows:
            if row.view.is_open:
                row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        row = self.sender()
        if isinstance(row, AttemptRow) and not row.view.is_open:
            self.run_asked.emit(row.view.run)
