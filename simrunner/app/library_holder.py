"""Who holds the library of a window: opened at the start, let go while its file is rewritten."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from simrunner.app.centre_desk import CentreDesk
from simrunner.app.debrief_desk import DebriefDesk
from simrunner.app.own_library import OwnLibrary, opened
from simrunner.app.resume import is_abandoned
from simrunner.app.retention_room import RetentionRoom
from simrunner.app.shelf import Shelf, recents, unfinished
from simrunner.domain.text import Translate
from simrunner.record.library import Library
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow


class LibraryHolder(QObject):
    """Holds the library for the runs of a window, and shows on Home what is in it."""

    _window: MainWindow
    _shelf: Shelf
    _library: Library | None
    _own: OwnLibrary
    _tr: Translate
    _tell: Callable[[str], None]
    _centre: CentreDesk
    _debriefs: DebriefDesk
    retention: RetentionRoom

    @property
    def library(self) -> Library | None:
        """The library, None while it is not open."""
        return self._library

    def open_library(self) -> None:
        """Open the library if it is not, tell what stands against it, and fill Home."""
        if self._library is None:
            self._library = opened(self._own, self._home(), self._tr, self._tell)
            self._centre.start(self._library)
        self._fill_home()

    def release_library(self) -> None:
        """Close the library and every page of one of its runs."""
        self._debriefs.leave()
        self.retention.shutdown()
        self._centre.shutdown()
        if self._library is not None:
            self._library.shutdown()
            self._library = None

    def forget_removed(self) -> None:
        """Close the pages of a run, which may be gone, and show on Home what is left."""
        self._debriefs.leave()
        self._fill_home()

    def _home(self) -> HomePage:
        home = self._window.page("home")
        assert isinstance(home, HomePage)
        return home

    def _fill_home(self) -> None:
        runs = self._library.runs() if self._library is not None else ()
        home = self._home()
        cut = unfinished(runs)
        if cut and self._library and is_abandoned(self._library.read(cut.run_id)):
            cut = None
        home.presenter.renew(self._shelf.tiles(runs), recents(runs), cut)
        home.refresh()
