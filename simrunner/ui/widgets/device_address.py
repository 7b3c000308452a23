"""A field for the address of a device that does not show by itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import describe


class AddressField(QLineEdit):
    """``greeted`` tells what was written, with Enter; the field is then empty again."""

    greeted = Signal(str)

    def __init__(self, art: Artwork, name: str) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName(name)
        self.setFont(art.fonts.font(Role.BODY))
        self.setFixedHeight(Px.CONTROL)
        self.returnPressed.connect(self._tell)

    def show_words(self, name: str, hint: str) -> None:
        """Say what belongs into the field."""
        self.setPlaceholderText(hint)
        describe(self, name, f"{name}: {hint}")

    def _tell(self) -> None:
        written = self.text().strip()
        if written:
            self.clear()
            self.greeted.emit(written)
