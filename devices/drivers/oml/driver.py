"""The device port over OML/1 (devices/protocol/PROTOCOL.md)."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.drivers.oml.commands import CommandSender
from devices.drivers.oml.events import EventOrder, Verdict
from devices.drivers.oml.handshake import Handshake
from devices.drivers.oml.streams import StreamReader
from devices.protocol.capability import CapsDocument
from devices.protocol.frame import (
    VERSION,
    ClockUnwrapper,
    Frame,
    FrameDecoder,
    FrameFlag,
    FrameWriter,
)
from devices.protocol.message import (
    Acknowledgement,
    CapsPage,
    Command,
    Event,
    EventAcknowledgement,
    Heartbeat,
    Ident,
    LinkReset,
    Message,
    MessageError,
    SimAdvance,
    SimDone,
    Subscribe,
    decode_message,
    encode_message,
    type_of,
)
from devices.transport.link import Transport, TransportError
from simrunner.hardware.device import (
    Actuator,
    Capabilities,
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceError,
    DeviceEvent,
    DeviceIdentity,
    LinkChanged,
    LinkHealth,
    LinkState,
    Report,
)

SAFE_COMMAND = DeviceCommand(target="device.safe", fields={"value": 1})
_WAIT_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The link's patience. Silence is judged at each poll, so add the time between polls.

    In lock step ``stale_ms`` and ``lost_ms`` count from an unanswered SIM_ADVANCE, and
    ``deadline_ms`` is how long the session waits for its answer.
    """

    heartbeat_ms: int = 500
    stale_ms: int = 350
    lost_ms: int = 1_400
    reopen_ms: int = 500
    resubscribe_ms: int = 500
    deadline_ms: int = 2_000
    lock_step_lost_ms: int = 4_000


class OmlDriver:
    """A device that speaks OML/1 over any Transport.

    ``monotonic_s`` is the real clock for deadlines; ``streams`` names the channels wanted.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        name: str,
        monotonic_s: Callable[[], float],
        is_lock_step: bool = False,
        streams: tuple[str, ...] = ("cpr.depth",),
        host: str = "simrunner",
        timing: Timing | None = None,
    ) -> None:
        """Prepare the driver; nothing is opened before ``connect``."""
        self.name = name
        self.is_lock_step = is_lock_step
        self.link = LinkState.DOWN
        self.identity: DeviceIdentity | None = None
        self.capabilities = Capabilities()
        self._transport = transport
        self._monotonic_s = monotonic_s
        self._streams_wanted = streams
        self._host = host
        self._timing = timing or Timing()
        self._decoder = FrameDecoder()
        self._writer = FrameWriter()
        self._commands = CommandSender(self._write_command)
        self._handshake: Handshake | None = None
        self._reader = StreamReader({})
        self._rates: dict[int, int] = {}
        self._events = EventOrder()
        self._clock = ClockUnwrapper()
        self._reports: list[Report] = []
        self._is_wanted = False
        self._reopen_at_ms = 0
        self._heard_ms = 0
        self._beat_at_ms = 0
        self._stream_heard_ms = 0
        self._target_ms = 0
        self._awaited_ms: int | None = None
        self._awaited_since_ms = 0
        self._lost_before = 0
        self._malformed = 0

    @property
    def health(self) -> LinkHealth:
        """Counters since the driver was made."""
        counters = self._decoder.counters
        return LinkHealth(
            rx_ok=counters.rx_ok, rx_bad=counters.rx_bad + self._malformed,
            unknown=counters.unknown, samples_lost=self._lost_before + self._reader.lost,
            commands_failed=self._commands.failed,
        )  # fmt: skip

    def connect(self) -> None:
        """Begin to look for the device, and again whenever it is lost."""
        self._is_wanted = True
        self._reopen_at_ms = self._now_ms()

    def wait_until_up(self, timeout_s: float) -> None:
        """Poll until the link is UP; DeviceError when that takes longer than ``timeout_s``.

        The reports stay for the next poll.
        """
        deadline_s = self._monotonic_s() + timeout_s
        kept: list[Report] = []
        while self.link is not LinkState.UP:
            if self._monotonic_s() > deadline_s:
                raise DeviceError(f"{self.name} does not answer")
            if self._transport.is_open:
                self._pump(self._now_ms(), _WAIT_S)
            kept.extend(self.poll(self._now_ms()))
        self._reports[:0] = kept

    def poll(self, now_ms: int) -> tuple[Report, ...]:
        """Take in what arrived, keep the link alive, and return what happened."""
        if self._is_wanted and not self._transport.is_open:
            self._try_open(now_ms)
        if self._transport.is_open:
            self._pump(now_ms, 0.0)
        if self._transport.is_open:
            self._keep_alive(now_ms)
        return self._take_reports()

    def advance_to(self, to_ms: int) -> tuple[Report, ...]:
        """Let the device live up to ``to_ms`` and return what it felt; see the port."""
        self._target_ms = to_ms
        if self.link is not LinkState.UP or not self.is_lock_step:
            return self.poll(self._now_ms())
        self._keep_alive(self._now_ms())
        self._wait_while(lambda: not self._commands.is_idle)
        if self.link is LinkState.UP:
            self._awaited_ms, self._awaited_since_ms = to_ms, self._now_ms()
            self._write(SimAdvance(to_ms=to_ms))
            self._wait_while(lambda: self._awaited_ms is not None)
        return self._take_reports()

    def send(self, command: DeviceCommand) -> int | None:
        """Send a command; None unless the link is UP."""
        if self.link is not LinkState.UP:
            return None
        return self._commands.submit(command, self._now_ms())

    def make_safe(self, timeout_s: float) -> bool:
        """Drop pending commands and switch every output off; True when confirmed in time."""
        self._reports.extend(self._commands.drop_all())
        number = self.send(SAFE_COMMAND)
        if number is None:
            return False
        deadline_s = self._monotonic_s() + timeout_s
        while not self._commands.is_idle and self._monotonic_s() < deadline_s:
            self._pump(self._now_ms(), _WAIT_S)
            self._reports.extend(self._commands.repeat_due(self._now_ms()))
        return any(
            isinstance(report, CommandResult)
            and report.command == number
            and report.outcome is CommandOutcome.OK
            for report in self._reports
        )

    def close(self) -> None:
        """Let go of the link; the device notices the missing heartbeat and makes itself safe."""
        self._is_wanted = False
        self._leave(LinkState.DOWN, "")

    # -- the link

    def _now_ms(self) -> int:
        return int(self._monotonic_s() * 1000)

    def _take_reports(self) -> tuple[Report, ...]:
        taken, self._reports = (*self._reports, *self._reader.take()), []
        return taken

    def _wait_while(self, is_pending: Callable[[], bool]) -> None:
        since_ms = self._now_ms()
        while self._transport.is_open and is_pending():
            self._pump(self._now_ms(), _WAIT_S)
            now_ms = self._now_ms()
            self._reports.extend(self._commands.repeat_due(now_ms))
            if now_ms - since_ms > self._timing.stale_ms and is_pending():
                self._change(LinkState.STALE, "no answer")
            if now_ms - since_ms > self._timing.deadline_ms:
                return

    def _try_open(self, now_ms: int) -> None:
        if now_ms < self._reopen_at_ms:
            return
        try:
            self._transport.open()
        except TransportError:
            # Absent is the normal state of what is unplugged: asked again, not reported again.
            self._reopen_at_ms = now_ms + self._timing.reopen_ms
            return
        self._greet(now_ms, "")

    def _greet(self, now_ms: int, reason: str) -> None:
        """Begin to get to know whoever is at the far end."""
        self._handshake = Handshake(host=self._host, began_ms=now_ms)
        self._awaited_ms = None
        self._reports.extend(self._commands.drop_all())
        self._change(LinkState.OPENING, reason)

    def _leave(self, link: LinkState, reason: str) -> None:
        self._transport.close()
        self._handshake = None
        self._awaited_ms = None
        self._reopen_at_ms = self._now_ms() + self._timing.reopen_ms
        self._reports.extend(self._commands.drop_all())
        self._change(link, reason)

    def _change(self, link: LinkState, reason: str) -> None:
        if link is not self.link:
            self.link = link
            self._reports.append(LinkChanged(link=link, reason=reason))

    def _keep_alive(self, now_ms: int) -> None:
        if self._handshake is not None:
            self._shake_hands(self._handshake, now_ms)
            return
        if self.link is LinkState.INCOMPATIBLE:
            return
        self._judge_silence(now_ms)
        if self.link not in {LinkState.UP, LinkState.STALE}:
            return
        self._reports.extend(self._commands.repeat_due(now_ms))
        if now_ms >= self._beat_at_ms:
            self._beat_at_ms = now_ms + self._timing.heartbeat_ms
            self._write(Heartbeat())
        if not self.is_lock_step and (
            now_ms - self._stream_heard_ms > self._timing.resubscribe_ms
        ):
            self._subscribe(now_ms)

    def _judge_silence(self, now_ms: int) -> None:
        if self.is_lock_step:
            silence_ms = 0 if self._awaited_ms is None else now_ms - self._awaited_since_ms
            lost_ms = self._timing.lock_step_lost_ms
        else:
            silence_ms, lost_ms = now_ms - self._heard_ms, self._timing.lost_ms
        if silence_ms > lost_ms:
            self._leave(LinkState.DOWN, "silent")
        elif silence_ms > self._timing.stale_ms:
            self._change(LinkState.STALE, "silent")

    def _shake_hands(self, handshake: Handshake, now_ms: int) -> None:
        if handshake.has_failed(now_ms):
            self._leave(LinkState.DOWN, "does not answer")
        elif question := handshake.due(now_ms):
            self._write(question)

    # -- sending

    def _write(self, message: Message, flags: FrameFlag = FrameFlag.NONE) -> None:
        stamp_us = self._target_ms * 1000 if self.is_lock_step else self._now_ms() * 1000
        wire = self._writer.write(
            type_of(message), encode_message(message), t_us=stamp_us, flags=flags
        )
        try:
            self._transport.write(wire)
        except TransportError as error:
            self._leave(LinkState.DOWN, str(error))

    def _write_command(self, command: Command, is_repeated: bool) -> None:
        again = FrameFlag.RETX if is_repeated else FrameFlag.NONE
        self._write(command, FrameFlag.ACK_REQ | again)

    def _subscribe(self, now_ms: int) -> None:
        self._stream_heard_ms = now_ms
        if self._rates:
            self._write(Subscribe(rate_hz=self._rates))

    # -- receiving

    def _pump(self, now_ms: int, timeout_s: float) -> None:
        try:
            received = self._transport.receive(timeout_s)
        except TransportError as error:
            self._leave(LinkState.DOWN, str(error))
            return
        for frame in tuple(self._decoder.feed(received)):
            if self._transport.is_open and self.link is not LinkState.INCOMPATIBLE:
                self._take_in(frame, now_ms)

    def _take_in(self, frame: Frame, now_ms: int) -> None:
        if frame.version != VERSION:
            self._refuse(frame.version)
            return
        self._heard_ms = now_ms
        if self.link is LinkState.STALE and not self.is_lock_step:
            self._change(LinkState.UP, "")
        t_us = self._clock.unwrap(frame.t_us)
        if frame.stream is not None:
            if self.link is LinkState.UP or self.link is LinkState.STALE:
                self._stream_heard_ms = now_ms
                self._reader.feed(frame, t_us)
            return
        try:
            message = decode_message(frame.frame_type, frame.payload)
        except MessageError:
            self._malformed += 1
            return
        self._obey(message, t_us, now_ms)

    def _obey(self, message: Message, t_us: int, now_ms: int) -> None:
        match message:
            case Ident():
                self._on_ident(message, now_ms)
            case CapsPage():
                self._on_page(message, now_ms)
            case Heartbeat():
                self._on_heartbeat(message, now_ms)
            case Acknowledgement():
                if result := self._commands.settle(message, now_ms):
                    self._reports.append(result)
            case Event():
                self._on_event(message, t_us)
            case SimDone():
                self._on_done(message)
            case LinkReset():
                self._greet(now_ms, "the device asked for a fresh start")
            case _:
                pass  # LOG is for a cable monitor; the rest is a host's own

    def _refuse(self, version: int) -> None:
        self._handshake = None
        self._change(LinkState.INCOMPATIBLE, f"speaks OML/{version}, this is OML/{VERSION}")

    def _on_ident(self, ident: Ident, now_ms: int) -> None:
        if self._handshake is None:
            return
        if ident.protocol != VERSION:
            self._refuse(ident.protocol)
            return
        if self.identity is None or self.identity.boot_id != ident.boot_id:
            self._events = EventOrder()
        self._clock = ClockUnwrapper()
        self.identity = DeviceIdentity(
            vendor=ident.vendor, model=ident.model, serial=ident.serial, firmware=ident.firmware,
            protocol=ident.protocol, boot_id=ident.boot_id,
        )  # fmt: skip
        self._handshake.take_ident(ident, now_ms)
        self._shake_hands(self._handshake, now_ms)

    def _on_page(self, page: CapsPage, now_ms: int) -> None:
        if self._handshake is None:
            return
        caps = self._handshake.take_page(page, now_ms)
        if caps is None:
            self._shake_hands(self._handshake, now_ms)
            return
        self._handshake = None
        self._begin(caps, now_ms)

    def _begin(self, caps: CapsDocument, now_ms: int) -> None:
        self.capabilities = _capabilities(caps)
        self._reports.extend(self._reader.take())
        self._lost_before += self._reader.lost
        self._reader = StreamReader(caps.streams)
        self._rates = {
            number: max(channel.rate_hz for channel in channels)
            for number, channels in caps.streams.items()
            if any(channel.name in self._streams_wanted for channel in channels)
        }
        if self.is_lock_step and self._target_ms > 0:
            # The device joins a run that has begun: nothing is subscribed, so it only moves on.
            self._write(SimAdvance(to_ms=self._target_ms))
        self._subscribe(now_ms)
        self._beat_at_ms = now_ms
        if self._transport.is_open:
            self._change(LinkState.UP, "")

    def _on_heartbeat(self, beat: Heartbeat, now_ms: int) -> None:
        has_restarted = (
            self._handshake is None
            and self.identity is not None
            and beat.boot_id not in {None, self.identity.boot_id}
        )
        if has_restarted:
            self._greet(now_ms, "the device restarted")

    def _on_event(self, event: Event, t_us: int) -> None:
        if self.link is LinkState.OPENING:
            return
        verdict = self._events.judge(event)
        if verdict is Verdict.FRESH:
            self._reports.append(DeviceEvent(name=event.name, fields=event.fields, t_us=t_us))
        if verdict is not Verdict.TOO_EARLY:
            self._write(EventAcknowledgement(event=event.event))

    def _on_done(self, done: SimDone) -> None:
        if self._awaited_ms is not None and done.to_ms >= self._awaited_ms:
            self._awaited_ms = None
            self._change(LinkState.UP, "")


def _capabilities(caps: CapsDocument) -> Capabilities:
    return Capabilities(
        streams={c.name: c.unit for channels in caps.streams.values() for c in channels},
        actuators={
            a.name: Actuator(name=a.name, kind=a.kind, low=a.low, high=a.high)
            for a in caps.actuators
        },
        events=caps.events,
    )
