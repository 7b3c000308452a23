"""The panel for talking: objectives, a question, what happened around the cursor, a note."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.debrief_discuss import WAYS, DiscussView, EvidenceRow, ObjectiveChip
from simrunner.ui.widgets.controls import IconView, Label, Segments
from simrunner.ui.widgets.panels import empty_layout, tight

CHIP_PX = 28
EVIDENCE_PX = 30
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ObjectiveButton(QAbstractButton):
    """An objective: its number, its words, a tick once it has been talked about."""

    def __init__(self, art: Artwork, chip: ObjectiveChip) -> None:
        super().__init__()
        self.setObjectName(f"debrief.objective.{chip.objective}")
        self.setFixedHeight(CHIP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{chip.number} {chip.text}")
        self.setToolTip(chip.text)
        self._art = art
        self.chip = chip

    def sizeHint(self) -> QSize:
        """As wide as its share of the row."""
        return QSize(120, CHIP_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, chip = colours_of(self), self.chip
        painter.setPen(QPen(QColor(colours.ac if chip.is_current else colours.line2), 1))
        fill = colours.act if chip.is_current else colours.bg1
        painter.setBrush(QColor(colours.bg3 if self.underMouse() and not chip.is_current else fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        strong = self._art.fonts.font(Role.CAPTION_STRONG)
        painter.setFont(strong)
        painter.setPen(QColor(colours.ac if chip.is_current else colours.tx2))
        area = self.rect().adjusted(10, 0, -10, 0)
        painter.drawText(area, _LEFT, chip.number)
        area.adjust(QFontMetrics(strong).horizontalAdvance(chip.number) + 8, 0, 0, 0)
        if chip.is_discussed:
            area.adjust(0, 0, -20, 0)
            tick = self._art.icons.pixmap("check", colours.ok, 16, scale=self.devicePixelRatioF())
            painter.drawPixmap(self.width() - 26, 6, tick)
        plain = self._art.fonts.font(Role.CAPTION)
        painter.setFont(plain)
        painter.setPen(QColor(colours.tx1))
        words = QFontMetrics(plain).elidedText(chip.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, words)


class EvidenceButton(QAbstractButton):
    """Something done or marked; a click goes there."""

    def __init__(self, art: Artwork, row: EvidenceRow) -> None:
        super().__init__()
        self.setObjectName(f"debrief.evidence.{row.at_ms}")
        self.setFixedHeight(EVIDENCE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{row.clock} {row.text}")
        self.setToolTip(f"{row.clock} {row.text}")
        self._art = art
        self.row = row

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(240, EVIDENCE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw sign, time, words, and the hint that it leads somewhere."""
        painter = QPainter(self)
        colours, row = colours_of(self), self.row
        if self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.bg2))
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, EVIDENCE_PX - 1, self.width(), EVIDENCE_PX - 1)
        ink = colours.colour(row.tone)
        if row.icon:
            picture = self._art.icons.pixmap(row.icon, ink, 16, scale=self.devicePixelRatioF())
            painter.drawPixmap(2, 7, picture)
        else:
            painter.setFont(self._art.fonts.font(Role.SECTION_TITLE))
            painter.setPen(QColor(ink))
            painter.drawText(QRect(2, 0, 20, EVIDENCE_PX), _LEFT, row.sign)
        painter.setFont(self._art.fonts.font(Role.PANEL_TITLE))
        painter.setPen(QColor(colours.ac if row.is_nearest else colours.tx1))
        painter.drawText(QRect(26, 0, 50, EVIDENCE_PX), _LEFT, row.clock)
        role = Role.BODY_STRONG if row.is_nearest else Role.BODY
        font = self._art.fonts.font(role)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx1))
        area = QRect(76, 0, self.width() - 104, EVIDENCE_PX)
        words = QFontMetrics(font).elidedText(row.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, words)
        play = self._art.icons.pixmap("play", colours.tx3, 14, scale=self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 20, 8, play)


class NoteField(QFrame):
    """A few lines of free text that stay with this debrief; ``written`` tells every change."""

    written = Signal()

    def __init__(self, art: Artwork, name: str, height: int = 56) -> None:
        super().__init__()
        self.setProperty("surface", "field")
        self.setMinimumHeight(height)
        self.edit = QPlainTextEdit()
        self.edit.setObjectName(name)
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        self.edit.setFont(art.fonts.font(Role.BODY))
        self.edit.setTabChangesFocus(True)
        self.edit.textChanged.connect(self.written)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.addWidget(self.edit)

    @property
    def text(self) -> str:
        """What was written."""
        return self.edit.toPlainText()

    def restore(self, text: str) -> None:
        """Show what was written before; nothing is told."""
        with QSignalBlocker(self.edit):
            self.edit.setPlainText(text)

    def show_hint(self, hint: str) -> None:
        """Say what belongs here."""
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(hint)
        self.edit.setToolTip(hint)


class DiscussBody(QWidget):
    """The contents of the panel.

    ``objective_asked`` and ``way_asked`` tell a choice, ``jumped`` the time of a piece of evidence.
    """

    objective_asked = Signal(str)
    way_asked = Signal(str)
    jumped = Signal(int)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.discuss")
        self._art = art
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(10)
        self._chips = QGridLayout()
        self._chips.setSpacing(6)
        self._ways = Segments(art, "debrief.way", WAYS)
        self._ways.chosen.connect(self.way_asked)
        for way in WAYS:
            button = self._ways.findChild(QAbstractButton, f"debrief.way.{way}")
            if button is not None:
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._question = Label(art, Role.SECTION_TITLE, wraps=True)
        self._prompt = Label(art, Role.BODY, "tx2", wraps=True)
        self._evidence = QVBoxLayout()
        tight(self._evidence)
        self._none = Label(art, Role.CAPTION, "tx3", wraps=True)
        self.note = NoteField(art, "debrief.note")
        self.note.setFixedHeight(56)
        column.addLayout(self._chips)
        column.addWidget(self._ways)
        column.addWidget(self._question)
        column.addWidget(self._prompt)
        column.addLayout(self._evidence)
        column.addWidget(self._none)
        column.addStretch(1)
        column.addWidget(self.note)
        column.addLayout(self._privacy())

    def present(self, view: DiscussView, way: str) -> None:
        """Show an objective."""
        empty_layout(self._chips)
        for number, chip in enumerate(view.chips):
            button = ObjectiveButton(self._art, chip)
            button.clicked.connect(self._choose)
            self._chips.addWidget(button, number // 2, number % 2)
        self._ways.show_words(view.ways, view.title)
        self._ways.choose(way)
        self._question.setText(view.question)
        self._prompt.setText(view.prompt)
        self._prompt.setVisible(bool(view.prompt))
        self.note.show_hint(view.note_hint)
        self._ratings.setText(view.ratings_note)

    def show_evidence(self, rows: Sequence[EvidenceRow], nothing: str) -> None:
        """Show what happened near the cursor."""
        self._none.setText(nothing)
        self._none.setVisible(not rows)
        if tuple(rows) == self.evidence_rows():
            return
        empty_layout(self._evidence)
        for row in rows:
            button = EvidenceButton(self._art, row)
            button.clicked.connect(self._jump)
            self._evidence.addWidget(button)

    def evidence_rows(self) -> tuple[EvidenceRow, ...]:
        """Return the rows in view."""
        items = (self._evidence.itemAt(i) for i in range(self._evidence.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(widget.row for widget in widgets if isinstance(widget, EvidenceButton))

    def _privacy(self) -> QHBoxLayout:
        row = QHBoxLayout()
        tight(row, gap=8)
        self._ratings = Label(self._art, Role.CAPTION, "tx2")
        row.addWidget(IconView(self._art, "lock", size=16))
        row.addWidget(self._ratings, 1)
        return row

    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, ObjectiveButton):
            self.objective_asked.emit(button.chip.objective)

    def _jump(self) -> None:
        button = self.sender()
        if isinstance(button, EvidenceButton):
            self.jumped.emit(button.row.at_ms)
