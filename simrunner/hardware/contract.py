"""The contract of the device port: plain checks that every driver must pass.

Write a Rig for the driver and run each of CHECKS with a fresh one; a broken promise raises
AssertionError. No test framework is needed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from simrunner.hardware.device import (
    CommandOutcome,
    CommandResult,
    Device,
    DeviceCommand,
    DeviceEvent,
    LinkChanged,
    LinkState,
    Report,
    StreamSamples,
)

STEP_S = 0.1
"""How often a session polls."""

STALE_WITHIN_S = 0.5
LOST_WITHIN_S = 1.5
BACK_WITHIN_S = 2.0
"""From silence to STALE, from silence to DOWN, from plugging in to UP."""

AnyReport = TypeVar("AnyReport", bound=Report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What cannot be asked of every device.

    ``patience`` times the silences above is allowed to a device that speaks slowly. A quiet one
    says nothing until something happens, so silence proves nothing. ``events`` are two names of
    events that its far end can feel; None for a device that feels none.
    """

    patience: float = 1.0
    is_quiet: bool = False
    events: tuple[str, str] | None = ("first", "second")
    has_outputs: bool = True


class Rig(Protocol):
    """A real driver joined to a far end that can be told to misbehave, under a clock by hand."""

    @property
    def device(self) -> Device:
        """The driver, not connected yet; it runs free, not in lock step."""
        ...

    @property
    def traits(self) -> Traits:
        """What kind of device this is."""
        ...

    def advance_s(self, seconds: float) -> tuple[Report, ...]:
        """Let clock and far end go on in small steps, poll at each and return all reports."""
        ...

    def unplug(self) -> None:
        """Pull the cable."""
        ...

    def plug_in(self) -> None:
        """Put it back."""
        ...

    def fall_silent(self) -> None:
        """Let the far end hang with the cable in."""
        ...

    def speak_again(self) -> None:
        """Let it go on."""
        ...

    def send_garbage(self) -> None:
        """Let noise arrive."""
        ...

    def cause_event(self, name: str) -> None:
        """Let the far end feel an event of this name."""
        ...

    @property
    def known_output(self) -> str:
        """An output that takes the number 1; any word where there are none."""
        ...

    def output(self, target: str) -> float:
        """Return what the far end shows."""
        ...


def _of(reports: Iterable[Report], kind: type[AnyReport]) -> list[AnyReport]:
    return [report for report in reports if isinstance(report, kind)]


def _links(reports: Iterable[Report]) -> list[LinkState]:
    return [report.link for report in _of(reports, LinkChanged)]


def _up(rig: Rig) -> None:
    rig.device.connect()
    reports = rig.advance_s(BACK_WITHIN_S)
    assert rig.device.link is LinkState.UP, f"not up after connect: {_links(reports)}"


def check_that_nothing_happens_before_connect(rig: Rig) -> None:
    """A driver leaves the port alone until it is told to connect."""
    assert rig.advance_s(1.0) == ()
    assert rig.device.link is LinkState.DOWN
    assert rig.device.send(DeviceCommand(target=rig.known_output, fields={"value": 1})) is None


def check_that_a_device_comes_up_and_names_itself(rig: Rig) -> None:
    """OPENING, then UP, with a serial and with what it can do."""
    rig.device.connect()
    reports = rig.advance_s(BACK_WITHIN_S)
    assert _links(reports) == [LinkState.OPENING, LinkState.UP], _links(reports)
    assert rig.device.identity is not None
    assert rig.device.identity.serial
    known = rig.device.capabilities.actuators
    assert (rig.known_output in known) is rig.traits.has_outputs, sorted(known)


def check_that_silence_is_stale_then_lost(rig: Rig) -> None:
    """A hanging device is shown as STALE within 0.5 s and as DOWN within 1.5 s."""
    if rig.traits.is_quiet:
        return
    _up(rig)
    rig.fall_silent()
    rig.advance_s(STALE_WITHIN_S * rig.traits.patience)
    assert rig.device.link is LinkState.STALE, rig.device.link
    rig.advance_s((LOST_WITHIN_S - STALE_WITHIN_S) * rig.traits.patience)
    assert rig.device.link in {LinkState.DOWN, LinkState.OPENING}, rig.device.link


def check_that_a_short_silence_heals(rig: Rig) -> None:
    """A device that goes on in time is UP again without a new greeting."""
    _up(rig)
    rig.fall_silent()
    rig.advance_s(STALE_WITHIN_S * rig.traits.patience)
    rig.speak_again()
    reports = rig.advance_s(STALE_WITHIN_S * rig.traits.patience)
    assert rig.device.link is LinkState.UP, rig.device.link
    assert LinkState.OPENING not in _links(reports)


def check_that_an_unplugged_device_is_down_and_comes_back(rig: Rig) -> None:
    """Pulling the cable is DOWN at once and reported once; plugging in is UP within 2 s."""
    _up(rig)
    rig.unplug()
    reports = rig.advance_s(STALE_WITHIN_S)
    assert _links(reports) == [LinkState.DOWN], _links(reports)
    assert rig.device.send(DeviceCommand(target=rig.known_output, fields={"value": 1})) is None
    rig.plug_in()
    rig.advance_s(BACK_WITHIN_S)
    assert rig.device.link is LinkState.UP, rig.device.link


def check_that_garbage_is_counted_and_survived(rig: Rig) -> None:
    """Noise is no event, no loss of the link, and a number for the technician."""
    _up(rig)
    before = rig.device.health.rx_bad
    rig.send_garbage()
    reports = rig.advance_s(1.0)
    assert rig.device.link is LinkState.UP
    assert not _of(reports, DeviceEvent)
    assert rig.device.health.rx_bad > before


def check_that_events_come_once_each_and_in_order(rig: Rig) -> None:
    """Also those felt while the device hung for a moment."""
    if rig.traits.events is None:
        return
    first, second = rig.traits.events
    _up(rig)
    rig.cause_event(first)
    rig.fall_silent()
    early = rig.advance_s(STALE_WITHIN_S)
    rig.cause_event(second)
    rig.speak_again()
    reports = (*early, *rig.advance_s(2.0))
    assert [event.name for event in _of(reports, DeviceEvent)] == [first, second]


def check_that_an_output_is_set_and_confirmed(rig: Rig) -> None:
    """A command ends in exactly one result, with the number that `send` gave."""
    if not rig.traits.has_outputs:
        return
    _up(rig)
    number = rig.device.send(DeviceCommand(target=rig.known_output, fields={"value": 1}))
    results = _of(rig.advance_s(1.0), CommandResult)
    assert [(r.command, r.outcome) for r in results] == [(number, CommandOutcome.OK)], results
    assert rig.output(rig.known_output) == 1


def check_that_an_unknown_output_is_refused(rig: Rig) -> None:
    """A target that the device lacks is a result, not a silence."""
    _up(rig)
    rig.device.send(DeviceCommand(target="no.such.output", fields={"value": 1}))
    results = _of(rig.advance_s(1.0), CommandResult)
    assert [r.outcome for r in results] == [CommandOutcome.UNKNOWN], results


def check_that_an_unanswered_command_is_reported_lost(rig: Rig) -> None:
    """Nobody waits for ever for an answer."""
    if not rig.traits.has_outputs:
        return
    _up(rig)
    rig.fall_silent()
    rig.device.send(DeviceCommand(target=rig.known_output, fields={"value": 1}))
    within_s = LOST_WITHIN_S * rig.traits.patience
    results = _of(rig.advance_s(within_s), CommandResult)
    assert [r.outcome for r in results] == [CommandOutcome.LOST], results


def check_that_make_safe_switches_off_and_confirms(rig: Rig) -> None:
    """True only when the device said so; a device without outputs is safe."""
    _up(rig)
    if not rig.traits.has_outputs:
        assert rig.device.make_safe(1.0)
        return
    rig.device.send(DeviceCommand(target=rig.known_output, fields={"value": 1}))
    rig.advance_s(0.5)
    assert rig.device.make_safe(1.0)
    assert rig.output(rig.known_output) == 0
    rig.fall_silent()
    assert not rig.device.make_safe(1.0)


def check_that_streams_are_evenly_spaced_and_growing(rig: Rig) -> None:
    """Samples come in order of time, and none is told twice."""
    _up(rig)
    runs: dict[str, int] = {}
    for samples in _of(rig.advance_s(1.0), StreamSamples):
        assert samples.values
        assert samples.period_us > 0
        assert samples.t0_us >= runs.get(samples.name, samples.t0_us), samples
        runs[samples.name] = samples.t0_us + len(samples.values) * samples.period_us
    assert set(runs) <= set(rig.device.capabilities.streams)


def check_that_close_lets_go_for_good(rig: Rig) -> None:
    """A closed device is DOWN and does not come back by itself."""
    _up(rig)
    rig.device.close()
    rig.advance_s(BACK_WITHIN_S)
    assert rig.device.link is LinkState.DOWN


CHECKS: tuple[Callable[[Rig], None], ...] = (
    check_that_nothing_happens_before_connect,
    check_that_a_device_comes_up_and_names_itself,
    check_that_silence_is_stale_then_lost,
    check_that_a_short_silence_heals,
    check_that_an_unplugged_device_is_down_and_comes_back,
    check_that_garbage_is_counted_and_survived,
    check_that_events_come_once_each_and_in_order,
    check_that_an_output_is_set_and_confirmed,
    check_that_an_unknown_output_is_refused,
    check_that_an_unanswered_command_is_reported_lost,
    check_that_make_safe_switches_off_and_confirms,
    check_that_streams_are_evenly_spaced_and_growing,
    check_that_close_lets_go_for_good,
)
