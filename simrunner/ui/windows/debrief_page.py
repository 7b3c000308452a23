"""The debrief of one run: reactions, analysis, summary. It opens by itself when a run ends."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.debrief import PHASES, DebriefPresenter, Phase
from simrunner.ui.presenters.wave_sweep import WaveReplay
from simrunner.ui.widgets.panels import tight
from simrunner.ui.windows.debrief_analysis import AnalysisPage
from simrunner.ui.windows.debrief_cursor import LEAP_MS, STEP_MS, DebriefCursor
from simrunner.ui.windows.debrief_header import DebriefHeader
from simrunner.ui.windows.debrief_reactions import ReactionsPage
from simrunner.ui.windows.debrief_summary import SummaryPage
from simrunner.ui.windows.page import Page


class DebriefPage(Page):
    """Shows a stored run.

    ``replay`` can say what the waves were; without it the numbers and the last cuff reading stand
    alone. ``export_pdf`` is called when the report is asked for. ``take_aways_changed`` tells that
    ``take_aways`` are others now.
    """

    theme = Theme.LIGHT
    take_aways_changed = Signal()

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        *,
        record: RunRecord,
        scenario: Scenario,
        replay: WaveReplay | None = None,
        export_pdf: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("debrief")
        self._tr = tr
        self._export_pdf = export_pdf
        self._presenter = DebriefPresenter(record, scenario, tr)
        self._phase: Phase = "reactions"
        self.cursor_at = DebriefCursor(self._presenter.duration_ms, self)
        self.header = DebriefHeader(art)
        self.reactions = ReactionsPage(art)
        self.analysis = AnalysisPage(art, tr, self._presenter, self.cursor_at, replay)
        self.summary = SummaryPage(art)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        for page in (self.reactions, self.analysis, self.summary):
            self._stack.addWidget(page)
        self._connect()
        self._shortcuts = self._keys()
        self.cursor_at.move_to(self._presenter.start_ms())
        self.retranslate()

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Debrief: {title}", title=self._presenter.scenario_title)

    @property
    def phase(self) -> Phase:
        """The phase in view."""
        return self._phase

    @property
    def take_aways(self) -> tuple[str, ...]:
        """What the team takes home, as typed in the summary."""
        return self.summary.take_aways

    def show_phase(self, phase: str) -> None:
        """Go to a phase; ValueError for one that PEARLS lacks."""
        if phase not in PHASES:
            raise ValueError(f"no such phase: {phase}")
        self._phase = next(known for known in PHASES if known == phase)
        self.cursor_at.pause()
        self._stack.setCurrentIndex(PHASES.index(self._phase))
        self.header.present(self._presenter.header(self._phase), self._phase)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(self._phase == "analysis")
        self.take_focus()

    def jump(self, at_ms: int) -> None:
        """Go to a time in the analysis, as a click on the time line does."""
        self.show_phase("analysis")
        self.cursor_at.move_to(at_ms)

    def take_focus(self) -> None:
        """Put the keyboard on the time line, or on the way onward."""
        target = {
            "reactions": self.reactions.onward,
            "analysis": self.analysis.chart,
            "summary": self.summary.field,
        }[self._phase]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything again in the language in force."""
        self._presenter.retell()
        self.reactions.present(self._presenter.reactions())
        self.analysis.retell()
        self.summary.present(self._presenter.summary())
        self.header.present(self._presenter.header(self._phase), self._phase)
        self.setAccessibleName(self.title)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(self._phase == "analysis")

    def _connect(self) -> None:
        self.header.phase_asked.connect(self.show_phase)
        self.header.report_asked.connect(self._export)
        self.reactions.onward_asked.connect(self._to_analysis)
        self.analysis.kept.connect(self.summary.keep)
        self.summary.jumped.connect(self.jump)
        self.summary.take_aways_changed.connect(self.take_aways_changed)

    def _keys(self) -> tuple[QShortcut, ...]:
        cursor = self.cursor_at
        return tuple(
            self._shortcut(key, act)
            for key, act in (
                ("Left", lambda: cursor.step(-STEP_MS)),
                ("Right", lambda: cursor.step(STEP_MS)),
                ("Shift+Left", lambda: cursor.step(-LEAP_MS)),
                ("Shift+Right", lambda: cursor.step(LEAP_MS)),
                ("Home", lambda: cursor.move_to(0)),
                ("End", lambda: cursor.move_to(cursor.duration_ms)),
                ("J", lambda: cursor.play(faster(cursor.speed, -1.0))),
                ("K", cursor.pause),
                ("L", lambda: cursor.play(faster(cursor.speed, 1.0))),
                ("Space", self.analysis.replay.toggle),
                ("M", self.analysis.replay.keep.click),
                ("+", self.analysis.chart.zoom_in),
                ("=", self.analysis.chart.zoom_in),
                ("-", self.analysis.chart.zoom_out),
            )
        )

    def _shortcut(self, key: str, act: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setObjectName(f"debrief.key.{key}")
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
        return shortcut

    def _to_analysis(self) -> None:
        self.show_phase("analysis")

    def _export(self) -> None:
        self._export_pdf()


def faster(speed: float, way: float) -> float:
    """Return the next speed of J and L: once is ×1, again is ×2, the other way begins at ×1."""
    if speed * way <= 0:
        return way
    return way * 2.0
