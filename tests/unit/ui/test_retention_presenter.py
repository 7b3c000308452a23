"""The words of the window of retention."""

import pytest

from simrunner.domain.retention import SUGGESTED_DAYS, Due, RecordClass, Removal
from simrunner.record.retention import Retention
from simrunner.ui.presenters.retention import (
    PAST_SHOWN,
    days_words,
    present_retention,
    remove_words,
    typed_days,
)

NOW = "2026-01-05T09:00:00+08:00"
RUNS, MEDIA = RecordClass.FORMATIVE_RUNS, RecordClass.MEDIA


class English:
    language = "en"

    def __call__(self, message, /, **fields):
        return message.format(**fields)


tr = English()


def removal(number, due, *, undone=None, done=None):
    return Removal(
        number=number, about="2025-01-05-01", record_class=RUNS,
        announced_wall="2025-12-01T09:00:00+08:00", due_wall=due, undone_wall=undone,
        done_wall=done,
    )  # fmt: skip


def shown(*removals, clocks=None, outlived=()):
    standing = Retention(clocks=clocks or {}, outlived=outlived, removals=removals)
    return present_retention(standing, NOW, tr)


def due(record_class, since, size_bytes=0):
    return Due(
        about="r", record_class=record_class, since_wall=since, rows=1, size_bytes=size_bytes
    )


def test_that_every_class_has_its_clock_and_a_suggestion():
    clocks = {one.record_class: one for one in shown(clocks={RUNS: 1095}).clocks}

    assert set(clocks) == set(RecordClass)
    assert (clocks[RUNS].days, clocks[RUNS].kept) == ("1095", "3 years")
    assert (clocks[MEDIA].days, clocks[MEDIA].kept) == ("", "for ever")
    suggested = days_words(SUGGESTED_DAYS[RecordClass.SUMMATIVE_RUNS], tr)
    assert clocks[RecordClass.SUMMATIVE_RUNS].suggested == f"suggested: {suggested}"


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (90, "90 days"), (365, "1 year"), (366, "366 days"), (730, "2 years")],
)
def test_that_days_are_said_in_years_where_they_come_out_even(days, words):
    assert days_words(days, tr) == words


@pytest.mark.parametrize(("text", "days"), [("", None), ("  ", None), (" 30 ", 30), ("0", 0)])
def test_that_days_are_read(text, days):
    assert typed_days(text) == days


@pytest.mark.parametrize("text", ["-1", "1.5", "a month", "٣", "9" * 9, "1e3"])
def test_that_anything_else_is_no_number_of_days(text):
    with pytest.raises(ValueError, match=r".*"):
        typed_days(text)


def test_that_what_outlived_is_counted_by_class_with_the_oldest_and_the_size():
    outlived = (
        due(MEDIA, "2025-09-12T09:00:00+08:00", 2_000_000),
        due(RUNS, "2024-01-01T00:00:00+00:00"),
        # Earlier than it reads: another offset.
        due(MEDIA, "2025-09-12T10:00:00+12:00", 500_000),
    )
    view = shown(clocks={RUNS: 1}, outlived=outlived)

    assert view.outlived == (
        "Recordings: 2, the oldest of 2025-09-12, 2.5 MB",
        "Formative runs: 1, the oldest of 2024-01-01",
    )
    assert view.outlived_count == 3
    assert "everything is kept for ever" in shown().outlived[0]
    assert shown(clocks={RUNS: 1}).outlived == ("Nothing has outlived its clock.",)


def test_that_the_soonest_stands_first_and_what_is_due_says_so():
    view = shown(
        removal(1, "2026-01-19T09:00:00+08:00"),
        # The same moment as now, told in another zone: due.
        removal(2, "2026-01-05T01:00:00+00:00"),
    )

    assert [(one.number, one.is_due) for one in view.waiting] == [(2, True), (1, False)]
    assert view.due == 1
    assert view.waiting[0].when == "due since 2026-01-05"
    assert view.waiting[1].when == "may go from 2026-01-19"
    assert remove_words(view.due, tr).startswith("1 removal is due. What they name goes for good")


def test_that_what_is_over_is_listed_the_newest_first_and_not_without_end():
    soon = "2025-12-15T09:00:00+08:00"
    old = [
        removal(number, soon, done="2025-12-16T09:00:00+08:00") for number in range(PAST_SHOWN + 5)
    ]
    view = shown(*old, removal(99, soon, undone="2025-12-20T09:00:00+08:00"))

    assert view.waiting == ()
    assert len(view.past) == PAST_SHOWN
    assert view.past[0] == "2025-12-20 09:00  Formative runs · 2025-01-05-01: kept"
    assert view.past[1].endswith(": removed")
