"""Looks at the devices of a desk for a technician: checkups, calibrations, self-tests."""

from collections.abc import Callable, Sequence

from simrunner.domain.text import Translate
from simrunner.hardware.calibration import CalibrationRefused, known_amount, no_load_zero
from simrunner.hardware.checkup import Calibration, ChannelTail, DeviceCheckup
from simrunner.hardware.device import LinkState, Report
from simrunner.hardware.pairing import PairedDevices, pairing_code
from simrunner.hardware.seat import Seat
from simrunner.hardware.self_test import SelfTest


class ExaminationRefused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """What a technician asked for is not possible now; the sentence says why."""


class Examiner:
    """Sees what every seat of a desk reports and tells it as checkups.

    Devices are named by ``key``: their address, else their name. ``checkups`` and the calibrations
    may be asked for from any thread; self-tests are begun and stepped by the desk's thread.
    """

    def __init__(
        self, seats: Callable[[], Sequence[Seat]], *, paired: PairedDevices,
        monotonic_s: Callable[[], float], wall_text: Callable[[], str], tr: Translate,
    ) -> None:  # fmt: skip
        """Look at ``seats``."""
        self._seats = seats
        self._paired = paired
        self._monotonic_s = monotonic_s
        self._wall_text = wall_text
        self._tr = tr
        self.is_run_on = False

    def observe(self, seat: Seat, reports: Sequence[Report]) -> None:
        """Keep what a device reported."""
        now_ms = self._now_ms()
        if reports:
            seat.seen.take(reports, now_ms)
        seat.seen.take_health(lambda: seat.device.health, now_ms)
        if seat.self_test is not None:
            seat.self_test.take(reports)

    def step(self) -> None:
        """Go on with the self-tests that were begun."""
        for seat in self._seats():
            test = seat.self_test
            if test is not None and test.step(self._now_ms()):
                seat.tested_on = self._wall_text()

    def checkups(self, now_ms: int) -> tuple[DeviceCheckup, ...]:
        """Return every device as it stands at link time ``now_ms``."""
        return tuple(self._checkup(seat, now_ms) for seat in self._seats())

    def begin_self_test(self, key: str) -> None:
        """Begin the self-test of a device; ExaminationRefused when it may not be tested now."""
        tr = self._tr
        if self.is_run_on:
            raise ExaminationRefused(
                tr("A run is going on: a self-test would move what the run shows.")
            )
        seat = self._seat(key)
        if not self._paired.holds(seat.device.identity) or seat.twin:
            raise ExaminationRefused(
                tr("{device}: pair it first; until then it moves nothing.", device=seat.device.name)
            )
        if seat.device.link is not LinkState.UP:
            raise ExaminationRefused(tr("{device}: there is no link.", device=seat.device.name))
        if seat.self_test is None or seat.self_test.is_done:
            seat.self_test = SelfTest(
                device=seat.device, shown=seat.shown, monotonic_s=self._monotonic_s, tr=tr
            )

    def zero_of(self, key: str, channel: str) -> Calibration:
        """Return the calibration with the zero of the last second; CalibrationRefused if none."""
        seat = self._seat(key)
        return no_load_zero(
            self._tail(seat, channel), today=self._today(), tr=self._tr,
            before=seat.dossier.calibrations.get(channel),
        )  # fmt: skip

    def scale_of(self, key: str, channel: str, known: float) -> Calibration:
        """Return the calibration with the scale at a known amount; CalibrationRefused if none."""
        seat = self._seat(key)
        return known_amount(
            self._tail(seat, channel), known, today=self._today(), tr=self._tr,
            before=seat.dossier.calibrations.get(channel),
        )  # fmt: skip

    def _tail(self, seat: Seat, channel: str) -> ChannelTail:
        units = seat.device.capabilities.streams
        if channel not in units:
            raise CalibrationRefused(
                self._tr(
                    "{device} has no channel {channel}; it has {channels}.",
                    device=seat.device.name, channel=channel, channels=", ".join(units) or "-",
                )
            )  # fmt: skip
        tail = seat.seen.raw_tail(channel, units[channel])
        if tail is None:
            raise CalibrationRefused(
                self._tr("{channel}: nothing was heard of it.", channel=channel)
            )
        return tail

    def _seat(self, key: str) -> Seat:
        for seat in self._seats():
            if seat.key == key:
                return seat
        raise ExaminationRefused(self._tr("There is no device at {place}.", place=key))

    def _checkup(self, seat: Seat, now_ms: int) -> DeviceCheckup:
        device, dossier, seen = seat.device, seat.dossier, seat.seen
        identity, capabilities, health = device.identity, device.capabilities, device.health
        test = seat.self_test
        return DeviceCheckup(
            serial=seat.serial or dossier.serial, name=_name(seat), driver=dossier.driver,
            address=dossier.address, link=device.link, reason=seat.reason, since_ms=seat.since_ms,
            newest_ms=now_ms, is_paired=self._paired.holds(identity), identity=identity,
            pairing_code="" if identity is None else pairing_code(identity),
            capabilities=capabilities, health=health, heard_ms=health.heard_ms,
            battery_percent=health.battery_percent, uptime_ms=health.uptime_ms,
            times_lost=seen.times_lost, dropped=seat.dropped, twin=seat.twin, room=dossier.room,
            plays=dossier.plays, round_trips=seen.round_trips(), felt=seen.felt(),
            tails=seen.tails(capabilities.streams, dossier.calibrations),
            calibrations=dossier.calibrations,
            self_test=() if test is None else tuple(test.lines.values()),
            tested_on=seat.tested_on,
        )  # fmt: skip

    def _now_ms(self) -> int:
        return int(self._monotonic_s() * 1000)

    def _today(self) -> str:
        return self._wall_text()[:10]


def _name(seat: Seat) -> str:
    """Return what people call a device; one that is only numbered is called by its model."""
    name, identity = seat.device.name, seat.device.identity
    is_number = name in {seat.dossier.serial, seat.dossier.address}
    return identity.model if is_number and identity is not None and identity.model else name
