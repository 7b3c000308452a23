"""The header of the Assess page: what is assessed, the keys, who rates."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.assess_marks import HeaderView
from simrunner.ui.widgets.controls import ElidedLabel, IconView, Label
from simrunner.ui.widgets.panels import empty_layout, surface, tight
from simrunner.ui.widgets.rating_keys import KeyHint


class AssessHeader(QFrame):
    """Title over facts at the left; key hints and the rater's name at the right."""

    def __init__(self, art: Artwork, rater_name: str) -> None:
        super().__init__()
        self.setProperty("surface", "header")
        self.setFixedHeight(Px.HEADER)
        self._art = art
        self._title = ElidedLabel(art, Role.SECTION_TITLE)
        self._facts = ElidedLabel(art, Role.CAPTION, "tx2")
        self._keys = QHBoxLayout()
        tight(self._keys, gap=16)
        self._rater = Label(art, Role.BODY_STRONG, "tx2")
        self._rater.setText(rater_name)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setContentsMargins(0, 8, 0, 8)
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        row.addLayout(words, 1)
        row.addLayout(self._keys)
        row.addSpacing(8)
        rule = surface("rule")
        rule.setFixedSize(1, 28)
        row.addWidget(rule)
        row.addSpacing(8)
        row.addWidget(IconView(art, "user", size=16, tone="tx2"))
        row.addWidget(self._rater)

    def present(self, view: HeaderView, rater: str) -> None:
        """Show other words; ``rater`` says whose name stands at the right."""
        self._title.setText(view.title)
        self._facts.setText(view.facts)
        self._rater.setToolTip(rater)
        self._rater.setAccessibleName(f"{rater}: {self._rater.text()}")
        empty_layout(self._keys)
        for caps, words in view.keys:
            self._keys.addWidget(KeyHint(self._art, caps, words))
