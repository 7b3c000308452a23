"""Drawings of a patient's waves on paper and as monitor strips, to look at and to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF

from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import SAMPLE_RATE_HZ

Samples = Mapping[str, npt.NDArray[np.floating]]

MM_PER_S = 25
MM_PER_MV = 10
"""The paper speed and gain of a standard electrocardiogram."""

PX_PER_MM = 5

_COLUMNS = (("I", "II", "III"), ("aVR", "aVL", "aVF"), ("V1", "V2", "V3"), ("V4", "V5", "V6"))
_COLUMN_S = 2.5
_ROW_MM = 28
_MARGIN_MM = 6
_TITLE_MM = 10
_PULSE_MM = 7

_PAPER = QColor("#fff8f6")
_THIN = QColor("#f7d3cd")
_THICK = QColor("#e9a49a")
_INK = QColor("#15151c")

_STRIP_PX_PER_S = 125
_STRIP_HEIGHT_PX = 110
_STRIP_LABEL_PX = 70
_STRIP_EDGE_PX = 4
_GAINS = (1.0, 0.5, 0.25)
"""What a monitor offers when a lead is too large for its strip."""
_SCREEN = QColor("#0b0d10")
_STRIP_INKS: Mapping[str, QColor] = {
    "ART": QColor("#ff5a52"), "PLETH": QColor("#35c6f4"), "CO2": QColor("#f2d13c"),
    "RESP": QColor("#e8e8e8"),
}  # fmt: skip
_ECG_INK = QColor("#3ddc68")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a trace lies: its left end, its zero line, px per sample and px per unit."""

    left_px: float
    zero_px: float
    per_sample_px: float
    per_unit_px: float


def draw_twelve_leads(samples: Samples, title: str, *, rhythm_lead: str = "II") -> QImage:
    """Return a paper of 25 mm/s and 10 mm/mV: four columns of 2.5 s over a rhythm strip of 10 s.

    ``samples`` has each lead of ECG_LEADS in mV at SAMPLE_RATE_HZ; the columns show successive
    2.5 s, as recorders do, as far as there are samples.
    """
    seconds = _COLUMN_S * len(_COLUMNS)
    width_mm = 2 * _MARGIN_MM + _PULSE_MM + seconds * MM_PER_S
    height_mm = _TITLE_MM + _MARGIN_MM + 4 * _ROW_MM
    image, painter = _begun(round(width_mm * PX_PER_MM), round(height_mm * PX_PER_MM), _PAPER)
    _rule(painter, image.width(), image.height())
    painter.setPen(_INK)
    painter.drawText(QRectF(_px(_MARGIN_MM), 4, image.width(), _px(_TITLE_MM)), title)
    for left_mm, zero_mm, lead, _ in _cells(rhythm_lead):
        if lead:  # below every trace: a name hides no complex
            _name(painter, QPointF(_px(left_mm + 1), _px(zero_mm - 9)), lead)
    count = round(_COLUMN_S * SAMPLE_RATE_HZ)
    for left_mm, zero_mm, lead, column in _cells(rhythm_lead):
        if column == 0:
            _calibrate(painter, _MARGIN_MM, zero_mm)
        part = np.asarray(samples[lead or rhythm_lead])[column * count : (column + 1) * count + 1]
        _trace(painter, part, _on_paper(left_mm, zero_mm), QPen(_INK, 1.5))
    painter.drawText(
        QPointF(_px(_MARGIN_MM), image.height() - 6), f"{MM_PER_S} mm/s   {MM_PER_MV} mm/mV"
    )
    painter.end()
    return image


def _cells(rhythm_lead: str) -> Iterator[tuple[float, float, str, int]]:
    """Give each cell of the paper: left end and zero line in mm, its lead, its column.

    The rhythm strip has its lead's name in its first cell only.
    """
    for row in range(4):
        for column, leads in enumerate(_COLUMNS):
            lead = leads[row] if row < 3 else rhythm_lead if column == 0 else ""
            left_mm = _MARGIN_MM + _PULSE_MM + column * _COLUMN_S * MM_PER_S
            yield left_mm, _TITLE_MM + (row + 0.5) * _ROW_MM, lead, column


def draw_strip(
    samples: Samples, title: str, *, waves: Sequence[str] = ("II",), seconds: float = 8.0
) -> QImage:
    """Return monitor strips, one above the other, of ``waves`` over the first ``seconds``.

    ECG leads have 10 mm per mV of the paper's scale, half or a quarter of it where they would not
    fit; other waves fill their strip.
    """
    width = _STRIP_LABEL_PX + round(seconds * _STRIP_PX_PER_S)
    image, painter = _begun(width, 24 + _STRIP_HEIGHT_PX * len(waves), _SCREEN)
    painter.setPen(QColor("#d8dde3"))
    painter.drawText(QPointF(8, 17), title)
    for row, wave in enumerate(waves):
        part = np.asarray(samples[wave])[: round(seconds * SAMPLE_RATE_HZ)]
        top = 24 + row * _STRIP_HEIGHT_PX
        ink = _STRIP_INKS.get(wave, _ECG_INK)
        painter.setPen(ink)
        painter.drawText(QPointF(8, top + _STRIP_HEIGHT_PX / 2), wave)
        painter.setClipRect(0, top, width, _STRIP_HEIGHT_PX)  # what overloads stays in its strip
        _trace(painter, part, _in_strip(wave, part, top), QPen(ink, 1.6))
        painter.setClipping(False)
    painter.end()
    return image


def _begun(width: int, height: int, paper: QColor) -> tuple[QImage, QPainter]:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(paper)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont()
    font.setPixelSize(15)
    painter.setFont(font)
    return image, painter


def _px(mm: float) -> float:
    return mm * PX_PER_MM


def _rule(painter: QPainter, width: int, height: int) -> None:
    """Draw the grid: a thin line every mm, a thick one every 5 mm."""
    for is_thick in (False, True):
        painter.setPen(QPen(_THICK if is_thick else _THIN, 1.0))
        step = PX_PER_MM * (5 if is_thick else 1)
        for x in range(0, width, step):
            painter.drawLine(x, 0, x, height)
        for y in range(0, height, step):
            painter.drawLine(0, y, width, y)


def _name(painter: QPainter, at: QPointF, lead: str) -> None:
    """Write a lead's name on a patch of paper without a grid."""
    bounds = painter.fontMetrics().tightBoundingRect(lead)
    painter.fillRect(QRectF(bounds).translated(at).adjusted(-3, -3, 3, 3), _PAPER)
    painter.setPen(_INK)
    painter.drawText(at, lead)


def _calibrate(painter: QPainter, left_mm: float, zero_mm: float) -> None:
    """Draw the pulse of 1 mV and 200 ms that says what the paper's scale is."""
    painter.setPen(QPen(_INK, 1.5))
    corners = ((0, 0), (1, 0), (1, MM_PER_MV), (6, MM_PER_MV), (6, 0), (7, 0))
    points = [QPointF(_px(left_mm + x), _px(zero_mm - y)) for x, y in corners]
    painter.drawPolyline(QPolygonF(points))


def _on_paper(left_mm: float, zero_mm: float) -> _Place:
    return _Place(
        left_px=_px(left_mm), zero_px=_px(zero_mm), per_sample_px=_px(MM_PER_S) / SAMPLE_RATE_HZ,
        per_unit_px=_px(MM_PER_MV),
    )  # fmt: skip


def _in_strip(wave: str, part: npt.NDArray[np.floating], top_px: float) -> _Place:
    per_sample_px = _STRIP_PX_PER_S / SAMPLE_RATE_HZ
    low, high = (float(part.min()), float(part.max())) if len(part) else (0.0, 1.0)
    if wave in ECG_LEADS:
        return _in_ecg_strip(low, high, top_px, per_sample_px)
    per_unit = 0.8 * _STRIP_HEIGHT_PX / max(high - low, 1e-6)
    return _Place(
        left_px=_STRIP_LABEL_PX, zero_px=top_px + 0.9 * _STRIP_HEIGHT_PX + low * per_unit,
        per_sample_px=per_sample_px, per_unit_px=per_unit,
    )  # fmt: skip


def _in_ecg_strip(low_mv: float, high_mv: float, top_px: float, per_sample_px: float) -> _Place:
    """Return the place of a lead: at the paper's gain where it fits, else at half or a quarter."""
    most_px = _STRIP_HEIGHT_PX - 2 * _STRIP_EDGE_PX
    gain = next(
        (g for g in _GAINS if _px(MM_PER_MV) * g * (high_mv - low_mv) <= most_px), _GAINS[-1]
    )
    per_unit = _px(MM_PER_MV) * gain
    zero_px = max(0.6 * _STRIP_HEIGHT_PX, _STRIP_EDGE_PX + high_mv * per_unit)
    zero_px = min(zero_px, _STRIP_HEIGHT_PX - _STRIP_EDGE_PX + low_mv * per_unit)
    return _Place(
        left_px=_STRIP_LABEL_PX, zero_px=top_px + zero_px, per_sample_px=per_sample_px,
        per_unit_px=per_unit,
    )  # fmt: skip


def _trace(painter: QPainter, part: npt.NDArray[np.floating], place: _Place, pen: QPen) -> None:
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(
                    place.left_px + index * place.per_sample_px,
                    place.zero_px - float(sample) * place.per_unit_px,
                )
                for index, sample in enumerate(part)
            ]
        )
    )
