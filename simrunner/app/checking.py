"""`simrunner check`: everything found about scenario files, told on stderr and in a SARIF file."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from simrunner.app import exit_code
from simrunner.app.assets import library_folders, read_catalogue
from simrunner.app.exit_code import Refusal
from simrunner.app.problem_text import print_problem, print_problems
from simrunner.app.sarif import Checked, write_sarif
from simrunner.app.settings import data_folder
from simrunner.scenario.pack import examine_file


def check_files(
    names: Sequence[Path],
    path_of: Callable[[str], Path],
    *,
    sarif: Path | None = None,
    is_strict: bool = False,
    shows_suppressed: bool = False,
) -> int:
    """Check packs and files, named as ``path_of`` understands, and return the exit code.

    A warning counts like an error when ``is_strict``.
    """
    catalogue, library = read_catalogue(), library_folders(data_folder())
    worst = exit_code.OK
    found: list[Checked] = []
    stopping = {"error", "warning"} if is_strict else {"error"}
    for name in names:
        try:
            path = path_of(str(name))
        except Refusal as error:
            print(f"simrunner: {error}", file=sys.stderr)
            worst = error.code
            continue
        checked = Checked(
            folder=path if path.is_dir() else path.parent,
            examined=examine_file(path, catalogue, library=library),
        )
        found.append(checked)
        _print(checked, shows_suppressed=shows_suppressed)
        if any(problem.severity in stopping for problem in checked.examined.problems):
            worst = exit_code.BAD_INPUT
        else:
            print(f"{name}: fine")
    if sarif is not None:
        write_sarif(sarif, found)
    return worst


def _print(checked: Checked, *, shows_suppressed: bool) -> None:
    examined = checked.examined
    if shows_suppressed:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        for each in examined.suppressed:
            print_problem(console, each.problem, checked.folder, each.why)
    if examined.problems or examined.suppressed:
        print_problems(examined.problems, checked.folder, len(examined.suppressed))
