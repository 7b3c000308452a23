"""The export of one run: which format, what for, and where it went."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from simrunner.domain.person import Purpose, Reason
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, style_sheet
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.export_words import format_words, purpose_words, reason_words
from simrunner.ui.widgets.controls import Button, Label, Segments, describe
from simrunner.ui.widgets.panels import tight

_WIDE = 640
NONE = "none"


class ExportWindow(QWidget):
    """A window beside the others; ``folder_wanted`` tells a written file whose folder is wanted."""

    folder_wanted = Signal(str)

    def __init__(self, art: Artwork, tr: Translate, *, run: str, asks_purpose: bool) -> None:
        """Offer the formats, and the purposes when ``asks_purpose``."""
        super().__init__()
        self.setObjectName("export")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "page")
        self.setFixedWidth(_WIDE)
        self._art, self._tr, self._file = art, tr, ""
        self._kinds = QButtonGroup(self)
        self._purposes = Segments(art, "export.purpose", (NONE, *Purpose))
        self._reasons = Segments(
            art, "export.without",
            (NONE, Reason.REQUEST, Reason.APPEAL, Reason.CORRECTION, Reason.UPKEEP),
        )  # fmt: skip
        self._purpose, self._without = NONE, NONE
        self.verdict = Label(art, Role.BODY, "tx2", wraps=True)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.write = Button(art, "export.write", kind="primary")
        self.folder = Button(art, "export.folder", icon="folder")
        self.folder.hide()
        self._build(run, asks_purpose=asks_purpose)
        self.setStyleSheet(style_sheet(colours_of(self)))

    @property
    def kind(self) -> str:
        """The format that is chosen."""
        chosen = self._kinds.checkedButton()
        assert chosen is not None  # one is from the beginning
        return chosen.objectName().removeprefix("export.format.")

    @property
    def purpose(self) -> Purpose | None:
        """What the export is for, None while nothing is chosen."""
        return None if self._purpose == NONE else Purpose(self._purpose)

    @property
    def without(self) -> Reason | None:
        """Why it needs no consent, None when it does."""
        return None if self._without == NONE else Reason(self._without)

    def choose(self, kind: str) -> None:
        """Choose a format."""
        for button in self._kinds.buttons():
            button.setChecked(button.objectName() == f"export.format.{kind}")

    def tell(self, sentence: str) -> None:
        """Say how it stands."""
        self.verdict.setText(sentence)
        self.folder.hide()

    def show_written(self, file: Path) -> None:
        """Say where the run is now."""
        self._file = str(file)
        self.tell(self._tr("Written: {file}", file=file))
        self.folder.show()

    def _build(self, run: str, *, asks_purpose: bool) -> None:
        tr, column = self._tr, QVBoxLayout(self)
        tight(column, margin=24, gap=12)
        title = Label(self._art, Role.SECTION_TITLE)
        title.setText(tr("Export run {run}", run=run))
        self.setWindowTitle(title.text())
        self.setAccessibleName(title.text())
        column.addWidget(title)
        for key, (name, use) in format_words(tr).items():
            column.addLayout(self._format(key, name, use))
        self._kinds.buttons()[0].setChecked(True)
        for segments, words, caption, take in (
            (self._purposes, purpose_words(tr), tr("What for"), self._take_purpose),
            (self._reasons, reason_words(tr), tr("Without consent, because"), self._take_reason),
        ):
            label = Label(self._art, Role.BODY_STRONG)
            label.setText(caption)
            segments.show_words(tuple(words.items()), caption)
            segments.choose(NONE)
            segments.chosen.connect(take)
            for widget in (label, segments):
                widget.setVisible(asks_purpose)
                if asks_purpose:
                    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.verdict)
        line = QHBoxLayout()
        self.write.label(tr("Export…"), tip=tr("Choose the file and write it"))
        self.folder.label(tr("Show in folder"), tip=tr("Open the folder of the file"))
        line.addWidget(self.write)
        line.addWidget(self.folder)
        line.addStretch(1)
        column.addLayout(line)

    def _format(self, key: str, name: str, use: str) -> QVBoxLayout:
        lines = QVBoxLayout()
        tight(lines, gap=2)
        button = QRadioButton(name)
        button.setObjectName(f"export.format.{key}")
        button.setFont(self._art.fonts.font(Role.BODY_STRONG))
        describe(button, name, use)
        self._kinds.addButton(button)
        hint = Label(self._art, Role.CAPTION, "tx2", wraps=True)
        hint.setText(use)
        hint.setIndent(24)
        lines.addWidget(button)
        lines.addWidget(hint)
        return lines

    def _take_purpose(self, chosen: str) -> None:
        self._purpose = chosen

    def _take_reason(self, chosen: str) -> None:
        self._without = chosen
