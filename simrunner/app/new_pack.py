"""Makes a new scenario pack from the built-in template."""

import json
import re
from pathlib import Path

from simrunner.app.assets import names_of
from simrunner.app.assets_folder import resources_folder
from simrunner.app.exit_code import Refusal
from simrunner.app.results import writing
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.tree import Word

BOTH = "both"
WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""What Windows takes for a device in any folder (Microsoft: Naming files, paths, namespaces)."""

_TITLE = re.compile(r"^title:\n(?: .*\n)+", re.MULTILINE)
_LANGUAGES_KEY = re.compile(r"^languages: \[.*\]$", re.MULTILINE)
_SCHEMA = re.compile(r"^#schema (\S+)\n")
_COMMENT = re.compile(r"^( *)#(en|zh) (.*)$")


def make_pack(place: Path, *, languages: str, setting: str, title: str | None) -> Path:
    """Write a commented pack that passes its own tests and return its folder.

    The last part of ``place`` becomes the id. ``languages`` is `both` or one of LANGUAGES.
    Refusal for a bad id, an unknown language or setting, and anything that is there already.
    """
    spoken = _languages(languages)
    _check_name(place.name)
    settings = names_of("settings")
    if setting not in settings:
        raise Refusal(f"There is no setting {setting}: choose {', '.join(settings)}.")
    if title is not None and not (title.strip() and title.isprintable()):
        raise Refusal("A title is a line of visible text.")
    if place.exists() or place.is_symlink():
        raise Refusal(f"{place} is there already; nothing was changed. Choose another name.")
    schemas = resources_folder() / "schema"
    with writing(place):
        place.mkdir(parents=True)
        for file in sorted((resources_folder() / "authoring" / "new-pack").iterdir()):
            if file.suffix == ".md" and file.name.split(".")[1] not in spoken:
                continue
            text = file.read_text(encoding="utf-8")
            if file.suffix == ".yaml":
                text = with_first_line(text, schemas)
                text = _filled(text, place.name, setting, spoken, title)
            (place / file.name).write_text(text, encoding="utf-8", newline="\n")
    return place


def with_first_line(text: str, schemas: Path) -> str:
    """Return a file of the template with the line that makes editors check it, where they can."""

    def line(named: re.Match[str]) -> str:
        schema = schemas / named[1]
        known = f"yaml-language-server: $schema={schema.as_uri()}"
        return f"# {known}\n" if schema.is_file() else "# simrunner\n"

    return _SCHEMA.sub(line, text)


def _languages(word: str) -> tuple[str, ...]:
    if word == BOTH:
        return LANGUAGES
    if word not in LANGUAGES:
        raise Refusal(f"There is no language {word}: choose {BOTH}, {' or '.join(LANGUAGES)}.")
    return (word,)


def _check_name(name: str) -> None:
    problems = Problems("")
    check_id(Word.at(name, 1, 1), problems, "a scenario")
    for problem in problems.all:
        sentence = problem.message[:1].upper() + problem.message[1:]
        raise Refusal(f"{sentence}: {problem.hint}.")
    if name in WINDOWS_DEVICES:
        raise Refusal(
            f"'{name}' names a device on Windows, where no folder can be called so: "
            f"choose another name, such as {name}-case."
        )


def _filled(
    text: str, pack_id: str, setting: str, languages: tuple[str, ...], title: str | None
) -> str:
    """Return a file of the template for one pack, with the words of its languages alone."""
    comments = languages[0].partition("-")[0]
    lines = []
    for line in text.splitlines():
        comment = _COMMENT.match(line)
        if comment is not None:
            if comment[2] == comments:
                lines.append(f"{comment[1]}# {comment[3]}")
            continue
        lines.append(line)
    text = "\n".join([*lines, ""])
    for other in LANGUAGES:
        if other not in languages:
            text = _without(text, other)
    text = _LANGUAGES_KEY.sub(f"languages: [{', '.join(languages)}]", text)
    text = text.replace("NEW-ID", pack_id).replace("NEW-SETTING", setting)
    if title is not None:
        quoted = json.dumps(title, ensure_ascii=False)
        text = _TITLE.sub(lambda _: f"title: {quoted}\n", text)
    return text


def _without(text: str, language: str) -> str:
    """Return the text without its lines in a language; a list item hands its dash on."""
    text = re.sub(rf"^( *)- {language}: .*\n\1  ", r"\1- ", text, flags=re.MULTILINE)
    return re.sub(rf"^ +{language}: .*\n", "", text, flags=re.MULTILINE)
