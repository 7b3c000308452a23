"""Arrows of the state diagram and their words keep out of each other's way."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from support.packs import PACKS, shipped_catalogue

from simrunner.app.assets_folder import resources_folder
from simrunner.app.i18n import Translator
from simrunner.scenario.pack import load_pack
from simrunner.ui.presenters.state_map import layout
from simrunner.ui.widgets.ink import sized_font
from simrunner.ui.widgets.state_map_ways import NODE_PX, node_boxes, place_labels, ways

SIZES = [(474, 250), (420, 340), (738, 570)]
"""The diagram of a pack and of a run at 1280 x 800 and 1920 x 1080 pixels."""


TIGHTEST_PX = 28
"""The least that a page leaves between rows of states."""


@pytest.fixture(scope="module", params=PACKS, ids=lambda pack: pack.name)
def pack(request):
    return load_pack(request.param, shipped_catalogue())


@pytest.fixture(params=["en", "zh-CN"])
def placed(request, pack, size, qapp):
    """Return boxes, arrows and labels of a pack's first region, without those of anywhere."""
    drawing = layout(pack.scenario, Translator(resources_folder() / "i18n", request.param))
    rows = len(drawing.layers)
    wide, high = size[0], max(size[1], rows * NODE_PX + (rows - 1) * TIGHTEST_PX)
    boxes = node_boxes(drawing, wide, high, 8, widest_px=176)
    found = ways([(edge, edge.origin) for edge in drawing.edges if edge.origin], boxes)
    width_of = QFontMetricsF(sized_font(11, 500, "text")).horizontalAdvance
    return boxes, found, place_labels(found, boxes, QRectF(4, 2, wide - 8, high + 6), width_of)


def parts(way):
    return [QRectF(a, b).normalized().adjusted(-1, -1, 1, 1) for a, b in pairwise(way.corners)]


@pytest.mark.parametrize("size", SIZES)
def test_that_no_label_lies_on_another_arrow_a_box_or_a_label(placed):
    boxes, found, labels = placed
    assert len(labels) >= 0.6 * len(found)
    for label in labels:
        lies_on = [
            way.edge.rule
            for way in found
            for part in parts(way)
            if way.edge.rule != label.edge.rule and part.intersects(label.box)
        ]
        assert lies_on == [], label.words
        assert not [path for path, box in boxes.items() if box.intersects(label.box)]
    assert not [(a.words, b.words) for a, b in combinations(labels, 2) if a.box.intersects(b.box)]


@pytest.mark.parametrize("size", SIZES[-1:])
def test_that_every_arrow_has_its_words_where_there_is_room(placed):
    _, found, labels = placed
    assert [way.edge.rule for way in found] == [label.edge.rule for label in labels]


@pytest.mark.parametrize("size", SIZES)
def test_that_no_arrow_runs_through_a_state_that_it_does_not_join(placed):
    boxes, found, _ = placed
    for way in found:
        others = [
            path
            for path, box in boxes.items()
            if path not in (way.edge.origin, way.edge.goal)
            and any(part.intersects(box) for part in parts(way))
        ]
        assert others == [], way.edge.rule


@pytest.mark.parametrize("size", SIZES)
def test_that_no_arrow_lies_along_another_for_more_than_a_corner(placed):
    _, found, _ = placed
    for one, other in combinations(found, 2):
        for a in parts(one):
            for b in parts(other):
                shared = a.intersected(b)
                assert max(shared.width(), shared.height()) < 24, (one.edge.rule, other.edge.rule)
