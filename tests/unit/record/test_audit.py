"""The audit against somebody who can write the file, knows its form and has not the key."""

import sqlite3
from contextlib import closing

import pytest
from support.privacy_runs import by, recorded
from support.sealed_records import Forger, refuse

from simrunner.app.keys import own_notary
from simrunner.domain.chain import GENESIS, link
from simrunner.record.audit import check_audit
from simrunner.record.library import Library
from simrunner.record.move import move_runs
from simrunner.record.people import add_person, people_with_names

CHAINED = ("n", "wall", "who", "act", "about", "reason")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a library with a run, five lines of audit, its key and its memory beside it."""
    folder = tmp_path_factory.mktemp("audited")
    with Library.open(folder / "library.sqlite", notary=own_notary(folder, refuse)) as library:
        for number in range(4):
            add_person(library, f"Wren {number}", "", by())
        recorded(library)
        people_with_names(library, by())
    return folder / "library.sqlite"


@pytest.fixture
def forger(kept, tmp_path):
    return Forger(kept, tmp_path / "copy.sqlite")


def written_anew(file):
    """Number the lines of the audit from 1 and link them again, so that the chain fits."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.row_factory = sqlite3.Row
        digest = GENESIS
        lines = connection.execute("select * from audit order by n").fetchall()
        for n, line in enumerate(lines, start=1):
            digest = link(digest, {name: line[name] for name in CHAINED} | {"n": n})
            renewed = "update audit set n = ?, digest = ? where n = ?"
            connection.execute(renewed, (n, digest, line["n"]))
        connection.row_factory = None


def told(report):
    return " ".join(str(problem) for problem in report.problems)


def test_that_every_line_of_the_audit_is_sealed_with_it_and_verifies(kept, forger):
    fits = "select seal.seq from seal join audit on audit.n = seq and audit.digest = seal.digest"
    assert forger.ask(f"{fits} where chain = 'audit' and run_id is null order by seq") == [
        (1,), (2,), (3,), (4,), (5,),
    ]  # fmt: skip
    assert forger.found(kept.parent).is_intact


@pytest.mark.parametrize("line", [1, 3, 5])
def test_that_an_audit_written_anew_is_named_by_its_line(kept, forger, line):
    forger(f"update audit set who = 'P-OTHER' where n = {line}")
    written_anew(forger.file)
    with closing(sqlite3.connect(forger.file)) as connection:
        assert connection.execute("select count(*) from audit").fetchone() == (5,)

    assert f"Lines {line} to {line} of the audit were changed" in told(forger.found(kept.parent))


def test_that_a_line_taken_out_and_closed_up_is_named(kept, forger):
    forger("delete from audit where n = 2")
    written_anew(forger.file)
    assert "Lines 2 to 2 of the audit were changed" in told(forger.found(kept.parent))


def test_that_a_cut_end_is_named_with_or_without_its_seals(kept, forger):
    forger("delete from audit where n > 3")
    assert "Lines 4 to 4 of the audit are missing" in told(forger.found(kept.parent))
    assert "Lines 4 to 4 of the audit are missing" in told(forger.found()), "without any memory"

    forger("delete from seal where run_id is null and seq > 3")
    assert not forger.found(kept.parent).is_intact
    assert "Seals" in told(forger.found(kept.parent))


@pytest.mark.parametrize("column", ["n", "wall", "who", "reason"])
def test_that_bytes_in_place_of_words_are_named_not_a_failure(kept, forger, column):
    forger(f"update audit set {column} = x'ff00fe' where n = 5")
    assert "of the audit" in told(forger.found(kept.parent))


def test_that_the_whole_audit_taken_away_is_named(kept, forger):
    forger("delete from audit")
    assert "Lines 1 to 1 of the audit are missing" in told(forger.found(kept.parent))


def test_that_a_seal_over_the_audit_cannot_be_changed_to_fit(kept, forger):
    forger("update audit set who = 'P-OTHER' where n = 5")
    written_anew(forger.file)
    forger("update seal set digest = (select digest from audit where n = 5) "
           "where run_id is null and seq = 5")  # fmt: skip
    assert "over line 5 of the audit, does not fit its signature" in told(forger.found(kept.parent))


def test_that_a_copied_audit_keeps_its_seals(kept, forger, tmp_path):
    with (
        Library.open(forger.file) as source,
        Library.open(tmp_path / "far.sqlite") as target,
    ):
        move_runs(source, target)
        assert target.ask(lambda connection: list(check_audit(connection))) == []
    far = Forger(tmp_path / "far.sqlite", tmp_path / "far-copy.sqlite")
    assert far.found().is_intact
    far("update audit set who = 'P-OTHER' where n = 4")
    written_anew(far.file)
    assert "Lines 4 to 4 of the audit were changed" in told(far.found())
