"""The words of the window of people."""

from dataclasses import replace

import pytest

from simrunner.domain.person import Consent, Deed, Person, Purpose, Reason
from simrunner.record.erase import Erased
from simrunner.record.roll import Enrolled, PersonStanding
from simrunner.ui.presenters.people import (
    deed_words,
    erased_words,
    present_person,
    present_roll,
    why_words,
    would_go_words,
)


class English:
    language = "en"

    def __call__(self, message, /, **fields):
        return message.format(**fields)


tr = English()
TEXTS = {purpose: {"en": f"words of {purpose}"} for purpose in Purpose}
NOTHING = Erased(texts=0, notes=0, media=0, texts_of_others=0, runs_with_old_text=())
WREN = Person(code="P-7KQ2MX", created_wall="2026-01-05T09:00:00")
STANDING = PersonStanding(person=WREN, consents=(), roles=(), teams=(), looks=())


def consent(given, withdrawn=None):
    return Consent(
        purpose=Purpose.TEACH, text_version="7", given_wall=given, withdrawn_wall=withdrawn
    )


@pytest.mark.parametrize(
    ("consents", "state", "is_given"),
    [
        ((), "not asked or refused", False),
        ((consent("2026-01-05T09:00"),), "agreed", True),
        ((consent("2026-01-05T09:00", "2026-01-06T09:00"),), "withdrawn", False),
        ((consent("2026-01-05T09:00", "2026-01-06T09:00"), consent("2026-01-07T09:00")),
         "agreed", True),
    ],
)  # fmt: skip
def test_that_the_last_word_on_a_purpose_counts(consents, state, is_given):
    view = present_person(replace(STANDING, consents=consents), "", TEXTS, tr)

    (teach,) = [one for one in view.consents if one.purpose is Purpose.TEACH]
    assert (teach.state.text, teach.is_given) == (state, is_given)
    assert teach.words == "words of teach"
    assert teach.button == ("Withdraw" if is_given else "Store consent")
    others = {one.state.text for one in view.consents if one.purpose is not Purpose.TEACH}
    assert others == {"not asked or refused"}


def test_that_somebody_erased_is_asked_for_nothing():
    erased = replace(STANDING, person=replace(WREN, erased_wall="2026-02-01T09:00:00"))

    view = present_person(erased, "", TEXTS, tr)

    assert view.is_erased
    assert {one.state.text for one in view.consents} == {"erased"}


@pytest.mark.parametrize(
    ("agreed", "runs", "chips", "facts"),
    [
        (frozenset(), 0, [("no consent", "neutral")], "in no run"),
        (frozenset(), 1, [("no consent", "warn")], "in 1 run"),
        (frozenset({Purpose.RESEARCH, Purpose.ASSESS}), 3,
         [("Assessment", "ok"), ("Research", "ok")], "in 3 runs"),
    ],
)  # fmt: skip
def test_that_a_lack_of_consent_is_seen_where_somebody_took_part(agreed, runs, chips, facts):
    (row,) = present_roll(
        [Enrolled(person=WREN, agreed=agreed, runs=runs)], {"P-7KQ2MX": "Wren"}, tr
    )

    assert [(chip.text, chip.tone) for chip in row.chips] == chips
    assert row.facts.startswith(facts)
    assert row.spoken.startswith("P-7KQ2MX, Wren, ")


def test_that_every_line_of_an_audit_can_be_said():
    assert deed_words(tr).keys() == set(Deed)
    assert why_words(tr).keys() == set(Reason)


def test_that_what_stays_is_told_before_and_after():
    left = replace(NOTHING, texts=3, texts_of_others=2, runs_with_old_text=("r1", "r2"))

    assert "texts (3)" in would_go_words(left, 1, tr)
    assert "stay, in r1, r2." in would_go_words(left, 1, tr)
    told = erased_words("P-7KQ2MX", left, (), tr)
    assert "3 text(s)" in told[0]
    assert "2 text(s) of others" in told[1]
    assert "stay, in r1, r2." in told[2]
