"""The screen of a real emergency: one calm panel over a whole window."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import DARK, EMERGENCY_BAR, Role, Theme
from simrunner.ui.presenters.emergency import EmergencyView, FactView
from simrunner.ui.widgets.controls import Button, IconView, Label
from simrunner.ui.widgets.panels import empty_layout, surface, tight

HOLD_MS = 1000
COUNT_EVERY_MS = 1000
_BAR = 8
_WIDTH, _HEIGHT = 1200, 868
_MARGIN = 48
_FACT, _FACT_LOW = 83, 56
_ROOM = 120
_LOW_BELOW = 960


class EmergencyPanel(QWidget):
    """Covers ``window`` until it is hidden. No button has the focus; shortcuts do nothing here.

    Holding F12 for a second, or the button, starts a count; at its end ``resume_requested`` is
    emitted. A second press during the count takes it back. ``counted`` tells the seconds left, -1
    when taken back: connect it to ``show_count`` of the other screens. ``end_requested`` ends.
    """

    resume_requested = Signal()
    counted = Signal(int)
    end_requested = Signal()

    def __init__(self, art: Artwork, window: QWidget, *, for_learners: bool = False) -> None:
        super().__init__(window)
        self.setObjectName("emergency")
        self._art = art
        self._window = window
        self._for_learners = for_learners
        self._view: EmergencyView | None = None
        self._left = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        apply_theme(self, Theme.DARK)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self.start_count)
        self._count = QTimer(self)
        self._count.setInterval(COUNT_EVERY_MS)
        self._count.timeout.connect(self._tick)
        self._build()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self._fit()

    def present(self, view: EmergencyView) -> None:
        """Show the words; call it every second so that the time goes on."""
        self._view = view
        for label, text in (
            (self._heading, view.heading),
            (self._words, view.words),
            (self._lead, view.lead),
            (self._clock, view.clock),
            (self._stopped, view.stopped),
            (self._by, view.by),
            (self._after_title, view.after_title),
            (self._foot, view.foot),
        ):
            label.setText(text)
        self._show_room(view)
        self._show_facts(view.facts)
        self._show_buttons(view)
        self.setAccessibleName(f"{view.heading}: {view.words} {view.lead}")

    def cover(self) -> None:
        """Lie over the whole window and take the keyboard."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_counting(self) -> bool:
        """Whether the count to resume is running."""
        return self._count.isActive()

    def start_count(self) -> None:
        """Count down, then ask to resume; pressed again it takes the count back."""
        if self._for_learners or self._view is None:
            return
        if self._count.isActive():
            self._count.stop()
            self.show_count(-1)
        else:
            self._count.start()
            self.show_count(len(self._view.counting) - 1)

    def show_count(self, left: int) -> None:
        """Show the seconds left until everything goes on; -1 shows none."""
        self._left = left
        if self._view is not None:
            self._show_buttons(self._view)
        if not self._for_learners:
            self.counted.emit(left)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
            self._fit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep every shortcut of the covered window from working."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to hold F12."""
        if event.key() == Qt.Key.Key_F12:
            if not event.isAutoRepeat() and not self._for_learners:
                self._hold.start()
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of F12 too early: nothing happens."""
        if event.key() == Qt.Key.Key_F12 and not event.isAutoRepeat():
            self._hold.stop()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the keyboard on this panel and its buttons."""
        stops = [b for b in (self.end, self.resume) if b.isVisible()]
        if not stops:
            return True
        at = next((n for n, stop in enumerate(stops) if stop.hasFocus()), None)
        step = 0 if at is None else at + (1 if forward else -1)
        stops[step % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the opaque ground and the red bar."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.bg0))
        painter.fillRect(0, 0, self.width(), _BAR, QColor(EMERGENCY_BAR))

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, _BAR + 16, 24, 16)
        outer.setSpacing(0)
        outer.addStretch(1)
        self._panel = surface("panel")
        inside = QVBoxLayout(self._panel)
        tight(inside)
        inside.addLayout(self._build_head())
        inside.addSpacing(32)
        self._room = surface("inset")
        self._room_row = QHBoxLayout(self._room)
        self._room_row.setContentsMargins(24, 16, 24, 16)
        self._room_row.setSpacing(24)
        around = QHBoxLayout()
        around.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        around.addWidget(self._room)
        inside.addLayout(around)
        self._room_gap = QWidget()
        self._room_gap.setFixedHeight(32)
        inside.addWidget(self._room_gap)
        self._facts = QVBoxLayout()
        tight(self._facts)
        inside.addLayout(self._facts)
        inside.addStretch(1)
        inside.addWidget(self._build_foot())
        outer.addWidget(self._panel, 0, Qt.AlignmentFlag.AlignHCenter)
        self._foot = Label(self._art, Role.BODY, "tx3")
        self._foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addSpacing(20)
        outer.addWidget(self._foot)
        outer.addStretch(1)

    def _build_head(self) -> QGridLayout:
        fonts = self._art
        self._heading = Label(fonts, Role.MONITOR_LABEL, "bad")
        self._words = Label(fonts, Role.EMERGENCY_WORDS)
        self._lead = Label(fonts, Role.EMERGENCY_LEAD, "tx2")
        self._clock = Label(fonts, Role.EMERGENCY_TIME)
        self._stopped = Label(fonts, Role.TILE_TITLE, "tx2")
        self._stopped.setFont(fonts.fonts.sized(15, 400))
        self._by = Label(fonts, Role.TILE_TITLE, "tx2")
        self._by.setFont(fonts.fonts.sized(15, 400))
        grid = QGridLayout()
        grid.setContentsMargins(_MARGIN, 44, _MARGIN, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        sign = QHBoxLayout()
        sign.setSpacing(14)
        sign.addWidget(IconView(fonts, "warning", size=26, tone="bad"))
        sign.addWidget(self._heading)
        sign.addStretch(1)
        grid.addLayout(sign, 0, 0)
        grid.addWidget(self._words, 1, 0)
        grid.addWidget(self._lead, 2, 0)
        right = QVBoxLayout()
        tight(right, gap=2)
        for label in (self._clock, self._stopped, self._by):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            right.addWidget(label)
        right.addStretch(1)
        grid.addLayout(right, 0, 1, 3, 1)
        grid.setColumnStretch(0, 1)
        return grid

    def _build_foot(self) -> QFrame:
        foot = surface("row")
        row = QHBoxLayout(foot)
        row.setContentsMargins(_MARGIN, 28, _MARGIN, 32)
        row.setSpacing(16)
        words = QVBoxLayout()
        tight(words, gap=4)
        self._after_title = Label(self._art, Role.MONITOR_LABEL)
        self._after = Label(self._art, Role.BODY, "tx2", wraps=True)
        self._after.setFont(self._art.fonts.sized(15, 400))
        self._after.setFixedWidth(500)
        words.addWidget(self._after_title)
        words.addWidget(self._after)
        row.addLayout(words)
        row.addStretch(1)
        self.end = Button(self._art, "emergency.end", height=64)
        self.resume = Button(self._art, "emergency.resume", icon="play", height=64)
        for button in (self.end, self.resume):
            button.setFont(self._art.fonts.font(Role.MONITOR_LABEL))
            button.padding = 28
            row.addWidget(button)
        self.end.clicked.connect(self.end_requested)
        self.resume.clicked.connect(self.start_count)
        return foot

    def _show_room(self, view: EmergencyView) -> None:
        empty_layout(self._room_row)
        self._room.setVisible(bool(view.room))
        self._room_gap.setVisible(bool(view.room))
        if not view.room:
            return
        title = Label(self._art, Role.SECTION_TITLE, wraps=True)
        title.setText(view.room_title)
        title.setFixedWidth(120)
        self._room_row.addWidget(title)
        for icon, caption, words in view.room:
            self._room_row.addWidget(_divider())
            self._room_row.addWidget(IconView(self._art, icon, size=22, tone="tx2"))
            column = QVBoxLayout()
            tight(column, gap=2)
            name = Label(self._art, Role.BODY, "tx2")
            name.setText(caption)
            is_number = icon == "phone" and len(words) <= 8
            role = Role.EMERGENCY_NUMBER if is_number else Role.EMERGENCY_FACT
            value = Label(self._art, role, wraps=not is_number)
            value.setText(words)
            column.addStretch(1)
            column.addWidget(name)
            column.addWidget(value)
            column.addStretch(1)
            self._room_row.addLayout(column, 1)

    def _show_facts(self, facts: tuple[FactView, ...]) -> None:
        empty_layout(self._facts)
        high = _FACT_LOW if self.height() < _LOW_BELOW else _FACT
        for fact in facts:
            row = surface("row")
            row.setFixedHeight(high)
            row.setAccessibleName(f"{fact.title}: {fact.sentence}")
            across = QHBoxLayout(row)
            across.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
            across.setSpacing(34)
            across.addWidget(IconView(self._art, fact.icon, size=26, tone=fact.tone))
            title = Label(self._art, Role.EMERGENCY_FACT, wraps=True)
            title.setText(fact.title)
            title.setFixedWidth(312)
            across.addWidget(title)
            sentence = Label(self._art, Role.BODY, "tx2", wraps=True)
            sentence.setFont(self._art.fonts.sized(16, 400))
            sentence.setText(fact.sentence)
            across.addWidget(sentence, 1)
            self._facts.addWidget(row)

    def _show_buttons(self, view: EmergencyView) -> None:
        self._after.setText(view.counting[self._left] if self._left >= 0 else view.after)
        self.end.setVisible(bool(view.end))
        self.resume.setVisible(bool(view.resume))
        self.end.label(view.end)
        self.resume.label(view.resume, shown_key=view.resume_key)

    def _tick(self) -> None:
        left = self._left - 1
        self.show_count(left)
        if left == 0:
            self._count.stop()
            self.show_count(-1)
            self.resume_requested.emit()

    def _fit(self) -> None:
        is_low = self.height() < _LOW_BELOW
        self._room.setMinimumHeight(0 if is_low else _ROOM)
        self._room_gap.setFixedHeight(20 if is_low else 32)
        self._panel.setFixedWidth(min(_WIDTH, self.width() - 48))
        self._panel.setMinimumHeight(0 if is_low else _HEIGHT)
        if self._view is not None:
            self._show_facts(self._view.facts)


def _divider() -> QFrame:
    line = surface("rule")
    line.setFixedWidth(1)
    return line
