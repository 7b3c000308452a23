"""Every invariant of the scenario language has a property test that names it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INVARIANTS = {f"I{number}" for number in range(1, 21)}
"""The invariants of clinscn/1, section 13."""
FOR_ALL = {"for_all", "given"}
MACHINE = "run_state_machine_as_test"
LAWS = ROOT / "tests/support/engine_laws.py"


def marked() -> Iterator[tuple[str, ast.FunctionDef, set[str]]]:
    """Yield every test that names invariants, with its file and what it names."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = set().union(*(ids(each) for each in node.decorator_list))
                if names:
                    yield path.name, node, names


def ids(decorator: ast.expr) -> set[str]:
    if not isinstance(decorator, ast.Call) or called(decorator) != "invariant":
        return set()
    found = set()
    for each in decorator.args:
        if isinstance(each, ast.Starred):
            assert ast.unparse(each.value) == "LAWS", ast.unparse(each)
            found |= laws()
        else:
            found.add(ast.literal_eval(each))
    return found


def laws() -> set[str]:
    """Return what the laws of a run name, from their sentences as from their list."""
    tree = ast.parse(LAWS.read_text(encoding="utf-8"))
    (listed,) = [
        ast.literal_eval(node.value) for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAWS"
    ]  # fmt: skip
    return set(listed)


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def test_that_every_invariant_is_named_by_a_test() -> None:
    named = set().union(*(names for _, _, names in marked()))
    assert named == INVARIANTS


def test_that_what_names_an_invariant_tries_random_examples() -> None:
    for file, test, _ in marked():
        decorators = {called(each) for each in test.decorator_list if isinstance(each, ast.Call)}
        calls = {called(each) for each in ast.walk(test) if isinstance(each, ast.Call)}
        assert decorators & FOR_ALL or MACHINE in calls, f"{file}: {test.name}"


def test_that_no_invariant_is_tried_fewer_times_than_the_profile_says() -> None:
    for file, test, _ in marked():
        own = [each for each in test.decorator_list if "max_examples" in ast.unparse(each)]
        assert own == [], f"{file}: {test.name}"
