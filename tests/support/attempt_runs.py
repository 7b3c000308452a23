"""Two more attempts at the fuller run of the small scenario: gone back to 2:50, then to 3:30."""

from dataclasses import replace

from simrunner.domain.event import ExpectationStatus, RunEnded
from simrunner.ui.presenters.attempts import Attempt
from support.debrief_runs import full_facts, full_record, full_trend
from support.runs import act, changed, entered, give, run_record, taken

FIRST, SECOND, THIRD = "2026-11-22-01", "2026-11-22-02", "2026-11-22-03"
SECOND_FORK_MS, THIRD_FORK_MS = 170_000, 210_000


def attempts():
    """Return a first run, a branch of it, and a branch of the branch, newest first."""
    first = full_record()
    second = _branch(first, SECOND, "14:40", _second_facts())
    third = _branch(second, THIRD, "14:55", _third_facts())
    return (
        Attempt(record=third, parent=SECOND, forked_ms=THIRD_FORK_MS),
        Attempt(record=second, parent=FIRST, forked_ms=SECOND_FORK_MS),
        Attempt(record=first),
    )


def _branch(parent, run, clock, facts):
    record = run_record(facts, points=full_trend())
    wall = parent.summary.started_wall[:11] + clock + parent.summary.started_wall[16:]
    last = facts[-1]
    ended = isinstance(last, RunEnded)
    return replace(
        record,
        summary=replace(
            record.summary, run=run, started_wall=wall, is_ended=ended, duration_ms=last.at_ms,
            outcome=last.outcome if ended else "",
        ),
    )  # fmt: skip


def _second_facts():
    met = ExpectationStatus.MET
    return (
        *(fact for fact in full_facts() if fact.at_ms <= SECOND_FORK_MS),
        taken(175_000, act("stop-antibiotic"), entry=4),
        changed("stop-trigger", 175_000, ExpectationStatus.LATE, (0, 120_000), 175_000),
        taken(200_000, act("lie-flat"), entry=5),
        changed("flat", 200_000, met, (0, 240_000), 200_000),
        taken(260_000, give("adrenaline", "0.5 mg", "IM"), entry=6),
        changed("adrenaline-2", 260_000, met, (161_000, 521_000), 260_000),
        entered(300_000, "responding"),
        RunEnded(at_ms=420_000, outcome="responding", reason="final"),
    )


def _third_facts():
    return (
        *(fact for fact in _second_facts() if fact.at_ms <= THIRD_FORK_MS),
        taken(230_000, act("call-help"), entry=6),
    )
