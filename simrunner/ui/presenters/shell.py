"""The shell: names of the pages, the list of devices, the settings."""

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
class DeviceState:
    """A device as the supervisor sees it; ``link`` is up, lost, new or absent.

    ``last_heard`` is how long ago in words of the supervisor, empty when it never spoke.
    """

    name: str
    kind: str
    link: str
    port: str = ""
    last_heard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A device in words: sign and colour role, what it is, how its link stands."""

    icon: str
    tone: str
    name: str
    facts: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesView:
    """Three parts in this order: asks for you, working, not here; empty parts are left out."""

    title: str
    parts: tuple[tuple[str, tuple[DeviceLine, ...]], ...]
    empty: str
    empty_hint: str


class DevicesPresenter:
    """Presents the devices."""

    def __init__(self, tr: Translate) -> None:
        self._tr = tr

    def present(self, devices: tuple[DeviceState, ...]) -> DevicesView:
        """Return the list in the language in force."""
        tr = self._tr
        parts = (
            (tr("Asks for you"), ("lost", "new")),
            (tr("Working"), ("up",)),
            (tr("Not here"), ("absent",)),
        )
        shown = tuple(
            (title, tuple(self._line(each) for each in devices if each.link in links))
            for title, links in parts
        )
        return DevicesView(
            title=tr("Devices"),
            parts=tuple(part for part in shown if part[1]),
            empty=tr("No device is known yet"),
            empty_hint=tr("A scenario runs without any. Start with a device to see it here."),
        )

    def _line(self, device: DeviceState) -> DeviceLine:
        tr = self._tr
        icon, tone, words = {
            "up": ("check", "ok", tr("up")),
            "lost": ("cross", "bad", tr("lost")),
            "new": ("diamond", "info", tr("new")),
            "absent": ("minus", "tx3", tr("absent")),
        }[device.link]
        if device.last_heard:
            words = tr("{link}, heard {ago} ago", link=words, ago=device.last_heard)
        facts = " · ".join(part for part in (device.kind, device.port) if part)
        return DeviceLine(icon=icon, tone=tone, name=device.name, facts=facts, link=words)


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
    outputs: tuple[tuple[str, bool], ...] = ()
