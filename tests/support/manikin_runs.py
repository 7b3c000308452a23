"""Runs of the average team with the simulated manikin in lock step, without screens."""

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.devices import DeskFeed, desk_of, simulated_manikin
from simrunner.app.headless import curtain_ms
from simrunner.app.team import cast_team
from simrunner.record.library import Library
from simrunner.rehearsal.play import play
from support.runs import PlainEnglish


def _fail(failure):
    raise failure


def play_with_manikin(folder, seed, *, unplug_at_ms=None):
    """Return the record of the average team with a manikin, its plug pulled if asked for."""
    pack = open_pack(scenarios_folder() / "anaphylaxis-ed")
    team = cast_team(pack, "average", plays_compressions=False)
    manikin = simulated_manikin(seed)
    with Library.open(folder / "record.sqlite") as library:
        stage = set_stage(pack, library, seed=seed, draws=False, on_failure=_fail)
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
