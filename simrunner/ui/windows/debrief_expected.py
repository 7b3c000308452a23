"""Expected and observed: one row per expectation, a window bar, and a way to jump there."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from simrunner.ui.charts.debrief_ink import paint_status, paint_window
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.debrief_expected import ExpectedRowView, ExpectedView, row_at
from simrunner.ui.presenters.debrief_words import Status
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import ElidedLabel, IconView
from simrunner.ui.widgets.panels import empty_layout, scrolled, surface, tight

ROW_PX = 44
HEAD_PX = 34
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WIDE = (0.27, 0.104, 0.228, 0.119, 0.16, 0.119)
_NARROW_PX = 640


def columns_px(width: int) -> tuple[int, ...]:
    """Return where the six columns begin, and the right edge."""
    shares = _WIDE if width >= _NARROW_PX else (0.29, 0.11, 0.19, 0.13, 0.17, 0.11)
    left, found = 12, [12]
    for share in shares:
        left += round((width - 24) * share)
        found.append(left)
    return tuple(found)


class TableHead(QWidget):
    """The names of the columns."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setFixedHeight(HEAD_PX)
        self._art = art
        self._words: Sequence[str] = ()

    def show_words(self, words: Sequence[str]) -> None:
        """Set the six words."""
        self._words = words
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words."""
        painter = QPainter(self)
        colours = colours_of(self)
        painter.fillRect(self.rect(), QColor(colours.bg2))
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        painter.setPen(QColor(colours.tx2))
        metrics = QFontMetrics(painter.font())
        places = columns_px(self.width())
        for number, word in enumerate(self._words):
            area = QRect(places[number], 0, places[number + 1] - places[number], HEAD_PX)
            fits = metrics.elidedText(word, Qt.TextElideMode.ElideRight, area.width() - 6)
            painter.drawText(area, _LEFT, fits)


class ExpectedRowButton(QAbstractButton):
    """One row; a click, Enter or Space jumps to its moment."""

    def __init__(self, art: Artwork, row: ExpectedRowView, duration_ms: int) -> None:
        super().__init__()
        self.setObjectName(f"debrief.row.{row.key}")
        self.setFixedHeight(ROW_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ringed", False)
        self.setAccessibleName(row.sentence)
        self.setToolTip(row.sentence)
        self._art = art
        self.row = row
        self._duration_ms = duration_ms
        self._at_ms = 0
        self.is_here = False
        self.table_px = 0

    def show_cursor(self, at_ms: int, *, is_here: bool) -> None:
        """Show where the cursor stands, and whether this row is the one it stands at."""
        self._at_ms, self.is_here = at_ms, is_here
        self.update()

    def sizeHint(self) -> QSize:
        """Fixed in height."""
        return QSize(480, ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, row = colours_of(self), self.row
        if self.is_here:
            painter.fillRect(self.rect(), QColor(colours.act))
            painter.fillRect(0, 0, 3, ROW_PX, QColor(colours.ac))
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.bg2))
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, ROW_PX - 1, self.width(), ROW_PX - 1)
        places = columns_px(self.table_px or self.width())
        self._paint_title(painter, places[0], places[1] - places[0] - 8)
        self._text(painter, QRect(places[1], 0, 80, ROW_PX), row.by, Role.BODY, colours.tx2)
        line = QRectF(places[2], 0, places[3] - places[2] - 18, ROW_PX)
        x_px = line.left() + self._at_ms / max(1, self._duration_ms) * line.width()
        painter.setPen(QPen(QColor(colours.line3), 1))
        painter.drawLine(QPointF(x_px, 10), QPointF(x_px, ROW_PX - 10))
        paint_window(painter, line, row.window, self._duration_ms, colours)
        self._paint_outcome(painter, places)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.ac), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)

    def _paint_title(self, painter: QPainter, left: int, width: int) -> None:
        colours, row = colours_of(self), self.row
        area = QRect(left, 5, width, 18)
        self._text(painter, area, row.title, Role.BODY_STRONG, colours.tx1)
        below = QRect(left, 23, width, 16)
        self._text(painter, below, row.objective_words, Role.CAPTION, colours.tx3)
        if row.critical_word:
            metrics = QFontMetrics(self._art.fonts.font(Role.CAPTION))
            lead = " · " if row.objective_words else ""
            moved = metrics.horizontalAdvance(row.objective_words)
            below.adjust(moved, 0, 0, 0)
            self._text(painter, below, lead, Role.CAPTION, colours.tx3)
            below.adjust(metrics.horizontalAdvance(lead), 0, 0, 0)
            self._text(painter, below, row.critical_word, Role.CAPTION_STRONG, colours.tx1)

    def _paint_outcome(self, painter: QPainter, places: Sequence[int]) -> None:
        colours, row = colours_of(self), self.row
        column = {Status.LATE: 4, Status.MISSED: 5, Status.OPEN: 4, Status.UNOPENED: 4}.get(
            row.status, 3
        )
        left = places[column]
        ink = colours.colour(row.tone)
        paint_status(painter, QPointF(left + 8, ROW_PX / 2), row.status, colours)
        words = QFontMetrics(self._art.fonts.font(Role.PANEL_TITLE))
        moment = "–" if row.status is Status.MISSED else row.moment
        role = Role.BODY if row.status is Status.EXTRA else Role.PANEL_TITLE
        area = QRect(left + 22, 0, 80, ROW_PX)
        self._text(painter, area, moment, role, ink)
        if row.status is Status.LATE:
            beside = left + 22 + words.horizontalAdvance(moment) + 6
            self._note(painter, beside, places[6] - beside, Role.BODY, ink)
        elif row.status in (Status.OPEN, Status.UNOPENED):
            self._note(painter, left + 22, places[6] - left - 22, Role.CAPTION, colours.tx2)
        elif row.note:
            self._note(painter, places[4], places[6] - places[4], Role.CAPTION, colours.tx2)

    def _note(self, painter: QPainter, left: int, width: int, role: Role, ink: str) -> None:
        self._text(painter, QRect(left, 0, width, ROW_PX), self.row.note, role, ink)

    def _text(self, painter: QPainter, area: QRect, words: str, role: Role, ink: str) -> None:
        font = self._art.fonts.font(role)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        fits = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, fits)


class ExpectedTable(QWidget):
    """The table without its panel; ``jumped`` tells the time and the objective of a row."""

    jumped = Signal(int, str)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.expected")
        self._art = art
        self._view: ExpectedView | None = None
        self._buttons: list[ExpectedRowButton] = []
        self._here = ""
        column = QVBoxLayout(self)
        tight(column)
        self._head = TableHead(art)
        column.addWidget(self._head)
        self._rows = QVBoxLayout()
        tight(self._rows)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        self._area: QScrollArea = scrolled(inside)
        column.addWidget(self._area, 1)
        self._foot = surface("row")
        self._foot.setFixedHeight(36)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(12, 0, 12, 0)
        foot.setSpacing(8)
        self._words = ElidedLabel(art, Role.CAPTION, "tx2")
        foot.addWidget(IconView(art, "info", size=16))
        foot.addWidget(self._words, 1)
        column.addWidget(self._foot)

    @property
    def rows(self) -> tuple[ExpectedRowButton, ...]:
        """The rows in their order."""
        return tuple(self._buttons)

    def present(self, view: ExpectedView, duration_ms: int) -> None:
        """Show the table."""
        self._view = view
        self._here = ""
        self._head.show_words(view.heads)
        empty_layout(self._rows)
        self._buttons = [ExpectedRowButton(self._art, row, duration_ms) for row in view.rows]
        for button in self._buttons:
            button.clicked.connect(self._jump)
            self._rows.addWidget(button)
        self._share_width()
        self._words.setText(view.footer if view.rows else view.empty)

    def show_cursor(self, at_ms: int) -> None:
        """Stand at a time and bring the row that it belongs to into view."""
        if self._view is None:
            return
        here = row_at(self._view, at_ms)
        for button in self._buttons:
            button.show_cursor(at_ms, is_here=button.row.key == here)
        if here != self._here:
            self._here = here
            self._reveal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the line below the rows when there is no room for three of them."""
        super().resizeEvent(event)
        self._foot.setVisible(self.height() > HEAD_PX + 36 + 3 * ROW_PX)
        self._share_width()
        self._reveal()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the row of the cursor into view."""
        super().showEvent(event)
        self._reveal()

    def _share_width(self) -> None:
        # The rows keep the columns of the head whether or not a scroll bar stands beside them.
        for button in self._buttons:
            button.table_px = self.width()

    def _reveal(self) -> None:
        for button in self._buttons:
            if button.row.key == self._here:
                self._area.ensureWidgetVisible(button, 0, 8)

    def _jump(self) -> None:
        button = self.sender()
        if isinstance(button, ExpectedRowButton) and button.row.jump_ms is not None:
            self.jumped.emit(button.row.jump_ms, button.row.objective)


class StatusChips(QWidget):
    """How many rows have each status."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._art = art
        self._row = QHBoxLayout(self)
        tight(self._row, gap=8)

    def present(self, view: ExpectedView) -> None:
        """Show the chips."""
        empty_layout(self._row)
        for chip in view.chips:
            self._row.addWidget(Chip(self._art, chip))
        self.setFixedHeight(Px.CHIP)
