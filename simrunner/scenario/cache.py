"""Checked scenarios kept between starts, so that a large file is read and checked once."""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from simrunner import __version__
from simrunner.domain.catalogue import Catalogue
from simrunner.domain.chart import SEMANTICS_VERSION, Difficulty, Region, Scenario
from simrunner.domain.late import Late
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.scenario_codec import (
    SHAPES,
    region_rows,
    regions_from_rows,
    scenario_from_rows,
    scenario_rows,
)
from simrunner.scenario.source.problem import Problem, Problems

_FORM = 3
"""Raised when rows are written differently; older ones are then of no use."""

_LISTS = (
    "instruments", "layouts", "sensors", "professions", "systems", "sounds", "illnesses", "fluids",
)  # fmt: skip

MAX_FILES = 256
"""As many scenarios are kept; the oldest go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A scenario with the warnings of its file; ``regions`` are its regions, still as text."""

    scenario: Scenario
    warnings: tuple[Problem, ...]
    regions: bytes = b""


class ScenarioCache:
    """A folder of checked scenarios, by the bytes they were read from and all that judged them.

    A file that is damaged, of another program or of other built-in data is ignored and written
    anew; one that cannot be written is done without. Files with errors are never kept.
    """

    def __init__(self, folder: Path | None, catalogue: Catalogue) -> None:
        """Keep the scenarios in ``folder``, made when it is first written to; None keeps none."""
        self._folder = folder
        self._catalogue = catalogue
        drugs, rhythms = catalogue.drugs, catalogue.rhythms
        lists = [sorted(getattr(catalogue, name)) for name in _LISTS]
        templates = [(each, sorted(catalogue.templates[each].items()))
                     for each in sorted(catalogue.templates)]  # fmt: skip
        judged_by = repr(
            (__version__, SEMANTICS_VERSION, _FORM, SHAPES, lists, templates,
             [drugs[each] for each in sorted(drugs)], [rhythms[each] for each in sorted(rhythms)])
        )  # fmt: skip
        self._judged_by = judged_by.encode()

    def load(
        self,
        content: bytes,
        problems: Problems,
        *,
        difficulty: Difficulty = "normal",
        is_stored: bool = False,
    ) -> Scenario | None:
        """Return what `load_scenario` makes of a file, from the folder where it was kept.

        ``problems`` gets the same problems either way. The regions of a kept one, by far the most
        of it, are made when somebody first asks for them: a list of packs does not.
        """

        def read_anew() -> tuple[Region, ...]:
            fresh = load_scenario(
                content, self._catalogue, Problems(""), difficulty=difficulty, is_stored=is_stored
            )
            assert fresh is not None, "a file that was kept has no errors"
            return tuple(fresh.scenario.regions)

        path = self._path(content, problems.file, f"{difficulty} {is_stored}")
        kept = _read(path) if path is not None else None
        if kept is not None:
            problems.take(kept.warnings)
            rows = kept.regions
            return replace(kept.scenario, regions=Late(lambda: _regions(rows) or read_anew()))
        loaded = load_scenario(
            content, self._catalogue, problems, difficulty=difficulty, is_stored=is_stored
        )
        if loaded is None:
            return None
        if path is not None:
            with contextlib.suppress(OSError):  # a full or closed disk: it is read again next time
                _write(path, Kept(scenario=loaded.scenario, warnings=problems.all))
        return loaded.scenario

    def _path(self, content: bytes, file: str, manner: str) -> Path | None:
        if self._folder is None:
            return None
        digest = hashlib.sha256(content)
        digest.update(self._judged_by)
        digest.update(f"\n{manner}\n{file}".encode())
        return self._folder / f"{digest.hexdigest()}.json"


def _write(path: Path, kept: Kept) -> None:
    """Write what a file keeps, whole or not at all, and let the oldest go.

    A line with the digest of the rest, one of JSON for the head and one for the regions, and the
    canonical text as it is.
    """
    head = scenario_rows(kept.scenario, kept.warnings)
    lines = (json.dumps(rows, separators=(",", ":"))
             for rows in (head, region_rows(kept.scenario.regions)))  # fmt: skip
    content = "\n".join((*lines, kept.scenario.canonical)).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=path.stem)  # two may write at once
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        Path(fresh).replace(path)
    except OSError:
        Path(fresh).unlink(missing_ok=True)
        raise
    by_age = sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime_ns)
    for old in by_age[:-MAX_FILES]:
        old.unlink(missing_ok=True)


def _read(path: Path) -> Kept | None:
    """Return what a file keeps; None when there is none or it is damaged."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        head, regions, canonical = content.split(b"\n", 2)
        scenario, warnings = scenario_from_rows(json.loads(head), canonical.decode())
    except (OSError, ValueError, RecursionError):
        return None  # as good as none: the file is read again and replaces it
    return Kept(scenario=scenario, warnings=warnings, regions=regions)


def _regions(rows: bytes) -> tuple[Region, ...]:
    """Return the regions; none where the text is that of nothing."""
    try:
        return regions_from_rows(json.loads(rows))
    except (ValueError, RecursionError):
        return ()
