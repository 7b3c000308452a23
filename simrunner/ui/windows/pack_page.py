"""One pack: what it is, what teams make of it, what the checker found, and Start."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from simrunner.domain.chart import Difficulty
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.pack_page import PackDetail, PackPresenter, PackView, RunChoice
from simrunner.ui.presenters.preflight import badge_of
from simrunner.ui.presenters.preflight_standing import Standing, teams_words
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, Label
from simrunner.ui.widgets.home_parts import Picture
from simrunner.ui.widgets.markdown import AuthorText
from simrunner.ui.widgets.panels import (
    PageHeader,
    Panel,
    empty_layout,
    high_px,
    scrolled,
    surface,
    tight,
)
from simrunner.ui.widgets.problems import ProblemsPanel
from simrunner.ui.windows.pack_bar import PackBar
from simrunner.ui.windows.pack_preflight import DiagramPanel, TeamsPanel, view_of
from simrunner.ui.windows.page import Page

_START_KEY = "Ctrl+Return"
_PICTURE = 176
_PICTURE_LOW = 120
_HIGH_FROM_PX = 900
_SHARES = (44, 66, 52)
_SHARES_BROKEN = (44, 0, 118)
"""What the columns take of the width; a broken pack has only its problems to show."""

_ROLES_SHARE = 0.3
_CHART_SHARE = 0.4
_CHECKER_PX = 200
_CHECKER_EMPTY_PX = 84


class PackPage(Page):
    """Shows one opened pack and its pre-flight."""

    start_requested = Signal(str)
    back_requested = Signal()
    rehearse_requested = Signal()
    cancel_requested = Signal()
    export_requested = Signal()
    edit_requested = Signal()
    choice_changed = Signal()

    def __init__(self, art: Artwork, tr: Translate) -> None:
        super().__init__()
        self.setObjectName("pack")
        self._art = art
        self._tr = tr
        self._presenter = PackPresenter(tr)
        self._detail: PackDetail | None = None
        self._standing = Standing()
        self._choice = RunChoice()
        self._has_problems = False
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._build_header())
        column.addLayout(self._build_columns(), 1)
        self._bar = PackBar(art)
        self.start = self._bar.start
        column.addWidget(self._bar)
        self._keys = (
            QShortcut(QKeySequence(_START_KEY), self),
            QShortcut(QKeySequence(Qt.Key.Key_Escape), self),
        )
        self._keys[0].activated.connect(self._start)
        self._keys[1].activated.connect(self.back_requested)
        self._bar.started.connect(self._start)
        self._bar.difficulty_chosen.connect(self._choose_difficulty)
        self._bar.variant_chosen.connect(self._choose_variant)

    @property
    def title(self) -> str:
        """The title of the pack."""
        return "" if self._detail is None else self._presenter.present(self._detail).title

    @property
    def pack_id(self) -> str:
        """The id of the pack, empty when there is none."""
        return "" if self._detail is None else self._detail.tile.pack_id

    @property
    def choice(self) -> RunChoice:
        """How the pack is to be run."""
        return self._choice

    def present(self, detail: PackDetail) -> None:
        """Show a pack; another one begins with the choices as they are written."""
        if detail.tile.pack_id != self.pack_id:
            self._choice = RunChoice()
            self._standing = Standing()
        self._detail = detail
        self.retranslate()

    def show_standing(self, standing: Standing) -> None:
        """Show what is known of the pre-flight for the choice in force."""
        self._standing = standing
        self._show_standing()

    def show_progress(self, done_runs: int, all_runs: int) -> None:
        """Show how far a rehearsal is."""
        self._standing = replace(self._standing, done_runs=done_runs, all_runs=all_runs)
        self.teams.show_progress(self._standing)

    def retranslate(self) -> None:
        """Say everything again."""
        if self._detail is not None:
            self._show(self._presenter.present(self._detail))
            self._show_standing()

    def take_focus(self) -> None:
        """Put the keyboard on Start, or on the way back when it is off."""
        target = self.start if self.start.isEnabled() else self.back
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the picture less room on a low screen."""
        super().resizeEvent(event)
        is_high = self.height() >= _HIGH_FROM_PX
        self._picture.setFixedHeight(_PICTURE if is_high else _PICTURE_LOW)
        self._fit()

    def _fit(self) -> None:
        """Give lists that are short no more room than they need."""
        room = self.height() - Px.HEADER - self._bar.height() - 2 * Px.PAD_DEBRIEF
        self._roles.fit(int(room * _ROLES_SHARE))
        self._chart.fit(int(room * _CHART_SHARE))
        least = _CHECKER_PX if self._has_problems else _CHECKER_EMPTY_PX
        self._problems.setMinimumHeight(least)
        self.teams.setMaximumHeight(max(_CHECKER_PX, min(room - least, self.teams.wanted_px())))

    def _build_header(self) -> PageHeader:
        header = PageHeader(self._art, is_stacked=True)
        self._header = header
        self.back = Button(self._art, "pack.back", kind="plain", icon="chevron-left")
        self.back.clicked.connect(self.back_requested)
        header.left.insertWidget(0, self.back)
        self._chip = Chip(self._art)
        self._badge = Chip(self._art)
        header.left.insertWidget(2, self._badge)
        header.left.insertWidget(3, self._chip)
        self.export = Button(self._art, "pack.export", kind="plain", icon="print")
        self.export.clicked.connect(self.export_requested)
        header.right.addWidget(self.export)
        return header

    def _build_columns(self) -> QHBoxLayout:
        columns = QHBoxLayout()
        self._columns = columns
        tight(columns, margin=Px.PAD_DEBRIEF, gap=Px.GAP)
        self._prebrief = Panel(self._art, "chat")
        self._text = AuthorText(self._art, "pack.prebrief")
        self._prebrief.body.addWidget(self._text)
        self._roles = _Rows(self._art, "people", caption_px=152)
        self._chart = _Rows(self._art, "file", caption_px=92)
        self._problems = ProblemsPanel(self._art)
        self._problems.edit_requested.connect(self.edit_requested)
        self.teams = TeamsPanel(self._art, self._tr)
        self.teams.rehearse_requested.connect(self.rehearse_requested)
        self.teams.cancel_requested.connect(self.cancel_requested)
        self.diagram = DiagramPanel(self._art, self._tr)
        self._picture = Picture(self._art, is_round_all_over=True)
        self._picture.setFixedHeight(_PICTURE)
        for share, parts in zip(
            _SHARES,
            (
                ((self._picture, 0), (self._prebrief, 1), (self._chart, 0)),
                ((self._roles, 0), (self.diagram, 1)),
                ((self.teams, 1), (self._problems, 0)),
            ),
            strict=True,
        ):
            column = QVBoxLayout()
            tight(column, gap=Px.GAP)
            for part, stretch in parts:
                part.setMinimumWidth(0)
                part.setSizePolicy(QSizePolicy.Policy.Ignored, part.sizePolicy().verticalPolicy())
                column.addWidget(part, stretch)
            if parts[0][0] is self._picture:
                column.addStretch(0)
            columns.addLayout(column, share)
        return columns

    def _show(self, view: PackView) -> None:
        assert self._detail is not None
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
        self._problems.present(
            view.problems_title, view.problems, view.problem_chips, view.problems_note
        )
        self._problems.show_edit(view.edit, view.edit_tip)
        self._has_problems = bool(view.problems)
        is_whole = self._detail.patient is not None
        for panel, is_there in (
            (self._roles, bool(view.roles)), (self._chart, bool(view.chart)),
            (self._prebrief, is_whole or bool(view.prebrief_markdown)),
        ):  # fmt: skip
            panel.setVisible(is_there)
        for number, share in enumerate(_SHARES if is_whole else _SHARES_BROKEN):
            self._columns.setStretch(number, share)
        self._bar.present(view, self._presenter.choices(self._detail, self._choice))
        self.setAccessibleName(view.title)

    def _show_standing(self) -> None:
        standing, tr = self._standing, self._tr
        can_play = standing.scenario is not None
        view = view_of(standing, tr)
        words = teams_words(standing, tr)
        self.teams.setVisible(can_play)
        self.teams.present(standing, view)
        self.diagram.present(standing)
        self._badge.setVisible(can_play)
        self._badge.show_chip(badge_of(standing.rehearsal, is_stale=standing.is_stale, tr=tr))
        self.export.label(words.export, tip=words.export_tip)
        self.export.setVisible(can_play)
        self.export.setEnabled(view is not None)
        self._fit()

    def _choose_difficulty(self, difficulty: str) -> None:
        for each in get_args(Difficulty):
            if each == difficulty:
                self._choose(replace(self._choice, difficulty=each))

    def _choose_variant(self, variant: str) -> None:
        self._choose(replace(self._choice, variant=variant))

    def _choose(self, choice: RunChoice) -> None:
        self._choice = choice
        self.retranslate()
        self.choice_changed.emit()

    def _start(self) -> None:
        if self._detail is not None and self.start.isEnabled():
            self.start_requested.emit(self._detail.tile.pack_id)


class _Rows(Panel):
    """Captions with their words below, one row each."""

    def __init__(self, art: Artwork, icon: str, *, caption_px: int) -> None:
        super().__init__(art, icon)
        self._art = art
        self._caption_px = caption_px
        tight(self.body)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        self._rows = QVBoxLayout()
        tight(self._rows)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        self.body.addWidget(scrolled(inside))

    def fit(self, most_px: int) -> None:
        """Be as high as the rows, at most ``most_px``."""
        wide = max(1, self.width() - 2)
        rows = sum(high_px(self._rows.itemAt(at), wide) for at in range(self._rows.count()))
        self.setFixedHeight(min(most_px, Px.PANEL_TITLE_BAR + 3 + rows))

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
            name.setFixedWidth(self._caption_px)
            text = Label(self._art, Role.BODY, wraps=True)
            text.setText(words)
            across.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(text, 1)
            self._rows.addWidget(row)
            row.show()  # else it has no height yet, which fit() asks for at once
