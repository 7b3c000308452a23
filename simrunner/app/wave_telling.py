"""The waves of a recorded run, told again in the background while its debrief is open."""

import math
import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection

from simrunner.app.rehearsal_worker import follow_the_parent
from simrunner.app.telling import recorded_scenario, session_again
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SAMPLE_RATE_HZ, STEP_MS
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import Difference, Memory, ViewOnlyError
from simrunner.session.seek import Feed, Seek, Stretch, stretches
from simrunner.session.value_bytes import packed, unpacked
from simrunner.ui.presenters.wave_sweep import WaveStanding

THREAD = "waves"

_NICE = 10
"""How far the telling stands back behind a run that may be going on meanwhile (POSIX nice)."""

_STRETCH, _DIFFERS, _REFUSED, _WHOLE = b"SDRW"
"""What the first byte of a message says of the rest: only bytes of ours go between processes."""

SAMPLE_MS = 1000 // SAMPLE_RATE_HZ

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
        feeds = self._seek.feeds(at_ms, span_ms)
        if not feeds:
            return {}
        found = self._seek.waves(at_ms, span_ms)
        return {
            wave: _seen(list(found[wave]), wave, feeds, at_ms)
            for wave in _SENSORS
            if wave in found and _is_on(wave, feeds[-1])
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
        here, there = context.Pipe()
        process = context.Process(target=tell_waves, args=(there,), name=THREAD, daemon=True)
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
                pipe.send_bytes(packed(RunRecord, self._record))
                while self._take(pipe.recv_bytes()):
                    pass
            except (EOFError, OSError):  # the process was ended: what was told so far stands
                pass
            finally:
                self._is_telling = False

    def _take(self, message: bytes) -> bool:
        """Take in a message and say whether another one follows."""
        kind, rest = message[0], message[1:]
        if kind == _STRETCH:
            self.seek.add(Stretch.from_bytes(rest))
        elif kind == _DIFFERS:
            self._differs_at_ms = int.from_bytes(rest, "little")
        elif kind == _REFUSED:
            self._differs_at_ms = 0
        return kind == _STRETCH


class DebriefWaves:
    """The waves of the debrief that is open: at most one run is told at a time."""

    def __init__(self) -> None:
        """Begin without a debrief."""
        self._telling: WaveTelling | None = None

    def tell(self, record: RunRecord) -> WaveTelling:
        """Begin to tell a run, instead of the one before it."""
        self.shutdown()
        self._telling = WaveTelling(record)
        self._telling.start()
        return self._telling

    def shutdown(self) -> None:
        """Cancel what is being told."""
        if self._telling is not None:
            self._telling.shutdown()
            self._telling = None


def tell_waves(pipe: Connection) -> None:
    """Take a packed record, tell it again and send its stretches, then how the telling ended."""
    follow_the_parent()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    with pipe:
        record: RunRecord = unpacked(RunRecord, pipe.recv_bytes())
        for message in _messages(record):
            pipe.send_bytes(message)


def _messages(record: RunRecord) -> Iterator[bytes]:
    memory = Memory()
    try:
        scenario = recorded_scenario(record)
        session = session_again(record, scenario, memory, draws=True)
        for told in stretches(record, scenario, session, memory):
            if isinstance(told, Difference):
                yield bytes((_DIFFERS,)) + told.at_ms.to_bytes(8, "little")
                return
            yield bytes((_STRETCH,)) + told.to_bytes()
    except (ViewOnlyError, ScenarioError):
        yield bytes((_REFUSED,))
    else:
        yield bytes((_WHOLE,))


def _is_on(wave: str, feed: Feed) -> bool:
    return _SENSORS[wave] in feed.attached and wave not in feed.lost_leads


def _seen(samples: list[float], wave: str, feeds: Sequence[Feed], at_ms: int) -> Sequence[float]:
    """Return samples, NaN in steps in which the sensor was off; the last was taken at ``at_ms``."""
    newest = at_ms // SAMPLE_MS
    for feed in feeds:
        if _is_on(wave, feed):
            continue
        begin = len(samples) - newest + (feed.first_ms - STEP_MS) // SAMPLE_MS
        end = len(samples) - newest + feed.last_ms // SAMPLE_MS
        begin, end = max(0, begin), max(0, min(end, len(samples)))
        samples[begin:end] = [math.nan] * (end - begin)
    return samples
