"""What the team does, logged with one key; a second key logs it as done some time ago."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.quick_events import EventRow
from simrunner.ui.widgets.cap_button import draw_cap
from simrunner.ui.widgets.ink import colour, role_font, sized_font, tone_colour

ROW_PX = 34
AGO_S = (15, 30, 60, 120, 300)
"""Choices of the backdating menu."""


class EventRowButton(QAbstractButton):
    """One row: key cap, icon, title and what was done. A right click asks how long ago."""

    logged = Signal(str, int)

    def __init__(self, row: EventRow, icons: Icons, tr: Translate) -> None:
        """Show the row."""
        super().__init__()
        self._icons = icons
        self._tr = tr
        self.setFixedHeight(ROW_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.row = row
        self.clicked.connect(self._log_now)
        self.show_row(row)

    def show_row(self, row: EventRow) -> None:
        """Show it as it stands now."""
        self.row = row
        key = row.event.key
        self.setObjectName(f"run-event-{key or row.event.ledger_what}")
        self.setAccessibleName(f"{row.event.title} {row.state}".strip())
        hint = self._tr("Log now: click or press {key}. Done earlier: Shift Return, Alt {key} or a"
                        " right click.", key=key or "Space")  # fmt: skip
        self.setToolTip(f"{row.event.title}\n{hint}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the row's height; the list gives the width."""
        return QSize(200, ROW_PX)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask how long ago."""
        self.ask_when(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Log with Return, ask how long ago with Shift Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.ask_when(None)
            else:
                self.click()
        else:
            super().keyPressEvent(event)

    def ask_when(self, at: QPoint | None) -> QMenu:
        """Open the menu of times and return it; it does not block."""
        menu = QMenu(self)
        menu.setObjectName("run-event-ago")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for seconds in AGO_S:
            words = self._tr("{seconds} s ago", seconds=seconds)
            if seconds >= 60:
                words = self._tr("{minutes} min ago", minutes=seconds // 60)
            choice = menu.addAction(words)
            choice.setData(seconds * 1000)
        menu.triggered.connect(self._chosen)
        place = self.mapToGlobal(self.rect().bottomLeft()) if at is None else at
        menu.popup(place)
        return menu

    def _chosen(self, choice: QAction) -> None:
        self.logged.emit(self.row.event.key or self.row.event.title, int(choice.data()))

    def _log_now(self) -> None:
        self.logged.emit(self.row.event.key or self.row.event.title, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), colour("bg4" if self.isDown() else "bg3"))
        painter.setPen(QPen(colour("line1"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.row.event.key:
            draw_cap(painter, QRect(12, 7, 26, 20), self.row.event.key, colour("tx2"))
        picture = self._icons.pixmap(self.row.icon, colour("tx2").name(), 16,
                                     scale=self.devicePixelRatioF())  # fmt: skip
        painter.drawPixmap(48, 9, picture)
        painter.setFont(sized_font(12, 400, "text"))
        width = painter.fontMetrics().horizontalAdvance(self.row.state)
        painter.setPen(tone_colour(self.row.tone))
        right = QRect(self.width() - width - 14, 0, width + 2, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, self.row.state)
        painter.setFont(role_font(Role.BODY))
        painter.setPen(colour("tx1"))
        room = self.width() - width - 26 - 74
        title = painter.fontMetrics().elidedText(
            self.row.event.title, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(QRect(74, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, title)


class EventList(QScrollArea):
    """All rows, narrowed by the filter box."""

    logged = Signal(str, int)

    def __init__(self, icons: Icons, tr: Translate) -> None:
        """Start empty; ``filter_box`` belongs into the panel's title bar."""
        super().__init__()
        self.setObjectName("run-events")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._icons = icons
        self._tr = tr
        inside = QWidget()
        inside.setProperty("surface", "scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch()
        self.setWidget(inside)
        self.rows: list[EventRowButton] = []
        self.filter_box = QLineEdit()
        self.filter_box.setObjectName("run-event-filter")
        self.filter_box.setFont(role_font(Role.BODY))
        self.filter_box.setFixedHeight(28)
        self.retranslate()
        self.filter_box.textChanged.connect(self._narrow)
        self.filter_box.returnPressed.connect(self._log_first)

    def retranslate(self) -> None:
        """Take every word from the translator again."""
        tr = self._tr
        self.setAccessibleName(tr("Events"))
        self.filter_box.setPlaceholderText(tr("Type to filter  /"))
        self.filter_box.setAccessibleName(tr("Filter events"))
        self.filter_box.setToolTip(tr("Narrow the list; Return logs the first row, Escape clears"))
        for row in self.rows:
            row.show_row(row.row)

    def show_rows(self, rows: tuple[EventRow, ...]) -> None:
        """Show these rows."""
        while len(self.rows) < len(rows):
            made = EventRowButton(rows[len(self.rows)], self._icons, self._tr)
            made.logged.connect(self.logged)
            self._column.insertWidget(len(self.rows), made)
            self.rows.append(made)
        for widget, row in zip(self.rows, rows, strict=False):
            if widget.row != row:
                widget.show_row(row)

    def _narrow(self, words: str) -> None:
        for widget in self.rows:
            widget.setVisible(words.casefold() in widget.row.event.title.casefold())

    def _log_first(self) -> None:
        words = self.filter_box.text().casefold()
        for widget in self.rows:
            if words and words in widget.row.event.title.casefold():
                widget.click()
                self.filter_box.clear()
                return
