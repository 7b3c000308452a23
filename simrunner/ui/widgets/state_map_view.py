"""The state map: boxes and orthogonal arrows of the first region, chips for the others."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.presenters.state_map import Edge, MapLayout, MapState, Node, NodeLook
from simrunner.ui.widgets.ink import colour, sized_font
from simrunner.ui.widgets.state_look import node_colours
from simrunner.ui.widgets.state_map_ways import (
    EdgeLabel,
    Way,
    node_boxes,
    place_labels,
    ways,
)

BEND_PX = 12
CHIP_ROW_PX = 28
LEGEND_PX = 30


class StateMapView(QWidget):
    """Draws one MapLayout in the looks of a MapState."""

    def __init__(self, layout: MapLayout, tr: Translate, parent: QWidget | None = None) -> None:
        """Show the drawing with every state idle."""
        super().__init__(parent)
        self.setObjectName("run-state-map")
        self.setMinimumSize(QSize(280, 200))
        self._layout = layout
        self._tr = tr
        self._state: MapState | None = None
        self._labels: tuple[object, tuple[Way, ...], tuple[EdgeLabel, ...]] | None = None

    def show_state(self, state: MapState) -> None:
        """Show how the states stand."""
        if state != self._state:
            self._state = state
            below = state.nodes[state.active].below if state.active in state.nodes else ""
            title = next((n.title for n in self._layout.nodes if n.path == state.active), "")
            words = self._tr("State map, active: {state} {below}", state=title, below=below)
            self.setAccessibleName(words)
            self.update()

    def show_layout(self, layout: MapLayout) -> None:
        """Show other words, for example in another language."""
        self._layout = layout
        self._state = None
        self._labels = None
        self.update()

    def boxes(self) -> dict[str, QRectF]:
        """Return where each state's box stands at the present size."""
        others = len(self._state.others) if self._state else 0
        height = self.height() - 30 - others * CHIP_ROW_PX - LEGEND_PX - 6
        return node_boxes(self._layout, self.width(), height, 26)

    def labels(self) -> tuple[EdgeLabel, ...]:
        """Return the arrows' labels as they are drawn at the present size."""
        boxes = self.boxes()
        key = (self.size(), self._drawn())
        if self._labels is None or self._labels[0] != key:
            metrics = QFontMetricsF(sized_font(11, 500, "text"))
            bottom = max(box.bottom() for box in boxes.values())
            area = QRectF(4, 22, self.width() - 8, bottom - 22)
            found = ways(self._drawn(), boxes)
            placed = place_labels(found, boxes, area, metrics.horizontalAdvance)
            self._labels = (key, found, placed)
        return self._labels[2]

    def ways(self) -> tuple[Way, ...]:
        """Return the arrows as they are drawn at the present size."""
        self.labels()
        assert self._labels is not None
        return self._labels[1]

    def _drawn(self) -> tuple[tuple[Edge, str], ...]:
        """Return the edges with the state that each is drawn from; firing ones are labelled first.

        A rule of `anywhere` is drawn from the active state while it can fire from there.
        """
        active = self._state.active if self._state else ""
        pairs = []
        for edge in self._layout.edges:
            origin = edge.origin or (active if self._is_firing(edge) else "")
            if origin and origin != edge.goal:
                pairs.append((edge, origin))
        return tuple(sorted(pairs, key=lambda pair: not self._is_firing(pair[0])))

    def event(self, event: QEvent) -> bool:
        """Tell the whole sentence of the arrow or label under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """Return the whole sentence of the arrow or label at a place, empty where there is none."""
        for label in self.labels():
            if label.box.adjusted(-2, -2, 2, 2).contains(at):
                return label.edge.words[0]
        for way in self.ways():
            for start, end in pairwise(way.corners):
                line = QRectF(start, end).normalized().adjusted(-5, -5, 5, 5)
                if line.contains(at) and way.edge.words:
                    return way.edge.words[0]
        return ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw edges, boxes, chips and the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self.boxes()
        for way in reversed(self.ways()):
            self._draw_way(painter, way)
        for label in self.labels():
            self._draw_label(painter, label)
        for node in self._layout.nodes:
            self._draw_node(painter, node, boxes[node.path])
        self._draw_start(painter, boxes)
        self._draw_others(painter)
        self._draw_legend(painter)

    # ------------------------------------------------------------------ edges
    def _is_firing(self, edge: Edge) -> bool:
        return self._state is not None and edge.rule in self._state.firing

    def _draw_way(self, painter: QPainter, way: Way) -> None:
        is_firing = self._is_firing(way.edge)
        pen = QPen(colour("ac" if is_firing else "line3"), 1.5 if is_firing else 1.2)
        if is_firing:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(rounded_path(way.corners))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ac" if is_firing else "line3"))
        painter.drawPolygon(arrow_head(way.corners[-2], way.corners[-1]))

    def _draw_label(self, painter: QPainter, label: EdgeLabel) -> None:
        painter.setFont(sized_font(11, 500, "text"))
        painter.setPen(colour("tx1" if self._is_firing(label.edge) else "tx3"))
        painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter, label.words)

    # ------------------------------------------------------------------ boxes
    def _draw_node(self, painter: QPainter, node: Node, box: QRectF) -> None:
        state = self._state.nodes.get(node.path) if self._state else None
        look = state.look if state else NodeLook.IDLE
        fill, edge, width, ink, sub = node_colours(look)
        pen = QPen(colour(edge), width)
        painter.setPen(pen)
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(box, 6, 6)
        if node.is_final:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 4, 4)
        below = state.below if state else ""
        weight = 600 if look is not NodeLook.IDLE else 400
        painter.setPen(colour(ink))
        if not below:
            _draw_title(painter, node.title, box, weight, is_two_lines=True)
            return
        upper = QRectF(box.left(), box.top() + 3, box.width(), 17)
        _draw_title(painter, node.title, upper, weight, is_two_lines=False)
        painter.setPen(colour(sub))
        painter.setFont(sized_font(11, 500, "text"))
        lower = QRectF(box.left(), box.top() + 19, box.width(), 15)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, below)

    def _draw_start(self, painter: QPainter, boxes: dict[str, QRectF]) -> None:
        box = boxes.get(self._layout.start)
        if box is None:
            return
        y = box.center().y()
        painter.setPen(QPen(colour("line3"), 1.2))
        painter.drawLine(QPointF(box.left() - 18, y), QPointF(box.left() - 4, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("tx3"))
        painter.drawEllipse(QPointF(box.left() - 20, y), 4, 4)
        painter.drawPolygon(arrow_head(QPointF(box.left() - 18, y), QPointF(box.left() - 1, y)))

    def _draw_others(self, painter: QPainter) -> None:
        if self._state is None:
            return
        count = len(self._state.others)
        y = self.height() - LEGEND_PX - count * CHIP_ROW_PX
        painter.setPen(QPen(colour("line1"), 1))
        painter.drawLine(12, y - 6, self.width() - 12, y - 6)
        for row in self._state.others:
            x, wanted = (
                12.0,
                sum(_chip_width(name, look, below) + 8 for name, look, below in row.chips),
            )
            is_tight = wanted > self.width() - 24
            for name, look, below in row.chips:
                if is_tight and look is not NodeLook.ACTIVE:
                    continue
                x = self._draw_small(painter, name, look, below, QPointF(x, y + 2)) + 8
            y += CHIP_ROW_PX

    def _draw_small(
        self, painter: QPainter, name: str, look: NodeLook, below: str, at: QPointF
    ) -> float:
        fill, edge, _, ink, _ = node_colours(look)
        words = f"{name} {below}".strip()
        painter.setFont(sized_font(12, 600 if look is NodeLook.ACTIVE else 400, "text"))
        width = min(_chip_width(name, look, below), self.width() - at.x() - 12)
        box = QRectF(at.x(), at.y(), width, 20)
        painter.setPen(QPen(colour(edge), 1))
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return box.right()

    def _draw_legend(self, painter: QPainter) -> None:
        tr = self._tr
        y = self.height() - LEGEND_PX + 4
        painter.setPen(QPen(colour("line1"), 1))
        painter.drawLine(12, y - 4, self.width() - 12, y - 4)
        x = 12
        for look, words in (
            (NodeLook.ACTIVE, tr("active")), (NodeLook.REACHABLE, tr("can fire from here")),
            (NodeLook.VISITED, tr("visited")), (None, tr("final")),
        ):  # fmt: skip
            box = QRect(x, y + 5, 14, 10)
            fill, edge, _, _, _ = node_colours(look or NodeLook.IDLE)
            painter.setPen(QPen(colour(edge), 1))
            painter.setBrush(colour(fill))
            if look is NodeLook.REACHABLE:
                painter.setPen(QPen(colour("ac"), 1.5, Qt.PenStyle.DashLine))
                painter.drawLine(x, y + 10, x + 14, y + 10)
            else:
                painter.drawRoundedRect(box, 2, 2)
            if look is None:
                painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 1, 1)
            painter.setFont(sized_font(12, 400, "text"))
            painter.setPen(colour("tx3"))
            painter.drawText(x + 20, y + 14, words)
            x += 20 + painter.fontMetrics().horizontalAdvance(words) + 16


def _chip_width(name: str, look: NodeLook, below: str) -> float:
    font = sized_font(12, 600 if look is NodeLook.ACTIVE else 400, "text")
    return QFontMetricsF(font).horizontalAdvance(f"{name} {below}".strip()) + 16


def _draw_title(
    painter: QPainter, title: str, box: QRectF, weight: int, *, is_two_lines: bool
) -> None:
    """Draw a state's title as large as it fits, on two lines where there is room for them."""
    room = box.width() - 10
    for size_px in (13, 12, 11):
        painter.setFont(sized_font(size_px, weight, "text"))
        if painter.fontMetrics().horizontalAdvance(title) <= room:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)
            return
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    inside = box.adjusted(4, 2, -4, -2)
    if is_two_lines and painter.boundingRect(inside, flags, title).height() <= inside.height():
        painter.drawText(inside, flags, title)
        return
    shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def rounded_path(way: Sequence[QPointF]) -> QPainterPath:
    """Return the line through the corners of an arrow, bent instead of broken."""
    path = QPainterPath(way[0])
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        path.lineTo(_towards(corner, before))
        path.quadTo(corner, _towards(corner, after))
    path.lineTo(way[-1])
    return path


def _towards(corner: QPointF, other: QPointF) -> QPointF:
    length = abs(other.x() - corner.x()) + abs(other.y() - corner.y())
    if length == 0:
        return corner
    share = min(BEND_PX, length / 2) / length
    return corner + (other - corner) * share


def arrow_head(before: QPointF, tip: QPointF) -> QPolygonF:
    """Return the head of an arrow that comes from ``before`` and ends at ``tip``."""
    along = tip - before
    length = (along.x() ** 2 + along.y() ** 2) ** 0.5 or 1.0
    unit = along / length
    side = QPointF(-unit.y(), unit.x())
    base = tip - unit * 7
    return QPolygonF([tip, base + side * 3.5, base - side * 3.5])
