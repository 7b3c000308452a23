"""The door between the session thread and the screens."""

from threading import Thread
from types import MappingProxyType

import pytest
from PySide6.QtCore import QThread

from simrunner.domain.action import FireEvent, Source
from simrunner.domain.event import FlagWasRaised
from simrunner.domain.frame import ChartView, Frame, MonitorView, NibpView
from simrunner.ui.bridge import CommandReply, FrameBatch, SessionBridge

pytestmark = pytest.mark.gui


def frame(at_ms: int) -> Frame:
    nibp = NibpView(
        is_measuring=False, cuff_mmhg=None, next_at_ms=None, interval_ms=None, history=()
    )
    monitor = MonitorView(
        numerics={},
        limits={},
        alarms=(),
        nibp=nibp,
        attached=frozenset(),
        etco2_unit="mmHg",
        audio_paused_until_ms=None,
        sounding=None,
        beeps_at_ms=(at_ms,),
        beep_spo2_pct=None,
    )
    chart = ChartView(
        regions=(),
        pending=(),
        expectations=(),
        ledger=(),
        flags=(),
        is_manual=False,
        is_ended=False,
    )
    return Frame(
        at_ms=at_ms,
        monitor=monitor,
        vitals={},
        rhythm="sinus",
        chart=chart,
        waves=MappingProxyType({"II": memoryview(bytes([at_ms % 256]))}),
        events=(FlagWasRaised(at_ms=at_ms, flag=f"f{at_ms}"),),
    )


class Runner:
    """A run control that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")

    def set_speed(self, factor: float) -> None:
        self.told.append(f"speed {factor:g}")

    def end(self) -> None:
        self.told.append("end")

    def declare_emergency(self) -> None:
        self.told.append("emergency")

    def resume_from_emergency(self) -> None:
        self.told.append("go on")


@pytest.fixture
def sent() -> list:
    return []


@pytest.fixture
def bridge(qtbot, sent):
    def command(text: str) -> CommandReply:
        return CommandReply(is_accepted=text == "hr 120", sentence="" if text else "Empty")

    made = SessionBridge(submit=sent.append, command=command, control=Runner())
    yield made
    made.shutdown()


def test_that_a_stalled_window_loses_no_event_no_wave_and_no_beep(qtbot, bridge) -> None:
    for at_ms in range(0, 10_000, 100):
        bridge.publish(frame(at_ms))

    with qtbot.waitSignal(bridge.frame_ready) as told:
        bridge.start()

    batch: FrameBatch = told.args[0]
    assert batch.latest.at_ms == 9_900
    assert [event.at_ms for event in batch.events] == list(range(0, 10_000, 100))
    assert len(batch.waves) == 100
    assert batch.beeps_at_ms == tuple(range(0, 10_000, 100))


def test_that_frames_of_another_thread_arrive_in_order_on_the_gui_thread(qtbot, bridge) -> None:
    seen: list[int] = []
    threads: set[bool] = set()

    def take(batch: FrameBatch) -> None:
        seen.extend(event.at_ms for event in batch.events)
        threads.add(QThread.currentThread().isMainThread())

    bridge.frame_ready.connect(take)
    bridge.start()
    session = Thread(target=lambda: [bridge.publish(frame(ms)) for ms in range(0, 50_000, 100)])
    session.start()
    qtbot.waitUntil(lambda: len(seen) == 500)
    session.join()

    assert seen == list(range(0, 50_000, 100))
    assert threads == {True}


def test_that_nothing_is_told_when_nothing_arrived(qtbot, bridge) -> None:
    with qtbot.assertNotEmitted(bridge.frame_ready):
        bridge.deliver()


def test_that_what_waits_at_the_end_is_still_handed_over(qtbot, bridge) -> None:
    bridge.publish(frame(100))
    with qtbot.waitSignal(bridge.frame_ready):
        bridge.shutdown()


def test_that_actions_and_commands_go_through_and_the_reply_comes_back(qtbot, bridge, sent) -> None:
    action = FireEvent(source=Source.FACILITATOR, event="bell")
    bridge.submit(action)
    with qtbot.waitSignal(bridge.command_answered) as told:
        reply = bridge.command("hr 120")
    bridge.control.set_speed(2.0)

    assert sent == [action]
    assert reply.is_accepted
    assert told.args == [reply]
    assert bridge.control.told == ["speed 2"]
