"""Real time decides when, never what: pause, speed, skip, slips, sleep, faults."""

import threading

import pytest
from support.sessions import Kept, session_of, small_scenario

from simrunner.app.clock_watch import ClockWatch
from simrunner.app.pacing import MAX_CATCH_UP_STEPS, STEP_MS, Pacer, monotonic_s, wall_text
from simrunner.domain.action import PerformAct, Source
from simrunner.domain.event import ActionTaken, RunEnded

SOON_S = 5.0


class Clock:
    """A clock that a test can push on; between pushes it goes as the real one does."""

    def __init__(self):
        self.ahead_s = 0.0

    def __call__(self):
        return monotonic_s() + self.ahead_s


class Stage:
    """A real session with a pacer, and everything the pacer says; wait for what must come."""

    def __init__(self, **options):
        self.kept, self.remarks, self.faults = Kept(), [], []
        self.ended = threading.Event()
        self.faulted = threading.Event()
        self.clock, self.set_s, self.jumps_s = Clock(), 0.0, []
        self.session = session_of(small_scenario(), self.kept)
        self.marks = []
        self._came = threading.Condition()
        self.session.listen(self._wake)
        self.pacer = Pacer(
            self.session, options.pop("feeds", ()), on_remark=self._remark,
            on_ended=self.ended.set, on_fault=self._fault,
            clock=ClockWatch(lambda: self.clock() + self.set_s, self.clock, self.jumps_s.append),
            **options,
        )  # fmt: skip

    def _wake(self, _frame):
        with self._came:
            self._came.notify_all()

    def _remark(self, remark):
        with self._came:
            self.remarks.append(remark)
            self._came.notify_all()

    def _fault(self, fault):
        self.faults.append(fault)
        self.faulted.set()

    def until(self, happened):
        with self._came:
            assert self._came.wait_for(happened, SOON_S), (self.session.now_ms, self.remarks)

    def words(self, kind):
        return [remark.words for remark in self.remarks if remark.kind == kind]

    def stands_still(self):
        """Return whether no step is taken for the real time of three steps at this speed."""
        threading.Event().wait(0.03)  # the step being taken ends
        before = self.session.now_ms
        threading.Event().wait(3 * STEP_MS / 1000 / max(self.pacer.speed, 3.0))
        return self.session.now_ms == before


@pytest.fixture
def stage():
    made = Stage()
    yield made
    made.pacer.shutdown()


def test_that_nothing_happens_before_the_start(stage):
    assert stage.pacer.is_paused
    assert stage.kept.appends == []


def test_that_simulated_time_goes_as_fast_as_the_speed_says(stage):
    stage.pacer.set_speed(20)
    begin_s = monotonic_s()
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 6_000)
    took_s = monotonic_s() - begin_s
    assert 0.29 <= took_s < 1.5
    assert stage.words("speed") == ["×20"]


@pytest.mark.parametrize(("asked", "got"), [(0.001, 0.1), (1e9, 100.0), (2.5, 2.5)])
def test_that_a_speed_stays_within_its_limits(stage, asked, got):
    stage.pacer.set_speed(asked)
    assert stage.pacer.speed == got


def test_that_a_pause_stands_still_and_is_remarked_once(stage):
    stage.pacer.set_speed(20)
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 500)
    stage.pacer.pause()
    stage.pacer.pause()
    assert stage.stands_still()
    assert stage.words("pause") == ["paused"]


def test_that_time_spent_paused_is_not_made_up_for(stage):
    stage.pacer.set_speed(50)
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 500)
    stage.pacer.pause()
    assert stage.stands_still()
    paused_at_ms = stage.session.now_ms
    resumed_s = monotonic_s()
    stage.pacer.resume()
    stage.until(lambda: stage.session.now_ms > paused_at_ms)
    behind_ms = (monotonic_s() - resumed_s) * 1000 * stage.pacer.speed
    assert stage.session.now_ms - paused_at_ms <= behind_ms + STEP_MS
    assert stage.words("pause") == ["paused", "resumed"]
    assert stage.words("slip") == []


def test_that_a_skip_takes_its_steps_at_once_and_then_keeps_the_old_speed(stage):
    stage.pacer.start()
    stage.pacer.skip(30_000)
    stage.until(lambda: stage.session.now_ms >= 30_000)
    assert stage.session.now_ms <= 31_000
    assert stage.pacer.speed == 1.0
    assert stage.words("slip") == []


def test_that_a_long_skip_is_not_taken_for_sleep_nor_for_being_late():
    class SlowSteps:
        """Each heard step seems to take 50 ms: 100 steps are five seconds."""

        def due(self, _now_ms):
            made.clock.ahead_s += 0.05
            return ()

    made = Stage(feeds=[SlowSteps()])
    try:
        made.pacer.start()
        made.pacer.skip(10_000)
        made.until(lambda: made.session.now_ms >= 10_200)
        assert not made.pacer.is_paused
        assert made.words("pause") == made.words("slip") == []
    finally:
        made.pacer.shutdown()


def test_that_being_too_slow_for_the_speed_is_not_taken_for_sleep():
    class SlowSteps:
        def due(self, _now_ms):
            made.clock.ahead_s += 0.5
            return ()

    made = Stage(feeds=[SlowSteps()])
    try:
        made.pacer.set_speed(10)
        made.pacer.start()
        made.until(lambda: len(made.words("slip")) > 1)
        assert not made.pacer.is_paused
        assert made.words("pause") == []
    finally:
        made.pacer.shutdown()


def test_that_being_late_takes_a_few_steps_lets_the_rest_go_and_says_so(stage):
    stage.pacer.set_speed(1)
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 100)
    with stage._came:
        before_ms = stage.session.now_ms
        stage.clock.ahead_s += 1.5
    stage.until(lambda: stage.words("slip"))
    after_ms = stage.session.now_ms
    taken = (after_ms - before_ms) // STEP_MS
    assert MAX_CATCH_UP_STEPS <= taken <= MAX_CATCH_UP_STEPS + 1
    late_s = float(stage.words("slip")[0].split()[0])
    assert late_s == pytest.approx(1.0, abs=0.2)
    assert stage.words("pause") == []


def test_that_a_computer_that_slept_finds_the_run_paused(stage):
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 100)
    stage.clock.ahead_s += 3_600
    stage.until(lambda: stage.words("pause"))
    assert stage.pacer.is_paused
    assert "asleep" in stage.words("pause")[0]
    assert stage.stands_still()
    assert stage.words("slip") == []
    stage.pacer.resume()
    at_ms = stage.session.now_ms
    stage.until(lambda: stage.session.now_ms >= at_ms + 200)


@pytest.mark.parametrize(("by_s", "words"), [(-3600.0, "set by -3600 s"), (90.0, "set by +90 s")])
def test_that_a_clock_that_is_set_is_told_once_and_the_run_goes_on(stage, by_s, words):
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 100)

    stage.set_s += by_s

    stage.until(lambda: stage.words("clock"))
    at_ms = stage.session.now_ms
    stage.until(lambda: stage.session.now_ms >= at_ms + 300)
    assert stage.words("clock") == [words]
    assert stage.jumps_s == [pytest.approx(by_s, abs=0.1)]
    assert stage.words("pause") == []


def test_that_a_clock_slewed_by_a_time_service_is_not_told(stage):
    stage.pacer.start()
    for _ in range(5):
        stage.set_s += 0.5
        at_ms = stage.session.now_ms
        stage.until(lambda at_ms=at_ms: stage.session.now_ms >= at_ms + 100)
    assert stage.words("clock") == []


def test_that_an_end_by_the_facilitator_comes_even_out_of_a_pause(stage):
    stage.pacer.set_speed(20)
    stage.pacer.start()
    stage.pacer.pause()
    stage.pacer.end()
    assert stage.ended.wait(SOON_S)
    assert stage.session.is_ended
    assert isinstance(stage.kept.events[-1], RunEnded)
    assert stage.kept.events[-1].reason == "facilitator"


def test_that_a_step_that_fails_pauses_the_run_and_is_told_once():
    class Broken:
        def due(self, now_ms):
            if now_ms == 500:
                raise ZeroDivisionError("no more")
            return ()

    stage = Stage(feeds=[Broken()])
    try:
        stage.pacer.set_speed(20)
        stage.pacer.start()
        assert stage.faulted.wait(SOON_S)
        assert stage.stands_still()
        assert stage.session.now_ms == 400
        assert [type(fault) for fault in stage.faults] == [ZeroDivisionError]
        assert stage.words("fault") == ["ZeroDivisionError: no more"]
        assert stage.words("slip") == [], "a run that failed is not late"
        assert not stage.ended.is_set()
    finally:
        stage.pacer.shutdown()


def test_that_a_desk_that_fails_pauses_the_run_and_is_told_instead_of_ending_the_thread():
    class BrokenDesk:
        def idle(self):
            raise OSError("the port is gone")

    stage = Stage(desk=BrokenDesk())
    try:
        stage.pacer.set_speed(20)
        stage.pacer.start()
        stage.pacer.pause()
        assert stage.faulted.wait(SOON_S)
        stage.pacer.resume()
        at_ms = stage.session.now_ms
        stage.until(lambda: stage.session.now_ms > at_ms)
        assert [str(fault) for fault in stage.faults] == ["the port is gone"]
    finally:
        stage.pacer.shutdown()


def test_that_a_real_emergency_makes_the_devices_safe_once_and_lets_them_move_again_after():
    class Desk:
        def __init__(self):
            self.calls = []

        def idle(self):
            self.note("idle")

        def make_safe(self):
            self.note("make_safe")
            return ("the manikin is safe",)

        def resume(self):
            self.note("resume")

        def note(self, word):
            if self.calls[-1:] != [word]:
                self.calls.append(word)

    desk, said = Desk(), threading.Event()
    reports = []

    def heard(found):
        reports.extend(found)
        said.set()

    stage = Stage(desk=desk, on_safety=heard)
    try:
        stage.pacer.set_speed(20)
        stage.pacer.start()
        stage.pacer.declare_emergency()
        assert said.wait(SOON_S)
        assert stage.stands_still()
        stage.pacer.resume_from_emergency()
        at_ms = stage.session.now_ms
        stage.until(lambda: stage.session.now_ms > at_ms)
        assert desk.calls[0] == "make_safe"
        assert desk.calls[-1] == "resume"
        assert desk.calls.count("make_safe") == 1
        assert reports == ["the manikin is safe"]
        assert stage.words("real-emergency") == ["stopped", "resumed"]
    finally:
        stage.pacer.shutdown()


def test_that_a_feed_is_heard_before_the_step_it_acts_in():
    class Team:
        def due(self, now_ms):
            return (PerformAct(source=Source.LEARNER, act="help"),) if now_ms == 300 else ()

    stage = Stage(feeds=[Team()])
    try:
        stage.pacer.set_speed(20)
        stage.pacer.start()
        stage.until(lambda: stage.session.now_ms >= 400)
        taken = [event.at_ms for event in stage.kept.events if isinstance(event, ActionTaken)]
        assert taken == [300]
    finally:
        stage.pacer.shutdown()


def test_that_a_shut_down_pacer_takes_no_step_and_leaves_no_thread(stage):
    stage.pacer.set_speed(20)
    stage.pacer.start()
    stage.until(lambda: stage.session.now_ms >= 200)
    stage.pacer.shutdown()
    assert stage.stands_still()
    assert not [each for each in threading.enumerate() if each.name == "session"]
    assert not stage.ended.is_set()


def test_that_the_wall_time_has_its_offset_and_milliseconds():
    date, _, rest = wall_text().partition("T")
    assert len(date) == 10
    assert len(rest) == len("12:34:56.789+00:00")
