"""The pages of the main window that need no run: Home, Devices, Settings."""

from collections.abc import Callable, Sequence
from pathlib import Path

from simrunner.app.device_page import adult_profile
from simrunner.app.patient_outputs import outputs_of
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.home import HomePresenter
from simrunner.ui.presenters.shell import SettingsValues
from simrunner.ui.windows.devices_page import DevicesPage
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.settings_page import SettingsPage


def fill_window(
    window: MainWindow, art: Artwork, tr: Translate, *, settings: Settings, folder: Path,
    on_change: Callable[[str, object], None],
) -> None:  # fmt: skip
    """Put Home, Devices and Settings in place; ``on_change`` gets each changed setting."""
    choose = window.choose_language
    home = HomePage(art, HomePresenter((), (), None, tr), tr, choose_language=choose)
    settings_page = SettingsPage(
        art, tr, _values(settings, folder), choose_language=choose, read_labels=_read_labels,
        keep_server=lambda typed: _keep_server(typed, tr),
    )  # fmt: skip
    settings_page.changed.connect(on_change)
    window.set_page("home", home)
    window.fill()
    window.set_page("devices", DevicesPage(art, tr, adult_profile()))
    window.set_page("settings", settings_page)


def _values(settings: Settings, folder: Path) -> SettingsValues:
    return SettingsValues(
        language=settings.language, has_safe_traces=settings.trace_set == "safe",
        etco2_unit=settings.etco2_unit, emergency_phone=settings.real_phone,
        emergency_place=settings.real_place, emergency_defibrillator=settings.real_defibrillator,
        data_folder=str(folder), labels_file=settings.drug_labels, outputs=outputs_of(settings),
        keeps_waves=settings.keeps_waves, keeps_device_bytes=settings.keeps_device_bytes,
        server=settings.server,
    )  # fmt: skip


def _read_labels(file: str) -> tuple[int, Sequence[str]]:
    """Return how many labels a file has; the drugs are read when it is asked for."""
    from simrunner.app.drug_labels import read_label_file

    found = read_label_file(Path(file))
    return len(found.labels), found.problems


def _keep_server(typed: str, tr: Translate) -> tuple[str | None, str]:
    from simrunner.app.centre_copy import keep_server

    return keep_server(typed, tr)
