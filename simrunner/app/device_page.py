"""Feeds the Devices page while it is in view."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from simrunner.app.pacing import monotonic_s, wall_text
from simrunner.hardware.desk import DeviceDesk
from simrunner.ui.presenters.device_room import RoomNow
from simrunner.ui.windows.devices_page import REPAINT_MS, DevicesPage
from simrunner.ui.windows.main_window import MainWindow


class DevicePageFeed(QObject):
    """Asks ``room`` for the newest values ten times a second, only while the page is in view."""

    def __init__(self, window: MainWindow, room: Callable[[], RoomNow], parent: QObject) -> None:
        """Look for the page in ``window``; ``start`` begins."""
        super().__init__(parent)
        self._window = window
        self._room = room
        self._timer = QTimer(self, interval=REPAINT_MS)
        self._timer.timeout.connect(self.show)

    def start(self) -> None:
        """Begin to look whether the page is in view."""
        self._timer.start()

    def show(self) -> None:
        """Show the newest values, if anybody can see them."""
        page = self._window.page("devices")
        if isinstance(page, DevicesPage) and page.isVisible():
            page.show_room(self._room())

    def shutdown(self) -> None:
        """Ask no more."""
        self._timer.stop()


def room_of_run(desk: DeviceDesk) -> RoomNow:
    """Return the devices of a run that is going on."""
    return RoomNow(
        checkups=desk.checkups(int(monotonic_s() * 1000)), wall=wall_text(), is_run_on=True
    )
