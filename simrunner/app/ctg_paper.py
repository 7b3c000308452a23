"""The cardiotocogram of a patient on paper: fetal heart rate above, contractions below."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF

from simrunner.domain.sim_time import SAMPLE_RATE_HZ

CTG_WAVES = ("FHR", "TOCO")
SHOWN_MINUTES = 10

_PX_PER_MIN = 110
_LEFT_PX, _TOP_PX, _GAP_PX, _FOOT_PX = 60, 34, 24, 30
_STEP = 62  # samples: a cardiotocograph gives four values a second
_LANES = {"FHR": (50.0, 210.0, 2.0, 20), "TOCO": (0.0, 100.0, 1.6, 20)}
"""Lowest and highest value, px per unit, and units between two numbered lines."""

_PAPER, _THIN, _THICK = QColor("#fff8f6"), QColor("#f7d3cd"), QColor("#e9a49a")
_INK = QColor("#15151c")


def draw_ctg(samples: Mapping[str, npt.NDArray[np.floating]], title: str) -> QImage:
    """Return the last ten minutes on a grid of half minutes, 10 beats/min and 10 mmHg.

    ``samples`` are FHR (beats/min, 0 where no heart is heard) and TOCO (mmHg) at SAMPLE_RATE_HZ;
    fewer than ten minutes begin further right.
    """
    width = _LEFT_PX + SHOWN_MINUTES * _PX_PER_MIN + 16
    heights = [_height(wave) for wave in CTG_WAVES]
    image = QImage(
        width, _TOP_PX + round(sum(heights)) + _GAP_PX + _FOOT_PX, QImage.Format.Format_RGB32
    )
    image.fill(_PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont()
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(_INK)
    painter.drawText(QPointF(8, 20), title)
    top_px = float(_TOP_PX)
    for wave, height in zip(CTG_WAVES, heights, strict=True):
        _lane(painter, wave, top_px)
        _trace(painter, wave, np.asarray(samples[wave]), top_px)
        top_px += height + _GAP_PX
    painter.end()
    return image


def _height(wave: str) -> float:
    low, high, px, _ = _LANES[wave]
    return (high - low) * px


def _lane(painter: QPainter, wave: str, top_px: float) -> None:
    """Draw the grid of one line with its numbers."""
    low, high, px, numbered = _LANES[wave]
    right = _LEFT_PX + SHOWN_MINUTES * _PX_PER_MIN
    for half in range(2 * SHOWN_MINUTES + 1):
        painter.setPen(QPen(_THIN if half % 2 else _THICK, 1.0))
        x = _LEFT_PX + half * _PX_PER_MIN // 2
        painter.drawLine(QPointF(x, top_px), QPointF(x, top_px + _height(wave)))
    for value in range(int(low), int(high) + 1, 10):
        is_numbered = value % numbered == 0
        y = top_px + (high - value) * px
        painter.setPen(QPen(_THICK if is_numbered else _THIN, 1.0))
        painter.drawLine(QPointF(_LEFT_PX, y), QPointF(right, y))
        if is_numbered:
            painter.setPen(_INK)
            box = QRectF(0, y - 10, _LEFT_PX - 8, 20)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value}"
            )
    painter.setPen(_INK)
    unit = {"FHR": "FHR /min", "TOCO": "TOCO mmHg"}[wave]
    painter.drawText(QPointF(_LEFT_PX + 6, top_px + 16), unit)


def _trace(painter: QPainter, wave: str, samples: npt.NDArray[np.floating], top_px: float) -> None:
    """Draw one line, ended where no heart is heard."""
    low, high, px, _ = _LANES[wave]
    shown = samples[-SHOWN_MINUTES * 60 * SAMPLE_RATE_HZ :: _STEP]
    per_value = _PX_PER_MIN * _STEP / (60 * SAMPLE_RATE_HZ)
    left = _LEFT_PX + SHOWN_MINUTES * _PX_PER_MIN - len(shown) * per_value
    painter.setPen(QPen(_INK, 1.4))
    line = QPolygonF()
    for place, value in enumerate(shown):
        if wave == "FHR" and value <= 0.0:
            painter.drawPolyline(line)
            line = QPolygonF()
            continue
        kept = min(high, max(low, float(value)))
        line.append(QPointF(left + place * per_value, top_px + (high - kept) * px))
    painter.drawPolyline(line)
