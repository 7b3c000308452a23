"""The left column of the Devices page: the devices of the room in their three parts."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.device_list import DeviceListView
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label
from simrunner.ui.widgets.device_address import AddressField
from simrunner.ui.widgets.device_ask import AskBody, card_shape, category
from simrunner.ui.widgets.device_row import CountsView, DeviceRowButton
from simrunner.ui.widgets.panels import empty_layout, scrolled, surface, tight


class DeviceList(QFrame):
    """Rows and cards; ``chosen`` tells the key of a device, ``asked`` a key and what is wanted.

    ``added`` and ``searched`` are the two buttons at the foot, ``greeted`` tells a typed address.
    """

    chosen = Signal(str)
    asked = Signal(str, str)
    added = Signal()
    searched = Signal()
    greeted = Signal(str)

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("devices.list")
        self.setProperty("surface", "panel")
        self._art = art
        self._shape: tuple[object, ...] = ()
        self._rows: dict[str, DeviceRowButton] = {}
        self._bodies: dict[str, AskBody] = {}
        self._titles: list[Label] = []
        self._group = QButtonGroup(self)
        self._room = ElidedLabel(art, Role.PANEL_TITLE)
        self._counts = CountsView(art)
        self.add = Button(art, "devices.add", icon="plus")
        self.search = Button(art, "devices.search", kind="plain", icon="search")
        self.add.clicked.connect(self.added)
        self.search.clicked.connect(self.searched)
        self.address = AddressField(art, "devices.address")
        self.address.greeted.connect(self.greeted)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column)
        outer = QVBoxLayout(self)
        tight(outer, margin=1)
        outer.addWidget(self._head())
        self._area = scrolled(inside)
        outer.addWidget(self._area, 1)
        outer.addWidget(self._foot())

    def show_list(self, view: DeviceListView, chosen: str) -> None:
        """Show the devices; rows that are there already only say their words again."""
        self._room.setText(view.room)
        self._room.setMinimumHeight(20)
        self._counts.show_counts(view.counts)
        self.add.label(view.add, tip=view.add_tip)
        self.search.label(view.search, tip=view.search_tip)
        self.address.show_words(view.greet, view.greet_hint)
        shape = tuple(
            (row.key, row.card and card_shape(row.card), number)
            for number, (_, rows) in enumerate(view.parts) for row in rows
        )  # fmt: skip
        if shape != self._shape:
            self._shape = shape
            self._build(view)
        for label, (title, rows) in zip(self._titles, view.parts, strict=True):
            label.setText(title)
            for row in rows:
                self._rows[row.key].show_row(row)
                if row.card is not None:
                    self._bodies[row.key].show_card(row.card)
        if chosen in self._rows:
            self._rows[chosen].setChecked(True)

    def row(self, key: str) -> DeviceRowButton:
        """Return the row of a device; KeyError when there is none."""
        return self._rows[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the counts away where there is no room for them."""
        super().resizeEvent(event)
        self._counts.shorten(is_short=self.width() < 360)

    def _head(self) -> QFrame:
        head = surface("title")
        head.setFixedHeight(Px.PANEL_TITLE_BAR)
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(IconView(self._art, "devices", size=18))
        row.addWidget(self._room, 1)
        row.addWidget(self._counts)
        return head

    def _foot(self) -> QFrame:
        foot = surface("row")
        column = QVBoxLayout(foot)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.address)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.search)
        column.addLayout(row)
        return foot

    def _build(self, view: DeviceListView) -> None:
        focused = next((key for key, row in self._rows.items() if row.hasFocus()), "")
        empty_layout(self._column)
        self._rows, self._bodies, self._titles = {}, {}, []
        for title, rows in view.parts:
            strip, label = category(self._art)
            label.setText(title)
            self._titles.append(label)
            self._column.addWidget(strip)
            for row in rows:
                holder = surface("line")
                inner = QVBoxLayout(holder)
                tight(inner)
                button = DeviceRowButton(self._art, row)
                button.clicked.connect(self._choose)
                button.stepped.connect(self._step)
                self._group.addButton(button)
                self._rows[row.key] = button
                inner.addWidget(button)
                if row.card is not None:
                    body = AskBody(self._art, row.key, row.card)
                    body.setProperty("device", row.key)
                    body.wanted.connect(self._ask)
                    self._bodies[row.key] = body
                    inner.addWidget(body)
                self._column.addWidget(holder)
        self._column.addStretch(1)
        if focused in self._rows:
            self._rows[focused].setFocus()

    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, DeviceRowButton):
            self.chosen.emit(button.row.key)

    def _step(self, by: int) -> None:
        keys, button = list(self._rows), self.sender()
        if not isinstance(button, DeviceRowButton):
            return
        at = keys.index(button.row.key) + by
        if 0 <= at < len(keys):
            row = self._rows[keys[at]]
            row.setFocus()
            row.click()
            self._area.ensureWidgetVisible(row)

    def _ask(self, wanted: str) -> None:
        self.asked.emit(str(self.sender().property("device")), wanted)
