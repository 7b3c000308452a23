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


def pack_folders(data_folder: Path) -> tuple[Path, ...]:
    """Return every pack: the shipped ones, and those of the user's data folder by name."""
    own = data_folder / "scenarios"
    found: dict[str, Path] = {}
    for root in (scenarios_folder(), own):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / "scenario.yaml").is_file():
                    found[folder.name] = folder
    return tuple(found[name] for name in sorted(found))
