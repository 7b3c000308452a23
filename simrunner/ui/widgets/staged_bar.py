"""Changes that wait, the button that applies them together, and the command line."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.staging import Staged
from simrunner.ui.widgets.console_panel import button, label
from simrunner.ui.widgets.ink import colour, role_font

HISTORY_LIMIT = 100


class StagedRow(QWidget):
    """One chip per change, Clear, and Apply."""

    dropped = Signal(str)
    cleared = Signal()
    applied = Signal()

    def __init__(self, tr: Translate) -> None:
        """Start with nothing waiting."""
        super().__init__()
        self.setObjectName("run-staged")
        self._tr = tr
        self.title = label("", Role.PANEL_TITLE)
        self._note = label("", Role.CAPTION, "tx3")
        self.clear_button = button("", "run-staged-clear", kind="plain", height_px=32)
        self.apply_button = button("", "run-staged-apply", kind="primary", height_px=32)
        self._staged: tuple[Staged, ...] = ()
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addSpacing(8)
        row.addLayout(self._chips)
        row.addWidget(self._note)
        row.addStretch()
        row.addWidget(self.clear_button)
        row.addWidget(self.apply_button)
        self.clear_button.clicked.connect(self._clear)
        self.apply_button.clicked.connect(self._apply)
        self.retranslate()

    def retranslate(self) -> None:
        """Take every word from the translator again."""
        tr = self._tr
        self.title.setText(tr("Staged"))
        self.clear_button.setText(tr("Clear"))
        self.clear_button.setAccessibleName(tr("Clear"))
        self.clear_button.setToolTip(tr("Forget every waiting change"))
        self.apply_button.setAccessibleName(tr("Apply"))
        self.apply_button.setToolTip(tr("Send every waiting change at once (Ctrl Return)"))
        self.show_staged(self._staged)

    def show_staged(self, staged: Sequence[Staged]) -> None:
        """Show the waiting changes."""
        self._staged = tuple(staged)
        while self._chips.count():
            item = self._chips.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for change in staged:
            words = f"{change.tile}  → {change.text}  /{change.over_ms // 1000} s   ✕"
            made = button(words, f"run-staged-{change.tile}", kind="toggled", height_px=30)
            made.setToolTip(self._tr("Forget this change"))
            made.setProperty("tile", change.tile)
            made.clicked.connect(self._drop)
            self._chips.addWidget(made)
        count = len(staged)
        note = self._tr("{count} waiting, nothing sent yet", count=count)
        self._note.setText(note if count else self._tr("drag a number, or type a command"))
        for part in (self.clear_button, self.apply_button):
            part.setEnabled(bool(count))
        self.apply_button.setText(self._tr("Apply {count}", count=count or "").strip())

    def fold(self, *, is_folded: bool) -> None:
        """Leave out title, note and Clear on small screens."""
        for part in (self.title, self._note, self.clear_button):
            part.setVisible(not is_folded)

    def _drop(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.dropped.emit(str(sender.property("tile")))

    def _clear(self) -> None:
        self.cleared.emit()

    def _apply(self) -> None:
        self.applied.emit()


class _Line(QLineEdit):
    """A line edit with a history."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bare", True)
        self.setFont(role_font(Role.COMMAND))
        self._past: list[str] = []
        self._at = 0

    def remember(self, words: str) -> None:
        if not self._past or self._past[-1] != words:
            self._past.append(words)
        del self._past[:-HISTORY_LIMIT]
        self._at = len(self._past)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the history with up and down."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._past:
            self._at = max(0, min(len(self._past), self._at + step))
            self.setText(self._past[self._at] if self._at < len(self._past) else "")
            return
        super().keyPressEvent(event)


class CommandLine(QFrame):
    """``> hr 120 60``; Return runs it, an error stays beside it as one sentence."""

    def __init__(self, run_command: Callable[[str], str | None], tr: Translate) -> None:
        """``run_command`` returns an error sentence, or None when it was accepted."""
        super().__init__()
        self.setObjectName("run-command")
        self.setProperty("surface", "field")
        self.setFixedHeight(38)
        self._run = run_command
        self._tr = tr
        self.line = _Line()
        self.line.setObjectName("run-command-line")
        self.line.setPlaceholderText("hr 120 60")
        self.message = label("", Role.CAPTION, "tx3")
        self.message.setObjectName("run-command-message")
        prompt = label(">", Role.COMMAND, "ac")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(prompt)
        row.addWidget(self.line, 1)
        row.addWidget(self.message)
        self.line.returnPressed.connect(self._enter)
        self.line.textEdited.connect(self._edited)
        self.retranslate()

    def retranslate(self) -> None:
        """Take every word from the translator again; a message of the past goes."""
        tr = self._tr
        self.line.setAccessibleName(tr("Command"))
        self.line.setToolTip(
            tr(
                "For example: hr 120 60 (to 120 over 60 s), give adrenaline 0.5 mg"
                " IM, go shock, shock 150. Up and down go through the past."
            )
        )
        self._edited("")

    def _edited(self, _words: str) -> None:
        self._say(self._tr("Return runs it"), "tx3")

    def _say(self, words: str, ink: str) -> None:
        self.message.setText(words)
        self.message.setStyleSheet(f"color: {colour(ink).name()}; background: transparent;")

    def _enter(self) -> None:
        words = self.line.text().strip()
        if not words:
            return
        problem = self._run(words)
        if problem is None:
            self.line.remember(words)
            self.line.clear()
            self._say(self._tr("Done: {words}", words=words), "ok")
        else:
            self._say(problem, "bad")
