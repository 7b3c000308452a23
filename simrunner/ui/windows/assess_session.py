"""The left of the Assess page: monitor, clock, lanes of marks, facts of the clock."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.frame import TrendPoint
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.assess import EvidenceView
from simrunner.ui.presenters.assess_marks import LanesView
from simrunner.ui.presenters.assess_session import FactView, NumberView
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label, Segments
from simrunner.ui.widgets.panels import Panel, surface, tight
from simrunner.ui.widgets.rating_chips import ChipFlow
from simrunner.ui.widgets.rating_lanes import MarkLanes
from simrunner.ui.widgets.rating_monitor import MonitorPanel

STEP_MS = 10_000
_LEAST_MS = 120_000
_TIGHT_BELOW = 470
_HINT_BELOW = 640
_SPEEDS = (("1", "×1"), ("1.5", "×1.5"), ("2", "×2"))


class Transport(QWidget):
    """The clock; for a recorded run also play, steps and speed.

    ``stepped`` tells by how many ms, ``toggled`` a press of play, ``sped`` the factor.
    """

    stepped = Signal(int)
    toggled = Signal()
    sped = Signal(float)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setFixedHeight(48)
        self._is_recorded = self._is_narrow = self._is_tight = False
        self._keys = ""
        self._back = Button(art, "assess.transport.back", icon="rewind")
        self._play = Button(art, "assess.transport.play", icon="play")
        self._ahead = Button(art, "assess.transport.ahead", icon="fast-forward")
        self._speed = Segments(art, "assess.transport.speed", [key for key, _ in _SPEEDS])
        self._clock = Label(art, Role.SESSION_CLOCK)
        self._clock.setObjectName("assess.clock")
        self._of = Label(art, Role.BODY, "tx2")
        self._hint = ElidedLabel(art, Role.CAPTION, "tx3")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for button in (self._back, self._play, self._ahead):
            button.padding = 8
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._clock)
        row.addWidget(self._of)
        row.addSpacing(12)
        row.addWidget(self._speed)
        row.addWidget(self._hint, 1)
        self._back.clicked.connect(self._step_back)
        self._ahead.clicked.connect(self._step_ahead)
        self._play.clicked.connect(self.toggled)
        self._speed.chosen.connect(self._tell_speed)

    def retranslate(self, tr: Translate, *, is_recorded: bool) -> None:
        """Say everything again; a live run has no transport."""
        self._is_recorded = is_recorded
        for part in (self._back, self._play, self._ahead):
            part.setVisible(is_recorded)
        self._keys = tr("← → step 5 s, Space plays")
        self.fit(is_narrow=self._is_narrow, is_tight=self._is_tight)
        self._back.label("", tip=tr("10 seconds back"))
        self._ahead.label("", tip=tr("10 seconds on"))
        self._play.label("", tip=tr("Play or pause"), key=tr("Space"))
        for button, name in (
            (self._back, tr("10 seconds back")),
            (self._ahead, tr("10 seconds on")),
            (self._play, tr("Play or pause")),
        ):
            button.setAccessibleName(name)
        self._speed.show_words(_SPEEDS, tr("Speed"))
        self._clock.setToolTip(tr("Time of the session"))

    def fit(self, *, is_narrow: bool, is_tight: bool) -> None:
        """Leave out the hint, then the speeds, where there is no room for them."""
        self._is_narrow = is_narrow
        self._hint.setText(self._keys if self._is_recorded and not is_narrow else "")
        self._is_tight = is_tight
        self._speed.setVisible(self._is_recorded and not is_tight)

    def show_time(self, now_ms: int, of: str) -> None:
        """Show the time and what it belongs to."""
        self._clock.setText(clock_text(now_ms))
        self._of.setText(of)

    def show_playing(self, *, is_playing: bool) -> None:
        """Show pause while it plays."""
        self._play.show_icon("pause" if is_playing else "play")

    def choose_speed(self, factor: float) -> None:
        """Show a speed as chosen."""
        self._speed.choose(f"{factor:g}")

    def _step_back(self) -> None:
        self.stepped.emit(-STEP_MS)

    def _step_ahead(self) -> None:
        self.stepped.emit(STEP_MS)

    def _tell_speed(self, key: str) -> None:
        self.sped.emit(float(key))


class SessionPanel(Panel):
    """What the rater looks at. ``fact_picked`` tells the key of a fact offered as evidence."""

    fact_picked = Signal(str)

    def __init__(self, art: Artwork) -> None:
        super().__init__(art, "monitor")
        self.setObjectName("assess.session")
        self.monitor = MonitorPanel(art)
        self.transport = Transport(art)
        self.lanes = MarkLanes(art)
        self._words = ("", "")
        self._no_camera = Label(art, Role.CAPTION, "tx3")
        self._facts_title = Label(art, Role.PANEL_TITLE)
        self._facts_note = ElidedLabel(art, Role.CAPTION, "tx3")
        self._facts = ChipFlow(art, "assess.fact", most_rows=2, is_fact=True)
        self._build(art)

    def set_mirror(self, mirror: QWidget) -> None:
        """Show the learners' sweep beside the numbers."""
        self.monitor.set_mirror(mirror)

    def retranslate(self, tr: Translate, *, is_recorded: bool) -> None:
        """Say everything again."""
        self._words = (
            tr("Recorded session") if is_recorded else tr("Live session"),
            tr("monitor and marks, one clock"),
        )
        self._show_words()
        self._no_camera.setText(tr("No camera"))
        self._no_camera.setToolTip(tr("No camera is connected; nothing is filmed."))
        self.monitor.courses.say(tr("What the monitor has shown since the start"))
        self.transport.retranslate(tr, is_recorded=is_recorded)
        self._facts_title.setText(tr("Clock facts"))
        self._facts_note.setText(
            tr("offered as evidence, never as the rating; click one or drag it onto an item")
        )

    def show_numbers(self, numbers: tuple[NumberView, ...], tip: str) -> None:
        """Show what the monitor shows at the time looked at."""
        self.monitor.numbers.present(numbers, tip)

    def take_trend(self, points: Sequence[TrendPoint]) -> None:
        """Add to the courses."""
        self.monitor.courses.take(points)

    def show_now(self, now_ms: int, end_ms: int, *, can_seek: bool) -> None:
        """Move the line of the moment in courses and lanes."""
        # Live, the course so far fills the room; the lanes show the length that is planned.
        self.monitor.courses.show_now(now_ms, end_ms if can_seek else max(now_ms, _LEAST_MS))
        self.lanes.show_now(now_ms, end_ms, can_seek=can_seek)

    def show_lanes(self, view: LanesView, tip: str) -> None:
        """Show bands and marks."""
        self.lanes.present(view, tip=tip)

    def show_facts(self, facts: tuple[FactView, ...], none: str, tip: str) -> None:
        """Offer the facts of the clock."""
        views = [
            EvidenceView(
                key=fact.key,
                sign="neutral",
                clock=clock_text(fact.at_ms),
                words=fact.words,
                tip=f"{clock_text(fact.at_ms)} {fact.words} · {tip}",
            )
            for fact in facts
        ]
        self._facts.show_chips(views, "" if views else none)

    def _build(self, art: Artwork) -> None:
        self.bar.addWidget(IconView(art, "camera", size=14))
        self.bar.addWidget(self._no_camera)
        tight(self.body)
        self.body.addWidget(self.monitor, 1)
        self.body.addWidget(self.transport)
        self.body.addWidget(_ruled(self.lanes))
        box = surface("row")
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._facts_title)
        head.addWidget(self._facts_note, 1)
        column.addLayout(head)
        column.addWidget(self._facts)
        self.body.addWidget(box)
        self._facts.picked.connect(self.fact_picked)

    def fit(self, *, is_narrow: bool) -> None:
        """Take less room in a narrow window."""
        self.monitor.fit(is_narrow=is_narrow)
        self._show_words()
        self.transport.fit(
            is_narrow=self.width() < _HINT_BELOW, is_tight=self.width() < _TIGHT_BELOW
        )

    def _show_words(self) -> None:
        title, note = self._words
        self.show_title(title, note if self.width() >= _TIGHT_BELOW else "")


def _ruled(inside: QWidget) -> QWidget:
    box = surface("row")
    column = QVBoxLayout(box)
    tight(column)
    column.addWidget(inside)
    return box
