"""Parts of Home above the library: the unfinished run, and a recent run with Start."""

from functools import partial

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.home_view import BannerView, RecentView
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, KeyCap, describe
from simrunner.ui.widgets.panels import tight

_PICTURE = 112
_CARD = 96


class SearchBox(QFrame):
    """A search field with its key on it; ``edited`` tells every change of the words."""

    edited = Signal(str)

    def __init__(self, art: Artwork, name: str, key: str) -> None:
        super().__init__()
        self.setProperty("surface", "field")
        self.setFixedHeight(36)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconView(art, "search", size=16, tone="tx2"))
        self.field = QLineEdit()
        self.field.setObjectName(name)
        self.field.setProperty("bare", True)
        self.field.setProperty("ringed", False)
        self.field.setFont(art.fonts.font(Role.BODY))
        self.field.setClearButtonEnabled(False)
        self.field.textChanged.connect(self.edited)
        row.addWidget(self.field, 1)
        row.addWidget(KeyCap(art, key))

    def show_words(self, hint: str, key: str) -> None:
        """Set the hint."""
        self.field.setPlaceholderText(hint)
        describe(self.field, hint, shortcut=key)


class Picture(QWidget):
    """A picture filling its place, round at the left or all over."""

    def __init__(self, art: Artwork, *, is_round_all_over: bool = False) -> None:
        super().__init__()
        self._art = art
        self._name = "general"
        self._beyond = 0 if is_round_all_over else int(Px.RADIUS_PANEL)

    def show_picture(self, name: str) -> None:
        """Show another picture."""
        self._name = name
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QPainterPath()
        radius = Px.RADIUS_PANEL - 1
        area.addRoundedRect(0, 0, self.width() + self._beyond, self.height(), radius, radius)
        painter.setClipPath(area)
        size = QSize(self.width(), self.height())
        scale = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self._art.pictures.pixmap(self._name, size, scale=scale))


class RecentCard(QFrame):
    """A recent run: start its scenario again, or open its debrief."""

    started = Signal(str)
    debriefed = Signal(str)

    def __init__(self, art: Artwork, number: int) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setFixedHeight(_CARD)
        self.setMinimumWidth(_PICTURE + 180)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(12)
        self._picture = Picture(art)
        self._picture.setFixedSize(_PICTURE, _CARD - 2)
        row.addWidget(self._picture)
        column = QVBoxLayout()
        column.setContentsMargins(0, 9, 0, 8)
        column.setSpacing(0)
        self._title = ElidedLabel(art, Role.PANEL_TITLE)
        self._facts = ElidedLabel(art, Role.CAPTION, "tx2")
        self.start = Button(
            art,
            f"home.recent.{number}.start",
            kind="primary" if number == 0 else "normal",
            icon="play",
            height=28,
        )
        self.debrief = Button(art, f"home.recent.{number}.debrief", kind="plain", height=28)
        buttons = QHBoxLayout()
        tight(buttons, gap=4)
        buttons.addWidget(self.start)
        buttons.addWidget(self.debrief)
        buttons.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addStretch(1)
        column.addLayout(buttons)
        row.addLayout(column, 1)
        self._view: RecentView | None = None
        self.start.clicked.connect(self._start)
        self.debrief.clicked.connect(self._debrief)

    def present(self, view: RecentView) -> None:
        """Show a run."""
        self._view = view
        self._title.setText(view.title)
        self._facts.setText(view.facts)
        self._picture.show_picture(view.picture)
        self.start.label(view.start, tip=f"{view.start}: {view.title}")
        self.start.setEnabled(view.is_startable)
        self.debrief.label(view.debrief, tip=f"{view.debrief}: {view.title}, {view.facts}")
        describe(self.start, f"{view.start}: {view.title}")
        describe(self.debrief, f"{view.debrief}: {view.title}")

    def _start(self) -> None:
        if self._view is not None:
            self.started.emit(self._view.pack_id)

    def _debrief(self) -> None:
        if self._view is not None:
            self.debriefed.emit(self._view.run_id)


class UnfinishedBanner(QFrame):
    """Tells of a run that did not end: resume it, debrief it as it is, or close it."""

    resumed = Signal(str)
    debriefed = Signal(str)
    closed = Signal(str)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "warn")
        self.setObjectName("home.banner")
        self.setFixedHeight(64)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(20)
        row.addWidget(IconView(art, "warning", size=22, tone="warn"))
        words = QVBoxLayout()
        words.setContentsMargins(0, 12, 0, 12)
        words.setSpacing(2)
        self._title = ElidedLabel(art, Role.TILE_TITLE)
        self._sentence = ElidedLabel(art, Role.BODY, "tx2")
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row.addLayout(words, 1)
        self.resume = Button(art, "home.banner.resume", kind="primary", icon="play")
        self.debrief = Button(art, "home.banner.debrief", icon="debrief")
        self.close_run = Button(art, "home.banner.close", kind="plain")
        self._view: BannerView | None = None
        buttons = QHBoxLayout()
        tight(buttons, gap=8)
        for button, chosen in (
            (self.resume, self.resumed),
            (self.debrief, self.debriefed),
            (self.close_run, self.closed),
        ):
            buttons.addWidget(button)
            button.clicked.connect(partial(self._tell, chosen))
        row.addLayout(buttons)

    def present(self, view: BannerView | None) -> None:
        """Show the run, or hide when there is none."""
        self._view = view
        self.setVisible(view is not None)
        if view is None:
            return
        self._title.setText(view.title)
        self._sentence.setText(view.sentence)
        for button, words in (
            (self.resume, view.resume),
            (self.debrief, view.debrief),
            (self.close_run, view.close),
        ):
            button.label(words, tip=f"{words}: {view.title}")

    def _tell(self, chosen: SignalInstance, *_clicked: bool) -> None:
        if self._view is not None:
            chosen.emit(self._view.run_id)
