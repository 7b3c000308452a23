"""The pending rules: why nothing has happened yet, with Fire now and Hold off."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.next_rules import RuleCard
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.console_panel import (
    ElidedLabel,
    button,
    chip,
    label,
    paint_chip,
)
from simrunner.ui.widgets.ink import colour, tone_colour


class ProgressLine(QWidget):
    """A 6 px bar."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setFixedHeight(6)
        self._share = 0.0
        self._tone = Tone.WARN

    def show_share(self, share: float, tone: Tone) -> None:
        """Show a part of 1 in a tone."""
        if (share, tone) != (self._share, self._tone):
            self._share, self._tone = share, tone
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track and bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("bg4"))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, 3, 3)
        if self._share > 0:
            painter.setBrush(tone_colour(self._tone))
            whole.setWidth(max(6.0, whole.width() * min(1.0, self._share)))
            painter.drawRoundedRect(whole, 3, 3)


NARROW_PX = 380


class RuleCardWidget(QFrame):
    """One rule."""

    fire_wanted = Signal(str)
    hold_wanted = Signal(str, bool)

    def __init__(self, tr: Translate) -> None:
        """Build the parts; ``show_card`` fills them."""
        super().__init__()
        self.setProperty("surface", "row")
        self._tr = tr
        self._card: RuleCard | None = None
        self._said_in = ""
        self.name = ElidedLabel(Role.TILE_TITLE)
        self._badge, self._badge_below = chip(), chip()
        self._badge_below.hide()
        self._why = ElidedLabel(Role.CAPTION, "tx3")
        self.name.setMinimumWidth(60)
        for part in (self.name, self._why):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.fire = button("", "run-next-fire")
        self.hold = button("", "run-next-hold")
        self._bar = ProgressLine()
        self._grid = QGridLayout()
        self._lines: list[tuple[QLabel, ElidedLabel, QLabel]] = []
        self._lay_out()
        self.fire.clicked.connect(self._fire)
        self.hold.clicked.connect(self._hold)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.name, 1)
        head.addWidget(self._badge)
        head.addWidget(self.fire)
        head.addWidget(self.hold)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 10, 10, 10)
        column.setSpacing(4)
        column.addLayout(head)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self._badge_below)
        second.addWidget(self._why, 1)
        second.addStretch()
        column.addLayout(second)
        column.addLayout(self._grid)
        column.addWidget(self._bar)

    def show_card(self, card: RuleCard) -> None:
        """Show a rule as it stands now, in the language in force."""
        if (card, self._tr.language) == (self._card, self._said_in):
            return
        self._card, self._said_in = card, self._tr.language
        tr = self._tr
        self.name.setText(card.name)
        self.name.setToolTip(f"{card.name}\n{card.why}".strip())
        self.fire.setText(tr("Fire now"))
        self.fire.setToolTip(tr("Fire this rule now, whatever its conditions say"))
        self.hold.setToolTip(tr("Keep this rule from firing until taken back"))
        for badge in (self._badge, self._badge_below):
            badge.setText(card.badge)
            paint_chip(badge, card.badge_tone)
        self._why.setText(card.why)
        self._why.setVisible(bool(card.why) and not card.is_remote)
        words = tr("Let it fire") if card.is_held_off else tr("Hold off")
        self.hold.setText(words)
        self.hold.setAccessibleName(f"{words}: {card.name}")
        self.fire.setAccessibleName(f"{self.fire.text()}: {card.name}")
        self._show_operands(card)
        self._bar.setVisible(card.progress is not None and not card.is_remote)
        if card.progress is not None:
            self._bar.show_share(card.progress, card.progress_tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the badge below the name where both do not fit beside the buttons."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_PX
        self._badge.setVisible(not is_narrow)
        self._badge_below.setVisible(is_narrow)

    def _show_operands(self, card: RuleCard) -> None:
        while len(self._lines) < len(card.operands):
            row = len(self._lines)
            parts = (
                label(), ElidedLabel(Role.CAPTION, "tx2"), label("", Role.CAPTION_STRONG)
            )  # fmt: skip
            parts[0].setFixedWidth(18)
            parts[2].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for place, part in enumerate(parts):
                self._grid.addWidget(part, row, place)
            parts[1].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._lines.append(parts)
        for index, parts in enumerate(self._lines):
            is_used = index < len(card.operands) and not card.is_remote
            for part in parts:
                part.setVisible(is_used)
            if is_used:
                line = card.operands[index]
                ink = colour("ok" if line.is_true else "warn").name()
                parts[0].setText(line.sign)
                parts[0].setStyleSheet(f"color: {ink}; background: transparent;")
                parts[1].setText(line.text)
                parts[1].setToolTip(line.text)
                parts[2].setText(line.now)
                tone = colour("tx2" if line.is_true else "warn").name()
                parts[2].setStyleSheet(f"color: {tone}; background: transparent;")

    def _fire(self) -> None:
        if self._card is not None:
            self.fire_wanted.emit(self._card.rule)

    def _hold(self) -> None:
        if self._card is not None:
            self.hold_wanted.emit(self._card.rule, not self._card.is_held_off)


class NextList(QScrollArea):
    """Cards, nearest first; says so when no rule can fire."""

    fire_wanted = Signal(str)
    hold_wanted = Signal(str, bool)

    def __init__(self, tr: Translate) -> None:
        """Start with no rule."""
        super().__init__()
        self.setObjectName("run-next")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tr = tr
        inside = QWidget()
        inside.setProperty("surface", "scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._empty = label("", Role.BODY, "tx3")
        self.retranslate()
        self._empty.setContentsMargins(12, 12, 12, 12)
        self._column.addWidget(self._empty)
        self._column.addStretch()
        self.setWidget(inside)
        self.cards: list[RuleCardWidget] = []

    def retranslate(self) -> None:
        """Take every word from the translator again; the cards come with the next frame."""
        self.setAccessibleName(self._tr("Next"))
        self._empty.setText(self._tr("No rule can fire from here."))

    def show_cards(self, cards: tuple[RuleCard, ...]) -> None:
        """Show these rules."""
        while len(self.cards) < len(cards):
            made = RuleCardWidget(self._tr)
            made.fire_wanted.connect(self.fire_wanted)
            made.hold_wanted.connect(self.hold_wanted)
            self._column.insertWidget(len(self.cards), made)
            self.cards.append(made)
        for index, widget in enumerate(self.cards):
            widget.setVisible(index < len(cards))
            if index < len(cards):
                widget.show_card(cards[index])
        self._empty.setVisible(not cards)
