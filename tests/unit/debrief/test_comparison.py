from support.runs import changed, entered, run_record, started, trend

from simrunner.debrief.comparison import Visit, compare_runs
from simrunner.domain.event import ExpectationStatus, RunEnded
from simrunner.domain.vital import Vital

SHARED = (started(), entered(0, "stable"))


def ended(at_ms, outcome):
    return RunEnded(at_ms=at_ms, outcome=outcome, reason="final")


def a_run(*events, points=()):
    return run_record((*SHARED, *events), points=points)


def test_that_two_runs_share_what_comes_before_their_first_difference():
    one = a_run(entered(5000, "worse"), ended(9000, "recovered"))
    other = a_run(entered(6000, "worse"), ended(8000, "died"))
    found = compare_runs(one, other)
    assert (found.shared_facts, found.parted_ms) == (2, 0)
    assert compare_runs(one, one).shared_facts == 4


def test_that_a_visit_lasts_until_its_region_is_in_another_state_or_the_run_ends():
    one = a_run(
        entered(2000, "called", "team"), entered(5000, "worse"), entered(7000, "stable"),
        ended(9000, "stable"),
    )  # fmt: skip
    visits = compare_runs(one, one).visits[0]
    assert visits == (
        Visit(region="patient", state="stable", from_ms=0, until_ms=5000),
        Visit(region="team", state="called", from_ms=2000, until_ms=9000),
        Visit(region="patient", state="worse", from_ms=5000, until_ms=7000),
        Visit(region="patient", state="stable", from_ms=7000, until_ms=9000),
    )


def test_that_expectations_are_paired_and_the_sooner_one_is_told():
    met, missed = ExpectationStatus.MET, ExpectationStatus.MISSED
    one = a_run(changed("help", 8000, met, detected_at_ms=8000), changed("oxygen", 9000, missed))
    other = a_run(changed("help", 3000, met, detected_at_ms=3000))
    by_name = {each.expectation: each for each in compare_runs(one, other).expectations}
    assert by_name["help"].gain_ms == 5000
    oxygen = by_name["oxygen"]
    assert (oxygen.first, oxygen.second) == (missed, ExpectationStatus.UNOPENED)
    assert oxygen.gain_ms is None


def test_that_vitals_are_paired_second_by_second_as_far_as_both_runs_go():
    one, other = a_run(points=trend(30)), a_run(points=trend(20)[5:])
    rates = next(each for each in compare_runs(one, other).vitals if each.vital is Vital.HR)
    assert rates.at_ms == tuple(range(6000, 21_000, 1000))
    assert rates.first == rates.second == tuple(90.0 + second for second in range(6, 21))
