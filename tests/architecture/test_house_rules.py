"""How the code reads, checked: sizes, names with units, documented public names."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import simrunner.domain

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for top in ("simrunner", "devices")
    for path in (ROOT / top).rglob("*.py")
    if "migrations" not in path.parts
)
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_CLASS_LINES = 250
UNITS = (
    "ms", "us", "s", "hz", "mmhg", "kpa", "cmh2o", "bpm", "per_min", "pct", "c", "ml", "l", "mg",
    "kg", "cm", "mm", "j", "ma", "_n", "px", "count", "code", "version", "seed", "line",
    "column", "lines",
)  # fmt: skip
UNITLESS = {
    "number", "underneath", "target", "from_number", "to_number", "pin", "low", "high", "decimals",
    "adult_default", "seq", "mark", "score", "entry", "progress", "points", "pulse_fraction",
    "compressions",
}  # fmt: skip
BANNED_MODULES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def _source(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_that_a_file_stays_small_enough_to_read(path):
    assert len(_source(path).splitlines()) <= MAX_FILE_LINES


@cache
def _tree(path):
    return ast.parse(_source(path))


def _definitions():
    for path in FILES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield path, node


def _length_without_docstring(node):
    lines = node.end_lineno - node.lineno + 1
    if ast.get_docstring(node) is not None:
        first = node.body[0]
        lines -= first.end_lineno - first.lineno + 1
    return lines


LONGER = {
    "simrunner/debrief/measures.py _compressions": 42,
    "simrunner/patient/circulation/pump.py pump": 91,
    "simrunner/scenario/grammar/expression.py _Parser": 255,
    "simrunner/ui/windows/emergency.py EmergencyPanel": 282,
    "simrunner/ui/windows/run_page.py RunPage": 260,
}
"""Those that are longer for now; the list only ever gets shorter."""


def test_that_functions_and_classes_stay_small():
    long = {
        f"{path.relative_to(ROOT)} {node.name}": _length_without_docstring(node)
        for path, node in _definitions()
        if _length_without_docstring(node)
        > (MAX_CLASS_LINES if isinstance(node, ast.ClassDef) else MAX_FUNCTION_LINES)
    }

    assert {name: lines for name, lines in long.items() if lines > LONGER.get(name, 0)} == {}
    assert sorted(set(LONGER) - set(long)) == []


def _public_names(body, inside=""):
    """Yield functions and classes that a caller from outside can reach.

    Left out: inner functions, members of private classes, Qt's own event handlers, which keep
    Qt's meaning.
    """
    for node in body:
        is_named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not is_named or node.name.startswith("_"):
            continue
        if re.fullmatch(r"[a-z]+[A-Z]\w*", node.name):
            continue
        yield f"{inside}{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from _public_names(node.body, f"{node.name}.")


def test_that_public_names_say_what_the_caller_gets():
    silent = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in FILES
        for name, node in _public_names(_tree(path).body)
        if ast.get_docstring(node) is None
    ]

    assert silent == []


def test_that_no_module_is_a_drawer_for_odds_and_ends():
    drawers = [path for path in FILES if path.stem in BANNED_MODULES]

    assert drawers == []


def test_that_numbers_in_the_vocabulary_carry_their_unit():
    bare = []
    for module in pkgutil.iter_modules(simrunner.domain.__path__):
        imported = importlib.import_module(f"simrunner.domain.{module.name}")
        for _, kind in inspect.getmembers(imported, dataclasses.is_dataclass):
            for field in dataclasses.fields(kind):
                is_number = field.type in (int, float, int | None, float | None)
                if is_number and not field.name.endswith(UNITS) and field.name not in UNITLESS:
                    bare.append(f"{kind.__name__}.{field.name}")

    assert sorted(set(bare)) == []


def test_that_nothing_is_imported_from_a_private_machine_or_left_to_do():
    pattern = re.compile(r"TODO|FIXME|XXX|/home/\w|/root/|NotImplementedError")
    marks = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in FILES
        for number, line in enumerate(_source(path).splitlines(), 1)
        if pattern.search(line)
    ]

    assert marks == []
