"""The driver kit: link, counting and deadlines are done; a driver adds what its device says.

Write a Dialect, give it to a PlainDevice with a pipe of bytes, and the device port is whole.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simrunner.hardware.device import (
    Capabilities,
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceError,
    DeviceIdentity,
    LinkChanged,
    LinkHealth,
    LinkState,
    Report,
)
from simrunner.hardware.pipe import Hear, Pipe, TappedPipe

_WAIT_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a device may be silent before it counts as STALE, and as lost.

    A quiet device (a pedal, a scanner) says nothing until something happens: it is UP while its
    pipe is open.
    """

    stale_ms: int = 350
    lost_ms: int = 1_400
    reopen_ms: int = 500
    is_quiet: bool = False


class Dialect(ABC):
    """What one kind of device says and is told; nothing that arrives makes it raise.

    Count every good message in ``heard`` and every broken one in ``broken``. A device without
    outputs needs only ``feed``.
    """

    def __init__(self, identity: DeviceIdentity, capabilities: Capabilities) -> None:
        """Say who it is; devices that do not tell their serial number are given one."""
        self.identity = identity
        self.capabilities = capabilities
        self.shows_patient = False
        self.heard = 0
        self.broken = 0
        self.reports: list[Report] = []

    @property
    def is_greeted(self) -> bool:
        """Whether enough was heard since ``begin`` to call the device UP."""
        return True

    def begin(self) -> bytes:
        """Return the greeting for a pipe that was just opened; nothing is known of the device."""
        return b""

    @abstractmethod
    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Take in bytes that arrived at ``now_us`` (link time) and return what they tell."""

    def due(self, now_ms: int) -> bytes:
        """Return what is to be written now: a query that keeps the link alive, the next command."""
        del now_ms
        return b""

    def submit(self, number: int, command: DeviceCommand, now_ms: int) -> None:
        """Take a command; its one CommandResult goes into ``reports``, at once or later."""
        del now_ms
        self.tell(number, command.target, CommandOutcome.UNKNOWN)

    def safe_commands(self) -> tuple[DeviceCommand, ...]:
        """Return the commands that switch every output off; none where there are none."""
        return ()

    def drop_all(self) -> None:  # noqa: B027  most devices keep no commands waiting
        """Forget all commands that wait; each is told as LOST."""

    def tell(self, number: int, target: str, outcome: CommandOutcome, detail: str = "") -> None:
        """Report the fate of a command."""
        self.reports.append(
            CommandResult(command=number, target=target, outcome=outcome, detail=detail)
        )


class PlainDevice:
    """The device port for any Dialect over any Pipe; it never runs in lock step."""

    is_lock_step = False

    def __init__(
        self,
        pipe: Pipe,
        dialect: Dialect,
        *,
        name: str,
        monotonic_s: Callable[[], float],
        patience: Patience | None = None,
    ) -> None:
        """Prepare the driver; nothing is opened before ``connect``."""
        self.name = name
        self._pipe = pipe
        self._dialect = dialect
        self._monotonic_s = monotonic_s
        self._patience = patience or Patience()
        self._link = LinkState.DOWN
        self._reports: list[Report] = []
        self._is_wanted = False
        self._has_answered = False
        self._heard_ms = 0
        self._try_at_ms: int | None = None
        self._number = 0
        self._failed = 0

    def tap(self, hear: Hear) -> None:
        """Have ``hear`` get every byte of the link from now on."""
        self._pipe = TappedPipe(self._pipe, hear)

    @property
    def shows_patient(self) -> bool:
        """Whether a real monitor behind it shows our patient; off unless a person wanted it."""
        return self._dialect.shows_patient

    @property
    def link(self) -> LinkState:
        """Where the link stands."""
        return self._link

    @property
    def identity(self) -> DeviceIdentity | None:
        """Who the device is, None before it was UP for the first time."""
        return self._dialect.identity if self._has_answered else None

    @property
    def capabilities(self) -> Capabilities:
        """What it can feel and do, nothing before it was UP for the first time."""
        return self._dialect.capabilities if self._has_answered else Capabilities()

    @property
    def health(self) -> LinkHealth:
        """Counters since the driver was made."""
        return LinkHealth(
            rx_ok=self._dialect.heard, rx_bad=self._dialect.broken, commands_failed=self._failed,
            heard_ms=self._heard_ms if self._dialect.heard else None,
        )  # fmt: skip

    def connect(self) -> None:
        """Begin to look for the device, and again whenever it is lost."""
        self._is_wanted = True

    def poll(self, now_ms: int) -> tuple[Report, ...]:
        """Take in what arrived, keep the link alive, and return what happened."""
        self._care(now_ms, 0.0)
        taken, self._reports = tuple(self._reports), []
        return taken

    def advance_to(self, to_ms: int) -> tuple[Report, ...]:
        """Poll: the device lives by its own time, whatever ``to_ms`` says."""
        del to_ms
        return self.poll(self._now_ms())

    def send(self, command: DeviceCommand) -> int | None:
        """Hand a command to the dialect; None unless the link is UP."""
        if self._link is not LinkState.UP:
            return None
        self._number += 1
        self._dialect.submit(self._number, command, self._now_ms())
        return self._number

    def make_safe(self, timeout_s: float) -> bool:
        """Drop pending commands, switch every output off; True when each was confirmed in time.

        A device without outputs is safe.
        """
        self._dialect.drop_all()
        commands = self._dialect.safe_commands()
        numbers = {self.send(command) for command in commands}
        if None in numbers:
            return False
        deadline_s = self._monotonic_s() + timeout_s
        while True:
            self._care(self._now_ms(), 0.0)
            fates = {
                report.command: report.outcome
                for report in self._reports
                if isinstance(report, CommandResult) and report.command in numbers
            }
            if len(fates) == len(numbers):
                return all(outcome is CommandOutcome.OK for outcome in fates.values())
            if self._monotonic_s() >= deadline_s or not self._pipe.is_open:
                return False
            self._care(self._now_ms(), _WAIT_S)

    def close(self) -> None:
        """Let go of the device."""
        self._is_wanted = False
        self._leave("", self._now_ms())

    def _now_ms(self) -> int:
        return int(self._monotonic_s() * 1000)

    def _care(self, now_ms: int, timeout_s: float) -> None:
        if self._is_wanted and not self._pipe.is_open:
            self._open(now_ms)
        if not self._pipe.is_open:
            return
        try:
            self._listen(now_ms, timeout_s)
            words = self._dialect.due(now_ms)
            if words:
                self._pipe.write(words)
        except DeviceError as error:
            self._leave(str(error), now_ms)
            return
        self._take_reports()
        self._judge_silence(now_ms)

    def _open(self, now_ms: int) -> None:
        if self._try_at_ms is not None and now_ms < self._try_at_ms:
            return
        self._try_at_ms = now_ms + self._patience.reopen_ms
        try:
            self._pipe.open()
            greeting = self._dialect.begin()
            if greeting:
                self._pipe.write(greeting)
        except DeviceError:
            self._pipe.close()  # not there: the next try comes by itself
            return
        self._heard_ms = now_ms
        self._change(LinkState.OPENING)
        if self._patience.is_quiet:
            self._has_answered = True
            self._change(LinkState.UP)

    def _listen(self, now_ms: int, timeout_s: float) -> None:
        before = self._dialect.heard
        for piece in self._pipe.receive(timeout_s):
            at_us = now_ms * 1000 if piece.at_s is None else int(piece.at_s * 1e6)
            self._reports.extend(self._dialect.feed(piece.wire, at_us))
        if self._dialect.heard == before:
            return
        self._heard_ms = now_ms
        if self._link is not LinkState.UP and self._dialect.is_greeted:
            self._has_answered = True
            self._change(LinkState.UP)

    def _judge_silence(self, now_ms: int) -> None:
        if self._patience.is_quiet:
            return
        silent_ms = now_ms - self._heard_ms
        if silent_ms >= self._patience.lost_ms:
            self._leave("no answer", now_ms)
        elif silent_ms >= self._patience.stale_ms and self._link is LinkState.UP:
            self._change(LinkState.STALE, "no answer")

    def _leave(self, reason: str, now_ms: int) -> None:
        self._pipe.close()
        self._dialect.drop_all()
        self._take_reports()
        self._try_at_ms = now_ms + self._patience.reopen_ms
        if self._link is not LinkState.DOWN:
            self._change(LinkState.DOWN, reason)

    def _take_reports(self) -> None:
        told, self._dialect.reports = self._dialect.reports, []
        self._failed += sum(
            isinstance(report, CommandResult) and report.outcome is not CommandOutcome.OK
            for report in told
        )
        self._reports.extend(told)

    def _change(self, link: LinkState, reason: str = "") -> None:
        self._link = link
        self._reports.append(LinkChanged(link=link, reason=reason))


class SampleClock:
    """Times for samples of a device that sends none: evenly spaced.

    No piece begins in the future: those of a device with a fast clock overlap by a little.
    """

    def __init__(self, period_us: int) -> None:
        """Begin before the first sample."""
        self.period_us = period_us
        self._end_us: int | None = None

    def take(self, count: int, now_us: int) -> int:
        """Return when the first of ``count`` samples was taken, of which the last is from now."""
        t0_us = now_us - count * self.period_us
        if self._end_us is not None:
            t0_us = min(max(t0_us, self._end_us), now_us)
        self._end_us = t0_us + count * self.period_us
        return t0_us


class LineCutter:
    """Cuts bytes into lines of ASCII; what is too long or not ASCII is counted, not returned."""

    def __init__(self, longest: int = 240) -> None:
        """Begin between two lines."""
        self._longest = longest
        self._rest = b""
        self._is_skipping = False
        self.broken = 0

    def feed(self, wire: bytes) -> list[str]:
        """Return the lines that are complete, without their ends and without empty ones."""
        *lines, rest = (self._rest + wire).replace(b"\n", b"\r").split(b"\r")
        found = []
        for line in lines:
            is_rest_of_long, self._is_skipping = self._is_skipping, False
            if is_rest_of_long or not line.strip():
                continue
            if len(line) > self._longest or not all(32 <= byte < 127 for byte in line):
                self.broken += 1
                continue
            found.append(line.decode("ascii").strip())
        self._rest = rest
        if len(rest) > self._longest:
            self.broken += not self._is_skipping
            self._rest, self._is_skipping = b"", True
        return found
