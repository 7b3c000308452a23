"""What Settings says of the centre's server that runs are copied to."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.centre import CentreNow, centre_cell, centre_lines
from simrunner.ui.widgets.controls import Button, IconView, Label, describe
from simrunner.ui.widgets.panels import Panel, tight

KeepServer = Callable[[str], tuple[str | None, str]]
"""Takes what was typed; returns the address without its password, None when it cannot be used, and
a sentence about it, empty when all is well."""

_CAPTION = 300
_SHARE = 6


class _Lines(Label):
    """Wrapped lines that get the height they need: a scrolled layout gives them that of a guess."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the lines at this width."""
        super().resizeEvent(event)
        self.stretch_out()

    def stretch_out(self) -> None:
        """Ask for the height of the lines at the width as it is."""
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


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
        self.try_now = Button(
            art, "settings.server.try", icon="fast-forward", height=Px.CONTROL_COMPACT
        )
        self.standing = _Lines(art, Role.CAPTION, "tx2", wraps=True)
        self._sign = IconView(art, "link", size=16, tone="tx3")
        self._share = QProgressBar()
        self._state = QWidget()
        self._now: CentreNow | None = None
        self._is_due = False
        self._build()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        tr = self._tr
        self.show_title(tr("Centre's server"))
        caption = tr("Copy runs to")
        hint = tr(
            "A PostgreSQL database. Takes effect at once, or after the run that is on. "
            "A password goes to the key store."
        )
        self._caption.setText(caption)
        self._hint.setText(hint)
        describe(self.path, caption, hint)
        self.try_now.label(tr("Try now"), tip=tr("Ask the server at once, for refused runs too"))
        self._judge()
        self._show_state()

    def show_centre(self, now: CentreNow | None, *, is_due: bool) -> None:
        """Show how the copying stands, nothing when no server is named.

        ``is_due`` says that a changed address waits for the end of the run.
        """
        if (now, is_due) != (self._now, self._is_due):
            self._now, self._is_due = now, is_due
            self._show_state()
            self._judge()

    def _show_state(self) -> None:
        now, tr = self._now, self._tr
        self._state.setVisible(now is not None)
        if now is None:
            return
        cell = centre_cell(now, tr)
        self._sign.show_icon(cell.icon, "warn" if cell.wants_attention else "tx2")
        self.standing.show_text(
            "\n".join(centre_lines(now, tr)), "warn" if cell.wants_attention else "tx2"
        )
        self.standing.stretch_out()
        self._share.setVisible(now.share is not None)
        if now.share is not None:
            self._share.setValue(int(now.share * self._share.maximum()))
            self._share.setAccessibleName(centre_lines(now, tr)[0])

    def _judge(self) -> None:
        tr = self._tr
        if self._trouble:
            self.verdict.setText(self._trouble)
        elif self._is_due:
            self.verdict.setText(tr("The changed address takes effect after the run."))
        elif self._address or self._now is not None:
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
        right.addWidget(self._state)
        row.addLayout(left)
        row.addWidget(field, 1)
        self.body.addLayout(row)
        self._build_state()
        self.path.editingFinished.connect(self._edited)

    def _build_state(self) -> None:
        column, row = QVBoxLayout(self._state), QHBoxLayout()
        tight(column, gap=6)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._sign, 0, top)
        row.addWidget(self.standing, 1)
        row.addWidget(self.try_now, 0, top)
        column.addLayout(row)
        column.addWidget(self._share)
        self._share.setObjectName("settings.server.share")
        self._share.setRange(0, 1000)
        self._share.setTextVisible(False)
        self._share.setFixedHeight(_SHARE)

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
