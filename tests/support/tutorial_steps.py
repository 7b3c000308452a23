"""A tutorial page as steps that a test follows to the letter.

The page marks its blocks: ``console`` holds commands after ``$ `` with all that they answer, a
line of ``…`` standing for any lines; ``yaml new=FILE`` makes a file; ``yaml find=FILE``
and the ``yaml put=FILE`` after it replace lines that must be there once.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\S+)(?: (\w+)=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of a page, and the lines that it must answer."""

    words: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Lines of a file that others take the place of; a new file where nothing is to be found."""

    file: str
    found: str
    put: str


def steps_of(page: Path) -> list[Command | Edit]:
    """Return the steps of a page in order; AssertionError for a block that is none."""
    steps: list[Command | Edit] = []
    found: tuple[str, str] | None = None
    for kind, verb, file, body in _BLOCK.findall(page.read_text(encoding="utf-8")):
        match kind, verb:
            case "console", "":
                steps += _commands(body)
            case "yaml", "new":
                steps.append(Edit(file=file, found="", put=body))
            case "yaml", "find":
                assert found is None, body
                found = (file, body)
            case "yaml", "put":
                assert found is not None, body
                assert found[0] == file, body
                steps.append(Edit(file=file, found=found[1], put=body))
                found = None
            case _:
                raise AssertionError(f"a block that nobody follows: {kind} {verb}")
    assert found is None
    return steps


def apply(edit: Edit, folder: Path) -> None:
    """Do as the page says in ``folder``."""
    path = folder / edit.file
    if not edit.found:
        path.write_text(edit.put, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert f"\n{text}".count(f"\n{edit.found}") == 1, edit.found
    path.write_text(text.replace(edit.found, edit.put), encoding="utf-8")


def difference(shown: tuple[str, ...], answer: list[str]) -> str:
    """Return where an answer is not what the page shows, empty when it is."""
    at = 0
    skips = False
    for line in shown:
        if line == "…":
            skips = True
            continue
        if skips:
            while at < len(answer) and answer[at] != line:
                at += 1
            skips = False
        if at >= len(answer) or answer[at] != line:
            came = answer[at] if at < len(answer) else "nothing"
            return f"shown {line!r}, came {came!r}"
        at += 1
    return "" if skips or at == len(answer) else f"not shown: {answer[at]!r}"


def _commands(body: str) -> list[Command]:
    commands = []
    for part in body.removeprefix("$ ").split("\n$ "):
        command, *answer = part.strip("\n").split("\n")
        words = command.split()
        assert words[0] == "simrunner", command
        commands.append(Command(words=tuple(words[1:]), answer=tuple(answer)))
    return commands
