"""Which pack a name on the command line means."""

import difflib
from pathlib import Path

from simrunner.app.assets_folder import pack_folders
from simrunner.app.exit_code import Refusal
from simrunner.app.settings import data_folder

_FILES_OF_A_PACK = ("scenario.yaml", "expected.yaml", "scenario.lock")
"""Whoever names one of these means its pack."""


def pack_path(name: str) -> Path:
    """Return the pack of that id, or the path itself; Refusal with the nearest id if neither."""
    path = Path(name)
    if name and path.exists():
        return path.parent if path.name in _FILES_OF_A_PACK else path
    folders = {folder.name: folder for folder in pack_folders(data_folder())}
    if name in folders:
        return folders[name]
    near = difflib.get_close_matches(name, folders, n=1)
    hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(folders)}."
    raise Refusal(f"There is no scenario pack or file called {name}.{hint}")


def pack_folder(name: str) -> Path:
    """Return the pack of that id or path; Refusal when it is a file that is no pack."""
    path = pack_path(name)
    if not path.is_dir():
        raise Refusal(f"{name} is not a scenario pack: a pack is a folder with a scenario.yaml.")
    return path
