"""The program as a window: Home at once, everything heavier after the first picture."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from simrunner.app.assets_folder import resources_folder
from simrunner.app.garbage import GuiGarbage
from simrunner.app.i18n import Translator
from simrunner.app.patient_outputs import with_output
from simrunner.app.settings import (
    Settings,
    data_folder,
    read_settings,
    with_change,
    write_settings,
)
from simrunner.ui.look.artwork import load_artwork
from simrunner.ui.look.theme import FocusRing
from simrunner.ui.windows.main_window import MainWindow

LEAVE_AFTER_FIRST_PAINT = "SIMRUNNER_LEAVE_AFTER_FIRST_PAINT"
"""Set by the start-up benchmark: the program leaves as soon as the window has been painted."""

_FIELDS = {
    "language": "language", "etco2_unit": "etco2_unit", "emergency_phone": "real_phone",
    "emergency_place": "real_place", "emergency_defibrillator": "real_defibrillator",
    "labels_file": "drug_labels", "keeps_waves": "keeps_waves",
    "keeps_device_bytes": "keeps_device_bytes", "server": "server",
}  # fmt: skip


def dress(application: QApplication) -> QApplication:
    """Give the application its style, name and focus ring."""
    application.setApplicationName("simrunner")
    application.setStyle("Fusion")
    FocusRing(application)
    return application


class RunsOfThisComputer(Protocol):
    """What the desktop asks of the runs, whose layers are imported after the first paint."""

    def open(self) -> None:
        """Read the packs and the library, and fill Home."""

    def retranslate(self) -> None:
        """Say torn-off windows again."""

    def shutdown(self) -> None:
        """End what runs; the record keeps what it has."""


class Desktop(QObject):
    """Holds the window, the settings and, from the first start on, the runs."""

    def __init__(self, folder: Path) -> None:
        """Make the window; nothing heavy is read before it has been painted."""
        super().__init__()
        self.folder = folder
        self.settings, self._trouble = read_settings(folder)
        self._tr = Translator(resources_folder() / "i18n", self.settings.language)
        self._qt_words = QTranslator(self)
        self._translate_qt()
        self.art = load_artwork(resources_folder())
        self.window = MainWindow(
            self.art, self._tr, {}, dict(self.settings.windows), self.choose_language
        )
        self._garbage = GuiGarbage(self)
        self._runs: RunsOfThisComputer | None = None
        self._is_painted = False
        self.window.installEventFilter(self)
        self.window.closing.connect(self.shutdown)

    def show(self) -> None:
        """Show the window where it was last."""
        self.window.show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Go on with the heavier things once the window has been painted."""
        if event.type() is QEvent.Type.Paint and not self._is_painted:
            self._is_painted = True
            self.window.removeEventFilter(self)
            QTimer.singleShot(0, self._after_first_paint)
        return False

    @property
    def runs(self) -> RunsOfThisComputer:
        """The runs of this computer; the heavy layers are imported at the first use."""
        if self._runs is None:
            from simrunner.app.runs import Runs

            self._runs = Runs(
                self.window, self.art, self._tr, self.folder,
                settings=lambda: self.settings, change=self.change_settings, tell=self.tell,
            )  # fmt: skip
        return self._runs

    def choose_language(self, language: str) -> None:
        """Switch the language of everything, torn-off windows included."""
        self._tr.switch_to(language)
        self._translate_qt()
        self._change("language", language)
        if self._runs is not None:
            self._runs.retranslate()

    def tell(self, sentence: str) -> None:
        """Show what must be seen at once."""
        self.window.notice.tell(sentence)

    def change_settings(self, change: Callable[[Settings], Settings]) -> None:
        """Let a change be made to the settings in force, and save them."""
        self.settings = change(self.settings)
        self._keep_settings()

    def shutdown(self) -> None:
        """Stop what runs and save the settings."""
        if self._runs is not None:
            self._runs.shutdown()
        self._garbage.shutdown()
        self.settings = with_change(self.settings, "windows", self.window.kept)
        self._keep_settings()

    def _after_first_paint(self) -> None:
        if os.environ.get(LEAVE_AFTER_FIRST_PAINT):
            QGuiApplication.quit()
            return
        from simrunner.app.pages import fill_window

        fill_window(
            self.window, self.art, self._tr, settings=self.settings, folder=self.folder,
            on_change=self._change,
        )  # fmt: skip
        if self._trouble:
            self.tell(self._trouble)
        if self.art.fonts.missing:
            self.tell(self._tr("The bundled fonts could not be read: other ones are used."))
        self.runs.open()

    def _change(self, name: str, choice: object) -> None:
        if name == "has_safe_traces":
            self.settings = with_change(self.settings, "trace_set", "safe" if choice else "default")
        elif name == "output" and isinstance(choice, tuple):
            serial, is_on = choice
            self.settings = with_output(self.settings, serial, is_on=is_on)
        elif name in _FIELDS:
            self.settings = with_change(self.settings, _FIELDS[name], choice)
        self._keep_settings()

    def _keep_settings(self) -> None:
        try:
            write_settings(self.folder, self.settings)
        except OSError as problem:
            print(f"simrunner: the settings are not saved: {problem}", file=sys.stderr)

    def _translate_qt(self) -> None:
        application = QApplication.instance()
        assert application is not None
        application.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        name = f"qtbase_{self._tr.language.replace('-', '_')}"
        if self._qt_words.load(name, folder):
            application.installTranslator(self._qt_words)


def run_desktop() -> int:
    """Open the window and return the exit code when it is closed."""
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        print(
            "simrunner: there is no display. `simrunner demo` plays a session without one, "
            "`simrunner run PACK` runs a scenario.",
            file=sys.stderr,
        )
        return 3
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = dress(QApplication(sys.argv[:1]))
    desktop = Desktop(data_folder())
    desktop.show()
    return application.exec()
