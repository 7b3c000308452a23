"""Text that an author wrote: Markdown only, no HTML, nothing fetched from anywhere."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role


class AuthorText(QTextBrowser):
    """Shows Markdown. Packs are exchanged between centres, so they get no way out.

    HTML stays visible as text, pictures and links are never loaded or followed.
    """

    def __init__(self, art: Artwork, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFont(art.fonts.font(Role.BODY))
        self.document().setDefaultFont(art.fonts.font(Role.BODY))
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

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """Refuse every picture, style sheet and page."""
        self.refused.append(name if isinstance(name, str) else name.toString())
        return None
