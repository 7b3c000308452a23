"""The attempts of a session: their tree, and two of them side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.ui.charts.compare_chart import paint_sample
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.attempts import Attempt, Told, present_attempts, tell_attempts
from simrunner.ui.presenters.attempts_compare import CompareView, present_comparison
from simrunner.ui.widgets.choice_button import ChoiceButton
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label
from simrunner.ui.widgets.panels import Panel, surface, tight
from simrunner.ui.windows.attempts_tree import AttemptTree
from simrunner.ui.windows.compare_view import CompareChart, PairTable

CHART_SHARE, TABLE_SHARE = 60, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptsLink:
    """``load`` reads every run of the session, ``open_run`` opens the debrief of one of them."""

    load: Callable[[], Sequence[Attempt]]
    open_run: Callable[[str], None]


class LineSample(QWidget):
    """A piece of the line of an attempt; ``is_second`` for the whole one."""

    def __init__(self, *, is_second: bool) -> None:
        super().__init__()
        self.setFixedSize(26, 16)
        self._is_second = is_second

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        area = QRectF(self.rect())
        paint_sample(QPainter(self), area, colours_of(self), is_second=self._is_second)


class AttemptsPage(QWidget):
    """Shown inside the debrief; ``left`` tells that somebody goes back to it."""

    left = Signal()

    def __init__(
        self, art: Artwork, tr: Translate, *, scenario: Scenario, run: str, link: AttemptsLink
    ) -> None:
        """Read nothing yet; show() does. ``run`` is the one whose debrief is open."""
        super().__init__()
        self.setObjectName("debrief.attempts.page")
        self._art = art
        self._tr = tr
        self._scenario = scenario
        self._run = run
        self._link = link
        self._attempts: tuple[Attempt, ...] = ()
        self._told: tuple[Told, ...] = ()
        self._other = ""
        self.comparison: CompareView | None = None
        self.tree = AttemptTree(art)
        self.tree.run_asked.connect(self._open)
        self.chart = CompareChart(art)
        self.table = PairTable(art)
        self._build()

    @property
    def other(self) -> str:
        """The attempt that is held beside the open one."""
        return self._other

    def read(self, other: str = "") -> None:
        """Read the session's runs, once, and hold ``other`` beside the open one."""
        if not self._attempts:
            self._attempts = tuple(self._link.load())
        runs = [each.run for each in self._attempts]
        others = [run for run in runs if run != self._run] if self._run in runs else []
        if other in others:
            self._other = other
        elif self._other not in others:
            parent = next((a.parent for a in self._attempts if a.run == self._run), None)
            self._other = parent if parent in others else next(iter(others), "")
        self.retell()

    def retell(self) -> None:
        """Say everything again in the language in force; nothing before it was read."""
        tr = self._tr
        self.back.label(tr("Back"), tip=tr("Back to the debrief"), key="Esc")
        if not self._attempts:
            return
        self._told = tell_attempts(self._attempts, self._scenario, tr)
        view = present_attempts(self._told, self._scenario, self._run, tr)
        self._above.show_title(view.title, view.note)
        self.tree.present(view)
        if self._other:
            self._compare()

    def take_focus(self) -> None:
        """Put the keyboard on the tree."""
        self.tree.focus_open()

    def minimumSizeHint(self) -> QSize:
        """As small as the other pages of the debrief may get."""
        return QSize(960, 560)

    def _compare(self) -> None:
        view = present_comparison(self._told, self._run, self._other, self._scenario, self._tr)
        self.comparison = view
        self._left.show_title(view.title)
        self.choice.present(view.choice, view.choice_tip)
        for label, words in zip(self._legend, view.names, strict=True):
            label.setText(words)
        self._lead.setText(view.same_until)
        for label, (name, deed) in zip(self._firsts, view.firsts, strict=True):
            label.setText(deed)
            label.setAccessibleName(f"{name}: {deed}")
        self.chart.present(view)
        self._right.show_title(view.table_title)
        self.table.present(view)

    def _open(self, run: str) -> None:
        self._link.open_run(run)

    def _pick(self, _key: str, run: str) -> None:
        if run:
            self._other = run
            self._compare()

    def _build(self) -> None:
        art = self._art
        self._above = Panel(art, "branch")
        tight(self._above.body)
        self.back = Button(art, "debrief.attempts.back", kind="surface", icon="chevron-left",
                           height=Px.CONTROL_COMPACT)  # fmt: skip
        self.back.clicked.connect(self.left)
        self._above.bar.addWidget(self.back)
        self._above.body.addWidget(self.tree)
        self._left = Panel(art, "chart")
        tight(self._left.body)
        self._legend = (Label(art, Role.CAPTION, "tx2"), Label(art, Role.CAPTION, "tx2"))
        for is_second, label in enumerate(self._legend):
            self._left.bar.addWidget(LineSample(is_second=bool(is_second)))
            self._left.bar.addWidget(label)
        self.choice = ChoiceButton(art, "debrief.attempts.choice", can_clear=False)
        self.choice.picked.connect(self._pick)
        self._left.bar.addWidget(self.choice)
        self._left.body.addWidget(self._lead_row())
        self._left.body.addWidget(self.chart, 1)
        self._right = Panel(art, "target")
        tight(self._right.body)
        self._right.body.addWidget(self.table, 1)
        below = QHBoxLayout()
        tight(below, gap=int(Px.GAP))
        below.addWidget(self._left, CHART_SHARE)
        below.addWidget(self._right, TABLE_SHARE)
        column = QVBoxLayout(self)
        tight(column, margin=int(Px.PAD_DEBRIEF), gap=int(Px.GAP))
        column.addWidget(self._above)
        column.addLayout(below, 1)

    def _lead_row(self) -> QWidget:
        row = surface("row")
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(12)
        self._lead = Label(self._art, Role.BODY_STRONG)
        self._firsts = (
            ElidedLabel(self._art, Role.BODY, "tx2"),
            ElidedLabel(self._art, Role.BODY, "tx2"),
        )
        line.addWidget(IconView(self._art, "branch", size=16))
        line.addWidget(self._lead)
        for is_second, label in enumerate(self._firsts):
            line.addWidget(LineSample(is_second=bool(is_second)))
            line.addWidget(label, 1)
        return row
