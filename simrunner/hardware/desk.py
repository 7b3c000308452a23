"""The device desk: several devices, supervised; what they feel in, what they show out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from simrunner.domain.action import Action
from simrunner.domain.frame import Frame
from simrunner.domain.run_record import Remark
from simrunner.domain.text import Translate
from simrunner.hardware.channels import Moment
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.hardware.device import (
    CommandResult,
    Device,
    DeviceCommand,
    DeviceError,
    DeviceEvent,
    DeviceNote,
    LinkChanged,
    LinkState,
    Report,
    StreamSamples,
)
from simrunner.hardware.dossier import Dossier
from simrunner.hardware.examiner import Examiner
from simrunner.hardware.felt import UnreadableEvent, action_for
from simrunner.hardware.felt_press import newest_us
from simrunner.hardware.labels import Labels
from simrunner.hardware.monitor_outputs import all_outputs_for
from simrunner.hardware.notes import Notes
from simrunner.hardware.outputs import pulse_delay_ms
from simrunner.hardware.pairing import PairedDevices
from simrunner.hardware.seat import CompressionSense, DeviceStatus, Seat, find_twins
from simrunner.hardware.session_clock import SessionClock
from simrunner.hardware.streamed import DEPTH_STREAM, Streamed

_SAFE_AGAIN_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyReport:
    """Whether a device confirmed that its outputs are off; if not, switch it off by hand."""

    name: str
    is_confirmed: bool


class DeviceDesk:
    """Turns reports of paired devices into actions and frames into outputs.

    Used by the session thread; ``status`` and ``checkups`` may be read from any thread.
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
        dossiers: Mapping[str, Dossier] | None = None,
    ) -> None:
        """Seat the devices.

        ``sense_for`` makes a compression detector for each; ``wall_text`` is the wall time of
        remarks as ISO 8601 text; ``dossiers`` are what is known of devices, by serial number.
        """
        self._sense_for = sense_for
        self._seats: tuple[Seat, ...] = ()
        self._dossiers = dossiers or {}
        for device in devices:
            self.seat(device, self._dossiers.get(device.name, Dossier()))
        self.examiner = Examiner(
            lambda: self._seats, paired=paired, monotonic_s=monotonic_s, wall_text=wall_text, tr=tr
        )
        self._clock = SessionClock()
        self._places = 0
        self._paired = paired
        self._monotonic_s = monotonic_s
        self._notes = Notes(wall_text=wall_text, tr=tr)
        self._streamed = Streamed(self._notes, self._clock)
        self._waiting: list[Action] = []
        self.labels = Labels()
        self.is_stopped = False

    def seat(self, device: Device, dossier: Dossier) -> None:
        """Take one more device, or another dossier of one that is seated; not in a run."""
        for seat in self._seats:
            if seat.device is device:
                seat.dossier = dossier
                return
        self._seats += (Seat(device=device, sense=self._sense_for(), dossier=dossier),)

    def dismiss(self, device: Device) -> None:
        """Let go of a device and forget it."""
        self._seats = tuple(seat for seat in self._seats if seat.device is not device)
        device.close()
        find_twins(self._seats)

    def connect(self) -> None:
        """Begin to look for every device; DeviceError when one that must start does not.

        The others are looked for all the same.
        """
        troubles = []
        for seat in self._seats:
            try:
                seat.device.connect()
            except DeviceError as trouble:
                troubles.append(trouble)
        if troubles:
            raise troubles[0]

    def wait_for(self, readings: frozenset[str]) -> None:
        """Let streams of these names be readings of the run; the others are only shown and kept."""
        for seat in self._seats:
            seat.channels.heard = readings

    def advance_to(self, now_ms: int) -> tuple[Action, ...]:
        """Return the actions due at run time ``now_ms``.

        Devices in lock step live up to that time first; of the others, what has arrived counts. A
        lost device delays nothing beyond its driver's deadline and contributes nothing.
        """
        self.examiner.is_run_on = True
        self._notes.run_ms = now_ms
        self._clock.mark(self._monotonic_s(), now_ms)
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
        self._clock.mark(self._monotonic_s(), self._notes.run_ms)
        for seat in self._seats:
            reports = seat.device.poll(self._link_ms())
            self._waiting.extend(self._actions(seat, reports, is_running=False))
        self.examiner.step()

    def show(self, frame: Frame) -> None:
        """Send the outputs that follow from ``frame`` to paired devices, changes only.

        Pulses take effect with the next beat, where the device's clock is known.
        """
        if self.is_stopped:
            return
        wanted, delay_ms = all_outputs_for(frame), pulse_delay_ms(frame)
        for seat in self._seats:
            if self._may_act(seat):
                seat.show(wanted, delay_ms)

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
        return tuple(self._make_safe(seat, timeout_s) for seat in self._seats)

    def make_one_safe(self, device: Device, timeout_s: float = 1.0) -> bool:
        """Switch every output of one device off, and go on; whether it confirmed that."""
        seats = [seat for seat in self._seats if seat.device is device]
        return any(self._make_safe(seat, timeout_s).is_confirmed for seat in seats)

    def _make_safe(self, seat: Seat, timeout_s: float) -> SafetyReport:
        seat.shown.clear()
        is_confirmed = seat.device.make_safe(timeout_s)
        self._notes.safety(seat, is_confirmed=is_confirmed)
        return SafetyReport(name=seat.device.name, is_confirmed=is_confirmed)

    def resume(self) -> None:
        """End the stop; the next frame's outputs are sent in full."""
        self.is_stopped = False

    def take_remarks(self) -> tuple[Remark, ...]:
        """Return what happened to the links since the last call."""
        return self._notes.take()

    def status(self) -> tuple[DeviceStatus, ...]:
        """Return every device as it stands now."""
        return tuple(seat.status(self._paired) for seat in self._seats)

    def checkups(self, now_ms: int) -> tuple[DeviceCheckup, ...]:
        """Return all that is known of every device at link time ``now_ms``."""
        return self.examiner.checkups(now_ms)

    def close(self) -> None:
        """Let go of every device."""
        for seat in self._seats:
            seat.device.close()

    # -- reports

    def _link_ms(self) -> int:
        return int(self._monotonic_s() * 1000)

    def _may_act(self, seat: Seat) -> bool:
        return seat.device.link is LinkState.UP and self._is_trusted(seat)

    def _is_trusted(self, seat: Seat) -> bool:
        return self._paired.holds(seat.device.identity) and not seat.twin

    def _allowance_ms(self, seat: Seat) -> int:
        return self._notes.run_ms if seat.device.is_lock_step else self._link_ms()

    def _actions(
        self, seat: Seat, reports: Iterable[Report], *, is_running: bool
    ) -> Iterable[Action]:
        reports = tuple(reports)
        self.examiner.observe(seat, reports)
        reports = seat.true(reports)
        latest_us = newest_us(reports, DEPTH_STREAM)
        seat.channels.feel_load(reports)
        now = Moment(link_ms=self._link_ms(), run_ms=self._notes.run_ms if is_running else None)
        for report in reports:
            match report:
                case LinkChanged():
                    self._on_link(seat, report)
                case DeviceNote(words=words):
                    self._notes.note(seat, words, self._allowance_ms(seat))
                case CommandResult():
                    if seat.fails_anew(report):
                        self._notes.failed(seat, report, self._allowance_ms(seat))
                case DeviceEvent():
                    yield from self._on_event(seat, report)
                case StreamSamples() if self._is_trusted(seat) and not self.is_stopped:
                    yield from self._streamed.actions(seat, report, now, newest_us=latest_us)
                case _:
                    pass  # what an unpaired device measures counts for nothing
        if dropped := seat.take_dropped(self._allowance_ms(seat)):
            self._notes.left_out(seat, dropped)

    def _on_link(self, seat: Seat, change: LinkChanged) -> None:
        before, seat.link, seat.reason = seat.link, change.link, change.reason
        seat.since_ms = self._link_ms() if change.at_ms is None else change.at_ms
        # Whatever was shown is unknown after a loss: everything is sent again.
        seat.shown.clear()
        self._notes.link(seat, before, change, self._allowance_ms(seat))
        if change.link is LinkState.UP:
            self._on_up(seat, before)
        else:
            find_twins(self._seats)

    def _on_up(self, seat: Seat, before: LinkState) -> None:
        identity = seat.device.identity
        boot_id = None if identity is None else identity.boot_id
        seat.dossier = self._dossiers.get(seat.serial, seat.dossier)
        if boot_id != seat.boot_id:  # its clock began anew
            seat.sense, seat.boot_id = self._sense_for(), boot_id
            seat.channels.restart()
        if before is not LinkState.STALE:
            self._places += 1
            seat.place = self._places
        if self.is_stopped:
            seat.device.make_safe(_SAFE_AGAIN_S)
        find_twins(self._seats)
        if seat.twin:
            self._notes.twin(seat, self._allowance_ms(seat))

    def _on_event(self, seat: Seat, event: DeviceEvent) -> Iterable[Action]:
        now_ms = self._allowance_ms(seat)
        if not self._is_trusted(seat):
            self._notes.ignored(seat, event, now_ms)
            return
        if self.is_stopped or not seat.actions.takes(now_ms):
            return
        try:
            yield action_for(self.labels.read(seat.device.name, event))
        except UnreadableEvent as error:
            self._notes.not_understood(seat, event, str(error), now_ms)
            return
        self._notes.time(
            seat, event.name, device_us=event.t_us, felt_s=event.felt_s, heard_s=event.heard_s,
            clock=self._clock,
        )  # fmt: skip
