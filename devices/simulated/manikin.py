"""The simulated manikin's firmware, without a link and without a clock."""

import struct
import zlib
from collections import deque
from collections.abc import Mapping

from devices.protocol.capability import encode_caps
from devices.protocol.frame import (
    VERSION,
    Frame,
    FrameDecoder,
    FrameFlag,
    FrameWriter,
    stream_type,
)
from devices.protocol.message import (
    PLAIN_FIELD,
    Acknowledgement,
    CapsPage,
    CapsRequest,
    Command,
    EventAcknowledgement,
    Heartbeat,
    Hello,
    Ident,
    LinkReset,
    Log,
    Message,
    MessageError,
    SimAdvance,
    SimDone,
    Subscribe,
    TimeRequest,
    TimeResponse,
    decode_message,
    encode_message,
    type_of,
)
from devices.simulated.agenda import Agenda
from devices.simulated.outbox import EventOutbox
from devices.simulated.rescuer import Rescuer, RescuerStyle
from devices.simulated.sensors import CAPABILITIES, DEPTH_RATE_HZ, DEPTH_STREAM, DepthSensor
from simrunner.domain.chance import draw_u64
from simrunner.hardware.device import DeviceIdentity
from simrunner.hardware.pairing import pairing_code

DEAD_MAN_US = 2_000_000
"""Without the host's heartbeat for this long every output is switched off (PROTOCOL.md)."""

_HEARTBEAT_US = 100_000
_SAMPLE_US = 1_000_000 // DEPTH_RATE_HZ
_PAGE_BYTES = 200
_COMMANDS_REMEMBERED = 32
_OK, _UNKNOWN, _RANGE, _BUSY = 0, 1, 2, 3
_DEPTH = struct.Struct("<i")


class Manikin:
    """Feed it bytes with ``receive``, let it live with ``run_until``, send what ``take`` returns.

    A SIM_ADVANCE runs it as well when ``is_lock_step``; alone it is an unknown frame.
    """

    def __init__(
        self,
        *,
        seed: int,
        is_lock_step: bool = False,
        serial: str = "SM-0001",
        style: RescuerStyle | None = None,
        protocol: int = VERSION,
        boots: int = 0,
    ) -> None:
        """Boot for the ``boots``-th time; equal arguments and inputs give equal bytes."""
        self._is_lock_step = is_lock_step
        self._rescuer = Rescuer(seed=seed, style=style)
        self._sensor = DepthSensor(self._rescuer, seed=seed)
        self._caps = encode_caps(CAPABILITIES)
        self._limits = {actuator.name: actuator for actuator in CAPABILITIES.actuators}
        self._ident = Ident(
            protocol=protocol, vendor="simrunner", model="Simulated manikin", serial=serial,
            firmware="1.0.0", boot_id=draw_u64(seed, "device.boot", boots) & 0xFFFFFFFF,
            caps_hash=zlib.crc32(self._caps),
        )  # fmt: skip
        self._decoder = FrameDecoder()
        self._writer = FrameWriter()
        self._events = EventOutbox()
        self._answered: deque[Acknowledgement] = deque(maxlen=_COMMANDS_REMEMBERED)
        self._outgoing = bytearray()
        self._sample_every_us: int | None = None
        self._agenda = Agenda()
        self._has_host = False
        self._host_heard_us = 0
        self.now_us = 0
        self.outputs: dict[str, float] = dict.fromkeys(self._limits, 0.0)

    @property
    def pairing_code(self) -> str:
        """The four digits on the manikin's display."""
        ident = self._ident
        return pairing_code(
            DeviceIdentity(
                vendor=ident.vendor, model=ident.model, serial=ident.serial,
                firmware=ident.firmware, protocol=ident.protocol, boot_id=ident.boot_id,
            )
        )  # fmt: skip

    def take(self) -> bytes:
        """Return everything to send since the last call."""
        taken = bytes(self._outgoing)
        self._outgoing.clear()
        return taken

    def receive(self, received: bytes) -> None:
        """Take in bytes from the host and act on the frames that are complete."""
        for frame in self._decoder.feed(received):
            if frame.version == VERSION:
                self._take_in(frame)

    def run_until(self, t_us: int) -> None:
        """Live up to ``t_us``: samples, heartbeats, repetitions and the dead man's switch."""
        while self.now_us // _SAMPLE_US < t_us // _SAMPLE_US:
            self.now_us = (self.now_us // _SAMPLE_US + 1) * _SAMPLE_US
            self._obey_due()
            reading_um = self._sensor.read_um(self.now_us)
            if self._sample_every_us and self.now_us % self._sample_every_us == 0:
                self._send_bytes(stream_type(DEPTH_STREAM), _DEPTH.pack(reading_um))
            if self.now_us % _HEARTBEAT_US == 0:
                self._beat()
        self.now_us = max(self.now_us, t_us)
        self._obey_due()

    def feel_drug(self, drug: str, amount: str, route: str) -> None:
        """Feel a labelled syringe; ``amount`` is written as people do, "0.5 mg"."""
        self.feel("drug", {"drug": drug, "amount": amount, "route": route})

    def feel_shock(self, energy_j: int, *, is_synchronised: bool = False) -> None:
        """Feel a discharge between the pads."""
        self.feel("shock", {"energy_j": energy_j, "synchronised": is_synchronised})

    def feel(self, name: str, fields: dict[str, int | float | str | bool]) -> None:
        """Feel an event; it is sent until the host acknowledges it."""
        event = self._events.add(name, fields, self.now_us)
        if self._has_host:
            self._send(event)

    # -- sending

    def _send_bytes(
        self, frame_type: int, payload: bytes, flags: FrameFlag = FrameFlag.NONE
    ) -> None:
        self._outgoing += self._writer.write(frame_type, payload, t_us=self.now_us, flags=flags)

    def _send(self, message: Message) -> None:
        self._send_bytes(type_of(message), encode_message(message))

    def _beat(self) -> None:
        counters = self._decoder.counters
        self._send(
            Heartbeat(
                boot_id=self._ident.boot_id, uptime_ms=self.now_us // 1000, rx_ok=counters.rx_ok,
                rx_bad=counters.rx_bad, tx_drop=self._events.dropped, battery_pct=100,
            )
        )  # fmt: skip
        if self._has_host:
            for event in self._events.repeat_due(self.now_us):
                self._send(event)
        if not self._is_lock_step and self.now_us - self._host_heard_us > DEAD_MAN_US:
            self._make_safe()

    # -- receiving

    def _take_in(self, frame: Frame) -> None:
        try:
            message = decode_message(frame.frame_type, frame.payload)
        except MessageError:
            return  # another host's frame or a stream: nothing of ours
        self._host_heard_us = self.now_us
        match message:
            case Hello():
                self._greet(message)
            case CapsRequest():
                self._send_page(message.page)
            case Subscribe():
                self._subscribe(message.rate_hz)
            case Command():
                self._obey(message)
            case EventAcknowledgement():
                self._events.settle(message.event)
            case TimeRequest():
                self._tell_time(message)
            case LinkReset():
                self._has_host, self._sample_every_us = False, None
            case SimAdvance() if self._is_lock_step:
                self.run_until(message.to_ms * 1000)
                self._send(SimDone(to_ms=message.to_ms))
            case _:
                pass  # the host's heartbeat needs nothing but being heard

    def _greet(self, hello: Hello) -> None:
        self._has_host, self._sample_every_us = VERSION in hello.protocols, None
        self._send(self._ident)
        self._send(Log(words=f"pairing code {self.pairing_code}"))

    def _send_page(self, page: int) -> None:
        pages = -(-len(self._caps) // _PAGE_BYTES)
        if 0 <= page < pages:
            part = self._caps[page * _PAGE_BYTES : (page + 1) * _PAGE_BYTES]
            self._send(CapsPage(page=page, pages=pages, part=part))

    def _tell_time(self, question: TimeRequest) -> None:
        now_us = self.now_us & 0xFFFFFFFF
        self._send(TimeResponse(asked_us=question.asked_us, received_us=now_us, answered_us=now_us))

    def _subscribe(self, rate_hz: Mapping[int, int]) -> None:
        """Send every sample, or every n-th for the rate next above the one wanted."""
        wanted_hz = rate_hz.get(DEPTH_STREAM)
        if wanted_hz is not None:
            every = max(1, DEPTH_RATE_HZ // wanted_hz) if wanted_hz else 0
            self._sample_every_us = every * _SAMPLE_US

    def _obey(self, command: Command) -> None:
        answers = [a for a in self._answered if a.command == command.command]
        if not answers:
            answers = [Acknowledgement(command=command.command, result=self._execute(command))]
            self._answered.append(answers[0])
        self._send(answers[0])

    def _execute(self, command: Command) -> int:
        limits = self._limits.get(command.target)
        if limits is None:
            return _UNKNOWN
        number = command.fields.get(PLAIN_FIELD)
        is_fit = isinstance(number, int | float) and limits.low <= number <= limits.high
        if limits.kind != "simulated" and not is_fit:
            return _RANGE
        if command.at_us is None:
            return self._act(command)
        is_kept = self._agenda.add(command, command.at_us, self.now_us)
        self._obey_due()
        return _OK if is_kept else _BUSY

    def _obey_due(self) -> None:
        for command in self._agenda.take_due(self.now_us):
            self._act(command)

    def _act(self, command: Command) -> int:
        if self._limits[command.target].kind == "simulated":
            return self._pretend(command.target, command.fields)
        if command.target == "device.safe":
            self._make_safe()
        else:
            self.outputs[command.target] = float(command.fields[PLAIN_FIELD])
        return _OK

    def _pretend(self, target: str, fields: Mapping[str, int | float | str | bool]) -> int:
        try:
            if target == "sim.rescuer":
                self._rescuer.compress(
                    from_us=self.now_us, duration_ms=int(fields["duration_ms"]),
                    rate_per_min=float(fields["rate_per_min"]),
                    depth_mm=float(fields["depth_mm"]),
                )  # fmt: skip
            elif target == "sim.drug":
                self.feel_drug(str(fields["drug"]), str(fields["amount"]), str(fields["route"]))
            else:
                self.feel_shock(
                    int(fields["energy_j"]), is_synchronised=bool(fields.get("synchronised", False))
                )
        except (KeyError, ValueError):
            return _RANGE
        return _OK

    def _make_safe(self) -> None:
        self._agenda.clear()
        self.outputs = dict.fromkeys(self.outputs, 0.0)
