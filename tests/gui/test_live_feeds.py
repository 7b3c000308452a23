"""What devices bring to the screens of a run: sensors, the banner of real monitors, questions."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel
from support.frames import English, frame, scenario

from simrunner.app.emergency_stop import EmergencyStop, FrozenCase
from simrunner.app.i18n import Translator
from simrunner.app.live_feeds import LiveFeeds
from simrunner.app.pacing import monotonic_s
from simrunner.app.settings import Settings
from simrunner.hardware.channels import SensorReading
from simrunner.hardware.desk import SafetyReport
from simrunner.hardware.device import Capabilities, LinkHealth, LinkState
from simrunner.hardware.labels import Labels, TagQuestion
from simrunner.hardware.seat import DeviceStatus
from simrunner.ui.presenters.shell import SettingsValues
from simrunner.ui.widgets.output_banner import OutputBanner
from simrunner.ui.windows.monitor_window import MonitorWindow
from simrunner.ui.windows.run_page import RunLinks, RunPage
from simrunner.ui.windows.settings_page import SettingsPage

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]
CATALOGUES = Path(__file__).parents[2] / "resources" / "i18n"


def status(name="Nonin", **changes) -> DeviceStatus:
    plain = DeviceStatus(
        name=name, link=LinkState.UP, reason="", since_ms=0, is_paired=True, identity=None,
        capabilities=Capabilities(), health=LinkHealth(),
    )  # fmt: skip
    return replace(plain, **changes)


def reading(channel, value, unit, *, ago_ms=0) -> SensorReading:
    at_ms = int(monotonic_s() * 1000) - ago_ms
    return SensorReading(channel=channel, value=value, unit=unit, at_ms=at_ms)


@dataclass
class Desk:
    """What the feeds ask of a desk: how the devices stand."""

    devices: list[DeviceStatus] = field(default_factory=list)
    labels: Labels = field(default_factory=Labels)

    def status(self):
        return tuple(self.devices)


class Buttons(QObject):
    def __getattr__(self, _name):
        return lambda *_args: None


@dataclass
class Screens:
    desk: Desk
    page: RunPage
    monitor: MonitorWindow
    feeds: LiveFeeds


@pytest.fixture(params=["en", "zh-CN"])
def screens(qtbot, art, request):
    tr = Translator(CATALOGUES, request.param)
    links = RunLinks(
        submit=print, run_command=lambda _text: None, control=Buttons(), emergency=print,
        mark=print, open_monitor=print,
    )  # fmt: skip
    page = RunPage(scenario(), tr, art.icons, links)
    monitor = MonitorWindow(scenario(), tr, art.icons, submit=print, px_per_mm=3.68)
    for window in (page, monitor):
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
    page.show_frame(frame())
    desk = Desk()
    yield Screens(desk, page, monitor, LiveFeeds(desk, tr, (page.parts, monitor)))
    page.shutdown()
    monitor.shutdown()


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def test_that_a_sensor_stands_below_the_patient_behind_its_own_word(screens):
    screens.desk.devices = [
        status(readings=(reading("oximeter.spo2", 91.0, "%"),
                         reading("oximeter.pulse-rate", 61.0, "/min"))),
    ]  # fmt: skip
    screens.feeds.refresh()
    row = screens.page.parts.sensors
    assert row.isVisible()
    words = said(row)
    assert "Nonin" in words
    assert "SpO₂ 91 %" in words
    assert words.startswith(("Sensor ", "传感器 "))
    assert row.geometry().top() >= max(
        tile.mapTo(screens.page.parts.mirror_panel, tile.rect().bottomLeft()).y()
        for tile in screens.page.parts.tiles.values()
        if tile.isVisible()
    )


@pytest.mark.parametrize("changes", [{"link": LinkState.STALE}, {}])
def test_that_a_finger_that_left_the_sensor_is_dashes_and_no_old_number(screens, changes):
    ago_ms = 0 if changes else 6000
    screens.desk.devices = [
        status(readings=(reading("oximeter.spo2", 91.0, "%", ago_ms=ago_ms),), **changes)
    ]
    screens.feeds.refresh()
    assert "SpO₂ -- %" in said(screens.page.parts.sensors)


def test_that_the_banner_stands_on_every_screen_while_a_real_monitor_may_show_us(screens):
    banners = (screens.page.parts.outputs, screens.monitor.findChild(OutputBanner))
    screens.desk.devices = [status("ProSim 8"), status("Manikin")]
    screens.feeds.refresh()
    assert not any(banner.isVisible() for banner in banners)
    screens.desk.devices = [
        status("ProSim 8", shows_patient=True, link=LinkState.DOWN), status("Manikin")
    ]  # fmt: skip
    screens.feeds.refresh()
    for banner in banners:
        assert banner.isVisible()
        assert "ProSim 8" in banner.accessibleName()
        assert ("SIMULATION" in banner.accessibleName()) or ("模拟" in banner.accessibleName())
        assert banner.width() == banner.window().width()
        assert banner.y() in (0, screens.page.parts.header.height())
    assert "Manikin" not in screens.feeds.banner
    screens.desk.devices = []
    screens.feeds.refresh()
    assert not any(banner.isVisible() for banner in banners)


def test_that_an_unknown_tag_is_asked_about_once_and_nothing_waits(screens):
    for _ in range(3):
        screens.desk.labels.questions.ask(TagQuestion(device="Scanner", code="04AB"))
    known = TagQuestion(device="Scanner", code="05", label="atropine 1 mg/mL")
    screens.desk.labels.questions.ask(known)
    unknown, amount = screens.feeds.refresh()
    assert "04AB" in unknown
    assert "atropine 1 mg/mL" in amount
    assert screens.feeds.refresh() == ()


def test_that_the_emergency_page_has_the_banner_too(qtbot, art, screens):
    case = FrozenCase(
        frozen_at_ms=0, state="", scenario="", devices=("ProSim 8",),
        banner="SIMULATION: the real monitor at ProSim 8",
    )  # fmt: skip
    stop = EmergencyStop(
        art, English(), (screens.page, screens.monitor), settings=Settings(), case=lambda: case
    )
    stop.declare()
    stop.take_safety([SafetyReport(name="ProSim 8", is_confirmed=True)])
    QApplication.processEvents()
    for window in (screens.page, screens.monitor):
        shown = [
            banner for banner in window.findChildren(OutputBanner)
            if banner.isVisible() and "ProSim 8" in banner.accessibleName()
        ]  # fmt: skip
        assert len(shown) == 1
    stop.shutdown()


def test_that_settings_show_each_label_file_and_switch_each_real_monitor(qtbot, art):
    values = SettingsValues(outputs=(("P8-1", False),))
    read = {"good.csv": (12, ()), "bad.csv": (3, [f"line {n}: wrong" for n in range(2, 9)])}
    page = SettingsPage(art, English(), values, read_labels=read.__getitem__)
    qtbot.addWidget(page)
    page.show()
    panel = page.devices
    assert panel.verdict.text() == "No labels are used."
    for name, words in (("good.csv", "12 labels"), ("bad.csv", "line 6: wrong\nand 2 more")):
        panel.path.setText(name)
        with qtbot.waitSignal(page.changed) as told:
            panel.path.editingFinished.emit()
        assert told.args == ["labels_file", name]
        assert words in panel.verdict.text()
    switch = panel.outputs["P8-1"]
    with qtbot.waitSignal(page.changed) as told:
        page.findChild(type(panel._choose), "settings.output.P8-1.on").click()
    assert told.args == ["output", ("P8-1", True)]
    assert "SIMULATION" in page.findChild(type(panel._choose), "settings.output.P8-1.on").text()
    assert switch.isVisible()


def test_that_settings_never_show_or_tell_a_password(qtbot, art):
    def keep(typed):
        if "@" not in typed:
            return None, "This is no address."
        return typed.replace(":s3cr3t", ""), ""

    page = SettingsPage(art, English(), SettingsValues(), keep_server=keep)
    qtbot.addWidget(page)
    page.show()
    panel = page.server
    assert panel.verdict.text() == "Runs stay on this computer."
    panel.path.setText("postgresql://room:s3cr3t@host/runs")
    with qtbot.waitSignal(page.changed) as told:
        panel.path.editingFinished.emit()
    assert told.args == ["server", "postgresql://room@host/runs"]
    assert panel.path.text() == "postgresql://room@host/runs"
    assert panel.verdict.text() == "Every run is recorded here first and then copied."
    panel.path.setText("nonsense")
    with qtbot.assertNotEmitted(page.changed):
        panel.path.editingFinished.emit()
    assert panel.verdict.text() == "This is no address."
