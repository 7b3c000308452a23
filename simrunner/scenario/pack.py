"""A scenario pack: a folder with the scenario, its briefs, its media and its scripted teams."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from simrunner.domain.catalogue import Catalogue
from simrunner.domain.chart import Difficulty, Scenario
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.cache import ScenarioCache
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
    """A pack that may be run. The briefs are Markdown by language tag."""

    folder: Path
    scenario: Scenario
    warnings: tuple[Problem, ...]
    prebrief: Mapping[str, str]
    handover: Mapping[str, str]
    expected: Expected | None


def load_pack(folder: Path, catalogue: Catalogue, *, difficulty: Difficulty = "normal") -> Pack:
    """Return the pack at one difficulty; ScenarioError with everything found on any error."""
    pack, found = _read(folder, catalogue, difficulty, Problems(SCENARIO_FILE))
    if pack is None:
        raise ScenarioError(found)
    return pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Everything found about a file, and what its author set aside."""

    problems: tuple[Problem, ...]
    suppressed: tuple[Suppressed, ...]


def check_file(path: Path, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Return everything found about a scenario file alone, or about a pack folder as a whole."""
    return examine_file(path, catalogue).problems


def examine_file(path: Path, catalogue: Catalogue) -> Examined:
    """Return what `check_file` does, with the problems that the file suppresses."""
    problems = Problems(SCENARIO_FILE if path.is_dir() else path.name)
    if path.is_dir():
        found = _read(path, catalogue, "normal", problems)[1]
        return Examined(problems=found, suppressed=problems.suppressed)
    content = read_bytes(path, problems)
    if content is not None:
        load_scenario(content, catalogue, problems)
    return Examined(problems=problems.all, suppressed=problems.suppressed)


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
    file: Path, folder: Path, catalogue: Catalogue, *, difficulty: Difficulty = "normal"
) -> Expected:
    """Return the teams of another file in the form of expected.yaml, checked against a pack.

    ScenarioError with everything found on any error.
    """
    problems = Problems(SCENARIO_FILE)
    content = read_bytes(folder / SCENARIO_FILE, problems)
    loaded = None
    if content is not None:
        loaded = load_scenario(content, catalogue, problems, difficulty=difficulty)
    if loaded is None:
        raise ScenarioError(problems.all)
    expected, found = _expected(file, loaded)
    if expected is None:
        raise ScenarioError(found)
    return expected


def _read(
    folder: Path, catalogue: Catalogue, difficulty: Difficulty, problems: Problems
) -> tuple[Pack | None, tuple[Problem, ...]]:
    content = read_bytes(folder / SCENARIO_FILE, problems)
    loaded = None
    if content is not None:
        loaded = load_scenario(content, catalogue, problems, difficulty=difficulty)
    if loaded is None:
        return None, problems.all
    for word, media in loaded.section.media.items():
        _check_media(folder, word, media, loaded)
    prebrief = _briefs(folder, "prebrief", loaded)
    handover = _briefs(folder, "handover", loaded)
    expected, found = _expected(folder / EXPECTED_FILE, loaded)
    everything = (*problems.all, *found)
    if any(problem.severity == "error" for problem in everything):
        return None, everything
    pack = Pack(
        folder=folder, scenario=loaded.scenario, warnings=everything, prebrief=prebrief,
        handover=handover, expected=expected,
    )  # fmt: skip
    return pack, everything


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
    spoken = loaded.scenario.languages or LANGUAGES
    languages = spoken if _ANY_LANGUAGE in media.file else ("",)
    for language in languages:
        name = media.file.replace(_ANY_LANGUAGE, language)
        path = folder / name
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            problems.add("E703", media.file, f"the file '{name}' of media '{word}' is missing")
        elif media.sha256 is not None and _sha256(path) != media.sha256:
            what = f"the file '{name}' is not the one that was hashed"
            problems.add("E703", media.sha256, what, "check the file, then update sha256")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
