"""What the program remembers between starts, and where its data is."""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from simrunner.domain.text import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A user's choices. ``windows`` maps a window's name to its saved geometry, base64.

    The three ``real_`` texts are shown when a real emergency stops the simulation. Only devices
    whose serial number is in ``paired_devices`` may act; ``device_addresses`` says where to look
    for one of them, ``device_places`` to which room it belongs, ``device_roles`` what it plays
    there, ``calibrations`` what was found of its channels. ``room`` is this installation's; while
    it is empty, the devices of every room are attached to a run. ``drug_labels`` is the path of a
    file of labels, empty for none. With ``keeps_waves`` every wave is kept beside the record,
    with ``keeps_device_bytes`` every byte that goes over the link of a device.
    ``key_store`` says who keeps the signing key: a ``file`` of the data folder, or the ``system``.
    ``server`` is the address, without its password, that runs are copied to. ``last_backup`` is
    when a backup was made from the window, ISO 8601, into ``backup_folder``.
    """

    language: str = LANGUAGES[0]
    etco2_unit: str = "mmHg"
    trace_set: str = "default"
    real_phone: str = ""
    real_place: str = ""
    real_defibrillator: str = ""
    paired_devices: tuple[str, ...] = ()
    device_addresses: dict[str, str] = field(default_factory=dict)
    device_places: dict[str, str] = field(default_factory=dict)
    device_roles: dict[str, str] = field(default_factory=dict)
    calibrations: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    room: str = ""
    drug_labels: str = ""
    keeps_waves: bool = False
    keeps_device_bytes: bool = False
    key_store: str = "file"
    server: str = ""
    backup_folder: str = ""
    last_backup: str = ""
    windows: dict[str, str] = field(default_factory=dict)


def data_folder() -> Path:
    """Return where the library database and the user's own packs are.

    SIMRUNNER_DATA overrides the platform's folder.
    """
    chosen = os.environ.get("SIMRUNNER_DATA")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("simrunner", appauthor=False))


def cache_folder() -> Path | None:
    """Return where what can be made again is kept, None when SIMRUNNER_CACHE is ``off``.

    With SIMRUNNER_DATA it is inside that folder, else where the platform keeps such files.
    """
    if os.environ.get("SIMRUNNER_CACHE") == "off":
        return None
    if os.environ.get("SIMRUNNER_DATA"):
        return data_folder() / "cache"
    import platformdirs

    return Path(platformdirs.user_cache_dir("simrunner", appauthor=False))


def read_settings(folder: Path) -> tuple[Settings, str | None]:
    """Return the saved settings and, when the file could not be used, one sentence about it."""
    file = folder / "settings.json"
    if not file.exists():
        return Settings(), None
    try:
        saved: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        known = {name: saved[name] for name in asdict(Settings()) if name in saved}
        known["paired_devices"] = tuple(known.get("paired_devices", ()))
        return Settings(**known), None
    except (ValueError, TypeError, OSError) as problem:
        return Settings(), f"The settings in {file} could not be read and are not used: {problem}"


def write_settings(folder: Path, settings: Settings) -> None:
    """Save the settings; the old file stays whole until the new one is."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "settings.json.new"
    fresh.write_text(json.dumps(asdict(settings), indent=2, ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / "settings.json")


def with_change(settings: Settings, name: str, choice: object) -> Settings:
    """Return the settings with one of them changed; TypeError when there is none of that name."""
    return replace(settings, **{name: choice})  # type: ignore[arg-type]
