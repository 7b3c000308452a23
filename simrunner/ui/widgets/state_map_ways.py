"""Geometry of the state map: boxes, arrows that do not lie on each other, labels that fit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from simrunner.ui.presenters.state_map import Edge, MapLayout

NODE_PX = 38
LABEL_PX = 14
_LANE_PX = 20.0
_TRACK_PX = 17.0
_CLEAR_PX = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One arrow: the edge it draws, the corners from box to box."""

    edge: Edge
    corners: tuple[QPointF, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeLabel:
    """The words of an arrow where they fit; ``edge.words[0]`` is the whole sentence."""

    edge: Edge
    words: str
    box: QRectF


def node_boxes(
    layout: MapLayout, width: float, height: float, top: float, *, widest_px: float = 150.0
) -> dict[str, QRectF]:
    """Return where each state's box stands in an area of this size below ``top``."""
    rows = layout.layers
    pitch = (height - NODE_PX) / max(1, len(rows) - 1)
    found = {}
    for node in layout.nodes:
        count = rows[node.layer]
        cell = (width - 32) / count
        wide = min(widest_px, cell - (44 if count < 3 else 22))
        x = 16 + cell * node.place + (cell - wide) / 2
        found[node.path] = QRectF(x, top + node.layer * pitch, wide, NODE_PX)
    return found


def ways(drawn: Sequence[tuple[Edge, str]], boxes: Mapping[str, QRectF]) -> tuple[Way, ...]:
    """Return the arrows of (edge, origin) pairs; each on lanes of its own."""
    down = [(e, o) for e, o in drawn if boxes[e.goal].top() > boxes[o].top() + 2]
    exits = _lanes(down, by=lambda pair: pair[1], order=lambda p: boxes[p[0].goal].center().x())
    entries = _lanes(down, by=lambda p: p[0].goal, order=lambda p: boxes[p[1]].center().x())
    found, tracks = [], dict[float, list[tuple[float, float]]]()
    for pair in drawn:
        edge, origin = pair
        start, goal = boxes[origin], boxes[edge.goal]
        if pair not in down:
            corners = _level(start, goal) if abs(start.top() - goal.top()) < 2 else _up(start, goal)
        else:
            x = start.center().x() + exits[pair] * min(_LANE_PX, start.width() / 4)
            end = goal.center().x() + entries[pair] * min(_LANE_PX, goal.width() / 4)
            corners = _down(QPointF(x, start.bottom()), QPointF(end, goal.top()), tracks)
        found.append(Way(edge=edge, corners=tuple(corners)))
    return tuple(found)


def _lanes(
    drawn: Sequence[tuple[Edge, str]],
    *,
    by: Callable[[tuple[Edge, str]], str],
    order: Callable[[tuple[Edge, str]], float],
) -> dict[tuple[Edge, str], float]:
    """Return how many lanes each arrow stands aside of the middle, sorted so that few cross."""
    lanes = {}
    for name in {by(pair) for pair in drawn}:
        same = sorted((pair for pair in drawn if by(pair) == name), key=order)
        for index, pair in enumerate(same):
            lanes[pair] = index - (len(same) - 1) / 2
    return lanes


def _level(start: QRectF, goal: QRectF) -> list[QPointF]:
    y = start.center().y()
    if goal.left() > start.left():
        return [QPointF(start.right(), y), QPointF(goal.left(), y)]
    return [QPointF(start.left(), y), QPointF(goal.right(), y)]


def _up(start: QRectF, goal: QRectF) -> list[QPointF]:
    x = min(start.left(), goal.left()) - 12
    low, high = start.center().y(), goal.center().y()
    return [QPointF(start.left(), low), QPointF(x, low), QPointF(x, high),
            QPointF(goal.left(), high)]  # fmt: skip


def _down(
    start: QPointF, end: QPointF, tracks: dict[float, list[tuple[float, float]]]
) -> list[QPointF]:
    """Go down, sideways on a track of its own above the goal's row, and down again."""
    if abs(start.x() - end.x()) < 2:
        return [start, end]
    left, right = sorted((start.x(), end.x()))
    taken = tracks.setdefault(end.y(), [])
    level = sum(left < other[1] + 4 and other[0] - 4 < right for other in taken)
    taken.append((left, right))
    y = max(start.y() + 12, end.y() - 16 - level * _TRACK_PX)
    return [start, QPointF(start.x(), y), QPointF(end.x(), y), end]


# ---------------------------------------------------------------- labels
def place_labels(
    found: Sequence[Way],
    boxes: Mapping[str, QRectF],
    area: QRectF,
    width_of: Callable[[str], float],
) -> tuple[EdgeLabel, ...]:
    """Return a label for each arrow that has room for one of its forms, the longest that fits.

    No label touches a box, another label or the edge of ``area``. One that would lie on another
    arrow is placed only when no form has a free place.
    """
    taken = [box.adjusted(-_CLEAR_PX, -_CLEAR_PX, _CLEAR_PX, _CLEAR_PX) for box in boxes.values()]
    lines = {way.edge.rule: _line_boxes(way) for way in found}
    labels = []
    for way in found:
        own = lines[way.edge.rule]
        others = [b for rule, known in lines.items() if rule != way.edge.rule for b in known]
        label = _placed(way, [*taken, *own, *others], area, width_of) or _placed(
            way, [*taken, *own], area, width_of
        )
        if label is not None:
            labels.append(label)
            taken.append(label.box.adjusted(-_CLEAR_PX, -1, _CLEAR_PX, 1))
    return tuple(labels)


def _placed(
    way: Way, taken: Sequence[QRectF], area: QRectF, width_of: Callable[[str], float]
) -> EdgeLabel | None:
    for words in way.edge.words:
        for box in _candidates(way, width_of(words)):
            if area.contains(box) and not any(box.intersects(other) for other in taken):
                return EdgeLabel(edge=way.edge, words=words, box=box)
    return None


def _candidates(way: Way, width: float) -> list[QRectF]:
    """Return places for a label of ``width``: over each level part, then beside each upright."""
    found: list[QRectF] = []
    for start, end in pairwise(way.corners):
        if abs(start.y() - end.y()) < 1:
            left, right = sorted((start.x(), end.x()))
            for y in (start.y() - LABEL_PX - 2, start.y() + 3):
                places = ((left + right - width) / 2, left + 4, right - width - 4)
                found.extend(QRectF(x, y, width, LABEL_PX) for x in places)
    for start, end in pairwise(way.corners):
        if abs(start.x() - end.x()) < 1:
            upper, lower = sorted((start.y(), end.y()))
            for share in (0.5, 0.3, 0.7):
                y = upper + (lower - upper) * share - LABEL_PX / 2
                sides = (start.x() + 6, start.x() - 6 - width)
                found.extend(QRectF(x, y, width, LABEL_PX) for x in sides)
    return found


def _line_boxes(way: Way) -> list[QRectF]:
    return [
        QRectF(start, end).normalized().adjusted(-2, -2, 2, 2)
        for start, end in pairwise(way.corners)
    ]
