"""A page that has nothing to show yet, and says so."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Theme
from simrunner.ui.widgets.panels import EmptyState, PageHeader, surface, tight
from simrunner.ui.windows.page import Page


class EmptyPage(Page):
    """A title, one icon, one sentence. ``words`` gives title, sentence and hint when asked."""

    def __init__(
        self,
        art: Artwork,
        icon: str,
        words: Callable[[], tuple[str, str, str]],
        *,
        theme: Theme = Theme.LIGHT,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._words = words
        self._header = PageHeader(art)
        self._state = EmptyState(art, icon)
        panel = surface("panel")
        inner = QVBoxLayout(panel)
        inner.addWidget(self._state)
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._header)
        around = QVBoxLayout()
        tight(around, margin=16)
        around.addWidget(panel)
        column.addLayout(around, 1)
        self.retranslate()

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._words()[0]

    def retranslate(self) -> None:
        """Say the words again."""
        title, sentence, hint = self._words()
        self._header.show_title(title)
        self._state.show_words(sentence, hint)
        self.setAccessibleName(title)
