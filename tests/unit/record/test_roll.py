"""Everybody at a glance, and what erasing would take before it takes it."""

import pytest
from support.privacy_runs import by, person_in, recorded, write_comments

from simrunner.domain.person import Deed, Purpose
from simrunner.record.audit import note
from simrunner.record.consent import give_consent, withdraw_consent
from simrunner.record.erase import erase_person, would_erase
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.people import give_role
from simrunner.record.roll import roll, standing_of


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


def test_that_the_roll_tells_what_each_agrees_to_now_and_in_how_many_runs_they_are(library):
    first, second = recorded(library), recorded(library)
    wren, finch = person_in(library, first), person_in(library, first, name="Finch")
    give_role(library, first, wren, "airway")
    give_role(library, second, wren, "leader")
    for purpose in (Purpose.TEACH, Purpose.DEBRIEF):
        give_consent(library, wren, purpose, text_version="1", by=by())
    withdraw_consent(library, wren, Purpose.TEACH, by())

    found = {one.person.code: (one.agreed, one.runs) for one in library.ask(roll)}

    assert found == {wren: (frozenset({Purpose.DEBRIEF}), 2), finch: (frozenset(), 1)}


def test_that_the_standing_of_a_person_has_the_looks_at_their_runs_and_at_nobody_elses(library):
    mine, other = recorded(library), recorded(library)
    wren, finch = person_in(library, mine), person_in(library, other, name="Finch")
    for run in (mine, other):
        library.do(lambda connection, run=run: note(connection, by(), Deed.RUN_REPLAYED, run))
    give_consent(library, wren, Purpose.TEACH, text_version="7", by=by())

    found = library.ask(lambda connection: standing_of(connection, wren))

    assert found.roles == ((mine, "leader"),)
    assert [one.text_version for one in found.consents] == ["7"]
    told = [(line.deed, line.about) for line in found.looks]
    assert (Deed.RUN_REPLAYED, mine) in told
    assert all(about in (wren, mine) for _, about in told), (told, finch)
    with pytest.raises(RecordError, match="no person"):
        library.ask(lambda connection: standing_of(connection, "P-NOBODY"))


@pytest.mark.parametrize("with_texts_of_others", [False, True])
def test_that_what_would_go_is_what_goes_and_asking_changes_nothing(library, with_texts_of_others):
    run = recorded(library)
    wren, finch = person_in(library, run), person_in(library, run, name="Finch")
    write_comments(library, run, wren, "of mine", "of mine too")
    write_comments(library, run, finch, "about Wren")

    foreseen = library.ask(
        lambda connection: would_erase(connection, wren, with_texts_of_others=with_texts_of_others)
    )
    again = library.ask(
        lambda connection: would_erase(connection, wren, with_texts_of_others=with_texts_of_others)
    )
    erased = erase_person(library, wren, by(), with_texts_of_others=with_texts_of_others)

    assert foreseen == again == erased
    assert erased.texts >= 2
    assert (erased.texts_of_others > 0) is not with_texts_of_others
