import io
import json
import random
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.profiles import examples
from support.runs import facts, new_run
from support.sealed_records import BRANCH, RUN, SHARED, Forger, record_sealed

from simrunner.app.keys import OwnKey, own_notary, own_trust
from simrunner.record.export import export_json_lines
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.signature import SigningKey

EDIT = "at_ms = at_ms + 1"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """The record and beside it, in one folder, the key and the memory of the last seal."""
    return record_sealed(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def forger(sealed, tmp_path):
    return Forger(sealed, tmp_path / "copy.sqlite")


def seals_of(forger, chain=""):
    return forger.ask(
        f"select n, seq from seal where run_id = '{RUN}' and chain = '{chain}' order by n"
    )


def last_of(forger, run=RUN):
    return forger.ask(f"select max(seq) from event where run_id = '{run}'")[0][0]


def named(report):
    return [(problem.run, problem.table, problem.seq) for problem in report.problems]


def test_that_a_whole_record_is_proved_with_the_key_of_its_installation(sealed, forger):
    report = forger.found(sealed.parent)

    assert report.problems == ()
    assert [chain.is_known for chain in report.seals] == [True]
    assert [(run.run, run.sealed == run.events) for run in report.runs] == [
        (RUN, True), (BRANCH, True),
    ]  # fmt: skip
    assert len(seals_of(forger)) == 5, "every minute of four, and the end"
    assert len(seals_of(forger, "A1/team")) == 1


def test_that_a_head_is_sealed_in_the_transaction_of_its_last_fact(forger):
    fits = "select count(*) from seal join event using (run_id, seq, digest) where chain = ''"
    assert forger.ask(fits) == [(6,)]


def test_that_a_run_and_its_export_name_the_key_that_sealed_the_head(sealed, forger):
    lines = io.StringIO()
    with Library.open(forger.file) as library:
        export_json_lines(library.read(RUN), lines)
    first = json.loads(lines.getvalue().splitlines()[0])
    assert first["public_key"] == OwnKey(sealed.parent).public_key().hex()

    forger(f"delete from seal where run_id = '{RUN}' and seq = {last_of(forger)}")
    with Library.open(forger.file) as library:
        assert library.read(RUN).signed_by == "", "an older seal is not over this head"


def test_that_the_seals_of_a_stranger_are_told_from_ours(forger, tmp_path):
    report = forger.found(tmp_path / "another")

    assert report.is_intact
    assert [chain.is_known for chain in report.seals] == [False]


def test_that_a_given_key_refuses_the_seals_of_any_other(sealed, forger, tmp_path):
    other = OwnKey(tmp_path / "other").public_key()
    problems = verify(forger.file, trust=own_trust(sealed.parent, other)).problems

    assert OwnKey(sealed.parent).public_key().hex() in str(problems[0])
    assert "not the given key" in str(problems[0])
    assert verify(forger.file, trust=own_trust(tmp_path, OwnKey(sealed.parent).known())).is_intact


def test_that_a_record_without_a_notary_is_whole_and_unsigned(tmp_path):
    with Library.open(tmp_path / "runs.sqlite"):
        pass
    report = verify(tmp_path / "runs.sqlite", trust=own_trust(tmp_path))
    assert (report.is_intact, report.is_signed) == (True, False)


@pytest.mark.parametrize("seq", [2, 30])
def test_that_an_edit_is_found_when_the_whole_chain_was_written_anew(sealed, forger, seq):
    forger(f"update event set {EDIT} where run_id = '{RUN}' and seq = {seq}")
    assert named(forger.found())[0] == (RUN, "event", seq)

    forger.write_anew()
    report = forger.found(sealed.parent)

    good = [upto for _, upto in seals_of(forger) if upto < seq]
    assert (RUN, "event", (good[-1] if good else 0) + 1) in named(report)
    assert "written anew" in " ".join(map(str, report.problems))


def test_that_rows_removed_and_closed_up_are_found(sealed, forger):
    forger(f"delete from event where run_id = '{RUN}' and seq in (12, 13)")
    assert named(forger.found())[0] == (RUN, "event", 12)
    assert "Rows 12 to 13" in str(forger.found().problems[0])

    forger.write_anew()
    assert not forger.found(sealed.parent).is_intact


def test_that_swapped_rows_are_found(sealed, forger):
    (a, b) = forger.ask(
        f"select payload, at_ms from event where run_id = '{RUN}' and seq in (8, 9)"
    )
    for seq, (payload, at_ms) in ((8, b), (9, a)):
        forger((
            f"update event set payload = ?, at_ms = ? where run_id = '{RUN}' and seq = {seq}",
            (payload, at_ms),
        ))  # fmt: skip
    forger.write_anew()
    assert (RUN, "event", 1) in named(forger.found(sealed.parent))


def test_that_a_fact_put_in_is_found(sealed, forger):
    last = last_of(forger)
    forger(
        *(
            f"update event set seq = seq + 1 where run_id = '{RUN}' and seq = {seq}"
            for seq in range(last, 19, -1)
        ),
        "insert into event (run_id, seq, at_ms, kind, version, source, payload, digest) "
        f"select run_id, 20, at_ms, kind, version, source, payload, digest from event "
        f"where run_id = '{RUN}' and seq = 19",
    )
    assert named(forger.found())[0] == (RUN, "event", 20)
    forger.write_anew()
    assert not forger.found(sealed.parent).is_intact


def test_that_a_cut_tail_is_found_by_the_seal_over_it(sealed, forger):
    last = last_of(forger)
    forger(f"delete from event where run_id = '{RUN}' and seq > {last - 3}")
    report = forger.found(sealed.parent)

    assert (RUN, "event", last - 2) in named(report)
    assert f"Rows {last - 2} to {last} of run {RUN} are missing" in str(report.problems[0])


def test_that_a_tail_cut_with_its_seals_is_found_by_what_is_remembered_outside(sealed, forger):
    n, seq = seals_of(forger)[1]
    forger(
        f"delete from seal where n > {n}",
        f"delete from event where run_id = '{RUN}' and seq > {seq}",
        f"delete from event where run_id = '{BRANCH}'", f"delete from run where id = '{BRANCH}'",
        "delete from annotation", "delete from words", "delete from mark",
    )  # fmt: skip
    assert forger.found().is_intact, "nothing inside the file can show this"

    problem = forger.found(sealed.parent).problems[0]
    assert (problem.table, problem.seq) == ("seal", n + 1)
    assert "The end was cut off, or this is an older copy" in str(problem)


def test_that_removing_every_seal_is_found_by_what_is_remembered_outside(sealed, forger):
    forger("delete from seal")
    assert named(forger.found(sealed.parent)) == [("", "seal", 1)]


def test_that_a_seal_taken_from_the_middle_or_the_end_of_a_run_is_found(forger):
    (first, _), (second, upto), *_ = seals_of(forger)
    forger(f"delete from seal where n = {second}")
    assert ("", "seal", second) in named(forger.found())

    forger(f"delete from seal where run_id = '{RUN}' and n > {first} and chain = ''")
    assert any("end of run" in str(problem) for problem in forger.found().problems)
    assert upto


def test_that_a_seal_forged_with_another_key_is_named_with_that_key(sealed, forger, tmp_path):
    forger(f"update event set {EDIT} where run_id = '{RUN}' and seq = {last_of(forger)}")
    forger.write_anew()
    head = forger.ask(f"select seq, digest from event where run_id = '{RUN}' order by seq desc")[0]
    stolen = OwnKey(tmp_path / "forger")
    with Library.open(forger.file, notary=own_notary(tmp_path / "forger")) as library:
        recorder = library.recorder(RUN, on_failure=pytest.fail)
        assert recorder.close()
    assert forger.ask("select seq, digest from seal order by n desc")[0] == head

    report = forger.found(sealed.parent)
    assert stolen.public_key().hex() in " ".join(map(str, report.problems))
    without_knowing_either = " ".join(map(str, forger.found().problems))
    assert "not the key of the seals before it" in without_knowing_either


def test_that_a_seal_whose_words_were_changed_is_named(forger):
    n = seals_of(forger)[2][0]
    forger(f"update seal set wall = '2020-01-01T00:00:00+00:00' where n = {n}")
    assert named(forger.found())[0] == (RUN, "seal", n)


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("run set seed = 2", "run"),
        ("run set scenario = 'another'", "run"),
        ("run set started_wall = '2020-01-01T00:00:00+00:00'", "seal"),
        ("run set title = 'Another'", "seal"),
        ("run set parent_seq = 3, parent_run = id", "seal"),
        ("scenario set canonical = canonical || '#'", "scenario"),
        ("trend_block set points = 4", "trend_block"),
        ("wave_block set samples = 999", "wave_block"),
        ("media set sha256 = 'a'", "media"),
    ],
)
def test_that_what_stands_beside_the_facts_is_held_against_them(forger, change, table):
    forger(f"update {change}")
    assert table in {problem.table for problem in forger.found().problems}


@pytest.mark.parametrize("table", ["trend_block", "wave_block", "device_log", "media"])
def test_that_a_flipped_bit_of_a_blob_is_found(forger, table):
    chance = random.Random(table)
    whole = forger.ask(f"select body from {table}")[0][0]
    for _ in range(8):
        body = bytearray(whole)
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        forger((f"update {table} set body = ?", (bytes(body),)))
        assert {one[1] for one in named(forger.found())} == {table}


def test_that_a_form_written_anew_after_its_lock_is_found(sealed, forger):
    mine = f"run_id = '{RUN}' and rater = 'A2'"
    forger(f"delete from annotation where {mine} and seq = 2")
    forger.write_anew("annotation", mine)
    report = forger.found(sealed.parent)
    assert [one[:2] for one in named(report)] == [(RUN, "annotation")]
    assert "A2, team" in str(report.problems[0])


def test_that_a_branch_must_share_the_beginning_of_its_parent(forger):
    forger(f"update event set {EDIT} where run_id = '{BRANCH}' and seq = 7")
    forger.write_anew(where=f"run_id = '{BRANCH}'")
    forger("delete from seal")
    assert named(forger.found()) == [(BRANCH, "event", 7)]
    assert SHARED > 7


def test_that_a_run_removed_after_its_time_is_said_and_not_called_cut(sealed, forger):
    forger(f"delete from event where run_id = '{BRANCH}'")
    assert named(forger.found(sealed.parent)) == [(BRANCH, "event", 1)]

    forger(
        "insert into removal (run_id, record_class, announced_wall, due_wall) "
        f"values ('{BRANCH}', 'formative-runs', '2027-01-01', '2027-01-08')"
    )
    assert not forger.found().is_intact, "it is announced, and was not done"
    forger("update removal set done_wall = '2027-01-09'")
    report = forger.found(sealed.parent)
    assert report.is_intact
    assert [run.is_removed for run in report.runs] == [False, True]


@pytest.mark.parametrize(
    "column",
    ["event.at_ms", "seal.seq", "seal.signature", "seal.run_id", "scenario.canonical", "run.seed",
     "media.sha256", "trend_block.points", "annotation.payload", "annotation.seq", "setting.words"],
)  # fmt: skip
def test_that_a_value_of_another_kind_is_told_and_never_a_fault_of_ours(sealed, forger, column):
    table, name = column.split(".")
    for value in (b"\xff\x00", "'"):
        forger((f"update {table} set {name} = ? where rowid = 1", (value,)))
        assert not forger.found(sealed.parent).is_intact


def test_that_a_changed_memory_is_told_and_not_believed(sealed, forger, tmp_path):
    folder = tmp_path / "data"
    with Library.open(folder / "a.sqlite", notary=own_notary(folder)) as library:
        file = folder / "witness" / f"{library.id}.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"n": 0}')
    OwnKey(folder).public_key()
    report = verify(folder / "a.sqlite", trust=own_trust(folder))
    assert [problem.table for problem in report.problems] == ["witness"]


COLUMNS = ("seq", "at_ms", "kind", "payload", "digest")


@settings(max_examples=examples(40))
@given(
    table=st.sampled_from(["event", "annotation"]),
    row=st.integers(0, 10_000),
    column=st.sampled_from(COLUMNS),
    position=st.integers(0, 10_000),
    flip=st.integers(1, 255),
)
def test_that_any_changed_byte_of_any_row_is_named(  # noqa: PLR0917 - drawn by Hypothesis
    sealed, tmp_path_factory, table, row, column, position, flip
):
    forger = Forger(sealed, tmp_path_factory.mktemp("flip") / "copy.sqlite")
    rows = forger.ask(f"select id, run_id, seq, {column} from {table} order by id")
    number, run, seq, old = rows[row % len(rows)]
    if isinstance(old, int):
        new = old ^ (flip << 40)
    else:
        raw = bytearray(old if isinstance(old, bytes) else old.encode())
        raw[position % len(raw)] ^= flip
        new = bytes(raw)
    with closing(sqlite3.connect(forger.file)) as connection, connection:
        cast = "cast(? as text)" if isinstance(old, str) else "?"
        connection.execute(f"update {table} set {column} = {cast} where id = ?", (new, number))

    problems = forger.found(sealed.parent).problems
    assert any(
        (problem.run, problem.table) == (run, table)
        and problem.seq <= seq <= dict(problem.fields).get("last", problem.seq)
        for problem in problems
    ), (run, seq, [str(problem) for problem in problems])


def test_that_a_key_is_made_once_for_its_owner_alone(tmp_path):
    made = OwnKey(tmp_path).public_key()
    file = tmp_path / "signing-key.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert OwnKey(tmp_path).public_key() == made == SigningKey(file.read_text()).public_key()


@pytest.mark.parametrize(
    "spoil", [lambda file: file.chmod(0o640), lambda file: file.write_text("x")]
)
def test_that_a_key_that_others_read_or_that_is_none_seals_nothing_and_is_told(tmp_path, spoil):
    OwnKey(tmp_path).public_key()
    spoil(tmp_path / "signing-key.pem")
    told = []
    file = tmp_path / "library.sqlite"
    with Library.open(file, notary=own_notary(tmp_path, told.append)) as library:
        recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
        recorder.append(facts())
        assert recorder.close()
    assert len(told) == 1
    assert "signing-key.pem" in told[0]
    assert verify(file).is_intact
    assert not verify(file).is_signed
