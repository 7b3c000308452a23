"""The simulated manikin with everything that can go wrong around it."""

from collections.abc import Iterable
from dataclasses import replace

from devices.simulated.faults.bucket import BaudBucket
from devices.simulated.faults.fault import LINE_KINDS, Fault, FaultKind, Way
from devices.simulated.faults.gaps import Gaps
from devices.simulated.faults.line import FaultyLine
from devices.simulated.faults.schedule import FaultSchedule, Turn
from devices.simulated.manikin import Manikin
from devices.simulated.profile import Profile
from simrunner.domain.chance import Stream, draw_u64

BEFORE_WRAP_US = 5_000_000
BEFORE_WRAP_SEQ = 20
"""How long before their wrap clock and numbers begin after a ``wrap-`` fault."""

REPLUG_US = 500_000

_UART_BYTES = 4096
_DRIFT_STEPS = 1_000_000_000
_AT = b"AT+CGMI\r"
_FIRMWARE_KINDS = (
    FaultKind.WRONG_VERSION, FaultKind.OTHER_CAPABILITIES, FaultKind.WRAP_SEQ, FaultKind.WRAP_CLOCK
)  # fmt: skip

CLOCK_KINDS = (FaultKind.DRIFT, FaultKind.CLOCK_STEP, FaultKind.WRAP_CLOCK)
"""Faults of the device's clock, which a device in lock step does not have."""


class SimulatedDevice:
    """Firmware, plug, line and clock of one device under a fault script.

    It lives in the host's time: ``run_until``, ``receive``, ``take`` as of a Manikin. In lock step
    it lives by SIM_ADVANCE; only while it is away is it told of time that passes.
    """

    def __init__(
        self,
        *,
        seed: int,
        profile: Profile | None = None,
        faults: Iterable[Fault] = (),
        is_lock_step: bool = False,
        boots: int = 0,
    ) -> None:
        """Switch it on; equal arguments and inputs give equal bytes."""
        self._seed = seed
        self._profile = profile or Profile()
        self._is_lock_step = is_lock_step
        self._boots = boots
        self._schedule = FaultSchedule(faults, seed=seed)
        self.to_host = FaultyLine(seed=seed, name="host")
        self.to_device = FaultyLine(seed=seed, name="device")
        self._bucket = BaudBucket(0 if is_lock_step else self._profile.baud)
        self._outgoing = bytearray()
        self._held = bytearray()
        self._refusals: dict[int, tuple[Gaps, int]] = {}
        self._firmware: dict[int, Fault] = {}
        self._delays: dict[int, int] = {}
        self._drift_ppb = 0
        self._world_us = self._world0_us = self._local0_us = 0
        self.is_plugged_in = True
        self.is_hanging = False
        self.manikin = self._switched_on()

    @property
    def is_away(self) -> bool:
        """Whether it neither hears nor answers: unplugged or hanging."""
        return self.is_hanging or not self.is_plugged_in

    @property
    def now_us(self) -> int:
        """The host's time up to which it has lived."""
        return self._world_us

    def cause(self, fault: Fault) -> None:
        """Let one more fault happen, its times counted from now."""
        self._schedule.add(replace(fault, at_us=self._world_us + fault.at_us))
        self.run_until(self._world_us)

    def end(self, number: int) -> bool:
        """Let the fault with this number end now, for good; False when none such is running.

        A host that was told of another version says no more, so the plug goes out and in with it.
        """
        turn = self._schedule.cut(number, self._world_us)
        if turn is None:
            return False
        self._collect()
        self._take_turn(turn)
        self._collect()
        if turn.fault.kind is FaultKind.WRONG_VERSION:
            self.cause(Fault(kind=FaultKind.UNPLUG, for_us=REPLUG_US))
        return True

    @property
    def running(self) -> tuple[tuple[int, Fault, int | None], ...]:
        """The faults that last: number, fault, and in how many us it ends (None: not by itself)."""
        return tuple(
            (number, fault, None if end_us is None else max(0, end_us - self._world_us))
            for number, (fault, end_us) in self._schedule.running.items()
        )

    def run_until(self, t_us: int) -> None:
        """Live up to ``t_us``, through every turn of the script on the way."""
        while (next_us := self._schedule.next_us()) is not None and next_us <= t_us:
            self._live(next_us)
            turn = self._schedule.take()
            if turn is not None:
                self._collect()
                self._take_turn(turn)
        self._live(t_us)
        self._collect()

    def receive(self, received: bytes) -> None:
        """Take in bytes from the host; while hanging only what a UART's buffer holds."""
        if not self.is_plugged_in or not received:
            return
        arrived = self.to_device.carry(received)
        if self.is_hanging:
            self._held += arrived[: _UART_BYTES - len(self._held)]
        else:
            self.manikin.receive(arrived)
            self._collect()

    def take(self) -> bytes:
        """Return what goes to the host now, as fast as the line allows."""
        fits = self._bucket.take(len(self._outgoing), self._world_us)
        taken = bytes(self._outgoing[:fits])
        del self._outgoing[:fits]
        return taken

    # -- living

    def _live(self, t_us: int) -> None:
        self._world_us = max(self._world_us, t_us)
        if not self.is_away:
            self.manikin.run_until(self._local_us())

    def _local_us(self) -> int:
        since_us = self._world_us - self._world0_us
        return self._local0_us + since_us * (_DRIFT_STEPS + self._drift_ppb) // _DRIFT_STEPS

    def _collect(self) -> None:
        if self.is_away:
            return
        self._outgoing += self.to_host.carry(self.manikin.take())
        room = self._profile.buffer_bytes
        if self._bucket.is_slow and len(self._outgoing) > room:
            del self._outgoing[room:]  # what does not fit a full buffer is lost, mid-frame or not

    def _switched_on(self) -> Manikin:
        start_us = self._world_us if self._is_lock_step else 0
        self._world0_us, self._local0_us = self._world_us, start_us
        kinds = {fault.kind: fault for fault in self._firmware.values()}
        profile = self._profile
        if FaultKind.OTHER_CAPABILITIES in kinds:
            profile = replace(profile, sensor=replace(profile.sensor, is_reduced=True))
        wrong = kinds.get(FaultKind.WRONG_VERSION)
        manikin = Manikin(
            seed=self._seed, profile=profile, is_lock_step=self._is_lock_step, boots=self._boots,
            protocol=int(wrong.amount) if wrong else None, start_us=start_us,
        )  # fmt: skip
        if FaultKind.WRAP_SEQ in kinds:
            manikin.number_from((1 << 16) - BEFORE_WRAP_SEQ)
        if FaultKind.WRAP_CLOCK in kinds:
            manikin.clock_offset_us = (1 << 32) - BEFORE_WRAP_US
        manikin.advance = self.run_until
        self._set_mood(manikin)
        return manikin

    def _reboot(self) -> None:
        self._boots += 1
        self._held.clear()
        self.is_hanging = False
        self.manikin = self._switched_on()
        if self._is_lock_step and self.is_plugged_in:
            self.manikin.ask_for_greeting()

    def _set_mood(self, manikin: Manikin) -> None:
        manikin.answers.refusal = self._refusal
        manikin.answers.delay_us = max(self._delays.values(), default=0)

    def _refusal(self) -> int | None:
        for gaps, result in self._refusals.values():
            if gaps.hits(1):
                return result
        return None

    # -- turns

    def _take_turn(self, turn: Turn) -> None:
        fault = turn.fault
        if fault.kind in LINE_KINDS:
            self._strike(turn)
        elif fault.kind in _FIRMWARE_KINDS:
            self._load_firmware(turn)
        elif fault.kind in {FaultKind.NAK, FaultKind.SLOW_ACK}:
            self._change_mood(turn)
        elif fault.kind is FaultKind.DRIFT:
            self._local0_us, self._world0_us = self._local_us(), self._world_us
            self._drift_ppb = round(fault.amount * 1000) if turn.is_begin else 0
        elif fault.kind in {FaultKind.STALL, FaultKind.UNPLUG}:
            if turn.is_begin:
                self._leave(fault)
            else:
                self._return(fault.kind)
        elif turn.is_begin and (not self.is_away or fault.kind is FaultKind.REBOOT):
            self._happen(fault, turn.number)

    def _strike(self, turn: Turn) -> None:
        way = turn.fault.way
        lines = [line for line, other in ((self.to_host, Way.DEVICE), (self.to_device, Way.HOST))
                 if way is not other]  # fmt: skip
        for line in lines:
            if turn.is_begin:
                line.begin(turn.number, turn.fault)
            else:
                line.end(turn.number)

    def _load_firmware(self, turn: Turn) -> None:
        if turn.is_begin:
            self._firmware[turn.number] = turn.fault
        else:
            self._firmware.pop(turn.number, None)
        self._reboot()

    def _change_mood(self, turn: Turn) -> None:
        number, fault = turn.number, turn.fault
        if not turn.is_begin:
            self._refusals.pop(number, None)
            self._delays.pop(number, None)
        elif fault.kind is FaultKind.NAK:
            chance = 1.0 if fault.probability is None else fault.probability
            gaps = Gaps(Stream(self._seed, f"fault.nak.{number}"), chance)
            self._refusals[number] = (gaps, int(fault.amount))
        else:
            self._delays[number] = round(fault.amount * 1000)
        self._set_mood(self.manikin)

    def _leave(self, fault: Fault) -> None:
        if fault.kind is FaultKind.UNPLUG:
            self.is_plugged_in = False
            self.to_host.clear()
            self.to_device.clear()
            self._outgoing.clear()
            return
        self.is_hanging = True
        watchdog_us = self._profile.watchdog_ms * 1000
        if watchdog_us and (fault.for_us is None or fault.for_us > watchdog_us):
            at_us = self._world_us + watchdog_us
            self._schedule.add(Fault(kind=FaultKind.REBOOT, at_us=at_us))

    def _return(self, kind: FaultKind) -> None:
        if kind is FaultKind.UNPLUG:
            self.is_plugged_in = True
            self._reboot()
        elif self.is_hanging:
            self.is_hanging = False
            self.manikin.skip_to(self._local_us())
            held, self._held = bytes(self._held), bytearray()
            self.manikin.receive(held)
            self._collect()

    def _happen(self, fault: Fault, number: int) -> None:
        """Let something happen that has no duration."""
        match fault.kind:
            case FaultKind.REBOOT:
                self._reboot()
            case FaultKind.CLOCK_STEP:
                self.manikin.clock_offset_us += round(fault.amount * 1000)
            case FaultKind.UNKNOWN_FRAME:
                self.manikin.send_unknown()
            case FaultKind.MODEM:
                self.manikin.receive(_AT)
                self._outgoing += _AT + b"\r\nERROR\r\n"
            case _:
                self._outgoing += _garbage(self._seed, number, int(fault.amount))


def _garbage(seed: int, number: int, size: int) -> bytes:
    words = (draw_u64(seed, f"fault.garbage.{number}", index) for index in range(size // 8 + 1))
    return b"".join(word.to_bytes(8, "little") for word in words)[:size]
