"""The bar that says that a real monitor shows a patient who is not real."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from simrunner.ui.look.tokens import Role
from simrunner.ui.widgets.console_panel import ElidedLabel
from simrunner.ui.widgets.ink import colour

BANNER_PX = 32


class OutputBanner(QFrame):
    """Hidden while nothing is shown elsewhere; nobody can put it away."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setObjectName("output-banner")
        self.setFixedHeight(BANNER_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(
            f"#output-banner {{ background: {colour('warn_tint').name()};"
            f" border: 1px solid {colour('warn').name()}; }}"
        )
        self.words = ElidedLabel(Role.BODY_STRONG, "warn")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.words, 1)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show these words; hide for none."""
        if words != self.words.text():
            self.words.setText(words)
            self.setToolTip(words)
            self.setAccessibleName(words)
        self.setVisible(bool(words))


def put_banner_above(window: QWidget) -> OutputBanner:
    """Return a banner above everything in a window that stacks its parts; hidden at first."""
    column = window.layout()
    assert isinstance(column, QVBoxLayout)
    banner = OutputBanner()
    column.insertWidget(0, banner)
    return banner
