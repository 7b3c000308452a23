"""The devices and how their links stand."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.shell import DeviceLine, DevicesPresenter, DeviceState
from simrunner.ui.widgets.controls import IconView, Label
from simrunner.ui.widgets.panels import (
    EmptyState,
    PageHeader,
    Panel,
    empty_layout,
    scrolled,
    surface,
    tight,
)
from simrunner.ui.windows.page import Page

_ROW = 55
_WIDEST = 720


class DevicesPage(Page):
    """A list in three parts: what asks for the user, what works, what is not here."""

    def __init__(self, art: Artwork, tr: Translate) -> None:
        super().__init__()
        self.setObjectName("devices")
        self._art = art
        self._tr = tr
        self._presenter = DevicesPresenter(tr)
        self._devices: tuple[DeviceState, ...] = ()
        self._header = PageHeader(art)
        self._rows = QVBoxLayout()
        tight(self._rows, gap=12)
        self._empty = EmptyState(art, "devices")
        inside = QWidget()
        outer = QVBoxLayout(inside)
        tight(outer, margin=16)
        outer.addLayout(self._rows)
        outer.addWidget(self._empty, 1)
        outer.addStretch(0)
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._header)
        column.addWidget(scrolled(inside), 1)
        self.retranslate()

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Devices")

    def show_devices(self, devices: tuple[DeviceState, ...]) -> None:
        """Show the devices as they stand now."""
        if devices != self._devices:
            self._devices = devices
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        view = self._presenter.present(self._devices)
        self._header.show_title(view.title)
        self.setAccessibleName(view.title)
        empty_layout(self._rows)
        for title, lines in view.parts:
            panel = Panel(self._art, "devices")
            panel.setMaximumWidth(_WIDEST)
            panel.show_title(title)
            tight(panel.body)
            for number, line in enumerate(lines):
                panel.body.addWidget(self._row(line, is_first=number == 0))
            self._rows.addWidget(panel)
        self._empty.setVisible(not view.parts)
        self._empty.show_words(view.empty, view.empty_hint)
        if view.parts:
            self._rows.addStretch(1)

    def _row(self, line: DeviceLine, *, is_first: bool) -> QFrame:
        row = surface("bare" if is_first else "row")
        row.setFixedHeight(_ROW)
        row.setAccessibleName(f"{line.name}: {line.link}")
        across = QHBoxLayout(row)
        across.setContentsMargins(12, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(IconView(self._art, line.icon, size=16, tone=line.tone))
        words = QVBoxLayout()
        tight(words)
        for text, role, tone in (
            (line.name, Role.PANEL_TITLE, "tx1"),
            (line.facts, Role.CAPTION, "tx2"),
        ):
            label = Label(self._art, role, tone)
            label.setText(text)
            words.addWidget(label)
        across.addLayout(words, 1)
        link = Label(self._art, Role.CAPTION_STRONG, line.tone)
        link.setText(line.link)
        across.addWidget(link)
        return row
