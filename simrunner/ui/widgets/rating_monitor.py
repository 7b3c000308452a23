"""The monitor beside the form: four numbers, and their course so far where no mirror is set."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from simrunner.domain.frame import TrendPoint
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import (
    MONITOR_GREY,
    MONITOR_RULE,
    TRACES,
    Role,
    Theme,
    TraceSet,
)
from simrunner.ui.presenters.assess_session import NumberView
from simrunner.ui.widgets.panels import tight

NUMBERS_PX = 242
_BLACK = "#000000"
_MOST_POINTS = 600
# Each row's shown numerics, and the range that its course fills when the patient stays inside.
_COURSES: tuple[tuple[tuple[str, ...], float, float], ...] = (
    (("HR",), 40, 160),
    (("ARTs", "ARTd"), 40, 160),
    (("SpO2",), 80, 100),
    (("RR",), 0, 40),
)
# Size of a number, and the height of its row from which it fits.
_SIZES = ((60, 120), (44, 84), (36, 58), (26, 0))
# In a row as low as this the number stands beside its label.
_BESIDE_BELOW = 46
_CUFF = ("NIBPs", "NIBPd")


class MonitorPanel(QWidget):
    """Numbers at the right; at the left the course of the run, or the app's mirror."""

    def __init__(self, art: Artwork, traces: TraceSet = TraceSet.DEFAULT) -> None:
        super().__init__()
        self.setObjectName("assess.monitor")
        colours = TRACES[traces, Theme.DARK]
        self.courses = VitalCourses(art, colours)
        self.numbers = MonitorNumbers(art, colours)
        self._slot = QStackedWidget()
        self._slot.addWidget(self.courses)
        row = QHBoxLayout(self)
        tight(row)
        row.addWidget(self._slot, 1)
        row.addWidget(self.numbers)

    def set_mirror(self, mirror: QWidget) -> None:
        """Put the sweep of the learners' monitor in place of the courses."""
        self._slot.addWidget(mirror)
        self._slot.setCurrentWidget(mirror)

    def fit(self, *, is_narrow: bool) -> None:
        """Take less room for the numbers in a narrow window."""
        self.numbers.setFixedWidth(NUMBERS_PX - 60 if is_narrow else NUMBERS_PX)


class MonitorNumbers(QWidget):
    """HR, BP, SpO₂ and RR in their trace colours on black, each with its label."""

    def __init__(self, art: Artwork, traces: Mapping[str, str]) -> None:
        super().__init__()
        self._art = art
        self._traces = traces
        self._views: tuple[NumberView, ...] = ()
        self.setObjectName("assess.numbers")
        self.setFixedWidth(NUMBERS_PX)

    @property
    def views(self) -> tuple[NumberView, ...]:
        """What is shown."""
        return self._views

    def present(self, views: tuple[NumberView, ...], tip: str) -> None:
        """Show numbers; the same ones are not drawn again."""
        if views == self._views:
            return
        self._views = views
        self.setToolTip(tip)
        self.setAccessibleName(", ".join(f"{v.label} {v.text} {v.unit}" for v in views))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the four numbers."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_BLACK))
        painter.fillRect(0, 0, 1, self.height(), QColor(MONITOR_RULE))
        high = self.height() / max(1, len(self._views))
        for row, view in enumerate(self._views):
            self._paint(painter, QRectF(0, row * high, self.width(), high), view)
            if row:
                painter.fillRect(QRectF(0, row * high, self.width(), 1), QColor(MONITOR_RULE))

    def _paint(self, painter: QPainter, area: QRectF, view: NumberView) -> None:
        colour = QColor(self._traces[view.trace])
        painter.setPen(colour)
        painter.setFont(self._art.fonts.font(Role.CAPTION_STRONG))
        painter.drawText(area.adjusted(13, 6, -8, 0), Qt.AlignmentFlag.AlignTop, view.label)
        high = area.height()
        size = next(px for px, room in _SIZES if high >= room)
        painter.setFont(self._art.fonts.sized(size, 600, "display"))
        below = area.adjusted(12, 22 if high >= 60 else 16, -8, -2)
        if high < _BESIDE_BELOW:
            below = area.adjusted(58, 0, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, view.text)
        painter.setPen(QColor(MONITOR_GREY))
        painter.setFont(self._art.fonts.font(Role.BODY))
        aside = "" if high < _BESIDE_BELOW else view.aside
        words = " ".join(part for part in (aside, view.unit) if part)
        # Beside a long pressure there is no room in a narrow column: the words go up to the label.
        up = self.width() < NUMBERS_PX
        vertical = Qt.AlignmentFlag.AlignTop if up else Qt.AlignmentFlag.AlignBottom
        align = Qt.AlignmentFlag.AlignRight | vertical
        painter.drawText(area.adjusted(8, 6, -12, -8), align, words)


class VitalCourses(QWidget):
    """How the shown numbers went since the start, one row each, on the axis of the lanes."""

    def __init__(self, art: Artwork, traces: Mapping[str, str]) -> None:
        super().__init__()
        self._art = art
        self._traces = traces
        self._points: list[TrendPoint] = []
        self._now_ms = 0
        self._end_ms = 1
        self.setObjectName("assess.courses")

    def take(self, points: Sequence[TrendPoint]) -> None:
        """Add points in order."""
        if points:
            self._points.extend(points)
            self.update()

    def show_now(self, now_ms: int, end_ms: int) -> None:
        """Move the line of the moment."""
        if (now_ms // 1000, end_ms) != (self._now_ms // 1000, self._end_ms):
            self.update()
        self._now_ms, self._end_ms = now_ms, max(1, end_ms)

    def say(self, words: str) -> None:
        """Set the words for a screen reader and the tool tip."""
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the courses."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_BLACK))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self.height() / len(_COURSES)
        step = max(1, len(self._points) // _MOST_POINTS)
        points = self._points[::step]
        labels = ("HR", "BP", "SpO₂", "RR")
        for row, (names, low, top) in enumerate(_COURSES):
            area = QRectF(0, row * high, self.width(), high)
            if row:
                painter.fillRect(QRectF(0, row * high, self.width(), 1), QColor(MONITOR_RULE))
            has_line = any(point.shown.get("ARTs") is not None for point in points)
            shown = _CUFF if names[0] == "ARTs" and not has_line else names
            trace = ("ecg", "art" if has_line else "co2", "spo2", "resp")[row]
            self._paint_row(painter, area, labels[row], QColor(self._traces[trace]))
            numbers = [n for p in points for each in shown if (n := p.shown.get(each)) is not None]
            within = (min([low, *numbers]), max([top, *numbers]))
            for name in shown:
                self._paint_course(painter, area, points, name, within)
        x = 12 + (self.width() - 24) * min(1.0, self._now_ms / self._end_ms)
        painter.fillRect(QRectF(round(x) - 0.5, 0, 1, self.height()), QColor(MONITOR_GREY))

    def _paint_row(self, painter: QPainter, area: QRectF, label: str, colour: QColor) -> None:
        painter.setPen(QPen(colour, 1.6))
        painter.setFont(self._art.fonts.font(Role.CAPTION_STRONG))
        painter.drawText(QRect(13, int(area.top()) + 6, 80, 16), Qt.AlignmentFlag.AlignTop, label)

    def _paint_course(
        self,
        painter: QPainter,
        area: QRectF,
        points: Sequence[TrendPoint],
        name: str,
        within: tuple[float, float],
    ) -> None:
        low, top = within
        floor, room = area.bottom() - 8, area.height() - 30
        line = QPolygonF()
        for point in points:
            number = point.shown.get(name)
            if number is None:
                painter.drawPolyline(line)
                line = QPolygonF()
                continue
            x = 12 + (self.width() - 24) * min(1.0, point.at_ms / self._end_ms)
            line.append(QPointF(x, floor - room * (number - low) / (top - low)))
        painter.drawPolyline(line)
