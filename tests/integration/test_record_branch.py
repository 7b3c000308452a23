"""A recorded run is rewound by the command line: a new run that goes another way."""

import json

import pytest
from support.command_line import refused, simrunner

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.headless import run_headless
from simrunner.app.records import read_run
from simrunner.record.library import Library

PACK = "anaphylaxis-ed"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The record of a good team, and a branch of it from the third minute by a poor one."""
    out = tmp_path_factory.mktemp("branched")
    run_headless(
        scenarios_folder() / PACK, seed=3, team="good", difficulty="hard", speed="max", out=out
    )
    return out / "record.sqlite"


@pytest.fixture(scope="module")
def branch(file):
    answer = simrunner("record", "branch", file, "--at", "3 min", "--team", "poor")
    assert answer.code == 0, answer
    return json.loads(answer.out)


@pytest.mark.slow
def test_that_a_branch_shares_every_link_up_to_its_point_and_then_ends_otherwise(file, branch):
    parent, child = (read_run(file, run) for run in (branch["branch_of"]["run"], branch["run"]))
    shared = branch["branch_of"]["facts"]

    assert [each.digest for each in child.events[:shared]] == [
        each.digest for each in parent.events[:shared]
    ]
    assert parent.events[shared].event.at_ms > 180_000
    assert branch["outcome"] == "died"
    assert parent.summary.outcome == "recovered"
    assert branch["difficulty"] == "hard"


@pytest.mark.slow
def test_that_the_branch_is_a_whole_record_that_can_be_told_again(file, branch):
    assert simrunner("record", "verify", file).code == 0
    again = simrunner("record", "replay", file, "--run", branch["run"])
    assert branch["head"] in again.out


@pytest.mark.slow
def test_that_the_tree_hangs_the_branch_under_its_parent_and_says_where_they_part(file, branch):
    parent, child = branch["branch_of"]["run"], branch["run"]
    title, first, second = simrunner("record", "tree", file).out.splitlines()
    assert PACK in title
    assert f"{parent}: good" in first
    assert f"{child} from 02:" in second
    assert second.index(child) > first.index(parent)


@pytest.mark.slow
def test_that_two_branches_are_held_side_by_side(file, branch):
    parent, child = branch["branch_of"]["run"], branch["run"]
    answer = simrunner("record", "compare", file, parent, child, "--json")
    found = json.loads(answer.out)
    assert found["shared_facts"] == branch["branch_of"]["facts"]
    assert found["parted_ms"] <= 180_000
    assert found["outcomes"] == ["recovered", "died"]
    ends = [visits[-1]["until_ms"] for visits in found["visits"]]
    runs = [read_run(file, run) for run in (parent, child)]
    assert ends == [run.summary.duration_ms for run in runs]
    rates = next(each for each in found["vitals"] if each["vital"] == "HR")
    until_parting = [at for at in rates["at_ms"] if at <= found["parted_ms"]]
    assert rates["first"][: len(until_parting)] == rates["second"][: len(until_parting)]
    assert rates["first"] != rates["second"]
    told = simrunner("record", "compare", file, parent, child).out
    assert f"They share {found['shared_facts']} facts" in told
    assert "died" in told


@pytest.mark.slow
def test_that_the_parent_is_not_written_to(file, branch):
    with Library.open(file) as library:
        runs = [row.run for row in library.runs()]
    assert runs == [branch["run"], branch["branch_of"]["run"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--at", "3 minn"), "not a duration"),
        (("--at", "40 min"), "rewind to before"),
        (("--at", "1 min", "--team", "nobody"), "no team nobody"),
        (("--at", "1 min", "--run", "nobody"), "no run nobody"),
    ],
)
def test_that_a_branch_that_cannot_be_is_refused_with_the_reason(file, arguments, words):
    assert words in refused(2, "record", "branch", file, *arguments)
