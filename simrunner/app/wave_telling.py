"""The waves of a recorded run, told again in the background while its debrief is open."""

import math
import multiprocessing
import os
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

from simrunner.app.rehearsal_worker import follow_the_parent
from simrunner.app.telling import recorded_scenario, session_again
from simrunner.domain.frame import Frame
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import Difference, Memory, ViewOnlyError
from simrunner.session.seek import Seek, Stretch, packed, stretches, unpacked
from simrunner.ui.presenters.wave_sweep import WaveStanding

THREAD = "waves"

_NICE = 10
"""How far the telling stands back behind a run that may be going on meanwhile (POSIX nice)."""

_SENSORS = {"II": "ecg", "ART": "art", "PLETH": "spo2", "CO2": "co2"}
"""The sensor without which the learners' screens had no such wave."""


class KeptWaves:
    """Waves of a run that is kept whole."""

    def __init__(self, seek: Seek) -> None:
        """Say what ``seek`` keeps."""
        self._seek = seek

    def standing(self) -> WaveStanding:
        """Return that everything is there."""
        return WaveStanding(told_ms=self._seek.told_ms, percent=100, is_telling=False)

    def waves(self, at_ms: int, span_ms: int) -> Mapping[str, Sequence[float]]:
        """Return the waves of the last ``span_ms`` as the learners' monitor had them.

        A wave whose sensor was off at that moment is absent; where one was missing it is NaN.
        """
        frames = self._seek.frames(at_ms, span_ms)
        if not frames:
            return {}
        found = self._seek.waves(at_ms, span_ms)
        return {
            wave: _seen(list(found[wave]), wave, frames, at_ms)
            for wave in _SENSORS
            if wave in found and _is_on(wave, frames[-1])
        }


class WaveTelling:
    """Tells one run again in a process of its own and says what its waves were.

    Where a fact comes otherwise than recorded, the waves end: they would be those of another run.
    """

    def __init__(self, record: RunRecord) -> None:
        """Prepare; nothing is told before start()."""
        self.seek = Seek()
        self._kept = KeptWaves(self.seek)
        self._record = record
        self._until_ms = max(1, record.events[-1].event.at_ms) if record.events else 1
        self._differs_at_ms: int | None = None
        self._is_telling = False
        self._process: multiprocessing.process.BaseProcess | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to tell."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=tell_waves, args=(there, packed(self._record)), name=THREAD, daemon=True
        )
        self._is_telling = True
        process.start()
        there.close()
        self._process = process
        self._thread = threading.Thread(target=self._hear, args=(here,), name=THREAD, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait until everything is told."""
        if self._thread is not None:
            self._thread.join()

    def shutdown(self) -> None:
        """Cancel what is not told yet, and wait until no process is left; what was told stays."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
        self.wait()

    def standing(self) -> WaveStanding:
        """Return how far the telling is."""
        told_ms = self.seek.told_ms
        return WaveStanding(
            told_ms=told_ms,
            percent=min(100, max(0, told_ms) * 100 // self._until_ms),
            is_telling=self._is_telling,
            differs_at_ms=self._differs_at_ms,
        )

    def waves(self, at_ms: int, span_ms: int) -> Mapping[str, Sequence[float]]:
        """See KeptWaves."""
        return self._kept.waves(at_ms, span_ms)

    def _hear(self, pipe: Connection) -> None:
        with pipe:
            try:
                while isinstance(told := pipe.recv(), Stretch):
                    self.seek.add(told)
                if isinstance(told, Difference):
                    self._differs_at_ms = told.at_ms
                elif told is not None:
                    self._differs_at_ms = 0
            except EOFError:  # the process was ended: what was told so far stands
                pass
            finally:
                self._is_telling = False


def tell_waves(pipe: "Connection[object, object]", stored: bytes) -> None:
    """Tell a packed record again and send its stretches, then None, a Difference or a sentence."""
    follow_the_parent()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    record: RunRecord = unpacked(stored)
    memory = Memory()
    try:
        scenario = recorded_scenario(record)
        session = session_again(record, scenario, memory, draws=True)
        for told in stretches(record, scenario, session, memory):
            pipe.send(told)
            if isinstance(told, Difference):
                return
    except (ViewOnlyError, ScenarioError) as problem:
        pipe.send(str(problem))
    else:
        pipe.send(None)
    finally:
        pipe.close()


def _is_on(wave: str, frame: Frame) -> bool:
    return _SENSORS[wave] in frame.monitor.attached and wave not in frame.monitor.lost_leads


def _seen(samples: list[float], wave: str, frames: Sequence[Frame], at_ms: int) -> Sequence[float]:
    """Return samples without those of steps in which the sensor was off."""
    for frame in frames:
        if _is_on(wave, frame):
            continue
        end = len(samples) - (at_ms - frame.at_ms) * SAMPLES_PER_STEP // STEP_MS
        begin = max(0, end - SAMPLES_PER_STEP)
        samples[begin:end] = [math.nan] * max(0, end - begin)
    return samples
