"""Live feedback on compressions, in a window of its own: the facilitator's, or the learners'."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from simrunner.cpr.meter import CprMeter
from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Role, Theme
from simrunner.ui.presenters.cpr_feedback import CprPresenter, CprScreen, ScoreLine
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.console_panel import (
    ConsolePanel,
    ElidedLabel,
    button,
    chip,
    label,
    paint_chip,
)
from simrunner.ui.widgets.cpr_breaths import FIGURE_PX, BreathRow
from simrunner.ui.widgets.cpr_drawing import GaugeView, PressChart, signed
from simrunner.ui.widgets.ink import colour, sized_font, tone_colour

_GAUGES = ("depth", "rate", "recoil", "fraction")
_PARTS = 4
_SIDE_PX = 340
_SINCE_PX = 88
_GAUGE_PX = 44
_HIGH_PX = 800
_LARGEST = 1.7
"""Figures grow with the window above _HIGH_PX, up to this factor."""


class CprFeedbackWindow(QWidget):
    """Depth, rate, recoil and fraction as they are; the facilitator's has score and switch, too.

    ``shown_to_learners`` tells when the facilitator turns the learners' window on or off.
    """

    shown_to_learners = Signal(bool)

    def __init__(
        self, meter: CprMeter, tr: Translate, icons: Icons, *, for_learners: bool = False
    ) -> None:
        """Show what ``meter`` measures; nothing is shown until ``show_moment``."""
        super().__init__()
        self.setObjectName("cpr-learners" if for_learners else "cpr-feedback")
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(960, 600)
        self._meter = meter
        self._tr = tr
        self._is_for_learners = for_learners
        self._presenter = CprPresenter(meter.profile, tr)
        self._at_ms = 0
        self.title = label("", Role.SECTION_TITLE)
        self.guideline = ElidedLabel(Role.CAPTION, "tx2")
        self.simulation = chip("", Tone.WARN)
        self.switch = button("", "cpr-show-learners", height_px=32)
        self.switch.setCheckable(True)
        self.chart = PressChart()
        self.gauges = {key: GaugeView(key) for key in _GAUGES}
        self.since = QLabel()
        self.since.setFont(sized_font(_SINCE_PX))
        self.since_words = label("", Role.BODY_STRONG)
        self.score = QLabel()
        self.score.setFont(sized_font(64))
        self.score_note = label("", Role.CAPTION, "tx3")
        self.score_note.setWordWrap(True)
        self.rows = tuple(_ScoreRow() for _ in range(_PARTS))
        self._chart_panel = ConsolePanel(icons, "chart", "cpr-chart-panel")
        self._since_panel = ConsolePanel(icons, "clock", "cpr-since-panel")
        self._score_panel = ConsolePanel(icons, "target", "cpr-score-panel")
        self.breaths = BreathRow(icons)
        self._lay_out()
        self.switch.toggled.connect(self._switched)
        apply_theme(self, Theme.DARK)
        self.resize(1280, 800)
        self.retranslate()

    # ------------------------------------------------------------------ building
    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._header())
        body = QHBoxLayout()
        body.setContentsMargins(12, 12, 12, 12)
        body.setSpacing(12)
        self._chart_panel.body.addWidget(self.chart, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._chart_panel, 1)
        left.addWidget(self._gauge_row())
        body.addLayout(left, 1)
        body.addLayout(self._side())
        whole.addLayout(body, 1)

    def _header(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("surface", "header")
        bar.setFixedHeight(56)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.guideline, 1)
        row.addWidget(self.simulation)
        row.addWidget(self.switch)
        if self._is_for_learners:
            self.switch.hide()
        return bar

    def _gauge_row(self) -> QFrame:
        panel = QFrame()
        panel.setProperty("surface", "panel")
        row = QHBoxLayout(panel)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        for gauge in self.gauges.values():
            row.addWidget(gauge, 1)
        return panel

    def _side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        inside = self._since_panel.body
        inside.setContentsMargins(16, 8, 16, 16)
        inside.addStretch(1)
        for part in (self.since, self.since_words):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inside.addWidget(part)
        inside.addStretch(1)
        self._since_panel.setFixedWidth(_SIDE_PX)
        column.addWidget(self._since_panel, int(self._is_for_learners))
        self.breaths.setFixedWidth(_SIDE_PX)
        column.addWidget(self.breaths)
        inside = self._score_panel.body
        inside.setContentsMargins(16, 8, 16, 16)
        inside.setSpacing(10)
        self.score.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self.score)
        inside.addWidget(self.score_note)
        for row in self.rows:
            inside.addWidget(row)
        inside.addStretch(1)
        self._score_panel.setFixedWidth(_SIDE_PX)
        if not self._is_for_learners:
            column.addWidget(self._score_panel, 1)
        return column

    def retranslate(self) -> None:
        """Take every word from the translator again."""
        tr = self._tr
        words = tr("CPR feedback")
        self.setWindowTitle(words)
        self.setAccessibleName(words)
        self.simulation.setText(tr("SIMULATION, not for clinical use"))
        paint_chip(self.simulation, Tone.WARN)
        self._name_switch()
        self.show_moment(self._at_ms)

    def _name_switch(self) -> None:
        tr, is_on = self._tr, self.switch.isChecked()
        self.switch.setText(tr("Learners see it") if is_on else tr("Hidden from learners"))
        self.switch.setToolTip(tr("Open or close a window with this feedback for the learners"))
        self.switch.setAccessibleName(self.switch.text())

    # ------------------------------------------------------------------ showing
    def show_moment(self, at_ms: int) -> None:
        """Show what the meter says at ``at_ms`` of the run; nothing while the window is closed."""
        self._at_ms = at_ms
        screen = self._presenter.present(self._meter.view(at_ms))
        self.title.setText(screen.title)
        self.guideline.setText(screen.guideline)
        self.guideline.setToolTip(screen.guideline)
        self._chart_panel.set_title(screen.bars_title, screen.bars_note)
        self.chart.show_screen(screen)
        for gauge in screen.gauges:
            self.gauges[gauge.key].show_gauge(gauge)
        self._show_since(screen)
        self.breaths.show_breaths(screen.breaths_title, screen.breaths)
        self._show_score(screen)

    def _show_since(self, screen: CprScreen) -> None:
        self._since_panel.set_title(screen.since_title, "s")
        ink = tone_colour(screen.since_tone)
        figure = colour("tx1") if screen.since_tone is Tone.OK else ink
        self.since.setText(screen.since)
        self.since.setStyleSheet(f"color: {figure.name()}; background: transparent;")
        self.since_words.setText(signed(screen.since_words, screen.since_tone))
        self.since_words.setStyleSheet(f"color: {ink.name()}; background: transparent;")
        self.since_words.setWordWrap(True)

    def _show_score(self, screen: CprScreen) -> None:
        self._score_panel.set_title(screen.score_title)
        self.score.setText(screen.score)
        self.score.setStyleSheet(f"color: {colour('tx1').name()}; background: transparent;")
        self.score_note.setText(screen.score_note)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(screen.lines))
            if place < len(screen.lines):
                row.show_line(screen.lines[place])

    def _switched(self, is_on: bool) -> None:
        self._name_switch()
        self.shown_to_learners.emit(is_on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the figures grow with the window: learners read them from across the room."""
        super().resizeEvent(event)
        factor = min(_LARGEST, max(1.0, self.height() / _HIGH_PX))
        self.since.setFont(sized_font(round(_SINCE_PX * factor)))
        self.breaths.resize_figures(round(FIGURE_PX * factor))
        for gauge in self.gauges.values():
            gauge.resize_figure(round(_GAUGE_PX * factor))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave full screen with Escape, enter and leave it with F11."""
        if event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.showNormal()
        else:
            super().keyPressEvent(event)


class _ScoreRow(QWidget):
    """One part of the score: name, what it counts as a bar, and what was taken off."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = QHBoxLayout()
        self.name = label("", Role.BODY_STRONG)
        self.counted = label("", Role.BODY)
        self.taken_off = label("", Role.CAPTION_STRONG)
        words.addWidget(self.name)
        words.addStretch(1)
        words.addWidget(self.taken_off)
        words.addSpacing(8)
        words.addWidget(self.counted)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setRange(0, 100)
        column.addLayout(words)
        column.addWidget(self._bar)

    def show_line(self, line: ScoreLine) -> None:
        """Show this part."""
        ink = tone_colour(line.tone).name()
        self.setAccessibleName(f"{line.name} {line.counted}, {line.taken_off}")
        self.name.setText(line.name)
        self.counted.setText(line.counted)
        self.taken_off.setText(signed(line.taken_off, line.tone))
        self.taken_off.setStyleSheet(f"color: {ink}; background: transparent;")
        self._bar.setValue(round(100 * line.share))
        self._bar.setStyleSheet(
            f"QProgressBar {{ background: {colour('bg3').name()}; border: none;"
            f" border-radius: 3px; }}"
            f"QProgressBar::chunk {{ background: {ink}; border-radius: 3px; }}"
        )
