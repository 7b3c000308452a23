"""The log as a list: newest first, filtered by source; Delete annuls, both lines stay."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from simrunner.domain.action import Source
from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.log import LogLine
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.ink import colour, sized_font, tone_colour

ROW_PX = 27

_ICONS = {
    Source.LEARNER: "user", Source.FACILITATOR: "settings", Source.SCENARIO: "branch",
    Source.PHYSIOLOGY: "heart", Source.DEVICE: "devices", Source.ASSESSOR: "assess",
    Source.MONITOR: "monitor",
}  # fmt: skip

_INKS = {
    Source.LEARNER: "info", Source.FACILITATOR: "ac", Source.SCENARIO: "tx2",
    Source.PHYSIOLOGY: "ok", Source.DEVICE: "tx2", Source.ASSESSOR: "tx2", Source.MONITOR: "tx2",
}  # fmt: skip

LINE_ROLE = Qt.ItemDataRole.UserRole


class LogModel(QAbstractListModel):
    """Lines for the view."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._lines: tuple[LogLine, ...] = ()

    def set_lines(self, lines: tuple[LogLine, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many lines there are."""
        return len(self._lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Return the line, or its words for a screen reader."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{line.clock} {line.source_text}: {line.text} {line.suffix}".strip()
        return None


class LogDelegate(QStyledItemDelegate):
    """Draws one line: time, source with its icon, words, and a coloured suffix."""

    def __init__(self, icons: Icons) -> None:
        """Keep the icons."""
        super().__init__()
        self._icons = icons

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the row's height."""
        return QSize(200, ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        line: LogLine = index.data(LINE_ROLE)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, colour("act"))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), colour("ac"))
        painter.setPen(QPen(colour("line1"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        font = sized_font(12, 400, "text")
        painter.setFont(font)
        painter.setPen(colour("tx3"))
        is_narrow = area.width() < 400
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area.adjusted(12, 0, 0, 0), align, line.clock)
        icon = self._icons.pixmap(_ICONS[line.source], colour(_INKS[line.source]).name(), 14)
        painter.drawPixmap(area.left() + 60, area.top() + 7, icon)
        painter.drawText(area.adjusted(82, 0, 0, 0), align, line.source_text)
        self._draw_words(painter, area.adjusted(150 if is_narrow else 172, 0, -10, 0), line)
        painter.restore()

    def _draw_words(self, painter: QPainter, area: QRect, line: LogLine) -> None:
        font = QFont(painter.font())
        font.setStrikeOut(line.is_struck)
        painter.setFont(font)
        painter.setPen(colour("dis" if line.is_struck else "tx1"))
        suffix = f" · {line.suffix}" if line.suffix else ""
        metrics = painter.fontMetrics()
        # A reason may be cut, the words of the fact and how it stands are not if there is room.
        least = 0 if line.tone is Tone.QUIET else area.width() // 2
        suffix_width = min(metrics.horizontalAdvance(suffix), least)
        room = area.width() - suffix_width
        words = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
        if suffix:
            used = metrics.horizontalAdvance(words)
            painter.setPen(tone_colour(line.tone))
            shown = metrics.elidedText(suffix, Qt.TextElideMode.ElideRight, area.width() - used)
            painter.drawText(area.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, shown)


class LogList(QListView):
    """The log; ``annul_wanted`` carries the ledger entry of the selected line."""

    annul_wanted = Signal(int)

    def __init__(self, icons: Icons, tr: Translate) -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName("run-log")
        self.setToolTip("")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("background: transparent;")
        self.setUniformItemSizes(True)
        self._tr = tr
        self._lines = LogModel()
        self._delegate = LogDelegate(icons)
        self.setModel(self._lines)
        self.setItemDelegate(self._delegate)
        self.retranslate()

    def retranslate(self) -> None:
        """Take every word from the translator again; the lines come from the log book."""
        self.setAccessibleName(self._tr("Log, newest first"))

    def show_lines(self, lines: tuple[LogLine, ...]) -> None:
        """Show these, newest first; the selected entry stays selected."""
        chosen = self._chosen_entry()
        self._lines.set_lines(lines)
        if chosen is None:
            return
        for row, line in enumerate(lines):
            if line.entry == chosen:
                self.setCurrentIndex(self._lines.index(row))
                return

    def select_entry(self, entry: int) -> None:
        """Select the line of a ledger entry."""
        for row in range(self._lines.rowCount()):
            if self._lines.index(row).data(LINE_ROLE).entry == entry:
                self.setCurrentIndex(self._lines.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Annul with Delete, move with the arrows; letters and digits go to the page."""
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
                 Qt.Key.Key_Home, Qt.Key.Key_End)  # fmt: skip
        if event.key() == Qt.Key.Key_Delete:
            self._annul()
        elif event.key() in moves:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to annul."""
        index = self.indexAt(event.pos())
        line = index.data(LINE_ROLE) if index.isValid() else None
        if line is None or line.entry is None or line.is_struck:
            return
        self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        act = QAction(self._tr("Annul this entry\tDel"), menu)
        act.triggered.connect(self._annul)
        menu.addAction(act)
        menu.popup(event.globalPos())

    def _chosen_entry(self) -> int | None:
        index = self.currentIndex()
        line = index.data(LINE_ROLE) if index.isValid() else None
        return None if line is None or line.is_struck else line.entry

    def _annul(self) -> None:
        entry = self._chosen_entry()
        if entry is not None:
            self.annul_wanted.emit(entry)
