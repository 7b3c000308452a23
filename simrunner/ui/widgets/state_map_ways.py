"""Geometry of the state map: boxes, arrows that do not lie on each other, labels that fit."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from simrunner.ui.presenters.state_map import Edge, MapLayout

NODE_PX = 38
LABEL_PX = 14
_LANE_PX = 20.0
_TRACK_PX = 17.0
_CLEAR_PX = 3.0
_ASIDE_PX = 12.0
_ABREAST_PX = 7.0
_SLIDE_PX = 5.0
_WORDS_APART_PX = 92.0
"""Between two states that arrows join: room for the words of a limit, such as MAP < 30, 30 s."""

_NARROW_NODE_PX = 112.0
_ROUNDS = 4


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    """How far a level part reaches, and how many tracks above the lowest it lies."""

    left: float
    right: float
    level: int


def node_boxes(
    layout: MapLayout, width: float, height: float, top: float, *, widest_px: float = 150.0
) -> dict[str, QRectF]:
    """Return where each state's box stands in an area of this size below ``top``."""
    rows = layout.layers
    pitch = (height - NODE_PX) / max(1, len(rows) - 1)
    joined = _joined_rows(layout)
    found = {}
    for node in layout.nodes:
        count = rows[node.layer]
        cell = (width - 32) / count
        wide = min(widest_px, cell - (44 if count < 3 else 22))
        if count < 3 and node.layer in joined:
            wide = min(wide, max(_NARROW_NODE_PX, cell - _WORDS_APART_PX))
        x = 16 + cell * node.place + (cell - wide) / 2
        found[node.path] = QRectF(x, top + node.layer * pitch, wide, NODE_PX)
    return found


def _joined_rows(layout: MapLayout) -> set[int]:
    """Return the rows in which an arrow leads from one state to another of the same row."""
    row_of = {node.path: node.layer for node in layout.nodes}
    return {row_of[e.goal] for e in layout.edges if e.origin and row_of[e.origin] == row_of[e.goal]}


def ways(drawn: Sequence[tuple[Edge, str]], boxes: Mapping[str, QRectF]) -> tuple[Way, ...]:
    """Return the arrows of (edge, origin) pairs; each on lanes of its own."""
    down = [(e, o) for e, o in drawn if boxes[e.goal].top() > boxes[o].top() + 2]
    over = [(e, o) for e, o in drawn if _is_walled(boxes[o], boxes[e.goal], boxes.values())]
    exits = _lanes(down, by=lambda pair: pair[1], order=lambda p: boxes[p[0].goal].center().x())
    from_above = [*down, *over]
    entries = _lanes(from_above, by=lambda p: p[0].goal, order=lambda p: boxes[p[1]].center().x())
    found, tracks = [], dict[float, list[_Track]]()
    for pair in sorted(drawn, key=lambda pair: pair in over):
        edge, origin = pair
        start, goal = boxes[origin], boxes[edge.goal]
        end = QPointF(
            goal.center().x() + entries.get(pair, 0.0) * min(_LANE_PX, goal.width() / 4), goal.top()
        )
        if pair in down:
            x = start.center().x() + exits[pair] * min(_LANE_PX, start.width() / 4)
            corners = _down(QPointF(x, start.bottom()), end, _gap_px(end, boxes), tracks)
        elif pair in over:
            corners = _over(start, end, boxes, tracks)
        elif abs(start.top() - goal.top()) < 2:
            returns = any((e.goal, o) == (origin, edge.goal) for e, o in drawn)
            corners = _level(start, goal, _ABREAST_PX if returns else 0.0)
        else:
            corners = _up(start, goal)
        found.append(Way(edge=edge, corners=tuple(corners)))
    return tuple(sorted(found, key=lambda way: [edge for edge, _ in drawn].index(way.edge)))


def _is_walled(start: QRectF, goal: QRectF, boxes: Collection[QRectF]) -> bool:
    """Return whether an arrow up to ``goal`` and into its side would run through a box there."""
    if goal.top() > start.top() - 2:
        return False
    left = min(start.left(), goal.left()) - _ASIDE_PX
    path = QRectF(left, goal.center().y() - 1, goal.left() - left, 2)
    return any(path.intersects(box) for box in boxes if box != goal)


def _gap_px(end: QPointF, boxes: Mapping[str, QRectF]) -> float:
    """Return how much room there is above the row that ``end`` is the top of."""
    return end.y() - max((b.bottom() for b in boxes.values() if b.bottom() < end.y()), default=0.0)


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


def _level(start: QRectF, goal: QRectF, aside_px: float) -> list[QPointF]:
    y = start.center().y()
    if goal.left() > start.left():
        return [QPointF(start.right(), y - aside_px), QPointF(goal.left(), y - aside_px)]
    return [QPointF(start.left(), y + aside_px), QPointF(goal.right(), y + aside_px)]


def _up(start: QRectF, goal: QRectF) -> list[QPointF]:
    x = min(start.left(), goal.left()) - _ASIDE_PX
    low, high = start.center().y(), goal.center().y()
    return [QPointF(start.left(), low), QPointF(x, low), QPointF(x, high),
            QPointF(goal.left(), high)]  # fmt: skip


def _over(
    start: QRectF,
    end: QPointF,
    boxes: Mapping[str, QRectF],
    tracks: dict[float, list[_Track]],
) -> list[QPointF]:
    """Go left and up past every box of the rows between, then in from above."""
    beside = [box.left() for box in boxes.values() if end.y() - 2 < box.top() < start.top() + 2]
    x, low = min(beside) - _ASIDE_PX, start.center().y()
    side = QPointF(x, end.y() - _gap_px(end, boxes))
    return [QPointF(start.left(), low), QPointF(x, low),
            *_down(side, end, _gap_px(end, boxes), tracks)[1:]]  # fmt: skip


def _down(
    start: QPointF, end: QPointF, gap_px: float, tracks: dict[float, list[_Track]]
) -> list[QPointF]:
    """Go down, sideways on a track of its own above the goal's row, and down again.

    Where rows stand close, the track is lower, so that a label fits above it.
    """
    if abs(start.x() - end.x()) < 2:
        return [start, end]
    left, right = sorted((start.x(), end.x()))
    taken = tracks.setdefault(end.y(), [])
    near = [track.level for track in taken if left < track.right + 4 and track.left - 4 < right]
    level = next(free for free in range(len(near) + 1) if free not in near)
    taken.append(_Track(left=left, right=right, level=level))
    lowest = min(16.0, max(11.0, gap_px - LABEL_PX - 2 * _CLEAR_PX - 2))
    y = max(end.y() - gap_px + 10, end.y() - lowest - level * _TRACK_PX)
    return [start, QPointF(start.x(), y), QPointF(end.x(), y), end]


# ---------------------------------------------------------------- labels
def place_labels(
    found: Sequence[Way],
    boxes: Mapping[str, QRectF],
    area: QRectF,
    width_of: Callable[[str], float],
) -> tuple[EdgeLabel, ...]:
    """Return a label for each arrow that has room for one of its forms, the longest that fits.

    No label touches a box, an arrow, another label or the edge of ``area``. Arrows that find no
    free place choose before the others in another round; what finds none even so has no label,
    for words beside a wrong arrow would tell something untrue.
    """
    taken = [box.adjusted(-_CLEAR_PX, -_CLEAR_PX, _CLEAR_PX, _CLEAR_PX) for box in boxes.values()]
    taken += [box for way in found for box in _line_boxes(way)]
    order = list(range(len(found)))
    placed: dict[int, EdgeLabel] = {}
    for _ in range(_ROUNDS):
        placed = {}
        for index in order:
            used = [*taken, *(_with_air(label) for label in placed.values())]
            label = _placed(found[index], used, area, width_of)
            if label is not None:
                placed[index] = label
        left_out = [index for index in order if index not in placed and found[index].edge.words]
        if not left_out or order[: len(left_out)] == left_out:
            break
        order = left_out + [index for index in order if index not in left_out]
    return tuple(placed[index] for index in sorted(placed))


def _with_air(label: EdgeLabel) -> QRectF:
    return label.box.adjusted(-_CLEAR_PX, -1, _CLEAR_PX, 1)


def _placed(
    way: Way, taken: Sequence[QRectF], area: QRectF, width_of: Callable[[str], float]
) -> EdgeLabel | None:
    for words in way.edge.words:
        for box in _candidates(way, width_of(words)):
            if area.contains(box) and not any(box.intersects(other) for other in taken):
                return EdgeLabel(edge=way.edge, words=words, box=box)
    return None


def _candidates(way: Way, width: float) -> Iterator[QRectF]:
    """Yield places for a label of ``width``: along each level part, then beside each upright."""
    for start, end in pairwise(way.corners):
        if abs(start.y() - end.y()) < 1:
            left, right = sorted((start.x(), end.x()))
            for y in (start.y() - LABEL_PX - 2, start.y() + 3):
                for x in _slid((left + right - width) / 2, left + 4, right - width - 4):
                    yield QRectF(x, y, width, LABEL_PX)
    for start, end in pairwise(way.corners):
        if abs(start.x() - end.x()) < 1:
            upper, lower = sorted((start.y(), end.y()))
            middle = (upper + lower - LABEL_PX) / 2
            for y in _slid(middle, upper - LABEL_PX / 2, lower - LABEL_PX / 2):
                for x in (start.x() + 6, start.x() - 6 - width):
                    yield QRectF(x, y, width, LABEL_PX)


def _slid(middle: float, first: float, last: float) -> Iterator[float]:
    """Yield the middle, then the ends, then what lies between them at small distances."""
    yield from (middle, first, last)
    for step in range(1, int((last - first) / _SLIDE_PX) + 1):
        yield first + step * _SLIDE_PX


def _line_boxes(way: Way) -> list[QRectF]:
    return [
        QRectF(start, end).normalized().adjusted(-2, -2, 2, 2)
        for start, end in pairwise(way.corners)
    ]
