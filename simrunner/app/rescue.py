"""A record that fails in the middle of a run: said on every page, with three ways out."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from simrunner.app.disk import (
    LOW_BYTES,
    START_BYTES,
    DiskWatch,
    Gauge,
    free_bytes,
    warning,
)
from simrunner.app.disk_words import trouble_words
from simrunner.app.keys import own_notary
from simrunner.app.pacing import monotonic_s
from simrunner.app.settings import data_folder
from simrunner.domain.run_record import Ack
from simrunner.domain.text import Translate
from simrunner.record.encrypted import KeyGiver, opener_for
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.rescue import fold_in, side_files
from simrunner.record.side_file import SideFile
from simrunner.record.upgrade import copy_of
from simrunner.record.writer import Recorder
from simrunner.ui.widgets.failure_bar import FailureBar


class Paced(Protocol):
    """What can be made to stand still."""

    def pause(self) -> None:
        """Stop simulated time."""


class Header(Protocol):
    """What shows in a quiet sign that saving is late."""

    def show_late(self, late_s: float) -> None:
        """Say how far the record is behind; hide at 0."""


def rescue_places(data_folder: Path) -> tuple[Path, Path]:
    """Return where facts wait that the record does not take, the better place first."""
    return data_folder / "rescue", Path(tempfile.gettempdir()) / "simrunner-rescue"


class Rescue(QObject):
    """Pauses a run whose record fails, tells it, and tries again when asked to.

    ``elsewhere_wanted`` asks for a folder in which the run can go on, ``end_wanted`` for the end.
    ``told`` says that the disk is nearly full or too slow.
    """

    elsewhere_wanted = Signal()
    end_wanted = Signal()
    told = Signal(str)
    _failed = Signal(object)
    _low = Signal(object)

    def __init__(self, bar: FailureBar, tr: Translate, folder: Path) -> None:
        """Watch nothing yet."""
        super().__init__()
        self._gauge: Gauge | None = None
        self._disk: DiskWatch | None = None
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._look)
        self._low.connect(self._tell_low)
        self._bar, self._tr, self._folder = bar, tr, folder
        self._recorder: Recorder | None = None
        self._pacing: Paced | None = None
        self._header: Header | None = None
        self._saved_seq = 0
        self._failed.connect(self._show)
        bar.retry.clicked.connect(self._retry)
        bar.elsewhere.clicked.connect(self.elsewhere_wanted)
        bar.end.clicked.connect(self.end_wanted)

    def watch(self, recorder: Recorder, pacing: Paced, header: Header) -> None:
        """Keep what the record of this run refuses, and pause it then."""
        recorder.side = SideFile(rescue_places(self._folder))
        self._recorder, self._pacing, self._header = recorder, pacing, header
        self._bar.hide()
        self._gauge = Gauge(recorder, monotonic_s)
        self._disk = DiskWatch(self._folder, self._low.emit)
        self._second.start()

    def leave(self) -> None:
        """Watch no more."""
        self._second.stop()
        if self._disk is not None:
            self._disk.shutdown()
            self._disk = None
        self._recorder = self._pacing = self._header = None
        self._bar.hide()

    def saved(self, ack: Ack) -> None:
        """Take an Ack; from the writer's thread."""
        self._saved_seq = ack.seq

    def failed(self, failure: RecordError) -> None:
        """Pause the run and have it told; from the writer's thread or the session's."""
        if self._pacing is not None:
            self._pacing.pause()
        self._failed.emit(failure)

    def warn_before_start(self) -> None:
        """Tell when the disk is nearly full; nothing is refused for it."""
        sentence = warning(free_bytes(self._folder), START_BYTES, self._tr)
        if sentence:
            self.told.emit(sentence)

    def _tell_low(self, free: int) -> None:
        self.told.emit(warning(free, LOW_BYTES, self._tr))

    def _look(self) -> None:
        if self._gauge is None or self._header is None or self._bar.isVisible():
            return
        pressure = self._gauge.read()
        self._header.show_late(pressure.oldest_s if pressure.is_late else 0.0)
        if pressure.is_alarming:
            tr = self._tr
            self.told.emit(tr("The disk is slow: {count} steps wait.", count=pressure.waiting))

    def _show(self, failure: RecordError) -> None:
        tr, side = self._tr, None if self._recorder is None else self._recorder.side
        file = None if side is None else side.file
        kept = (
            tr("What came since is in memory only: do not close the program.")
            if file is None
            else tr("What came since waits in {file}.", file=file)
        )
        self._bar.tell(
            tr("The run is paused: nothing is saved after fact {seq}.", seq=self._saved_seq),
            f"{tr(failure.message, **failure.fields)} {kept}",
        )

    def _retry(self) -> None:
        self._bar.hide()
        if self._recorder is not None:
            self._recorder.retry()


def bring_home(library: Library, folder: Path, tr: Translate, tell: Callable[[str], None]) -> None:
    """Fold every side file that waits into the library and say so; one that does not fit stays."""
    for file in side_files(rescue_places(folder)):
        try:
            folded = fold_in(library, file)
            file.unlink(missing_ok=True)
        except (RecordError, OSError) as trouble:
            tell(trouble_words(trouble, tr))
        else:
            tell(
                tr(
                    "{count} facts of run {run} that the disk had refused are in the record now.",
                    count=folded.facts,
                    run=folded.run,
                )
            )


def copied_library(
    library: Library, folder: Path, side: SideFile | None, keys: KeyGiver
) -> Library:
    """Copy a library that can still be read into a folder, fold in what waits, and open the copy.

    RecordError or OSError, with nothing left there, when that cannot be.
    """
    target = folder / library.path.name
    if target.exists():
        raise RecordError("There is a {file} in that folder: choose another.", file=target.name)
    copy_of(library.path, target, opener_for(library.path, keys))
    fresh = Library.open(target, notary=own_notary(data_folder()), keys=keys)
    try:
        if side is not None and side.file is not None:
            fold_in(fresh, side.file)
    except RecordError:
        fresh.shutdown()
        raise
    return fresh
