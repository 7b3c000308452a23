"""Encrypting by the command line's own functions, with key stores that work, fail or forget."""

import sys
from typing import NamedTuple

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from support.runs import facts, new_run
from support.sealed_records import record_sealed

from simrunner.app.cli import run_command_line
from simrunner.app.encrypting import decrypt_record, encrypt_record
from simrunner.app.exit_code import Refusal
from simrunner.app.keys import OwnKey
from simrunner.app.proving import tell_key, verify_record
from simrunner.app.record_keys import PHRASE_FILE, keys_for
from simrunner.app.settings import data_folder
from simrunner.record.encrypted import EncryptedRecordError, is_encrypted, salt_of
from simrunner.record.errors import RecordError
from simrunner.record.library import Library


class Answer(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


PHRASE = "correct horse battery staple"


class Drawer(KeyringBackend):
    """A key store in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def no_phrase_from_outside(monkeypatch):
    monkeypatch.delenv(PHRASE_FILE, raising=False)


@pytest.fixture
def store():
    """Have the system keep secrets in a drawer; hands in another store by ``store(backend)``."""
    before = keyring.get_keyring()

    def use(backend):
        keyring.set_keyring(backend)
        return backend

    yield use
    keyring.set_keyring(before)


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "library.sqlite"
    with Library.open(file) as library:
        recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
        recorder.append(facts())
        assert recorder.close()
    return file


@pytest.fixture
def simrunner(capsys, monkeypatch):
    """Run the command line here, without the start of a process."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["simrunner", *map(str, arguments)])
        return Answer(run_command_line(), *capsys.readouterr())

    return run


@pytest.fixture
def refused(simrunner):
    """Run a command that must end with a code, and return its complaint."""

    def run(code, *arguments):
        answer = simrunner(*arguments)
        assert answer.code == code, answer
        return answer.err

    return run


@pytest.fixture
def phrase(tmp_path):
    file = tmp_path / "phrase"
    file.write_text(f"{PHRASE}\nwhat follows does not count\n")
    return file


def test_that_a_key_of_the_store_opens_the_record_without_a_question(store, file):
    drawer, said = store(Drawer()), []
    encrypt_record(file, None, said.append)

    assert [name for _, name in drawer.kept] == [f"record-{salt_of(file)}"]
    assert "key store" in said[0]
    with Library.open(file, keys=keys_for()) as library:
        assert len(library.runs()) == 1
    assert verify_record(file, said.append) == 0
    decrypt_record(file, None, said.append)
    assert not is_encrypted(file)


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_that_without_a_usable_store_a_pass_phrase_is_offered_and_nothing_is_done(
    store, file, backend
):
    store(backend())
    before = file.read_bytes()
    with pytest.raises(Refusal, match=r"no key store that can be used .*--passphrase-file"):
        encrypt_record(file, None, pytest.fail)
    assert file.read_bytes() == before


def test_that_a_pass_phrase_needs_no_store(store, file, phrase, monkeypatch):
    store(fail.Keyring())
    encrypt_record(file, phrase, lambda _words: None)
    with pytest.raises(EncryptedRecordError, match=f"no key store.*{PHRASE_FILE}"):
        Library.open(file, keys=keys_for())

    monkeypatch.setenv(PHRASE_FILE, str(phrase))
    with Library.open(file, keys=keys_for()) as library:
        assert len(library.runs()) == 1


def test_that_a_lost_key_is_told(store, file):
    drawer = store(Drawer())
    encrypt_record(file, None, lambda _words: None)
    drawer.kept.clear()
    with pytest.raises(EncryptedRecordError, match="key store has no key for it"):
        Library.open(file, keys=keys_for())


def test_that_the_signing_key_moves_into_the_store_and_back_and_stays_the_same(store, tmp_path):
    drawer, key = store(Drawer()), OwnKey(tmp_path)
    public, pem = key.public_key(), tmp_path / "signing-key.pem"
    words = pem.read_text()

    key.keep_in("system")
    assert (pem.exists(), list(drawer.kept.values())) == (False, [words])
    assert OwnKey(tmp_path).public_key() == public

    key.keep_in("file")
    assert (pem.read_text(), drawer.kept) == (words, {})
    assert OwnKey(tmp_path).public_key() == public


def test_that_the_signing_key_stays_in_its_file_when_the_store_forgets(store, tmp_path):
    store(null.Keyring())
    key = OwnKey(tmp_path)
    public = key.public_key()
    with pytest.raises(RecordError, match="keeps nothing"):
        key.keep_in("system")
    assert OwnKey(tmp_path).public_key() == public


def test_that_the_verbs_encrypt_verify_and_decrypt(simrunner, refused, file, phrase, tmp_path):
    with_phrase = ("--passphrase-file", phrase)
    assert (
        "is encrypted under the pass phrase"
        in simrunner("record", "encrypt", file, *with_phrase).out
    )
    assert "encrypted already" in refused(2, "record", "encrypt", file, *with_phrase)
    assert "internal consistency only" in simrunner("record", "verify", file, *with_phrase).out
    assert "is encrypted, or is not a record" in refused(3, "record", "list", file)

    wrong = tmp_path / "wrong"
    wrong.write_text("something else altogether\n")
    assert "not the key" in refused(3, "record", "decrypt", file, "--passphrase-file", wrong)
    assert "plain again" in simrunner("record", "decrypt", file, *with_phrase).out
    assert "is not encrypted" in refused(2, "record", "decrypt", file, *with_phrase)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("short\n", "12 characters"), ("\n", "is empty"), (None, "cannot be read")],
)
def test_that_a_pass_phrase_that_is_none_is_refused(refused, file, tmp_path, words, sentence):
    named = tmp_path / "words"
    if words is not None:
        named.write_text(words)
    assert sentence in refused(2, "record", "encrypt", file, "--passphrase-file", named)
    assert not is_encrypted(file)


def test_that_the_public_key_is_printed_and_proves_whose_a_record_is(simrunner, refused):
    record = record_sealed(data_folder())
    key = simrunner("record", "key").out.split()[0]

    assert "the seals prove it" in simrunner("record", "verify", record).out
    proved = simrunner("record", "verify", record, "--public-key", key)
    assert (proved.code, "the owner of the given key" in proved.out) == (0, True)
    other = simrunner("record", "verify", record, "--public-key", "ab" * 32)
    assert (other.code, key in other.out) == (1, True)
    assert "no Ed25519 public key" in refused(2, "record", "verify", record, "--public-key", "ab")
    assert "not both" in refused(
        2, "record", "verify", record, "--public-key", key, "--key-file", record
    )


def test_that_an_unsigned_record_is_no_proof_when_a_key_was_given(simrunner, file):
    key = "ab" * 32
    answer = simrunner("record", "verify", file, "--public-key", key)
    assert answer.code == 1
    assert "NOT proved" in answer.out


def test_that_a_key_is_kept_only_where_one_can_be():
    with pytest.raises(Refusal, match="not in 'cloud'"):
        tell_key("cloud", pytest.fail)
