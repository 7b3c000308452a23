"""``scenario.lock``: the digests of everything that a pack takes from outside its scenario."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from simrunner.scenario.schema import Section
from simrunner.scenario.shape import fit
from simrunner.scenario.source.problem import Problems, Spot
from simrunner.scenario.source.reader import read_tree
from simrunner.scenario.source.tree import Word

LOCK_FILE = "scenario.lock"
FORMAT = "clinscn-lock/1"

_HEAD = """\
# The parts of the library and the media files that this pack was written with, by SHA-256.
# Written by `simrunner lock`; a pack whose parts have changed is not run until it is locked anew.
"""


class LockSection(Section):
    """A whole ``scenario.lock``."""

    format: Word
    items: dict[Word, Word] = Field(default_factory=dict)
    media: dict[Word, Word] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """SHA-256 in hex: ``items`` by reference, ``media`` by path in the pack."""

    items: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds_anything(self) -> bool:
        """Whether there is anything to lock."""
        return bool(self.items or self.media)

    @property
    def sha256(self) -> str:
        """The digest that a run's header holds."""
        content = {
            "items": dict(sorted(self.items.items())),
            "media": dict(sorted(self.media.items())),
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def text(self) -> str:
        """Return the file: YAML that people can read and compare."""
        lines = [_HEAD, f"format: {FORMAT}\n"]
        for name, digests in (("items", self.items), ("media", self.media)):
            if digests:
                lines.append(f"{name}:\n")
                lines.extend(
                    f"  {json.dumps(key, ensure_ascii=False)}: {digest}\n"
                    for key, digest in sorted(digests.items())
                )
        return "".join(lines)

    def changes_since(self, before: "Lock") -> tuple[str, ...]:
        """Return one line for each digest that another lock has not, or has otherwise."""
        old, new = {**before.items, **before.media}, {**self.items, **self.media}
        lines = []
        for key in sorted({*old, *new}):
            if key not in old:
                lines.append(f"added    {key}")
            elif key not in new:
                lines.append(f"removed  {key}")
            elif old[key] != new[key]:
                lines.append(f"changed  {key}")
        return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLock:
    """A lock as a file holds it, with the place of every entry."""

    lock: Lock
    places: Mapping[str, Word]


def read_lock(content: bytes, problems: Problems) -> WrittenLock | None:
    """Return the lock of a file; None, with problems noted, when it cannot be read."""
    tree = read_tree(content, problems)
    section = fit(LockSection, tree, problems) if tree is not None else None
    if section is None:
        return None
    if section.format != FORMAT:
        hint = f"this program reads '{FORMAT}'"
        problems.add("E207", section.format, f"the format '{section.format}' is not known", hint)
        return None
    lock = Lock(
        items={str(key): str(digest) for key, digest in section.items.items()},
        media={str(key): str(digest) for key, digest in section.media.items()},
    )
    places = {str(word): word for word in (*section.items, *section.media)}
    return WrittenLock(lock=lock, places=places)


def check_lock(written: WrittenLock, now: Lock, problems: Problems) -> None:
    """Note E920 where a part is not the locked one, W921 where the lock has one too many."""
    accept = "look at what changed, then accept it with: simrunner lock PACK"
    for held, found in ((written.lock.items, now.items), (written.lock.media, now.media)):
        for key, digest in found.items():
            if key not in held:
                problems.add("E920", Spot(), f"'{key}' is not in the lock", accept)
            elif held[key] != digest:
                place = written.places[key]
                problems.add("E920", place, f"'{key}' is not the one that was locked", accept)
        for key in held:
            if key not in found:
                what = f"the pack does not use '{key}' any more"
                problems.add("W921", written.places[key], what, "run: simrunner lock PACK")
