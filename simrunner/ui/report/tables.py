"""Tables on paper: a head that is repeated, rows as high as their longest cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from simrunner.ui.look.tokens import Role
from simrunner.ui.report.paper import MARGIN_X_PX, WIDE_PX, Block, Ink

ROW_PX = 27
_PAD_PX = 5

Drawing = Callable[[QPainter, QRectF], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Words with a look, or a drawing instead of them."""

    words: str = ""
    role: Role = Role.BODY
    tone: str = "tx1"
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name and its share of the width."""

    name: str
    share: float


def table(ink: Ink, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """Return a table; a page that it runs on to begins with its head again."""
    whole = sum(column.share for column in columns)
    wides = [WIDE_PX * column.share / whole for column in columns]
    head = _row(
        ink,
        wides,
        [Cell(words=column.name, role=Role.CAPTION, tone="tx3") for column in columns],
        None,
    )
    blocks = [Block(high_px=head.high_px, paint=head.paint, stays_with_next=True)]
    # A single row below a head at the foot of a page looks forgotten, so two begin a table.
    blocks += [
        _row(ink, wides, row, head, stays_with_next=number == 0 and len(rows) > 1)
        for number, row in enumerate(rows)
    ]
    return blocks


def _row(
    ink: Ink,
    wides: Sequence[float],
    cells: Sequence[Cell],
    head: Block | None,
    *,
    stays_with_next: bool = False,
) -> Block:
    high = float(ROW_PX)
    for wide, cell in zip(wides, cells, strict=True):
        if cell.words:
            high = max(high, ink.wrapped_px(cell.words, cell.role, wide - 8) + 2 * _PAD_PX)

    def paint(painter: QPainter, top_px: float) -> None:
        left = float(MARGIN_X_PX)
        for wide, cell in zip(wides, cells, strict=True):
            area = QRectF(left, top_px, wide - 8, high)
            if cell.drawing is not None:
                cell.drawing(painter, area)
            elif cell.words:
                _paint_words(ink, painter, area, cell)
            left += wide
        ink.rule(painter, top_px + high, "line1")

    return Block(high_px=high, paint=paint, head=head, stays_with_next=stays_with_next)


def _paint_words(ink: Ink, painter: QPainter, area: QRectF, cell: Cell) -> None:
    """Draw one line at the height of a plain row's middle, several from the top of the row."""
    if ink.width_px(cell.words, cell.role) <= area.width():
        area.setHeight(ROW_PX)
        ink.text(painter, area, cell.words, cell.role, cell.tone)
    else:
        ink.wrapped(painter, area.adjusted(0, _PAD_PX, 0, 0), cell.words, (cell.role, cell.tone))
