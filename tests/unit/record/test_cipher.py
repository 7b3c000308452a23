import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from support.runs import CANONICAL, facts, new_run, trend
from support.sealed_records import record_sealed

from simrunner.app.keys import own_notary, own_trust
from simrunner.record import cipher
from simrunner.record.cipher import CipherKey, decrypt, encrypt, new_key
from simrunner.record.encrypted import (
    PAGE_BYTES,
    EncryptedRecordError,
    is_encrypted,
    salt_of,
)
from simrunner.record.errors import NotARecordError, RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.upgrade import copy_of

ROOT = Path(__file__).parents[3]
PHRASE = CipherKey(secret='it\'s a long "pass" phrase', is_phrase=True)
PLAIN = (b"anaphylaxis", b"Anaphylaxis", b"team 7", b"adrenaline", CANONICAL.encode()[:20])


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return record_sealed(tmp_path_factory.mktemp("plain"))


@pytest.fixture
def file(plain, tmp_path):
    return Path(shutil.copy(plain, tmp_path / "library.sqlite"))


@pytest.fixture
def key():
    return new_key()


def keys(key):
    return lambda _path: key


def record_in(library):
    recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
    recorder.append(facts())
    recorder.append((), trend(1)[0])
    assert recorder.close()


def dump(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_that_neither_the_file_nor_its_wal_says_anything_of_a_run(tmp_path, key):
    file = tmp_path / "library.sqlite"
    Library.open(file).shutdown()
    encrypt(file, key)
    with Library.open(file, keys=keys(key)) as library:
        record_in(library)
        written = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert len(written["library.sqlite-wal"]) > PAGE_BYTES, "the run is in the WAL by now"
    written["after closing"] = file.read_bytes()
    assert not [
        (name, words) for name, found in written.items() for words in PLAIN if words in found
    ]


def test_that_the_same_search_finds_a_run_in_a_plain_file(tmp_path):
    with Library.open(tmp_path / "library.sqlite") as library:
        record_in(library)
        found = (tmp_path / "library.sqlite-wal").read_bytes()
    assert all(words in found for words in PLAIN)


@pytest.mark.parametrize("made", [new_key, lambda: PHRASE], ids=["key", "phrase"])
def test_that_encrypting_and_decrypting_changes_no_row_and_no_seal(file, plain, made):
    key, before = made(), dump(file)

    encrypt(file, key)
    assert is_encrypted(file)
    report = verify(file, trust=own_trust(plain.parent), keys=keys(key))
    assert [str(problem) for problem in report.problems] == []
    assert [chain.is_known for chain in report.seals] == [True]

    decrypt(file, key)
    assert dump(file) == before
    assert sorted(each.name for each in file.parent.iterdir()) == ["library.sqlite"]


def test_that_recording_into_an_encrypted_file_goes_on_under_its_seals(file, plain, key, tmp_path):
    installation = Path(shutil.copytree(plain.parent, tmp_path / "installation"))
    encrypt(file, key)
    with Library.open(file, keys=keys(key), notary=own_notary(installation)) as library:
        assert len(library.runs()) == 2
        record_in(library)
        with library._writing.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    report = verify(file, keys=keys(key))
    assert report.is_intact
    assert [run.sealed == run.events for run in report.runs] == [True] * 3


@pytest.mark.parametrize("wrong", [PHRASE, CipherKey(secret="ab" * 32, is_phrase=False)])
def test_that_a_wrong_key_opens_nothing_and_changes_nothing(file, key, wrong, capfd):
    encrypt(file, key)
    before = file.read_bytes()
    for act in (
        lambda: Library.open(file, keys=keys(wrong)),
        lambda: decrypt(file, wrong),
        lambda: verify(file, keys=keys(wrong)),
    ):
        with pytest.raises(EncryptedRecordError, match=r"not the key of library\.sqlite"):
            act()
    with pytest.raises(EncryptedRecordError, match="is encrypted: its key is needed"):
        Library.open(file)
    assert file.read_bytes() == before
    assert capfd.readouterr().err == "", "SQLCipher's own log is for its makers"


def test_that_a_copy_of_an_encrypted_record_in_use_is_encrypted_under_the_same_key(file, key):
    encrypt(file, key)
    with Library.open(file, keys=keys(key)):
        copy = copy_of(file, file.with_name("copy.sqlite"), key)
    assert is_encrypted(copy)
    assert salt_of(copy) == salt_of(file) == key.salt, "so the key store knows its key"
    assert verify(copy, keys=keys(key)).is_intact


def recording_child(module, *arguments):
    """Start another process that records, and return it once the first fact is on the disk."""
    child = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
    )  # fmt: skip
    child.stdin.write("go\n")
    child.stdin.flush()
    return child, [child.stdout.readline()]


def killed(child, lines):
    """Kill a child, and return the run and the last seq that it was told is on the disk."""
    child.kill()
    lines.extend(line for line in child.stdout.readlines() if line.endswith("\n"))
    child.stdin.close()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    run, seq = lines[-1].split()
    return run, int(seq)


@pytest.mark.slow
def test_that_a_record_in_use_is_not_encrypted(file, key, monkeypatch):
    monkeypatch.setattr(cipher, "PATIENCE_S", 0.1)
    child, lines = recording_child("support.runs", file)
    with pytest.raises(RecordError, match="Another program keeps"):
        encrypt(file, key)
    run, seq = killed(child, lines)
    assert not is_encrypted(file)
    assert {one.run: one.events for one in verify(file).runs}[run] >= seq


def test_that_a_copy_that_lost_a_row_never_replaces_the_record(file, key, monkeypatch):
    before = dump(file)
    whole = cipher._contents

    def one_more(connection):
        found = whole(connection)
        is_fresh = connection.execute("PRAGMA database_list").fetchone()[2].endswith(".new")
        return {**found, "event": (0, "")} if is_fresh else found

    monkeypatch.setattr(cipher, "_contents", one_more)
    with pytest.raises(RecordError, match=r"does not hold what library\.sqlite holds"):
        encrypt(file, key)
    assert dump(file) == before
    assert [each.name for each in file.parent.iterdir()] == ["library.sqlite"]


def test_that_what_an_attempt_left_is_not_overwritten(file, key):
    left = file.with_name("library.sqlite.old")
    left.write_text("mine")
    with pytest.raises(RecordError, match=r"library\.sqlite\.old is left"):
        encrypt(file, key)
    assert left.read_text() == "mine"
    assert not is_encrypted(file)


def test_that_no_other_program_writes_while_a_record_is_rewritten(file, key, monkeypatch):
    compare = cipher._check_copy
    said = []

    def compare_while_another_writes(*arguments):
        writing = "import sqlite3, sys; sqlite3.connect(sys.argv[1], 0.1).execute('vacuum')"
        other = [sys.executable, "-c", writing, str(file)]
        said.append(subprocess.run(other, capture_output=True, text=True, check=False).stderr)
        compare(*arguments)

    monkeypatch.setattr(cipher, "_check_copy", compare_while_another_writes)
    encrypt(file, key)
    assert "database is locked" in said[0]


def test_that_a_disk_that_refuses_the_exchange_leaves_the_record_alone(file, key, monkeypatch):
    before = dump(file)

    def refuse(self, _target):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(RecordError, match="Permission denied"):
        encrypt(file, key)
    assert dump(file) == before
    assert [each.name for each in file.parent.iterdir()] == ["library.sqlite"]


def test_that_the_plain_bytes_are_overwritten_before_their_file_goes(file, key):
    kept = file.with_name("the same bytes")
    kept.hardlink_to(file)
    encrypt(file, key)
    assert set(kept.read_bytes()) == {0}


@pytest.mark.parametrize("place", [200, 5 * PAGE_BYTES + 100])
def test_that_a_flipped_bit_of_an_encrypted_file_is_told(file, key, place):
    encrypt(file, key)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(RecordError):
        verify(file, keys=keys(key))


def test_that_other_files_are_not_taken_for_encrypted_ones(tmp_path, plain):
    for name, content in {
        "text": b"x" * PAGE_BYTES, "empty": b"", "part": bytes(range(256)) * 20,
        "plain": plain.read_bytes(), "zeros": bytes(PAGE_BYTES),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
        assert not is_encrypted(tmp_path / name), name
    with pytest.raises(NotARecordError):
        Library.open(tmp_path / "text")


@pytest.mark.slow
def test_that_nothing_acknowledged_is_lost_from_an_encrypted_file_by_a_kill(file, key):
    encrypt(file, key)
    child, lines = recording_child("support.encrypted_child", file, key.secret)
    lines.extend(child.stdout.readline() for _ in range(25))
    run, seq = killed(child, lines)

    report = verify(file, keys=keys(key))
    assert report.is_intact
    assert {one.run: one.events for one in report.runs}[run] >= seq > 0
