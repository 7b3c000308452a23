"""The bar below a pack: what can be chosen before a run, and Start."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.home_view import ChoiceView
from simrunner.ui.presenters.pack_page import ChoicesView, PackView
from simrunner.ui.widgets.choice_button import ChoiceButton
from simrunner.ui.widgets.controls import Button, Label, Segments
from simrunner.ui.widgets.panels import tight

_HIGH_PX = 76
_LEVELS = ("easy", "normal", "hard")


class PackBar(QFrame):
    """Difficulty, variant and Start."""

    difficulty_chosen = Signal(str)
    variant_chosen = Signal(str)
    started = Signal()

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "footer")
        self.setFixedHeight(_HIGH_PX)
        self.difficulty = Segments(art, "pack.difficulty", _LEVELS)
        self.difficulty.chosen.connect(self.difficulty_chosen)
        self.variant = ChoiceButton(art, "pack.variant", can_clear=False)
        self.variant.become("normal")
        self.variant.picked.connect(self._pick_variant)
        self._difficulty_title = Label(art, Role.BODY_STRONG, "tx1")
        self._changes = Label(art, Role.CAPTION, "tx3")
        self._variant_title = Label(art, Role.BODY_STRONG, "tx1")
        self._note = Label(art, Role.BODY, "tx2")
        self.start = Button(art, "pack.start", kind="primary", icon="play", height=Px.START)
        self.start.padding = 28
        self.start.setFont(art.fonts.font(Role.SECTION_TITLE))
        self.start.clicked.connect(self.started)
        row = QHBoxLayout(self)
        row.setContentsMargins(Px.PAD_DEBRIEF, 0, Px.PAD_DEBRIEF, 0)
        row.setSpacing(24)
        self._choices = QWidget()
        inner = QHBoxLayout(self._choices)
        tight(inner, gap=24)
        inner.addWidget(_stacked(self.difficulty, self._difficulty_title, self._changes))
        self._variants = _stacked(self.variant, self._variant_title)
        inner.addWidget(self._variants)
        row.addWidget(self._choices)
        row.addStretch(1)
        row.addWidget(self._note)
        row.addWidget(self.start)

    def present(self, view: PackView, choices: ChoicesView) -> None:
        """Show what can be chosen and whether the pack can start."""
        self._choices.setVisible(view.can_start)
        self._difficulty_title.setText(choices.difficulty_title)
        self._changes.setText(choices.note)
        self.difficulty.show_words(choices.difficulties, choices.difficulty_title)
        self.difficulty.choose(choices.difficulty)
        self._variants.setVisible(bool(choices.variants))
        self._variant_title.setText(choices.variant_title)
        if choices.variants:
            words = dict(choices.variants).get(choices.variant, choices.variant)
            self.variant.present(
                ChoiceView(key="variant", name="", chosen=choices.variant, words=words,
                           choices=choices.variants),
                choices.variant_title,
            )  # fmt: skip
        self.start.label(view.start, tip=view.start_tip, shown_key="Ctrl ⏎")
        self.start.setEnabled(view.can_start)
        self._note.setText("" if view.can_start else view.start_tip)

    def _pick_variant(self, _key: str, variant: str) -> None:
        self.variant_chosen.emit(variant)


def _stacked(control: QWidget, title: Label, note: Label | None = None) -> QWidget:
    """Return a control below its name and, beside that, what it changes."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    tight(column, gap=4)
    column.addStretch(1)
    head = QHBoxLayout()
    tight(head, gap=8)
    head.addWidget(title)
    if note is not None:
        head.addWidget(note)
    head.addStretch(1)
    column.addLayout(head)
    low = QHBoxLayout()
    tight(low)
    low.addWidget(control)
    low.addStretch(1)
    column.addLayout(low)
    column.addStretch(1)
    return whole
