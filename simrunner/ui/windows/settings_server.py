"""What Settings says of the centre's server that runs are copied to."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import Label, describe
from simrunner.ui.widgets.panels import Panel, tight

KeepServer = Callable[[str], tuple[str | None, str]]
"""Takes what was typed; returns the address without its password, None when it cannot be used, and
a sentence about it, empty when all is well."""

_CAPTION = 300


class SettingsServer(Panel):
    """``changed`` tells ``server`` with the address, in which there is never a password."""

    changed = Signal(str, object)

    def __init__(self, art: Artwork, tr: Translate, address: str, keep: KeepServer) -> None:
        """Show the address that is set."""
        super().__init__(art, "link")
        self._tr = tr
        self._keep = keep
        self._address = address
        self._trouble = ""
        self.path = QLineEdit(address)
        self.path.setObjectName("settings.server")
        self.path.setFont(art.fonts.font(Role.BODY))
        self.path.setFixedHeight(Px.CONTROL)
        self.path.setPlaceholderText("postgresql://user@host/database")
        self._caption = Label(art, Role.BODY_STRONG)
        self._hint = Label(art, Role.CAPTION, "tx3", wraps=True)
        self.verdict = Label(art, Role.CAPTION, "tx2", wraps=True)
        self._build()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.show_title(tr("Centre's server"))
        caption = tr("Copy runs to")
        hint = tr(
            "A PostgreSQL database; from the next start on. A password goes to the key store."
        )
        self._caption.setText(caption)
        self._hint.setText(hint)
        describe(self.path, caption, hint)
        self._judge()

    def _judge(self) -> None:
        tr = self._tr
        if self._trouble:
            self.verdict.setText(self._trouble)
        elif self._address:
            self.verdict.setText(tr("Every run is recorded here first and then copied."))
        else:
            self.verdict.setText(tr("Runs stay on this computer."))

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(24)
        left, right = QVBoxLayout(), QVBoxLayout()
        tight(left, gap=2)
        tight(right, gap=6)
        for label in (self._caption, self._hint):
            label.setFixedWidth(_CAPTION)
            left.addWidget(label)
        left.addStretch(1)
        field = QWidget()
        field.setLayout(right)
        right.addWidget(self.path)
        right.addWidget(self.verdict)
        row.addLayout(left)
        row.addWidget(field, 1)
        self.body.addLayout(row)
        self.path.editingFinished.connect(self._edited)

    def _edited(self) -> None:
        typed = self.path.text().strip()
        if typed == self._address:
            return
        address, self._trouble = self._keep(typed)
        if address is not None:
            # At once: a password is not to be read from the screen either.
            self.path.setText(address)
            self._address = address
            self.changed.emit("server", address)
        self._judge()
