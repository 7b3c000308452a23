"""Panels, page headers, stacked lines and the empty state."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.widgets.controls import IconView, Label


def surface(kind: str) -> QFrame:
    """Return a frame whose fill and edge the style sheet gives by ``kind``."""
    frame = QFrame()
    frame.setProperty("surface", kind)
    return frame


def tight(layout: QLayout, *, margin: int = 0, gap: int = 0) -> None:
    """Set the margins and the gap of a layout, px."""
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)


class Panel(QFrame):
    """A bordered panel with a title bar; put the contents into ``body``, controls into ``bar``."""

    def __init__(self, art: Artwork, icon: str = "") -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = surface("title")
        head.setFixedHeight(Px.PANEL_TITLE_BAR)
        self.bar = QHBoxLayout(head)
        self.bar.setContentsMargins(12, 0, 12, 0)
        self.bar.setSpacing(8)
        if icon:
            self.bar.addWidget(IconView(art, icon, size=18))
        self._title = Label(art, Role.PANEL_TITLE)
        self._note = Label(art, Role.CAPTION, "tx3")
        self.bar.addWidget(self._title)
        self.bar.addWidget(self._note)
        self.bar.addStretch(1)
        outer.addWidget(head)
        self.body = QVBoxLayout()
        tight(self.body, margin=12, gap=8)
        outer.addLayout(self.body, 1)

    def show_title(self, title: str, note: str = "") -> None:
        """Set the title and the quiet words beside it."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setAccessibleName(title)


class PageHeader(QFrame):
    """The 56 px bar on top of a page: title and subtitle, a middle, and controls at the right.

    A stacked one has its subtitle below the title, where both may be long.
    """

    def __init__(self, art: Artwork, *, is_stacked: bool = False) -> None:
        super().__init__()
        self.setProperty("surface", "header")
        self.setFixedHeight(Px.HEADER)
        row = QHBoxLayout(self)
        row.setContentsMargins(Px.PAD_HOME, 0, Px.PAD_HOME, 0)
        row.setSpacing(12)
        self._title = Label(art, Role.SECTION_TITLE if is_stacked else Role.WINDOW_TITLE)
        self._subtitle = Label(art, Role.CAPTION, "tx2")
        left = QHBoxLayout()
        left.setSpacing(16)
        words = QVBoxLayout() if is_stacked else left
        if is_stacked:
            tight(words)
            words.addStretch(1)
            left.addLayout(words)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        left.addStretch(0 if words is left else 1)
        self.left = left
        self.middle = QHBoxLayout()
        self.right = QHBoxLayout()
        self.right.setSpacing(12)
        self.right.addStretch(1)
        row.addLayout(left, 1)
        row.addLayout(self.middle, 0)
        row.addLayout(self.right, 0 if is_stacked else 1)

    def show_title(self, title: str, subtitle: str = "") -> None:
        """Set the title and the quiet words beside it."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))


class EmptyState(QWidget):
    """What a panel shows when it has nothing: one icon, one sentence, what will fill it."""

    def __init__(self, art: Artwork, icon: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        tight(column, margin=24, gap=12)
        column.addStretch(1)
        column.addWidget(IconView(art, icon, size=26), 0, Qt.AlignmentFlag.AlignHCenter)
        self._sentence = Label(art, Role.SECTION_TITLE)
        self._hint = Label(art, Role.BODY, "tx3", wraps=True)
        for label in (self._sentence, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(2)

    def show_words(self, sentence: str, hint: str = "") -> None:
        """Set the sentence and the quieter one below it."""
        self._sentence.setText(sentence)
        self._hint.setText(hint)


def scrolled(content: QWidget) -> QScrollArea:
    """Return ``content`` in a frameless area that scrolls up and down only."""
    content.setProperty("surface", "scrolled")
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


def high_px(item: QLayoutItem | None, wide_px: int) -> int:
    """Return how high a part of a layout is at a width, px."""
    if item is None:
        return 0
    return item.heightForWidth(wide_px) if item.hasHeightForWidth() else item.sizeHint().height()


def empty_layout(layout: QLayout) -> None:
    """Take everything out of ``layout`` and let it be deleted."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)
