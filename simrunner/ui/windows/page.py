"""What the main window asks of a page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from simrunner.ui.look.tokens import Theme


class Page(QWidget):
    """A page of the main window. It brings its own header and takes words anew when told.

    ``theme`` is dark in the room and light at a desk.
    """

    theme = Theme.LIGHT

    @property
    def title(self) -> str:
        """The name of the page in the language in force."""
        return ""

    def take_focus(self) -> None:
        """Put the keyboard where work on this page begins; called when it comes into view."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything again in the language in force; nothing may stay as it was."""
