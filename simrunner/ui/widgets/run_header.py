"""The console's header: what runs, the clock, speed, pause, undo, end, and Real emergency."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.cap_button import CapButton
from simrunner.ui.widgets.console_panel import button, label
from simrunner.ui.widgets.ink import colour

SPEEDS = ((0.5, "½×"), (1.0, "×1"), (2.0, "×2"), (4.0, "×4"))
FAST_SPEED = 8.0
NAMES_LEAST_PX = 120
"""A long title gives way before any button does."""


class RunHeader(QFrame):
    """Buttons that say what they do; the page carries it out."""

    pause_toggled = Signal()
    speed_chosen = Signal(float)
    bookmark_wanted = Signal()
    undo_wanted = Signal()
    end_wanted = Signal()
    emergency_wanted = Signal()

    def __init__(self, icons: Icons, tr: Translate) -> None:
        """Build the bar for the wide layout."""
        super().__init__()
        self.setProperty("surface", "header")
        self.setObjectName("run-header")
        self.setFixedHeight(56)
        self._icons = icons
        self._tr = tr
        self._is_folded = False
        self._is_paused = False
        self._is_ended = False
        self.title = label("", Role.SECTION_TITLE)
        self.team = label("", Role.CAPTION, "tx3")
        self.status = label("", Role.BODY_STRONG, "ok")
        self.saving = label("", Role.CAPTION, "warn")
        self.saving.setObjectName("run-saving")
        self.saving.hide()
        self.clock = label("00:00", Role.SESSION_CLOCK)
        self.clock.setObjectName("run-clock")
        self.speeds: dict[float, QPushButton] = {}
        self.pause = self._button("pause", "run-pause")
        self.fast = self._button("fast-forward", "run-fast")
        self.fast.setCheckable(True)
        self.bookmark = self._button("bookmark", "run-bookmark")
        self.undo = self._button("undo", "run-undo")
        self.end = self._button("stop", "run-end", kind="destructive", ink="bad")
        self.emergency = self._button("warning", "run-emergency", kind="destructive", ink="bad",
                                      height_px=Px.CONTROL_LARGE)  # fmt: skip
        self.emergency.setStyleSheet(
            f"#run-emergency {{ border: 2px solid {colour('bad').name()}; }}"
        )
        self._lay_out()
        self._row.insertWidget(self._row.indexOf(self.status), self.saving)
        self._connect()
        self.retranslate()

    def _button(self, icon: str, name: str, *, kind: str = "", ink: str = "tx1",
                height_px: int = Px.CONTROL) -> CapButton:  # fmt: skip
        return CapButton(self._icons, icon, name, kind=kind, ink=ink, height_px=height_px)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        # Without a stretch on either side the two lines would be pulled to the edges of the bar.
        names.addStretch(1)
        for line in (self.title, self.team):
            line.setMinimumWidth(NAMES_LEAST_PX)
            names.addWidget(line)
        names.addStretch(1)
        segments = QFrame()
        segments.setProperty("surface", "segments")
        segments.setFixedHeight(34)
        inside = QHBoxLayout(segments)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(2)
        for speed, words in SPEEDS:
            made = button(words, f"run-speed-{speed:g}", kind="segment", height_px=26)
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.setProperty("speed", speed)
            made.clicked.connect(self._speed)
            inside.addWidget(made)
            self.speeds[speed] = made
        self.speeds[1.0].setChecked(True)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addLayout(names)
        row.addStretch(1)
        row.addWidget(self.status)
        row.addSpacing(4)
        row.addWidget(self.clock)
        row.addSpacing(4)
        row.addWidget(segments)
        row.addStretch(1)
        for part in (self.pause, self.fast, self.bookmark, self.undo, self.end):
            row.addWidget(part)
        row.addSpacing(8)
        row.addWidget(self.emergency)

    def _connect(self) -> None:
        self.pause.clicked.connect(self.pause_toggled)
        self.fast.clicked.connect(self._fast)
        self.bookmark.clicked.connect(self.bookmark_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.end.clicked.connect(self.end_wanted)
        self.emergency.clicked.connect(self.emergency_wanted)

    def show_late(self, late_s: float) -> None:
        """Say how far the record is behind; hide at 0."""
        self.saving.setText(self._tr("saving is {seconds} s behind", seconds=round(late_s)))
        self.saving.setVisible(late_s > 0)

    def retranslate(self) -> None:
        """Take every word from the translator again."""
        tr = self._tr
        for made in self.speeds.values():
            made.setToolTip(tr("How fast simulated time runs"))
            made.setAccessibleName(f"{tr('How fast simulated time runs')} {made.text()}")
        self.fast.say("", tr("Fast forward: eight times as fast while it is on"))
        self._word(self.bookmark, tr("Bookmark"), tr("Name this moment"), "B")
        self._word(self.undo, tr("Undo"), tr("Annul the last entry; both stay in the log"),
                   "Ctrl Z")  # fmt: skip
        self._word(self.end, tr("End and debrief"), tr("End the run and open its debrief"))
        self.emergency.say(
            tr("Real emergency"),
            tr("Someone is really ill: stop everything and cover every screen"), "F12",
        )  # fmt: skip
        self._say_status()

    def _word(self, made: CapButton, words: str, tip: str, cap: str = "") -> None:
        """Show words and key, or on small screens only the icon; the tip names the key too."""
        if self._is_folded:
            made.say("", f"{words}: {tip} ({cap})" if cap else f"{words}: {tip}")
        else:
            made.say(words, tip, cap)

    def fold(self, *, is_folded: bool) -> None:
        """Show icons without words on small screens; Real emergency keeps its words."""
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            self.retranslate()
        for speed, made in self.speeds.items():
            made.setVisible(not is_folded or speed >= 1.0)

    def show_status(self, *, is_paused: bool, is_ended: bool) -> None:
        """Show whether the run goes on."""
        if (is_paused, is_ended) != (self._is_paused, self._is_ended):
            self._is_paused, self._is_ended = is_paused, is_ended
            self._say_status()

    def _say_status(self) -> None:
        tr = self._tr
        words, ink = tr("● Running"), "ok"
        if self._is_ended:
            words, ink = tr("■ Ended"), "tx3"
        elif self._is_paused:
            words, ink = tr("❚❚ Paused"), "warn"
        self.status.setText(words)
        self.status.setStyleSheet(f"color: {colour(ink).name()}; background: transparent;")
        self.pause.show_icon("play" if self._is_paused else "pause")
        tip = tr("Stop or go on with simulated time")
        pause = tr("Resume") if self._is_paused else tr("Pause")
        if self._is_folded:
            self.pause.say(pause, f"{tip} (Space)")
        else:
            self.pause.say(pause, tip, "Space")

    def _speed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.fast.setChecked(False)
            self.speed_chosen.emit(float(sender.property("speed")))

    def _fast(self) -> None:
        chosen = next((s for s, made in self.speeds.items() if made.isChecked()), 1.0)
        self.speed_chosen.emit(FAST_SPEED if self.fast.isChecked() else chosen)
