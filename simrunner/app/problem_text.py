"""Problems of files as readable blocks on stderr."""

from pathlib import Path

from rich.console import Console

from simrunner.scenario.source.problem import Problem


def print_problems(
    problems: tuple[Problem, ...], folder: Path = Path(), suppressed: int = 0
) -> None:
    """Print every problem of files in ``folder`` as one readable block on stderr."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in problems:
        print_problem(console, problem, folder)
    errors = sum(problem.severity == "error" for problem in problems)
    others = len(problems) - errors
    told = f"{errors} error{'s' * (errors != 1)}, {others} warning{'s' * (others != 1)} or notes"
    if suppressed:
        told += f", {suppressed} suppressed"
    console.print(told, markup=False)


def print_problem(console: Console, problem: Problem, folder: Path, why: str = "") -> None:
    """Print one problem of a file in ``folder``; ``why`` is the reason it was suppressed for."""
    place = f"{folder / problem.file}:{problem.line}:{problem.column}"
    end = " suppressed" if why else ""
    console.print(f"{place}: {problem.severity} {problem.code}{end}", style="bold", markup=False)
    console.print(f"    {problem.message}", markup=False)
    for more in filter(None, (problem.hint, why and f"suppressed: {why}")):
        console.print(f"    {more}", style="cyan", markup=False)
