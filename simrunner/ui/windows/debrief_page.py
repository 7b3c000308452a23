"""The debrief of one run: reactions, analysis, summary. It opens by itself when a run ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from simrunner.domain.chart import Scenario
from simrunner.domain.note import ANALYSIS, REACTIONS
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.attempts_compare import CompareView
from simrunner.ui.presenters.debrief import PHASES, DebriefPresenter, Phase
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.presenters.medium_point import MediumPoint
from simrunner.ui.presenters.notebook import Notebook
from simrunner.ui.presenters.wave_sweep import WaveReplay
from simrunner.ui.widgets.panels import tight
from simrunner.ui.windows.attempts_page import AttemptsLink, AttemptsPage
from simrunner.ui.windows.debrief_analysis import AnalysisPage
from simrunner.ui.windows.debrief_cursor import LEAP_MS, STEP_MS, DebriefCursor
from simrunner.ui.windows.debrief_discuss import NoteField
from simrunner.ui.windows.debrief_header import DebriefHeader
from simrunner.ui.windows.debrief_reactions import ReactionsPage
from simrunner.ui.windows.debrief_summary import SummaryPage
from simrunner.ui.windows.page import Page

KEEP_AFTER_MS = 800
"""Notes are kept this long after the last key, so that not every letter goes to the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebriefTools:
    """What may be done with a run in its debrief.

    ``export_pdf`` is called when the report is asked for; ``deeds`` stand in the header's menu, the
    one called ``again`` also beside moments. ``attempts`` leads to the other runs of the session.
    ``notebook`` holds what was written before, and keeps what is written now.
    """

    export_pdf: Callable[[], None]
    deeds: Sequence[Deed] = ()
    attempts: AttemptsLink | None = None
    notebook: Notebook | None = None


class DebriefPage(Page):
    """Shows a stored run.

    ``replay`` can say what the waves were; without it the numbers and the last cuff reading stand
    alone.
    """

    theme = Theme.LIGHT

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        *,
        record: RunRecord,
        scenario: Scenario,
        replay: WaveReplay | None = None,
        tools: DebriefTools,
    ) -> None:
        super().__init__()
        self.setObjectName("debrief")
        self._tr = tr
        self._export_pdf = tools.export_pdf
        self._presenter = DebriefPresenter(record, scenario, tr)
        self._phase: Phase = "reactions"
        attempts = tools.attempts
        own = () if attempts is None else (self._attempts_deed(),)
        self.cursor_at = DebriefCursor(self._presenter.duration_ms, self)
        self.header = DebriefHeader(art, tr, (tools.deeds, own), lambda: self.cursor_at.at_ms)
        self.reactions = ReactionsPage(art)
        self.analysis = AnalysisPage(art, tr, self._presenter, self.cursor_at, replay)
        self.summary = SummaryPage(art)
        self._notebook = tools.notebook or Notebook(wall=str, keep=lambda _notes: None)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        for page in (self.reactions, self.analysis, self.summary):
            self._stack.addWidget(page)
        self.attempts = self._attempts_page(art, record, scenario, attempts)
        self._connect(tools.deeds)
        self._shortcuts = self._keys()
        self._escape = self._shortcut("Esc", self.leave_attempts)
        self._deed_keys = self.header.more.keys(self)
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

    @property
    def comparison(self) -> CompareView | None:
        """The attempts that were last held side by side, None before."""
        return None if self.attempts is None else self.attempts.comparison

    def show_phase(self, phase: str) -> None:
        """Go to a phase; ValueError for one that PEARLS lacks."""
        if phase not in PHASES:
            raise ValueError(f"no such phase: {phase}")
        self._phase = next(known for known in PHASES if known == phase)
        self.cursor_at.pause()
        self._stack.setCurrentIndex(PHASES.index(self._phase))
        self.header.present(self._presenter.header(self._phase), self._phase)
        self._enable_keys()
        self.take_focus()

    def show_attempts(self, other: str = "") -> None:
        """Show the runs of the session, ``other`` beside this one; nothing where it is alone."""
        if self.attempts is None:
            return
        if self._phase == "reactions":
            self.show_phase("analysis")
        self.cursor_at.pause()
        self.attempts.read(other)
        self._stack.setCurrentWidget(self.attempts)
        self._enable_keys()
        self.take_focus()

    def leave_attempts(self) -> None:
        """Go back to the phase that the attempts were opened from."""
        self.show_phase(self._phase)

    def jump(self, at_ms: int) -> None:
        """Go to a time in the analysis, as a click on the time line does."""
        self.show_phase("analysis")
        self.cursor_at.move_to(at_ms)

    def show_media(self, points: Sequence[MediumPoint]) -> None:
        """Show on the time line what is attached to the run now."""
        self._presenter.show_media(points)
        self.analysis.retell()

    def take_focus(self) -> None:
        """Put the keyboard on the time line, or on the way onward."""
        if self.attempts is not None and self._stack.currentWidget() is self.attempts:
            self.attempts.take_focus()
            return
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
        if self.attempts is not None:
            self.attempts.retell()
        self.setAccessibleName(self.title)
        self._enable_keys()

    def _enable_keys(self) -> None:
        is_away = self.attempts is not None and self._stack.currentWidget() is self.attempts
        self._escape.setEnabled(is_away)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(self._phase == "analysis" and not is_away)

    def _connect(self, deeds: Sequence[Deed]) -> None:
        self.header.phase_asked.connect(self.show_phase)
        self.header.report_asked.connect(self._export)
        self.reactions.onward_asked.connect(self._to_analysis)
        self.analysis.kept.connect(self.summary.keep)
        self.summary.jumped.connect(self.jump)
        self._open_notebook()
        self.analysis.compare.setVisible(self.attempts is not None)
        if self.attempts is not None:
            self._stack.addWidget(self.attempts)
            self.attempts.left.connect(self.leave_attempts)
        self.analysis.compare.clicked.connect(self._to_attempts)
        for deed in deeds:
            if deed.name == "again":
                self.analysis.replay.offer_again(deed.key, deed.act)
                self.summary.offer_again(deed.act)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was written before the page goes."""
        self._notebook.flush()
        super().hideEvent(event)

    def _open_notebook(self) -> None:
        book = self._notebook
        self._pen = QTimer(self)
        self._pen.setSingleShot(True)
        self._pen.setInterval(KEEP_AFTER_MS)
        self._pen.timeout.connect(book.flush)
        self.summary.restore(book.take_aways, book.moments)
        for phase, field in (
            (REACTIONS, self.reactions.note), (ANALYSIS, self.analysis.discuss.note)
        ):  # fmt: skip
            field.restore(book.words(phase))
            field.written.connect(partial(self._write, phase, field))
        self.summary.changed.connect(self._summarise)

    def _write(self, phase: str, field: NoteField) -> None:
        self._notebook.write(phase, field.text)
        self._pen.start()

    def _summarise(self) -> None:
        self._notebook.summarise(self.summary.take_aways, self.summary.kept)
        self._pen.start()

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

    def _attempts_deed(self) -> Deed:
        return Deed(
            name="attempts", key="Ctrl+T", words=lambda tr: tr("Attempts of this session"),
            act=lambda _at_ms: self.show_attempts(),
        )  # fmt: skip

    def _attempts_page(
        self, art: Artwork, record: RunRecord, scenario: Scenario, link: AttemptsLink | None
    ) -> AttemptsPage | None:
        if link is None:
            return None
        run = record.summary.run
        return AttemptsPage(art, self._tr, scenario=scenario, run=run, link=link)

    def _to_attempts(self) -> None:
        self.show_attempts()

    def _export(self) -> None:
        self._export_pdf()


def faster(speed: float, way: float) -> float:
    """Return the next speed of J and L: once is ×1, again is ×2, the other way begins at ×1."""
    if speed * way <= 0:
        return way
    return way * 2.0
