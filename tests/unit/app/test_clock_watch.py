import pytest
from support.runs import new_run

from simrunner.app.assets_folder import resources_folder
from simrunner.app.clock_watch import clock_behind, clock_set
from simrunner.app.i18n import Translator
from simrunner.record.library import Library

EARLIER, LATER = "2026-11-22T09:00:00.000+08:00", "2026-11-23T09:00:00.000+08:00"


@pytest.fixture
def runs(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as library:
        library.begin_run(new_run(started_wall="2026-11-23T01:00:00.000+00:00"))
        yield library.runs()


@pytest.fixture
def tr():
    return Translator(resources_folder() / "i18n", "en")


def test_that_a_clock_before_the_newest_run_is_told_with_both_times(runs, tr):
    told = clock_behind(runs, EARLIER, tr)

    assert "says 2026-11-22 09:00" in told
    assert "begun at 2026-11-23 09:00" in told


def test_that_a_clock_in_another_zone_is_not_behind(runs, tr):
    assert clock_behind(runs, LATER, tr) == ""
    assert clock_behind((), EARLIER, tr) == ""


def test_that_back_and_forward_are_told_apart(tr):
    assert "set back by 3600 s" in clock_set(-3600.0, tr)
    assert "set forward by 90 s" in clock_set(90.0, tr)
