"""The shape of the manikin: a flat body seen from above, with the places where hands go."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

WIDE, HIGH = 300.0, 640.0
"""The grid in which everything here is drawn; the patient's right is at the viewer's left."""

_RIGHT = {
    "carotid": QPointF(133, 97), "brachial": QPointF(68, 232), "radial": QPointF(48, 306),
    "femoral": QPointF(123, 338), "popliteal": QPointF(122, 454), "pedal": QPointF(118, 596),
}  # fmt: skip

PLACES: Mapping[str, QPointF] = MappingProxyType(
    {f"{name}.r": at for name, at in _RIGHT.items()}
    | {f"{name}.l": QPointF(WIDE - at.x(), at.y()) for name, at in _RIGHT.items()}
)
"""Where each pulse is felt."""

CHEST = QRectF(112, 142, 76, 96)
"""The lower half of the breastbone lies in the middle of it."""

PRESS_POINT = QPointF(150, 200)
EYES = (QPointF(136, 45), QPointF(164, 45))
MOUTH = QPointF(150, 72)
PADS = (QRectF(108, 130, 30, 36), QRectF(176, 196, 28, 40))
ELECTRODES = (
    QPointF(102, 136), QPointF(198, 136), QPointF(110, 256), QPointF(190, 256), QPointF(176, 178),
)  # fmt: skip
IV_LINE, IO_LINE = QPointF(240, 268), QPointF(176, 478)
"""A line in the left forearm, and one below the left knee."""


@cache
def body_path() -> QPainterPath:
    """Return the outline of the whole body, one closed shape."""
    half = _closed((78, 130), _ARM).united(_closed((99, 330), _LEG))
    return half.united(_mirrored(half)).united(_trunk()).united(_neck()).united(_head())


_ARM = (
    (70, 160, 60, 200, 55, 232), (46, 262, 40, 285, 39, 312), (31, 330, 33, 356, 45, 359),
    (56, 360, 58, 338, 58, 316), (68, 285, 75, 262, 80, 238), (88, 208, 96, 182, 100, 156),
    (98, 138, 90, 128, 78, 130),
)  # fmt: skip
_LEG = (
    (97, 370, 101, 410, 105, 440), (101, 478, 101, 505, 109, 562), (106, 582, 99, 600, 104, 613),
    (110, 623, 127, 623, 132, 612), (135, 596, 131, 578, 131, 562), (139, 512, 141, 480, 140, 446),
    (147, 410, 149, 378, 149, 350), (130, 330, 110, 326, 99, 330),
)  # fmt: skip
"""Curves from point to point: two handles and the end, on the grid."""


def _closed(
    start: tuple[float, float], curves: Iterable[tuple[float, float, float, float, float, float]]
) -> QPainterPath:
    path = QPainterPath(QPointF(*start))
    for curve in curves:
        path.cubicTo(*curve)
    path.closeSubpath()
    return path


def _mirrored(path: QPainterPath) -> QPainterPath:
    return QTransform(-1, 0, 0, 1, WIDE, 0).map(path)


def _trunk() -> QPainterPath:
    path = QPainterPath(QPointF(136, 108))
    path.cubicTo(QPointF(112, 112), QPointF(84, 112), QPointF(78, 132))
    path.cubicTo(QPointF(92, 180), QPointF(106, 230), QPointF(104, 262))
    path.cubicTo(QPointF(98, 292), QPointF(97, 318), QPointF(99, 344))
    path.cubicTo(QPointF(120, 362), QPointF(138, 362), QPointF(150, 358))
    path.lineTo(150, 108)
    path.closeSubpath()
    return path.united(_mirrored(path))


def _neck() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(131, 74, 38, 46), 12, 12)
    return path


def _head() -> QPainterPath:
    half = _closed(
        (150, 6),
        ((118, 6, 114, 42, 120, 62), (126, 82, 140, 92, 150, 92), (150, 60, 150, 30, 150, 6)),
    )  # fmt: skip
    return half.united(_mirrored(half))


@cache
def seams() -> QPainterPath:
    """Return the seams of a manikin: the chest plate, and rings at shoulders, hips and knees."""
    path = QPainterPath()
    path.moveTo(104, 126)
    path.cubicTo(QPointF(126, 120), QPointF(174, 120), QPointF(196, 126))
    path.moveTo(112, 246)
    path.cubicTo(QPointF(130, 226), QPointF(170, 226), QPointF(188, 246))
    path.moveTo(108, 300)
    path.quadTo(QPointF(150, 316), QPointF(192, 300))
    for left in (True, False):
        side = QPainterPath()
        side.moveTo(84, 148)
        side.quadTo(QPointF(98, 142), QPointF(104, 126))
        side.moveTo(103, 424)
        side.quadTo(QPointF(122, 434), QPointF(144, 424))
        side.moveTo(108, 562)
        side.quadTo(QPointF(120, 568), QPointF(131, 562))
        path.addPath(side if left else _mirrored(side))
    return path
