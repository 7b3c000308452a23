"""Shows the copying to the centre's server in the window, and changes it when Settings does."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from simrunner.app.centre_copy import CentreCopy
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.record.library import Library
from simrunner.ui.presenters.centre import centre_cell
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.run_page import RunPage
from simrunner.ui.windows.settings_page import SettingsPage

LOOK_MS = 1000
"""How often the state is shown: a look at what the copying thread wrote down, never a question."""


class CentreDesk(QObject):
    """Starts the copying, shows it on Home, in the run and in Settings, and tries again when asked.

    A changed address takes effect at once, and after the run while one is on.
    """

    def __init__(
        self,
        window: MainWindow,
        tr: Translate,
        *,
        settings: Callable[[], Settings],
        tell: Callable[[str], None],
        is_run_on: Callable[[], bool],
    ) -> None:
        """Do nothing yet; ``tell`` may be called from another thread."""
        super().__init__()
        self._window = window
        self._tr = tr
        self._settings = settings
        self._is_run_on = is_run_on
        self._library: Library | None = None
        self._is_due = self._is_connected = False
        self.copy = CentreCopy(tr, tell)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.page_changed.connect(self.show)

    def start(self, library: Library | None) -> None:
        """Copy a library from now on, in place of the one before."""
        self._library = library
        self.copy.start(library, self._settings())
        if not self._is_connected:
            self._is_connected = True
            self._connect()
        self._timer.start()
        self.show()

    def _connect(self) -> None:
        settings, home = self._window.page("settings"), self._window.page("home")
        if isinstance(settings, SettingsPage):
            settings.server.changed.connect(self._note_change)
            settings.server.try_now.clicked.connect(self._try_now)
        if isinstance(home, HomePage):
            home.centre_requested.connect(lambda: self._window.show_page("settings"))

    def look(self) -> None:
        """Take a changed address over when no run is on, and show how the copying stands."""
        if self._is_due and not self._is_run_on():
            self._is_due = False
            self.copy.start(self._library, self._settings())
        self.show()

    def show(self) -> None:
        """Show how the copying stands, wherever it is shown."""
        tr, window = self._tr, self._window
        now = self.copy.now()
        cell = None if now is None else centre_cell(now, tr)
        why = cell.tip if cell is not None and cell.wants_attention else ""
        window.rail.button("settings").ask(wants=bool(why), why=why)
        home, run = window.page("home"), window.page("run")
        if isinstance(home, HomePage):
            home.show_centre(cell)
        if isinstance(run, RunPage):
            run.parts.devices.show_centre(cell)
        settings = window.page("settings")
        if isinstance(settings, SettingsPage):
            settings.server.show_centre(now, is_due=self._is_due)

    def shutdown(self) -> None:
        """Send what can be sent soon, and stop."""
        self._timer.stop()
        self.copy.shutdown()

    def _note_change(self, _name: str, _address: object) -> None:
        self._is_due = True
        # After everybody else has heard of it: the settings are changed then.
        QTimer.singleShot(0, self.look)

    def _try_now(self) -> None:
        self.copy.try_now()
        self.show()
