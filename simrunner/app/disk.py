"""How much room the disk has, and how far the record is behind."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simrunner.domain.text import Translate
from simrunner.record.writer import CAPACITY, Recorder

START_BYTES = 500_000_000
"""Less free than this is said before a run starts: some runs with their waves (a choice)."""

LOW_BYTES = 200_000_000
"""Less free than this is said during a run."""

RUN_BYTES = 20_000_000
"""What an hour of a run takes without its waves, generously (a choice)."""

LOOK_S = 10.0
QUIET_S = 1.0
LOUD_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """How far the disk is behind: appends that wait, of ``capacity``, the oldest for so long."""

    waiting: int
    oldest_s: float
    capacity: int = CAPACITY

    @property
    def is_late(self) -> bool:
        """Whether it should be seen, quietly."""
        return self.oldest_s > QUIET_S

    @property
    def is_alarming(self) -> bool:
        """Whether it must be seen."""
        return self.oldest_s > LOUD_S


class Gauge:
    """Tells the pressure on a recorder, looked at about once a second."""

    def __init__(self, recorder: Recorder, clock_s: Callable[[], float]) -> None:
        """Watch from now on."""
        self._recorder, self._clock_s = recorder, clock_s
        self._stored, self._since_s = recorder.stored, clock_s()

    def read(self) -> Pressure:
        """Return the pressure; an age is counted from the look that first saw it waiting."""
        waiting, stored, now_s = len(self._recorder.waiting), self._recorder.stored, self._clock_s()
        if not waiting or stored != self._stored:
            self._stored, self._since_s = stored, now_s
        return Pressure(waiting=waiting, oldest_s=now_s - self._since_s)


def free_bytes(folder: Path) -> int | None:
    """Return what the disk of a folder has free, None when it cannot be asked."""
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def warning(free: int | None, least: int, tr: Translate) -> str:
    """Return the sentence about a disk that is nearly full, empty when it is not."""
    if free is None or free >= least:
        return ""
    return tr(
        "The disk is nearly full: {free} MB are free; an hour of a run takes up to {need} MB.",
        free=free // 1_000_000,
        need=RUN_BYTES // 1_000_000,
    )


class DiskWatch:
    """Looks every LOOK_S seconds, in a thread of its own, and tells once when the disk gets low."""

    def __init__(
        self,
        folder: Path,
        on_low: Callable[[int], None],
        *,
        free: Callable[[Path], int | None] = free_bytes,
        every_s: float = LOOK_S,
    ) -> None:
        """Begin to look; ``on_low`` gets the free bytes, in that thread."""
        self._over = threading.Event()
        self._thread = threading.Thread(
            target=self._look, args=(folder, on_low, free, every_s), name="disk", daemon=True
        )
        self._thread.start()

    def shutdown(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join(timeout=5.0)

    def _look(
        self,
        folder: Path,
        on_low: Callable[[int], None],
        free: Callable[[Path], int | None],
        every_s: float,
    ) -> None:
        was_low = False
        while True:
            found = free(folder)
            is_low = found is not None and found < LOW_BYTES
            if found is not None and is_low and not was_low:
                on_low(found)
            was_low = is_low
            if self._over.wait(every_s):
                return
