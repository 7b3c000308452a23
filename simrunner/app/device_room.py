"""The devices of a room between runs: one desk, one thread, and buttons that do not wait."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from simrunner.app.devices import with_paired, without_paired
from simrunner.app.dossiers import ROLES, dossier_of, with_calibration, with_place
from simrunner.app.drill_job import DrillJob, DrillState
from simrunner.app.exit_code import Refusal
from simrunner.app.pacing import monotonic_s, wall_text
from simrunner.app.room_seats import RoomSeats
from simrunner.app.settings import Settings, with_change
from simrunner.domain.text import Translate
from simrunner.hardware.calibration import CalibrationRefused
from simrunner.hardware.checkup import Calibration, DeviceCheckup
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import DeviceError
from simrunner.hardware.dossier import Dossier
from simrunner.hardware.examiner import ExaminationRefused

THREAD = "device room"
WATCH_S = 0.05
SETTLE_S = 2.0
"""How often every link is looked after, and every port looked at."""

_LEND_S = 10.0

Change = Callable[[Settings], Settings]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """The room at one moment. ``away`` are paired devices that nobody looks for here.

    ``name`` is the room that is shown, empty for every room; ``rooms`` are all that have a device,
    ``parts`` what a device may play. ``trouble`` is one sentence to be seen, empty without.
    """

    name: str = ""
    rooms: tuple[str, ...] = ()
    parts: tuple[str, ...] = ROLES
    checkups: tuple[DeviceCheckup, ...] = ()
    away: tuple[Dossier, ...] = ()
    wall: str = ""
    is_run_on: bool = False
    drill: DrillState = field(default_factory=DrillState)
    trouble: str = ""


class DeviceRoom:
    """Watches the room's devices while no run has them, and does what a technician asks.

    Its methods are called from the GUI's thread and do not wait, but for ``lend`` and ``shutdown``.
    Ports are opened, read and closed by its own thread alone. ``settings`` returns the ones in
    force, ``change`` replaces and saves them; both are called from the GUI's thread, and the first
    from the room's as well.
    """

    def __init__(
        self, *, settings: Callable[[], Settings], change: Callable[[Change], None], tr: Translate,
        seats: RoomSeats | None = None, drill: DrillJob | None = None,
    ) -> None:  # fmt: skip
        """Prepare; nothing is opened before ``start``."""
        self._settings = settings
        self._change = change
        self._tr = tr
        self._seats = seats or RoomSeats(tr)
        self._drill = drill or DrillJob(wall_text=wall_text)
        self._orders: deque[Callable[[], None]] = deque()
        self._woken, self._ends = threading.Event(), threading.Event()
        self._is_free, self._is_lent = threading.Event(), False
        self._run: DeviceDesk | None = None
        self._checkups: tuple[DeviceCheckup, ...] = ()
        self._is_asked, self._trouble = False, ""
        self._thread = threading.Thread(target=self._live, name=THREAD, daemon=True)

    def start(self) -> None:
        """Begin to look for the devices."""
        self._thread.start()

    def shutdown(self) -> None:
        """Let go of every device and wait until that is done."""
        self._ends.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._drill.stop()

    def now(self) -> RoomState:
        """Return the room as it stands; in a run, as the run's own desk sees its devices.

        Between runs the devices are told as they were when the room's thread looked last, at most
        WATCH_S after the call before.
        """
        settings, run, self._is_asked = self._settings(), self._run, True
        checkups = self._checkups if run is None else run.checkups(int(monotonic_s() * 1000))
        seen = {checkup.serial for checkup in checkups}
        return RoomState(
            name=settings.room, rooms=_rooms(settings), checkups=checkups,
            away=tuple(
                dossier_of(settings, serial)
                for serial in settings.paired_devices if serial not in seen
            ),
            wall=wall_text(), is_run_on=self._is_lent, drill=self._drill.state,
            trouble=self._trouble or self._drill.state.trouble,
        )  # fmt: skip

    # -- a run has the devices

    def lend(self) -> None:
        """Close every port, so that a run can open them; waits until they are closed."""
        self._is_lent = True
        self._woken.set()
        if self._thread.is_alive():
            self._is_free.wait(_LEND_S)

    def attend(self, desk: DeviceDesk) -> None:
        """Show what a run's desk sees, until ``take_back``."""
        self._run = desk

    def take_back(self) -> None:
        """Look for the devices again: the run has let go of them."""
        self._run, self._is_lent = None, False
        self._is_free.clear()
        self._woken.set()

    # -- what a technician asks

    def pair(self, device: DeviceCheckup) -> None:
        """Trust a device, in the room that is shown."""

        def paired(settings: Settings) -> Settings:
            known = with_paired(settings, device.serial, device.address or None)
            return with_place(known, device.serial, room=settings.room)

        self._save(paired)

    def unpair(self, device: DeviceCheckup) -> None:
        """Trust a device no longer."""
        self._save(lambda settings: without_paired(settings, device.serial))

    def place(self, device: DeviceCheckup, room: str) -> None:
        """Give a device to a room."""
        self._save(lambda settings: with_place(settings, device.serial, room=room))

    def cast(self, device: DeviceCheckup, part: str) -> None:
        """Let a device play another part."""
        self._save(lambda settings: with_place(settings, device.serial, plays=part))

    def show_room(self, room: str) -> None:
        """Show the devices of another room, of every room for an empty name."""
        self._save(lambda settings: with_change(settings, "room", room))

    def greet(self, address: str) -> None:
        """Ask who is at an address that somebody typed."""
        self._order(lambda: self._seats.greet(address))

    def search(self) -> None:
        """Look at every port again, and for devices that were let go of."""
        self._order(self._seats.search)

    def try_now(self, device: DeviceCheckup) -> None:
        """Look for a lost device at once."""
        self._order(lambda: self._seats.try_now(device))

    def ignore(self, device: DeviceCheckup) -> None:
        """Leave a device alone until somebody searches again."""
        self.disconnect(device)

    def disconnect(self, device: DeviceCheckup) -> None:
        """Let go of a device until somebody searches again."""
        self._order(lambda: self._seats.leave(device))

    def add_simulated(self) -> None:
        """Start a simulated device in the room that is shown."""
        self._order(self._seats.add_simulated)

    def stand_in(self, device: DeviceCheckup) -> None:
        """Let a simulated device play what this one played."""
        self._order(lambda: self._seats.add_simulated(plays=device.plays))

    def make_safe(self, device: DeviceCheckup) -> None:
        """Switch every output of a device off."""
        self._order(lambda: self._make_safe(device))

    def test(self, device: DeviceCheckup) -> None:
        """Begin the self-test of a device."""
        self._order(lambda: self._seats.desk.examiner.begin_self_test(_key(device)))

    def drill(self) -> None:
        """Begin the fault drill, in a process of its own; its rows come one by one."""
        try:
            self._drill.start()
        except OSError as trouble:
            self._trouble = str(trouble)

    def take_zero(self, device: DeviceCheckup, channel: str) -> str:
        """Take what a channel said in its last second as its zero; return why not, or nothing."""
        examiner = self._seats.desk.examiner
        return self._calibrate(device, lambda: examiner.zero_of(_key(device), channel))

    def take_known(self, device: DeviceCheckup, channel: str, known: float) -> str:
        """Take what a channel says as the known amount; return why not, or nothing."""
        examiner = self._seats.desk.examiner
        return self._calibrate(device, lambda: examiner.scale_of(_key(device), channel, known))

    def _calibrate(self, device: DeviceCheckup, take: Callable[[], Calibration]) -> str:
        if self._is_lent:
            return self._tr("A run has the devices: end it first.")
        try:
            found = take()
            self._change(lambda settings: with_calibration(settings, device.serial, found))
        except (CalibrationRefused, ExaminationRefused, Refusal) as refused:
            return str(refused)
        # The next step of the same calibration is judged by this one, without waiting.
        self._seats.recall(self._settings(), device.serial)
        return ""

    def _make_safe(self, device: DeviceCheckup) -> None:
        if not self._seats.make_safe(device):
            self._trouble = self._tr(
                "{device}: not confirmed, switch it off by hand", device=device.name
            )

    # -- orders

    def _save(self, change: Change) -> None:
        self._trouble = ""
        try:
            self._change(change)
        except Refusal as refused:
            self._trouble = str(refused)
        if not self._is_lent:  # a run goes on with what it began with
            self._order(lambda: None)

    def _order(self, order: Callable[[], None]) -> None:
        if self._is_lent:
            self._trouble = self._tr("A run has the devices: end it first.")
            return
        self._orders.append(order)
        self._woken.set()

    # -- the room's thread

    def _live(self) -> None:
        try:
            self._watch()
        finally:  # whatever happens, the ports are free for a run
            self._seats.close()
            self._is_free.set()

    def _watch(self) -> None:
        settle_s = 0.0
        while not self._ends.is_set():
            if self._is_lent:
                self._seats.close()
                self._checkups = ()
                self._is_free.set()
                self._woken.wait()
                self._woken.clear()
                settle_s = 0.0
                continue
            has_orders = self._obey()
            if has_orders or monotonic_s() >= settle_s:
                self._try(lambda: self._seats.settle(self._settings()))
                settle_s = monotonic_s() + SETTLE_S
            self._seats.desk.watch()
            if self._is_asked:
                self._is_asked = False
                self._checkups = self._seats.desk.checkups(int(monotonic_s() * 1000))
            self._woken.wait(WATCH_S)
            self._woken.clear()

    def _obey(self) -> bool:
        has_orders = bool(self._orders)
        while self._orders:
            self._trouble = ""
            self._try(self._orders.popleft())
        return has_orders

    def _try(self, order: Callable[[], None]) -> None:
        try:
            order()
        except (Refusal, DeviceError, ExaminationRefused, OSError) as trouble:
            self._trouble = str(trouble)


def _key(device: DeviceCheckup) -> str:
    return device.address or device.name


def _rooms(settings: Settings) -> tuple[str, ...]:
    named: Iterable[str] = (*settings.device_places.values(), settings.room)
    return tuple(sorted({room for room in named if room}))
