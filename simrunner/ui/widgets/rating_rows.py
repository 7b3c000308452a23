"""Rows of a rating form: a category's heading, an item with its cells and evidence, anchors."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, set_tone
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.assess import AnchorView, CellView, HeadView, ItemView
from simrunner.ui.widgets.controls import Button, ElidedLabel, Label, describe
from simrunner.ui.widgets.rating_chips import MIME, ChipFlow
from simrunner.ui.widgets.rating_keys import WordsField

CELL_PX = 36
CELL_GAP = 4
TITLE_PX = 212
_MARGIN = 12
_NUMBER = 24
_RING = 3
_MANY_CELLS = 7
_FIELD_PX = 28
ANCHORS_PX = 44
ANCHORS_LOW_PX = 22


class RatingCell(Button):
    """One cell of a scale, dashed for *not observed*; ``picked`` tells its score."""

    picked = Signal(object)

    def __init__(self, art: Artwork, name: str, score: int | None) -> None:
        super().__init__(art, name, height=30)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._score = score
        self.padding = 0
        self.clicked.connect(self._tell)

    def present(self, view: CellView, item: str) -> None:
        """Show the label, and whether it is the chosen one."""
        self.label(view.label, tip=view.tip)
        describe(self, f"{item}: {view.tip}", view.tip)
        self.setEnabled(view.is_open)
        self.setCheckable(True)
        self.setChecked(view.is_chosen)
        self.become("primary" if view.is_chosen and view.score is not None else "normal")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as a button; *not observed* has a dashed edge, and a fill when it is chosen."""
        if self._score is not None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        colours = colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        edge = colours.tx2 if is_on else colours.line3 if self.isEnabled() else colours.line1
        pen = QPen(QColor(edge), 1)
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        fill = colours.bg4 if is_on or self.isDown() else colours.bg2
        painter.setBrush(QColor(colours.bg3 if self.underMouse() and not is_on else fill))
        radius = float(Px.RADIUS_CONTROL)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(QColor(colours.tx1 if is_on else colours.tx3))
        painter.setFont(self._art.fonts.font(Role.PANEL_TITLE if is_on else Role.BODY_STRONG))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _tell(self) -> None:
        self.picked.emit(self._score)


class CommentButton(Button):
    """Opens the comment of an item; in the accent colour where there is one."""

    def __init__(self, art: Artwork, name: str) -> None:
        super().__init__(art, name, kind="plain", icon="chat")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.padding = 6
        self._is_written = False

    def show_written(self, *, is_written: bool) -> None:
        """Show whether there is a comment."""
        self._is_written = is_written
        self.update()

    def _colour(self) -> str:
        colours = colours_of(self)
        return colours.ac if self._is_written else colours.tx2


class HeadRow(QFrame):
    """A category's heading with what is rated and the sum."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(10)
        self._title = Label(art, Role.PANEL_TITLE)
        self._rated = Label(art, Role.BODY, "tx3")
        self._total = Label(art, Role.BODY, "tx2")
        row.addWidget(self._title)
        row.addWidget(self._rated)
        row.addStretch(1)
        row.addWidget(self._total)

    def present(self, view: HeadView) -> None:
        """Show a category."""
        self._title.setText(view.title)
        self._rated.setText(view.rated)
        self._total.setText(view.total)
        self.setAccessibleName(f"{view.title}, {view.rated} {view.total}".strip())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the fill and the line above."""
        painter = QPainter(self)
        colours = colours_of(self)
        painter.fillRect(self.rect(), QColor(colours.bg2))
        painter.fillRect(0, 0, self.width(), 1, QColor(colours.line1))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colours.line1))


class ItemRow(QWidget):
    """An item: number, name, cells, evidence, comment. Each signal tells the item first.

    ``rated`` brings the score or None for *not observed*, ``supported`` the key of what was
    dropped, ``looked_at`` the key of a chip that was clicked.
    """

    taken = Signal(str)
    rated = Signal(str, object)
    commented = Signal(str)
    supported = Signal(str, str)
    looked_at = Signal(str)

    def __init__(self, art: Artwork, view: ItemView) -> None:
        super().__init__()
        self.item = view.id
        self._is_current = False
        self._is_listening = False
        self._shown: tuple[ItemView, bool] | None = None
        self.setObjectName(f"assess.item.{view.id}")
        self.setAcceptDrops(True)
        self._number = Label(art, Role.CAPTION, "tx3")
        self._number.setFixedWidth(_NUMBER)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._title = ElidedLabel(art, Role.BODY)
        self._title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._title_fonts = (art.fonts.font(Role.BODY), art.fonts.font(Role.PANEL_TITLE))
        self.cells = tuple(
            RatingCell(art, f"{self.objectName()}.{cell.label}", cell.score) for cell in view.cells
        )
        self.chips = ChipFlow(art, f"assess.evidence.{view.id}")
        self.comment = CommentButton(art, f"{self.objectName()}.comment")
        self._build()

    def present(self, view: ItemView, *, is_listening: bool) -> None:
        """Show the item; the ring stands around the cells while the form has the keyboard."""
        if (view, is_listening) == self._shown:
            return
        self._shown = (view, is_listening)
        self._is_current, self._is_listening = view.is_current, is_listening
        self._number.setText(view.number)
        self._title.setText(view.title)
        self._title.setFont(self._title_fonts[view.is_current])
        for cell, shown in zip(self.cells, view.cells, strict=True):
            cell.present(shown, view.title)
        self.chips.show_chips(view.evidence, view.quiet, "warn" if view.is_strong else "tx3")
        self.comment.label("", tip=view.comment_tip)
        describe(self.comment, f"{view.title}: {view.comment_tip}", view.comment_tip)
        self.comment.show_written(is_written=bool(view.comment))
        self.setAccessibleName(f"{view.number} {view.title}")
        self.update()

    @property
    def title_px(self) -> int:
        """How wide the name is when it is in hand."""
        return QFontMetrics(self._title_fonts[1]).horizontalAdvance(self._title.text()) + 4

    @property
    def fixed_px(self) -> int:
        """What the row takes beside its name and its evidence."""
        cells = len(self.cells) * (CELL_PX + CELL_GAP)
        return 2 * _MARGIN + _NUMBER + 3 * 10 + cells + 8 + 28

    def fit(self, height: int, title: int, *, is_tight: bool) -> None:
        """Take another height and another width of the name."""
        self.setFixedHeight(height)
        self._title.setFixedWidth(title)
        # Ten cells are too wide for a narrow form at their full width.
        wide = CELL_PX - 4 if is_tight and len(self.cells) > _MANY_CELLS else CELL_PX
        for cell in self.cells:
            cell.setFixedSize(wide, min(30, height - 8))
        self.comment.setFixedSize(28, min(28, height - 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line above, the tint and bar of the item in hand, the ring of the keyboard."""
        painter = QPainter(self)
        colours = colours_of(self)
        if self._is_current:
            painter.fillRect(self.rect(), QColor(colours.act))
            painter.fillRect(0, 0, 3, self.height(), QColor(colours.ac))
        else:
            painter.fillRect(0, 0, self.width(), 1, QColor(colours.line1))
        if self._is_current and self._is_listening:
            first, last = self.cells[0].geometry(), self.cells[-1].geometry()
            around = QRect(first.topLeft(), last.bottomRight()).adjusted(
                -_RING - 1, -_RING - 1, _RING + 1, _RING + 1
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.ac), 2))
            painter.drawRoundedRect(QRectF(around).adjusted(1, 1, -1, -1), 8, 8)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Take this item in hand."""
        self.taken.emit(self.item)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept evidence only."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the evidence that was let go here."""
        key = bytes(event.mimeData().data(MIME).data()).decode()
        self.supported.emit(self.item, key)
        event.acceptProposedAction()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(0)
        row.addWidget(self._number)
        row.addSpacing(10)
        row.addWidget(self._title)
        row.addSpacing(10)
        for place, cell in enumerate(self.cells):
            if place:
                row.addSpacing(CELL_GAP)
            cell.picked.connect(self._rate)
            row.addWidget(cell)
        row.addSpacing(10)
        row.addWidget(self.chips, 1)
        row.addSpacing(8)
        row.addWidget(self.comment)
        self.comment.clicked.connect(self._comment)
        self.chips.picked.connect(self.looked_at)

    def _rate(self, score: object) -> None:
        self.rated.emit(self.item, score)

    def _comment(self) -> None:
        self.commented.emit(self.item)


class AnchorRow(QWidget):
    """What opens below the item in hand: anchors, descriptor, comment, and the comment's field.

    ``kept`` tells the words of a comment, after Enter.
    """

    kept = Signal(str)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._is_tall = True
        self._scale = Label(art, Role.CAPTION, "tx1")
        self._pack = Label(art, Role.CAPTION, "tx3")
        self._words = ElidedLabel(art, Role.CAPTION, "tx2")
        self.field = WordsField(art, "assess.comment.field")
        self.field.setFixedHeight(_FIELD_PX)
        self.field.returnPressed.connect(self._keep)
        for part in (self._scale, self._pack, self._words, self.field):
            part.setParent(self)
        self.field.hide()

    @property
    def is_writing(self) -> bool:
        """Whether the field is open."""
        return not self.field.isHidden()

    def present(self, view: AnchorView, comment: str) -> None:
        """Show the anchors, and the comment where there is one."""
        self._scale.setText(view.scale)
        self._pack.setText(view.pack)
        self._words.setText(f"“{comment}”" if comment else view.words)
        set_tone(self._words, "tx1" if comment else "tx2")
        self.field.setPlaceholderText(view.hint)
        describe(self.field, view.hint)
        self.setAccessibleName(f"{view.scale}. {self._words.text()}")
        self._place()

    def write(self, comment: str) -> None:
        """Open the field with the comment so far."""
        self.field.setText(comment)
        self.field.show()
        self.fit(is_tall=self._is_tall)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def leave(self) -> None:
        """Close the field."""
        self.field.hide()
        self.fit(is_tall=self._is_tall)

    def fit(self, *, is_tall: bool) -> None:
        """Take one line or two; an open field takes the place of the second."""
        self._is_tall = is_tall
        self.setFixedHeight(self.height_px(is_tall=is_tall))
        self._place()

    def height_px(self, *, is_tall: bool) -> int:
        """Return the height that the row will take."""
        if self.is_writing:
            return 16 + _FIELD_PX + 10
        return ANCHORS_PX if is_tall else ANCHORS_LOW_PX

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tint and bar of the item in hand."""
        painter = QPainter(self)
        colours = colours_of(self)
        painter.fillRect(self.rect(), QColor(colours.act))
        painter.fillRect(0, 0, 3, self.height(), QColor(colours.ac))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the lines."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left = _MARGIN + _NUMBER + 10
        room = max(0, self.width() - left - _MARGIN)
        pack = self._pack.sizeHint().width()
        scale = min(self._scale.sizeHint().width(), room)
        self._scale.setGeometry(left, 0, scale, 16)
        has_line = self._is_tall or self.is_writing
        self._pack.setVisible(scale + pack + 16 <= room and has_line)
        self._pack.setGeometry(left + room - pack, 0, pack, 16)
        self._words.setVisible(not self.is_writing)
        if has_line:
            self._words.setGeometry(left, 17, room, 16)
        else:
            self._words.setGeometry(left + scale + 16, 0, max(0, room - scale - 16), 16)
        self.field.setGeometry(left, 19, room, _FIELD_PX)

    def _keep(self) -> None:
        self.kept.emit(self.field.text())
