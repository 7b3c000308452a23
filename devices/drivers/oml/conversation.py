"""What host and device say to each other: getting to know, staying alive, losing sight."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.drivers.oml.commands import CommandSender
from devices.drivers.oml.events import EventOrder, Verdict
from devices.drivers.oml.handshake import Handshake
from devices.drivers.oml.link import Arrival, MessageLink
from devices.drivers.oml.opening import Opening
from devices.drivers.oml.streams import StreamReader
from devices.drivers.oml.time_keeper import TimeKeeper
from devices.protocol.capability import CapsDocument
from devices.protocol.frame import VERSION, FrameFlag
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
    SimAdvance,
    SimDone,
    Subscribe,
    TimeResponse,
)
from devices.transport.link import Transport, TransportError
from simrunner.hardware.device import (
    Actuator,
    Capabilities,
    DeviceEvent,
    DeviceIdentity,
    LinkChanged,
    LinkState,
    Report,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The link's patience. Silence is judged at each poll, so add the time between polls.

    In lock step silence counts from an unanswered SIM_ADVANCE, and ``deadline_ms`` is how long
    the session waits for its answer: longer than ``stale_ms``, because a late answer still gives
    the same run and an absent one does not.
    """

    heartbeat_ms: int = 500
    stale_ms: int = 350
    lost_ms: int = 1_400
    reopen_ms: int = 500
    resubscribe_ms: int = 500
    deadline_ms: int = 2_000
    lock_step_lost_ms: int = 4_000

    def lost_after_ms(self, *, is_lock_step: bool) -> int:
        """Return how long a silence may last before the link is given up."""
        return self.lock_step_lost_ms if is_lock_step else self.lost_ms


class Conversation:
    """One device at the far end of a transport, under whatever happens to the link.

    Nothing here raises: a broken link is a state and a report.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        host: str,
        streams: tuple[str, ...],
        is_lock_step: bool,
        timing: Timing,
        monotonic_s: Callable[[], float],
        serial: str = "",
    ) -> None:
        """Begin with nobody known and nothing open; only ``serial`` will do where it is given."""
        self.link = LinkState.DOWN
        self.identity: DeviceIdentity | None = None
        self.capabilities = Capabilities()
        self.reports: list[Report] = []
        self.commands = CommandSender(self._write_command)
        self.wire = MessageLink(transport)
        self.run_ms = 0
        self.is_awaiting = False
        self._host = host
        self.wanted: tuple[str, ...] | None = streams
        self._is_lock_step = is_lock_step
        self._timing = timing
        self._handshake: Handshake | None = None
        self.streams = StreamReader()
        self.time = TimeKeeper(monotonic_s)
        # In lock step the device's time is run time, and nobody's clock is asked.
        self._ours_s = (lambda _t_us: None) if is_lock_step else self.time.ours_s
        self._events = EventOrder()
        self._serial = serial
        self.opening = Opening(self.wire, every_ms=timing.reopen_ms)
        self.beat = Heartbeat()
        self._now_ms = self._beat_at_ms = 0
        self.heard_ms = self._stream_heard_ms = self._awaited_ms = self._awaited_since_ms = 0

    def take_reports(self) -> tuple[Report, ...]:
        """Return what happened since the last call."""
        taken, self.reports = (*self.reports, *self.streams.take(self._ours_s)), []
        return taken

    def open(self, now_ms: int) -> None:
        """Try to open the transport, when it is time for another try, and greet."""
        self._now_ms = now_ms
        if self.opening.succeeds(now_ms):
            self.wire.expect_clock(self.time.theirs_us())
            self._greet("")
        elif news := self.opening.take_news():
            self.reports.append(LinkChanged(link=self.link, reason=news, at_ms=now_ms))

    def leave(self, reason: str) -> None:
        """Close the transport; the link is DOWN and may be opened again a little later."""
        self.wire.close()
        self._handshake = None
        self.is_awaiting = False
        self.opening.rest(self._now_ms)
        self.reports.extend(self.commands.drop_all())
        self.change(LinkState.DOWN, reason)

    def change(self, link: LinkState, reason: str) -> None:
        """Enter a state of the link; reported when it is another one."""
        if link is not self.link:
            self.link = link
            self.reports.append(LinkChanged(link=link, reason=reason, at_ms=self._now_ms))

    def advance(self, now_ms: int) -> None:
        """Ask the device to live up to ``run_ms``; it is awaited from now on."""
        self.is_awaiting = True
        self._awaited_ms, self._awaited_since_ms = self.run_ms, now_ms
        self._write(SimAdvance(to_ms=self.run_ms))

    def keep_alive(self, now_ms: int) -> None:
        """Say what is due: greetings, heartbeats, repetitions; judge the silence."""
        self._now_ms = now_ms
        if self._handshake is not None:
            self._shake_hands(self._handshake)
            return
        if self.link is LinkState.INCOMPATIBLE:
            return
        self._judge_silence()
        if self.link not in {LinkState.UP, LinkState.STALE}:
            return
        self.reports.extend(self.commands.repeat_due(now_ms))
        if now_ms >= self._beat_at_ms:
            self._beat_at_ms = now_ms + self._timing.heartbeat_ms
            self._write(Heartbeat())
        if not self._is_lock_step and (question := self.time.due()):
            self._write(question)
        is_stream_quiet = now_ms - self._stream_heard_ms > self._timing.resubscribe_ms
        if is_stream_quiet and not self._is_lock_step:
            self.subscribe()

    def pump(self, now_ms: int, timeout_s: float) -> None:
        """Take in what arrived, waiting at most ``timeout_s`` for the first byte."""
        self._now_ms = now_ms
        try:
            arrivals = self.wire.receive(timeout_s)
        except TransportError as error:
            self.leave(str(error))
            return
        for arrival in arrivals:
            if self.wire.is_open and self.link is not LinkState.INCOMPATIBLE:
                self._take_in(arrival)

    # -- the link

    def _greet(self, reason: str) -> None:
        """Begin to get to know whoever is at the far end."""
        self._handshake = Handshake(host=self._host, began_ms=self._now_ms)
        self.is_awaiting = False
        self.reports.extend(self.commands.drop_all())
        self.change(LinkState.OPENING, reason)

    def _shake_hands(self, handshake: Handshake) -> None:
        if handshake.has_failed(self._now_ms):
            self.leave("does not answer")
        elif question := handshake.due(self._now_ms):
            self._write(question, FrameFlag.ACK_REQ)

    def _judge_silence(self) -> None:
        since_ms = self._awaited_since_ms if self._is_lock_step else self.heard_ms
        is_expected = self.is_awaiting or not self._is_lock_step
        silence_ms = self._now_ms - since_ms if is_expected else 0
        if silence_ms > self._timing.lost_after_ms(is_lock_step=self._is_lock_step):
            self.leave("silent")
        elif silence_ms > self._timing.stale_ms:
            self.change(LinkState.STALE, "silent")

    def _refuse(self, version: int) -> None:
        self._handshake = None
        self.change(LinkState.INCOMPATIBLE, f"speaks OML/{version}, this is OML/{VERSION}")

    # -- sending

    def _write(self, message: Message, flags: FrameFlag = FrameFlag.NONE) -> None:
        stamp_ms = self.run_ms if self._is_lock_step else self._now_ms
        try:
            self.wire.write(message, t_us=stamp_ms * 1000, flags=flags)
        except TransportError as error:
            self.leave(str(error))

    def _write_command(self, command: Command, is_repeated: bool) -> None:
        again = FrameFlag.RETX if is_repeated else FrameFlag.NONE
        later = FrameFlag.NONE if command.at_us is None else FrameFlag.AT_TIME
        self._write(command, FrameFlag.ACK_REQ | again | later)

    def subscribe(self) -> None:
        """Ask for the streams that are ``wanted``; None wants them all."""
        self._stream_heard_ms = self._now_ms
        if rates_hz := self.streams.rates_hz(self.wanted):
            self._write(Subscribe(rate_hz=rates_hz))

    # -- receiving

    def _take_in(self, arrival: Arrival) -> None:
        frame, message = arrival.frame, arrival.message
        if frame.version != VERSION:
            self._refuse(frame.version)
            return
        self.heard_ms = self._now_ms
        if self.link is LinkState.STALE and not self._is_lock_step:
            self.change(LinkState.UP, "")
        if message is not None:
            self._obey(message, arrival)
        elif self.link in {LinkState.UP, LinkState.STALE}:
            self._stream_heard_ms = self._now_ms
            self.streams.feed(frame, arrival.t_us)

    def _obey(self, message: Message, arrival: Arrival) -> None:
        match message:
            case Ident():
                self._on_ident(message)
            case CapsPage():
                self._on_page(message)
            case Heartbeat():
                self._on_heartbeat(message)
            case Acknowledgement():
                if result := self.commands.settle(message, self._now_ms):
                    self.reports.append(result)
            case Event():
                self._on_event(message, arrival)
            case TimeResponse():
                self.time.take(message, arrival)
            case SimDone():
                self._on_done(message)
            case LinkReset():
                self._greet("the device asked for a fresh start")
            case _:
                pass  # LOG is for a cable monitor; the rest is a host's own

    def _on_ident(self, ident: Ident) -> None:
        if self._handshake is None:
            return
        if ident.protocol != VERSION:
            self._refuse(ident.protocol)
            return
        if self._serial not in {"", ident.serial}:
            self.leave(f"{ident.serial or 'a nameless device'} answers, not {self._serial}")
            return
        if not _is_same_start(self.identity, ident):
            self._events = EventOrder()
            self.wire.restart_clock()
            self.time.restart()
        self.identity = _identity(ident)
        self._handshake.take_ident(ident, self._now_ms)
        self._shake_hands(self._handshake)

    def _on_page(self, page: CapsPage) -> None:
        if self._handshake is None:
            return
        caps = self._handshake.take_page(page, self._now_ms)
        if caps is None:
            self._shake_hands(self._handshake)
            return
        self._handshake = None
        self._begin(caps)

    def _begin(self, caps: CapsDocument) -> None:
        self.capabilities = _capabilities(caps)
        self.streams.restart(caps.streams)
        if self._is_lock_step and self.run_ms > 0:
            # The device joins a run that has begun: nothing is subscribed, so it only moves on.
            self._write(SimAdvance(to_ms=self.run_ms))
        self.subscribe()
        self._beat_at_ms = self._now_ms
        if self.wire.is_open:
            self.change(LinkState.UP, "")

    def _on_heartbeat(self, beat: Heartbeat) -> None:
        known = None if self.identity is None else self.identity.boot_id
        self.beat = beat
        if self._handshake is None and beat.boot_id not in {None, known}:
            self._greet("the device restarted")

    def _on_event(self, event: Event, arrival: Arrival) -> None:
        if self._handshake is not None:
            return
        verdict = self._events.judge(event)
        if verdict is Verdict.FRESH:
            self.reports.append(_felt(event, arrival, self._ours_s(arrival.t_us)))
        if verdict is not Verdict.TOO_EARLY:
            self._write(EventAcknowledgement(event=event.event))

    def _on_done(self, done: SimDone) -> None:
        if self.is_awaiting and done.to_ms >= self._awaited_ms:
            self.is_awaiting = False
            self.change(LinkState.UP, "")


def _felt(event: Event, arrival: Arrival, felt_s: float | None) -> DeviceEvent:
    return DeviceEvent(
        name=event.name, fields=event.fields, t_us=arrival.t_us, felt_s=felt_s,
        heard_s=arrival.heard_s,
    )  # fmt: skip


def _is_same_start(known: DeviceIdentity | None, ident: Ident) -> bool:
    return known is not None and (known.serial, known.boot_id) == (ident.serial, ident.boot_id)


def _identity(ident: Ident) -> DeviceIdentity:
    return DeviceIdentity(
        vendor=ident.vendor, model=ident.model, serial=ident.serial, firmware=ident.firmware,
        protocol=ident.protocol, boot_id=ident.boot_id,
    )  # fmt: skip


def _capabilities(caps: CapsDocument) -> Capabilities:
    return Capabilities(
        streams={c.name: c.unit for channels in caps.streams.values() for c in channels},
        actuators={
            a.name: Actuator(name=a.name, kind=a.kind, low=a.low, high=a.high)
            for a in caps.actuators
        },
        events=caps.events,
    )
