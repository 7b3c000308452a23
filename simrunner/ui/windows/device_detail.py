"""The chosen device: its head, and its panels beside each other or, where narrow, as tabs."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.device_checks import DeviceChecksPresenter, calibratable
from simrunner.ui.presenters.device_detail import DeviceDetailPresenter
from simrunner.ui.presenters.device_guide import Guide, channel_choice, present_guide
from simrunner.ui.presenters.device_live import LiveTab
from simrunner.ui.presenters.device_room import RoomNow
from simrunner.ui.presenters.device_waves import DeviceLivePresenter
from simrunner.ui.widgets.controls import Segments
from simrunner.ui.widgets.device_capabilities import CapabilitiesPanel
from simrunner.ui.widgets.device_checks import ChecksPanel, DrillPanel
from simrunner.ui.widgets.device_guide import GuidePanel
from simrunner.ui.widgets.device_header import DeviceHeader
from simrunner.ui.windows.device_link import LinkPanel
from simrunner.ui.windows.device_live import LivePanel

WIDE_PX = 1240
"""From this width on all panels stand beside each other."""

_GAP = 12
_LINK_PX, _CHECKS_PX, _DRILL_PX = 446, 356, 556
_TOP_SHARE = 0.497
_LIVE_PX, _LOWER_PX = 286, 210
"""The least height of the live panel and of what stands below it as a tab."""

_LEAST_WIDE_PX, _LEAST_NARROW_PX = 800, 664
_TWO_COLUMNS_PX = 800
_TABS = ("link", "capabilities", "calibration", "self-test", "drill")


class DeviceDetail(QWidget):
    """Shows one device; ``tab_chosen`` tells the live tab that was asked for."""

    tab_chosen = Signal(str)

    def __init__(self, art: Artwork, tr: Translate, live: DeviceLivePresenter) -> None:
        """Begin empty."""
        super().__init__()
        self._tr = tr
        self._live_presenter = live
        self._presenter = DeviceDetailPresenter(tr)
        self._checks = DeviceChecksPresenter(tr)
        self.header = DeviceHeader(art)
        self.live = LivePanel(art)
        self.link = LinkPanel(art)
        self.capabilities = CapabilitiesPanel(art)
        self.calibration = ChecksPanel(art, "calibration", "target")
        self.self_test = ChecksPanel(art, "self-test", "assess", button_icon="play")
        self.drill = DrillPanel(art)
        self.guide = GuidePanel(art)
        self.calibration.put(self.guide)
        self.tabs = Segments(art, "devices.panel", _TABS)
        self.tabs.chosen.connect(self._choose_panel)
        self._panels = dict(
            zip(
                _TABS,
                (self.link, self.capabilities, self.calibration, self.self_test, self.drill),
                strict=True,
            )
        )
        self._panel = "link"
        self.tabs.choose(self._panel)
        for widget in (self.header, self.live, self.tabs, *self._panels.values()):
            widget.setParent(self)
        self.live.chosen.connect(self.tab_chosen)

    def show_device(
        self, checkup: DeviceCheckup, now: RoomNow, tab: LiveTab | None, guide: Guide | None
    ) -> None:
        """Show a device as it stands, and its calibration under way."""
        tr = self._tr
        self.header.show_view(self._presenter.header(checkup, now))
        self.live.show_view(self._live_presenter.present(checkup, tab))
        names = {
            "link": tr("Link"), "capabilities": tr("Capabilities"),
            "calibration": tr("Calibration"), "self-test": tr("Self-test"),
            "drill": tr("Fault drill"),
        }  # fmt: skip
        self.link.show_view(names["link"], self._presenter.link(checkup, now))
        self.capabilities.show_view(names["capabilities"], self._presenter.capabilities(checkup))
        self.calibration.show_view(self._checks.calibration(checkup, now))
        self.self_test.show_view(self._checks.self_test(checkup, now))
        self.drill.show_view(self._checks.drill(now.drill, is_run_on=now.is_run_on))
        self.tabs.show_words(tuple(names.items()), tr("What is shown below"))
        self._show_guide(checkup, guide)

    def _show_guide(self, checkup: DeviceCheckup, guide: Guide | None) -> None:
        if guide is not None:
            channels = channel_choice(guide, calibratable(checkup), self._tr)
            self.guide.show_step(present_guide(guide, checkup, self._tr), channels)
        if self.calibration.show_inside(is_shown=guide is not None):
            self.arrange()

    def _choose_panel(self, name: str) -> None:
        self._panel = name
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the panels anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give every panel its place."""
        is_wide = self.width() >= WIDE_PX
        self.setMinimumHeight(_LEAST_WIDE_PX if is_wide else _LEAST_NARROW_PX)
        self.tabs.setVisible(not is_wide)
        self.link.lay(
            beside=not is_wide, columns=2 if _TWO_COLUMNS_PX <= self.width() < WIDE_PX else 1
        )
        self.header.lay(in_two_rows=not is_wide)
        high = self.header.height()
        self.header.setGeometry(0, 0, self.width(), high)
        if is_wide:
            self._arrange_wide(high + _GAP)
        else:
            self._arrange_narrow(high + _GAP)

    def _arrange_wide(self, top: int) -> None:
        wide, room = self.width(), self.height() - top - _GAP
        upper = int(room * _TOP_SHARE)
        self.live.setGeometry(0, top, wide - _LINK_PX - _GAP, upper)
        self.link.setGeometry(wide - _LINK_PX, top, _LINK_PX, upper)
        top += upper + _GAP
        lower = room - upper
        checks = wide - _DRILL_PX - _GAP - _CHECKS_PX
        self.capabilities.setGeometry(0, top, checks - _GAP, lower)
        self.drill.setGeometry(wide - _DRILL_PX, top, _DRILL_PX, lower)
        is_guided = self.calibration.is_inside
        first = lower if is_guided else max(120, lower - _GAP - self.self_test.needed_px)
        self.calibration.setGeometry(checks, top, _CHECKS_PX, first)
        second = QRect(checks, top + first + _GAP, _CHECKS_PX, lower - first - _GAP)
        self.self_test.setGeometry(second)
        for name, panel in self._panels.items():
            panel.setVisible(not (is_guided and name == "self-test"))

    def _arrange_narrow(self, top: int) -> None:
        room = self.height() - top
        lower = max(
            _LOWER_PX, min(int(room * 0.4), room - _LIVE_PX - 2 * _GAP - self.tabs.height())
        )
        upper = room - lower - 2 * _GAP - self.tabs.height()
        self.live.setGeometry(0, top, self.width(), upper)
        top += upper + _GAP
        self.tabs.setGeometry(0, top, self.tabs.sizeHint().width(), self.tabs.height())
        top += self.tabs.height() + _GAP
        for name, panel in self._panels.items():
            panel.setVisible(name == self._panel)
            panel.setGeometry(0, top, self.width(), self.height() - top)
