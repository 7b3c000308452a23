from datetime import datetime

from support.debrief_runs import FewWords

from simrunner.debrief.gap import GAP, Gap, gap_words, gaps_of
from simrunner.domain.run_record import Remark
from simrunner.ui.presenters.debrief_words import gap_sentence

CUT = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
RESUMED = "2026-11-23T09:12:30.000+08:00"


def remark(kind, words):
    return Remark(at_ms=180_000, wall=RESUMED, kind=kind, words=words)


def test_that_a_cut_is_read_from_its_remark_with_the_time_nobody_recorded():
    found = gaps_of([remark("pause", "paused"), remark(GAP, gap_words(180_000, CUT, RESUMED))])

    assert found == (Gap(at_ms=180_000, resumed=datetime.fromisoformat(RESUMED), away_s=750.0),)
    assert gap_sentence(found[0], FewWords()).endswith("resumed at 2026-11-23 09:12, 12 min later.")


def test_that_a_cut_in_other_words_is_told_without_its_length():
    (found,) = gaps_of([remark(GAP, "cut short")])

    assert found.away_s is None
    assert gap_sentence(found, FewWords()).endswith("resumed at 2026-11-23 09:12.")
