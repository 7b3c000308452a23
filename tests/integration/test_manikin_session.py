"""A whole emergency with the simulated manikin on a real pseudo-terminal, without any screen."""

import pytest
from support.manikin_runs import play_with_manikin

from simrunner.app.summary import summary_of
from simrunner.domain.action import Compress, PerformAct, Source
from simrunner.domain.event import ActionTaken


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return play_with_manikin(tmp_path_factory.mktemp("manikin"), 7)


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
