"""The syringe of the manikin's window: search, amount, unit, route, inject, and once more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.home_view import ChoiceView
from simrunner.ui.presenters.manikin_drugs import SHOWN, Dose, DrugChoice, Syringes
from simrunner.ui.widgets.choice_button import ChoiceButton
from simrunner.ui.widgets.controls import Button, ElidedLabel, Label, describe
from simrunner.ui.widgets.panels import tight

_RECENT = 3


class DrugRowButton(Button):
    """A hit of the search: the name, and at the right the usual dose."""

    def __init__(self, art: Artwork, place: int) -> None:
        """Show nothing yet."""
        super().__init__(art, f"manikin-drug-{place}", kind="plain", height=28)
        self.choice: DrugChoice | None = None


class SyringePanel(QWidget):
    """``injected`` tells a dose, ``troubled`` a sentence why there is none."""

    injected = Signal(object)
    troubled = Signal(str)

    def __init__(self, art: Artwork, tr: Translate, syringes: Syringes) -> None:
        """Begin with the first drug of the room drawn up."""
        super().__init__()
        self._tr = tr
        self._syringes = syringes
        self._chosen: DrugChoice | None = None
        self.search = QLineEdit()
        self.search.setObjectName("manikin-drug-search")
        self.search.setFont(art.fonts.font(Role.BODY))
        self.search.setFixedHeight(Px.CONTROL)
        self.rows = tuple(DrugRowButton(art, place) for place in range(SHOWN))
        self.name = ElidedLabel(art, Role.PANEL_TITLE)
        self.name.setFixedHeight(20)
        self.amount = QLineEdit()
        self.amount.setObjectName("manikin-drug-amount")
        self.amount.setFont(art.fonts.font(Role.BODY_STRONG))
        self.amount.setFixedSize(76, Px.CONTROL)
        self.unit = ChoiceButton(art, "manikin-drug-unit", can_clear=False)
        self.route = ChoiceButton(art, "manikin-drug-route", can_clear=False)
        self.inject = Button(art, "manikin-drug-inject", kind="primary", icon="syringe")
        self._recent_words = Label(art, Role.CAPTION, "tx3")
        self.recent = tuple(
            Button(art, f"manikin-drug-again-{place}", kind="surface", height=28)
            for place in range(_RECENT)
        )
        self._unit, self._route = "", ""
        self._lay_out()
        self._connect()
        self._list()
        first = syringes.found("")
        if first:
            self._choose(first[0])
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        tight(column, gap=6)
        column.addWidget(self.search)
        rows = QVBoxLayout()
        tight(rows, gap=2)
        for row in self.rows:
            line = QHBoxLayout()
            line.addWidget(row)
            line.addStretch(1)
            rows.addLayout(line)
        rows.addStretch(1)
        column.addLayout(rows, 1)
        column.addWidget(self.name)
        across = QHBoxLayout()
        across.setSpacing(8)
        for part in (self.amount, self.unit, self.route):
            across.addWidget(part)
        across.addStretch(1)
        across.addWidget(self.inject)
        column.addLayout(across)
        column.addWidget(self._recent_words)
        for button in self.recent:
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            column.addLayout(line)

    def _connect(self) -> None:
        self.search.textEdited.connect(self._list)
        self.search.returnPressed.connect(self._choose_first)
        self.amount.returnPressed.connect(self._inject)
        self.unit.picked.connect(self._pick)
        self.route.picked.connect(self._pick)
        self.inject.clicked.connect(self._inject)
        for row in self.rows:
            row.clicked.connect(self._choose_row)
        for button in self.recent:
            button.clicked.connect(self._again)

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.search.setPlaceholderText(tr("Search drugs in English or Chinese"))
        describe(self.search, tr("Search drugs in English or Chinese"), shortcut="D")
        describe(self.amount, tr("Amount"))
        self.inject.label(tr("Inject"), tip=tr("The manikin feels this syringe now"))
        self._list()
        self._show_recent()

    # -- choosing

    def _list(self) -> None:
        found = self._syringes.found(self.search.text())
        for place, row in enumerate(self.rows):
            row.choice = found[place] if place < len(found) else None
            row.setVisible(row.choice is not None)
            if row.choice is not None:
                note = self._syringes.note(row.choice)
                name = self._syringes.name(row.choice)
                row.label(f"{name}  ·  {note}" if note else name)
        self._show_chosen()

    def _choose_first(self) -> None:
        if self.rows[0].choice is not None:
            self._choose(self.rows[0].choice)
            self.amount.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.amount.selectAll()
        else:
            self.troubled.emit(self._tr("No drug is called that."))

    def _choose_row(self) -> None:
        row = self.sender()
        if isinstance(row, DrugRowButton) and row.choice is not None:
            self._choose(row.choice)

    def _choose(self, choice: DrugChoice) -> None:
        self._chosen = choice
        self._unit, self._route = choice.units[0], choice.routes[0]
        self.amount.setText(choice.amount)
        self._show_chosen()

    def _pick(self, key: str, chosen: str) -> None:
        if key == "unit":
            self._unit = chosen
        else:
            self._route = chosen
        self._show_chosen()

    def _show_chosen(self) -> None:
        choice, tr = self._chosen, self._tr
        for row in self.rows:
            row.become("toggled" if row.choice is not None and row.choice is choice else "plain")
        if choice is None:
            return
        self.name.setText(self._syringes.name(choice))
        for button, key, name, chosen, choices in (
            (self.unit, "unit", tr("Unit"), self._unit, choice.units),
            (self.route, "route", tr("Route"), self._route, choice.routes),
        ):
            pairs = tuple((each, each) for each in choices)
            view = ChoiceView(key=key, name="", chosen=chosen, words=chosen, choices=pairs)
            button.present(view, name)
            describe(button, f"{name} {chosen}", name)

    # -- injecting

    def _inject(self) -> None:
        if self._chosen is None:
            return
        dose = self._syringes.drawn(self._chosen, self.amount.text(), self._unit, self._route)
        if isinstance(dose, Dose):
            self._give(dose)
        else:
            self.troubled.emit(dose)

    def _again(self) -> None:
        place = next(n for n, button in enumerate(self.recent) if button is self.sender())
        self._give(self._syringes.recent[place])

    def _give(self, dose: Dose) -> None:
        self._syringes.injected(dose)
        self._show_recent()
        self.injected.emit(dose)

    def _show_recent(self) -> None:
        doses = self._syringes.recent
        self._recent_words.setText(self._tr("Once more:") if doses else "")
        self._recent_words.setVisible(bool(doses))
        for place, button in enumerate(self.recent):
            button.setVisible(place < len(doses))
            if place < len(doses):
                button.label(self._syringes.words(doses[place]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the fields with Escape, so that the window's keys count again."""
        if event.key() == Qt.Key.Key_Escape:
            self.window().setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)
