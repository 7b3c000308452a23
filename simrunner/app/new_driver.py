"""Makes a small driver package from the built-in template."""

import keyword
import re
from pathlib import Path

from simrunner.app.assets_folder import resources_folder
from simrunner.app.exit_code import Refusal
from simrunner.app.new_pack import WINDOWS_DEVICES
from simrunner.app.results import writing

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST = 40


def make_driver(place: Path) -> Path:
    """Write a driver package whose tests pass and return its folder.

    The last part of ``place`` is its name. Refusal for a name that no package can have, and for
    anything that is there already.
    """
    name = place.name
    package = name.replace("-", "_")
    if _NAME.fullmatch(name) is None or len(name) > _LONGEST:
        raise Refusal(
            f"{name!r} is no name for a driver: small letters, digits and single dashes, "
            f"a letter first, at most {_LONGEST}."
        )
    if name in WINDOWS_DEVICES or keyword.iskeyword(package) or package in _TAKEN:
        raise Refusal(f"{name!r} is taken already by Windows or Python. Choose another name.")
    if place.exists() or place.is_symlink():
        raise Refusal(f"{place} is there already; nothing was changed. Choose another name.")
    template = resources_folder() / "authoring" / "new-driver"
    with writing(place):
        for file in sorted(template.rglob("*")):
            if not file.is_file() or file.suffix not in {".py", ".md", ".toml"}:
                continue
            parts = file.relative_to(template).parts
            goal = place.joinpath(*(package if part == "package" else part for part in parts))
            goal.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text(encoding="utf-8")
            text = text.replace("NAME-WITH-DASHES", name).replace("PACKAGE", package)
            goal.write_text(text, encoding="utf-8", newline="\n")
    return place


_TAKEN = frozenset({"simrunner", "devices", "tests", "test", "serial", "pytest"})
"""Packages that the new one would hide."""
