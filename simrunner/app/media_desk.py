"""The files that are attached to a run, in the menu of its debrief."""

import threading
from collections.abc import Callable, MutableSequence, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from simrunner.app.account import acting
from simrunner.app.exit_code import Refusal
from simrunner.app.media_files import read_new
from simrunner.app.problem_words import problem_words
from simrunner.domain.person import Reason
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.media import KeptMedium, attach, media_of, read_medium
from simrunner.record.media_type import SUFFIXES
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.presenters.medium_point import MediumPoint
from simrunner.ui.widgets.picture_window import PictureWindow

THREAD = "media"


class Face(NamedTuple):
    """Where a desk shows what it has.

    ``jump`` goes to a moment, ``tell`` shows a sentence, ``mark`` puts the files on the time line.
    """

    window: QWidget
    art: Artwork
    tr: Translate
    tell: Callable[[str], None]
    jump: Callable[[SimTimeMs], None]
    mark: Callable[[Sequence[MediumPoint]], None]


class MediaDesk(QObject):
    """Adds to ``deeds`` what attaches a file to a run, and one that opens each attached file.

    Files are read, hashed and stored by a thread of its own, one at a time. RecordError when the
    record cannot be asked what is attached.
    """

    _stored = Signal(object)
    _read = Signal(object, bytes)
    _failed = Signal(str)

    def __init__(
        self, library: Library, run: str, face: Face, deeds: MutableSequence[Deed]
    ) -> None:
        super().__init__()
        self._library = library
        self._run = run
        self._face = face
        self._deeds = deeds
        self._thread: threading.Thread | None = None
        self._pictures: list[PictureWindow] = []
        self._points: list[MediumPoint] = []
        self._stored.connect(self._show_stored)
        self._read.connect(self._open)
        self._failed.connect(self._show_failed)
        deeds.append(Deed(name="attach", key="Ctrl+Shift+A", words=_words_of_attach, act=self._ask))
        for each in library.ask(lambda connection: media_of(connection, run)):
            self._add(each)

    @property
    def points(self) -> Sequence[MediumPoint]:
        """Where the attached files stand on the time line."""
        return tuple(self._points)

    def shutdown(self) -> None:
        """Wait until the file that is being read or stored is done; close the pictures."""
        if self._thread is not None:
            self._thread.join()
        for picture in self._pictures:
            if isValid(picture):
                picture.close()
        self._pictures.clear()

    def attach(self, file: Path, at_ms: SimTimeMs) -> None:
        """Begin to store a file at a moment of the run."""
        tr = self._face.tr

        def job() -> None:
            new = read_new(file, at_ms=at_ms)
            by = acting(self._library, Reason.TEACHING)
            kept = self._library.do(lambda connection: attach(connection, self._run, new, by))
            self._stored.emit(kept)

        self._start(job, tr("Attaching {name}…", name=file.name))

    def show_medium(self, kept: KeptMedium) -> None:
        """Go to where a file begins, and open it."""

        def job() -> None:
            by = acting(self._library, Reason.TEACHING)
            self._read.emit(
                *self._library.do(
                    lambda connection: read_medium(connection, self._run, kept.id, by)
                )
            )

        self._face.jump(kept.at_ms)
        self._start(job, self._face.tr("Opening {name}…", name=kept.name))

    def _ask(self, at_ms: SimTimeMs) -> None:
        tr = self._face.tr
        kinds = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
        file, _ = QFileDialog.getOpenFileName(
            self._face.window,
            tr("Attach a file at {time}", time=clock_text(at_ms)),
            "",
            tr("Pictures, sounds and videos ({kinds})", kinds=kinds),
        )
        if file:
            self.attach(Path(file), at_ms)

    def _start(self, job: Callable[[], None], words: str) -> None:
        tr = self._face.tr
        if self._thread is not None and self._thread.is_alive():
            self._face.tell(tr("Another file is still being read or stored: wait for it."))
            return

        def guarded() -> None:
            try:
                job()
            except (RecordError, Refusal) as trouble:
                self._failed.emit(problem_words(trouble, self._face.tr))

        self._face.tell(words)
        self._thread = threading.Thread(target=guarded, name=THREAD, daemon=True)
        self._thread.start()

    def _add(self, kept: KeptMedium) -> None:
        point = MediumPoint(at_ms=kept.at_ms, name=kept.name, media_type=kept.media_type)
        self._points.append(point)
        self._deeds.append(
            Deed(
                name=f"medium.{kept.id}",
                words=lambda _tr: f"{clock_text(kept.at_ms)} {kept.name}",
                act=lambda _at_ms: self.show_medium(kept),
            )
        )

    def _show_stored(self, kept: KeptMedium) -> None:
        self._add(kept)
        self._face.mark(self.points)
        words = {"name": kept.name, "time": clock_text(kept.at_ms)}
        self._face.tell(self._face.tr("{name} is attached at {time}.", **words))

    def _show_failed(self, sentence: str) -> None:
        self._face.tell(sentence)

    def _open(self, kept: KeptMedium, body: bytes) -> None:
        face = self._face
        self._pictures = [each for each in self._pictures if isValid(each)]
        picture = QImage.fromData(body) if kept.media_type.startswith("image/") else QImage()
        if picture.isNull():
            face.tell(face.tr("{name} is not shown here: save it and open it.", name=kept.name))
            self._save(kept, body)
            return
        face.tell("")
        title = f"{clock_text(kept.at_ms)} {kept.name}"
        window = PictureWindow(face.art, face.tr, title=title, picture=picture)
        window.save_asked.connect(lambda: self._save(kept, body))
        self._pictures.append(window)
        window.show()

    def _save(self, kept: KeptMedium, body: bytes) -> None:
        tr = self._face.tr
        file, _ = QFileDialog.getSaveFileName(self._face.window, tr("Save as…"), kept.name)
        if not file:
            return
        try:
            Path(file).write_bytes(body)
        except OSError as trouble:
            problem = trouble.strerror or str(trouble)
            self._face.tell(
                tr("{file} could not be written: {problem}", file=file, problem=problem)
            )


def _words_of_attach(tr: Translate) -> str:
    return tr("Attach a file…")
