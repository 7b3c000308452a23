"""The state diagram with shares of runs, on the page of a pack and on paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from simrunner.ui.charts.figure_ink import CENTRE, FigureInk, broken_lines, ink_colour
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.preflight_map import Reach, ShareMap, ShareRow, StateShare
from simrunner.ui.presenters.state_map import Edge, Node
from simrunner.ui.widgets.state_map_view import arrow_head, rounded_path
from simrunner.ui.widgets.state_map_ways import (
    NODE_PX,
    EdgeLabel,
    Way,
    node_boxes,
    place_labels,
    ways,
)

WIDEST_NODE_PX = 176.0
_CHIP_ROW_PX = 28.0
_LINE_PX = 18.0
_LEGEND_PX = 24.0
_STUB_PX = 22.0
_ROW_GAP_PX = 28.0

_LOOKS = {
    Reach.UNKNOWN: ("bg2", "line3", "tx1", "tx2"),
    Reach.MOST: ("act", "ac", "tx1", "tx2"),
    Reach.SOME: ("bg2", "line3", "tx1", "tx2"),
    Reach.NEVER: ("bg0", "line2", "tx3", "tx3"),
}
"""Fill, edge, title and small words of a state."""

_ARROWS = {
    Reach.UNKNOWN: ("line3", "tx2"),
    Reach.MOST: ("ac", "tx1"),
    Reach.SOME: ("line3", "tx2"),
    Reach.NEVER: ("line2", "tx3"),
}
"""Line and words of an arrow."""


class MapDrawing:
    """One ShareMap in an area of a size."""

    def __init__(self, share: ShareMap, size: QSize, font: Callable[[Role], QFont]) -> None:
        """Lay the drawing out; ``font`` gives the fonts of the screen or of the paper."""
        self._share = share
        self._size = size
        self._font = font
        self._chips, self._chip_rows = _chips(share.others, size.width(), font)
        self._sentences = _sentences(share, size.width(), font)
        below = self._below_px()
        high = size.height() - below - 8
        self.boxes = node_boxes(share.layout, size.width(), high, 8, widest_px=WIDEST_NODE_PX)
        drawn = [(edge, edge.origin) for edge in share.layout.edges if edge.origin]
        self.ways = ways(drawn, self.boxes)
        self.labels: tuple[EdgeLabel, ...] = ()

    @staticmethod
    def least_px(share: ShareMap, wide_px: float, font: Callable[[Role], QFont]) -> float:
        """Return the height from which rows of states stand apart and arrows can be labelled."""
        _, chip_rows = _chips(share.others, wide_px, font)
        rows = len(share.layout.layers)
        drawn = rows * NODE_PX + (rows - 1) * _ROW_GAP_PX + 16
        lines = len(_sentences(share, wide_px, font))
        return drawn + _LEGEND_PX + 14 + chip_rows * _CHIP_ROW_PX + lines * _LINE_PX

    def place(self, painter: QPainter) -> None:
        """Find places for the words of the arrows."""
        ink = FigureInk(painter=painter, font=self._font)
        stubs = {
            f"stub {number}": QRectF(tail, tip).normalized().adjusted(-5, -5, 5, 5)
            for number, (tail, tip) in enumerate(self._stubs())
        }
        area = QRectF(4, 2, self._size.width() - 8, self._size.height() - self._below_px())
        self.labels = place_labels(
            self.ways, {**self.boxes, **stubs}, area,
            lambda words: ink.wide_px(words, Role.SMALLEST) + 2,
        )  # fmt: skip

    def _below_px(self) -> float:
        share = self._share
        legend = _LEGEND_PX if share.legend else 0.0
        chips = self._chip_rows * _CHIP_ROW_PX
        lines = len(self._sentences) * _LINE_PX
        return legend + chips + lines + (14 if chips or lines else 0)

    def _stubs(self) -> tuple[tuple[QPointF, QPointF], ...]:
        """Return the arrows into states that every other one leads to: from a ring to the box."""
        found = []
        for path in sorted(self._share.entered):
            box = self.boxes[path]
            y = box.center().y()
            if box.right() + _STUB_PX + 8 <= self._size.width():
                found.append((QPointF(box.right() + _STUB_PX, y), QPointF(box.right(), y)))
            else:
                found.append((QPointF(box.left() - _STUB_PX, y), QPointF(box.left(), y)))
        return tuple(found)

    def paint(self, painter: QPainter) -> None:
        """Paint arrows, states, the other regions, the rules of anywhere and the legend."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = FigureInk(painter=painter, font=self._font)
        self.place(painter)
        for way in sorted(self.ways, key=self._weight):
            self._paint_way(ink, way)
        for label in self.labels:
            tone = _ARROWS[self._share.rules[label.edge.rule]][1]
            ink.text(label.box.adjusted(0, 0, 2, 0), label.words, Role.SMALLEST, tone)
        self._paint_stubs(ink)
        for node in self._share.layout.nodes:
            _paint_state(ink, self._share.states[node.path], self.boxes[node.path],
                         is_final=node.is_final)  # fmt: skip
        self._paint_start(ink)
        self._paint_below(ink)

    def state_at(self, at: QPointF) -> Node | None:
        """Return the state at a place."""
        return next((n for n in self._share.layout.nodes if self.boxes[n.path].contains(at)), None)

    def edge_at(self, at: QPointF) -> Edge | None:
        """Return the arrow or label at a place."""
        for label in self.labels:
            if label.box.adjusted(-2, -2, 2, 2).contains(at):
                return label.edge
        for way in self.ways:
            for start, end in pairwise(way.corners):
                if QRectF(start, end).normalized().adjusted(-5, -5, 5, 5).contains(at):
                    return way.edge
        return None

    def _weight(self, way: Way) -> int:
        return [Reach.NEVER, Reach.UNKNOWN, Reach.SOME, Reach.MOST].index(
            self._share.rules[way.edge.rule]
        )

    def _paint_way(self, ink: FigureInk, way: Way) -> None:
        reach = self._share.rules[way.edge.rule]
        _paint_arrow(ink, way.corners, _ARROWS[reach][0], is_dashed=reach is Reach.NEVER)

    def _paint_stubs(self, ink: FigureInk) -> None:
        for tail, tip in self._stubs():
            _paint_arrow(ink, (tail, tip), "line3", is_dashed=False)
            _paint_ring(ink, tail)

    def _paint_start(self, ink: FigureInk) -> None:
        box = self.boxes[self._share.layout.start]
        start = QPointF(box.left() - 22, box.center().y())
        _paint_arrow(ink, (start, QPointF(box.left(), start.y())), "tx3", is_dashed=False)
        ink.painter.setBrush(ink_colour("tx2"))
        ink.painter.drawEllipse(start, 4, 4)

    def _paint_below(self, ink: FigureInk) -> None:
        share, wide = self._share, float(self._size.width())
        y = self._size.height() - self._below_px() + 6
        if share.others or share.anywhere:
            ink.line(QPointF(12, y), QPointF(wide - 12, y), "line1")
            y += 8
        self._paint_chips(ink, y)
        y += self._chip_rows * _CHIP_ROW_PX
        for is_first, words in self._sentences:
            line = QRectF(12, y, wide - 24, _LINE_PX)
            if is_first:
                _paint_ring(ink, QPointF(16, line.center().y()))
            ink.text(line.adjusted(14, 0, 0, 0), words, tone="tx2")
            y += _LINE_PX
        self._paint_legend(ink, y)

    def _paint_chips(self, ink: FigureInk, top: float) -> None:
        for chip in self._chips:
            area = chip.box.translated(0, top)
            if chip.state is None:
                ink.text(area, chip.words, tone="tx2")
                continue
            _paint_box(ink, area, chip.state.reach, 4)
            title = _LOOKS[chip.state.reach][2]
            ink.text(area.adjusted(6, 0, -4, 0), chip.words, tone=title, align=CENTRE)

    def _paint_legend(self, ink: FigureInk, y: float) -> None:
        left = 12.0
        for reach, words in self._share.legend:
            _paint_box(ink, QRectF(left, y + 7, 16, 11), reach, 2)
            wide = ink.wide_px(words, Role.CAPTION)
            ink.text(QRectF(left + 22, y, wide, _LEGEND_PX), words, Role.CAPTION, "tx3")
            left += 22 + wide + 18


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chip:
    """A word below the diagram: a state of another region, or that region's name."""

    words: str
    box: QRectF
    state: StateShare | None = None


def _chips(
    rows: Sequence[ShareRow], wide_px: float, font: Callable[[Role], QFont]
) -> tuple[tuple[_Chip, ...], int]:
    """Return the chips of the regions and on how many lines they stand."""
    metrics = QFontMetricsF(font(Role.CAPTION))
    names = [metrics.horizontalAdvance(row.region) for row in rows]
    indent = 12 + max(names, default=0.0) + 12
    found, line = [], 0
    for row, name_px in zip(rows, names, strict=True):
        left, top = indent, line * _CHIP_ROW_PX
        found.append(_Chip(words=row.region, box=QRectF(12, top, name_px + 2, 22)))
        for state in row.states:
            words = f"{state.title} {state.pct}".strip()
            wide = min(metrics.horizontalAdvance(words) + 16, wide_px - indent - 12)
            if left + wide > wide_px - 12 and left > indent:
                line += 1
                left, top = indent, line * _CHIP_ROW_PX
            found.append(_Chip(words=words, box=QRectF(left, top, wide, 22), state=state))
            left += wide + 8
        line += 1
    return tuple(found), line


def _sentences(
    share: ShareMap, wide_px: float, font: Callable[[Role], QFont]
) -> tuple[tuple[bool, str], ...]:
    """Return the lines that say the rules of anywhere, and whether each begins a sentence."""
    return tuple(
        (number == 0, line.strip())
        for words in share.anywhere
        for number, line in enumerate(broken_lines(words, font(Role.CAPTION), wide_px - 40))
    )


def _paint_ring(ink: FigureInk, centre: QPointF) -> None:
    """Draw the sign for every other state."""
    ink.painter.setPen(QPen(ink_colour("line3"), 1.4))
    ink.painter.setBrush(ink_colour("bg1"))
    ink.painter.drawEllipse(centre, 4, 4)


def _paint_box(ink: FigureInk, box: QRectF, reach: Reach, radius: float) -> None:
    fill, edge, _, _ = _LOOKS[reach]
    ink.painter.setPen(QPen(ink_colour(edge), 1.5 if reach is Reach.MOST else 1.0))
    ink.painter.setBrush(ink_colour(fill))
    ink.painter.drawRoundedRect(box, radius, radius)


def _paint_state(ink: FigureInk, state: StateShare, box: QRectF, *, is_final: bool) -> None:
    _, edge, title, small = _LOOKS[state.reach]
    _paint_box(ink, box, state.reach, 6)
    if is_final:
        ink.painter.setPen(QPen(ink_colour(edge), 1))
        ink.painter.setBrush(Qt.BrushStyle.NoBrush)
        ink.painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 4, 4)
    room = box.adjusted(6, 0, -6, 0)
    roles = (Role.PANEL_TITLE, Role.CAPTION_STRONG, Role.SMALLEST)
    role = next((r for r in roles if ink.wide_px(state.title, r) <= room.width()), None)
    if role is None:
        words = f"{state.title} · {state.pct}" if state.pct else state.title
        ink.paragraph(room, words, (Role.SMALLEST,), title, CENTRE)
        return
    if not state.words:
        ink.text(room, state.title, role, title, CENTRE)
        return
    ink.text(QRectF(room.left(), box.top() + 4, room.width(), 16), state.title, role, title, CENTRE)
    lower = QRectF(room.left(), box.top() + 20, room.width(), 14)
    ink.text(lower, state.words, Role.SMALLEST, small, CENTRE)


def _paint_arrow(ink: FigureInk, corners: Sequence[QPointF], tone: str, *, is_dashed: bool) -> None:
    painter = ink.painter
    pen = QPen(ink_colour(tone), 1.5 if tone == "ac" else 1.2)
    if is_dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(rounded_path(corners))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink_colour(tone))
    painter.drawPolygon(arrow_head(corners[-2], corners[-1]))


class ShareMapView(QWidget):
    """The state diagram on the page of a pack; the mouse tells what was cut."""

    def __init__(self, font: Callable[[Role], QFont]) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName("pack.diagram")
        self.setMinimumSize(QSize(320, 220))
        self._font = font
        self._share: ShareMap | None = None
        self._drawing: MapDrawing | None = None

    def show_map(self, share: ShareMap) -> None:
        """Draw a diagram."""
        self._share = share
        self._drawing = None
        spoken = [f"{each.title} {each.words}".strip() for each in share.states.values()]
        self.setAccessibleName(f"{share.title}: {', '.join(spoken)}")
        self.update()

    def drawing(self) -> MapDrawing | None:
        """Return the drawing at the present size; None when there is nothing to draw."""
        if self._share is None:
            return None
        if self._drawing is None:
            self._drawing = MapDrawing(self._share, self.size(), self._font)
        return self._drawing

    def resizeEvent(self, _event: object) -> None:
        """Lay everything out again."""
        self._drawing = None

    def event(self, event: QEvent) -> bool:
        """Tell the whole sentence of what is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """Return what stands at a place in full, empty where there is nothing."""
        drawing = self.drawing()
        if drawing is None or self._share is None:
            return ""
        node = drawing.state_at(at)
        if node is not None:
            state = self._share.states[node.path]
            return f"{state.title} {state.words}".strip()
        edge = drawing.edge_at(at)
        return edge.words[0] if edge is not None and edge.words else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the diagram."""
        drawing = self.drawing()
        if drawing is not None:
            drawing.paint(QPainter(self))
