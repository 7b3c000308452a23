import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest
from support.privacy_runs import (
    WALL,
    bookmark,
    by,
    files_with,
    person_in,
    recorded,
    traces,
    write_comments,
)
from support.runs import facts, new_run, started

from simrunner.domain.note import Note
from simrunner.domain.person import Deed, Purpose
from simrunner.record.audit import read_audit
from simrunner.record.consent import consents_of, give_consent
from simrunner.record.erase import erase_person, erase_text, erasures, reapply_erasures, texts_of
from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.notes import add_note, notes_of
from simrunner.record.people import check_person, people_with_names, roles_in, set_team, teams
from simrunner.record.scrub import copies_beside, scrub
from simrunner.record.upgrade import copy_of
from simrunner.record.words import check_words

MARKER = "Skylark-4711-Windhover " * 700
"""16 kB: longer than three pages of 4 kB, so that SQLite spills it over."""

CHINESE = "云雀四七一一苇莺" * 900
"""The same with three bytes for each character."""

PIECES = ("Skylark-4711-Windhover", "云雀四七一一苇莺", "Wren Ashby", "wren@example.org", "PICTURE")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.sqlite"


@pytest.fixture
def library(path):
    with Library.open(path) as opened:
        yield opened


def is_sound(library, run):
    assert library.ask(lambda connection: list(check_words(connection, run))) == []
    return verify(library.path).is_intact


def with_much(library):
    """Enter a person of whom everything is known, and return run and code."""
    run = recorded(library, (*facts(), bookmark(761_000, MARKER)))
    code = person_in(library, run, contact="wren@example.org")
    write_comments(library, run, code, MARKER, CHINESE)
    set_team(library, "team 7", join=[code], leave=[])
    give_consent(library, code, Purpose.TEACH, text_version="1", by=by())
    note = Note(at_ms=5, phase="analysis", wall=WALL, words=CHINESE, person=code)
    library.do(lambda connection: add_note(connection, run, note))
    media = (
        "insert into media (id, run_id, at_ms, name, media_type, sha256, person, body) "
        "values ('m1', ?, 0, 'face.png', 'image/png', ?, ?, ?)"
    )
    body = b"PICTURE" * 3000
    digest = sha256(body).hexdigest()
    library.do(lambda connection: connection.exec_driver_sql(media, (run, digest, code, body)))
    return run, code


def test_that_an_erased_person_is_gone_from_the_bytes_of_every_file(library, path):
    run, code = with_much(library)
    assert all(files_with(path, piece) for piece in PIECES), "the search finds what is there"
    head = library.head(run)

    erased = erase_person(library, code, by(), with_texts_of_others=True)

    assert [files_with(path, piece) for piece in PIECES] == [[]] * len(PIECES)
    assert (erased.texts, erased.notes, erased.media) == (4, 1, 1)  # two bookmarks, two comments
    assert erased.texts_of_others == 0
    assert library.head(run) == head
    assert is_sound(library, run)


def test_that_the_code_of_an_erased_rater_stays_with_the_scores(library):
    run, code = with_much(library)

    erase_person(library, code, by(), with_texts_of_others=False)

    (chain,) = library.read(run).ratings
    assert chain.rater == code
    assert [entry.is_erased for entry in chain.entries] == [True, True]
    assert [entry.annotation.note for entry in chain.entries[:1]] == [""]
    assert library.ask(lambda connection: check_person(connection, code)).erased_wall == WALL
    assert library.ask(roles_in) == ()
    assert library.ask(teams) == {"team 7": ()}
    assert library.ask(lambda connection: consents_of(connection, code)) == ()
    assert library.ask(lambda connection: notes_of(connection, run)) == ()
    (person,) = people_with_names(library, by(), code)
    assert (person.name, person.contact) == (None, None)


def test_that_texts_of_others_stay_unless_asked_and_are_counted(library):
    run = recorded(library)
    learner = person_in(library, run)
    write_comments(library, run, "A1", "Wren Ashby spoke up")

    erased = erase_person(library, learner, by(), with_texts_of_others=False)

    assert (erased.texts, erased.texts_of_others) == (0, 2)
    (chain,) = library.read(run).ratings
    assert chain.entries[0].annotation.note == "Wren Ashby spoke up"


def test_that_the_audit_and_the_memory_of_an_erasure_hold_codes_alone(library, path):
    run, code = with_much(library)
    erase_person(library, code, by(), with_texts_of_others=True)
    last = library.ask(read_audit)[-1]
    assert (last.deed, last.about) == (Deed.PERSON_ERASED, code)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select person, run_id from erasure").fetchall()
    assert (code, "") in rows
    assert (code, run) in rows


def test_that_one_comment_is_erased_and_the_others_stay(library, path):
    run, _ = with_much(library)
    texts = library.ask(lambda connection: texts_of(connection, run))
    name = next(text.name for text in texts if text.words == CHINESE and "note" not in text.name)

    assert erase_text(library, run, name, by()) == 1

    (chain,) = library.read(run).ratings
    assert [entry.is_erased for entry in chain.entries] == [False, True]
    assert files_with(path, "Wren Ashby") == ["runs.sqlite"]
    assert is_sound(library, run)
    note = next(text.name for text in texts if text.name.startswith("note:"))
    assert erase_text(library, run, note, by()) == 1
    assert files_with(path, CHINESE[:30]) == []
    with pytest.raises(RecordError, match="has no text"):
        erase_text(library, run, name, by())


def test_that_a_bookmark_is_erased_in_every_run_that_was_rewound_from_it(library, path):
    early, late = bookmark(5000, "Skylark early"), bookmark(6000, "Skylark late")
    parent = recorded(library, (started(), early, late))
    child = recorded(library, (started(), early), parent_run=parent, parent_seq=2)
    grandchild = recorded(library, (started(), early), parent_run=child, parent_seq=2)

    assert erase_text(library, grandchild, "e2", by()) == 3

    assert files_with(path, "Skylark early") == []
    assert files_with(path, "Skylark late") == ["runs.sqlite"]
    assert [library.read(run).events[1].is_erased for run in (parent, child, grandchild)] == (
        [True] * 3
    )
    assert all(is_sound(library, run) for run in (parent, child))


def test_that_a_bookmark_set_after_the_branch_is_not_that_of_the_parent(library, path):
    early = bookmark(5000, "Skylark early")
    parent = recorded(library, (started(), early, bookmark(6000, "Skylark of the parent")))
    shared = {"parent_run": parent, "parent_seq": 2}
    recorded(library, (started(), early, bookmark(7000, "Skylark of the child")), **shared)

    assert erase_text(library, parent, "e3", by()) == 1

    assert files_with(path, "Skylark of the parent") == []
    assert files_with(path, "Skylark of the child") == ["runs.sqlite"]


def test_that_what_a_program_deleted_without_overwriting_it_goes_with_the_next_erasure(
    library, path
):
    with_much(library)
    with closing(sqlite3.connect(path, isolation_level=None)) as careless:
        careless.execute("pragma secure_delete = off")
        careless.execute("delete from words")
        careless.execute("pragma wal_checkpoint(truncate)")
    assert files_with(path, "Skylark-4711-Windhover") == ["runs.sqlite"]

    scrub(library)

    assert files_with(path, "Skylark-4711-Windhover") == [], traces(path, "Skylark-4711")
    overwrites = "pragma secure_delete"
    assert library.do(lambda connection: connection.exec_driver_sql(overwrites).scalar()) == 1


def test_that_a_restored_backup_loses_again_what_was_erased(library, path, tmp_path):
    run, code = with_much(library)
    backup = copy_of(path, tmp_path / "elsewhere.sqlite")
    erase_person(library, code, by(), with_texts_of_others=True)
    remembered = library.ask(erasures)
    restored = tmp_path / "restored" / "runs.sqlite"
    restored.parent.mkdir()
    backup.rename(restored)
    with Library.open(restored) as again:
        assert reapply_erasures(again) == 0, "a backup does not know what came after it"

        assert reapply_erasures(again, remembered) > 0

        assert [files_with(restored, piece) for piece in PIECES] == [[]] * len(PIECES)
        assert is_sound(again, run)
        assert reapply_erasures(again, remembered) == 0


def test_that_the_copies_of_an_upgrade_are_named(library, path):
    copy_of(path, path.with_name("runs.revision-0001.sqlite"))
    path.with_name("other.sqlite").touch()
    assert [copy.name for copy in copies_beside(library)] == ["runs.revision-0001.sqlite"]


def test_that_somebody_who_reads_the_file_keeps_its_log_and_is_told_of(library, path):
    _, code = with_much(library)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from event").fetchone()
        with pytest.raises(RecordError, match="another program has the file open"):
            erase_person(library, code, by(), with_texts_of_others=True)

    erase_person(library, code, by(), with_texts_of_others=True)

    assert [files_with(path, piece) for piece in PIECES] == [[]] * len(PIECES)


def test_that_nobody_unknown_is_erased(library):
    library.begin_run(new_run())
    with pytest.raises(RecordError, match="no person P-NOBODY"):
        erase_person(library, "P-NOBODY", by(), with_texts_of_others=False)
