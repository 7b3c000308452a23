"""Analysis: replay, expected and observed, discussion, and the time line below them."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.charts.timeline_chart import TimelineChart
from simrunner.ui.charts.timeline_rows import LOWEST_PX, WANTED_PX
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px
from simrunner.ui.presenters.debrief import DebriefPresenter
from simrunner.ui.presenters.debrief_discuss import WAYS, no_evidence
from simrunner.ui.presenters.wave_sweep import WaveReplay
from simrunner.ui.widgets.controls import Button, Segments
from simrunner.ui.widgets.panels import Panel, tight
from simrunner.ui.windows.debrief_cursor import DebriefCursor
from simrunner.ui.windows.debrief_discuss import DiscussBody
from simrunner.ui.windows.debrief_expected import ExpectedTable, StatusChips
from simrunner.ui.windows.debrief_replay import ReplayPanel, name_icon

TOP_PX = 470
LOWEST_TOP_PX = 260
REPLAY_PX = 592
DISCUSS_PX = 424
FOLD_BELOW_PX = 1540
"""Narrower than this, less the rail, the right column becomes a tab of the middle one."""

SMALLEST = QSize(960, 560)
CHIPS_FROM_PX = 640
_SHRINK = 0.85


class AnalysisPage(QWidget):
    """Everything that follows the cursor; ``kept`` tells a moment for the summary."""

    kept = Signal(int)

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        presenter: DebriefPresenter,
        cursor: DebriefCursor,
        replay: WaveReplay | None,
    ) -> None:
        super().__init__()
        self.setObjectName("debrief.analysis")
        self._art = art
        self._tr = tr
        self._presenter = presenter
        self._cursor = cursor
        self._is_folded = False
        self.replay = ReplayPanel(art, tr, cursor, presenter.replay, replay)
        self.replay.kept.connect(self.kept)
        self.table = ExpectedTable(art)
        self.table.jumped.connect(self._jump)
        self.discuss = DiscussBody(art)
        self.discuss.jumped.connect(cursor.move_to)
        self.discuss.objective_asked.connect(self._open_objective)
        self.discuss.way_asked.connect(self._ask)
        self.chart = TimelineChart(art)
        self.chart.cursor_asked.connect(self._go)
        self._build()
        cursor.moved.connect(self._follow)

    @property
    def is_folded(self) -> bool:
        """Whether the discussion is a tab beside the table."""
        return self._is_folded

    def retell(self) -> None:
        """Say everything again in the language in force."""
        tr, view = self._tr, self._presenter.expected
        self._middle.show_title("" if self._is_folded else view.title)
        self._tabs.show_words(
            (("expected", view.title), ("discuss", self._discuss_words())), view.title
        )
        self._chips.present(view)
        self.table.present(view, self._cursor.duration_ms)
        line = self._presenter.timeline
        self._below.show_title(line.title, line.note)
        self.compare.label(
            tr("Compare attempts"), tip=tr("The runs of this session side by side"), key="Ctrl+T"
        )
        name_icon(self.zoom_in, tr("Closer"), "+")
        name_icon(self.zoom_out, tr("Farther"), "-")
        self.chart.present(line)
        self.replay.retell()
        self._show_discussion()
        self._follow(self._cursor.at_ms)

    def minimumSizeHint(self) -> QSize:
        """As small as the folded page may get; the wide one must not keep a window from it."""
        return SMALLEST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shrink the outer columns, then fold the right one; share out the height."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        self._chips = StatusChips(self._art)
        self._tabs = Segments(self._art, "debrief.tabs", ("expected", "discuss"))
        self._tabs.choose("expected")
        self._tabs.chosen.connect(self._turn)
        self._middle = Panel(self._art, "target")
        self._middle.setObjectName("debrief.middle")
        tight(self._middle.body)
        self._middle.bar.insertWidget(1, self._tabs)
        self._middle.bar.addWidget(self._chips)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._middle.body.addWidget(self._stack)
        self._right = Panel(self._art, "chat")
        tight(self._right.body)
        self._right.body.addWidget(self.discuss)
        self._below = Panel(self._art, "chart")
        tight(self._below.body)
        self.compare = Button(
            self._art, "debrief.compare", icon="branch", height=Px.CONTROL_COMPACT
        )
        self._below.bar.addWidget(self.compare)
        self.zoom_in = Button(self._art, "debrief.closer", icon="plus", height=Px.CONTROL_COMPACT)
        self.zoom_out = Button(
            self._art, "debrief.farther", icon="minus", height=Px.CONTROL_COMPACT
        )
        for button, act in (
            (self.zoom_in, self.chart.zoom_in),
            (self.zoom_out, self.chart.zoom_out),
        ):
            button.padding = 5
            button.clicked.connect(act)
            self._below.bar.addWidget(button)
        self._below.body.addWidget(self.chart, 1)
        self._place()

    def _place(self) -> None:
        top = QHBoxLayout()
        tight(top, gap=int(Px.GAP))
        top.addWidget(self.replay)
        top.addWidget(self._middle, 1)
        top.addWidget(self._right)
        self._top = QWidget()
        self._top.setLayout(top)
        column = QVBoxLayout(self)
        tight(column, margin=int(Px.PAD_DEBRIEF), gap=int(Px.GAP))
        column.addWidget(self._top)
        column.addWidget(self._below, 1)

    def _arrange(self) -> None:
        wide = self.width() - 2 * Px.PAD_DEBRIEF
        high = self.height() - 2 * Px.PAD_DEBRIEF - Px.GAP
        share = min(1.0, max(_SHRINK, wide / (1920 - Px.RAIL - 2 * Px.PAD_DEBRIEF)))
        self.replay.setFixedWidth(round(REPLAY_PX * share))
        self._right.setFixedWidth(round(DISCUSS_PX * share))
        bar = int(Px.PANEL_TITLE_BAR)
        spare = high - TOP_PX - (WANTED_PX + bar)
        top = TOP_PX
        if spare < 0:
            # Both give way evenly until the time line is at its lowest.
            top = max(LOWEST_TOP_PX, TOP_PX + round(spare * 0.45))
            top = min(top, max(LOWEST_TOP_PX, high - LOWEST_PX - bar))
        self._top.setFixedHeight(top)
        self._fold(self.width() < FOLD_BELOW_PX)

    def _fold(self, is_folded: bool) -> None:
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            if is_folded:
                self._stack.addWidget(self.discuss)
            else:
                self._stack.removeWidget(self.discuss)
                self._stack.setCurrentWidget(self.table)
                self._right.body.addWidget(self.discuss)
                self.discuss.show()
                self._tabs.choose("expected")
            self._middle.show_title("" if is_folded else self._presenter.expected.title)
        self._right.setVisible(not is_folded)
        self._tabs.setVisible(is_folded)
        self._show_chips()

    def _turn(self, key: str) -> None:
        self._stack.setCurrentWidget(self.discuss if key == "discuss" else self.table)
        self._show_chips()

    def _show_chips(self) -> None:
        room = self.width() - 2 * Px.PAD_DEBRIEF - Px.GAP - self.replay.width()
        is_shown = self._stack.currentWidget() is self.table
        self._chips.setVisible(is_shown and room >= CHIPS_FROM_PX)

    def _follow(self, at_ms: int) -> None:
        self.chart.move_cursor(at_ms)
        self.table.show_cursor(at_ms)
        moment = self._presenter.moment(at_ms)
        self.replay.present(self._presenter.replay.present(moment))
        self.discuss.show_evidence(self._presenter.evidence(at_ms), no_evidence(self._tr))

    def _go(self, at_ms: int) -> None:
        self._cursor.pause()
        self._cursor.move_to(at_ms)

    def _jump(self, at_ms: int, objective: str) -> None:
        self._go(at_ms)
        if objective:
            self._open_objective(objective)

    def _open_objective(self, objective: str) -> None:
        self._presenter.discuss.open(objective)
        self._show_discussion()

    def _ask(self, way: str) -> None:
        self._presenter.discuss.way = next(known for known in WAYS if known == way)
        self._show_discussion()

    def _show_discussion(self) -> None:
        presenter = self._presenter.discuss
        view = presenter.present(self._presenter.expected)
        self._right.show_title(view.title, view.counter)
        self.discuss.present(view, presenter.way)
        self._tabs.show_words(
            (("expected", self._presenter.expected.title), ("discuss", view.title)), view.title
        )

    def _discuss_words(self) -> str:
        return self._presenter.discuss.present(self._presenter.expected).title
