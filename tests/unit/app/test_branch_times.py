"""The times that options take: as in a scenario file or as a clock shows them, else a hint."""

import re

import pytest

from simrunner.app.branching import time_ms
from simrunner.app.exit_code import Refusal


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [("3 min 20 s", 200_000), ("200 s", 200_000), ("03:20", 200_000), ("1:03:20", 3_800_000),
     ("0:00", 0), ("75:00", 4_500_000), (" 03:20 ", 200_000)],
)  # fmt: skip
def test_that_a_time_is_taken_in_every_form_that_the_hint_names(text, at_ms):
    assert time_ms(text, "--at") == at_ms


@pytest.mark.parametrize(
    "text", ["3min20s", "3 minn", "200", "", "3:75", "1:2:3:4", "-5 s", "30 h", "three", "3.5"]
)
def test_that_any_other_is_refused_with_all_forms(text):
    with pytest.raises(Refusal) as refused:
        time_ms(text, "--at")

    sentence = str(refused.value)
    assert sentence.startswith("--at: ")
    assert sentence.endswith(
        "a time is 3 min 20 s, 200 s, or 03:20 as the clock of the run shows it."
    )
    forms = re.search(r"a time is ([^,]+), ([^,]+), or (\S+)", sentence)
    assert {time_ms(form, "--at") for form in forms.groups()} == {200_000}


def test_that_one_without_gaps_is_written_out():
    with pytest.raises(Refusal, match="write '3 min 20 s'; a time is"):
        time_ms("3min20s", "--at")
