"""The console as it looks: nothing overlaps, nothing is cut, every word follows the language."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTabWidget
from support.frames import NOW_MS, frame, history, scenario, text, trend_point
from support.screen_words import MarkingTranslate

from simrunner.domain.text import Text
from simrunner.ui.charts.trend_chart import TrendChart, main_curves
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.staging import Staged
from simrunner.ui.presenters.tone import Ink
from simrunner.ui.widgets.devices_strip import DeviceChip
from simrunner.ui.widgets.ink import trace
from simrunner.ui.windows.run_page import RunLinks, RunPage

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
LOST = DeviceChip(name="Manikin A", link="lost", fact="no answer for 3 s", icon="manikin")


class Room:
    def __getattr__(self, _name):
        return lambda *_args: None


@pytest.fixture
def tr():
    return MarkingTranslate()


def bilingual(words):
    """A scenario's own words in both languages, so that a forgotten title shows."""
    return Text(by_language={"en": words, "zh-CN": f"⟦{words}⟧"})


def bilingual_scenario():
    made = scenario()
    regions = tuple(
        replace(region, states=tuple(replace(s, title=bilingual(s.id)) for s in region.states))
        for region in made.regions
    )
    acts = {i: replace(a, title=bilingual(a.title.plain)) for i, a in made.actions.items()}
    drugs = {i: replace(d, name=bilingual(d.id)) for i, d in made.drugs.items()}
    rules = tuple(replace(rule, why=bilingual(rule.why.plain)) for rule in made.anywhere)
    shock = regions[0].states[2]
    assert shock.rules[1].why == text("IV overdose")
    spoken = replace(shock.rules[1], why=bilingual("IV overdose"))
    states = (*regions[0].states[:2], replace(shock, rules=(shock.rules[0], spoken)),
              *regions[0].states[3:])  # fmt: skip
    return replace(
        made, title=bilingual("Anaphylaxis"), actions=acts, drugs=drugs, anywhere=rules,
        regions=(replace(regions[0], states=states), *regions[1:]),
    )  # fmt: skip


@pytest.fixture
def page(qtbot, tr):
    room = Room()
    links = RunLinks(submit=room.submit, run_command=room.command, control=room,
                     emergency=room.emergency, mark=room.mark, open_monitor=room.open)  # fmt: skip
    made = RunPage(bilingual_scenario(), tr, Icons(ICONS), links, team_line="⟦7⟧")
    qtbot.addWidget(made)
    made.resize(1848, 1024)
    made.show()
    qtbot.waitExposed(made)
    made.show_frame(frame(events=history()))
    yield made
    made.shutdown()


def pixels_of(widget, wanted):
    image = widget.grab().toImage()
    return sum(
        image.pixelColor(x, y) == wanted
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_that_a_trend_is_there_at_the_first_look(qtbot, tr):
    chart = TrendChart(main_curves(tr), "Trend 10 min", tr)
    qtbot.addWidget(chart)
    chart.resize(446, 144)
    for at_ms in range(0, 300_000, 1_000):
        chart.append(trend_point(at_ms))
    chart.show()
    for ink in (Ink.ECG, Ink.SPO2, Ink.ART):
        assert pixels_of(chart, trace(ink)) > 20
    assert [words for _share, words in chart.ticks()] == ["−10 min", "−8", "−6", "−4", "−2", "now"]
    assert set(chart.tags()) == {"HR", "SpO₂", "MAP"}


def test_that_a_second_streams_into_the_plotted_curves_at_once(qtbot, tr):
    chart = TrendChart(main_curves(tr), "Trend 10 min", tr)
    qtbot.addWidget(chart)
    chart.resize(446, 144)
    chart.show()
    for at_ms in range(0, 3_000, 1_000):
        chart.append(trend_point(at_ms))

    rates = next(line.getData()[1].tolist() for line in chart.lines)

    assert rates == [trend_point(at_ms).shown["HR"] for at_ms in range(0, 3_000, 1_000)]


def test_that_hours_are_drawn_with_a_few_points_a_pixel_and_keep_their_extremes(qtbot, tr):
    chart = TrendChart(main_curves(tr), "Whole run", tr, minutes=None)
    qtbot.addWidget(chart)
    chart.resize(446, 144)
    for second in range(4 * 3_600):
        shown = {"HR": 180.0 if second == 7_000 else 80.0, "SpO2": None, "ARTm": None}
        chart.append(replace(trend_point(0), at_ms=second * 1_000, shown=shown))
    chart.show()

    shares, rates = chart.lines[0].curve.getData()

    assert 300 < len(rates) < 4 * chart.plot().width()
    assert shares[rates.argmax()] == pytest.approx(7_000 / 14_400, abs=0.01)
    assert (rates.max(), rates.min()) == (180.0, 80.0)


def test_that_without_an_arterial_line_the_cuff_gives_the_trend_s_pressure(qtbot, tr):
    chart = TrendChart(main_curves(tr), "Trend 10 min", tr)
    qtbot.addWidget(chart)
    chart.append(replace(trend_point(1_000), shown={"HR": 92.0, "ARTm": None, "NIBPm": 46.0}))
    assert chart.tags() == {"HR": "92", "MAP": "(46)"}


@pytest.mark.parametrize("size", [(420, 424), (357, 380), (480, 500)])
def test_that_no_label_of_the_map_touches_a_box_another_or_the_edge(page, size):
    view = page.parts.map
    view.setMinimumSize(0, 0)
    view.resize(*size)
    labels, boxes = view.labels(), view.boxes()
    assert len(labels) >= 6
    for label in labels:
        assert view.rect().contains(label.box.toAlignedRect())
        assert not [path for path, box in boxes.items() if box.intersects(label.box)]
    assert not [(a.words, b.words) for a, b in combinations(labels, 2) if a.box.intersects(b.box)]
    short = next(label for label in labels if label.edge.rule == "shock.responding")
    assert view.words_at(short.box.center()).startswith("in shock and adrenaline ≥ 2 doses IM")


def test_that_a_lost_device_is_told_below_the_header_with_what_to_do(page):
    notice = page.parts.lost
    page.show_devices([replace(LOST, link="up")])
    assert not notice.isVisible()
    page.show_devices([LOST])
    assert notice.isVisible()
    assert notice.height() == 54
    assert notice.geometry().top() >= page.parts.header.geometry().bottom()
    assert notice.sentence.text() == "Manikin A lost; the session goes on"
    assert "log it with the keys" in notice.advice.text()
    page.show_devices([replace(LOST, link="up")])
    assert not notice.isVisible()


def test_that_marks_of_every_page_are_counted(page, qtbot):
    page.show_marks({"leadership": (2, 0), "tasks": (0, 1), "teamwork": (1, 0)})
    counts = {made.count.key.category: made.count for made in page.parts.marks.buttons}
    assert (counts["leadership"].plus, counts["tasks"].minus) == ("+2", "−1")
    assert page.parts.marks_panel.note.text() == "teamwork +1"
    qtbot.keyClick(page, Qt.Key.Key_L)
    assert page.parts.marks.buttons[0].count.plus == "+3"


def test_that_folded_tabs_show_what_they_hold(page, qtbot):
    page.resize(1310, 768)
    qtbot.wait(20)
    page.show_frame(frame(NOW_MS + 100, events=history()[:3]))
    page.show_marks({"leadership": (4, 2)})
    tabs = page.findChild(QTabWidget, "run-tabs")
    assert [tabs.tabText(i) for i in range(3)] == ["Events  ▲1", "Marks  +4 −2", "Log  3 new"]
    tabs.setCurrentIndex(2)
    assert tabs.tabText(2) == "Log"


@pytest.mark.parametrize("size", [(1310, 768), (1224, 800), (1848, 1024)])
def test_that_nothing_but_lists_is_cut_or_scrolls(page, qtbot, size):
    page.resize(*size)
    page.show_devices([LOST])
    qtbot.wait(30)
    header = page.parts.header
    assert header.emergency.height() == 40
    for made in page.findChildren(QAbstractButton):
        if made.isVisible() and made.text():
            assert made.width() >= min(made.sizeHint().width(), made.minimumSizeHint().width())
            right = made.mapTo(page, made.rect().topRight()).x()
            assert right < page.width(), made.objectName()
    inside = page.parts.next.widget().width()
    assert inside <= page.parts.next.viewport().width()
    for card in page.parts.next.cards:
        if card.isVisible():
            assert card.hold.geometry().right() < card.width()
    assert header.title.sizeHint().width() <= header.title.width()


def words_on(page):
    """Every word that is on the screen, from widgets that hold text and from those that paint."""
    found = [w.text() for w in page.findChildren(QLabel) if w.isVisible()]
    found += [w.text() for w in page.findChildren(QAbstractButton) if w.isVisible()]
    found += [w.toolTip() for w in page.findChildren(QAbstractButton) if w.isVisible()]
    found += [w.placeholderText() for w in page.findChildren(QLineEdit)]
    parts = page.parts
    found += [row.row.event.title for row in parts.events.rows]
    found += [row.row.state for row in parts.events.rows]
    found += [made.count.key.title for made in parts.marks.buttons]
    found += [label.words for label in parts.map.labels()]
    found += [node.title for node in parts.map._layout.nodes]
    found += [name for row in parts.map._state.others for name, _look, _below in row.chips]
    model = parts.log.model()
    found += [model.index(i).data(Qt.ItemDataRole.UserRole).text for i in range(model.rowCount())]
    found += [tile.tile.source for tile in parts.tiles.values() if tile.tile]
    found += [band.label for band in parts.strip._strip.bands]
    found += [chart.title for chart in parts.charts]
    found += [track.channel.label for track in parts.traces.tracks]
    return [words for words in found if words]


def test_that_every_word_follows_the_language_while_a_run_goes_on(page, qtbot, tr):
    page.resize(1310, 768)
    page.parts.staged.show_staged((Staged(tile="HR", number=120.0, over_ms=60_000),))
    page.show_devices([replace(LOST, name="⟦Manikin⟧")])
    qtbot.wait(20)
    tr.switch("zh-CN")
    page.retranslate()
    for words in words_on(page):
        bare = re.sub(r"⟦.*⟧| \((Space|Ctrl Z)\)", "", words)
        assert not re.search(r"[a-z]{4,}", bare), words
    tabs = page.findChild(QTabWidget, "run-tabs")
    assert all(tabs.tabText(i).startswith("⟦") for i in range(3))
    tr.switch("en")
    page.retranslate()
    assert not [words for words in words_on(page) if "⟦" in words and "Manikin" not in words
                and "⟦7⟧" not in words]  # fmt: skip
