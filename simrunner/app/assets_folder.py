"""Where the built-in data is: inside an installed package, else beside the source tree."""

from pathlib import Path

import simrunner

_PACKAGE = Path(simrunner.__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def resources_folder() -> Path:
    """Return the folder of icons, fonts, tables, instruments and the manual."""
    return _folder("resources")


def scenarios_folder() -> Path:
    """Return the folder of the shipped scenario packs."""
    return _folder("scenarios")
