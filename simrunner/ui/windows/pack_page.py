"""One pack: prebrief, roles, patient chart and Start; or what keeps it from starting."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.pack_page import PackDetail, PackPresenter, PackView
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, Label
from simrunner.ui.widgets.home_parts import Picture
from simrunner.ui.widgets.markdown import AuthorText
from simrunner.ui.widgets.panels import (
    PageHeader,
    Panel,
    empty_layout,
    scrolled,
    surface,
    tight,
)
from simrunner.ui.widgets.problems import ProblemsPanel
from simrunner.ui.windows.page import Page

_START_KEY = "Ctrl+Return"
_PICTURE = 176


class PackPage(Page):
    """Shows one opened pack."""

    start_requested = Signal(str)
    back_requested = Signal()

    def __init__(self, art: Artwork, tr: Translate) -> None:
        super().__init__()
        self.setObjectName("pack")
        self._art = art
        self._tr = tr
        self._presenter = PackPresenter(tr)
        self._detail: PackDetail | None = None
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._build_header())
        column.addLayout(self._build_columns(), 1)
        column.addWidget(self._build_bar())
        self._keys = (
            QShortcut(QKeySequence(_START_KEY), self),
            QShortcut(QKeySequence(Qt.Key.Key_Escape), self),
        )
        self._keys[0].activated.connect(self._start)
        self._keys[1].activated.connect(self.back_requested)

    @property
    def title(self) -> str:
        """The title of the pack."""
        return "" if self._detail is None else self._presenter.present(self._detail).title

    def present(self, detail: PackDetail) -> None:
        """Show a pack."""
        self._detail = detail
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        if self._detail is not None:
            self._show(self._presenter.present(self._detail))

    def take_focus(self) -> None:
        """Put the keyboard on Start, or on the way back when it is off."""
        target = self.start if self.start.isEnabled() else self.back
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_header(self) -> PageHeader:
        header = PageHeader(self._art)
        self._header = header
        self.back = Button(self._art, "pack.back", kind="plain", icon="chevron-left")
        self.back.clicked.connect(self.back_requested)
        header.left.insertWidget(0, self.back)
        self._chip = Chip(self._art)
        header.right.addWidget(self._chip)
        return header

    def _build_columns(self) -> QHBoxLayout:
        columns = QHBoxLayout()
        tight(columns, margin=16, gap=12)
        self._prebrief = Panel(self._art, "chat")
        self._text = AuthorText(self._art, "pack.prebrief")
        self._prebrief.body.addWidget(self._text)
        self._roles = _Rows(self._art, "people")
        self._chart = _Rows(self._art, "file")
        self._problems = ProblemsPanel(self._art)
        self._picture = Picture(self._art, is_round_all_over=True)
        self._picture.setFixedHeight(_PICTURE)
        left = QVBoxLayout()
        right = QVBoxLayout()
        for column in (left, right):
            tight(column, gap=12)
        left.addWidget(self._picture)
        left.addWidget(self._prebrief, 1)
        right.addWidget(self._problems, 1)
        right.addWidget(self._chart, 1)
        columns.addLayout(left, 11)
        columns.addWidget(self._roles, 14)
        columns.addLayout(right, 12)
        return columns

    def _build_bar(self) -> QWidget:
        bar = surface("footer")
        bar.setFixedHeight(76)
        row = QHBoxLayout(bar)
        row.setContentsMargins(Px.PAD_HOME, 0, Px.PAD_HOME, 0)
        row.setSpacing(16)
        self._note = Label(self._art, Role.BODY, "tx2")
        row.addStretch(1)
        row.addWidget(self._note)
        self.start = Button(self._art, "pack.start", kind="primary", icon="play", height=Px.START)
        self.start.padding = 28
        self.start.setFont(self._art.fonts.font(Role.SECTION_TITLE))
        self.start.clicked.connect(self._start)
        row.addWidget(self.start)
        return bar

    def _show(self, view: PackView) -> None:
        self._header.show_title(view.title, view.facts)
        self.back.label(view.back, key="Esc")
        self._chip.show_chip(view.chip)
        self._picture.show_picture(view.picture)
        self._prebrief.show_title(view.prebrief_title)
        self._text.show_markdown(view.prebrief_markdown or view.prebrief_missing)
        self._text.setAccessibleName(view.prebrief_title)
        self._text.setToolTip(view.prebrief_title)
        self._roles.present(view.roles_title, view.roles)
        self._chart.present(view.chart_title, view.chart)
        self._problems.present(view.problems_title, view.problems)
        for panel, rows in (
            (self._roles, view.roles),
            (self._chart, view.chart),
            (self._problems, view.problems),
        ):
            panel.setVisible(bool(rows))
        self.start.label(view.start, tip=view.start_tip, shown_key="Ctrl ⏎")
        self.start.setEnabled(view.can_start)
        self._note.setText("" if view.can_start else view.start_tip)
        self.setAccessibleName(view.title)

    def _start(self) -> None:
        if self._detail is not None and self.start.isEnabled():
            self.start_requested.emit(self._detail.tile.pack_id)


class _Rows(Panel):
    """Captions with their words below, one row each."""

    def __init__(self, art: Artwork, icon: str) -> None:
        super().__init__(art, icon)
        self._art = art
        tight(self.body)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        self._rows = QVBoxLayout()
        tight(self._rows)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        self.body.addWidget(scrolled(inside))

    def present(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """Show the rows."""
        self.show_title(title)
        empty_layout(self._rows)
        for number, (caption, words) in enumerate(rows):
            row = surface("row" if number else "bare")
            across = QHBoxLayout(row)
            across.setContentsMargins(12, 9, 12, 9)
            across.setSpacing(12)
            name = Label(self._art, Role.BODY_STRONG, "tx2", wraps=True)
            name.setText(caption)
            name.setFixedWidth(150)
            text = Label(self._art, Role.BODY, wraps=True)
            text.setText(words)
            across.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(text, 1)
            self._rows.addWidget(row)
