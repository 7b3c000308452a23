"""The monitor's top bar: patient, alarm banner, SIMULATION chip, technical alarm and clock."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import MONITOR_GREY, MONITOR_RULE
from simrunner.ui.presenters.alarm_words import Banner
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.ink import (
    alarm_fill,
    alarm_text,
    alarm_text_alone,
    colour,
    sized_font,
)

TOP_PX = 56


class AlarmBanner(QWidget):
    """The alarm line; a click or Return shows the next two alarms."""

    next_wanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Show nothing until ``show_banner``."""
        super().__init__(parent)
        self.setObjectName("monitor-alarm-banner")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)
        self._icons = icons
        self._banner: Banner | None = None
        self._is_lit = True

    @property
    def texts(self) -> tuple[str, ...]:
        """The alarms that are shown now."""
        return self._banner.texts if self._banner else ()

    def show_banner(self, banner: Banner) -> None:
        """Show these alarms."""
        if banner != self._banner:
            self._banner = banner
            self.setAccessibleName(" | ".join(banner.texts))
            self.update()

    def flash(self, *, is_lit: bool, tone: Tone) -> None:
        """Light or dim, if the banner shows an alarm of this tone."""
        if self._banner and self._banner.tone is tone and is_lit != self._is_lit:
            self._is_lit = is_lit
            self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Ask for the next alarms."""
        self.next_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the next alarms with Return or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.next_wanted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar in the colour of its most urgent alarm."""
        banner = self._banner
        if banner is None or not banner.texts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_filled = self._is_lit or banner.is_acknowledged
        ink = alarm_text(banner.tone) if is_filled else alarm_text_alone(banner.tone)
        painter.setBrush(alarm_fill(banner.tone) if is_filled else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(alarm_fill(banner.tone), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.drawPixmap(18, 10, self._icons.pixmap("bell", ink.name(), 20,
                                                      scale=self.devicePixelRatioF()))  # fmt: skip
        painter.setPen(ink)
        painter.setFont(sized_font(15, 600, "text"))
        room = self.width() - 54
        if banner.position:
            width = painter.fontMetrics().horizontalAdvance(banner.position) + 44
            box = QRect(self.width() - width - 14, 0, width - 24, self.height())
            painter.drawText(
                box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, banner.position
            )
            chevron = self._icons.pixmap("chevron-down", ink.name(), 16)
            painter.drawPixmap(self.width() - 32, 12, chevron)
            room -= width + 20
        self._draw_texts(painter, banner, room)

    def _draw_texts(self, painter: QPainter, banner: Banner, room: int) -> None:
        metrics = painter.fontMetrics()
        for size_px in (22, 18, 16, 14, 12):
            painter.setFont(sized_font(size_px, 600, "text"))
            metrics = painter.fontMetrics()
            if sum(metrics.horizontalAdvance(t) + 34 for t in banner.texts) <= room:
                break
        x = 54
        for index, words in enumerate(banner.texts):
            if index:
                painter.drawLine(x - 17, 10, x - 17, 30)
            left = max(0, room + 54 - x)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, left)
            painter.drawText(QRect(x, 0, left, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            x += metrics.horizontalAdvance(shown) + 34


class Chip(QLabel):
    """A small filled label."""

    def paint_in(self, fill: str, ink: str) -> None:
        """Take these colours."""
        self.setStyleSheet(f"background: {fill}; color: {ink}; border-radius: 4px; padding: 0 8px;")


class MonitorTopBar(QWidget):
    """Everything at the top of the monitor; the SIMULATION chip never goes away."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        """Build the bar; words come with ``show_patient`` and ``show_state``."""
        super().__init__(parent)
        self.setFixedHeight(TOP_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet("MonitorTopBar { background: #0C0F13; }")
        self._name, self._facts, self._below = QLabel(), QLabel(), QLabel()
        self._name.setFont(sized_font(18, 600, "text"))
        self._facts.setFont(sized_font(15, 400, "text"))
        self._below.setFont(sized_font(13, 400, "text"))
        for label, ink in ((self._name, "#EBEFF4"), (self._facts, MONITOR_GREY),
                           (self._below, MONITOR_GREY)):  # fmt: skip
            label.setStyleSheet(f"color: {ink}; background: transparent;")
        self.banner = AlarmBanner(icons)
        self.simulation = Chip()
        self.simulation.setObjectName("monitor-simulation-chip")
        self.simulation.setFont(sized_font(13, 600, "text"))
        self.simulation.setFixedHeight(26)
        self.simulation.paint_in("#2F2510", "#F2B544")
        self.technical = Chip()
        self.technical.setObjectName("monitor-technical-alarm")
        self.technical.setFont(sized_font(14, 600, "text"))
        self.technical.setFixedHeight(26)
        self.technical.paint_in(alarm_fill(Tone.LOW).name(), alarm_text(Tone.LOW).name())
        self.clock = QLabel()
        self.clock.setObjectName("monitor-clock")
        self.clock.setFont(sized_font(22, 600, "text"))
        self.clock.setStyleSheet("color: #EBEFF4; background: transparent;")
        self._lay_out()

    def _lay_out(self) -> None:
        names = QHBoxLayout()
        names.setSpacing(10)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        names.addStretch()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(names)
        left.addWidget(self._below)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 6)
        row.setSpacing(14)
        row.addLayout(left)
        row.addWidget(self.banner, 1)
        row.addWidget(self.simulation)
        row.addWidget(self.technical)
        row.addWidget(self.clock)

    def show_patient(self, name: str, facts: str, below: str, simulation: str) -> None:
        """Show who the patient is and the words of the SIMULATION chip."""
        self._name.setText(name)
        self._facts.setText(facts)
        self._below.setText(below)
        self.simulation.setText(simulation)
        self.simulation.setAccessibleName(simulation)

    def show_state(self, banner: Banner, clock: str) -> None:
        """Show the alarms and the time."""
        self.banner.show_banner(banner)
        self.technical.setText(banner.technical)
        self.technical.setVisible(bool(banner.technical))
        self.clock.setText(clock)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rule below the bar."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("bg0"))
        painter.setPen(QPen(colour(MONITOR_RULE), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
