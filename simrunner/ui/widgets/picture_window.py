"""A picture of a run in a window of its own, as large as that window is."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Role, Theme
from simrunner.ui.widgets.controls import Button, ElidedLabel, describe

_FIRST = QSize(960, 720)
_SMALLEST = QSize(320, 240)


class PictureWindow(QWidget):
    """Shows one picture beside the others; ``save_asked`` tells that its file is wanted."""

    save_asked = Signal()

    def __init__(self, art: Artwork, tr: Translate, *, title: str, picture: QImage) -> None:
        super().__init__()
        self.setObjectName("picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        words = ElidedLabel(art, Role.SECTION_TITLE)
        words.show_text(title)
        self.save = Button(art, "picture.save", kind="surface")
        self.save.label(tr("Save as…"), tip=tr("Write this file to a place of your own"))
        self.save.clicked.connect(self.save_asked)
        top = QHBoxLayout()
        top.addWidget(words, 1)
        top.addWidget(self.save)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(_Picture(picture, title), 1)
        apply_theme(self, Theme.LIGHT)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save_asked)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self.resize(_FIRST)


class _Picture(QWidget):
    def __init__(self, picture: QImage, name: str) -> None:
        super().__init__()
        self._picture = picture
        self.setMinimumSize(_SMALLEST)
        describe(self, name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture whole, in its own proportions, never larger than it is."""
        shown = self._picture.size()
        if shown.width() > self.width() or shown.height() > self.height():
            shown = shown.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self.rect()
        area.setSize(shown)
        area.moveCenter(self.rect().center())
        painter.drawImage(area, self._picture)
