"""The shell: names of the pages, the settings."""

from dataclasses import dataclass

from simrunner.domain.text import Translate

PAGES = ("home", "run", "assess", "debrief", "programme", "devices", "settings")
SHORTCUT_PAGES = PAGES[:5]


def page_words(tr: Translate, page: str) -> str:
    """Return the name of a page; KeyError for an unknown one."""
    return {
        "home": tr("Home"),
        "run": tr("Run"),
        "assess": tr("Assess"),
        "debrief": tr("Debrief"),
        "programme": tr("Programme"),
        "devices": tr("Devices"),
        "settings": tr("Settings"),
    }[page]


def page_shortcut(page: str) -> str:
    """Return the key of a page, empty for those without one."""
    return f"Ctrl+{SHORTCUT_PAGES.index(page) + 1}" if page in SHORTCUT_PAGES else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsValues:
    """What a user may set; every field name is also the key of a change.

    ``outputs`` are the paired patient simulators by serial number, and whether each is on; one of
    them changes as ``output``.
    """

    language: str = "en"
    has_safe_traces: bool = False
    etco2_unit: str = "mmHg"
    emergency_phone: str = ""
    emergency_place: str = ""
    emergency_defibrillator: str = ""
    data_folder: str = ""
    labels_file: str = ""
    keeps_waves: bool = False
    keeps_device_bytes: bool = False
    outputs: tuple[tuple[str, bool], ...] = ()
    server: str = ""
