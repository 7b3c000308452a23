"""Every number of the tables has a source beside it or says that nobody read one."""

import re
import tomllib
from pathlib import Path

import pytest

RESOURCES = Path(__file__).parents[3] / "resources"
TABLES = tuple(
    path
    for folder in ("cpr", "drugs", "fluids", "illnesses", "patient", "rhythms", "templates")
    for path in sorted((RESOURCES / folder).glob("*.toml"))
)
ALONE = re.compile(r"^(from memory|textbooks?|teaching choice)", re.IGNORECASE)


def entries(path):
    """Return every table of a file, however deep, that has a source or is or is not verified."""
    found, open_ones = [], [tomllib.loads(path.read_text(encoding="utf-8"))]
    while open_ones:
        each = open_ones.pop()
        if isinstance(each, dict):
            open_ones.extend(each.values())
            if "verified" in each or "source" in each or "guideline" in each:
                found.append(each)
        elif isinstance(each, list):
            open_ones.extend(each)
    return found


def named(entry):
    return entry.get("source") or entry.get("guideline") or ""


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_that_every_entry_says_where_it_comes_from_and_whether_it_was_read(path):
    for entry in entries(path):
        assert len(named(entry)) > 3, entry
        assert isinstance(entry["verified"], bool), entry
        if entry["verified"]:
            # a paper, page or guideline has a year, a number, an address or a proper name
            assert not ALONE.match(named(entry)), entry
            assert re.search(r"\d|\.\w{2,}|[A-Z]\w+", named(entry)), entry


def verified(*names):
    """Return how many entries of tables were read."""
    paths = [path for path in TABLES if path.parent.name in names]
    return sum(entry["verified"] for path in paths for entry in entries(path))


def effects():
    """Return the effects of all drugs."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in TABLES]
    drugs = [row for table in tables for row in table.get("drug", {}).values()]
    return [effect for row in drugs for effect in row.get("effect", ())]


def test_that_more_than_three_hundred_entries_were_read_in_a_source():
    assert verified("cpr", "drugs", "fluids", "illnesses", "patient", "rhythms", "templates") > 300


@pytest.mark.parametrize("ending", [".md", ".zh-CN.md"])
def test_that_the_limits_count_what_was_read(ending):
    page = RESOURCES / "docs" / "explanation" / f"limits{ending}"
    told = {int(number) for number in re.findall(r"\d+", page.read_text(encoding="utf-8"))}
    of_effects = sum(effect["verified"] for effect in effects())
    assert {verified("rhythms"), verified("illnesses"), of_effects, len(effects())} <= told
