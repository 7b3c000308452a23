"""Where the parts are that scenarios share: folders of files ``name@version.yaml``."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from simrunner.scenario.source.problem import Fault, did_you_mean
from simrunner.scenario.source.reader import MAX_BYTES

PREFIX = "library/"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""Narrower than an id: it is the name of a file on every computer."""
VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A part as `use` names it: ``library/help-coming@1.0.0``."""

    name: str
    version: str

    def __str__(self) -> str:
        """Return the reference as authors write it."""
        return f"{PREFIX}{self.name}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemBytes:
    """One file of the library as it stands there now."""

    path: Path
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest that a lock holds."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFolders:
    """The folders that are searched for a part, the first that has it wins."""

    folders: tuple[Path, ...] = ()

    def find(self, wanted: Reference) -> ItemBytes:
        """Return the file of a part; Fault E903 naming the versions or the nearest part."""
        for folder in self.folders:
            path = folder / f"{wanted.name}@{wanted.version}.yaml"
            if path.is_file():
                return _read(path)
        versions = self.versions(wanted.name)
        if versions:
            what = f"the library has no version {wanted.version} of '{wanted.name}'"
            raise Fault("E903", what, f"there is {', '.join(versions)}")
        hint = did_you_mean(wanted.name, self.names()) or "see the folders 'library'"
        raise Fault("E903", f"the library has no part '{wanted.name}'", hint)

    def versions(self, name: str) -> tuple[str, ...]:
        """Return every version of a part, lowest first."""
        found = {version for each, version in self._all() if each == name}
        return tuple(sorted(found, key=_in_order))

    def names(self) -> tuple[str, ...]:
        """Return the names of every part."""
        return tuple(sorted({name for name, _ in self._all()}))

    def _all(self) -> list[tuple[str, str]]:
        found = []
        for folder in self.folders:
            for path in sorted(folder.glob("*@*.yaml")) if folder.is_dir() else ():
                name, _, version = path.stem.partition("@")
                if VERSION.fullmatch(version):
                    found.append((name, version))
        return found


NO_LIBRARY = LibraryFolders()


def parse_reference(text: str) -> Reference:
    """Return the part that a text of `use` means; Fault E901 when it names none exactly."""
    name, at, version = text.removeprefix(PREFIX).partition("@")
    if not text.startswith(PREFIX) or not at:
        hint = "write library/NAME@VERSION, such as library/help-coming@1.0.0"
        raise Fault("E901", f"'{text}' does not name a part of the library", hint)
    if not NAME.fullmatch(name):
        raise Fault(
            "E901", f"'{name}' is not the name of a part", "letters a to z, digits, hyphens"
        )
    if not VERSION.fullmatch(version):
        hint = "an exact version is MAJOR.MINOR.PATCH, such as 1.0.0"
        raise Fault("E901", f"'{version}' is not an exact version", hint)
    return Reference(name=name, version=version)


def _read(path: Path) -> ItemBytes:
    try:
        with path.open("rb") as file:
            return ItemBytes(path=path, content=file.read(MAX_BYTES + 1))
    except OSError as error:
        raise Fault("E903", f"{path} cannot be read", error.strerror or "") from error


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
