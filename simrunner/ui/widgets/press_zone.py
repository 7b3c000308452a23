"""Where a chest is pressed with the mouse: on the figure, and beside the scale of depth."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Role

MM_PER_PX = 0.25
"""54 mm are 216 px of mouse: less than a hand's width."""

_SLACK_PX = 4
_SCALE_MM = 80.0
_STEP_MM = 20
_TOP, _BOTTOM = 14.0, 14.0
_BAR_PX = 26.0


class PressZone(QWidget):
    """A press and its drag: ``pressed``, ``dragged`` in mm below where it began, ``released``."""

    pressed = Signal()
    dragged = Signal(float)
    released = Signal()

    def __init__(self, name: str) -> None:
        """Wait for the mouse."""
        super().__init__()
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._from_px: float | None = None
        self._is_dragged = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to press."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from_px, self._is_dragged = event.position().y(), False
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse once it has been dragged at all."""
        if self._from_px is None:
            return
        down_px = event.position().y() - self._from_px
        self._is_dragged = self._is_dragged or abs(down_px) > _SLACK_PX
        if self._is_dragged:
            self.dragged.emit(max(0.0, down_px * MM_PER_PX))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self._from_px is not None:
            self._from_px = None
            self.released.emit()


class DepthPad(PressZone):
    """A scale of depth with the guideline's band, live; the whole of it can be pressed."""

    def __init__(self, art: Artwork, tr: Translate, *, band_mm: tuple[float, float]) -> None:
        """Show a chest at rest."""
        super().__init__("manikin-depth")
        self.setMinimumSize(QSize(240, 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._art = art
        self._tr = tr
        self._band_mm = band_mm
        self._depth_mm = 0.0
        self._peak_mm: float | None = None
        self._rate_per_min: float | None = None
        self.retranslate()

    def retranslate(self) -> None:
        """Name it again."""
        low, high = self._band_mm
        self.setAccessibleName(
            self._tr("Depth of the chest, guideline {low} to {high} mm", low=f"{low:g}",
                     high=f"{high:g}")
        )  # fmt: skip
        self.update()

    def show_depth(
        self, depth_mm: float, peak_mm: float | None, rate_per_min: float | None
    ) -> None:
        """Show how deep the chest is, and depth and rate of the last compression."""
        now = (depth_mm, peak_mm, rate_per_min)
        if now != (self._depth_mm, self._peak_mm, self._rate_per_min):
            self._depth_mm, self._peak_mm, self._rate_per_min = now
            self.update()

    def _y(self, depth_mm: float) -> float:
        high = self.height() - _TOP - _BOTTOM
        return _TOP + high * min(_SCALE_MM, max(0.0, depth_mm)) / _SCALE_MM

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw scale, band, depth, and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(44, _TOP, _BAR_PX, self._y(_SCALE_MM) - _TOP)
        self._draw_scale(painter, bar)
        self._draw_depth(painter, bar)
        self._draw_words(painter, QRectF(bar.right() + 24, _TOP, self.width(), bar.height()))

    def _draw_scale(self, painter: QPainter, bar: QRectF) -> None:
        colours = colours_of(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bg3))
        painter.drawRoundedRect(bar, 4, 4)
        low, high = self._band_mm
        band = QRectF(bar.left() - 6, self._y(low), bar.width() + 12, self._y(high) - self._y(low))
        painter.setBrush(QColor(colours.ok_tint))
        painter.setPen(QPen(QColor(colours.ok), 1))
        painter.drawRect(band)
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        for mark in sorted({float(n) for n in range(0, 81, _STEP_MM)} - {60.0} | {low, high}):
            painter.setPen(QColor(colours.colour("tx1" if mark in self._band_mm else "tx3")))
            room = QRectF(0, self._y(mark) - 10, bar.left() - 12, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, flags, f"{mark:g}")

    def _draw_depth(self, painter: QPainter, bar: QRectF) -> None:
        colours = colours_of(self)
        if self._depth_mm > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.ac))
            deep = QRectF(bar.left() + 5, bar.top(), bar.width() - 10,
                          self._y(self._depth_mm) - bar.top())  # fmt: skip
            painter.drawRoundedRect(deep, 3, 3)
        if self._peak_mm is not None:
            y = self._y(self._peak_mm)
            painter.setPen(QPen(QColor(colours.tx1), 2))
            painter.drawLine(QPointF(bar.left() - 6, y), QPointF(bar.right() + 6, y))

    def _draw_words(self, painter: QPainter, room: QRectF) -> None:
        colours, tr = colours_of(self), self._tr
        room = room.adjusted(0, 0, -room.left() - 4, 0)
        painter.setPen(QColor(colours.colour(self._depth_tone())))
        painter.setFont(self._art.fonts.font(Role.MIRROR_SMALL))
        depth = "--" if self._peak_mm is None else f"{self._peak_mm:.0f}"
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, depth)
        wide = painter.fontMetrics().horizontalAdvance(depth)
        painter.setFont(self._art.fonts.font(Role.BODY))
        painter.setPen(QColor(colours.tx3))
        painter.drawText(QPointF(room.left() + wide + 6, room.top() + 42), "mm")
        painter.setPen(QColor(colours.tx2))
        rate = "--" if self._rate_per_min is None else f"{self._rate_per_min:.0f}"
        words = tr("last compression, {rate} /min", rate=rate)
        painter.drawText(room.adjusted(0, 54, 0, 0), Qt.AlignmentFlag.AlignTop, words)
        painter.setPen(QColor(colours.tx3))
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        hint = tr(
            "Hold the mouse on the chest or here: the longer, the deeper. Or drag down: the chest"
            " follows. Let go for recoil. Space: one compression of the right depth, so that only"
            " the rhythm is yours."
        )
        flags = Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        painter.drawText(room.adjusted(0, 78, 0, 0), int(flags), hint)

    def _depth_tone(self) -> str:
        if self._peak_mm is None:
            return "tx3"
        low, high = self._band_mm
        return "tx1" if low <= self._peak_mm <= high else "warn"
