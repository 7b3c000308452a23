"""Warnings that the author has judged: `suppress` of clinscn/1 section 11."""

from simrunner.scenario.canonical import located
from simrunner.scenario.schema import ScenarioSection, SuppressSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.source.problem import Problem, file_of
from simrunner.scenario.source.tree import Node, Table, Word, key_of


def suppress_judged(section: ScenarioSection, tree: Table, desk: Desk, *, is_whole: bool) -> None:
    """Set aside the problems that the file suppresses, each by code and place.

    Where some checks were not run, because the file has errors (``is_whole`` is False), a
    suppression without its problem is not held against the author.
    """
    for each in section.suppress:
        if not each.code.startswith(("W", "I")):
            hint = "repair it; only warnings and notes can be suppressed"
            desk.problems.add("E209", each.code, "an error cannot be suppressed", hint)
            continue
        part = located(tree, str(each.at))
        if part is None:
            hint = "write the path of keys, such as regions.patient.states.shock"
            desk.problems.add("E502", each.at, f"there is nothing at '{each.at}'", hint)
            continue
        _suppress(each, part, tree, desk, is_whole=is_whole)


def _suppress(
    each: SuppressSection, part: Node, tree: Table, desk: Desk, *, is_whole: bool
) -> None:
    key = _key_above(tree, str(each.at))
    unwanted = [
        problem
        for problem in desk.problems.all
        if problem.code == each.code
        and problem.file == (file_of(part) or desk.problems.file)
        and _is_inside(problem, key, part)
    ]
    if not unwanted and is_whole:
        what = f"there is no {each.code} at '{each.at}' to suppress"
        desk.problems.add("W618", each.code, what, "take the entry out of 'suppress:'")
    desk.problems.suppress(unwanted, str(each.why))


def _key_above(tree: Table, path: str) -> Word | None:
    above, _, last = path.rpartition(".")
    parent = located(tree, above) if above else tree
    return key_of(parent, last) if parent is not None else None


def _is_inside(problem: Problem, key: Word | None, part: Node) -> bool:
    """Return whether a problem stands between a key and the end of what it holds."""
    first = key if key is not None else part
    if isinstance(part, Word):
        last = part.spot(len(part))
        end = (last.line, last.column)
    else:
        end = (part.end.line, part.end.column)
    return (first.line, first.column) <= (problem.line, problem.column) <= end
