"""What the record says of devices: one sentence for each thing that happened to them."""

import json
from collections.abc import Callable, Mapping

from simrunner.domain.run_record import Remark
from simrunner.domain.text import Translate
from simrunner.hardware.device import CommandResult, DeviceEvent, LinkChanged, LinkState
from simrunner.hardware.seat import Seat, time_words
from simrunner.hardware.session_clock import SessionClock

_LONGEST = 400


class Notes:
    """Collects remarks, no more from each device than it is allowed to cause."""

    def __init__(self, *, wall_text: Callable[[], str], tr: Translate) -> None:
        """Begin with none, at run time 0."""
        self._wall_text = wall_text
        self._tr = tr
        self._remarks: list[Remark] = []
        self.run_ms = 0

    def take(self) -> tuple[Remark, ...]:
        """Return the remarks since the last call."""
        taken, self._remarks = tuple(self._remarks), []
        return taken

    def link(self, seat: Seat, before: LinkState, change: LinkChanged, now_ms: int) -> None:
        """Say that a link changed."""
        tr, name = self._tr, seat.device.name
        lost = (
            tr("{device}: not connected", device=name)
            if before is LinkState.DOWN
            else tr("{device}: link lost", device=name)
        )
        words = {
            LinkState.UP: tr("{device}: link up", device=name),
            LinkState.OPENING: tr("{device}: found", device=name),
            LinkState.STALE: tr("{device}: does not answer", device=name),
            LinkState.DOWN: lost,
            LinkState.INCOMPATIBLE: tr("{device}: speaks another protocol", device=name),
        }[change.link]
        self._of(seat, f"{words} ({change.reason})" if change.reason else words, now_ms)

    def twin(self, seat: Seat, now_ms: int) -> None:
        """Say that a device has another one's serial number."""
        words = self._tr(
            "{device}: has the serial number {serial}, as {other} has: it may not act; "
            "unplug one of them",
            device=seat.device.name, serial=seat.serial, other=seat.twin,
        )  # fmt: skip
        self._of(seat, words, now_ms)

    def failed(self, seat: Seat, result: CommandResult, now_ms: int) -> None:
        """Say that an output could not be set."""
        words = self._tr(
            "{device}: {target} failed ({outcome})",
            device=seat.device.name, target=result.target, outcome=result.outcome.value,
        )  # fmt: skip
        self._of(seat, words, now_ms)

    def ignored(self, seat: Seat, event: DeviceEvent, now_ms: int) -> None:
        """Say that a device that is not trusted felt something."""
        name = seat.device.name
        words = self._tr("{device}: not paired, {event} ignored", device=name, event=event.name)
        self._of(seat, words, now_ms)

    def not_understood(self, seat: Seat, event: DeviceEvent, why: str, now_ms: int) -> None:
        """Say that an event makes no sense."""
        words = self._tr(
            "{device}: {event} not understood: {why}",
            device=seat.device.name, event=event.name, why=why,
        )  # fmt: skip
        self._of(seat, words, now_ms)

    def note(self, seat: Seat, words: str, now_ms: int) -> None:
        """Say what a driver wants to be said of its device."""
        self._of(seat, f"{seat.device.name}: {words}", now_ms)

    def left_out(self, seat: Seat, count: int) -> None:
        """Say how much of what a device said was left out so far."""
        name = seat.device.name
        self._write(self._tr("{device}: says too much, {count} left out", device=name, count=count))

    def safety(self, seat: Seat, *, is_confirmed: bool) -> None:
        """Say whether a device confirmed that everything is off."""
        name = seat.device.name
        self._write(
            self._tr("{device}: all outputs off, confirmed", device=name)
            if is_confirmed
            else self._tr("{device}: not confirmed, switch it off by hand", device=name)
        )

    def time(
        self, seat: Seat, what: str, *, device_us: int, felt_s: float | None,
        heard_s: float | None, clock: SessionClock,
    ) -> None:  # fmt: skip
        """Keep when it was, to a fraction of a step; in lock step the device's time says so."""
        if felt_s is not None:
            words = time_words(
                seat.device.name, what, device_us=device_us, felt_s=felt_s, heard_s=heard_s,
                run_ms=clock.run_ms_at(felt_s),
            )  # fmt: skip
            self._write(words, kind="device-time")

    def sample(self, seat: Seat, sample: Mapping[str, str]) -> None:
        """Keep what a sensor on a real person says: never a fact of the run (ADR 0035)."""
        words = json.dumps({"device": seat.device.name, **sample}, ensure_ascii=False)
        self._write(words, kind="device-sample")

    def _of(self, seat: Seat, words: str, now_ms: int) -> None:
        """Remark what a device caused, unless it has caused too many."""
        if seat.remarks.takes(now_ms):
            self._write(words[:_LONGEST])

    def _write(self, words: str, *, kind: str = "link") -> None:
        self._remarks.append(
            Remark(at_ms=self.run_ms, wall=self._wall_text(), kind=kind, words=words)
        )
