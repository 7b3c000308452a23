"""Feeds the Devices page with the room while it is in view, and gives it the room's buttons."""

from PySide6.QtCore import QObject, QTimer

from simrunner.app.assets import table
from simrunner.app.device_room import DeviceRoom, RoomState
from simrunner.app.drill_job import DrillState
from simrunner.cpr.profile import Profile, profile_of
from simrunner.ui.presenters.device_room import AwayDevice, DrillLine, DrillNow, RoomNow
from simrunner.ui.windows.devices_page import REPAINT_MS, DevicesPage
from simrunner.ui.windows.main_window import MainWindow


def adult_profile() -> Profile:
    """Return what guidelines ask of an adult's compressions."""
    return profile_of("adult", table("cpr", "profiles.toml")["adult"])


class DevicePageFeed(QObject):
    """Asks the room for the newest values ten times a second, only while the page is in view."""

    def __init__(self, window: MainWindow, room: DeviceRoom, parent: QObject) -> None:
        """Prepare; ``start`` begins."""
        super().__init__(parent)
        self._window = window
        self._room = room
        self._timer = QTimer(self, interval=REPAINT_MS)
        self._timer.timeout.connect(self.show)
        window.page_changed.connect(self.show)

    def start(self) -> None:
        """Connect the buttons, and begin to look whether the page is in view."""
        page = self._page()
        if page is not None:
            page.give_control(self._room)
        self._timer.start()

    def show(self) -> None:
        """Show the newest values, if anybody can see them."""
        page = self._page()
        if page is not None and page.isVisible():
            page.show_room(room_now(self._room.now()))

    def judge_by(self, profile: Profile) -> None:
        """Judge compressions by another profile, for example that of a run's patient."""
        page = self._page()
        if page is not None:
            page.show_profile(profile)

    def shutdown(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def _page(self) -> DevicesPage | None:
        page = self._window.page("devices")
        return page if isinstance(page, DevicesPage) else None


def room_now(state: RoomState) -> RoomNow:
    """Return the state of a room as the page takes it."""
    return RoomNow(
        name=state.name, rooms=state.rooms, parts=state.parts, checkups=state.checkups,
        away=tuple(
            AwayDevice(
                serial=known.serial, name=known.serial, driver=known.driver, address=known.address,
                room=known.room,
            )
            for known in state.away
        ),
        wall=state.wall, is_run_on=state.is_run_on, drill=_drill_now(state.drill),
        trouble=state.trouble,
    )  # fmt: skip


def _drill_now(state: DrillState) -> DrillNow:
    lines = {
        number: DrillLine(
            number=number, is_met=row.is_met, figure=row.figure, unit=row.unit,
            measured=row.measured,
        )
        for number, row in state.rows.items()
    }  # fmt: skip
    if state.trying is not None:
        lines[state.trying] = DrillLine(number=state.trying, is_running=True)
    return DrillNow(lines=lines, is_running=state.is_running, made_on=state.made_on)
