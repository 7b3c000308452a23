"""Running a recorded run again from a moment, asked for in the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from simrunner.app.again import Rewound, branch_stage, moment_of, rewound
from simrunner.app.compose import Occasion, Stage
from simrunner.app.curtain import House, live_run
from simrunner.app.fold_job import Fold, FoldJob
from simrunner.app.live_run import LiveRun
from simrunner.app.problem_words import problem_words
from simrunner.app.resume import pack_of, resume_stage
from simrunner.app.resumed_run import Past
from simrunner.domain.frame import Frame
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import ViewOnlyError
from simrunner.session.resume import reached_ms
from simrunner.ui.widgets.notice_bar import NoticeBar

Begin = Callable[[Library, House], LiveRun]
"""Opens the screens of a run that stands at its moment, paused."""


class AgainDesk(QObject):
    """Brings a run back to a moment in the background; ``begin`` then gets how to open it.

    ``folder_of`` returns where a pack is, None where it is gone.
    """

    def __init__(
        self,
        notice: NoticeBar,
        tr: Translate,
        *,
        folder_of: Callable[[str], Path | None],
        begin: Callable[[Begin], None],
    ) -> None:
        """Do nothing yet."""
        super().__init__()
        self._notice = notice
        self._tr = tr
        self._folder_of = folder_of
        self._begin = begin
        self._job: FoldJob | None = None
        self._lead = self._said = ""
        self._open: Callable[[Any], Begin] = lambda back: back

    @property
    def is_going(self) -> bool:
        """Whether a run is on its way back."""
        return self._job is not None

    def start(self, record: RunRecord, at_ms: SimTimeMs) -> None:
        """Bring a run back to ``at_ms``, to go on as a new one; what stands against it is told."""
        tr, team, past = self._tr, record.summary.team, Past()
        try:
            point = moment_of(record, at_ms)
        except ViewOnlyError as trouble:
            self._notice.tell(problem_words(trouble, self._tr))
            return
        folder = self._folder_of(record.summary.scenario)
        clock = clock_text(point.at_ms)
        note = tr("again from {clock} of run {run}", clock=clock, run=point.run)

        def opened(back: Rewound) -> Begin:
            return lambda library, house: _rewound_run(
                back, past, library, house, team=team, note=note
            )

        self._go(
            tr("Going back to {clock} of run {run}", clock=clock, run=point.run),
            lambda on_step: rewound(folder, record, point, listen=past, on_step=on_step),
            point.at_ms, opened, "",
        )  # fmt: skip

    def resume(self, record: RunRecord, library: Library, house: House, *, said: str = "") -> None:
        """Bring a run that was cut short to its cut, to go on as itself; then ``said`` is told."""
        folder, past = self._folder_of(record.summary.scenario), Past()

        def fold(on_step: Callable[[SimTimeMs], None]) -> Stage:
            def watch(frame: Frame) -> None:
                past(frame)
                on_step(frame.at_ms)

            return resume_stage(
                pack_of(record, folder), record, library, listen=watch,
                on_failure=house.rescue.failed, on_ack=house.rescue.saved,
            )  # fmt: skip

        def opened(stage: Stage) -> Begin:
            return lambda _library, house: _resumed_run(stage, past, record, house)

        lead = self._tr("Bringing run {run} back", run=record.summary.run)
        self._go(lead, fold, reached_ms(record), opened, said)

    def cancel(self) -> None:
        """Go back no further; no run is begun and the record stays as it is."""
        if self._job is not None:
            self._job.cancel()

    def shutdown(self) -> None:
        """Go back no further, and wait until that is so."""
        if self._job is not None:
            self._job.shutdown()
            self._job = None

    def _go(
        self, lead: str, fold: Fold, until_ms: SimTimeMs, opened: Callable[[Any], Begin], said: str
    ) -> None:
        self._lead, self._open, self._said = lead, opened, said
        self._job = FoldJob(fold, until_ms)
        self._job.told.connect(self._show)
        self._job.done.connect(self._begin_live)
        self._job.failed.connect(self._refuse)
        self._job.cancelled.connect(self._leave)
        self._show(0)
        self._job.start()

    def _show(self, percent: int) -> None:
        if self._job is not None:
            words = self._tr("{what}: {percent} %", what=self._lead, percent=percent)
            self._notice.tell(words, stop=self.cancel)

    def _begin_live(self, back: object) -> None:
        self._notice.hide()
        self._job = None
        self._begin(self._open(back))
        if self._said:
            self._notice.tell(self._said)

    def _leave(self) -> None:
        self._job = None
        self._notice.tell(self._tr("Cancelled: the record is as it was."))

    def _refuse(self, trouble: Exception) -> None:
        self._notice.hide()
        self._job = None
        if not isinstance(trouble, ViewOnlyError | ScenarioError | RecordError):
            raise trouble
        self._notice.tell(problem_words(trouble, self._tr))


def _rewound_run(
    back: Rewound, past: Past, library: Library, house: House, *, team: str, note: str
) -> LiveRun:
    settings = house.room.settings
    occasion = Occasion(team=team, language=settings.language, keeps_waves=settings.keeps_waves)
    stage = branch_stage(
        back, library, occasion, on_failure=house.rescue.failed, on_ack=house.rescue.saved
    )
    live = live_run(stage, house, started_wall=occasion.started_wall, note=note)
    live.bridge.frame_ready.emit(past.batch())
    return live


def _resumed_run(stage: Stage, past: Past, record: RunRecord, house: House) -> LiveRun:
    live = live_run(stage, house, started_wall=record.summary.started_wall)
    live.bridge.frame_ready.emit(past.batch())
    return live
