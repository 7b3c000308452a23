"""The learners' numeric tiles: cached pixmaps, redrawn only when their text or flash changes."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from simrunner.ui.look.tokens import MONITOR_GREY
from simrunner.ui.presenters.monitor import NumericTile
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.ink import (
    BLACK,
    alarm_fill,
    alarm_text,
    alarm_text_alone,
    colour,
    is_alarm,
    sized_font,
    trace,
)

_PAD = 16
LOST_PX, LOST_SECOND_PX = 56, 30
"""The sizes of dashes: a missing number says so calmly."""
LEAST_SHRINK = 0.79
"""Notes of 14 px stay at 11 px, the smallest size of any text."""


class NumericTileWidget(QWidget):
    """One tile; ``size_px`` is the height of its figures at the design size."""

    def __init__(
        self, size_px: int, design: QSize, second_px: int = 0, parent: QWidget | None = None
    ) -> None:
        """Show nothing until ``show_tile``; smaller than ``design`` everything shrinks evenly."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._size_px = size_px
        self._second_px = second_px
        self._design = design
        self._w, self._h = design.width(), design.height()
        self._tile: NumericTile | None = None
        self._is_lit = True
        self._cache: QPixmap | None = None
        self.redraws = 0

    @property
    def tile(self) -> NumericTile | None:
        """What is shown now."""
        return self._tile

    def show_tile(self, tile: NumericTile) -> None:
        """Show this tile; nothing is redrawn when nothing changed."""
        if tile == self._tile:
            return
        self._tile = tile
        self.setAccessibleName(f"{tile.label} {tile.text} {tile.unit} {tile.word}".strip())
        self._forget()

    def flash(self, *, is_lit: bool, tone: Tone) -> None:
        """Light or dim the alarm of this tone, if this tile has it."""
        if self._tile is None or tone not in (self._tile.tone, self._tile.second_tone):
            return
        if is_lit != self._is_lit:
            self._is_lit = is_lit
            self._forget()

    def _forget(self) -> None:
        self._cache = None
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Draw again at the new size."""
        self._forget()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Copy the cached picture."""
        scale = self.devicePixelRatioF()
        if self._cache is None or self._cache.devicePixelRatio() != scale:
            self._cache = QPixmap(self.size() * scale)
            self._cache.setDevicePixelRatio(scale)
            self._cache.fill(colour(BLACK))
            painter = QPainter(self._cache)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shrink = self._shrink()
            painter.scale(shrink, shrink)
            if self._tile is not None:
                self._draw(painter, self._tile)
            painter.end()
            self.redraws += 1
        painter = QPainter(self)
        painter.drawPixmap(QPoint(0, 0), self._cache)

    # ------------------------------------------------------------------ drawing
    def _shrink(self) -> float:
        """Return the scale that keeps the design inside the tile, and set the logical size."""
        wide = self.width() / self._design.width()
        high = self.height() / self._design.height()
        shrink = max(LEAST_SHRINK, min(1.0, wide, high))
        self._w, self._h = round(self.width() / shrink), round(self.height() / shrink)
        return shrink

    def _draw(self, painter: QPainter, tile: NumericTile) -> None:
        side = self._draw_side(painter, tile)
        is_wide = tile.tile in ("HR", "ART", "SpO2")
        right = self._w - 18
        if tile.tile == "SpO2":
            right -= 150
            self._draw_pulse(painter, tile)
        foot = 48 if tile.tile in ("ART", "NIBP") else 0
        top = 8 if is_wide or tile.tile == "NIBP" else 34
        bottom = self._h - foot - (8 if is_wide else 34)
        if tile.tile == "NIBP":
            bottom = self._h - 50
        box = QRect(side, top, right - side, max(10, bottom - top))
        self._draw_number(painter, tile, box)
        if foot:
            self._draw_foot(painter, tile)

    def _draw_side(self, painter: QPainter, tile: NumericTile) -> int:
        """Draw label, limits and word at the left; return where the number may begin."""
        ink = trace(tile.ink)
        painter.setFont(sized_font(18, 600, "text"))
        painter.setPen(ink)
        painter.drawText(_PAD, 27, tile.label)
        width = painter.fontMetrics().horizontalAdvance(tile.label)
        painter.setFont(sized_font(14, 400, "text"))
        painter.setPen(colour(MONITOR_GREY))
        painter.drawText(_PAD + width + 7, 27, tile.unit)
        y = 54
        for side, limit in (("high", tile.high_limit), ("low", tile.low_limit)):
            if limit:
                self._draw_limit(painter, tile, limit, y, is_crossed=tile.crossed == side)
                y += 24
        self._draw_word(painter, tile)
        return 130 if self._w > 400 else 96

    def _draw_limit(
        self, painter: QPainter, tile: NumericTile, limit: str, y: int, *, is_crossed: bool
    ) -> None:
        painter.setFont(sized_font(18, 600 if is_crossed else 500, "text"))
        if is_crossed and is_alarm(tile.tone):
            width = painter.fontMetrics().horizontalAdvance(limit) + 12
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(alarm_fill(tile.tone))
            painter.drawRoundedRect(QRectF(_PAD - 5, y - 17, width, 22), 3, 3)
            painter.setPen(alarm_text(tile.tone))
        else:
            painter.setPen(trace(tile.ink))
        painter.drawText(_PAD + 1, y, limit)

    def _draw_word(self, painter: QPainter, tile: NumericTile) -> None:
        if not tile.word:
            return
        has_alarm = tile.word.startswith("*")
        painter.setFont(sized_font(18 if has_alarm else 14, 600 if has_alarm else 400, "text"))
        painter.setPen(alarm_text_alone(tile.tone) if has_alarm else colour(MONITOR_GREY))
        y = 108 if tile.tile == "HR" and has_alarm else self._h - 18
        width = self._w - 2 * _PAD - (150 if tile.tile in ("ART", "NIBP") else 0)
        words = painter.fontMetrics().elidedText(tile.word, Qt.TextElideMode.ElideRight, width)
        painter.drawText(_PAD, y, words)

    def _draw_number(self, painter: QPainter, tile: NumericTile, box: QRect) -> None:
        is_lost = tile.tone is Tone.TECHNICAL or tile.text.startswith("-")
        weight = 400 if is_lost else 600
        size_px = self._fitting(painter, tile.text, weight, box)
        if is_lost:
            size_px = min(size_px, LOST_PX)
        painter.setFont(sized_font(size_px, weight))
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(tile.text)
        cap = metrics.capHeight()
        text_left = box.right() - width - 12
        middle = box.center().y()
        frame = QRectF(text_left - 16, middle - cap / 2 - 16, width + 34, cap + 32)
        if not is_lost and tile.tone is Tone.HIGH:
            if self._is_lit:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(alarm_fill(tile.tone))
                painter.drawRoundedRect(frame, 6, 6)
            painter.setPen(alarm_text(tile.tone) if self._is_lit else alarm_text_alone(tile.tone))
        elif not is_lost and tile.tone is Tone.MEDIUM:
            if self._is_lit:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(alarm_fill(tile.tone), 3))
                painter.drawRoundedRect(frame, 6, 6)
            painter.setPen(trace(tile.ink))
        else:
            painter.setPen(trace(tile.ink))
        painter.drawText(text_left, round(middle + cap / 2), tile.text)

    def _fitting(self, painter: QPainter, text: str, weight: int, box: QRect) -> int:
        """Return the design size, or less so that the figures fit their box."""
        painter.setFont(sized_font(self._size_px, weight))
        metrics = painter.fontMetrics()
        wide = (box.width() - 34) / max(1, metrics.horizontalAdvance(text))
        high = (box.height() - 30) / max(1, metrics.capHeight())
        return max(16, int(self._size_px * min(1.0, wide, high)))

    def _draw_foot(self, painter: QPainter, tile: NumericTile) -> None:
        """Draw the mean at the lower right and its limits beside it."""
        is_lost = tile.second.startswith(("-", "(-"))
        second_px = self._second_px or 36
        painter.setFont(
            sized_font(min(second_px, LOST_SECOND_PX), 400) if is_lost else sized_font(second_px)
        )
        metrics = painter.fontMetrics()
        painter.setPen(
            trace(tile.ink)
            if not is_alarm(tile.second_tone) or tile.second_tone is Tone.TECHNICAL
            else alarm_text_alone(tile.second_tone)
        )
        width = metrics.horizontalAdvance(tile.second)
        left = self._w - 30 - width
        painter.drawText(left, self._h - 14, tile.second)
        if tile.second_label:
            painter.setFont(sized_font(14, 400, "text"))
            painter.setPen(colour(MONITOR_GREY))
            box = QRect(left - 150, self._h - 48, 110, 40)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, align, tile.second_label)

    def _draw_pulse(self, painter: QPainter, tile: NumericTile) -> None:
        """Draw the pulse rate and the perfusion index at the right of SpO2."""
        right = self._w - 18
        align = Qt.AlignmentFlag.AlignRight
        painter.setFont(sized_font(14, 400, "text"))
        painter.setPen(colour(MONITOR_GREY))
        painter.drawText(QRect(right - 130, 14, 130, 20), align, tile.second_label)
        painter.drawText(QRect(right - 130, 86, 130, 20), align, tile.note)
        painter.setFont(sized_font(46))
        painter.setPen(trace(tile.ink))
        painter.drawText(QRect(right - 130, 28, 130, 56), align, tile.second)
