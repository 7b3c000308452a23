"""The device port for a ProSim: one command at a time, each waits for its reply."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from devices.drivers.prosim.wording import OFF, SLOTS, TARGETS, command_for, rhythm_map
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
PATIENCE = Patience(stale_ms=2_100, lost_ms=6_000)
"""A reply may take two seconds in the hands of public drivers."""

SIMULATION = "SIMULATION: the monitor on this simulator shows no real patient"
SAFE = "simulator.safe"
_TIMEOUT_MS = 2_000
_QUERY_EVERY_MS = 300
_LONGEST_LINE = 120
_OUTCOMES = {
    "01": CommandOutcome.UNKNOWN, "02": CommandOutcome.BUSY, "03": CommandOutcome.RANGE,
    "04": CommandOutcome.FAULT,
}  # fmt: skip
_MEANINGS = {
    "01": "unknown command", "02": "not allowed now", "03": "parameter out of range",
    "04": "overflow", "21": "memory", "22": "cannot zero the pressure",
    "27": "the SpO2 unit does not answer",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a family of simulators says yes and no, and which question it answers at any time."""

    yes: re.Pattern[str]
    no: re.Pattern[str]
    question: str
    baud: int


NEWER = Manners(yes=re.compile(r"\*.*"), no=re.compile(r"!(\d\d)\b.*"), question="QMODE", baud=BAUD)
"""ProSim 8 and 6; the ``*`` is from one public driver alone."""

OLDER = Manners(yes=re.compile(r"OK"), no=re.compile(r"ERR=(\d\d)"), question="REMOTE", baud=9_600)
"""ProSim 2 and MPS450, whose vocabulary is smaller: what they lack they refuse."""


@dataclass(slots=True, kw_only=True)
class _Ticket:
    """A command until its last order was answered."""

    target: str
    waits: int
    outcome: CommandOutcome = CommandOutcome.OK
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class _Order:
    slot: str
    wire: str
    numbers: list[int] = field(default_factory=list)
    sent_ms: int = 0


class ProsimDialect(Dialect):
    """Holds the patient that is wanted, and sends what differs from what was confirmed.

    While ``is_on`` is false it only asks whether the simulator is there.
    """

    def __init__(
        self, *, serial: str, model: str = "ProSim 8", manners: Manners = NEWER, is_on: bool = False
    ) -> None:
        """Begin with nothing known of the simulator."""
        targets = TARGETS if is_on else ()
        super().__init__(
            DeviceIdentity(
                vendor="Fluke", model=f"{model} [SIMULATION]" if is_on else f"{model} [off]",
                serial=serial, firmware="", protocol=0, boot_id=0,
            ),
            Capabilities(actuators={name: MONITOR_ACTUATORS[name] for name in targets}),
        )  # fmt: skip
        self._manners = manners
        self._is_on = self.shows_patient = is_on
        self._line = b""
        self._wanted: dict[str, Scalar] = {}
        self._shown: dict[str, str] = {}
        self._queue: dict[str, _Order] = {}
        self._pending: _Order | None = None
        self._tickets: dict[int, _Ticket] = {}
        self._asked_ms: int | None = None
        self._is_greeted = False
        self._told = ""

    @property
    def is_greeted(self) -> bool:
        """Whether it answered since the port was opened."""
        return self._is_greeted

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for a reply."""
        return self._pending is None and not self._queue

    def begin(self) -> bytes:
        """Ask for remote control; everything has to be told again."""
        self._line, self._told = b"", ""
        self._shown.clear()
        self._wanted.clear()
        self._is_greeted = False
        self._asked_ms = None
        self._pending = _Order(slot="", wire="REMOTE")
        return b"REMOTE\r"

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Take in replies; whatever is none is counted."""
        del now_us
        *lines, rest = (self._line + wire).replace(b"\n", b"\r").split(b"\r")
        self._line = rest
        if len(rest) > _LONGEST_LINE:
            self._line, self.broken = b"", self.broken + 1
        for line in lines:
            if line:
                self._reply(line.decode("ascii", "replace").strip())
        return ()

    def due(self, now_ms: int) -> bytes:
        """Return the next command when the last one was answered, or a question now and then."""
        pending = self._pending
        if pending is not None:
            if self._asked_ms is None:
                self._asked_ms = pending.sent_ms = now_ms
            if now_ms - pending.sent_ms < _TIMEOUT_MS:
                return b""
            self._settle(CommandOutcome.LOST, "no reply")
        if self._queue:
            self._pending = self._queue.pop(next(iter(self._queue)))
        elif self._asked_ms is None or now_ms - self._asked_ms >= _QUERY_EVERY_MS:
            question = self._manners.question if self._is_greeted else "REMOTE"
            self._pending = _Order(slot="", wire=question)
        else:
            return b""
        self._pending.sent_ms = self._asked_ms = now_ms
        return f"{self._pending.wire}\r".encode("ascii")

    def submit(self, number: int, command: DeviceCommand, now_ms: int) -> None:
        """Note what is wanted and queue the commands that follow from it."""
        del now_ms
        if command.target == SAFE:
            self._wanted.clear()
            self._shown.clear()  # said again even where it is known: it has to be confirmed now
            self._order(dict(OFF), number, SAFE)
            return
        value = command.fields.get("value")
        if command.target not in self.capabilities.actuators:
            self.tell(number, command.target, CommandOutcome.UNKNOWN)
            return
        problem = self._problem(command.target, value)
        if problem or value is None:
            self.tell(number, command.target, CommandOutcome.RANGE, problem)
            return
        self._wanted[command.target] = value
        wires = {slot: command_for(slot, self._wanted) for slot in SLOTS[command.target]}
        self._order({slot: wire for slot, wire in wires.items() if wire}, number, command.target)
        if command.target == RHYTHM:
            self._tell_match(str(value))

    def safe_commands(self) -> tuple[DeviceCommand, ...]:
        """Return the one command after which there is no signal."""
        return (DeviceCommand(target=SAFE, fields={}),) if self._is_on else ()

    def drop_all(self) -> None:
        """Forget what waits; the reply that is on its way no longer counts for a command."""
        pending = [self._pending] if self._pending else []
        for order in (*self._queue.values(), *pending):
            self._shown.pop(order.slot, None)
            self._fate(order, CommandOutcome.LOST, "no reply")
        self._queue.clear()

    # -- orders and replies

    def _problem(self, target: str, value: Scalar | None) -> str:
        if target == RHYTHM:
            return "" if str(value) in rhythm_map() else UNKNOWN_RHYTHM
        return "" if isinstance(value, int | float) else f"{value!r} is no number"

    def _order(self, wires: dict[str, str], number: int, target: str) -> None:
        """Queue what differs; the command is done when all of it is."""
        joined = [order for slot, wire in wires.items() if (order := self._differing(slot, wire))]
        for order in joined:
            order.numbers.append(number)
        if joined:
            self._tickets[number] = _Ticket(target=target, waits=len(joined))
        else:
            self.tell(number, target, CommandOutcome.OK)

    def _differing(self, slot: str, wire: str) -> _Order | None:
        """Return the order after which the slot is as wanted; None when it is."""
        pending = self._pending
        if slot in self._queue:
            self._queue[slot].wire = wire
        elif pending is not None and pending.slot == slot:
            if pending.wire == wire:
                return pending
            self._queue[slot] = _Order(slot=slot, wire=wire)
        elif self._shown.get(slot) == wire:
            return None
        else:
            self._queue[slot] = _Order(slot=slot, wire=wire)
        return self._queue[slot]

    def _reply(self, line: str) -> None:
        refusal = self._manners.no.fullmatch(line)
        if self._pending is None or not (refusal or self._manners.yes.fullmatch(line)):
            self.broken += 1
            return
        self.heard += 1
        self._greet()
        if refusal is None:
            self._settle(CommandOutcome.OK, "")
            return
        code = refusal[1]
        if self._pending.slot:
            words = _MEANINGS.get(code, "refused")
            self.reports.append(
                DeviceNote(words=f"{self._pending.wire} refused: {line[:40]} ({words})")
            )
        self._settle(_OUTCOMES.get(code, CommandOutcome.FAULT), line[:40])

    def _greet(self) -> None:
        if not self._is_greeted and self._is_on:
            self.reports.append(DeviceNote(words=SIMULATION))
        self._is_greeted = True

    def _settle(self, outcome: CommandOutcome, detail: str) -> None:
        order, self._pending = self._pending, None
        if order is None:
            return
        if outcome is CommandOutcome.OK and order.slot:
            self._shown[order.slot] = order.wire
        else:
            self._shown.pop(order.slot, None)
        self._fate(order, outcome, detail)

    def _fate(self, order: _Order, outcome: CommandOutcome, detail: str) -> None:
        numbers, order.numbers = order.numbers, []
        for number in numbers:
            ticket = self._tickets[number]
            ticket.waits -= 1
            if outcome is not CommandOutcome.OK:
                ticket.outcome, ticket.detail = outcome, detail
            if ticket.waits == 0:
                del self._tickets[number]
                self.tell(number, ticket.target, ticket.outcome, ticket.detail)

    def _tell_match(self, rhythm: str) -> None:
        shown = rhythm_map()[rhythm]
        if rhythm != self._told and (shown.match is not Match.EXACT or shown.has_own_rate):
            self.reports.append(DeviceNote(words=shown.words(rhythm)))
        self._told = rhythm


def prosim(
    pipe: Pipe,
    *,
    serial: str,
    monotonic_s: Callable[[], float],
    name: str = "",
    is_on: bool = False,
    model: str = "ProSim 8",
    manners: Manners = NEWER,
) -> PlainDevice:
    """Return the driver of the simulator behind a pipe; it shows nothing unless ``is_on``."""
    dialect = ProsimDialect(serial=serial, model=model, manners=manners, is_on=is_on)
    return PlainDevice(
        pipe, dialect, name=name or model, monotonic_s=monotonic_s, patience=PATIENCE
    )
