"""The device port for a VitalsBridge: changes only, each followed by a question for life."""

from collections.abc import Callable, Iterable

from devices.drivers.vitalsbridge.wording import (
    NUMBERS,
    MessageReader,
    number_for,
    numbers_order,
    rhythm_map,
    rhythm_order,
    status_request,
)
from simrunner.hardware.device import (
    Capabilities,
    CommandOutcome,
    DeviceCommand,
    DeviceIdentity,
    DeviceNote,
    Report,
    Scalar,
)
from simrunner.hardware.kit import Dialect, Patience, PlainDevice
from simrunner.hardware.monitor_outputs import MONITOR_ACTUATORS, RHYTHM
from simrunner.hardware.pipe import Pipe
from simrunner.hardware.rhythm_map import UNKNOWN_RHYTHM, Match

BAUD = 115_200
PATIENCE = Patience(stale_ms=2_500, lost_ms=6_000)
SIMULATION = "SIMULATION: the monitor on this box shows no real patient"
SAFE = "simulator.safe"
_QUERY_EVERY_MS = 1_000
_TIMEOUT_MS = 2_000
_OFF = {"hr": 0, "sbp": 0, "dbp": 0, "sPAP": 0, "dPAP": 0, "CVP": 0, "rr": 0, "etCO2": 0, "spO2": 0}


class VitalsBridgeDialect(Dialect):
    """Sends rhythm and numbers that differ from what the box was told since it was opened.

    The box acknowledges nothing; an order counts as done when the box speaks after it. While
    ``is_on`` is false it is only asked whether it is there.
    """

    def __init__(self, *, serial: str, is_on: bool = False) -> None:
        """Begin with nothing known of the box."""
        targets = (RHYTHM, *NUMBERS) if is_on else ()
        super().__init__(
            DeviceIdentity(
                vendor="Vitals Bridge", serial=serial, firmware="", protocol=0, boot_id=0,
                model="VitalsBridge [SIMULATION]" if is_on else "VitalsBridge [off]",
            ),
            Capabilities(actuators={name: MONITOR_ACTUATORS[name] for name in targets}),
        )  # fmt: skip
        self._is_on = self.shows_patient = is_on
        self._reader = MessageReader()
        self._shown: dict[str, Scalar] = {}
        self._changed: dict[str, Scalar] = {}
        self._rhythm = ""
        self._waiting: list[tuple[int, str]] = []
        self._sent: list[tuple[int, str]] = []
        self._sent_ms = 0
        self._asked_ms: int | None = None
        self._is_greeted = False

    @property
    def is_greeted(self) -> bool:
        """Whether it answered since the port was opened."""
        return self._is_greeted

    def begin(self) -> bytes:
        """Ask for its state; everything has to be told again."""
        self._reader = MessageReader()
        self._shown.clear()
        self._changed.clear()
        self._rhythm, self._asked_ms, self._is_greeted = "", None, False
        return status_request()

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Take in messages; whatever is none is counted."""
        del now_us
        before = self._reader.broken
        messages = self._reader.feed(wire)
        self.broken += self._reader.broken - before
        if not messages:
            return ()
        self.heard += len(messages)
        if not self._is_greeted and self._is_on:
            self.reports.append(DeviceNote(words=SIMULATION))
        self._is_greeted = True
        self._settle(CommandOutcome.OK)
        return ()

    def due(self, now_ms: int) -> bytes:
        """Return what changed, followed by the question that shows it arrived."""
        if self._sent and now_ms - self._sent_ms >= _TIMEOUT_MS:
            self._shown.clear()  # unknown: whatever is wanted next is sent again
            self._settle(CommandOutcome.LOST)
        wire = b""
        if self._waiting and not self._sent:
            if self._rhythm:
                wire += rhythm_order(self._rhythm)
            if self._changed:
                wire += numbers_order(self._changed)
            self._changed, self._rhythm = {}, ""
            self._sent, self._waiting, self._sent_ms = self._waiting, [], now_ms
        is_due = self._asked_ms is None or now_ms - self._asked_ms >= _QUERY_EVERY_MS
        if wire or is_due:
            self._asked_ms = now_ms
            wire += status_request()
        return wire

    def submit(self, number: int, command: DeviceCommand, now_ms: int) -> None:
        """Note what changes; the next question carries it."""
        del now_ms
        target, value = command.target, command.fields.get("value")
        if target == SAFE:
            self._shown.clear()
            self._change("rhythm", "Asystole")
            for key, none in _OFF.items():
                self._change(key, none)
        elif target not in self.capabilities.actuators:
            self.tell(number, target, CommandOutcome.UNKNOWN)
            return
        elif target == RHYTHM:
            if str(value) not in rhythm_map():
                self.tell(number, target, CommandOutcome.RANGE, UNKNOWN_RHYTHM)
                return
            self._show(str(value))
        elif isinstance(value, int | float):
            self._change(NUMBERS[target], number_for(target, value))
        else:
            self.tell(number, target, CommandOutcome.RANGE, f"{value!r} is no number")
            return
        self._waiting.append((number, target))

    def safe_commands(self) -> tuple[DeviceCommand, ...]:
        """Return the one command after which every number is 0 and the trace is flat."""
        return (DeviceCommand(target=SAFE, fields={}),) if self._is_on else ()

    def drop_all(self) -> None:
        """Forget what waits."""
        self._shown.clear()
        self._changed.clear()
        self._rhythm = ""
        self._settle(CommandOutcome.LOST)
        for number, target in self._waiting:
            self.tell(number, target, CommandOutcome.LOST)
        self._waiting = []

    def _show(self, rhythm: str) -> None:
        shown = rhythm_map()[rhythm]
        if self._shown.get("id") != rhythm and shown.match is not Match.EXACT:
            self.reports.append(DeviceNote(words=shown.words(rhythm)))
        self._shown["id"] = rhythm
        self._change("rhythm", shown.show)

    def _change(self, key: str, value: Scalar) -> None:
        if self._shown.get(key) == value:
            return
        self._shown[key] = value
        if key == "rhythm":
            self._rhythm = str(value)
        else:
            self._changed[key] = value

    def _settle(self, outcome: CommandOutcome) -> None:
        sent, self._sent = self._sent, []
        for number, target in sent:
            self.tell(number, target, outcome)


def vitalsbridge(
    pipe: Pipe,
    *,
    serial: str,
    monotonic_s: Callable[[], float],
    name: str = "VitalsBridge",
    is_on: bool = False,
) -> PlainDevice:
    """Return the driver of the box behind a pipe; it shows nothing unless ``is_on``."""
    dialect = VitalsBridgeDialect(serial=serial, is_on=is_on)
    return PlainDevice(pipe, dialect, name=name, monotonic_s=monotonic_s, patience=PATIENCE)
