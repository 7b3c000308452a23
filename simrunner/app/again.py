"""A recorded run again from one of its moments: a new run that shares its beginning."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from simrunner.app.assets import read_alarm_set
from simrunner.app.bodies import body_for
from simrunner.app.compose import Occasion, Stage, begin_run, note_unit
from simrunner.app.pacing import wall_text
from simrunner.app.telling import recorded_etco2_unit, recorded_pack
from simrunner.debrief.comparison import AGAIN
from simrunner.domain.frame import Frame
from simrunner.domain.run_record import Ack, Remark, RunRecord
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.waves import WaveTape
from simrunner.scenario.pack import Pack
from simrunner.session.branch import Beginning, BranchPoint, branch_point_at, rewind
from simrunner.session.replay import ViewOnlyError, header_of
from simrunner.session.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewound:
    """A run brought back to one of its moments; no record knows of it yet."""

    pack: Pack
    seed: int
    point: BranchPoint
    session: Session
    beginning: Beginning
    etco2_unit: Literal["mmHg", "kPa"]


def moment_of(record: RunRecord, at_ms: SimTimeMs) -> BranchPoint:
    """Return where a run can be taken up again; ViewOnlyError with the reason where it cannot."""
    point = branch_point_at(record, max(0, at_ms))
    if point.seq == len(record.events):
        # Of a run cut short, facts of its last tick may be missing: that one can be resumed.
        lasted_s = record.events[-1].event.at_ms / 1000
        raise ViewOnlyError(
            "Run {run} lasted {lasted} s: rewind to before.", run=point.run, lasted=f"{lasted_s:g}"
        )
    return point


def rewound(
    folder: Path | None,
    record: RunRecord,
    point: BranchPoint,
    *,
    draws: bool = True,
    listen: Callable[[Frame], None] = lambda _frame: None,
    on_step: Callable[[SimTimeMs], None] = lambda _now_ms: None,
) -> Rewound:
    """Return a run brought back to ``point``, told again with the pack in ``folder``.

    Nothing of it touches a record, so any thread may do it. ViewOnlyError when it does not come
    again with this program. Its pack (None where it is gone) may be another by now.
    """
    pack, seed = recorded_pack(record, folder), header_of(record).seed
    scenario, unit = pack.scenario, recorded_etco2_unit(record)
    beginning = Beginning(record, point)
    session = Session(
        engine=Engine(scenario, seed=seed),
        body=body_for(scenario, seed=seed, draws=draws),
        monitor=Monitor(scenario, alarm_set=read_alarm_set(), etco2_unit=unit),
        recorder=beginning,
    )
    session.listen(listen)
    rewind(session, record, scenario, point, on_step)
    beginning.check_complete()
    return Rewound(
        pack=pack, seed=seed, point=point, session=session, beginning=beginning, etco2_unit=unit
    )


def branch_stage(
    back: Rewound,
    library: Library,
    occasion: Occasion,
    *,
    on_failure: Callable[[RecordError], None],
    on_ack: Callable[[Ack], None] = lambda _ack: None,
) -> Stage:
    """Return the stages of a new run in ``library`` that goes on from there; RecordError."""
    occasion = replace(occasion, branch_of=back.point)
    run = begin_run(back.pack, library, seed=back.seed, occasion=occasion)
    recorder = library.recorder(run, on_ack=on_ack, on_failure=on_failure)
    back.beginning.hand_over(recorder)
    at_ms = back.point.at_ms
    words = f"again from {clock_text(at_ms)} of run {back.point.run}"
    recorder.remark(Remark(at_ms=at_ms, wall=wall_text(), kind=AGAIN, words=words))
    note_unit(recorder, occasion, back.etco2_unit)
    if occasion.keeps_waves:  # those of the beginning are kept with the parent, or told again
        back.session.listen(WaveTape(recorder).take)
    return Stage(
        pack=back.pack, seed=back.seed, library=library, run=run, recorder=recorder,
        session=back.session,
    )  # fmt: skip
