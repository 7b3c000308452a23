"""`simrunner fmt` and `simrunner migrate`: scenario files written anew in their place."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.scenario.pack import EXPECTED_FILE, SCENARIO_FILE
from simrunner.scenario.source.file import read_bytes
from simrunner.scenario.source.problem import Problem, Problems


class Rewritten(Protocol):
    """A file as it should stand: None for ``text`` when the problems hold an error."""

    @property
    def text(self) -> str | None:
        """The new text."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where the command's words go."""

    say: Callable[[str], None]
    complain: Callable[[tuple[Problem, ...], Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What one of the commands does with each file, and how it says so in the past tense."""

    rewrite: Callable[[bytes, str], Rewritten]
    done: str
    wanted: str


def rewrite_files(paths: Sequence[Path], verb: Verb, told: Told, *, is_check: bool) -> int:
    """Rewrite every file and return the exit code; with ``is_check`` only say what would change.

    1 when a file would change, 2 when one cannot be rewritten; such a file is left as it is.
    """
    worst = exit_code.OK
    for path in _files(paths):
        problems = Problems(path.name)
        content = read_bytes(path, problems)
        found = verb.rewrite(content, path.name) if content is not None else None
        said = found.problems if found is not None else problems.all
        if said:
            told.complain(said, path.parent)
        if content is None or found is None or found.text is None:
            worst = exit_code.BAD_INPUT
        elif found.text.encode() != content:
            if is_check:
                told.say(f"{path}: {verb.wanted}")
                worst = max(worst, exit_code.CHECK_FAILED)
            else:
                replace_file(path, found.text.encode())
                told.say(f"{path}: {verb.done}")
    return worst


def _files(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and of each pack its scenario.yaml and expected.yaml."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [path / SCENARIO_FILE, path / EXPECTED_FILE]
            present = [file for file in inside if file.exists()]
            if not present:
                raise Refusal(f"{path} is not a scenario pack: it has no {SCENARIO_FILE}.")
            found.extend(present)
        elif path.exists():
            found.append(path)
        else:
            raise Refusal(f"There is no file {path}.")
    return found


def replace_file(path: Path, content: bytes) -> None:
    """Put new bytes in a file's place at once, with its permissions; a link stays a link."""
    target = path.resolve()
    handle, fresh = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, fresh)
        Path(fresh).replace(target)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
