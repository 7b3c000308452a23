"""The state map: boxes and orthogonal arrows of the first region, chips for the others."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import ACTIVE_STATE_EDGE, ACTIVE_STATE_SUBLINE
from simrunner.ui.presenters.state_map import Edge, MapLayout, MapState, Node, NodeLook
from simrunner.ui.widgets.ink import colour, sized_font

NODE_PX = 38
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

    def show_state(self, state: MapState) -> None:
        """Show how the states stand."""
        if state != self._state:
            self._state = state
            below = state.nodes[state.active].below if state.active in state.nodes else ""
            words = self._tr("State map, active: {state} {below}", state=state.active, below=below)
            self.setAccessibleName(words)
            self.update()

    def boxes(self) -> dict[str, QRectF]:
        """Return where each state's box stands at the present size."""
        rows = self._layout.layers
        others = len(self._state.others) if self._state else 0
        height = self.height() - 30 - others * CHIP_ROW_PX - LEGEND_PX - 6
        pitch = (height - NODE_PX) / max(1, len(rows) - 1)
        found = {}
        for node in self._layout.nodes:
            count = rows[node.layer]
            cell = (self.width() - 32) / count
            width = min(140.0, cell - (64 if count < 3 else 30))
            x = 16 + cell * node.place + (cell - width) / 2
            found[node.path] = QRectF(x, 26 + node.layer * pitch, width, NODE_PX)
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw edges, boxes, chips and the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self.boxes()
        painter.setFont(sized_font(12, 400, "text"))
        painter.setPen(colour("tx3"))
        painter.drawText(12, 18, self._layout.region)
        for is_firing in (False, True):
            for edge in self._layout.edges:
                if self._is_firing(edge) == is_firing:
                    self._draw_edge(painter, edge, boxes)
        for node in self._layout.nodes:
            self._draw_node(painter, node, boxes[node.path])
        self._draw_start(painter, boxes)
        self._draw_others(painter)
        self._draw_legend(painter)

    # ------------------------------------------------------------------ edges
    def _is_firing(self, edge: Edge) -> bool:
        return self._state is not None and edge.rule in self._state.firing

    def _draw_edge(self, painter: QPainter, edge: Edge, boxes: dict[str, QRectF]) -> None:
        is_firing = self._is_firing(edge)
        origin = edge.origin
        if not origin:
            if not is_firing or self._state is None or self._state.active not in boxes:
                return
            origin = self._state.active
        way = _way(boxes[origin], boxes[edge.goal], self._lane(edge))
        pen = QPen(colour("ac" if is_firing else "line3"), 1.5 if is_firing else 1.2)
        if is_firing:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_rounded(way))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ac" if is_firing else "line3"))
        painter.drawPolygon(_arrow(way[-2], way[-1]))
        self._draw_words(painter, edge, way, is_firing=is_firing)

    def _lane(self, edge: Edge) -> float:
        """Return a small sideways shift, so that edges of one origin do not lie on each other."""
        same = [e for e in self._layout.edges if e.origin == edge.origin]
        return (same.index(edge) - (len(same) - 1) / 2) * 22.0

    def _draw_words(
        self, painter: QPainter, edge: Edge, way: list[QPointF], *, is_firing: bool
    ) -> None:
        painter.setFont(sized_font(11, 500, "text"))
        painter.setPen(colour("tx1" if is_firing else "tx3"))
        spans = list(pairwise(way))
        start, end = max(spans, key=lambda s: abs(s[1].x() - s[0].x()))
        length = abs(end.x() - start.x())
        metrics = painter.fontMetrics()
        if length < 50 and abs(start.y() - end.y()) < 1 and len(way) == 2:
            return
        if length < 50:
            start, end = spans[0]
            room = 80
            words = metrics.elidedText(edge.words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(start.x() + 6, (start.y() + end.y()) / 2 + 4), words)
            return
        words = metrics.elidedText(edge.words, Qt.TextElideMode.ElideRight, int(length) - 12)
        x = (start.x() + end.x()) / 2 - metrics.horizontalAdvance(words) / 2
        painter.drawText(QPointF(x, start.y() - 5), words)

    # ------------------------------------------------------------------ boxes
    def _draw_node(self, painter: QPainter, node: Node, box: QRectF) -> None:
        state = self._state.nodes.get(node.path) if self._state else None
        look = state.look if state else NodeLook.IDLE
        fill, edge, width, ink, sub = _node_colours(look)
        pen = QPen(colour(edge), width)
        painter.setPen(pen)
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(box, 6, 6)
        if node.is_final:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 4, 4)
        below = state.below if state else ""
        painter.setPen(colour(ink))
        painter.setFont(sized_font(13, 600 if look is not NodeLook.IDLE else 400, "text"))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(node.title, Qt.TextElideMode.ElideRight, int(box.width()) - 10)
        if not below:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)
            return
        upper = QRectF(box.left(), box.top() + 3, box.width(), 17)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, title)
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
        painter.drawPolygon(_arrow(QPointF(box.left() - 18, y), QPointF(box.left() - 1, y)))

    def _draw_others(self, painter: QPainter) -> None:
        if self._state is None:
            return
        count = len(self._state.others)
        y = self.height() - LEGEND_PX - count * CHIP_ROW_PX
        painter.setPen(QPen(colour("line1"), 1))
        painter.drawLine(12, y - 6, self.width() - 12, y - 6)
        for row in self._state.others:
            painter.setFont(sized_font(12, 400, "text"))
            painter.setPen(colour("tx3"))
            painter.drawText(12, y + 17, row.region)
            x = 84.0
            for name, look, below in row.chips:
                x = self._draw_small(painter, name, look, below, QPointF(x, y + 2)) + 18
            y += CHIP_ROW_PX

    def _draw_small(
        self, painter: QPainter, name: str, look: NodeLook, below: str, at: QPointF
    ) -> float:
        fill, edge, _, ink, _ = _node_colours(look)
        words = f"{name} {below}".strip()
        painter.setFont(sized_font(12, 600 if look is NodeLook.ACTIVE else 400, "text"))
        width = painter.fontMetrics().horizontalAdvance(words) + 16
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
            fill, edge, _, _, _ = _node_colours(look or NodeLook.IDLE)
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


class StateStripView(QWidget):
    """The map folded to one row: the way here, what may come next, and the other regions."""

    def __init__(self, layout: MapLayout, tr: Translate, parent: QWidget | None = None) -> None:
        """Show nothing until ``show_state``."""
        super().__init__(parent)
        self.setObjectName("run-state-strip")
        self._layout = layout
        self._tr = tr
        self._state: MapState | None = None
        self.setFixedHeight(50)

    def show_state(self, state: MapState) -> None:
        """Show how the states stand."""
        if state != self._state:
            self._state = state
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chips from the left until there is no room."""
        if self._state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 12.0
        order = (NodeLook.VISITED, NodeLook.ACTIVE, NodeLook.REACHABLE)
        reachable_seen = False
        for look in order:
            for node in self._layout.nodes:
                if self._state.nodes[node.path].look is not look:
                    continue
                if x > 12:
                    joiner = self._tr("or") if reachable_seen else "→"
                    painter.setPen(colour("tx3"))
                    painter.setFont(sized_font(12, 400, "text"))
                    painter.drawText(QPointF(x + 2, 30), joiner)
                    x += painter.fontMetrics().horizontalAdvance(joiner) + 8
                x = self._draw_chip(painter, node, x) + 4
                reachable_seen = look is NodeLook.REACHABLE
        for row in self._state.others:
            for name, look, below in row.chips:
                if look is NodeLook.ACTIVE:
                    x = self._draw_other(painter, row.region, f"{name} {below}", x + 14)

    def _draw_chip(self, painter: QPainter, node: Node, x: float) -> float:
        assert self._state is not None
        state = self._state.nodes[node.path]
        fill, edge, width, ink, sub = _node_colours(state.look)
        painter.setFont(sized_font(13, 600, "text"))
        wide = painter.fontMetrics().horizontalAdvance(node.title)
        painter.setFont(sized_font(11, 500, "text"))
        wide = max(wide, painter.fontMetrics().horizontalAdvance(state.below)) + 22
        box = QRectF(x, 8, wide, 34)
        pen = QPen(colour("ac" if state.look is NodeLook.REACHABLE else edge), width)
        if state.look is NodeLook.REACHABLE:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(colour(sub))
        lower = QRectF(x, 24, wide, 15)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, state.below)
        painter.setPen(colour(ink))
        painter.setFont(sized_font(13, 600, "text"))
        title = QRectF(x, 10, wide, 16) if state.below else box
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, node.title)
        return box.right()

    def _draw_other(self, painter: QPainter, region: str, words: str, x: float) -> float:
        painter.setFont(sized_font(12, 600, "text"))
        width = painter.fontMetrics().horizontalAdvance(words) + 16
        if x + width > self.width() - 4:
            return x
        box = QRectF(x, 24, width, 20)
        painter.setPen(QPen(colour(ACTIVE_STATE_EDGE), 1))
        painter.setBrush(colour("acf"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour("#FFFFFF"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.setFont(sized_font(12, 400, "text"))
        painter.setPen(colour("tx3"))
        painter.drawText(QPointF(x, 18), region)
        return box.right()


def _node_colours(look: NodeLook) -> tuple[str, str, float, str, str]:
    """Return fill, edge, edge width, text and small text of a look."""
    return {
        NodeLook.ACTIVE: ("acf", ACTIVE_STATE_EDGE, 2.0, "#FFFFFF", ACTIVE_STATE_SUBLINE),
        NodeLook.VISITED: ("bg3", "line3", 1.2, "tx1", "tx2"),
        NodeLook.REACHABLE: ("act", "acl", 1.2, "tx1", "tx2"),
        NodeLook.IDLE: ("bg2", "line2", 1.0, "tx2", "tx3"),
    }[look]


def _way(origin: QRectF, goal: QRectF, lane: float) -> list[QPointF]:
    """Return the corners of an arrow between two boxes: down, sideways in a row, or back up."""
    if abs(origin.top() - goal.top()) < 2:
        y = origin.center().y()
        if goal.left() > origin.left():
            return [QPointF(origin.right(), y), QPointF(goal.left(), y)]
        return [QPointF(origin.left(), y), QPointF(goal.right(), y)]
    if goal.top() > origin.top():
        start = QPointF(origin.center().x() + lane, origin.bottom())
        end = QPointF(goal.center().x() + lane / 2, goal.top())
        middle = goal.top() - 22 + lane / 4
        return [start, QPointF(start.x(), middle), QPointF(end.x(), middle), end]
    x = min(origin.left(), goal.left()) - 10
    return [
        QPointF(origin.left(), origin.center().y()), QPointF(x, origin.center().y()),
        QPointF(x, goal.center().y()), QPointF(goal.left(), goal.center().y()),
    ]  # fmt: skip


def _rounded(way: list[QPointF]) -> QPainterPath:
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


def _arrow(before: QPointF, tip: QPointF) -> QPolygonF:
    along = tip - before
    length = (along.x() ** 2 + along.y() ** 2) ** 0.5 or 1.0
    unit = along / length
    side = QPointF(-unit.y(), unit.x())
    base = tip - unit * 7
    return QPolygonF([tip, base + side * 3.5, base - side * 3.5])
