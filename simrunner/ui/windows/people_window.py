"""People and their data: the list, the person who is chosen, and who took part in a run."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, style_sheet
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.people import NAME_REASONS, PersonRow, PersonView, why_words
from simrunner.ui.widgets.controls import Button, Label, describe
from simrunner.ui.widgets.panels import EmptyState, Panel, empty_layout, scrolled, surface, tight
from simrunner.ui.widgets.person_row import PersonRowButton
from simrunner.ui.windows.people_person import PersonPanel
from simrunner.ui.windows.people_roles import RolesPanel

SMALLEST = QSize(980, 640)
SIZE = QSize(1180, 780)
_LIST_WIDE = 430


class PeopleWindow(QWidget):
    """A window beside the others, about a run or about nobody's run in particular.

    ``chosen`` tells a code, ``entered`` a name and a contact, ``names_wanted`` a reason.
    """

    chosen = Signal(str)
    entered = Signal(str, str)
    names_wanted = Signal(str)

    def __init__(self, art: Artwork, tr: Translate, *, run: str = "") -> None:
        """Show an empty list; with ``run`` who took part in it stands above."""
        super().__init__()
        self.setObjectName("people")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "page")
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self._art, self._tr = art, tr
        self._rows: dict[str, PersonRowButton] = {}
        self._group = QButtonGroup(self)
        self.title = Label(art, Role.WINDOW_TITLE)
        self._subtitle = Label(art, Role.CAPTION, "tx2")
        self.said = Label(art, Role.BODY, "tx2", wraps=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.names = Button(art, "people.names", icon="user")
        self.names.show_icon("user", "chevron-down")
        self._menu = QMenu(self)
        self._menu.setFont(art.fonts.font(Role.BODY))
        self.list = Panel(art, "people")
        self.person = PersonPanel(art, tr)
        self.roles = RolesPanel(art, tr, run) if run else None
        self.name, self.contact = self._field("name"), self._field("contact")
        self.enter = Button(art, "people.enter", icon="plus")
        self._empty = EmptyState(art, "people")
        self._build()
        self._escape = QShortcut(QKeySequence("Esc"), self)
        self._escape.activated.connect(self.close)
        self.setStyleSheet(style_sheet(colours_of(self)))
        self.tell("")
        self.retranslate()
        self.name.setFocus()

    def show_rows(self, rows: Sequence[PersonRow], chosen: str) -> None:
        """List everybody, with one of them chosen; empty for nobody."""
        if list(self._rows) != [row.code for row in rows]:
            self._fill(rows)
        for row in rows:
            self._rows[row.code].show_row(row)
            self._rows[row.code].setChecked(row.code == chosen)
        self._empty.setVisible(not rows)
        self._area.setVisible(bool(rows))
        self.list.show_title(self._tr("People"), str(len(rows)) if rows else "")

    def show_person(self, view: PersonView | None) -> None:
        """Show how it stands with the person who is chosen."""
        self.person.show_person(view)

    def row(self, code: str) -> PersonRowButton:
        """Return the row of a person; KeyError when there is none."""
        return self._rows[code]

    def tell(self, sentence: str) -> None:
        """Say what came of what was asked for; nothing with an empty sentence."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def show_busy(self, *, is_busy: bool) -> None:
        """Take no orders while one is carried out."""
        for widget in (self.list, self.person, self.names, self.roles):
            if widget is not None:
                widget.setEnabled(not is_busy)

    def retranslate(self) -> None:
        """Say everything again; rows and person are presented anew by whoever has them."""
        tr = self._tr
        self.title.setText(tr("People and data"))
        self._subtitle.setText(
            tr("Everywhere else people stand as codes; names are kept apart and never copied.")
        )
        self.setWindowTitle(f"{self.title.text()} · simrunner")
        self.setAccessibleName(self.title.text())
        self.names.label(tr("Show names…"), tip=tr("The audit keeps that you looked, and why"))
        for field, words, tip in (
            (self.name, tr("Name"), tr("Kept in the key table alone")),
            (self.contact, tr("Contact"), tr("How to reach them; may stay empty")),
        ):
            field.setPlaceholderText(words)
            describe(field, words, tip)
        self.enter.label(tr("Enter"), tip=tr("Enter a person and get the code"))
        self._empty.show_words(
            tr("Nobody is entered"),
            tr("Enter the first person below: the program draws a code for them."),
        )
        self.person.retranslate()
        if self.roles is not None:
            self.roles.retranslate()

    def open_reasons(self) -> None:
        """Ask why names are looked up; it never blocks."""
        self._menu.clear()
        words = why_words(self._tr)
        for reason in NAME_REASONS:
            action = self._menu.addAction(words[reason])
            action.setObjectName(f"people.names.{reason}")
            action.triggered.connect(lambda _on=False, why=reason: self.names_wanted.emit(why))
        self._menu.popup(self.names.mapToGlobal(self.names.rect().bottomLeft()))

    def _fill(self, rows: Sequence[PersonRow]) -> None:
        empty_layout(self._column)
        for button in self._group.buttons():
            self._group.removeButton(button)
        self._rows = {row.code: PersonRowButton(self._art, row) for row in rows}
        for code, row in self._rows.items():
            self._group.addButton(row)
            row.clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
            row.stepped.connect(lambda step, code=code: self._step(code, step))
            self._column.addWidget(row)
        self._column.addStretch(1)

    def _step(self, code: str, step: int) -> None:
        codes = list(self._rows)
        other = codes[min(max(codes.index(code) + step, 0), len(codes) - 1)]
        self._rows[other].setFocus(Qt.FocusReason.TabFocusReason)
        self._rows[other].setChecked(True)
        self.chosen.emit(other)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        tight(column, margin=int(Px.PAD_DEBRIEF), gap=int(Px.GAP))
        head = QHBoxLayout()
        tight(head, gap=12)
        words = QVBoxLayout()
        tight(words, gap=2)
        words.addWidget(self.title)
        words.addWidget(self._subtitle)
        head.addLayout(words, 1)
        head.addWidget(self.names)
        column.addLayout(head)
        column.addWidget(self.said)
        if self.roles is not None:
            column.addWidget(self.roles)
        both = QHBoxLayout()
        tight(both, gap=int(Px.GAP))
        self.list.setFixedWidth(_LIST_WIDE)
        both.addWidget(self.list)
        both.addWidget(self.person, 1)
        column.addLayout(both, 1)
        self._build_list()
        self.names.clicked.connect(self.open_reasons)

    def _build_list(self) -> None:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column)
        self.list.body.setContentsMargins(0, 0, 0, 0)
        self.list.body.setSpacing(0)
        self._area = scrolled(inside)
        self.list.body.addWidget(self._area, 1)
        self.list.body.addWidget(self._empty, 1)
        foot = surface("row")
        line = QHBoxLayout(foot)
        line.setContentsMargins(12, 10, 12, 10)
        line.setSpacing(8)
        line.addWidget(self.name, 1)
        line.addWidget(self.contact, 1)
        line.addWidget(self.enter)
        self.list.body.addWidget(foot)
        self.enter.clicked.connect(self._enter)
        for field in (self.name, self.contact):
            field.returnPressed.connect(self._enter)

    def _enter(self) -> None:
        self.entered.emit(self.name.text().strip(), self.contact.text().strip())

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"people.{name}")
        field.setFont(self._art.fonts.font(Role.BODY))
        field.setFixedHeight(Px.CONTROL)
        return field
