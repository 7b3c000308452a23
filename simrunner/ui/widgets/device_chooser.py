"""A button that opens a short list of which one is always chosen."""

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.home_view import ChoiceView
from simrunner.ui.widgets.choice_button import ChoiceButton


class Chooser(ChoiceButton):
    """Shows the name and the chosen words with an arrow; there is nothing to take away."""

    def __init__(self, art: Artwork, name: str) -> None:
        """Begin without a list."""
        super().__init__(art, name, can_clear=False)
        self._shown: tuple[ChoiceView, str] | None = None

    def present(self, view: ChoiceView, tip: str) -> None:
        """Show a list and what is chosen of it."""
        if (view, tip) == self._shown:
            return
        self._shown = (view, tip)
        super().present(view, tip)
        self.become("surface")
