import pytest
from sqlalchemy import insert, text
from support.runs import new_run
from support.shipped_runs import recorded

from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.move import has_names, move_runs
from simrunner.record.people_tables import PersonKeyRow, PersonRow


@pytest.fixture
def old(tmp_path):
    with Library.open(tmp_path / "old.sqlite") as opened:
        yield opened


@pytest.fixture
def new(location):
    with Library.open(location) as opened:
        yield opened


def test_that_every_run_arrives_whole_and_is_told_with_its_head(old, new):
    runs = [recorded(old), recorded(old, acts=20)]
    moved = move_runs(old, new)
    assert [run.run for run in moved] == runs
    for one in moved:
        assert one.name_there == f"{one.run}@{old.id}"
        assert one.head == old.head(one.run) == new.head(one.name_there) != ""
        assert new.read(one.name_there).events == old.read(one.run).events
        assert new.read(one.name_there).trend == old.read(one.run).trend
        assert one.rows > one.facts == len(old.read(one.run).events)
    assert not any(run.was_there for run in moved)
    assert all(run.was_there for run in move_runs(old, new))
    assert len(new.runs()) == 2


def test_that_a_run_that_comes_home_has_its_own_name(old, new, tmp_path):
    run = recorded(old)
    move_runs(old, new)
    with Library.open(tmp_path / "home.sqlite") as home:
        home.do(lambda link: link.execute(text("update setting set words = :id"), {"id": old.id}))
    with Library.open(tmp_path / "home.sqlite") as home:
        assert [one.name_there for one in move_runs(new, home)] == [run]
        assert home.read(run) == old.read(run)


def test_that_branches_move_behind_their_parents(old, new):
    first = old.begin_run(new_run(started_wall="2026-11-23T09:00:00+08:00"))
    # The clock was set back: the branch has the earlier name.
    branch = old.begin_run(
        new_run(parent_run=first, parent_seq=1, started_wall="2026-11-22T09:00:00+08:00")
    )
    assert branch < first
    assert [one.run for one in move_runs(old, new)] == [first, branch]


@pytest.mark.parametrize(
    "change",
    [
        "update event set at_ms = at_ms + 1 where seq = 3",
        "update remark set words = 'other'",
        "delete from trend_block",
        "update run set seed = seed + 1",
    ],
)
def test_that_a_run_that_differs_there_is_refused_and_kept(old, new, change):
    recorded(old)
    (one,) = move_runs(old, new)
    new.do(lambda link: link.execute(text(change)))
    before = new.read(one.name_there)
    with pytest.raises(RecordError, match="is another one: nothing of it is overwritten"):
        move_runs(old, new)
    assert new.read(one.name_there) == before


@pytest.mark.parametrize("table", ["event", "annotation"])
def test_that_a_changed_chain_is_not_copied(old, new, table):
    recorded(old)
    old.do(lambda link: link.execute(text(f"update {table} set at_ms = at_ms + 1 where seq = 3")))
    with pytest.raises(RecordError, match="not as it was written"):
        move_runs(old, new)
    assert new.runs() == ()


def test_that_names_of_people_move_only_when_asked(old, new):
    recorded(old)
    old.do(lambda link: link.execute(insert(PersonRow).values(code="P7", created_wall="w")))
    key = insert(PersonKeyRow).values(code="P7", name="Ann", contact="")
    old.do(lambda link: link.execute(key))
    move_runs(old, new)
    assert not has_names(new)
    move_runs(old, new, with_names=True)
    assert has_names(new)
