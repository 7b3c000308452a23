"""One window per library: the second one is told so and records nothing."""

from pathlib import Path

from PySide6.QtCore import QLockFile

from simrunner.record.errors import RecordError


class Door:
    """Closed while a window uses the library of a data folder; a dead window's is open again."""

    def __init__(self, folder: Path) -> None:
        """Leave it as it is."""
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # an hour-long run is no sign of death

    def close(self) -> None:
        """Keep others out; RecordError when another window did so already."""
        if not self._lock.isLocked() and not self._lock.tryLock(0):
            raise RecordError(
                "another window of simrunner uses this library. Close it, then start this one again"
            )

    def open(self) -> None:
        """Let others in."""
        self._lock.unlock()
