"""Console buttons with an icon before their words and a key cap behind them."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.ink import colour, role_font

_ICON_PX = 16
_GAP_PX = 8
_PAD_PX = 12


class CapButton(QPushButton):
    """Shows ``icon``, words and the key that does the same; folded only the icon.

    The key is never part of the words, so that a translation can not lose it.
    """

    def __init__(self, icons: Icons, icon: str, name: str, *, kind: str = "", ink: str = "tx1",
                 height_px: int = Px.CONTROL) -> None:  # fmt: skip
        """Start without words."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("ringed", True)
        if kind:
            self.setProperty("kind", kind)
        self.setFont(role_font(Role.BODY_STRONG))
        self.setFixedHeight(height_px)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icons = icons
        self._icon = icon
        self._ink = ink
        self.cap = ""

    def say(self, words: str, tip: str, cap: str = "") -> None:
        """Show words and a key cap; ``tip`` is also the name of a button without words."""
        self.setText(words)
        self.cap = cap
        self.setToolTip(f"{tip} ({cap})" if cap else tip)
        self.setAccessibleName(words or tip)
        self.updateGeometry()
        self.update()

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def _parts(self) -> tuple[int, int, int]:
        """Return the widths of icon, words and cap with the gaps before them."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        cap = QFontMetrics(role_font(Role.KEY_CAP)).horizontalAdvance(self.cap) + 12
        return (
            _ICON_PX, words + _GAP_PX if words else 0, cap + _GAP_PX if self.cap else 0
        )  # fmt: skip

    def sizeHint(self) -> QSize:
        """As wide as its parts."""
        return QSize(sum(self._parts()) + 2 * _PAD_PX, self.height())

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame by the style sheet, then the parts, centred together."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        ink = colour(self._ink if self.isEnabled() else "dis")
        icon, words, cap = self._parts()
        left = (self.width() - icon - words - cap) // 2
        picture = self._icons.pixmap(self._icon, ink.name(), _ICON_PX,
                                     scale=self.devicePixelRatioF())  # fmt: skip
        painter.drawPixmap(left, (self.height() - _ICON_PX) // 2, picture)
        painter.setFont(self.font())
        painter.setPen(ink)
        area = QRect(left + icon + _GAP_PX, 0, words, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
        if cap:
            top = (self.height() - Px.CHIP) // 2
            draw_cap(painter, QRect(left + icon + words + _GAP_PX, top, cap - _GAP_PX, Px.CHIP),
                     self.cap, ink)  # fmt: skip


def draw_cap(painter: QPainter, area: QRect, key: str, ink: QColor) -> None:
    """Draw a key as a cap: a thin frame with the key in it."""
    edge = QColor(ink)
    edge.setAlpha(110)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = float(Px.RADIUS_CHIP)
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(ink)
    painter.setFont(role_font(Role.KEY_CAP))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, key)
