"""The bar on top of a debrief: what it is about, the phase and its clock, report and onward."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.debrief import PHASES, HeaderView, Phase
from simrunner.ui.presenters.debrief_words import minute_text
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label, Segments
from simrunner.ui.widgets.deed_button import DeedButton

WIDE_PX = 1540
_SECOND_MS = 1000


class PhaseClock:
    """Counts the seconds spent in each phase."""

    def __init__(self) -> None:
        self._seconds = dict.fromkeys(PHASES, 0)
        self.phase: Phase = PHASES[0]

    def tick(self) -> None:
        """Count one second to the phase in force."""
        self._seconds[self.phase] += 1

    @property
    def text(self) -> str:
        """The time spent in the phase in force."""
        return minute_text(self._seconds[self.phase] * 1000).rjust(5, "0")


class DebriefHeader(QFrame):
    """``phase_asked`` tells a phase, ``report_asked`` the wish for the PDF."""

    phase_asked = Signal(str)
    report_asked = Signal()

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        groups: Sequence[Sequence[Deed]],
        now_ms: Callable[[], SimTimeMs],
    ) -> None:
        super().__init__()
        self._has_deeds = any(groups)
        self.setProperty("surface", "header")
        self.setFixedHeight(Px.HEADER)
        self._title = ElidedLabel(art, Role.SECTION_TITLE)
        self._facts = ElidedLabel(art, Role.CAPTION, "tx2")
        self._segments = Segments(art, "debrief.phase", PHASES)
        self._segments.chosen.connect(self.phase_asked)
        self._marks = {
            phase: self._segments.findChild(Button, f"debrief.phase.{phase}") for phase in PHASES
        }
        self._clock_icon = IconView(art, "clock", size=18)
        self._clock = Label(art, Role.SESSION_CLOCK)
        self._clock.setObjectName("debrief.clock")
        self._planned = Label(art, Role.CAPTION, "tx3")
        self.report = Button(art, "debrief.report", kind="surface", icon="file")
        self.report.clicked.connect(self.report_asked)
        self.more = DeedButton(art, "debrief.more", tr=tr, groups=groups, now_ms=now_ms)
        self.onward = Button(art, "debrief.onward", kind="primary")
        self.onward.show_icon(after="arrow-right")
        self.onward.clicked.connect(self._go_onward)
        self._view: HeaderView | None = None
        self._count = PhaseClock()
        self._seen: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.count_second)
        self._timer.start()
        self._build()

    @property
    def clock_text(self) -> str:
        """What the phase clock shows."""
        return self._clock.text()

    def count_second(self) -> None:
        """Count one more second; called by the timer."""
        self._count.tick()
        self._clock.setText(self._count.text)

    def present(self, view: HeaderView, phase: Phase) -> None:
        """Show the words of a phase."""
        if self._count.phase != phase:
            self._seen.add(self._count.phase)
        self._count.phase = phase
        self._view = view
        self._show_title()
        self._segments.show_words(view.phases, view.phase_tip)
        self._segments.choose(phase)
        for name, button in self._marks.items():
            if isinstance(button, Button):
                button.show_icon(after="check" if name in self._seen and name != phase else "")
        self._clock.setText(self._count.text)
        self._clock.setAccessibleName(view.phase_tip)
        self._planned.setText(view.planned)
        self.report.label(view.report, tip=view.report_tip, key="Ctrl+P")
        # Nothing with a figure in it may be opened while people say how they feel.
        self.report.setVisible(phase != "reactions")
        self.more.label(view.more, tip=view.more_tip)
        self.more.setVisible(self._has_deeds and phase != "reactions")
        self.onward.label(view.onward, key="Ctrl+Right")
        self.onward.setVisible(phase == "analysis")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move team and duration to the second line in a narrow window."""
        super().resizeEvent(event)
        self._show_title()

    def _show_title(self) -> None:
        if self._view is not None:
            is_wide = self.width() >= WIDE_PX
            self._title.setText(self._view.title if is_wide else self._view.short_title)
            self._facts.setText(self._view.facts if is_wide else self._view.long_facts)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Px.PAD_DEBRIEF, 0, Px.PAD_DEBRIEF, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(self._segments)
        row.addWidget(self._clock_icon)
        row.addWidget(self._clock)
        row.addWidget(self._planned)
        right = QHBoxLayout()
        right.setSpacing(12)
        right.addStretch(1)
        right.addWidget(self.more)
        right.addWidget(self.report)
        right.addWidget(self.onward)
        row.addLayout(right, 1)

    def _go_onward(self) -> None:
        at = PHASES.index(self._count.phase)
        if at + 1 < len(PHASES):
            self.phase_asked.emit(PHASES[at + 1])
