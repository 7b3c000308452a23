"""Panels of checks: calibration and self-test as lines, the fault drill as a table."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.device_checks import (
    CheckRow,
    ChecksView,
    DrillRowView,
    DrillView,
)
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, tight

DRILL_ROW_PX = 44
_LINE_PX = 30
_COLUMNS = (0, 92, 80, 84)
"""Widths of what is required, measured and come out; the name takes the rest."""


class ChecksPanel(Panel):
    """Lines with their outcome; ``started`` tells that the button was pressed."""

    started = Signal()

    def __init__(self, art: Artwork, name: str, icon: str, *, button_icon: str = "") -> None:
        """Begin empty."""
        super().__init__(art, icon)
        self.setObjectName(f"devices.{name}")
        self._art = art
        self._keys: tuple[str, ...] = ()
        self._lines: list[_CheckLine] = []
        self.button = Button(art, f"devices.{name}.start", icon=button_icon, height=28)
        self.button.padding = 10
        self.button.clicked.connect(self.started)
        self._quiet = Label(art, Role.CAPTION, "tx3")
        self.bar.addWidget(self._quiet)
        self.bar.addWidget(self.button)
        self._empty = Label(art, Role.BODY, "tx2", wraps=True)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column)
        self._column.setContentsMargins(12, 6, 12, 6)
        tight(self.body)
        self._area = scrolled(inside)
        self.body.addWidget(self._area)
        self._inside: QWidget | None = None

    @property
    def is_inside(self) -> bool:
        """Whether something stands in place of the lines."""
        return self._inside is not None and not self._inside.isHidden()

    @property
    def needed_px(self) -> int:
        """How high the panel must be to show every line."""
        return Px.PANEL_TITLE_BAR + 16 + _LINE_PX * max(1, len(self._lines))

    def put(self, widget: QWidget) -> None:
        """Give the panel something that may stand in place of its lines; hidden at first."""
        self._inside = widget
        widget.hide()
        self.body.addWidget(widget)

    def show_inside(self, *, is_shown: bool) -> bool:
        """Show it, or the lines; return whether that changed anything."""
        if self._inside is None or self.is_inside is is_shown:
            return False
        self._inside.setVisible(is_shown)
        self._area.setVisible(not is_shown)
        self.button.setVisible(not is_shown)
        return True

    def show_view(self, view: ChecksView) -> None:
        """Show the lines; the same ones only say their words again."""
        self.show_title(view.title)
        self._quiet.setText(view.note)
        self.button.label(view.action, tip=view.tip)
        self.button.setEnabled(view.is_possible)
        keys = (*(row.key for row in view.rows), *(("",) if view.empty else ()))
        if keys != self._keys:
            self._keys = keys
            self._build(view)
        for line, row in zip(self._lines, view.rows, strict=True):
            line.show_row(row)
        self._empty.setText(view.empty)

    def _build(self, view: ChecksView) -> None:
        self._empty.setParent(None)
        empty_layout(self._column)
        self._lines = [_CheckLine(self._art) for _ in view.rows]
        for line in self._lines:
            self._column.addWidget(line)
        self._empty = Label(self._art, Role.BODY, "tx2", wraps=True)
        if view.empty:
            self._column.addWidget(self._empty)
        self._column.addStretch(1)


class _CheckLine(QWidget):
    """A shape, a name, and at the right what came out."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setFixedHeight(_LINE_PX)
        row = QHBoxLayout(self)
        tight(row, gap=10)
        self._icon = IconView(art, "minus", size=16)
        self._name = ElidedLabel(art, Role.BODY)
        self._outcome = Label(art, Role.CAPTION, "tx2")
        row.addWidget(self._icon)
        row.addWidget(self._name, 1)
        row.addWidget(self._outcome)

    def show_row(self, row: CheckRow) -> None:
        """Say this line."""
        self._icon.show_icon(row.icon, row.tone)
        self._name.setText(row.name)
        self._outcome.show_text(row.outcome, row.tone if row.tone in {"bad", "warn"} else "tx2")
        self.setAccessibleName(row.spoken)
        self.setToolTip(row.tip)


class DrillPanel(Panel):
    """The fault drill, row by row; ``started`` tells that it was asked for."""

    started = Signal()

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__(art, "warning")
        self.setObjectName("devices.drill")
        self._art = art
        self._rows: list[_DrillRow] = []
        self._chip = Chip(art)
        self.button = Button(art, "devices.drill.start", icon="play", height=28)
        self.button.padding = 10
        self.button.clicked.connect(self.started)
        self.bar.addWidget(self._chip)
        self.bar.addWidget(self.button)
        self._head = _DrillHead(art)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column)
        tight(self.body)
        area = scrolled(inside)
        self._scroll = area.verticalScrollBar()
        self._scroll.rangeChanged.connect(self._make_room)
        self.body.addWidget(self._head)
        self.body.addWidget(area, 1)

    def show_view(self, view: DrillView) -> None:
        """Show the table."""
        self.show_title(view.title, view.note)
        self._chip.setVisible(view.chip is not None)
        if view.chip is not None:
            self._chip.show_chip(view.chip)
        self.button.label(view.action, tip=view.tip)
        self.button.setEnabled(view.is_possible)
        self._head.show_words(view.head)
        if len(self._rows) != len(view.rows):
            empty_layout(self._column)
            self._rows = [_DrillRow(self._art) for _ in view.rows]
            for line in self._rows:
                self._column.addWidget(line)
            self._column.addStretch(1)
        for line, row in zip(self._rows, view.rows, strict=True):
            line.show_row(row)

    def _make_room(self, _least: int, most: int) -> None:
        """Keep the head above its columns where the rows give way to a scroll bar."""
        self._head.setContentsMargins(0, 0, self._scroll.sizeHint().width() if most else 0, 0)


class _DrillHead(QFrame):
    """The four words above the table."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "category")
        self.setFixedHeight(Px.CONTROL)
        self._labels = tuple(ElidedLabel(art, Role.CAPTION, "tx2") for _ in _COLUMNS)
        _columns(self, self._labels)

    def show_words(self, words: tuple[str, ...]) -> None:
        """Set them."""
        for label, text in zip(self._labels, words, strict=True):
            label.setText(text)
            label.setMinimumHeight(16)


class _DrillRow(QFrame):
    """One fault: name, required, measured, result with its shape."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "line")
        self.setFixedHeight(DRILL_ROW_PX)
        self._name = ElidedLabel(art, Role.BODY)
        self._required = ElidedLabel(art, Role.CAPTION, "tx2")
        self._measured = ElidedLabel(art, Role.CAPTION, "tx2")
        self._strong = ElidedLabel(art, Role.PANEL_TITLE)
        self._icon = IconView(art, "clock", size=16)
        self._result = ElidedLabel(art, Role.BODY)
        number, result = QWidget(), QWidget()
        for holder, inner in (
            (number, (self._measured, self._strong)), (result, (self._icon, self._result)),
        ):  # fmt: skip
            row = QHBoxLayout(holder)
            tight(row, gap=4)
            for widget in inner:
                stretch = 0 if isinstance(widget, IconView) else 1
                row.addWidget(widget, stretch)
        for label in (self._name, self._required, self._measured, self._strong, self._result):
            label.setMinimumHeight(18)
        _columns(self, (self._name, self._required, number, result))

    def sizeHint(self) -> QSize:
        """One row high."""
        return QSize(400, DRILL_ROW_PX)

    def show_row(self, row: DrillRowView) -> None:
        """Say this row."""
        self._name.setText(row.name)
        self._required.setText(row.required)
        self._strong.setVisible(row.is_measured)
        self._measured.setVisible(not row.is_measured)
        (self._strong if row.is_measured else self._measured).setText(row.measured)
        self._icon.show_icon(row.icon, row.tone)
        self._result.show_text(row.result, row.tone)
        self.setToolTip(row.tip)
        words = (row.name, row.required, row.measured, row.result)
        self.setAccessibleName(", ".join(words))


def _columns(frame: QFrame, widgets: tuple[QWidget, ...]) -> None:
    row = QHBoxLayout(frame)
    row.setContentsMargins(12, 0, 8, 0)
    row.setSpacing(10)
    for widget, wide in zip(widgets, _COLUMNS, strict=True):
        if wide:
            widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            widget.setFixedWidth(wide)
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(widget, 1)
