"""Summary: take-aways in people's own words, what went well, what to try, and the figures."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.debrief_summary import FigureView, SummaryView
from simrunner.ui.widgets.controls import Button, IconView, Label
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, surface, tight

READ_PX = 15
"""The summary is read aloud from the wall, so its sentences are larger than elsewhere."""


class Lines(Panel):
    """A panel of sentences that scrolls."""

    def __init__(self, art: Artwork, name: str, icon: str) -> None:
        super().__init__(art, icon)
        self.setObjectName(name)
        self._art = art
        tight(self.body)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(12, 8, 12, 8)
        self._rows.setSpacing(0)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        self.body.addWidget(scrolled(inside), 1)
        self.texts: tuple[str, ...] = ()

    def show_sentences(self, sentences: Sequence[str], icon: str, tone: str, nothing: str) -> None:
        """Show one sentence per row with a sign before it."""
        empty_layout(self._rows)
        self.texts = tuple(sentences)
        for sentence in sentences or (nothing,):
            row = QHBoxLayout()
            row.setContentsMargins(0, 6, 0, 6)
            row.setSpacing(12)
            if sentences:
                row.addWidget(IconView(self._art, icon, size=18, tone=tone))
            label = Label(self._art, Role.BODY, "tx1" if sentences else "tx3", wraps=True)
            label.setFont(self._art.fonts.sized(READ_PX, 400))
            label.setText(sentence)
            row.addWidget(label, 1)
            self._rows.addLayout(row)

    def show_figures(self, figures: Sequence[FigureView]) -> None:
        """Show figures with what they count."""
        empty_layout(self._rows)
        self.texts = tuple(f"{each.title}: {each.text}" for each in figures)
        for number, each in enumerate(figures):
            row = surface("row" if number else "bare")
            words = QVBoxLayout(row)
            words.setContentsMargins(0, 8, 0, 8)
            words.setSpacing(2)
            line = QHBoxLayout()
            line.setSpacing(12)
            title = Label(self._art, Role.BODY_STRONG, wraps=True)
            title.setText(each.title)
            definition = Label(self._art, Role.CAPTION, "tx3", wraps=True)
            definition.setText(each.definition)
            line.addWidget(title, 1)
            value = Label(
                self._art, *((Role.PANEL_TITLE, "tx1") if each.is_known else (Role.CAPTION, "tx3"))
            )
            value.setText(each.text)
            line.addWidget(value)
            words.addLayout(line)
            words.addWidget(definition)
            self._rows.addWidget(row)


class SummaryPage(QWidget):
    """``changed`` tells every change of take-aways and moments, ``jumped`` a kept moment."""

    changed = Signal()
    jumped = Signal(int)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.summary")
        self._art = art
        self._view: SummaryView | None = None
        self._take_aways: list[str] = []
        self._kept: list[int] = []
        self._again: Callable[[SimTimeMs], None] | None = None
        self.well = Lines(art, "debrief.well", "check")
        self.to_try = Lines(art, "debrief.try", "target")
        self.figures = Lines(art, "debrief.figures", "chart")
        self._own = self._own_panel()
        row = QHBoxLayout(self)
        tight(row, margin=int(Px.PAD_DEBRIEF), gap=int(Px.GAP))
        middle = QVBoxLayout()
        tight(middle, gap=int(Px.GAP))
        middle.addWidget(self.well, 1)
        middle.addWidget(self.to_try, 1)
        row.addWidget(self._own, 5)
        row.addLayout(middle, 5)
        row.addWidget(self.figures, 4)

    @property
    def take_aways(self) -> tuple[str, ...]:
        """What people take home, in the order it was said."""
        return tuple(self._take_aways)

    @property
    def kept(self) -> tuple[SimTimeMs, ...]:
        """The moments to come back to, in the order of time."""
        return tuple(self._kept)

    def restore(self, take_aways: Sequence[str], kept: Sequence[SimTimeMs]) -> None:
        """Show what was kept before."""
        self._take_aways, self._kept = list(take_aways), sorted(kept)
        self._show_own()

    def keep(self, at_ms: int) -> None:
        """Add a moment to come back to; the same one only once."""
        if at_ms not in self._kept:
            self._kept = sorted([*self._kept, at_ms])
            self._show_own()
            self.changed.emit()

    def offer_again(self, act: Callable[[SimTimeMs], None]) -> None:
        """Offer to run the run again from a moment that was kept."""
        self._again = act
        self._show_own()

    def present(self, view: SummaryView) -> None:
        """Show the summary."""
        self._view = view
        self._own.show_title(view.take_aways_title)
        self.field.setPlaceholderText(view.take_away_hint)
        self.field.setAccessibleName(view.take_away_hint)
        self.field.setToolTip(view.take_away_hint)
        self.add.label(view.add, key="Enter")
        self.well.show_title(view.well_title)
        self.well.show_sentences(view.well, "check", "ok", view.no_well)
        self.to_try.show_title(view.try_title)
        self.to_try.show_sentences(view.to_try, "arrow-right", "ac", view.no_try)
        self.figures.show_title(view.figures_title)
        self.figures.show_figures(view.figures)
        self._show_own()

    def _own_panel(self) -> Panel:
        panel = Panel(self._art, "people")
        panel.setObjectName("debrief.take-aways")
        line = QHBoxLayout()
        line.setSpacing(8)
        self.field = QLineEdit()
        self.field.setObjectName("debrief.take-away")
        self.field.setFont(self._art.fonts.font(Role.BODY))
        self.field.setFixedHeight(Px.CONTROL_LARGE)
        self.field.returnPressed.connect(self._take)
        self.add = Button(
            self._art, "debrief.add", kind="primary", icon="plus", height=Px.CONTROL_LARGE
        )
        self.add.clicked.connect(self._take)
        line.addWidget(self.field, 1)
        line.addWidget(self.add)
        panel.body.addLayout(line)
        self._rows = QVBoxLayout()
        tight(self._rows)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer)
        outer.addLayout(self._rows)
        outer.addStretch(1)
        panel.body.addWidget(scrolled(inside), 1)
        return panel

    def _take(self) -> None:
        words = self.field.text().strip()
        if words:
            self._take_aways.append(words)
            self.field.clear()
            self._show_own()
            self.changed.emit()

    def _show_own(self) -> None:
        if self._view is None:
            return
        empty_layout(self._rows)
        for number, words in enumerate(self._take_aways):
            self._rows.addWidget(self._quote(number, words))
        if not self._take_aways:
            label = Label(self._art, Role.BODY, "tx3", wraps=True)
            label.setText(self._view.no_take_aways)
            label.setContentsMargins(4, 12, 4, 12)
            self._rows.addWidget(label)
        if self._kept:
            title = Label(self._art, Role.PANEL_TITLE)
            title.setText(self._view.kept_title)
            title.setContentsMargins(4, 16, 4, 4)
            self._rows.addWidget(title)
            line = QHBoxLayout()
            line.setSpacing(8)
            for at_ms in self._kept:
                button = Button(self._art, f"debrief.kept.{at_ms}", kind="surface", icon="bookmark")
                button.label(clock_text(at_ms))
                button.setProperty("at_ms", at_ms)
                button.clicked.connect(self._jump)
                line.addWidget(button)
                if self._again is not None:
                    line.addWidget(self._again_button(at_ms))
            line.addStretch(1)
            self._rows.addLayout(line)

    def _again_button(self, at_ms: SimTimeMs) -> Button:
        assert self._view is not None
        again = Button(self._art, f"debrief.again.{at_ms}", kind="plain", icon="branch")
        again.padding = 7
        again.label("", tip=self._view.again)
        again.setAccessibleName(f"{self._view.again}: {clock_text(at_ms)}")
        again.setProperty("at_ms", at_ms)
        again.clicked.connect(self._go_again)
        return again

    def _go_again(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and self._again is not None:
            self._again(int(button.property("at_ms")))

    def _quote(self, number: int, words: str) -> QFrame:
        assert self._view is not None
        row = surface("row" if number else "bare")
        line = QHBoxLayout(row)
        line.setContentsMargins(4, 8, 0, 8)
        line.setSpacing(12)
        bar = surface("rule")
        bar.setFixedWidth(3)
        line.addWidget(bar)
        label = Label(self._art, Role.BODY, wraps=True)
        label.setFont(self._art.fonts.sized(READ_PX, 400))
        label.setText(f"“{words}”")
        line.addWidget(label, 1)
        remove = Button(self._art, f"debrief.remove.{number}", kind="plain", icon="cross")
        remove.padding = 8
        remove.label("", tip=self._view.remove)
        remove.setAccessibleName(f"{self._view.remove}: {words}")
        remove.setProperty("number", number)
        remove.clicked.connect(self._drop)
        line.addWidget(remove)
        return row

    def _drop(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            del self._take_aways[int(button.property("number"))]
            self._show_own()
            self.changed.emit()

    def _jump(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.jumped.emit(int(button.property("at_ms")))
