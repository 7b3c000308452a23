"""Text that an author wrote: Markdown only, no HTML, nothing fetched from anywhere."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role

_LINE_PCT = 125.0


class AuthorText(QTextBrowser):
    """Shows Markdown. Packs are exchanged between centres, so they get no way out.

    HTML stays visible as text, pictures and links are never loaded or followed.
    """

    def __init__(self, art: Artwork, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._art = art
        self.setFont(art.fonts.sized(14, 400))
        self.document().setDefaultFont(art.fonts.sized(14, 400))
        self.document().setDocumentMargin(0)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.refused: list[str] = []

    def show_markdown(self, text: str) -> None:
        """Show ``text``; what it asks to load is refused and listed in ``refused``."""
        self.refused.clear()
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        self._set_type()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _set_type(self) -> None:
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            form = QTextBlockFormat()
            form.setLineHeight(_LINE_PCT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setBottomMargin(4 if block.textList() is not None else 10)
            form.setTopMargin(0)
            cursor.mergeBlockFormat(form)
            if block.blockFormat().headingLevel():
                title = QTextCharFormat()
                title.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
                title.setFont(self._art.fonts.font(Role.SECTION_TITLE))
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                cursor.mergeCharFormat(title)
            block = block.next()

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """Refuse every picture, style sheet and page: an invisible dot stands in for them."""
        asked = name if isinstance(name, str) else name.toString()
        if asked not in self.refused:
            self.refused.append(asked)
        # An answer of nothing would make Qt read the file by itself.
        dot = QImage(1, 1, QImage.Format.Format_ARGB32)
        dot.fill(Qt.GlobalColor.transparent)
        return dot
