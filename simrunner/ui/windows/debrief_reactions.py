"""Reactions: a calm picture of people around a table, a question, and no figure at all."""

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.debrief import ReactionsView
from simrunner.ui.widgets.controls import Button, IconView, Label
from simrunner.ui.widgets.panels import surface, tight
from simrunner.ui.windows.debrief_discuss import NoteField

STAGE, LIGHT_STRIPE, RUG, TABLE = "#FBF6EA", "#FDFAF2", "#F6EBD2", "#FFFDF8"
TABLE_EDGE, CHAIR, INK, SOFT_INK = "#E6D0A0", "#C9A35C", "#2E2A22", "#4C4636"
LEAF, LEAF_PALE = "#8DB897", "#AECFB3"
_DISCS = {
    "learner": ("#F3DFB2", "#553C05"),
    "other": ("#EFE6D2", "#554515"),
    "facilitator": ("#43505D", "#FFFFFF"),
}
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WIDE_PX, _HIGH_PX = 1848, 1024
_SEATS = (560.0, 322.0)
_RUG = (625.0, 388.0)
_TABLE = (474.0, 236.0)


class ReactionsPage(QWidget):
    """``onward_asked`` when the room is ready."""

    onward_asked = Signal()

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.reactions")
        self._art = art
        self._view: ReactionsView | None = None
        self._asked = 0
        self.another = Button(art, "debrief.another", kind="surface")
        self.another.setParent(self)
        self.another.clicked.connect(self._ask_another)
        self.note = NoteField(art, "debrief.reactions.note", 90)
        self._card = self._note_card()
        self._card.setParent(self)
        self._lead = Label(art, Role.BODY, wraps=True)
        self._lead.setParent(self)
        self._lead.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.onward = Button(
            art, "debrief.to-analysis", kind="primary", height=56
        )  # the one thing to do here
        self.onward.setFont(art.fonts.font(Role.SECTION_TITLE))
        self.onward.padding = 24
        self.onward.show_icon(after="arrow-right")
        self.onward.setParent(self)
        self.onward.clicked.connect(self.onward_asked)

    @property
    def question(self) -> str:
        """The question in view."""
        return "" if self._view is None else self._view.questions[self._asked][0]

    def present(self, view: ReactionsView) -> None:
        """Show the words."""
        self._view = view
        self.another.label(view.another)
        self.onward.label(view.onward, key="Ctrl+Right")
        self._note_title.setText(view.note_title)
        self._note_privacy.setText(view.note_privacy)
        self.note.show_hint(view.note_hint)
        self._lead.setText(view.lead)
        self.setAccessibleName(self.question)
        self._arrange()

    def sizeHint(self) -> QSize:
        """As drawn."""
        return QSize(_WIDE_PX, _HIGH_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the controls."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw stage, rug, table, chairs, people and the question."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_stage(painter)
        if self._view is None:
            return
        for number, (name, kind) in enumerate(self._view.seats):
            angle = pi / 2 + 2 * pi * (number + 1) / len(self._view.seats)
            self._paint_seat(painter, angle, name, kind)
        self._paint_words(painter)

    def _factor(self) -> float:
        return min(self.width() / _WIDE_PX, self.height() / _HIGH_PX, 1.15)

    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() * 0.425)

    def _paint_stage(self, painter: QPainter) -> None:
        wide, high = self.width(), self.height()
        painter.fillRect(self.rect(), QColor(STAGE))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT_STRIPE))
        for left, right in ((0.0, 0.23), (0.29, 0.38)):
            painter.drawPolygon(
                [
                    QPointF(left * wide, 0),
                    QPointF(right * wide, 0),
                    QPointF((right - 0.12) * wide, high),
                    QPointF((left - 0.12) * wide, high),
                ]
            )
        for centre in (QPointF(64, 84), QPointF(wide - 64, 84)):
            self._paint_plant(painter, centre)
        factor, middle = self._factor(), self._middle()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(RUG))
        painter.drawEllipse(middle, _RUG[0] * factor, _RUG[1] * factor)
        painter.setPen(QPen(QColor(TABLE_EDGE), 1.5))
        painter.setBrush(QColor(TABLE))
        painter.drawEllipse(middle, _TABLE[0] * factor, _TABLE[1] * factor)

    def _paint_plant(self, painter: QPainter, centre: QPointF) -> None:
        factor = self._factor()
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(9):
            painter.save()
            painter.translate(centre)
            painter.rotate(number * 40)
            painter.setBrush(QColor(LEAF if number % 2 else LEAF_PALE))
            painter.drawEllipse(QPointF(0, -62 * factor), 23 * factor, 50 * factor)
            painter.restore()
        painter.setBrush(QColor(TABLE_EDGE))
        painter.drawEllipse(centre, 14 * factor, 14 * factor)

    def _paint_seat(self, painter: QPainter, angle: float, name: str, kind: str) -> None:
        factor, middle = self._factor(), self._middle()
        size = max(0.72, factor)
        at = QPointF(
            middle.x() + cos(angle) * _SEATS[0] * factor,
            middle.y() + sin(angle) * _SEATS[1] * factor,
        )
        pen = QPen(QColor(CHAIR), 11 * size)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        back = 52 * size
        # The chair opens toward the table; Qt counts sixteenths of a degree, against the clock.
        opening = round(-angle * 180 / pi)
        painter.drawArc(
            QRectF(at.x() - back, at.y() - back, 2 * back, 2 * back), (opening - 105) * 16, 210 * 16
        )
        fill, ink = _DISCS[kind]
        painter.setPen(QPen(QColor("#FFFFFF"), 2))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(at, 36 * size, 36 * size)
        painter.setPen(QColor(ink))
        painter.setFont(self._art.fonts.sized(18, 600))
        initials = "".join(part[:1] for part in name.split()[:2]).upper()
        painter.drawText(QRectF(at.x() - 36, at.y() - 20, 72, 40), _CENTRE, initials)
        self._paint_name(painter, at, angle, name, 62 * size)

    def _paint_name(
        self, painter: QPainter, at: QPointF, angle: float, name: str, off: float
    ) -> None:
        painter.setFont(self._art.fonts.sized(18, 600))
        painter.setPen(QColor(INK))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(name) + 4
        is_left = cos(angle) < -0.2
        left = at.x() - off - 10 - wide if is_left else at.x() + off + 10
        left = min(max(left, 8), self.width() - wide - 8)
        painter.drawText(QRectF(left, at.y() - 14, wide, 28), _CENTRE, name)

    def _paint_words(self, painter: QPainter) -> None:
        assert self._view is not None
        question, more = self._view.questions[self._asked]
        middle = self._middle()
        room = _TABLE[0] * self._factor() * 1.7
        size = 46
        font = self._art.fonts.sized(size, 600, "display")
        while size > 24 and QFontMetricsF(font).horizontalAdvance(question) > room:
            size -= 2
            font = self._art.fonts.sized(size, 600, "display")
        painter.setPen(QColor("#131A22"))
        painter.setFont(font)
        lift = 60 * min(1.0, self._factor() + 0.1)
        painter.drawText(
            QRectF(middle.x() - room / 2, middle.y() - lift - 34, room, 56), _CENTRE, question
        )
        painter.setPen(QColor(SOFT_INK))
        painter.setFont(self._art.fonts.sized(20 if room > 560 else 16, 400))
        painter.drawText(
            QRectF(middle.x() - room / 2, middle.y() - lift + 30, room, 36), _CENTRE, more
        )
        painter.setFont(self._art.fonts.sized(15, 400))
        area = QRectF(0, self.height() - 64, self.width(), 30)
        if self.width() < 1500:
            area = QRectF(440, self.height() - 64, max(10, self.width() - 880), 30)
            painter.setFont(self._art.fonts.font(Role.BODY))
        painter.drawText(area, _CENTRE | Qt.TextFlag.TextWordWrap, self._view.rule)

    def _note_card(self) -> QWidget:
        card = surface("panel")
        card.setObjectName("debrief.my-note")
        column = QVBoxLayout(card)
        tight(column, margin=8, gap=6)
        head = QHBoxLayout()
        head.setContentsMargins(4, 2, 4, 0)
        head.setSpacing(8)
        self._note_title = Label(self._art, Role.PANEL_TITLE)
        self._note_privacy = Label(self._art, Role.CAPTION, "tx3")
        head.addWidget(IconView(self._art, "screen-off", size=18))
        head.addWidget(self._note_title)
        head.addStretch(1)
        head.addWidget(self._note_privacy)
        column.addLayout(head)
        column.addWidget(self.note, 1)
        return card

    def _arrange(self) -> None:
        edge = 40 if self.width() > 1500 else int(Px.PAD_DEBRIEF)
        wide = 404 if self.width() > 1500 else 320
        self._card.setGeometry(edge, self.height() - 138 - 32, wide, 138)
        size = self.onward.sizeHint()
        self.onward.setGeometry(
            self.width() - edge - size.width(), self.height() - 88, size.width(), 56
        )
        self._lead.setGeometry(self.width() - edge - 300, self.height() - 148, 300, 48)
        middle = self._middle()
        button = self.another.sizeHint()
        top = middle.y() + 28
        self.another.setGeometry(
            round(middle.x() - button.width() / 2), round(top), button.width(), button.height()
        )
        self.update()

    def _ask_another(self) -> None:
        if self._view is not None:
            self._asked = (self._asked + 1) % len(self._view.questions)
            self.setAccessibleName(self.question)
            self.update()
