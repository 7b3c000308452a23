"""A rehearsal in the background: its runs in other processes, its progress in the window."""

import os
import threading
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from simrunner.app.rehearsal_crew import in_processes
from simrunner.app.rehearsal_worker import stage_text
from simrunner.domain.chart import Scenario
from simrunner.rehearsal.rehearse import Batch, PlayedBatch, rehearse
from simrunner.rehearsal.team_model import LEVELS, TeamModel

RUNS = 200
SEED = 1
THREAD = "rehearsal"


class Cancelled(Exception):  # noqa: N818 - the user's wish, no error
    """The user ended a rehearsal before it was done."""


class PreflightJob(QObject):
    """Plays one scenario once. A thread waits for the processes, so that the window never does.

    ``played`` tells how many of how many runs are done, ``finished`` the Rehearsal, ``failed`` one
    sentence. A cancelled job tells nothing more.
    """

    played = Signal(int, int)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(
        self, scenario: Scenario, model: TeamModel, *, variant: str | None = None, runs: int = RUNS
    ) -> None:
        """Prepare; nothing is played before start()."""
        super().__init__()
        self._scenario = scenario
        self._model = model
        self._variant = variant
        self._runs = runs
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._play, name=THREAD, daemon=True)

    @property
    def all_runs(self) -> int:
        """How many runs are played in all."""
        return self._runs * len(LEVELS)

    @property
    def is_going(self) -> bool:
        """Whether runs are being played, or thrown away."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to end; runs that were begun are thrown away."""
        self._ends.set()

    def shutdown(self) -> None:
        """Cancel and wait until no process of this job is left."""
        self.cancel()
        if self._thread.is_alive():
            self._thread.join()

    def _play(self) -> None:
        try:
            rehearsal = rehearse(
                self._scenario, runs=self._runs, levels=LEVELS, seed=SEED, model=self._model,
                executor=self._watched, variant=self._variant,
            )  # fmt: skip
        except Cancelled:
            return
        except (OSError, RuntimeError) as trouble:
            self.failed.emit(str(trouble))
            return
        self.finished.emit(rehearsal)

    def _watched(self, batches: Sequence[Batch]) -> Iterator[PlayedBatch]:
        jobs = max(1, (os.cpu_count() or 2) - 1)
        stage = stage_text(self._scenario, self._model, SEED)
        done = 0
        for batch, results in in_processes(stage, jobs)(batches):
            if self._ends.is_set():
                raise Cancelled
            done += batch.count
            self.played.emit(done, self.all_runs)
            yield batch, results
