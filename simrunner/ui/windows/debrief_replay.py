"""The monitor at the cursor: its numbers as the learners saw them, and the keys of playing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from simrunner.domain.event import NibpMeasured
from simrunner.domain.frame import TrendPoint
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.domain.text import Translate
from simrunner.ui.charts.debrief_ink import trace_colour
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import ALARMS, MONITOR_GREY, MONITOR_RULE, Role, Theme
from simrunner.ui.presenters.debrief_replay import (
    CUFF_MS,
    TREND_MS,
    ReplayNumber,
    ReplayRow,
    ReplayView,
)
from simrunner.ui.presenters.wave_sweep import (
    WAVE_MS,
    WaveReplay,
    WaveStanding,
    swept,
    wave_scale,
    waves_note,
)
from simrunner.ui.widgets.controls import Button, Label, Segments
from simrunner.ui.widgets.panels import Panel, tight
from simrunner.ui.windows.debrief_cursor import LEAP_MS, DebriefCursor

LOOK_EVERY_MS = 250
"""How often the progress of waves that are being told is looked at."""

KEEP_WORDS_FROM_PX = 580
SPEEDS = {"half": 0.5, "one": 1.0, "two": 2.0, "four": 4.0}
_NUMERICS_PX = 187
_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_TOP = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class TrendSource(Protocol):
    """Whoever keeps the numbers that were shown."""

    def trend(self, names: Sequence[str], at_ms: int) -> tuple[tuple[TrendPoint, ...], int]:
        """Return kept points before a time and where their stretch begins."""
        ...

    def cuffs(self, at_ms: int) -> tuple[NibpMeasured, ...]:
        """Return the cuff's readings before a time."""
        ...


class ReplayScreen(QWidget):
    """A black monitor: strips at the left, numbers at the right."""

    def __init__(self, art: Artwork, trends: TrendSource, replay: WaveReplay | None) -> None:
        super().__init__()
        self.setObjectName("debrief.monitor")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._art = art
        self._trends = trends
        self._replay = replay
        self._view: ReplayView | None = None
        self._at_ms = 0
        self._waves: Mapping[str, Sequence[float]] = {}

    def present(self, view: ReplayView, at_ms: int) -> None:
        """Show another moment."""
        self._view, self._at_ms = view, at_ms
        self.setAccessibleName(view.sentence)
        self.renew_waves()

    def renew_waves(self) -> None:
        """Ask for the waves of this moment again: more of them may be known by now."""
        self._waves = {} if self._replay is None else self._replay.waves(self._at_ms, WAVE_MS)
        self.update()

    def sizeHint(self) -> QSize:
        """As drawn."""
        return QSize(592, 356)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw every row."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#000000"))
        if self._view is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = self._view.rows
        each = self.height() / len(rows)
        split = self.width() - _NUMERICS_PX
        for number, row in enumerate(rows):
            top = number * each
            painter.setPen(QPen(QColor(MONITOR_RULE), 1))
            if number:
                painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
            painter.drawLine(QPointF(split, top), QPointF(split, top + each))
            self._paint_strip(painter, QRectF(0, top, split, each), row)
            wide = _NUMERICS_PX / len(row.numbers)
            for place, numeric in enumerate(row.numbers):
                area = QRectF(split + place * wide, top, wide, each)
                self._paint_number(painter, area.adjusted(4, 3, -4, -3), numeric)

    def _paint_strip(self, painter: QPainter, area: QRectF, row: ReplayRow) -> None:
        ink = trace_colour(row.trace, Theme.DARK)
        samples = self._waves.get(row.wave, ())
        painter.setFont(self._art.fonts.font(Role.CAPTION_STRONG))
        painter.setPen(ink)
        label = row.wave_label if len(samples) else row.trend_label
        painter.drawText(area.adjusted(12, 6, 0, 0), label)
        inside = area.adjusted(8, 26, -10, -8)
        if len(samples):
            self._paint_samples(painter, inside, row.wave, samples, ink)
        elif row.trend_of:
            self._paint_trend(painter, inside, row, ink)
        else:
            self._paint_cuffs(painter, inside, ink)

    def _paint_samples(
        self, painter: QPainter, area: QRectF, wave: str, samples: Sequence[float], ink: QColor
    ) -> None:
        painter.setPen(QPen(ink, 1.6))
        low, high = wave_scale(wave, samples)
        for line in swept(samples, self._at_ms):
            points = [
                QPointF(
                    area.left() + share * area.width(),
                    area.bottom() - min(1.0, max(0.0, (s - low) / (high - low))) * area.height(),
                )
                for share, s in line
            ]
            painter.drawPolyline(QPolygonF(points))

    def _paint_trend(self, painter: QPainter, area: QRectF, row: ReplayRow, ink: QColor) -> None:
        points, from_ms = self._trends.trend(row.trend_of, self._at_ms)
        known = [n for p in points for name in row.trend_of if (n := p.shown.get(name)) is not None]
        if not known:
            return
        low, high = min(known), max(known)
        margin = max(4.0, (high - low) * 0.15)
        low, high = low - margin, high + margin
        for name in row.trend_of:
            line: list[QPointF] = []
            for point in points:
                number = point.shown.get(name)
                if number is None:
                    self._draw(painter, line, ink)
                    line = []
                    continue
                x_px = area.left() + (point.at_ms - from_ms) / TREND_MS * area.width()
                y_px = area.bottom() - (number - low) / (high - low) * area.height()
                line.append(QPointF(x_px, y_px))
            self._draw(painter, line, ink)

    def _paint_cuffs(self, painter: QPainter, area: QRectF, ink: QColor) -> None:
        """Draw each reading from diastolic to systolic where it was taken; nothing in between."""
        readings = [
            (cuff.at_ms, cuff.systolic_mmhg, cuff.diastolic_mmhg)
            for cuff in self._trends.cuffs(self._at_ms)
            if cuff.systolic_mmhg is not None and cuff.diastolic_mmhg is not None
        ]
        if not readings:
            return
        low = min(diastolic for _, _, diastolic in readings) - 10
        high = max(systolic for _, systolic, _ in readings) + 10
        painter.setPen(QPen(ink, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for at_ms, systolic, diastolic in readings:
            x_px = area.right() - (self._at_ms - at_ms) / CUFF_MS * area.width()
            per_mmhg = area.height() / (high - low)
            painter.drawLine(
                QPointF(x_px, area.bottom() - (diastolic - low) * per_mmhg),
                QPointF(x_px, area.bottom() - (systolic - low) * per_mmhg),
            )

    @staticmethod
    def _draw(painter: QPainter, line: Sequence[QPointF], ink: QColor) -> None:
        if len(line) > 1:
            painter.setPen(QPen(ink, 1.6))
            painter.drawPolyline(QPolygonF(list(line)))

    def _paint_number(self, painter: QPainter, area: QRectF, numeric: ReplayNumber) -> None:
        ink = trace_colour(numeric.trace, Theme.DARK)
        if numeric.alarm == "high":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ALARMS["high"].fill))
            painter.drawRoundedRect(area, 6, 6)
            ink = QColor(ALARMS["high"].text)
        elif numeric.alarm == "medium":
            painter.setPen(QPen(QColor(ALARMS["medium"].fill), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        is_high = numeric.alarm == "high"
        painter.setFont(self._art.fonts.font(Role.CAPTION_STRONG))
        painter.setPen(ink)
        inside = area.adjusted(8, 5, -8, -4)
        painter.drawText(inside, numeric.label)
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        painter.setPen(ink if is_high else QColor(MONITOR_GREY))
        unit = numeric.unit if inside.width() > 90 else ""
        painter.drawText(inside, _RIGHT_TOP, unit)
        room = QRectF(inside.left(), inside.top() + 15, inside.width(), inside.height() - 15)
        size = int(min(44, room.height()))
        font = self._art.fonts.sized(size, 600, "display")
        while size > 18 and QFontMetricsF(font).horizontalAdvance(numeric.text) > room.width():
            size -= 2
            font = self._art.fonts.sized(size, 600, "display")
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(room, _LEFT_MIDDLE, numeric.text)


class ReplayPanel(Panel):
    """The screen and its transport; ``kept`` tells a moment worth coming back to."""

    kept = Signal(int)

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        cursor: DebriefCursor,
        trends: TrendSource,
        replay: WaveReplay | None,
    ) -> None:
        super().__init__(art, "monitor")
        self.setObjectName("debrief.replay")
        self._art = art
        self._tr = tr
        self._cursor = cursor
        self._replay = replay
        self._standing: WaveStanding | None = None
        self._again_key = ""
        tight(self.body)
        self.monitor = ReplayScreen(art, trends, replay)
        self.body.addWidget(self.monitor, 1)
        self.body.addWidget(self._transport())
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_EVERY_MS)
        self._watch.timeout.connect(self._look)
        self._watch.start()
        cursor.played.connect(self._show_speed)
        self._speed.chosen.connect(self._pick_speed)
        self._factor = 1.0

    def present(self, view: ReplayView) -> None:
        """Show another moment."""
        self.monitor.present(view, self._cursor.at_ms)
        self._clock.setText(view.clock)

    def retell(self) -> None:
        """Say everything again."""
        tr = self._tr
        self._standing = None
        self._look()
        name_icon(self.back, tr("10 seconds back"), "Shift+Left")
        name_icon(self.onward, tr("10 seconds on"), "Shift+Right")
        self._show_keep()
        self._speed.show_words(
            (("half", "½×"), ("one", "×1"), ("two", "×2"), ("four", "×4")), tr("Speed of playing")
        )
        self._whole.setText(f"/ {clock_text(self._cursor.duration_ms)}")
        self._show_speed(self._cursor.speed)

    def _transport(self) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(56)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        self.back = Button(self._art, "debrief.back", icon="rewind")
        self.play = Button(self._art, "debrief.play", kind="primary", icon="play")
        self.onward = Button(self._art, "debrief.forth", icon="fast-forward")
        for button in (self.back, self.play, self.onward):
            button.padding = 7
            row.addWidget(button)
        self._clock = Label(self._art, Role.SESSION_CLOCK)
        self._clock.setObjectName("debrief.replay.clock")
        self._whole = Label(self._art, Role.CAPTION, "tx3")
        self._speed = Segments(self._art, "debrief.speed", tuple(SPEEDS))
        self._speed.choose("one")
        self.again = Button(self._art, "debrief.again", kind="surface", icon="branch")
        self.again.padding = 7
        self.again.hide()
        self.keep = Button(self._art, "debrief.keep", kind="surface", icon="bookmark")
        row.addSpacing(4)
        row.addWidget(self._clock)
        row.addWidget(self._whole)
        row.addSpacing(4)
        row.addWidget(self._speed)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.keep)
        self.back.clicked.connect(self._go_back)
        self.play.clicked.connect(self.toggle)
        self.onward.clicked.connect(self._go_on)
        self.keep.clicked.connect(self._keep)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the words of the last button in a narrow panel."""
        super().resizeEvent(event)
        self._show_keep()

    def offer_again(self, key: str, act: Callable[[SimTimeMs], None]) -> None:
        """Offer to run the run again from the moment in view."""
        self._again_key = key
        self.again.clicked.connect(lambda: act(self._cursor.at_ms))
        self.again.show()

    def _show_keep(self) -> None:
        name_icon(self.again, self._tr("Run again from here"), self._again_key)
        words = self._tr("Keep moment")
        is_wide = self.width() >= KEEP_WORDS_FROM_PX
        tip = self._tr("Keep this moment for the summary")
        self.keep.label(words if is_wide else "", tip=tip, key="M")
        self.keep.setAccessibleName(words)
        self.keep.padding = 12 if is_wide else 7

    def _look(self) -> None:
        """Say how far the waves are, and show those of this moment once they are there."""
        standing = None if self._replay is None else self._replay.standing()
        if standing is None or not standing.is_telling:
            self._watch.stop()
        if standing is not None and standing == self._standing:
            return
        self._standing = standing
        self.show_title(self._tr("Monitor replay"), waves_note(standing, self._tr))
        self.monitor.renew_waves()

    def toggle(self) -> None:
        """Play at the chosen speed, or stand still."""
        self._cursor.toggle(self._factor)

    def _go_back(self) -> None:
        self._cursor.step(-LEAP_MS)

    def _go_on(self) -> None:
        self._cursor.step(LEAP_MS)

    def _keep(self) -> None:
        self.kept.emit(self._cursor.at_ms)

    def _pick_speed(self, key: str) -> None:
        self._factor = SPEEDS[key]
        if self._cursor.speed:
            self._cursor.play(self._factor)

    def _show_speed(self, speed: float) -> None:
        self.play.show_icon("pause" if speed else "play")
        words = self._tr("Pause") if speed else self._tr("Play")
        name_icon(self.play, words, "Space")
        for key, factor in SPEEDS.items():
            if factor == abs(speed):
                self._speed.choose(key)
                self._factor = factor


def name_icon(button: Button, words: str, key: str = "") -> None:
    """Say what a button without words does, to the mouse and to a screen reader."""
    button.label("", tip=words, key=key)
    button.setAccessibleName(words)
