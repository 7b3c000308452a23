"""The simulated manikin's firmware, without a link and without a clock."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import cbor2

from devices.protocol.capability import encode_caps
from devices.protocol.frame import (
    VERSION,
    Frame,
    FrameDecoder,
    FrameFlag,
    FrameType,
    FrameWriter,
    stream_type,
)
from devices.protocol.message import (
    PLAIN_FIELD,
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
    Scalar,
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
from devices.simulated.answers import Answers
from devices.simulated.outbox import EventOutbox
from devices.simulated.profile import Profile
from devices.simulated.rescuer import RescuerStyle
from devices.simulated.scene import Scene
from devices.simulated.sensors import Sensors, capabilities_of
from simrunner.domain.chance import draw_u64
from simrunner.hardware.device import DeviceIdentity
from simrunner.hardware.pairing import pairing_code

DEAD_MAN_US = 2_000_000
"""Without the host's heartbeat for this long every output is switched off (PROTOCOL.md)."""

_HEARTBEAT_US = 100_000
_PAGE_BYTES = 200
_RESERVED_TYPE = 0x60
_OK, _UNKNOWN, _RANGE, _BUSY = 0, 1, 2, 3


class Manikin:
    """Feed it bytes with ``receive``, let it live with ``run_until``, send what ``take`` returns.

    A SIM_ADVANCE runs it as well when ``is_lock_step``; alone it is an unknown frame.
    """

    def __init__(
        self,
        *,
        seed: int,
        is_lock_step: bool = False,
        profile: Profile | None = None,
        serial: str | None = None,
        protocol: int | None = None,
        boots: int = 0,
        style: RescuerStyle | None = None,
        start_us: int = 0,
    ) -> None:
        """Boot for the ``boots``-th time; equal arguments and inputs give equal bytes.

        ``serial``, ``protocol`` and ``style`` (of the rescuer) stand before the profile's. It
        begins to live at ``start_us``.
        """
        profile = profile or Profile()
        self.profile = profile = replace(profile, rescuer=style) if style else profile
        self._is_lock_step = is_lock_step
        self.scene = Scene(profile, seed=seed, began_us=start_us)
        self._rescuer = self.scene.rescuer
        self._sensors = Sensors(self._rescuer, seed=seed, style=profile.sensor)
        self._sample_us = 1_000_000 // profile.sensor.rate_hz
        document = capabilities_of(profile.sensor)
        self._caps = encode_caps(document)
        self._rates_hz = dict.fromkeys(document.streams, profile.sensor.rate_hz)
        self._limits = {actuator.name: actuator for actuator in document.actuators}
        boot = draw_u64(seed, "device.boot", boots)
        self._ident = _ident(profile, protocol, serial, self._caps, boot)
        self._decoder = FrameDecoder()
        self._writer = FrameWriter()
        self._events = EventOutbox()
        self.answers = Answers()
        self._outgoing = bytearray()
        self._sample_every_us: dict[int, int] = {}
        self._agenda = Agenda()
        self._has_host = False
        self._powered_us = self._host_heard_us = self.now_us = start_us
        self.clock_offset_us = 0
        self.outputs: dict[str, float] = dict.fromkeys(self._limits, 0.0)
        self.advance: Callable[[int], None] = self.run_until

    @property
    def pairing_code(self) -> str:
        """The four digits on the manikin's display."""
        return pairing_code(_identity(self._ident))

    def take(self) -> bytes:
        """Return everything to send since the last call."""
        taken = bytes(self._outgoing)
        self._outgoing.clear()
        return taken

    def receive(self, received: bytes) -> None:
        """Take in bytes from the host and act on the frames that are complete."""
        if self.is_booting:
            return
        for frame in self._decoder.feed(received):
            if frame.version == VERSION:
                self._take_in(frame)

    @property
    def is_booting(self) -> bool:
        """Whether the firmware still starts: deaf and dumb."""
        return self.now_us - self._powered_us < self.profile.boot_ms * 1000

    def run_until(self, t_us: int) -> None:
        """Live up to ``t_us``: samples, heartbeats, repetitions and the dead man's switch."""
        while self.now_us // self._sample_us < t_us // self._sample_us:
            self.now_us = (self.now_us // self._sample_us + 1) * self._sample_us
            self._obey_due()
            self.scene.begin_planned(self.now_us)
            self._sample()
            if self.now_us % _HEARTBEAT_US == 0 and not self.is_booting:
                self._beat()
            if not self._is_lock_step and self.now_us - self._host_heard_us >= DEAD_MAN_US:
                self._make_safe()
        self.now_us = max(self.now_us, t_us)
        self._obey_due()

    def skip_to(self, t_us: int) -> None:
        """Let time pass unseen, as a firmware that hangs does; its clock goes on."""
        self.now_us = max(self.now_us, t_us)

    def feel_drug(self, drug: str, amount: str, route: str) -> None:
        """Feel a labelled syringe; ``amount`` is written as people do, "0.5 mg"."""
        self.feel("drug", {"drug": drug, "amount": amount, "route": route})

    def feel_shock(self, energy_j: int, *, is_synchronised: bool = False) -> None:
        """Feel a discharge between the pads; a rescuer who takes the hands off does so first."""
        fields: dict[str, Scalar] = {"energy_j": energy_j, "synchronised": is_synchronised}
        self.scene.plan_shock(fields, self.now_us)
        self._obey_due()

    def feel(self, name: str, fields: dict[str, Scalar]) -> None:
        """Feel an event; it is sent until the host acknowledges it."""
        event = self._events.add(name, fields, self.now_us)
        if self._has_host:
            self._send(event)

    @property
    def clock_us(self) -> int:
        """What the device's clock shows: the time it lives in, put forward or back by bugs."""
        return self.now_us + self.clock_offset_us

    def number_from(self, seq: int) -> None:
        """Number the frames of every kind from ``seq`` on."""
        self._writer = FrameWriter(dict.fromkeys((-1, *map(stream_type, self._rates_hz)), seq))

    def send_unknown(self) -> None:
        """Send what a later version may send: an unknown type, and a heartbeat with more in it."""
        self._send_bytes(_RESERVED_TYPE, b"later")
        self._send_bytes(FrameType.HEARTBEAT, cbor2.dumps({0: self._ident.boot_id, 99: "later"}))

    def ask_for_greeting(self) -> None:
        """Send LINK_RESET, as a device that wants to be greeted does."""
        self._send(LinkReset())

    # -- sending

    def _send_bytes(
        self, frame_type: int, payload: bytes, flags: FrameFlag = FrameFlag.NONE
    ) -> None:
        wire = self._writer.write(frame_type, payload, t_us=self.clock_us, flags=flags)
        if len(self._outgoing) + len(wire) > self.profile.buffer_bytes:
            self._events.dropped += 1
            return
        self._outgoing += wire

    def _sample(self) -> None:
        samples = self._sensors.read(self.now_us)
        for stream, every_us in self._sample_every_us.items():
            if self.now_us % every_us == 0 and not self.is_booting:
                self._send_bytes(stream_type(stream), samples[stream])

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
                self._has_host, self._sample_every_us = False, {}
            case SimAdvance() if self._is_lock_step:
                self.advance(message.to_ms * 1000)
                self._send(SimDone(to_ms=message.to_ms))
            case _:
                pass  # the host's heartbeat needs nothing but being heard

    def _greet(self, hello: Hello) -> None:
        self._has_host, self._sample_every_us = VERSION in hello.protocols, {}
        self.answers.forget()
        self._send(self._ident)
        self._send(Log(words=f"pairing code {self.pairing_code}"))

    def _send_page(self, page: int) -> None:
        pages = -(-len(self._caps) // _PAGE_BYTES)
        if 0 <= page < pages:
            part = self._caps[page * _PAGE_BYTES : (page + 1) * _PAGE_BYTES]
            self._send(CapsPage(page=page, pages=pages, part=part))

    def _tell_time(self, question: TimeRequest) -> None:
        now_us = self.clock_us & 0xFFFFFFFF
        self._send(TimeResponse(asked_us=question.asked_us, received_us=now_us, answered_us=now_us))

    def _subscribe(self, rate_hz: Mapping[int, int]) -> None:
        """Send every sample, or every n-th for the rate next above the one wanted."""
        for stream, declared_hz in self._rates_hz.items():
            wanted_hz = rate_hz.get(stream)
            if wanted_hz:
                every = max(1, declared_hz // wanted_hz)
                self._sample_every_us[stream] = every * self._sample_us
            elif wanted_hz == 0:
                self._sample_every_us.pop(stream, None)

    def _obey(self, command: Command) -> None:
        answer = self.answers.answer(command, self._execute)
        if self.answers.delay_us:
            self.answers.hold(answer, self.now_us)
        else:
            self._send(answer)

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
        is_kept = self._agenda.add(command, command.at_us, self.clock_us)
        self._obey_due()
        return _OK if is_kept else _BUSY

    def _obey_due(self) -> None:
        for command in self._agenda.take_due(self.clock_us):
            self._act(command)
        for answer in self.answers.take_due(self.now_us):
            self._send(answer)
        for shock in self.scene.take_shocks(self.now_us):
            self.feel("shock", shock)

    def _act(self, command: Command) -> int:
        if self._limits[command.target].kind == "simulated":
            return pretend(self, command.target, command.fields)
        if command.target == "device.safe":
            self._make_safe()
        else:
            self.outputs[command.target] = float(command.fields[PLAIN_FIELD])
        return _OK

    def _make_safe(self) -> None:
        self._agenda.clear()
        self.outputs = dict.fromkeys(self.outputs, 0.0)


def _ident(
    profile: Profile, protocol: int | None, serial: str | None, caps: bytes, boot: int
) -> Ident:
    return Ident(
        protocol=protocol or profile.protocol, vendor=profile.vendor, model=profile.model,
        serial=serial or profile.serial, firmware=profile.firmware, boot_id=boot & 0xFFFFFFFF,
        caps_hash=zlib.crc32(caps),
    )  # fmt: skip


def _identity(ident: Ident) -> DeviceIdentity:
    return DeviceIdentity(
        vendor=ident.vendor, model=ident.model, serial=ident.serial, firmware=ident.firmware,
        protocol=ident.protocol, boot_id=ident.boot_id,
    )  # fmt: skip


def pretend(manikin: Manikin, target: str, fields: Mapping[str, Scalar]) -> int:
    """Let the people around the manikin do what a ``sim.`` command says; return its result."""
    try:
        if target == "sim.rescuer":
            manikin.scene.obey(fields, manikin.now_us)
        elif target == "sim.drug":
            manikin.feel_drug(str(fields["drug"]), str(fields["amount"]), str(fields["route"]))
        else:
            is_synchronised = bool(fields.get("synchronised", False))
            manikin.feel_shock(int(fields["energy_j"]), is_synchronised=is_synchronised)
    except (KeyError, ValueError):
        return _RANGE
    return _OK
