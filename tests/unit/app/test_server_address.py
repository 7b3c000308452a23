import json

import keyring
import pytest
from keyring.backend import KeyringBackend
from support.runs import PlainEnglish

from simrunner.app.centre_copy import keep_server
from simrunner.app.server_address import server_of
from simrunner.app.settings import Settings, read_settings, with_change, write_settings
from simrunner.record.errors import RecordError

PASSWORD = "s3cr3t"
TYPED = f"postgresql://room3:{PASSWORD}@db.example.org:5433/runs?sslmode=verify-full"


class Store(KeyringBackend):
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
def no_variable(monkeypatch):
    monkeypatch.delenv("SIMRUNNER_DATABASE_URL", raising=False)


@pytest.fixture
def use_store():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_that_a_password_goes_to_the_key_store_and_comes_back(use_store, tmp_path):
    use_store(Store())
    address, words = keep_server(TYPED, PlainEnglish())
    assert words == ""
    assert PASSWORD not in address
    write_settings(tmp_path, with_change(Settings(), "server", address))
    assert PASSWORD not in (tmp_path / "settings.json").read_text()
    settings, _ = read_settings(tmp_path)
    assert json.loads((tmp_path / "settings.json").read_text())["server"] == address
    place = server_of(settings)
    assert place.url.password == PASSWORD
    assert place.url.query["sslmode"] == "verify-full"


def test_that_a_password_without_a_key_store_is_not_kept_and_that_is_told(use_store):
    use_store(keyring.backends.fail.Keyring())
    address, words = keep_server(TYPED, PlainEnglish())
    assert "is not kept" in words
    assert "~/.pgpass" in words
    assert PASSWORD not in address + words
    assert server_of(with_change(Settings(), "server", address)).url.password is None


def test_that_the_environment_goes_before_the_setting(monkeypatch):
    monkeypatch.setenv("SIMRUNNER_DATABASE_URL", "postgresql+psycopg://a:b@one/runs")
    assert server_of(Settings(server="postgresql://c@two/runs")).name == "runs on one"


@pytest.mark.parametrize(
    "typed", ["/tmp/runs.sqlite", f"mysql://u:{PASSWORD}@h/d", f"postgresql://u:{PASSWORD}@h"]
)
def test_that_an_address_of_something_else_is_told_without_its_password(typed):
    address, words = keep_server(typed, PlainEnglish())
    assert address is None
    assert words
    assert PASSWORD not in words
    with pytest.raises(RecordError):
        server_of(Settings(server=typed))


def test_that_no_address_means_no_server():
    assert keep_server("  ", PlainEnglish()) == ("", "")
    assert server_of(Settings()) is None
