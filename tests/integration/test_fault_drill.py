"""The short fault drill, row by row: real processes and terminals where the row asks for them."""

import json
import time

import pytest

from devices.simulated.drill.run import TRIES, drill
from simrunner.app import drill as drill_verb
from simrunner.app.exit_code import CHECK_FAILED, OK, Refusal


@pytest.mark.parametrize("numbers", [numbers for numbers, _ in TRIES])
def test_that_the_short_drill_is_passed(numbers) -> None:
    rows = list(
        drill(
            is_short=True, monotonic_s=time.monotonic, judge=drill_verb.judge_session,
            chosen=numbers,
        )
    )  # fmt: skip
    assert [row.number for row in rows] == list(numbers)
    assert all(row.is_met for row in rows), rows


def test_that_the_drill_has_twenty_rows() -> None:
    assert sorted(number for numbers, _ in TRIES for number in numbers) == list(range(1, 21))


def test_that_the_verb_prints_rows_as_json_and_fails_with_a_row(monkeypatch, capsys) -> None:
    monkeypatch.setattr(drill_verb, "device_tool", lambda _name: drill)
    assert drill_verb.run_drill([2], is_short=True, as_json=True) == OK
    row = json.loads(capsys.readouterr().out)
    assert (row["number"], row["is_met"]) == (2, True)
    monkeypatch.setattr("devices.simulated.drill.receiver._worst_loss", lambda *_a, **_k: 2)
    assert drill_verb.run_drill([2], is_short=True, as_json=False) == CHECK_FAILED
    assert "NO" in capsys.readouterr().out


def test_that_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="rows 1 to 20"):
        drill_verb.run_drill([21], is_short=True, as_json=False)


def test_that_without_the_program_the_replay_is_not_measured() -> None:
    (row,) = drill(is_short=True, monotonic_s=time.monotonic, chosen=[18])
    assert row.is_met is None
