"""What Settings says of the record, and what may be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Px, Role
from simrunner.ui.presenters.record_care import (
    RecordStanding,
    backup_words,
    encryption_words,
    phrase_trouble,
    standing_words,
)
from simrunner.ui.widgets.controls import Button, Label, describe
from simrunner.ui.widgets.panels import Panel, tight

_CAPTION = 300
_FINDINGS = 140
_BUTTONS = {
    "backup": ("backup", "restore"),
    "check": ("check", "copy_findings"),
    "bundles": ("import",),
    "people": ("people", "retention"),
    "key": ("copy_key",),
    "encryption": ("encrypt_store", "encrypt", "decrypt"),
    "work": ("cancel",),
}
"""The buttons of each row."""


class SettingsRecord(Panel):
    """``wanted`` tells what is asked for: a name of a button.

    ``encrypt_wanted`` tells a pass phrase that was typed twice, ``window_wanted`` the name of a
    button that stands for a window of its own.
    """

    wanted = Signal(str)
    window_wanted = Signal(str)
    encrypt_wanted = Signal(str)

    def __init__(self, art: Artwork, tr: Translate) -> None:
        """Show a record that is not open yet."""
        super().__init__(art, "record")
        self._art, self._tr = art, tr
        self._standing = RecordStanding()
        self._captions: dict[str, tuple[Label, Label]] = {}
        self.buttons = {
            name: Button(art, f"settings.record.{name}")
            for names in _BUTTONS.values()
            for name in names
        }
        self.said = {
            row: Label(art, Role.CAPTION, "tx2", wraps=True) for row in ("library", *_BUTTONS)
        }
        self.key = self._field("key")
        self.key.setReadOnly(True)
        self.phrase, self.again = self._field("phrase"), self._field("again")
        for field in (self.phrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.findings = QPlainTextEdit()
        self.findings.setObjectName("settings.record.findings")
        self.findings.setFont(art.fonts.font(Role.CAPTION))
        self.findings.setReadOnly(True)
        self.findings.setFixedHeight(_FINDINGS)
        self.findings.setTabChangesFocus(True)
        self._build()
        self.show_working("")
        self.show_findings(())
        for row in ("check", "bundles", "people", "key"):
            self.say(row, "")
        self.retranslate()

    def present(self, standing: RecordStanding) -> None:
        """Show how the record stands."""
        self._standing = standing
        tr = self._tr
        self.said["library"].setText(standing_words(standing, tr))
        self.said["backup"].setText(backup_words(standing, tr))
        self.said["encryption"].setText(encryption_words(standing, tr))
        self.key.setText(standing.public_key)
        self.key.setCursorPosition(0)
        is_plain = standing.is_open and not standing.is_encrypted
        self.buttons["encrypt"].setVisible(is_plain)
        self.buttons["encrypt_store"].setVisible(is_plain and bool(standing.store))
        self.buttons["decrypt"].setVisible(standing.is_open and standing.is_encrypted)
        for field in (self.phrase, self.again):
            field.setVisible(is_plain)
        for name in ("backup", "import", *_BUTTONS["people"]):
            self.buttons[name].setEnabled(standing.is_open)

    def say(self, row: str, sentence: str) -> None:
        """Show what came of what was asked for in a row."""
        self.said[row].setText(sentence)
        self.said[row].setVisible(bool(sentence))

    def show_working(self, sentence: str) -> None:
        """Show what is being done; nothing with an empty sentence."""
        self.said["work"].setText(sentence)
        self._work.setVisible(bool(sentence))
        for name, button in self.buttons.items():
            if name not in {"cancel", "copy_key", "copy_findings"}:
                button.setEnabled(not sentence)
        if not sentence:
            self.present(self._standing)

    def show_findings(self, findings: Sequence[str]) -> None:
        """List what a check found."""
        self.findings.setPlainText("\n".join(findings))
        self.findings.setVisible(bool(findings))
        self.buttons["copy_findings"].setVisible(bool(findings))

    def retranslate(self) -> None:
        """Say everything again; what was found stays as it was said."""
        tr = self._tr
        self.show_title(tr("Record"))
        for row, (caption, hint) in self._words().items():
            self._captions[row][0].setText(caption)
            self._captions[row][1].setText(hint)
            self._captions[row][1].setVisible(bool(hint))
        for name, (words, tip) in self._button_words().items():
            self.buttons[name].label(words, tip=tip)
        describe(self.key, tr("Public key"))
        describe(self.findings, tr("Findings"))
        for field, words in ((self.phrase, tr("Pass phrase")), (self.again, tr("The same again"))):
            field.setPlaceholderText(words)
            describe(field, words)
        self.present(self._standing)

    def _words(self) -> dict[str, tuple[str, str]]:
        tr = self._tr
        return {
            "library": (tr("Recorded runs"), tr("All runs of this computer.")),
            "backup": (
                tr("Backup"), tr("A copy, checked at once; also while a session is recorded.")
            ),
            "check": (
                tr("Check"), tr("Whether any fact was changed, cut off or put in.")
            ),
            "bundles": (
                tr("Bundles"), tr("Runs of other installations. Or drop them on Home.")
            ),
            "people": (
                tr("People and data"),
                tr("Who took part, what they agreed to, their export, how long data are kept."),
            ),
            "key": (
                tr("Public key"), tr("Whoever has it can prove that records were sealed here.")
            ),
            "encryption": (
                tr("Encryption"),
                tr("Whoever loses the pass phrase loses the record: nobody can open it again."),
            ),
            "work": (tr("Being done"), ""),
        }  # fmt: skip

    def _button_words(self) -> dict[str, tuple[str, str]]:
        tr = self._tr
        return {
            "backup": (tr("Back up now…"), tr("Copy the record into a folder")),
            "restore": (
                tr("Restore…"),
                tr("Put a backup in the record's place. What is there now is kept beside it."),
            ),
            "check": (tr("Check the record"), tr("Check every run, link and seal")),
            "copy_findings": (tr("Copy"), tr("Copy the findings")),
            "import": (tr("Import bundles…"), tr("Take runs out of bundles, each checked")),
            "people": (tr("People…"), tr("Open the window of people and their data")),
            "retention": (
                tr("How long data are kept…"), tr("Set clocks, and see what has outlived them")
            ),
            "copy_key": (tr("Copy"), tr("Copy the public key")),
            "encrypt_store": (
                tr("Encrypt with the key store"), tr("This user's key store keeps the key")
            ),
            "encrypt": (tr("Encrypt with the pass phrase"), tr("The pass phrase is typed twice")),
            "decrypt": (tr("Decrypt"), tr("Write the record as a plain file again")),
            "cancel": (tr("Cancel"), tr("End what is being done")),
        }  # fmt: skip

    def _build(self) -> None:
        self.body.setSpacing(16)
        self.body.setContentsMargins(16, 14, 16, 16)
        self._work = self._row("work", ())
        self._row("library", ())
        self._row("backup", ())
        self._row("check", (self.findings,))
        self._row("bundles", ())
        self._row("people", ())
        shown = QWidget()
        shown.setFixedHeight(Px.CONTROL)
        line = QHBoxLayout(shown)
        tight(line, gap=8)
        line.addWidget(self.key, 1)
        line.addWidget(self.buttons["copy_key"])
        self._row("key", (shown,))
        phrases = QWidget()
        line = QHBoxLayout(phrases)
        tight(line, gap=8)
        phrases.setFixedHeight(Px.CONTROL)
        line.addWidget(self.phrase)
        line.addWidget(self.again)
        # The layout gives a wrapped label in the last row one line too little.
        self.said["encryption"].setMinimumHeight(2 * self.said["encryption"].sizeHint().height())
        self._row("encryption", (phrases,))
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self._press(name))

    def _row(self, key: str, controls: Sequence[QWidget]) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        tight(row, gap=24)
        left, right = QVBoxLayout(), QVBoxLayout()
        tight(left, gap=2)
        tight(right, gap=8)
        self._captions[key] = (
            Label(self._art, Role.BODY_STRONG), Label(self._art, Role.CAPTION, "tx3", wraps=True)
        )  # fmt: skip
        for label in self._captions[key]:
            label.setFixedWidth(_CAPTION)
            left.addWidget(label)
        left.addStretch(1)
        if key in _BUTTONS and key != "key":
            right.addLayout(self._line(_BUTTONS[key]))
        for control in controls:
            right.addWidget(control)
        right.addWidget(self.said[key])
        row.addLayout(left)
        row.addLayout(right, 1)
        self.body.addWidget(whole)
        return whole

    def _line(self, names: Sequence[str]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        for name in names:
            line.addWidget(self.buttons[name])
        line.addStretch(1)
        return line

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"settings.record.{name}")
        field.setFont(self._art.fonts.font(Role.BODY))
        field.setFixedHeight(Px.CONTROL)
        return field

    def _press(self, name: str) -> None:
        match name:
            case "copy_key":
                QGuiApplication.clipboard().setText(self.key.text())
            case "copy_findings":
                QGuiApplication.clipboard().setText(self.findings.toPlainText())
            case "encrypt":
                self._encrypt()
            case "people" | "retention":
                self.window_wanted.emit(name)
            case _:
                self.wanted.emit(name)

    def _encrypt(self) -> None:
        phrase, again = self.phrase.text(), self.again.text()
        trouble = phrase_trouble(phrase, again, self._tr)
        if trouble:
            self.say("encryption", trouble)
            return
        for field in (self.phrase, self.again):
            field.clear()
        self.encrypt_wanted.emit(phrase)
