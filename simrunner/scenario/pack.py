"""A scenario pack: a folder with the scenario, its briefs, its media and its scripted teams."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from simrunner.domain.catalogue import Catalogue
from simrunner.domain.chart import Difficulty, Scenario
from simrunner.domain.text import LANGUAGES, Text
from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.composition.library import NO_LIBRARY, LibraryFolders
from simrunner.scenario.composition.lock import LOCK_FILE, Lock, check_lock, read_lock
from simrunner.scenario.expected import Expected, read_expected
from simrunner.scenario.loader import Loaded, load_scenario
from simrunner.scenario.schema import MediaSection
from simrunner.scenario.source.file import read_bytes
from simrunner.scenario.source.problem import (
    Problem,
    Problems,
    ScenarioError,
    Spot,
    Suppressed,
)
from simrunner.scenario.source.tree import Word

SCENARIO_FILE = "scenario.yaml"
EXPECTED_FILE = "expected.yaml"

_ANY_LANGUAGE = "LANG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that may be run. The briefs are Markdown by language tag.

    ``variants`` are the titles of the scenario's variants by id; ``scenario`` is the chosen one.
    """

    folder: Path
    scenario: Scenario
    variants: Mapping[str, Text]
    warnings: tuple[Problem, ...]
    prebrief: Mapping[str, str]
    handover: Mapping[str, str]
    expected: Expected | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """At which difficulty a pack is read, as which variant, with which library, for whom."""

    difficulty: Difficulty = "normal"
    variant: str | None = None
    library: LibraryFolders = NO_LIBRARY
    is_advised: bool = False


def load_pack(
    folder: Path,
    catalogue: Catalogue,
    *,
    difficulty: Difficulty = "normal",
    variant: str | None = None,
    library: LibraryFolders = NO_LIBRARY,
    is_advised: bool = False,
) -> Pack:
    """Return the pack at one difficulty, None for ``variant`` being the scenario as it stands.

    Its warnings are what reading shows, and all that an author is told when ``is_advised``.
    ScenarioError with everything found on any error, in whichever variant.
    """
    choice = _Choice(difficulty=difficulty, variant=variant, library=library, is_advised=is_advised)
    pack, found = _read(folder, catalogue, choice, Problems(SCENARIO_FILE))
    if pack is None:
        raise ScenarioError(found, folder)
    return pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Everything found about a file, and what its author set aside."""

    problems: tuple[Problem, ...]
    suppressed: tuple[Suppressed, ...]


def check_file(
    path: Path, catalogue: Catalogue, *, library: LibraryFolders = NO_LIBRARY
) -> tuple[Problem, ...]:
    """Return everything found about a scenario file alone, or about a pack folder as a whole."""
    return examine_file(path, catalogue, library=library).problems


def examine_file(
    path: Path, catalogue: Catalogue, *, library: LibraryFolders = NO_LIBRARY
) -> Examined:
    """Return what `check_file` does, with the problems that the file suppresses."""
    choice = _Choice(library=library, is_advised=True)
    problems = Problems(SCENARIO_FILE if path.is_dir() else path.name)
    if path.is_dir():
        found = _read(path, catalogue, choice, problems)[1]
        return Examined(problems=found, suppressed=problems.suppressed)
    _load(path, catalogue, choice, problems)
    return Examined(problems=problems.all, suppressed=problems.suppressed)


def lock_of(
    folder: Path, catalogue: Catalogue, *, library: LibraryFolders = NO_LIBRARY
) -> tuple[Lock, Lock]:
    """Return the lock that the pack's file holds (empty for none) and that of its parts as now.

    ScenarioError when the scenario, or the file, cannot be read.
    """
    problems = Problems(SCENARIO_FILE)
    loaded = _load(folder / SCENARIO_FILE, catalogue, _Choice(library=library), problems)
    if loaded is None:
        raise ScenarioError(problems.all, folder)
    for word, media in loaded.section.media.items():
        _check_media(folder, word, media, loaded)
    problems.raise_errors(folder)
    file = folder / LOCK_FILE
    before = Lock()
    if file.is_file():
        found = Problems(LOCK_FILE)
        content = read_bytes(file, found)
        written = read_lock(content, found) if content is not None else None
        found.raise_errors(folder)
        before = written.lock if written is not None else before
    return before, _lock_now(folder, loaded)


def load_stored(
    canonical: str, catalogue: Catalogue, cache: ScenarioCache | None = None
) -> Scenario:
    """Return the scenario that a record stored; ScenarioError when this program cannot read it."""
    problems = Problems(SCENARIO_FILE)
    kept = cache if cache is not None else ScenarioCache(None, catalogue)
    scenario = kept.load(canonical.encode(), problems, is_stored=True)
    if scenario is None:
        raise ScenarioError(problems.all)
    return scenario


def load_teams(
    file: Path,
    folder: Path,
    catalogue: Catalogue,
    *,
    difficulty: Difficulty = "normal",
    variant: str | None = None,
    library: LibraryFolders = NO_LIBRARY,
) -> Expected:
    """Return the teams of another file in the form of expected.yaml, checked against a pack.

    ScenarioError with everything found on any error.
    """
    problems = Problems(SCENARIO_FILE)
    choice = _Choice(difficulty=difficulty, variant=variant, library=library)
    loaded = _load(folder / SCENARIO_FILE, catalogue, choice, problems)
    if loaded is None:
        raise ScenarioError(problems.all, folder)
    expected, found = _expected(file, loaded)
    if expected is None:
        raise ScenarioError(found, file.parent)
    return expected


def _load(path: Path, catalogue: Catalogue, choice: _Choice, problems: Problems) -> Loaded | None:
    content = read_bytes(path, problems)
    if content is None:
        return None
    return load_scenario(
        content, catalogue, problems, difficulty=choice.difficulty, variant=choice.variant,
        library=choice.library, is_advised=choice.is_advised,
    )  # fmt: skip


def _read(
    folder: Path, catalogue: Catalogue, choice: _Choice, problems: Problems
) -> tuple[Pack | None, tuple[Problem, ...]]:
    loaded = _load(folder / SCENARIO_FILE, catalogue, choice, problems)
    if loaded is None:
        return None, problems.all
    for word, media in loaded.section.media.items():
        _check_media(folder, word, media, loaded)
    prebrief = _briefs(folder, "prebrief", loaded)
    handover = _briefs(folder, "handover", loaded)
    expected, found = _expected(folder / EXPECTED_FILE, loaded)
    lock_sha256, about_lock = ("", ()) if problems.has_errors else _locked(folder, loaded)
    everything = (*problems.all, *found, *about_lock)
    if any(problem.severity == "error" for problem in everything):
        return None, everything
    pack = Pack(
        folder=folder, scenario=replace(loaded.scenario, lock_sha256=lock_sha256),
        variants=loaded.variants, warnings=everything, prebrief=prebrief, handover=handover,
        expected=expected,
    )  # fmt: skip
    return pack, everything


def _locked(folder: Path, loaded: Loaded) -> tuple[str, tuple[Problem, ...]]:
    """Return the digest of what the pack takes from outside its scenario, and what is wrong.

    A pack that uses nothing and has no lock has no digest either.
    """
    problems = Problems(LOCK_FILE)
    file = folder / LOCK_FILE
    if not file.is_file():
        if not loaded.digests:
            return "", ()
        what = "the pack uses parts of the library and no lock says which"
        problems.add("W920", Spot(), what, "write it with: simrunner lock PACK")
        return _lock_now(folder, loaded).sha256, problems.all
    now = _lock_now(folder, loaded)
    content = read_bytes(file, problems)
    written = read_lock(content, problems) if content is not None else None
    if written is not None:
        check_lock(written, now, problems)
    return now.sha256, problems.all


def _lock_now(folder: Path, loaded: Loaded) -> Lock:
    files = [
        name
        for media in loaded.section.media.values()
        for name in _media_files(media, loaded)
        if (folder / name).is_file()
    ]
    return Lock(items=loaded.digests, media={name: _sha256(folder / name) for name in files})


def _expected(path: Path, loaded: Loaded) -> tuple[Expected | None, tuple[Problem, ...]]:
    problems = Problems(path.name)
    if not path.is_file():
        problems.add("I701", Spot(), "the pack has no expected.yaml: nothing rehearses it")
        return None, problems.all
    content = read_bytes(path, problems)
    if content is None:
        return None, problems.all
    desk = replace(loaded.desk, problems=problems)
    return read_expected(content, loaded.scenario, desk, problems), problems.all


def _briefs(folder: Path, name: str, loaded: Loaded) -> dict[str, str]:
    """Return the Markdown files ``name.LANG.md``; W701 where some languages lack theirs."""
    found: dict[str, str] = {}
    problems = loaded.desk.problems
    languages = loaded.scenario.languages or LANGUAGES
    for language in languages:
        path = folder / f"{name}.{language}.md"
        if not path.is_file():
            continue
        content = read_bytes(path, problems)
        try:
            found[language] = content.decode("utf-8") if content is not None else ""
        except UnicodeDecodeError:
            problems.add("E101", Spot(), f"{path.name} is not valid UTF-8", "save it as UTF-8")
    missing = [language for language in loaded.scenario.languages if language not in found]
    if found and missing:
        for language in missing:
            problems.add("W701", Spot(), f"{name}.{language}.md is missing")
    return found


def _check_media(folder: Path, word: Word, media: MediaSection, loaded: Loaded) -> None:
    problems = loaded.desk.problems
    parts = PurePosixPath(media.file).parts
    is_windows = "\\" in media.file or ":" in media.file
    if media.file.startswith("/") or ".." in parts or is_windows:
        what = f"'{media.file}' is not a relative path inside the pack"
        problems.add("E703", media.file, what, "write for example media/x-ray.png")
        return
    for name in _media_files(media, loaded):
        path = folder / name
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            problems.add("E703", media.file, f"the file '{name}' of media '{word}' is missing")
        elif media.sha256 is not None and _sha256(path) != media.sha256:
            what = f"the file '{name}' is not the one that was hashed"
            problems.add("E703", media.sha256, what, "check the file, then update sha256")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _media_files(media: MediaSection, loaded: Loaded) -> tuple[str, ...]:
    """Return the paths of a media, one for each language when LANG stands in it."""
    if _ANY_LANGUAGE not in media.file:
        return (str(media.file),)
    languages = loaded.scenario.languages or LANGUAGES
    return tuple(str(media.file).replace(_ANY_LANGUAGE, language) for language in languages)
