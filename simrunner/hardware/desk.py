"""The device desk: several devices, supervised; what they feel in, what they show out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from simrunner.domain.action import Action, Compress
from simrunner.domain.frame import Frame
from simrunner.domain.run_record import Remark
from simrunner.domain.text import Translate
from simrunner.hardware.device import (
    Capabilities,
    CommandOutcome,
    CommandResult,
    Device,
    DeviceCommand,
    DeviceEvent,
    DeviceIdentity,
    LinkChanged,
    LinkHealth,
    LinkState,
    Report,
    StreamSamples,
)
from simrunner.hardware.felt import UnreadableEvent, action_for
from simrunner.hardware.felt_press import felt_press, newest_us
from simrunner.hardware.outputs import outputs_for
from simrunner.hardware.pairing import PairedDevices

DEPTH_STREAM = "cpr.depth"
_SAFE_AGAIN_S = 0.2


class FeltCompression(Protocol):
    """What a detector says about one compression."""

    @property
    def peak_us(self) -> int:
        """When it was deepest, in the device's time."""
        ...

    @property
    def depth_mm(self) -> float:
        """Depth above the calibrated zero."""
        ...

    @property
    def lean_mm(self) -> float:
        """How deep the chest stood before it."""
        ...


class CompressionSense(Protocol):
    """Finds compressions in depth samples (simrunner.cpr.detector offers one)."""

    def feed(
        self, t0_us: int, period_us: int, depths_mm: Sequence[float]
    ) -> Sequence[FeltCompression]:
        """Return the compressions that ended within these evenly spaced samples."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """One device as a screen shows it; ``reason`` and ``since_ms`` (link time) are of the link."""

    name: str
    link: LinkState
    reason: str
    since_ms: int
    is_paired: bool
    identity: DeviceIdentity | None
    capabilities: Capabilities
    health: LinkHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyReport:
    """Whether a device confirmed that its outputs are off; if not, switch it off by hand."""

    name: str
    is_confirmed: bool


@dataclass(slots=True, kw_only=True)
class _Seat:
    device: Device
    sense: CompressionSense
    reason: str = ""
    since_ms: int = 0
    shown: dict[str, int] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)


class DeviceDesk:
    """Turns reports of paired devices into actions and frames into outputs.

    Used by the session thread; ``status`` may be read from any thread.
    """

    def __init__(
        self,
        devices: Iterable[Device],
        *,
        paired: PairedDevices,
        sense_for: Callable[[], CompressionSense],
        monotonic_s: Callable[[], float],
        wall_text: Callable[[], str],
        tr: Translate,
    ) -> None:
        """Seat the devices.

        ``sense_for`` makes a compression detector for each; ``wall_text`` is the wall time of
        remarks as ISO 8601 text.
        """
        self._seats = tuple(_Seat(device=device, sense=sense_for()) for device in devices)
        self._paired = paired
        self._monotonic_s = monotonic_s
        self._wall_text = wall_text
        self._tr = tr
        self._run_ms = 0
        self._remarks: list[Remark] = []
        self._waiting: list[Action] = []
        self.is_stopped = False

    def connect(self) -> None:
        """Begin to look for every device; DeviceError when one that must start does not."""
        for seat in self._seats:
            seat.device.connect()

    def advance_to(self, now_ms: int) -> tuple[Action, ...]:
        """Return the actions due at run time ``now_ms``.

        Devices in lock step live up to that time first; of the others, what has arrived counts. A
        lost device delays nothing beyond its driver's deadline and contributes nothing.
        """
        self._run_ms = now_ms
        actions, self._waiting = self._waiting, []
        for seat in self._seats:
            if seat.device.is_lock_step:
                reports = seat.device.advance_to(now_ms)
            else:
                reports = seat.device.poll(self._link_ms())
            actions.extend(self._actions(seat, reports, is_running=True))
        return tuple(actions)

    def watch(self) -> None:
        """Keep the links alive while the run stands still.

        Events wait for the next advance; compressions are not counted, as no time passes.
        """
        for seat in self._seats:
            reports = seat.device.poll(self._link_ms())
            self._waiting.extend(self._actions(seat, reports, is_running=False))

    def show(self, frame: Frame) -> None:
        """Send the outputs that follow from ``frame`` to paired devices, changes only."""
        if self.is_stopped:
            return
        wanted = outputs_for(frame)
        for seat in self._seats:
            if not self._may_act(seat):
                continue
            known = seat.device.capabilities.actuators
            for target, number in wanted.items():
                if target in known and seat.shown.get(target) != number:
                    command = DeviceCommand(target=target, fields={"value": number})
                    if seat.device.send(command) is not None:
                        seat.shown[target] = number

    def send(self, command: DeviceCommand) -> tuple[str, ...]:
        """Send a command to every paired device that knows its target; return their names."""
        if self.is_stopped:
            return ()
        return tuple(
            seat.device.name
            for seat in self._seats
            if self._may_act(seat)
            and command.target in seat.device.capabilities.actuators
            and seat.device.send(command) is not None
        )

    def make_safe(self, timeout_s: float = 1.0) -> tuple[SafetyReport, ...]:
        """Switch every output of every device off, paired or not, and send nothing until `resume`.

        Waits at most ``timeout_s`` per device for its confirmation.
        """
        self.is_stopped = True
        reports = []
        for seat in self._seats:
            seat.shown.clear()
            is_confirmed = seat.device.make_safe(timeout_s)
            reports.append(SafetyReport(name=seat.device.name, is_confirmed=is_confirmed))
            words = (
                self._tr("{device}: all outputs off, confirmed", device=seat.device.name)
                if is_confirmed
                else self._tr(
                    "{device}: not confirmed, switch it off by hand", device=seat.device.name
                )
            )
            self._remark(words)
        return tuple(reports)

    def resume(self) -> None:
        """End the stop; the next frame's outputs are sent in full."""
        self.is_stopped = False

    def take_remarks(self) -> tuple[Remark, ...]:
        """Return what happened to the links since the last call."""
        taken, self._remarks = tuple(self._remarks), []
        return taken

    def status(self) -> tuple[DeviceStatus, ...]:
        """Return every device as it stands now."""
        return tuple(
            DeviceStatus(
                name=seat.device.name, link=seat.device.link, reason=seat.reason,
                since_ms=seat.since_ms, is_paired=self._paired.holds(seat.device.identity),
                identity=seat.device.identity, capabilities=seat.device.capabilities,
                health=seat.device.health,
            )
            for seat in self._seats
        )  # fmt: skip

    def close(self) -> None:
        """Let go of every device."""
        for seat in self._seats:
            seat.device.close()

    # -- reports

    def _link_ms(self) -> int:
        return int(self._monotonic_s() * 1000)

    def _may_act(self, seat: _Seat) -> bool:
        is_up = seat.device.link is LinkState.UP
        return is_up and self._paired.holds(seat.device.identity)

    def _actions(
        self, seat: _Seat, reports: Iterable[Report], *, is_running: bool
    ) -> Iterable[Action]:
        is_paired = self._paired.holds(seat.device.identity)
        reports = tuple(reports)
        latest_us = newest_us(reports, DEPTH_STREAM)
        for report in reports:
            match report:
                case LinkChanged():
                    self._on_link(seat, report)
                case CommandResult():
                    self._on_result(seat, report)
                case DeviceEvent():
                    yield from self._on_event(seat, report, is_paired=is_paired)
                case StreamSamples(name=name) if name == DEPTH_STREAM and is_running:
                    if is_paired and not self.is_stopped:
                        yield from _compressions(seat.sense, report, latest_us, self._run_ms)
                case _:
                    pass  # streams that nothing listens to

    def _on_link(self, seat: _Seat, change: LinkChanged) -> None:
        seat.reason, seat.since_ms = change.reason, self._link_ms()
        # Whatever was shown is unknown after a loss: everything is sent again.
        seat.shown.clear()
        if change.link is LinkState.UP and self.is_stopped:
            seat.device.make_safe(_SAFE_AGAIN_S)
        name, reason = seat.device.name, change.reason
        words = {
            LinkState.UP: self._tr("{device}: link up", device=name),
            LinkState.OPENING: self._tr("{device}: found", device=name),
            LinkState.STALE: self._tr("{device}: does not answer", device=name),
            LinkState.DOWN: self._tr("{device}: link lost", device=name),
            LinkState.INCOMPATIBLE: self._tr("{device}: speaks another protocol", device=name),
        }[change.link]
        self._remark(f"{words} ({reason})" if reason else words)

    def _on_result(self, seat: _Seat, result: CommandResult) -> None:
        if result.outcome is CommandOutcome.OK:
            seat.failing.discard(result.target)
            return
        if result.outcome in {CommandOutcome.LOST, CommandOutcome.BUSY}:
            seat.shown.pop(result.target, None)
        if result.target in seat.failing:
            return
        seat.failing.add(result.target)
        self._remark(
            self._tr(
                "{device}: {target} failed ({outcome})",
                device=seat.device.name, target=result.target, outcome=result.outcome.value,
            )
        )  # fmt: skip

    def _on_event(self, seat: _Seat, event: DeviceEvent, *, is_paired: bool) -> Iterable[Action]:
        name = seat.device.name
        if not is_paired:
            self._remark(
                self._tr("{device}: not paired, {event} ignored", device=name, event=event.name)
            )
        elif not self.is_stopped:
            try:
                yield action_for(event)
            except UnreadableEvent as error:
                self._remark(
                    self._tr(
                        "{device}: {event} not understood: {why}",
                        device=name, event=event.name, why=str(error),
                    )
                )  # fmt: skip

    def _remark(self, words: str) -> None:
        self._remarks.append(
            Remark(at_ms=self._run_ms, wall=self._wall_text(), kind="link", words=words)
        )


def _compressions(
    sense: CompressionSense, samples: StreamSamples, latest_us: int, now_ms: int
) -> Iterable[Compress]:
    for found in sense.feed(samples.t0_us, samples.period_us, samples.values):
        yield felt_press(
            peak_us=found.peak_us, depth_mm=found.depth_mm, lean_mm=found.lean_mm,
            newest_us=latest_us, now_ms=now_ms,
        )  # fmt: skip
