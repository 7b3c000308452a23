"""Themes per page or window: palette, style sheet, and the focus ring around keyboard focus."""

from string import Template

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFocusFrame,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from simrunner.ui.look.tokens import PALETTES, Palette, Theme

RING_PX = 2
RING_GAP_PX = 2

_THEME = "simrunnerTheme"


def apply_theme(widget: QWidget, theme: Theme) -> None:
    """Give ``widget`` and everything inside it the colours of ``theme``."""
    widget.setProperty(_THEME, theme.value)
    widget.setPalette(_qt_palette(PALETTES[theme]))
    widget.setStyleSheet(style_sheet(PALETTES[theme]))


def theme_of(widget: QWidget) -> Theme:
    """Return the theme of the nearest themed widget from ``widget`` upward, light if none."""
    at: QWidget | None = widget
    while at is not None:
        found = at.property(_THEME)
        if found is not None:
            return Theme(str(found))
        at = at.parentWidget()
    return Theme.LIGHT


def colours_of(widget: QWidget) -> Palette:
    """Return the colours in force where ``widget`` stands."""
    return PALETTES[theme_of(widget)]


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a label or frame another colour role and have the style sheet look again."""
    if widget.property("tone") == tone:
        return
    widget.setProperty("tone", tone)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Have the style sheet look again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, "bg0"),
        (role.WindowText, "tx1"),
        (role.Base, "bg1"),
        (role.AlternateBase, "bg2"),
        (role.Text, "tx1"),
        (role.Button, "bg2"),
        (role.ButtonText, "tx1"),
        (role.Highlight, "acf"),
        (role.HighlightedText, "on_fill"),
        (role.PlaceholderText, "tx3"),
        (role.Link, "ac"),
        (role.LinkVisited, "ac"),
        (role.ToolTipBase, "bg1"),
        (role.ToolTipText, "tx1"),
    ):
        palette.setColor(which, QColor(colours.colour(name)))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.dis))
    return palette


def style_sheet(colours: Palette) -> str:
    """Return the style sheet of one palette; type is set by fonts, never here."""
    named = {name: colours.colour(name) for name in Palette.__slots__}
    tones = "\n".join(
        f'QLabel[tone="{tone}"] {{ color: {named[tone]}; }}'
        for tone in ("tx1", "tx2", "tx3", "dis", "ac", "ok", "warn", "bad", "info", "on_fill")
    )
    # A chosen segment stands out from its trough: lighter in the dark, white in the light.
    named["segment"] = colours.bg4 if colours is PALETTES[Theme.DARK] else colours.bg1
    sheet = Template(_SHEET).substitute(named)
    return f"{tones}\n{sheet}"


_SHEET = """
* { outline: none; }
QLabel { background: transparent; }
QFrame[surface="page"], QWidget[surface="page"] { background: $bg0; }
QFrame[surface="rail"] { background: $bg1; border: none; border-right: 1px solid $line1; }
QFrame[surface="header"] { background: $bg1; border: none; border-bottom: 1px solid $line1; }
QFrame[surface="footer"] { background: $bg1; border: none; border-top: 1px solid $line1; }
QFrame[surface="panel"] { background: $bg1; border: 1px solid $line1; border-radius: 8px; }
QFrame[surface="inset"] { background: $bg2; border: 1px solid $line2; border-radius: 8px; }
QFrame[surface="bare"] { background: transparent; border: none; }
QFrame[surface="title"] { background: transparent; border: none;
  border-bottom: 1px solid $line1; }
QFrame[surface="row"] { background: transparent; border: none; border-top: 1px solid $line1; }
QFrame[surface="category"] { background: $bg2; border: none; border-bottom: 1px solid $line1; }
QFrame[surface="line"] { background: transparent; border: none; border-bottom: 1px solid $line1; }
QFrame[surface="code"] { background: $bg1; border: 1px solid $line2; border-radius: 6px; }
QFrame[surface="warn"] { background: $warn_tint; border: 1px solid $warn_edge; border-radius: 8px; }
QFrame[surface="segments"] { background: $bg2; border: 1px solid $line2; border-radius: 6px; }
QFrame[surface="rule"] { background: $line2; border: none; }
QPushButton { background: $bg2; color: $tx1; border: 1px solid $line2; border-radius: 6px;
  padding: 0 12px; }
QPushButton:hover { background: $bg3; }
QPushButton:pressed { background: $bg4; }
QPushButton:disabled { background: transparent; color: $dis; border-color: $line1; }
QPushButton[kind="primary"] { background: $acf; color: $on_fill; border-color: $acf; }
QPushButton[kind="primary"]:hover { background: $acf2; border-color: $acf2; }
QPushButton[kind="primary"]:pressed { background: $acf; }
QPushButton[kind="primary"]:disabled { background: transparent; color: $dis;
  border-color: $line1; }
QPushButton[kind="plain"] { background: transparent; border-color: transparent; }
QPushButton[kind="plain"]:hover { background: $bg3; }
QPushButton[kind="plain"]:pressed { background: $bg4; }
QPushButton[kind="surface"] { background: $bg1; }
QPushButton[kind="surface"]:hover { background: $bg3; }
QPushButton[kind="surface"]:pressed { background: $bg4; }
QPushButton[kind="destructive"] { color: $bad; border-color: $bad_edge; }
QPushButton[kind="toggled"] { background: $act; border-color: $acl; }
QPushButton[kind="toggled"]:hover { border-color: $ac; }
QPushButton[kind="segment"] { background: transparent; border: 1px solid transparent;
  border-radius: 4px; color: $tx2; padding: 0 12px; }
QPushButton[kind="segment"]:hover { background: $bg3; }
QPushButton[kind="segment"]:checked { background: $segment; color: $tx1; border-color: $line2; }
QLineEdit { background: $bg1; color: $tx1; border: 1px solid $line3; border-radius: 6px;
  padding: 0 10px; selection-background-color: $acf; selection-color: $on_fill; }
QLineEdit:disabled { color: $dis; border-color: $line1; }
QLineEdit[bare="true"] { background: transparent; border: none; padding: 0; }
QFrame[surface="field"] { background: $bg1; border: 1px solid $line3; border-radius: 6px; }
QCheckBox { color: $tx1; spacing: 8px; background: transparent; }
QTextBrowser { background: transparent; color: $tx1; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[surface="scrolled"] { background: transparent;
  border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $line2; border-radius: 3px; min-height: 32px;
  margin: 2px 3px; }
QScrollBar::handle:vertical:hover { background: $line3; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $line2; border-radius: 3px; min-width: 32px;
  margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $bg1; color: $tx1; border: 1px solid $line2; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $act; }
QMenu::indicator { width: 0; }
QMenu::item:checked { background: $act; color: $ac; }
QToolTip { background: $bg1; color: $tx1; border: 1px solid $line2; padding: 4px 6px; }
QProgressBar { background: $bg4; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $acf; border-radius: 3px; }
"""


class RingStyle(QProxyStyle):
    """The style of the focus ring alone: 2 px, 2 px outside the control, above everything."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Return how far the ring stands off; everything else as the base style says."""
        margins = (
            QStyle.PixelMetric.PM_FocusFrameHMargin,
            QStyle.PixelMetric.PM_FocusFrameVMargin,
        )
        if metric in margins:
            return RING_PX + RING_GAP_PX
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803  (Qt's keyword)
    ) -> int:
        """Have the ring drawn above its neighbours."""
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return super().styleHint(hint, option, widget, returnData)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the ring in the accent colour of the theme it stands in."""
        if element != QStyle.ControlElement.CE_FocusFrame or widget is None:
            super().drawControl(element, option, painter, widget)
            return
        draw_ring(painter, option.rect, colours_of(widget))


def draw_ring(painter: QPainter, area: QRect, colours: Palette) -> None:
    """Draw the focus ring just inside ``area``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.ac), RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)


class FocusRing(QObject):
    """Shows the ring around the control that has the focus.

    Our buttons take the focus from the keyboard only, so a mouse click leaves no ring. A control
    that draws its own selection says so with the property ``ringed`` set to False. One per
    application, kept by whoever starts it.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._frame: QFocusFrame | None = None
        self._style = RingStyle()
        self._style.setParent(self)
        application.focusChanged.connect(self._follow)

    @property
    def target(self) -> QWidget | None:
        """The widget that wears the ring now."""
        return None if self._frame is None else self._frame.widget()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self.drop()
        if new is None or not _wears_ring(new):
            return
        self._frame = QFocusFrame(new)
        self._frame.setStyle(self._style)
        self._frame.setWidget(new)

    def drop(self) -> None:
        """Take the ring away."""
        if self._frame is not None:
            self._frame.setWidget(None)  # type: ignore[arg-type]
            self._frame.deleteLater()
            self._frame = None


def _wears_ring(widget: QWidget) -> bool:
    if widget.property("ringed") is False:
        return False
    return isinstance(widget, (QAbstractButton, QLineEdit))
