"""Whatever happens to a link, in whatever order: nothing is lost twice, told twice or made up."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from support.device_rig import OmlRig
from support.profiles import machine_settings_of

from devices.protocol.frame import Frame, FrameFlag, encode_frame
from devices.protocol.message import LinkReset, encode_message, type_of
from simrunner.domain.chance import draw_u64
from simrunner.hardware.device import (
    CommandResult,
    DeviceCommand,
    DeviceEvent,
    LinkChanged,
    LinkState,
    StreamSamples,
)

DOWN, OPENING, UP, STALE, INCOMPATIBLE = LinkState
LEGAL = {
    DOWN: {OPENING},
    OPENING: {UP, DOWN, INCOMPATIBLE},
    UP: {STALE, DOWN, OPENING, INCOMPATIBLE},
    STALE: {UP, DOWN, OPENING, INCOMPATIBLE},
    INCOMPATIBLE: {DOWN},
}
BUFFERED = 32
"""Events that a device keeps (PROTOCOL.md, "Commands and events")."""

SAFE_AFTER_S = 2.15
"""The dead man's switch opens 2 s after the last good frame, looked at ten times a second."""

STRANGE = (
    b"AT\rAT+GCAP\r",
    b"\0" + encode_frame(Frame(frame_type=3, seq=0, t_us=0, version=3)),
    b"\0" + encode_frame(Frame(frame_type=0x55, seq=9, t_us=0, flags=FrameFlag.RETX)),
    b"\0" + encode_frame(Frame(frame_type=0x21, seq=9, t_us=0, payload=b"none of ours")),
    encode_frame(Frame(frame_type=0x20, seq=9, t_us=0, payload=b"1234"))[:-3],
)
"""A modem manager's question, another version, an unknown type, another stream, half a frame."""


class LinkMachine(RuleBasedStateMachine):
    """One driver, one manikin, one cable, and everything that goes wrong with them."""

    @initialize(seed=st.integers(0, 1 << 32), loss_pct=st.sampled_from((0, 10, 30)))
    def connect(self, seed: int, loss_pct: int) -> None:
        self.seed = seed
        self.rig = OmlRig()
        self.link = DOWN
        self.is_plugged = True
        self.loss_pct = loss_pct
        self.draws = 0
        self.unsettled: set[int] = set()
        self.settled: set[int] = set()
        self.caused: list[str] = []
        self.felt: list[str] = []
        self.may_be_gone: set[str] = set()
        self.last_sample_us = self.last_event_us = -1
        self.last_felt_s = 0.0
        self.rig.drop = self._drops
        self.rig.device.connect()
        self._look(self.rig.advance_s(1.0))

    def _drops(self, _wire: bytes) -> bool:
        self.draws += 1
        return draw_u64(self.seed, "loss", self.draws) % 100 < self.loss_pct

    # -- what happens

    @rule(ticks=st.integers(1, 25))
    def time_passes(self, ticks: int) -> None:
        self._look(self.rig.advance_s(ticks / 10))

    @rule(is_restarted=st.booleans())
    def the_cable_is_pulled_or_put_back(self, is_restarted: bool) -> None:
        if self.is_plugged:
            self.rig.cable.unplug()
        else:
            if is_restarted:
                self.the_device_restarts()
            self.rig.cable.plug_in()
        self.is_plugged = not self.is_plugged

    @rule()
    def the_device_restarts(self) -> None:
        self.may_be_gone.update(self.caused)
        self.rig.reboot()
        self.last_sample_us = self.last_event_us = -1

    @rule()
    def the_device_hangs_or_goes_on(self) -> None:
        self.rig.is_silent = not self.rig.is_silent

    @rule(pct=st.sampled_from((0, 10, 30, 60)))
    def the_line_becomes(self, pct: int) -> None:
        self.loss_pct = pct

    @rule(noise=st.one_of(st.binary(max_size=300), st.sampled_from(STRANGE)))
    def something_strange_comes(self, noise: bytes) -> None:
        self.rig.cable.deliver(noise)
        if not self.rig.is_silent:
            self.rig.manikin.receive(b"AT\rAT+GCAP\r")

    @rule()
    def the_device_asks_for_a_fresh_start(self) -> None:
        reset = LinkReset()
        self.rig.manikin._send_bytes(type_of(reset), encode_message(reset))

    @rule(times=st.integers(1, 12))
    def the_device_feels_something(self, times: int) -> None:
        for _ in range(times):
            name = f"e{len(self.caused)}"
            self.caused.append(name)
            kept = self.rig.manikin._events._kept
            if len(kept) == BUFFERED:
                self.may_be_gone.add(kept[0].name)
            self.rig.cause_event(name)

    @rule(rises=st.lists(st.integers(0, 1000), min_size=1, max_size=5))
    def an_output_is_set(self, rises: list[int]) -> None:
        for rise in rises:
            self._set(rise)

    def _set(self, rise: int) -> None:
        was_up = self.rig.device.link is UP
        command = DeviceCommand(target="chest.rise.l", fields={"value": rise})
        number = self.rig.device.send(command)
        assert (number is not None) == was_up
        if number is not None:
            assert number not in self.settled | self.unsettled
            self.unsettled.add(number)

    # -- what must be true

    def _look(self, reports) -> None:
        for report in reports:
            match report:
                case LinkChanged(link=link):
                    assert link in LEGAL[self.link], f"{self.link} to {link}"
                    self.link = link
                case CommandResult(command=number):
                    assert number in self.unsettled, "a second result, or for nothing"
                    self.unsettled.remove(number)
                    self.settled.add(number)
                case DeviceEvent():
                    self._look_at_event(report)
                case StreamSamples(t0_us=t0_us, period_us=period_us, values=values):
                    assert t0_us > self.last_sample_us
                    self.last_sample_us = t0_us + (len(values) - 1) * period_us
                    assert all(-5 < value < 5 for value in values), "nobody presses"

    def _look_at_event(self, event: DeviceEvent) -> None:
        assert event.name in self.caused
        assert event.name not in self.felt, "told twice"
        assert not self.felt or int(event.name[1:]) > int(self.felt[-1][1:]), "out of order"
        self.felt.append(event.name)
        assert event.t_us >= self.last_event_us
        self.last_event_us = event.t_us
        if event.felt_s is not None:
            assert event.felt_s <= self.rig.now_s + 0.05

    @invariant()
    def what_is_known_is_what_was_told(self) -> None:
        if hasattr(self, "rig"):
            self._look(self.rig.advance_s(0.3))
            assert self.rig.device.link is self.link

    @invariant()
    def a_device_that_hears_nobody_is_off(self) -> None:
        if not hasattr(self, "rig") or self.rig.is_silent:
            return
        manikin = self.rig.manikin
        if manikin.now_us - manikin._host_heard_us > SAFE_AFTER_S * 1e6:
            assert set(manikin.outputs.values()) == {0.0}

    def teardown(self) -> None:
        """Once nothing goes wrong any more, everything is well within seconds."""
        if not hasattr(self, "rig"):
            return
        self.loss_pct = 0
        self.rig.speak_again()
        # INCOMPATIBLE lasts until the link is opened anew
        self.rig.cable.unplug()
        self._look(self.rig.advance_s(0.3))
        self.rig.cable.plug_in()
        self._look(self.rig.advance_s(5.0))
        assert self.link is UP
        assert self.unsettled == set()
        assert set(self.caused) - set(self.felt) <= self.may_be_gone
        self._set(777)
        self._look(self.rig.advance_s(0.5))
        assert self.rig.output("chest.rise.l") == 777


@pytest.mark.nightly
def test_that_no_order_of_misfortunes_breaks_the_link() -> None:
    run_state_machine_as_test(LinkMachine, settings=machine_settings_of(by_day=16, by_night=2000))
