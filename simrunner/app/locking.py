"""Writing the lock of a pack, which accepts its parts as they are now."""

from pathlib import Path

from simrunner.app.assets import library_folders, read_catalogue
from simrunner.app.settings import data_folder
from simrunner.scenario.composition.lock import LOCK_FILE
from simrunner.scenario.pack import lock_of


def write_lock(folder: Path) -> tuple[str, ...]:
    """Write the pack's lock and return what changed, a line each; ScenarioError, OSError.

    A lock that is right already is left as it is, and a pack that takes nothing gets none.
    """
    library = library_folders(data_folder())
    before, now = lock_of(folder, read_catalogue(), library=library)
    file = folder / LOCK_FILE
    changes = now.changes_since(before)
    if not changes and (file.is_file() or not now.holds_anything):
        state = "is up to date" if file.is_file() else "is not needed: the pack takes nothing"
        return (f"{file} {state}",)
    fresh = file.with_name(f"{LOCK_FILE}.new")
    fresh.write_text(now.text(), encoding="utf-8", newline="\n")
    fresh.replace(file)
    return (*changes, f"{file} is written")
