"""A whole emergency with the simulated manikin on a real pseudo-terminal, without any screen."""

import pytest
from support.runs import PlainEnglish

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.devices import DeskFeed, desk_of, simulated_manikin
from simrunner.app.headless import curtain_ms
from simrunner.app.summary import summary_of
from simrunner.app.team import cast_team
from simrunner.domain.action import Compress, PerformAct, Source
from simrunner.domain.event import ActionTaken
from simrunner.record.library import Library
from simrunner.rehearsal.play import play


def _fail(failure):
    raise failure


def _play(folder, seed, *, unplug_at_ms=None):
    """Return the record of the average team with a manikin, its plug pulled if asked for."""
    pack = open_pack(scenarios_folder() / "anaphylaxis-ed")
    team = cast_team(pack, "average", plays_compressions=False)
    manikin = simulated_manikin(seed)
    with Library.open(folder / "record.sqlite") as library:
        stage = set_stage(pack, library, seed=seed, on_failure=_fail)
        desk = desk_of([manikin], (), PlainEnglish())
        desk.connect()
        feed = DeskFeed(desk, on_remark=stage.recorder.remark, team=team)
        stage.session.listen(desk.show)
        stage.session.begin()

        def pull(now_ms):
            if now_ms == unplug_at_ms:
                manikin.unplug()

        try:
            play(stage.session, [team, feed], until_ms=curtain_ms(pack), on_step=pull)
        finally:
            desk.close()
            stage.recorder.close()
        return library.read(stage.run)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return _play(tmp_path_factory.mktemp("manikin"), 7)


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
    record = _play(tmp_path, 7, unplug_at_ms=640_000)

    summary = summary_of(record)
    assert summary["ended"]
    assert 10 < summary["compressions"] < 60
    assert any("link lost" in remark.words for remark in record.remarks)
