"""Tiles of the scenario library, each painted as one widget, and the grid they stand in."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Px, Role
from simrunner.ui.presenters.home_view import TileView
from simrunner.ui.widgets.chips import chip_width, paint_chip
from simrunner.ui.widgets.controls import describe

TILE_HEIGHT = 346
PICTURE_HEIGHT = 158
_PAD = 13
_FOOT = 40
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class PackCard(QAbstractButton):
    """One scenario. Enter or a click opens it, Ctrl+Enter starts it, arrows go to neighbours."""

    opened = Signal(str)
    started = Signal(str)
    arrowed = Signal(int, int)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._art = art
        self._view: TileView | None = None
        self.setProperty("ringed", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)

    @property
    def pack_id(self) -> str:
        """The pack it shows."""
        return "" if self._view is None else self._view.pack_id

    def present(self, view: TileView, tip: str) -> None:
        """Show a scenario."""
        self._view = view
        self.setObjectName(f"home.tile.{view.pack_id}")
        self.setText(view.title)
        describe(self, f"{view.title}, {view.level}, {view.chip.text}", tip)
        self.update()

    def sizeHint(self) -> QSize:
        """The size in a five-column grid at 1920."""
        return QSize(347, TILE_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, start, or hand an arrow to the grid."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.started if with_control else self.opened).emit(self.pack_id)
        elif event.key() in steps:
            self.arrowed.emit(*steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the selection."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tile."""
        view = self._view
        if view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self)
        self._paint_frame(painter, colours, view)
        self._paint_words(painter, colours, view)
        self._paint_facts(painter, colours, view)
        self._paint_foot(painter, colours, view)

    def _paint_frame(self, painter: QPainter, colours: Palette, view: TileView) -> None:
        edge = QColor(colours.line1)
        width = 1.0
        if self.hasFocus():
            edge, width = QColor(colours.ac), 2.0
        elif self.underMouse():
            edge = QColor(colours.line3)
        area = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = float(Px.RADIUS_PANEL)
        shape = QPainterPath()
        shape.addRoundedRect(area, radius, radius)
        painter.fillPath(shape, QColor(colours.bg1))
        painter.save()
        painter.setClipPath(shape)
        size = QSize(self.width(), PICTURE_HEIGHT)
        scale = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self._art.pictures.pixmap(view.picture, size, scale=scale))
        painter.restore()
        painter.setPen(QPen(QColor(colours.line1), 1))
        painter.drawLine(0, self.height() - _FOOT, self.width(), self.height() - _FOOT)
        painter.setPen(QPen(edge, width))
        painter.drawPath(shape)

    def _paint_words(self, painter: QPainter, colours: Palette, view: TileView) -> None:
        left, width = _PAD, self.width() - 2 * _PAD
        strong = self._art.fonts.font(Role.CAPTION_STRONG)
        painter.setFont(strong)
        painter.setPen(QColor(colours.tx2))
        painter.drawText(QRect(left, 170, width, 16), _MIDDLE, view.level)
        if view.system:
            left += QFontMetrics(strong).horizontalAdvance(view.level)
            painter.setFont(self._art.fonts.font(Role.CAPTION))
            painter.setPen(QColor(colours.tx3))
            before = "  ·  " if view.level else ""
            painter.drawText(QRect(left, 170, width, 16), _MIDDLE, before + view.system)
        painter.setPen(QColor(colours.tx1))
        title = self._art.fonts.font(Role.TILE_TITLE)
        painter.setFont(title)
        fits = QFontMetrics(title).elidedText(view.title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(_PAD, 189, width, 20), _MIDDLE, fits)
        painter.setPen(QColor(colours.tx2))
        draw_lines(
            painter,
            self._art.fonts.font(Role.CAPTION),
            QRect(_PAD, 215, width, 32),
            view.objectives,
        )

    def _paint_facts(self, painter: QPainter, colours: Palette, view: TileView) -> None:
        left = _PAD
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        painter.setPen(QColor(colours.tx2))
        scale = self.devicePixelRatioF()
        metrics = QFontMetrics(self._art.fonts.font(Role.CAPTION))
        for icon, words in (
            ("clock", view.duration),
            ("people", view.learners),
            ("", view.objective_count),
        ):
            if not words:
                continue
            if icon:
                pixmap = self._art.icons.pixmap(icon, colours.tx2, 16, scale=scale)
                painter.drawPixmap(left, 262, pixmap)
                left += 20
            painter.drawText(QRect(left, 260, 160, 20), _MIDDLE, words)
            left += metrics.horizontalAdvance(words) + 14
        right = self.width() - _PAD
        for need in reversed(view.needs[:4]):
            right -= 16
            painter.drawPixmap(
                right, 262, self._art.icons.pixmap(need, colours.tx2, 16, scale=scale)
            )
            right -= 8

    def _paint_foot(self, painter: QPainter, colours: Palette, view: TileView) -> None:
        top = self.height() - _FOOT
        wide = chip_width(self._art, view.chip)
        area = QRect(self.width() - _PAD - wide, top + (_FOOT - Px.CHIP) // 2, wide, Px.CHIP)
        paint_chip(painter, self, self._art, area, view.chip)
        caption = self._art.fonts.font(Role.CAPTION)
        painter.setFont(caption)
        painter.setPen(QColor(colours.tx3))
        room = area.left() - _PAD - 8
        words = QFontMetrics(caption).elidedText(view.last_run, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(_PAD, top, room, _FOOT), _MIDDLE, words)

    def _open(self) -> None:
        self.opened.emit(self.pack_id)


def draw_lines(painter: QPainter, font: QFont, area: QRect, text: str) -> None:
    """Draw ``text`` in as many lines of 16 px as ``area`` holds; the last may be cut."""
    line_height = 16
    most = area.height() // line_height
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    painter.setFont(font)
    for number in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        top = area.top() + number * line_height
        is_last = number == most - 1
        if is_last and line.textStart() + line.textLength() < len(text):
            rest = QFontMetrics(font).elidedText(
                text[line.textStart() :], Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(QRect(area.left(), top, area.width(), line_height), _MIDDLE, rest)
        else:
            line.setPosition(QPointF(0, 0))
            line.draw(painter, QPointF(area.left(), top))
    layout.endLayout()


class TileGrid(QWidget):
    """The tiles in rows; five columns in a wide window, four or three in a narrower one."""

    opened = Signal(str)
    started = Signal(str)
    reached = Signal(QRect)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("home.tiles")
        self._art = art
        self._cards: list[PackCard] = []
        self._shown = 0

    def present(self, views: Sequence[TileView], tip: str) -> None:
        """Show these scenarios; widgets are kept and filled anew."""
        while len(self._cards) < len(views):
            card = PackCard(self._art)
            card.setParent(self)
            card.opened.connect(self.opened)
            card.started.connect(self.started)
            card.arrowed.connect(self._go)
            self._cards.append(card)
        for card, view in zip(self._cards, views, strict=False):
            card.present(view, tip)
            card.show()
        for card in self._cards[len(views) :]:
            card.hide()
            card.setObjectName("home.tile.unused")
        self._shown = len(views)
        self._arrange()

    def cards(self) -> tuple[PackCard, ...]:
        """Return the tiles in view, in order."""
        return tuple(self._cards[: self._shown])

    @property
    def columns(self) -> int:
        """How many tiles stand side by side."""
        # Widths of the window less rail and padding: five from 1800, four from 1440 (tokens).
        if self.width() >= 1800 - Px.RAIL - 2 * Px.PAD_HOME - 16:
            return 5
        return 4 if self.width() >= 1440 - Px.RAIL - 2 * Px.PAD_HOME - 16 else 3

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns, gap = self.columns, int(Px.GAP_HOME)
        wide = (self.width() - gap * (columns - 1)) / columns
        for number, card in enumerate(self.cards()):
            row, column = divmod(number, columns)
            left = round(column * (wide + gap))
            right = round(column * (wide + gap) + wide)
            card.setGeometry(left, row * (TILE_HEIGHT + gap), right - left, TILE_HEIGHT)
        rows = -(-self._shown // columns)
        self.setFixedHeight(max(0, rows * (TILE_HEIGHT + gap) - gap))

    def _go(self, across: int, down: int) -> None:
        cards = self.cards()
        at = next((n for n, card in enumerate(cards) if card is self.sender()), 0)
        to = at + across + down * self.columns
        if 0 <= to < len(cards):
            self.focus_card(to)

    def focus_card(self, number: int) -> None:
        """Give the keyboard to a tile and bring it into view."""
        card = self.cards()[number]
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reached.emit(QRect(card.pos() + QPoint(0, 0), card.size()))
