import pytest
from support.runs import (
    PlainEnglish,
    changed,
    give,
    quantity,
    run_record,
    scenario,
    started,
    taken,
)

from simrunner.debrief.expected import Observed, expected_table
from simrunner.domain.action import AnnulEntry, InfuseDrug, Source
from simrunner.domain.event import ExpectationStatus


@pytest.fixture(scope="module")
def table():
    return expected_table(run_record(), scenario(), PlainEnglish())


def row(table, name):
    return next(row for row in table.rows if row.expectation == name)


def extra_of(*events):
    record = run_record((started(), *events), points=())
    return [row.label for row in expected_table(record, scenario(), PlainEnglish()).extra]


def test_that_every_expectation_has_a_row_in_the_order_of_the_file(table):
    assert [row.label for row in table.rows] == [
        "Adrenaline 0.5 mg IM",
        "Stop the antibiotic",
        "Lie flat with legs raised",
        "Adrenaline ×2 IM",
        "Crystalloid 500 mL",
    ]


def test_that_what_was_done_in_time_is_done(table):
    done = row(table, "adrenaline-1")
    assert (done.status, done.observed_at_ms, done.delta_ms) == (Observed.DONE, 161_000, None)
    assert (done.opens_at_ms, done.limit_at_ms) == (0, 180_000)
    assert (done.is_critical, done.objective, done.objective_text) == (True, "o1", "Adrenaline")


def test_that_what_was_late_tells_by_how_much(table):
    # As on the clock of the room: due at 2:00, done at 4:10, so 2:10 late.
    late = row(table, "stop-trigger")
    assert (late.status, late.observed_at_ms, late.delta_ms) == (Observed.LATE, 250_000, 130_000)


def test_that_what_was_early_tells_by_how_much_and_since_the_cue(table):
    # Cue 2:41, opens at 6:41, limit 8:41, done at 4:02: 1:21 after the first dose.
    early = row(table, "adrenaline-2")
    assert (early.status, early.opens_at_ms, early.limit_at_ms) == (
        Observed.EARLY,
        401_000,
        521_000,
    )
    assert (early.delta_ms, early.since_cue_ms) == (-159_000, 81_000)


def test_that_what_was_never_seen_is_missed(table):
    missed = row(table, "flat")
    assert (missed.status, missed.observed_at_ms, missed.delta_ms) == (Observed.MISSED, None, None)


def test_that_a_cue_that_never_came_opens_nothing(table):
    unopened = row(table, "fluid")
    assert (unopened.status, unopened.opens_at_ms, unopened.limit_at_ms) == (
        Observed.UNOPENED,
        None,
        None,
    )


def test_that_the_rows_are_counted_by_status(table):
    assert [table.counts[status] for status in Observed] == [1, 1, 1, 1, 0, 1]
    assert sum(table.counts.values()) == len(table.rows)


def test_that_a_run_that_ends_inside_a_window_leaves_it_open():
    record = run_record(
        (started(), changed("flat", 0, ExpectationStatus.OPEN, (0, 240_000))), points=()
    )
    table = expected_table(record, scenario(), PlainEnglish())
    assert row(table, "flat").status is Observed.OPEN
    # Nothing was said of this one: without a cue it is open from the start.
    assert (row(table, "stop-trigger").status, row(table, "stop-trigger").limit_at_ms) == (
        Observed.OPEN,
        120_000,
    )


def test_that_only_doses_that_nobody_asked_for_are_extra(table):
    assert [(row.at_ms, row.label) for row in table.extra] == [(340_000, "Chlorphenamine 10 mg IV")]


def test_that_the_wrong_route_is_extra():
    assert extra_of(taken(1, give("adrenaline", "0.5 mg", "IV"))) == ["Adrenaline 0.5 mg IV"]
    assert extra_of(taken(1, give("crystalloid", "500 mL", "IO"))) == []


def test_that_an_annulled_dose_is_not_extra():
    dose = taken(1, give("chlorphenamine", "10 mg", "IV"), entry=4)
    undo = taken(2, AnnulEntry(source=Source.FACILITATOR, entry=4), entry=5)
    assert extra_of(dose, undo) == []


def test_that_an_infusion_that_nobody_asked_for_is_extra_but_not_its_end():
    start, stop = (
        taken(
            at_ms,
            InfuseDrug(source=Source.LEARNER, drug="chlorphenamine", rate=quantity(rate)),
            entry=at_ms,
        )
        for at_ms, rate in ((1, "5 mg/h"), (2, "0 mg/h"))
    )
    assert extra_of(start, stop) == ["Chlorphenamine 5 mg/h"]
