from dataclasses import replace

import pytest
from support.runs import PlainEnglish

from simrunner.ui.presenters.centre import CentreNow, centre_cell, centre_lines

TR = PlainEnglish()
WALL = "2026-11-22T15:{}+08:00"
NOW = CentreNow(server="“runs” on host", wall=WALL.format("20:10"), is_connected=True)
WAITING = replace(NOW, behind=300, of=400, waiting_wall=WALL.format("05:00"))
AWAY = replace(
    WAITING, is_connected=False, is_away=True, trouble="“runs” on host cannot be reached (no).",
    trouble_wall=WALL.format("04:59"), retry_wall=WALL.format("20:42"),
    contact_wall="2026-11-21T09:30:00+08:00",
)  # fmt: skip
REFUSED = replace(AWAY, is_away=False, trouble="“runs” on host refuses this user.")


@pytest.mark.parametrize(
    ("now", "words", "link", "wants"),
    [
        (replace(NOW, is_connected=False), "Server: connecting", "new", False),
        (NOW, "All copied", "up", False),
        (WAITING, "300 facts waiting since 15:05", "new", False),
        (replace(WAITING, waiting_wall=WALL.format("20:08")), "All copied", "up", False),
        (AWAY, "Server away since 15:04", "lost", True),
        (REFUSED, "Server refuses", "lost", True),
    ],
)
def test_that_the_cell_says_the_state_in_few_words(now, words, link, wants):
    cell = centre_cell(now, TR)
    assert (cell.words, cell.link, cell.wants_attention) == (words, link, wants)


def test_that_no_two_states_share_a_sign():
    states = (replace(NOW, is_connected=False), NOW, WAITING, AWAY, REFUSED)
    assert len({centre_cell(now, TR).icon for now in states}) == len(states)


def test_that_an_absent_server_is_told_with_its_next_try_and_what_waits():
    assert centre_cell(AWAY, TR).fact == "not reachable since 15:04, next try in 32 s"
    assert centre_lines(AWAY, TR) == (
        "“runs” on host cannot be reached (no). Not reachable since 15:04, next try in 32 s.",
        "300 facts wait on this computer.",
        "The server answered last at 2026-11-21 09:30.",
    )


def test_that_a_copy_that_takes_long_shows_its_share():
    assert WAITING.share == 0.25
    assert "100 of 400 facts" in centre_lines(WAITING, TR)[0]
    assert NOW.share is None
