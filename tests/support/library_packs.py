"""A small library in a folder of its own, and scenario files that use it."""

from pathlib import Path

from simrunner.domain.chart import Difficulty, Scenario
from simrunner.scenario.composition.library import LibraryFolders
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problem, Problems
from support.packs import shipped_catalogue
from support.scenario_files import small

HEAD = """\
format: clinscn-library/1
kind: {kind}
item: {name}
version: {version}
title: A part
licence: CC0-1.0
"""

HELP = """\
params: {delay: 90 s}
actions:
  call: {en: Call}
states:
  alone: {when: [{if: done call, go: here}]}
  here: {when: [{after: $delay, go: alone}]}
"""
WOMAN = """\
patient: {age: 42 y, sex: F, weight: 70 kg}
vitals: {HR: 75 /min, SBP: 120 mmHg, DBP: 75 mmHg}
"""
TROLLEY = """\
drugs:
  adrenaline: {measure: "mass, mass/kg, count"}
  atropine: {}
"""
PARTS = ("woman", "trolley", "help")
REFERENCES = ", ".join(f'{name}: "library/{name}@1.0.0"' for name in PARTS)
USE = f"use: {{{REFERENCES}}}\n"
TEAM = """\
  team:
    start: alone
    states:
      include: {snippet: help, with: {delay: $wait}}
expect:
"""

USING = small(
    ("setting: ward\n", f"setting: ward\n{USE}"),
    (
        "patient: {name: Pat, age: 40 y, sex: F, weight: 70 kg}",
        "patient: {include: woman, name: Pat}",
    ),
    ('drugs: {adrenaline: {measure: "mass, mass/kg, count"}}', "drugs: {include: trolley}"),
    ("vitals: {HR: 80 /min, SBP: 120 mmHg, DBP: 75 mmHg}", "vitals: {include: woman}"),
    ("expect:\n", TEAM),
)


def put(folder: Path, name: str, kind: str, content: str, version: str = "1.0.0") -> Path:
    """Write a part of the library and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}@{version}.yaml"
    head = HEAD.format(kind=kind, name=name, version=version)
    path.write_text(head + content, encoding="utf-8")
    return path


def library(folder: Path, **parts: str) -> LibraryFolders:
    """Return the small library, perhaps with other content of help, woman or trolley."""
    put(folder, "help", "snippet", parts.get("help", HELP))
    put(folder, "woman", "patient", parts.get("woman", WOMAN))
    put(folder, "trolley", "drugs", parts.get("trolley", TROLLEY))
    return LibraryFolders(folders=(folder,))


def using(*changes: tuple[str, str]) -> str:
    """Return the scenario that uses all three, changed; each word must be there once."""
    text = USING
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def check_using(
    text: str,
    folders: LibraryFolders,
    *,
    variant: str | None = None,
    difficulty: Difficulty = "normal",
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Return the scenario, if any, and all problems of a file that uses the library."""
    problems = Problems("scenario.yaml")
    loaded = load_scenario(
        text.encode(), shipped_catalogue(), problems, variant=variant, library=folders,
        difficulty=difficulty, is_advised=True,
    )  # fmt: skip
    return (loaded.scenario if loaded is not None else None), problems.all
