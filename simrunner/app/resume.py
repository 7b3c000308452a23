"""Continuing a run that was cut short: the same run, the same chain, from its last tick on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from simrunner.app.assets import read_alarm_set
from simrunner.app.assets_folder import pack_folders
from simrunner.app.bodies import body_for
from simrunner.app.compose import Stage
from simrunner.app.exit_code import Refusal
from simrunner.app.headless import curtain_ms, finish
from simrunner.app.pacing import wall_text
from simrunner.app.pack_names import pack_folder
from simrunner.app.records import look_or_say, open_existing
from simrunner.app.settings import data_folder
from simrunner.app.summary import summary_of
from simrunner.app.team import cast_team
from simrunner.app.telling import recorded_etco2_unit, recorded_pack
from simrunner.debrief.gap import GAP, gap_words
from simrunner.domain.frame import Frame
from simrunner.domain.person import Deed
from simrunner.domain.run_record import Ack, Remark, RunRecord
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.rehearsal.play import play
from simrunner.scenario.pack import Pack
from simrunner.session.replay import ViewOnlyError, header_of
from simrunner.session.resume import Continuation, check_resumable, reached_ms, resume
from simrunner.session.session import Session

ABANDONED = "abandoned"
"""The kind of remark that says that nobody means to go on with an unfinished run."""


def pack_of(record: RunRecord, folder: Path | None) -> Pack:
    """Return the pack of a run as recorded_pack does; ViewOnlyError also when it has ended."""
    check_resumable(record)
    return recorded_pack(record, folder)


def resume_stage(
    pack: Pack,
    record: RunRecord,
    library: Library,
    *,
    draws: bool = True,
    listen: Callable[[Frame], None] = lambda _frame: None,
    on_failure: Callable[[RecordError], None],
    on_ack: Callable[[Ack], None] = lambda _ack: None,
) -> Stage:
    """Return the stages of a run that stand where its record was cut, and remark the gap.

    ``pack`` comes from pack_of. DiffersError when the run does not come again with this program;
    the record is then as it was. RecordError when the storage refuses.
    """
    scenario, seed = pack.scenario, header_of(record).seed
    run = record.summary.run
    recorder = library.recorder(run, on_ack=on_ack, on_failure=on_failure)
    try:
        continuation = Continuation(record, recorder)
        session = Session(
            engine=Engine(scenario, seed=seed),
            body=body_for(scenario, seed=seed, draws=draws),
            monitor=Monitor(
                scenario, alarm_set=read_alarm_set(), etco2_unit=recorded_etco2_unit(record)
            ),
            recorder=continuation,
        )
        session.listen(listen)
        resume(session, record, scenario, continuation)
    except BaseException:
        recorder.close()
        raise
    recorder.remark(gap_remark(record, wall_text()))
    return Stage(pack=pack, seed=seed, library=library, run=run, recorder=recorder, session=session)


def gap_remark(record: RunRecord, now_wall: str) -> Remark:
    """Return what the log says of the time between the cut and now.

    When the program died is nowhere written. It is told as the start plus the simulated time, or
    the last remark where that is later, and never later than now.
    """
    at_ms = reached_ms(record)
    began = datetime.fromisoformat(record.summary.started_wall)
    known = [began + timedelta(milliseconds=at_ms)]
    known += [datetime.fromisoformat(each.wall) for each in record.remarks]
    cut = min(max(known), datetime.fromisoformat(now_wall))
    words = gap_words(at_ms, cut, now_wall)
    return Remark(at_ms=at_ms, wall=now_wall, kind=GAP, words=words)


def abandon(library: Library, record: RunRecord) -> None:
    """Note that nobody goes on with an unfinished run; its facts stay as they are."""
    recorder = library.recorder(record.summary.run, on_failure=_left_to_the_caller)
    recorder.remark(
        Remark(
            at_ms=reached_ms(record), wall=wall_text(), kind=ABANDONED, words="closed unfinished"
        )
    )
    recorder.close()
    if recorder.failure is not None:
        raise recorder.failure


def is_abandoned(record: RunRecord) -> bool:
    """Return whether an unfinished run was closed by hand and not resumed since."""
    kinds = [each.kind for each in record.remarks if each.kind in (GAP, ABANDONED)]
    return kinds[-1:] == [ABANDONED]


def resume_record(file: Path, run: str | None, *, team: str, pack: str | None) -> dict[str, Any]:
    """Continue a run cut short (the newest unfinished one), played to its end by a team.

    Returns its summary. Refusal when there is none, it has ended, or it does not come again.
    """
    failures: list[RecordError] = []
    with open_existing(file) as library:
        cut = _chosen(library, file, run)
        look_or_say(library, [cut], Deed.RESULTS_READ)
        record = library.read(cut)
        try:
            check_resumable(record)
            chosen = pack_of(record, pack_folder(pack) if pack else _known_folder(record))
            players = cast_team(chosen, team, plays_compressions=True)
            players.due(reached_ms(record))  # what it would have done by then is in the record
            stage = resume_stage(chosen, record, library, draws=False, on_failure=failures.append)
        except ViewOnlyError as problem:
            raise Refusal(str(problem)) from problem
        play(stage.session, [players], until_ms=curtain_ms(chosen))
        finish(stage, [players])
        stage.recorder.close()
        if failures:
            raise failures[0]
        told = {"run": stage.run, "resumed_at_s": reached_ms(record) / 1000}
        return {**told, **summary_of(library.read(stage.run))}


def _known_folder(record: RunRecord) -> Path | None:
    folders = {folder.name: folder for folder in pack_folders(data_folder())}
    return folders.get(record.summary.scenario)


def _chosen(library: Library, file: Path, run: str | None) -> str:
    rows = library.runs()
    if run is not None:
        if run not in {row.run for row in rows}:
            known = ", ".join(row.run for row in rows)
            raise Refusal(f"There is no run {run} in {file}; there are {known}.")
        return run
    unfinished = next((row.run for row in rows if not row.is_ended), None)
    if unfinished is None:
        raise Refusal(f"Every run in {file} has ended: there is nothing to resume.")
    return unfinished


def _left_to_the_caller(_failure: RecordError) -> None:
    """Do nothing in the writer's thread: the caller looks at the recorder afterwards."""
