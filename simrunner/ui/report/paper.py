"""A4 pages: blocks flow from page to page, tables repeat their head, every page has its foot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import LIGHT, Role

DPI = 96
PAGE_WIDE_PX, PAGE_HIGH_PX = 794, 1123
MARGIN_X_PX, MARGIN_Y_PX = 48, 36
WIDE_PX = PAGE_WIDE_PX - 2 * MARGIN_X_PX
FOOT_PX = 40
BOTTOM_PX = PAGE_HIGH_PX - MARGIN_Y_PX - FOOT_PX

LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something of a height that is never torn apart; ``paint`` gets its upper edge.

    A block that ``stays_with_next`` is never the last one on a page. ``head`` is painted again
    above a block that begins a page.
    """

    high_px: float
    paint: Callable[[QPainter, float], None]
    stays_with_next: bool = False
    head: "Block | None" = None


@dataclass(slots=True)
class _Page:
    placed: list[tuple[Block, float]] = field(default_factory=list)
    bottom_px: float = MARGIN_Y_PX


def pages_of(blocks: Sequence[Block]) -> list[list[tuple[Block, float]]]:
    """Return each page's blocks with their upper edges."""
    pages = [_Page()]
    for number, block in enumerate(blocks):
        needed = block.high_px + _following_px(blocks, number)
        page = pages[-1]
        if page.placed and page.bottom_px + needed > BOTTOM_PX:
            page = _Page()
            pages.append(page)
            if block.head is not None:
                _place(page, block.head)
        _place(page, block)
    return [page.placed for page in pages]


def _place(page: _Page, block: Block) -> None:
    page.placed.append((block, page.bottom_px))
    page.bottom_px += block.high_px


def _following_px(blocks: Sequence[Block], number: int) -> float:
    """Return how much has to fit below a block for it not to stand alone."""
    needed = 0.0
    while blocks[number].stays_with_next and number + 1 < len(blocks):
        number += 1
        needed += blocks[number].high_px
    return needed


def write_pages(
    file: Path, title: str, blocks: Sequence[Block], foot: Callable[[QPainter, int, int], None]
) -> int:
    """Write the blocks as a PDF and return the number of pages.

    Raises:
        OSError: the file cannot be written.
    """
    # Opened once by hand: Qt would only say that it could not begin, not why.
    file.open("wb").close()
    writer = QPdfWriter(str(file))
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(title)
    writer.setCreator("simrunner")
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"the report {file} could not be written")
    pages = pages_of(blocks)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            writer.newPage()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block, top_px in page:
            block.paint(painter, top_px)
        foot(painter, number, len(pages))
    if not painter.end():
        raise OSError(f"the report {file} could not be written")
    return len(pages)


class Ink:
    """Fonts and simple drawing for a sheet of paper."""

    def __init__(self, art: Artwork) -> None:
        self.art = art

    def font(self, role: Role) -> QFont:
        """Return the font of a role, fit for a PDF.

        Qt writes the text of a glyph into a PDF only where the font maps a character to it.
        Tabular figures and contextual forms are other glyphs, and would be lost to a search.
        """
        font = self.art.fonts.font(role)
        font.unsetFeature(QFont.Tag("tnum"))
        font.setFeature(QFont.Tag("calt"), 0)
        return font

    def text(
        self,
        painter: QPainter,
        area: QRectF,
        words: str,
        role: Role = Role.BODY,
        tone: str = "tx1",
        *,
        align: Qt.AlignmentFlag = LEFT_MIDDLE,
    ) -> None:
        """Draw one line, cut at the right when it is too long.

        Its base line follows the role's own typeface, so that Chinese and Latin cells of one row
        stand on one line.
        """
        font = self.font(role)
        metrics = QFontMetricsF(font)
        fits = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() + 1)
        left, spare = area.left(), area.width() - metrics.horizontalAdvance(fits)
        if align & Qt.AlignmentFlag.AlignRight:
            left += spare
        elif align & Qt.AlignmentFlag.AlignHCenter:
            left += spare / 2
        painter.setFont(font)
        painter.setPen(QColor(LIGHT.colour(tone)))
        painter.drawText(QPointF(left, area.center().y() + metrics.capHeight() / 2), fits)

    def width_px(self, words: str, role: Role) -> float:
        """Return how wide words are."""
        return QFontMetricsF(self.font(role)).horizontalAdvance(words)

    def wrapped_px(self, words: str, role: Role, wide_px: float) -> float:
        """Return how high words are when wrapped at a width."""
        area = QRectF(0, 0, wide_px, 10_000)
        return QFontMetricsF(self.font(role)).boundingRect(area, _WRAPPED, words).height()

    def wrapped(
        self,
        painter: QPainter,
        area: QRectF,
        words: str,
        look: tuple[Role, str] = (Role.BODY, "tx1"),
    ) -> None:
        """Draw words in as many lines as they need."""
        painter.setFont(self.font(look[0]))
        painter.setPen(QColor(LIGHT.colour(look[1])))
        painter.drawText(area, _WRAPPED, words)

    def rule(self, painter: QPainter, y_px: float, tone: str = "line2", thick: float = 1.0) -> None:
        """Draw a line from margin to margin."""
        painter.setPen(QPen(QColor(LIGHT.colour(tone)), thick))
        painter.drawLine(MARGIN_X_PX, round(y_px), PAGE_WIDE_PX - MARGIN_X_PX, round(y_px))

    def space(self, high_px: float) -> Block:
        """Return nothing, of a height."""
        return Block(high_px=high_px, paint=_nothing)

    def section(self, title: str, note: str = "") -> Block:
        """Return the title of a section; it stays with what follows."""

        def paint(painter: QPainter, top_px: float) -> None:
            area = QRectF(MARGIN_X_PX, top_px + 14, WIDE_PX, 20)
            self.text(painter, area, title, Role.TILE_TITLE)
            area.setLeft(area.left() + self.width_px(title, Role.TILE_TITLE) + 10)
            self.text(painter, area, note, Role.CAPTION, "tx3")

        return Block(high_px=38, paint=paint, stays_with_next=True)

    def sentence(self, words: str, tone: str = "tx2", role: Role = Role.BODY) -> Block:
        """Return a paragraph."""
        high = self.wrapped_px(words, role, WIDE_PX)

        def paint(painter: QPainter, top_px: float) -> None:
            area = QRectF(MARGIN_X_PX, top_px, WIDE_PX, high + 2)
            self.wrapped(painter, area, words, (role, tone))

        return Block(high_px=high + 6, paint=paint)


def _nothing(_painter: QPainter, _top_px: float) -> None:
    return
