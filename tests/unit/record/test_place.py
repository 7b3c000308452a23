from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from support.postgres_server import PASSWORD

from simrunner.record.errors import (
    RecordError,
    ServerAwayError,
    ServerError,
    record_error,
    storage_errors,
)
from simrunner.record.library import Library
from simrunner.record.place import Place, place_of

SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("/data/runs.sqlite", "runs.sqlite"),
        ("sqlite:////data/runs.sqlite", "runs.sqlite"),
        ("postgresql://room:s3cr3t@db.example.org:5433/runs", "runs on db.example.org"),
        ("postgres+psycopg://x/y", None),
        ("postgresql+psycopg://room@/runs?host=/run/pg&password=s3cr3t", "runs on this computer"),
        ("postgresql:///runs", "runs on this computer"),
    ],
)
def test_that_a_place_has_a_name_without_a_password(location, name):
    if name is None:
        with pytest.raises(RecordError):
            place_of(location)
        return
    place = place_of(location)
    assert str(place) == place.name == name
    for words in (repr(place), place.address, f"{place}", repr(place.url)):
        assert SECRET not in words
    assert place_of(place.address).name == name


def test_that_a_password_in_the_query_is_the_password():
    place = place_of(f"postgresql://room@host/runs?password={SECRET}&sslmode=require")
    keyed = place_of(f"postgresql://room@host/runs?sslpassword={SECRET}&sslkey=own.key")
    assert SECRET not in keyed.address + repr(keyed)
    assert "own.key" in keyed.address
    assert place.url.password == SECRET
    assert dict(place.url.query) == {"sslmode": "require"}
    assert place.without_secrets(f"pass {SECRET}!") == "pass ***!"


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://u:{SECRET}@host/runs",
        f"postgresql://u:{SECRET}@host",
        f"postgresql://u:{SECRET}@host:port/runs",
        f"://u:{SECRET}@host",
        "sqlite://",
    ],
)
def test_that_an_address_that_cannot_be_used_is_refused_without_being_repeated(address):
    with pytest.raises(RecordError) as refusal:
        place_of(address)
    assert SECRET not in str(refusal.value)
    assert SECRET not in repr(refusal.value.__cause__)
    assert SECRET not in repr(refusal.value.fields)


def test_that_a_record_on_a_server_has_no_file(postgres):
    with (
        Library.open(postgres.clean_record()) as library,
        pytest.raises(RecordError, match="is on a server"),
    ):
        assert library.path


def test_that_only_text_is_taken_apart():
    assert place_of(Path("a://b.sqlite")) == Place(path=Path("a://b.sqlite"))


@pytest.fixture
def guest(postgres):
    """Return the address of an empty record for a user who may do nothing in it."""
    server = postgres.clean_record()
    if not postgres.run("select 1 from pg_roles where rolname = 'guest'"):
        postgres.run(f"create role guest login password '{PASSWORD}' connection limit 1")
    return server.replace("//simrunner:", "//guest:")


def refusal(address):
    with pytest.raises(RecordError) as told:
        Library.open(address).shutdown()
    words = repr(told.value) + repr(told.value.__cause__)
    assert PASSWORD not in words
    return str(told.value)


def test_that_whatever_a_server_refuses_is_told_in_a_sentence(postgres, guest):
    server = postgres.clean_record()
    assert "This user may not write" in refusal(guest)
    assert "refuses this user or password" in refusal(server.replace(PASSWORD, SECRET))
    assert "refuses this user or password" in refusal(server.replace("//simrunner", "//nobody"))
    assert "There is no such database" in refusal(server + "x")
    assert "cannot be reached" in refusal(f"postgresql://u:{SECRET}@127.0.0.1:1/runs")
    empty = postgres.empty_database()
    postgres.run("create table recipe (name text)", empty)
    assert "holds tables of something else" in refusal(postgres.address(empty))
    assert postgres.run("select count(*) from pg_tables where schemaname = 'public'", empty) == [
        (1,)
    ]
    postgres.run("create database latin encoding 'LATIN1' template template0 locale 'C'")
    assert "encoded as LATIN1" in refusal(postgres.address("latin"))


def test_that_too_many_connections_are_told(postgres, guest):
    postgres.run("alter role guest connection limit 0")
    try:
        assert "too many connections" in refusal(guest)
    finally:
        postgres.run("alter role guest connection limit 1")


def test_that_a_full_disk_of_the_server_is_told(postgres):
    # PostgreSQL says the same (SQLSTATE 53100) when its disk is full; a real one is not at hand.
    with Library.open(postgres.clean_record()) as library:
        full = "do $$ begin raise exception 'no space' using errcode = '53100'; end $$"
        with pytest.raises(RecordError, match="server's disk is full"):
            library.do(lambda link: link.exec_driver_sql(full))


def test_that_a_writer_that_is_held_up_for_long_is_told(postgres, monkeypatch):
    monkeypatch.setattr("simrunner.record.server._WRITES", ("SET lock_timeout = 50",))
    server = postgres.clean_record()
    with Library.open(server) as library, Library.open(server) as other:

        def hold(_link):
            with pytest.raises(RecordError, match="Another program keeps"):
                other.do(lambda link: None)

        library.do(hold)


def test_that_a_reader_of_a_server_cannot_change_it(postgres):
    with (
        Library.open(postgres.clean_record()) as library,
        pytest.raises(RecordError, match="may only be read"),
    ):
        library.ask(lambda link: link.exec_driver_sql("delete from event"))


def test_that_a_failure_of_the_file_system_names_the_place():
    place = place_of(f"postgresql://u:{SECRET}@host/runs")
    sentence = "runs on host cannot be used: Input/output error"
    with pytest.raises(RecordError, match=sentence), storage_errors(place):
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("the database system is starting up", ServerAwayError),
        ("the database system is shutting down", ServerAwayError),
        ("sorry, too many clients already", ServerError),
        ('database "x" does not exist', ServerError),
    ],
)
def test_that_a_server_that_only_starts_is_away_for_now(said, kind):
    # As libpq words it: "connection failed: connection to server at …, port … failed: FATAL: …".
    cause = psycopg.OperationalError(f"connection failed: connection failed: FATAL:  {said}")
    place = place_of("postgresql://u@host/runs")
    found = record_error(OperationalError("", None, cause), place)
    assert type(found) is kind


@pytest.mark.parametrize("address", ["postgresql://u:geh@eim@h/x", "postgresql://u:a@b@c@h/x"])
def test_that_the_rest_of_a_password_with_an_at_is_never_taken_for_a_server(address):
    with pytest.raises(RecordError, match="written %40") as refused:
        place_of(address)
    assert "eim" not in str(refused.value)
    assert place_of("postgresql://u:geh%40eim@h/x").name == "x on h"
