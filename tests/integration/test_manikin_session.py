"""A whole emergency with the simulated manikin on a real pseudo-terminal, without any screen."""

import pytest
from support.manikin_runs import play_with_manikin

from simrunner.app.cpr_measure import Ask, measure
from simrunner.app.exit_code import Refusal
from simrunner.app.summary import summary_of
from simrunner.domain.action import Compress, PerformAct, Source
from simrunner.domain.event import ActionTaken


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("manikin")


@pytest.fixture(scope="module")
def record(folder):
    return play_with_manikin(folder, 7)


def test_that_the_manikin_feels_the_compressions_and_the_patient_comes_back(record):
    summary = summary_of(record)

    assert summary["compressions"] >= 200
    assert summary["outcome"] == "recovered"
    assert [state for state, _ in summary["states"]] == [
        "onset", "partial", "shock", "arrest", "rosc", "recovered",
    ]  # fmt: skip


def test_that_compressions_come_from_the_device_and_perform_the_act(record):
    taken = [each.event for each in record.events if isinstance(each.event, ActionTaken)]

    depths_mm = [fact.action.depth_mm for fact in taken if isinstance(fact.action, Compress)]
    cpr = [
        fact for fact in taken if isinstance(fact.action, PerformAct) and fact.action.act == "cpr"
    ]

    assert {fact.source for fact in cpr} == {Source.DEVICE}
    assert all(50 <= depth_mm <= 58 for depth_mm in depths_mm)


def test_that_the_link_of_the_manikin_is_remarked_but_not_hashed(record):
    assert any("link up" in remark.words for remark in record.remarks)


def test_that_the_session_goes_on_when_the_plug_is_pulled(tmp_path):
    record = play_with_manikin(tmp_path, 7, unplug_at_ms=640_000)

    summary = summary_of(record)
    assert summary["ended"]
    assert 10 < summary["compressions"] < 60
    assert any("link lost" in remark.words for remark in record.remarks)


def test_that_the_record_of_a_run_is_measured_like_a_file(folder, record):
    ask = {"file": folder / "record.sqlite", "profile": "adult", "gap_s": 1.0}
    found = measure(Ask(**ask))
    assert (found["kind"], found["run"]) == ("record", record.summary.run)
    assert found["compressions"] == summary_of(record)["compressions"]
    assert found["rate_per_min"] == pytest.approx(110, abs=2)
    # peaks are told to the millisecond, not to the step of 100 ms they were found in
    assert found["rate_share"] > 0.99
    assert found["release_share"] > 0.9
    assert found["fraction_by_gaps"] > 0.7
    assert found["score"] > 85
    with pytest.raises(Refusal, match="There is no run nobody"):
        measure(Ask(**ask, run="nobody"))
