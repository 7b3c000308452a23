"""The words of Settings about the record."""

import pytest

from simrunner.ui.presenters.record_care import (
    CheckVerdict,
    RecordStanding,
    encryption_words,
    phrase_trouble,
    size_words,
    verdict_words,
)


class English:
    language = "en"

    def __call__(self, message, /, **fields):
        return message.format(**fields)


tr = English()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (CheckVerdict(runs=3), "Nothing is signed"),
        (CheckVerdict(runs=3, signed_wall="2026-11-22T15:00:00", is_known=True),
         "3 runs, all whole, head signed 2026-11-22 15:00."),
        (CheckVerdict(runs=3, signed_wall="2026-11-22T15:00:00"), "does not know"),
        (CheckVerdict(runs=3, findings=("a", "b"), signed_wall="2026-11-22", is_known=True),
         "2 findings in 3 runs"),
    ],
)  # fmt: skip
def test_that_a_verdict_never_calls_a_record_whole_that_is_not(verdict, words):
    assert words in verdict_words(verdict, tr)
    assert ("all whole" in verdict_words(verdict, tr)) is not bool(verdict.findings)


def test_that_a_new_pass_phrase_is_long_enough_and_typed_twice_alike():
    assert "12" in phrase_trouble("eleven-long", "eleven-long", tr)
    assert "two different" in phrase_trouble("a long pass phrase", "a long pass phrasE", tr)
    assert not phrase_trouble("a long pass phrase", "a long pass phrase", tr)


def test_that_a_computer_without_a_key_store_says_so():
    assert "no key store" in encryption_words(RecordStanding(), tr)
    assert "Keychain" in encryption_words(RecordStanding(store="Keychain"), tr)


def test_that_sizes_are_in_the_units_of_disks():
    assert [size_words(n) for n in (1500, 2_500_000, 3_000_000_000)] == [
        "2 kB", "2.5 MB", "3.0 GB"
    ]  # fmt: skip
