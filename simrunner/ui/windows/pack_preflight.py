"""The pre-flight on the page of a pack: what teams will experience, and the state diagram."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.rehearsal.preflight import LevelResult
from simrunner.rehearsal.team_model import LEVELS
from simrunner.ui.charts.preflight_figures import ROOMY, TIGHT, PreflightFiguresView
from simrunner.ui.charts.preflight_map import ShareMapView
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.preflight import (
    PreflightView,
    present_preflight,
    team_level_words,
)
from simrunner.ui.presenters.preflight_map import share_map
from simrunner.ui.presenters.preflight_standing import Standing, TeamsWords, teams_words
from simrunner.ui.widgets.controls import Button, IconView, Label, Segments
from simrunner.ui.widgets.panels import (
    EmptyState,
    Panel,
    empty_layout,
    high_px,
    scrolled,
    surface,
    tight,
)

_EMPTY_PX = 360
_NOTE_FROM_PX = 500

_ROOMY_FROM_PX = 960
"""A window this high shows the figures as large as they are drawn for a full screen."""


class TeamsPanel(Panel):
    """Virtual teams: the figures, the findings, and the rehearsal itself."""

    rehearse_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, art: Artwork, tr: Translate) -> None:
        super().__init__(art, "people")
        self.setObjectName("pack.teams")
        self._art = art
        self._tr = tr
        self._view: PreflightView | None = None
        tight(self.body)
        self.rehearse = Button(art, "pack.rehearse", icon="play", height=Px.CONTROL_COMPACT)
        self.rehearse.clicked.connect(self.rehearse_requested)
        self.cancel = Button(art, "pack.cancel", icon="stop", height=Px.CONTROL_COMPACT)
        self.cancel.clicked.connect(self.cancel_requested)
        self.bar.addWidget(self.rehearse)
        self.bar.addWidget(self.cancel)
        self.body.addWidget(self._build_progress())
        self._figures = PreflightFiguresView(art.fonts.font)
        self._findings = QVBoxLayout()
        self._findings.setContentsMargins(0, 14, 0, 0)
        self._findings.setSpacing(6)
        self._empty = EmptyState(art, "people")
        inside = QWidget()
        column = QVBoxLayout(inside)
        self._column = column
        column.setContentsMargins(0, 8, 0, 12)
        column.setSpacing(0)
        column.addWidget(self._figures)
        column.addLayout(self._findings)
        column.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scrolled(inside))
        self.body.addWidget(self._stack, 1)

    def _build_progress(self) -> QWidget:
        self._going = surface("title")
        row = QHBoxLayout(self._going)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._done = Label(self._art, Role.CAPTION, "tx2")
        row.addWidget(self._bar, 1)
        row.addWidget(self._done)
        return self._going

    def present(self, standing: Standing, view: PreflightView | None) -> None:
        """Show how far a pack's pre-flight is."""
        words = teams_words(standing, self._tr)
        self._view = view
        self.show_title(words.title)
        self._show_buttons(standing, words)
        if view is None:
            self._empty.show_words(words.empty, words.empty_hint)
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        self._draw()
        empty_layout(self._findings)
        found = [("info", "info", words) for words in view.findings]
        for icon, tone, sentence in (
            *((("warning", "warn", view.stale),) if view.stale else ()),
            *(found or [("check", "ok", view.nothing)]),
            ("", "tx3", view.assumed),
        ):
            line = self._sentence(icon, tone, sentence)
            self._findings.addWidget(line)
            line.show()  # else it has no height yet, which wanted_px() asks for at once

    def wanted_px(self) -> int:
        """Return how high the panel is when nothing of it has to be scrolled."""
        if self._view is None:
            return _EMPTY_PX
        wide = max(1, self.width() - 2)
        going = self._going.sizeHint().height() if self._going.isVisibleTo(self) else 0
        return Px.PANEL_TITLE_BAR + going + high_px(self._column, wide) + 4

    def show_progress(self, standing: Standing) -> None:
        """Show how many runs are played; everything else stays."""
        self._show_buttons(standing, teams_words(standing, self._tr))

    def _show_buttons(self, standing: Standing, words: TeamsWords) -> None:
        is_going = standing.done_runs is not None
        self._going.setVisible(is_going)
        self._bar.setRange(0, max(1, standing.all_runs))
        self._bar.setValue(standing.done_runs or 0)
        self._bar.setAccessibleName(words.progress)
        self._done.setText(words.progress)
        self.rehearse.label(words.rehearse, tip=words.rehearse_tip)
        self.cancel.label(words.cancel)
        self.rehearse.setVisible(not is_going)
        self.cancel.setVisible(is_going)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the figures as large as there is room."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._view is not None:
            sizes = ROOMY if self.window().height() >= _ROOMY_FROM_PX else TIGHT
            self._figures.show_view(self._view, sizes)

    def _sentence(self, icon: str, tone: str, words: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        if icon:
            top = Qt.AlignmentFlag.AlignTop
            row.addWidget(IconView(self._art, icon, size=16, tone=tone), 0, top)
        label = Label(self._art, Role.CAPTION, "tx2" if icon else "tx3", wraps=True)
        label.setText(words)
        row.addWidget(label, 1)
        return line


class DiagramPanel(Panel):
    """The state diagram with the shares of the level that is chosen."""

    def __init__(self, art: Artwork, tr: Translate) -> None:
        super().__init__(art, "branch")
        self.setObjectName("pack.diagram-panel")
        self._tr = tr
        self._standing = Standing()
        self._level = "average"
        tight(self.body)
        self.levels = Segments(art, "pack.level", LEVELS)
        self.levels.chosen.connect(self._choose)
        self.bar.addWidget(self.levels)
        self._map = ShareMapView(art.fonts.font)
        self.body.addWidget(self._map, 1)

    def present(self, standing: Standing) -> None:
        """Show the diagram of a scenario, with shares once it has been rehearsed."""
        self._standing = standing
        self.setVisible(standing.scenario is not None)
        if standing.scenario is None:
            return
        tr, rehearsal = self._tr, standing.rehearsal
        played: dict[str, LevelResult] = {}
        if rehearsal is not None:
            played = {each.level: each for each in rehearsal.levels}
        level = self._level if self._level in played else next(iter(played), self._level)
        share = share_map(standing.scenario, played.get(level), tr)
        self.show_title(share.title, share.note if self.width() >= _NOTE_FROM_PX else "")
        words = team_level_words(tr)
        self.levels.show_words([(each, words[each].capitalize()) for each in LEVELS], tr("Teams"))
        self.levels.choose(level)
        self.levels.setVisible(bool(played))
        self._map.show_map(share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the quiet words where there is no room for them."""
        super().resizeEvent(event)
        is_new = (event.size().width() >= _NOTE_FROM_PX) != (
            event.oldSize().width() >= _NOTE_FROM_PX
        )
        if is_new:
            self.present(self._standing)

    def _choose(self, level: str) -> None:
        self._level = level
        self.present(self._standing)


def view_of(standing: Standing, tr: Translate) -> PreflightView | None:
    """Return the pre-flight in the language in force; None where there is none to show."""
    if standing.scenario is None or standing.rehearsal is None:
        return None
    return present_preflight(
        standing.rehearsal, standing.scenario, tr, at=standing.at, is_stale=standing.is_stale
    )
