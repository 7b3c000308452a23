"""One person: what they agreed to, what they took part in, who looked, export and erasing."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.person import Purpose
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.people import ConsentView, PersonView
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, Label
from simrunner.ui.widgets.panels import EmptyState, Panel, scrolled, surface, tight
from simrunner.ui.windows.people_erase import EraseAsk

_STATE_WIDE, _BUTTON_WIDE = 240, 124


class ConsentLine(QFrame):
    """One purpose; ``pressed`` tells that it is given or withdrawn."""

    pressed = Signal()

    def __init__(self, art: Artwork, purpose: Purpose) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setProperty("surface", "line")
        self._name = Label(art, Role.BODY_STRONG)
        self._words = Label(art, Role.CAPTION, "tx2", wraps=True)
        self._chip = Chip(art)
        self._since = Label(art, Role.CAPTION, "tx3")
        self.button = Button(art, f"people.consent.{purpose}")
        self.button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        tight(left, gap=2)
        tight(right, gap=4)
        left.addWidget(self._name)
        left.addWidget(self._words)
        left.addStretch(1)
        right.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._since)
        right.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(_STATE_WIDE)
        middle.setLayout(right)
        row.addLayout(left, 1)
        row.addWidget(middle, 0)
        place = QWidget()
        place.setFixedWidth(_BUTTON_WIDE)
        at_right = QHBoxLayout(place)
        tight(at_right)
        at_right.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        row.addWidget(place)

    def show_consent(self, view: ConsentView, *, may_change: bool) -> None:
        """Show how it stands with this purpose."""
        self._name.setText(view.name)
        self._words.setText(view.words)
        self._chip.show_chip(view.state)
        self._since.setText(view.since)
        self._since.setVisible(bool(view.since))
        self.button.label(view.button, tip=view.tip)
        self.button.setVisible(may_change)


class PersonPanel(Panel):
    """``consent_wanted`` tells a purpose and whether it is given; ``wanted`` export or erase."""

    consent_wanted = Signal(str, bool)
    wanted = Signal(str)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Show nobody yet."""
        super().__init__(art, "user")
        self._tr = tr
        self._view: PersonView | None = None
        self.lines = {purpose: ConsentLine(art, purpose) for purpose in Purpose}
        self._titles = {key: Label(art, Role.PANEL_TITLE) for key in ("consent", "roles", "looks")}
        self.roles = Label(art, Role.BODY, "tx1", wraps=True)
        self.looks = Label(art, Role.CAPTION, "tx2", wraps=True)
        self.copy = Button(art, "people.copy", kind="plain")
        self.export = Button(art, "people.export", icon="external")
        self.erase = Button(art, "people.erase", kind="destructive")
        self.ask = EraseAsk(art, tr)
        self._empty = EmptyState(art, "people")
        self._whole = QWidget()
        self._build()
        self.show_person(None)
        self.retranslate()

    def show_person(self, view: PersonView | None) -> None:
        """Show how it stands with somebody, with None nobody."""
        if view is None or self._view is None or view.code != self._view.code:
            self.ask.hide()
        self._view = view
        self._whole.setVisible(view is not None)
        self._empty.setVisible(view is None)
        self.copy.setVisible(view is not None)
        if view is None:
            self.show_title(self._tr("Person"))
            return
        self.show_title(view.code, " · ".join(part for part in (view.name, view.facts) if part))
        for consent in view.consents:
            self.lines[consent.purpose].show_consent(consent, may_change=not view.is_erased)
        self.roles.setText("\n".join(view.roles) or self._tr("In no run by a role of their own."))
        self.looks.setText("\n".join(view.looks) or self._tr("Nobody has looked yet."))

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        for key, words in (
            ("consent", tr("What they agreed to")),
            ("roles", tr("Took part in")),
            ("looks", tr("Who looked, and what was done")),
        ):
            self._titles[key].setText(words)
        self._empty.show_words(
            tr("Nobody is chosen"), tr("Choose a person, or enter one below the list.")
        )
        self.copy.label(tr("Copy code"), tip=tr("Copy the code that stands for this person"))
        self.export.label(
            tr("Export everything on them…"), tip=tr("For the person who asks for their data")
        )
        self.erase.label(tr("Erase…"), tip=tr("See first what would go"))
        self.ask.retranslate()
        self.show_person(self._view)

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        tight(column, margin=16, gap=4)
        column.addWidget(self._titles["consent"])
        for purpose, line in self.lines.items():
            line.pressed.connect(partial(self._press, purpose))
            column.addWidget(line)
        for key, label in (("roles", self.roles), ("looks", self.looks)):
            column.addSpacing(14)
            column.addWidget(self._titles[key])
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(1)
        foot = surface("row")
        below = QHBoxLayout(foot)
        below.setContentsMargins(16, 10, 16, 10)
        below.addWidget(self.export)
        below.addStretch(1)
        below.addWidget(self.erase)
        whole = QVBoxLayout(self._whole)
        tight(whole)
        whole.addWidget(scrolled(inside), 1)
        asked = QVBoxLayout()
        asked.setContentsMargins(16, 0, 16, 12)
        asked.addWidget(self.ask)
        whole.addLayout(asked)
        whole.addWidget(foot)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self._empty, 1)
        self.bar.addWidget(self.copy)
        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(partial(self.wanted.emit, "export"))
        self.erase.clicked.connect(partial(self.wanted.emit, "erase"))

    def _press(self, purpose: Purpose) -> None:
        if self._view is not None:
            given = {each.purpose: each.is_given for each in self._view.consents}[purpose]
            self.consent_wanted.emit(purpose.value, not given)

    def _copy(self) -> None:
        if self._view is not None:
            QGuiApplication.clipboard().setText(self._view.code)
