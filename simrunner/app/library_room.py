"""A window over the record beside the main one: opened, read anew, given one order at a time."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject

from simrunner.app.disk_words import trouble_words
from simrunner.app.exit_code import Refusal
from simrunner.app.fold_job import FoldJob
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.record.library import Library


class LibraryWindow(Protocol):
    """What such a window can do."""

    def tell(self, sentence: str) -> None:
        """Say what came of what was asked for; nothing with an empty sentence."""

    def show_busy(self, *, is_busy: bool) -> None:
        """Take no orders while one is carried out."""

    def retranslate(self) -> None:
        """Say everything again."""

    def show(self) -> None:
        """Come up."""

    def raise_(self) -> None:
        """Come to the front."""

    def close(self) -> bool:
        """Go."""

    def deleteLater(self) -> None:
        """Be forgotten by Qt."""


Shown = TypeVar("Shown", bound=LibraryWindow)


class LibraryRoom(QObject, Generic[Shown]):
    """Opens a window over a library: at most one, one order at a time."""

    def __init__(self, tr: Translate, *, is_run_on: Callable[[], bool]) -> None:
        """Show nothing yet; what writes the whole file anew waits while ``is_run_on``."""
        super().__init__()
        self._tr, self._is_run_on = tr, is_run_on
        self._shown: Shown | None = None
        self._library: Library | None = None
        self._job: FoldJob | None = None

    @property
    def shown(self) -> Shown | None:
        """The window, if it is open."""
        return self._shown

    def shutdown(self) -> None:
        """Wait for what is being done and close the window."""
        if self._job is not None:
            self._job.shutdown()
            self._job = None
        if self._shown is not None:
            self._shown.close()
            self._shown.deleteLater()
        self._shown = self._library = None

    def retranslate(self) -> None:
        """Say everything again in the language in force."""
        if self._shown is not None:
            self._shown.retranslate()
            self.refresh()

    def refresh(self) -> None:
        """Read what the window shows anew."""
        self._do(self._read)

    def _read(self, library: Library) -> None:
        """Read from the library and show it: nothing, until a room says what."""

    def _open(self, library: Library, shown: Shown) -> None:
        self._library, self._shown = library, shown
        self.refresh()
        shown.show()
        shown.raise_()

    def _do(self, job: Callable[[Library], None]) -> None:
        """Do something short; what stands against it is told and nothing changed."""
        if self._library is None or self._shown is None or self._job is not None:
            return
        try:
            job(self._library)
        except (RecordError, Refusal, OSError) as trouble:
            self._tell(trouble_words(trouble, self._tr))

    def _go(self, lead: str, work: Callable[[Library], Any], done: Callable[[Any], str]) -> None:
        """Do something long in a thread of its own."""
        library, shown = self._library, self._shown
        if library is None or shown is None or self._job is not None:
            return
        self._job = FoldJob(lambda _step: work(library), 100)
        self._job.done.connect(lambda result: self._end(lambda: done(result)))
        self._job.failed.connect(
            lambda trouble: self._end(lambda: trouble_words(trouble, self._tr))
        )
        shown.show_busy(is_busy=True)
        shown.tell(lead)
        self._job.start()

    def _refuses_in_run(self) -> bool:
        if self._is_run_on():
            self._tell(self._tr("A run is going on: end it first."))
            return True
        return False

    def _end(self, said: Callable[[], str]) -> None:
        self._job = None
        if self._shown is not None:
            self._shown.show_busy(is_busy=False)
            sentence = said()
            self.refresh()
            self._tell(sentence)

    def _tell(self, sentence: str) -> None:
        if self._shown is not None:
            self._shown.tell(sentence)
