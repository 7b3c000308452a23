"""The state map folded to one row for small screens."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import ACTIVE_STATE_EDGE
from simrunner.ui.presenters.state_map import MapLayout, MapState, Node, NodeLook
from simrunner.ui.widgets.ink import colour, sized_font
from simrunner.ui.widgets.state_look import node_colours

_JOINER_PX = 26.0


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

    def show_layout(self, layout: MapLayout) -> None:
        """Show other words, for example in another language."""
        self._layout = layout
        self._state = None
        self.update()

    def show_state(self, state: MapState) -> None:
        """Show how the states stand."""
        if state != self._state:
            self._state = state
            self.update()

    def shown(self) -> tuple[Node, ...]:
        """Return the states that have room: the way here from its newest end, then what may come.

        The active state is always among them.
        """
        if self._state is None:
            return ()
        by_look = {look: self._of_look(look) for look in (NodeLook.VISITED, NodeLook.REACHABLE)}
        chosen = [*by_look[NodeLook.VISITED], *self._of_look(NodeLook.ACTIVE),
                  *by_look[NodeLook.REACHABLE]]  # fmt: skip
        room = self.width() - 24 - sum(self._other_widths())
        for looks in (NodeLook.VISITED, NodeLook.REACHABLE):
            for node in by_look[looks] if looks is NodeLook.VISITED else by_look[looks][::-1]:
                if sum(self._width(kept) + _JOINER_PX for kept in chosen) <= room:
                    return tuple(chosen)
                chosen.remove(node)
        return tuple(chosen)

    def _of_look(self, look: NodeLook) -> list[Node]:
        assert self._state is not None
        return [n for n in self._layout.nodes if self._state.nodes[n.path].look is look]

    def _others(self) -> list[str]:
        assert self._state is not None
        return [
            f"{name} {below}".strip()
            for row in self._state.others
            for name, look, below in row.chips
            if look is NodeLook.ACTIVE
        ]

    def _other_widths(self) -> list[float]:
        metrics = QFontMetricsF(sized_font(12, 600, "text"))
        return [metrics.horizontalAdvance(words) + 30 for words in self._others()]

    def _width(self, node: Node) -> float:
        assert self._state is not None
        title = QFontMetricsF(sized_font(13, 600, "text")).horizontalAdvance(node.title)
        below = self._state.nodes[node.path].below
        small = QFontMetricsF(sized_font(11, 500, "text")).horizontalAdvance(below)
        return max(title, small) + 22

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chips from the left."""
        if self._state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, is_choice = 12.0, False
        for node in self.shown():
            if x > 12:
                joiner = self._tr("or") if is_choice else "→"
                painter.setPen(colour("tx3"))
                painter.setFont(sized_font(12, 400, "text"))
                box = QRectF(x, 8, _JOINER_PX, 34)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, joiner)
                x += _JOINER_PX
            x = self._draw_chip(painter, node, x)
            is_choice = self._state.nodes[node.path].look is NodeLook.REACHABLE
        for words in self._others():
            x = self._draw_other(painter, words, x + 14)

    def _draw_chip(self, painter: QPainter, node: Node, x: float) -> float:
        assert self._state is not None
        state = self._state.nodes[node.path]
        fill, edge, width, ink, sub = node_colours(state.look)
        painter.setFont(sized_font(11, 500, "text"))
        wide = self._width(node)
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

    def _draw_other(self, painter: QPainter, words: str, x: float) -> float:
        painter.setFont(sized_font(12, 600, "text"))
        width = painter.fontMetrics().horizontalAdvance(words) + 16
        if x + width > self.width() - 4:
            return x
        box = QRectF(x, 15, width, 20)
        painter.setPen(QPen(colour(ACTIVE_STATE_EDGE), 1))
        painter.setBrush(colour("acf"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour("#FFFFFF"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return box.right()
