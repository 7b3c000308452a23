"""A whole run in a real record file: pace, links, wall time and ratings are no part of it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.acts_strategy import acts_of
from support.packs import PACKS, shipped_catalogue
from support.profiles import machine_settings
from support.runs import new_run
from support.sessions import session_of, small_scenario

from simrunner.domain.action import Action
from simrunner.domain.annotation import MarkSet
from simrunner.domain.run_record import Remark
from simrunner.domain.sim_time import STEP_MS
from simrunner.record.codec import head_of
from simrunner.record.library import Library
from simrunner.scenario.pack import load_pack
from simrunner.session.branch import branch_point_at, rewind
from simrunner.session.replay import Memory, recorded_inputs

WALLS = ["2026-11-22T14:20:00+08:00", "1999-12-31T23:59:59.999-05:00"]
REMARKS = [("pause", "paused"), ("pause", "resumed"), ("speed", "×8"), ("link", "lost"),
           ("link", "back"), ("slip", "400 ms")]  # fmt: skip


@cache
def scenarios():
    packs = [load_pack(folder, shipped_catalogue()).scenario for folder in PACKS]
    return [small_scenario(), *packs]


class RecordedRun(RuleBasedStateMachine):
    """One run told twice: tick by tick into a file, and in strides into memory."""

    folder: TemporaryDirectory | None = None

    @initialize(number=st.integers(0, 2), seed=st.integers(0, 2**32), wall=st.sampled_from(WALLS))
    def start(self, number, seed, wall) -> None:
        self.scenario, self.seed = scenarios()[number % len(scenarios())], seed
        self.acts = acts_of(self.scenario, may_end=True)
        self.waiting: list[Action] = []
        self.folder = TemporaryDirectory()
        self.library = Library.open(Path(self.folder.name) / "runs.sqlite")
        self.name = self.library.begin_run(new_run(seed=seed, started_wall=wall))
        self.recorder = self.library.recorder(self.name, on_failure=pytest.fail)
        self.ticking = session_of(self.scenario, self.recorder, seed=seed, draws=False)
        self.memory = Memory()
        self.striding = session_of(self.scenario, self.memory, seed=seed, draws=False)
        self.ticking.begin()
        self.striding.begin()

    def teardown(self) -> None:
        if self.folder is None:
            return
        try:
            self.the_file_has_the_head()
            assert self.recorder.close()
        finally:
            self.library.shutdown()
            self.folder.cleanup()

    # ------------------------------------------------------------------ what may happen
    @rule(data=st.data(), count=st.integers(1, 4))
    def act(self, data, count) -> None:
        self.waiting += [data.draw(self.acts) for _ in range(count)]

    @rule(strides_ms=st.lists(st.integers(1, 4000), min_size=1, max_size=3))
    def let_time_pass(self, strides_ms) -> None:
        for action in self.waiting:
            self.ticking.submit(action)
            self.striding.submit(action)
        self.waiting = []
        target_ms = self.striding.now_ms
        for stride_ms in strides_ms:
            target_ms += stride_ms
            self.striding.advance_to(target_ms)
        while self.ticking.now_ms < self.striding.now_ms:
            self.ticking.advance_to(self.ticking.now_ms + STEP_MS)

    @rule()
    def watch(self) -> None:
        self.striding.listen(lambda frame: self.seen(frame.at_ms))

    def seen(self, at_ms) -> None:
        assert at_ms == self.striding.now_ms

    @rule(remark=st.sampled_from(REMARKS), wall=st.sampled_from(WALLS))
    def remark(self, remark, wall) -> None:
        kind, words = remark
        at_ms = self.ticking.now_ms
        self.recorder.remark(Remark(at_ms=at_ms, wall=wall, kind=kind, words=words))

    @rule(rater=st.sampled_from(["A1", "B2"]), sign=st.sampled_from(["+", "-"]))
    def annotate(self, rater, sign) -> None:
        chain = self.library.annotations(self.name, rater, "team")
        mark = MarkSet(at_ms=self.ticking.now_ms, mark=len(chain.entries) + 1, sign=sign)
        chain.append(mark)

    @rule()
    def the_file_has_the_head(self) -> None:
        assert self.recorder.flush(10.0)
        assert self.library.head(self.name) == head_of(self.memory.events)

    @precondition(lambda self: self.ticking.now_ms > 0)
    @rule(share=st.integers(0, 100), wall=st.sampled_from(WALLS))
    def rewind_and_do_the_same(self, share, wall) -> None:
        assert self.recorder.flush(10.0)
        record, end_ms = self.library.read(self.name), self.ticking.now_ms
        inputs = recorded_inputs(record.events, self.scenario)
        point = branch_point_at(record, end_ms * share // 100)
        branch = self.library.begin_run(
            new_run(seed=self.seed, started_wall=wall, parent_run=self.name, parent_seq=point.seq)
        )
        recorder = self.library.recorder(branch, on_failure=pytest.fail)
        session = session_of(self.scenario, recorder, seed=self.seed, draws=False)
        rewind(session, record, self.scenario, point)
        while session.now_ms < end_ms and not session.is_ended:
            for action in inputs.get(session.now_ms + STEP_MS, ()):
                session.submit(action)
            session.advance_to(session.now_ms + STEP_MS)
        assert recorder.close()
        assert self.library.head(branch) == record.head == self.library.head(self.name)
        assert self.library.read(branch).events == record.events


@pytest.mark.invariant("I6", "I8", "I16", "I18", "I19")
def test_that_a_recorded_run_depends_on_its_inputs_alone() -> None:
    run_state_machine_as_test(RecordedRun, settings=machine_settings())
