"""Who took part in one run: a chip for each role, and the chosen person added to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import Button, Label, describe
from simrunner.ui.widgets.panels import Panel, empty_layout, tight

_ROLE_WIDE = 200
_COLUMNS = 4


class RolesPanel(Panel):
    """``added`` tells a role for the chosen person, ``removed`` the code of somebody."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, art: Artwork, tr: Translate, run: str) -> None:
        """Show nobody yet."""
        super().__init__(art, "run")
        self._art, self._tr, self._run = art, tr, run
        self._roles: Sequence[tuple[str, str]] = ()
        self._chosen = ""
        self._hint = Label(art, Role.BODY, "tx3", wraps=True)
        self.role = QLineEdit()
        self.role.setObjectName("people.role")
        self.role.setFont(art.fonts.font(Role.BODY))
        self.role.setFixedSize(_ROLE_WIDE, Px.CONTROL)
        self.add = Button(art, "people.role.add", icon="plus")
        self.role.textChanged.connect(self._look)
        self.role.returnPressed.connect(self.add.click)
        self.add.clicked.connect(self._add)
        self._chips = QWidget()
        self._grid = QGridLayout(self._chips)
        tight(self._grid, gap=8)
        self._grid.setColumnStretch(_COLUMNS, 1)
        column = QVBoxLayout()
        tight(column, gap=8)
        column.addWidget(self._hint)
        column.addWidget(self._chips)
        line = QHBoxLayout()
        tight(line, gap=8)
        line.addWidget(self.role)
        line.addWidget(self.add)
        line.addStretch(1)
        column.addLayout(line)
        self.body.addLayout(column)
        self.retranslate()

    def show_roles(self, roles: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show codes with their roles; ``chosen`` is whom Add is about, empty for nobody."""
        self._roles, self._chosen = tuple(roles), chosen
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.show_title(tr("Who took part in {run}", run=self._run))
        self._hint.setText(
            tr("Nobody yet. Choose a person on the left, give them a role and add them.")
        )
        self._hint.setVisible(not self._roles)
        self._chips.setVisible(bool(self._roles))
        describe(self.role, tr("Role in this run"), tr("One word, such as team-leader"))
        self.role.setPlaceholderText(tr("Role, such as team-leader"))
        words = tr("Add {code}", code=self._chosen) if self._chosen else tr("Add")
        self.add.label(words, tip=tr("Say that the chosen person took part in this run"))
        empty_layout(self._grid)
        for index, (code, role) in enumerate(self._roles):
            button = Button(self._art, f"people.role.{code}.{role}", height=Px.CONTROL_COMPACT)
            button.show_icon(after="cross")
            button.label(f"{code} {role}", tip=tr("Take {code} out of this run", code=code))
            button.clicked.connect(partial(self.removed.emit, code))
            self._grid.addWidget(button, index // _COLUMNS, index % _COLUMNS)
        self._look()

    def _look(self) -> None:
        self.add.setEnabled(bool(self._chosen and self.role.text().strip()))

    def _add(self) -> None:
        self.added.emit(self.role.text().strip())
        self.role.clear()
