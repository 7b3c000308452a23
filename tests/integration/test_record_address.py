"""The verbs about records, given the address of a server's database."""

import json

import pytest
from sqlalchemy import event
from support.command_line import Answer, simrunner
from support.postgres_server import PASSWORD
from support.privacy_runs import person_in
from support.shipped_runs import recorded

from simrunner.app.cli import run_command_line
from simrunner.app.exit_code import BAD_INPUT, CHECK_FAILED, ENVIRONMENT, OK
from simrunner.record import integrity
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.server import server_reading_engine

RUN = "2026-11-22-01"


@pytest.fixture
def server(postgres):
    address = postgres.clean_record()
    with Library.open(address) as library:
        for _ in range(2):
            recorded(library)
    return address


def tamper(postgres, server, statement):
    """Change a record as its owner can: every reference is switched off for a moment."""
    off = "SET session_replication_role = replica"
    postgres.run(f"{off}; {statement}", server.rpartition("/")[2])


@pytest.fixture
def ask(monkeypatch, capsys, tmp_path):
    """Return what gives a command in this process; no answer ever shows the password."""
    monkeypatch.setenv("SIMRUNNER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "120")

    def given(*words):
        monkeypatch.setattr("sys.argv", ["simrunner", "record", *map(str, words)])
        capsys.readouterr()
        code = run_command_line()
        answer = Answer(code, *capsys.readouterr())
        assert PASSWORD not in answer.out + answer.err
        return answer

    return given


def test_that_a_servers_record_verifies_by_its_address(server):
    told = simrunner("record", "verify", server)
    assert PASSWORD not in told.out + told.err
    assert told.code == OK
    assert told.out.count(f"{RUN[:-1]}") == 2
    assert "intact: every link" in told.out


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE event SET at_ms = at_ms - 1 WHERE seq = 3", "event"),
        ("DELETE FROM event WHERE seq = 3", "event"),
        ("UPDATE trend_block SET body = 'x'", "trend_block"),
        ("UPDATE remark SET run_id = 'nobody'", "remark"),
        ("UPDATE scenario SET canonical = canonical || ' '", "scenario"),
    ],
)
def test_that_whatever_was_changed_on_a_server_is_named(postgres, server, statement, named):
    tamper(postgres, server, statement)
    report = verify(server)
    assert named in {problem.table for problem in report.problems}


def test_that_the_command_line_tells_a_change_on_a_server_by_its_exit_code(postgres, server, ask):
    tamper(postgres, server, "UPDATE event SET payload = '{}' WHERE seq = 2")
    told = ask("verify", server)
    assert told.code == CHECK_FAILED
    assert "NOT intact" in told.out


def test_that_facts_of_a_server_are_fetched_as_they_are_checked(server, monkeypatch):
    cursors = []

    def engine(place):
        made = server_reading_engine(place)

        @event.listens_for(made, "before_cursor_execute")
        def _note(_link, cursor, statement, *_more):
            if statement.startswith("SELECT event.") and "ORDER BY event.seq" in statement:
                cursors.append(type(cursor).__name__)

        return made

    monkeypatch.setattr(integrity, "server_reading_engine", engine)
    assert verify(server).is_intact
    assert set(cursors) == {"ServerCursor"}


def test_that_reading_verbs_work_on_an_address(server, tmp_path, ask):
    listed = ask("list", server)
    assert RUN in listed.out
    tree = ask("tree", server)
    assert RUN in tree.out
    asked = ask("query", server, "--count", "drug adrenaline", "--json")
    assert json.loads(asked.out)[0]["runs"] == 2
    held = ask("compare", server, RUN, f"{RUN[:-1]}2")
    assert held.code == OK
    for name in ("one.jsonl", "all.zip"):
        out = tmp_path / name
        every = ["--all"] if name.endswith("zip") else []
        assert ask("export", server, "--out", out, *every).code == OK
        assert out.stat().st_size


def test_that_a_run_that_is_not_there_is_told_by_the_servers_name(server, ask, tmp_path):
    told = ask("export", server, "--out", tmp_path / "one.jsonl", "--run", "nobody")
    assert told.code == BAD_INPUT
    assert f"There is no run nobody in {server.rpartition('/')[2]} on 127.0.0.1" in told.err


def test_that_an_unreachable_server_costs_a_sentence_and_no_password(ask):
    away = f"postgresql://u:{PASSWORD}@127.0.0.1:1/runs"
    for verb in ("verify", "list"):
        told = ask(verb, away)
        assert told.code == ENVIRONMENT
        assert "runs on 127.0.0.1 cannot be reached" in told.err


def test_that_an_empty_database_is_no_record_and_stays_empty(postgres, ask):
    name = postgres.empty_database()
    told = ask("list", postgres.address(name))
    assert told.code == BAD_INPUT
    assert "is empty, not a record" in told.err
    assert postgres.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name) == [
        (0,)
    ]


@pytest.mark.parametrize(
    "verb",
    [
        ("branch", "{}", "--at", "3 min"),
        ("resume", "{}"),
        ("encrypt", "{}"),
        ("backup", "{}", "--out", "copy.sqlite"),
    ],
    ids=lambda verb: verb[0],
)
def test_that_verbs_for_files_say_so_and_repeat_no_password(verb, ask):
    address = f"postgresql://u:{PASSWORD}@127.0.0.1:1/runs"
    told = ask(*(each.format(address) for each in verb))
    assert told.code == BAD_INPUT
    assert "a record in a file, not on a database of a server" in told.err


def test_that_who_may_only_read_hears_what_the_audit_lacks_and_takes_nobody_out(
    postgres, server, ask, tmp_path
):
    with Library.open(server) as library:
        person_in(library, RUN)
    database = server.rpartition("/")[2]
    postgres.run(
        "DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'reads-alone';"
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database,
    )  # fmt: skip
    address = server.replace(f"simrunner:{PASSWORD}", "reader:reads-alone")
    try:
        asked = ask("query", address, "--count", "shock", "--by", "run")
        out = tmp_path / "facts.jsonl"
        left = ask("export", address, "--run", RUN, "--out", out, "--without-consent", "appeal")
    finally:
        postgres.run("DROP OWNED BY reader; DROP ROLE reader", database)

    assert asked.code == OK
    assert RUN in asked.out
    assert "The audit does not show that you looked" in asked.err
    assert "may not write" in asked.err
    assert left.code == ENVIRONMENT
    assert "permission denied" in left.err
    assert "Ask who keeps the server" in left.err
    assert not out.exists()
