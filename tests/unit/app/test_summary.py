"""A run in a few numbers, that another program can read."""

import json

from support.runs import act, changed, compress, entered, run_record, started, taken

from simrunner.app.summary import summary_of, write_summary
from simrunner.domain.event import ExpectationStatus, RunEnded


def record(*events):
    return run_record((started(), entered(0, "onset"), *events))


def test_that_the_path_is_the_first_regions_and_in_seconds():
    summary = summary_of(
        record(
            entered(0, "idle", "team"), entered(70_100, "shock"), entered(90_000, "busy", "team")
        )
    )

    assert summary["states"] == [["onset", 0.0], ["shock", 70.1]]


def test_that_a_run_that_ended_tells_its_outcome_and_one_that_did_not_its_last_state():
    ended = summary_of(
        record(entered(70_000, "shock"), RunEnded(at_ms=80_000, outcome="died", reason="final"))
    )
    cut = summary_of(record(entered(70_000, "shock")))

    assert (ended["outcome"], ended["ended"], ended["duration_s"]) == ("died", True, 80.0)
    assert (cut["outcome"], cut["ended"], cut["duration_s"]) == ("shock", False, 70.0)


def test_that_only_compressions_count_as_compressions():
    summary = summary_of(
        record(taken(100, compress()), taken(200, act("oxygen"), entry=1), taken(300, compress()))
    )

    assert summary["compressions"] == 2
    assert summary["events"] == 5


def test_that_the_last_word_on_an_expectation_counts_with_the_time_it_was_performed():
    summary = summary_of(
        record(
            changed("oxygen", 10_000, ExpectationStatus.OPEN),
            changed("oxygen", 30_000, ExpectationStatus.MET, detected_at_ms=25_000),
            changed("help", 40_000, ExpectationStatus.OPEN),
        )
    )

    assert summary["expectations"] == {
        "oxygen": {"status": "met", "at_s": 25.0},
        "help": {"status": "open", "at_s": 40.0},
    }


def test_that_the_file_says_what_is_returned_and_keeps_every_letter(tmp_path):
    run = record(entered(70_000, "休克"))

    summary = write_summary(run, tmp_path)

    text = (tmp_path / "summary.json").read_text(encoding="utf-8")
    assert json.loads(text) == summary
    assert "休克" in text
    assert text.endswith("}\n")
    assert summary["head"] == run.head != ""
