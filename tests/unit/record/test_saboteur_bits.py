"""One flipped bit in any column of a sealed run: named, or on the page of what nothing guards."""

import random
import re
import struct
from pathlib import Path

import pytest
from support.sealed_records import RUN, Forger, record_sealed

from simrunner.app.keys import own_notary
from simrunner.domain.annotation import ItemRated
from simrunner.record.library import Library

PAGES = Path(__file__).parents[3] / "resources" / "docs" / "reference"
FIRST = "`run.team`"
"""With this the list on the page begins."""

ROW_NUMBERS = {"annotation.id", "event.id", "device_log.id", "note.id", "remark.id"}
"""Mean nothing: rows are told apart by their run and number."""

BESIDE = (
    f"insert into remark values (1, '{RUN}', 5, '2026-11-22T14:20:00+08:00', 'pause', 'on')",
    f"insert into note values (1, '{RUN}', 5, null, 'debrief', '2026-11-22T15:00:00', 'x y')",
    f"insert into trend values ('{RUN}', 9500000, '{{\"shown\":{{}},\"truth\":{{}}}}')",
)
OF_A_RUN = (
    "annotation", "device_log", "event", "mark", "media", "note", "rating", "remark", "run",
    "scenario", "seal", "session", "trend", "trend_block", "wave_block", "words",
)  # fmt: skip
ALSO_NAMED_AS = {
    "run": {"seal"},
    "scenario": {"run"},
    "session": {"run"},
    "seal": {"annotation"},
}
"""Where a row is held against another, either of them may be the one that is named."""


def flipped(value, chance):
    """Return a stored value with one bit turned."""
    if isinstance(value, int):
        # Of a yes or no the lowest bit: any other number is still a yes.
        return value ^ (1 if value in {0, 1} else 1 << chance.randrange(6, 30))
    if isinstance(value, float):
        bits = struct.unpack("<Q", struct.pack("<d", value))[0] ^ 1 << chance.randrange(52)
        return struct.unpack("<d", struct.pack("<Q", bits))[0]
    raw = bytearray(value if isinstance(value, bytes) else value.encode())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(5)
    return bytes(raw) if isinstance(value, bytes) else raw.decode()


@pytest.fixture(scope="module")
def forger(tmp_path_factory):
    file = record_sealed(tmp_path_factory.mktemp("sealed"))
    with Library.open(file, notary=own_notary(file.parent, pytest.fail)) as library:
        library.annotations(RUN, "A3", "team").append(ItemRated(at_ms=5, item="lead", score=3))
    forger = Forger(file, file.parent / "copy.sqlite")
    forger(*BESIDE)
    assert forger.found(file.parent).is_intact
    return forger


def columns(forger, table):
    return [f"{table}.{name}" for _, name, *_ in forger.ask(f"pragma table_info({table})")]


def tables_named(forger, names, chance):
    """Return the tables that are named when a bit of each column flips; all is whole after.

    None when no row has anything in the columns.
    """
    changes = []
    for table, column in (name.split(".") for name in names):
        filled = f"{column} is not null and {column} != ''"
        if rows := forger.ask(f"select rowid, {column} from {table} where {filled}"):
            words = f"update {table} set {column} = ? where rowid = ?"
            number, value = chance.choice(rows)
            changes.append((words, flipped(value, chance), value, number))
    if not changes:
        return None
    forger(*((words, (new, number)) for words, new, _, number in changes))
    found = {problem.table for problem in forger.found(Path(forger.file).parent).problems}
    forger(*((words, (old, number)) for words, _, old, number in changes))
    return found


def unguarded(page):
    """Return what the page lists as ``table.column`` in its section."""
    section = (PAGES / page).read_text(encoding="utf-8").partition(f"{FIRST}")[2]
    return set(re.findall(r"`([a-z_]+\.[a-z0-9_]+)`", FIRST + section.partition("\n\n")[0]))


def test_that_both_languages_list_the_same_columns():
    assert unguarded("record.md") == unguarded("record.zh-CN.md")
    assert len(unguarded("record.md")) > 15


@pytest.mark.parametrize("table", OF_A_RUN)
def test_that_a_flipped_bit_is_named_except_where_the_page_says_that_nothing_guards(forger, table):
    chance, listed = random.Random(table), unguarded("record.md")
    free = [name for name in columns(forger, table) if name in listed]
    for column in columns(forger, table):
        if column in listed | ROW_NUMBERS:
            continue
        named = tables_named(forger, [column], chance)
        assert named is None or named & {table, *ALSO_NAMED_AS.get(table, ())}, column

    assert not tables_named(forger, free, chance), "the page lists what is guarded"
