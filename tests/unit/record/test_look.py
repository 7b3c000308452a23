"""Looks at runs with people in them leave a line; what leaves a library needs consent."""

import zipfile

import pytest
from support.privacy_runs import WALL, bookmark, by, files_with, person_in, recorded, write_comments
from support.runs import facts

from simrunner.domain.note import Note
from simrunner.domain.person import Deed, Purpose, Reason
from simrunner.record.audit import check_audit, read_audit
from simrunner.record.bundle import write_bundle
from simrunner.record.consent import give_consent, not_agreed, withdraw_consent
from simrunner.record.erase import erase_person, erase_text, erasures, reapply_erasures, texts_of
from simrunner.record.library import Library
from simrunner.record.look import look, with_people
from simrunner.record.notes import add_note
from simrunner.record.people import add_person, check_person, set_team
from simrunner.record.subject import dossier_of
from simrunner.record.tie import AT_ONCE, people_by_run
from simrunner.record.unbundle import read_bundle

LATER = "2026-11-23T09:{:02}:00+00:00"


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "home" / "runs.sqlite") as opened:
        yield opened


@pytest.fixture
def away(tmp_path):
    with Library.open(tmp_path / "away" / "runs.sqlite") as opened:
        yield opened


def lines(library, about):
    return [
        (line.deed, line.by.who, line.by.wall, line.by.reason)
        for line in library.ask(lambda connection: read_audit(connection, about))
    ]


def nobody_is_asked():
    raise AssertionError("who looks does not matter")


def tied(library, run):
    return library.ask(lambda connection: people_by_run(connection, [run])).get(run, ())


def test_that_a_run_with_people_remembers_who_looked_and_one_without_does_not(library):
    run, empty = recorded(library), recorded(library)
    look(library, [run, empty], Deed.DEBRIEF_OPENED, nobody_is_asked)
    person_in(library, run)

    assert look(library, [run, empty], Deed.DEBRIEF_OPENED, by) == 1

    assert lines(library, run) == [(Deed.DEBRIEF_OPENED, "P-KEEPER", WALL, Reason.REQUEST)]
    assert lines(library, empty) == []


def test_that_one_long_look_is_one_line_and_another_one_a_second(library):
    run = recorded(library)
    person_in(library, run)

    def looks(minute, deed=Deed.DEBRIEF_OPENED, who="P-KEEPER"):
        return look(library, [run], deed, lambda: by(who=who, wall=LATER.format(minute)))

    assert [looks(0), looks(3), looks(9), looks(10), looks(12)] == [1, 0, 0, 1, 0]
    assert (looks(12, Deed.RUN_REPLAYED), looks(12, who="P-OTHER")) == (1, 1)
    assert looks(1) == 1, "a clock that was set back hides nothing"


def test_that_a_person_is_tied_by_role_session_team_and_what_they_wrote_or_rated(library):
    run = recorded(library, team="team 7")
    codes = {one: add_person(library, one, "", by()) for one in ("member", "rater", "author")}
    assert tied(library, run) == ()
    set_team(library, "team 7", join=[codes["member"]], leave=[])
    write_comments(library, run, codes["rater"], "she froze")
    note = Note(at_ms=5, phase="analysis", wall=WALL, words="x", person=codes["author"])
    library.do(lambda connection: add_note(connection, run, note))
    add_person(library, "nobody in it", "", by())
    assert set(tied(library, run)) == set(codes.values())
    branch = recorded(library, parent_run=run, parent_seq=2)
    leader = person_in(library, branch)
    assert leader in tied(library, run), "a branch belongs to the session"

    erase_person(library, codes["rater"], by(), with_texts_of_others=False)

    assert codes["rater"] not in tied(library, run), "a code that nobody is behind"


def test_that_many_runs_are_asked_at_once_and_each_keeps_its_own_people(library):
    first, second, empty = (recorded(library) for _ in range(3))
    wren, kite = person_in(library, first), person_in(library, second, name="Kite")
    strangers = [f"nobody-{number}" for number in range(AT_ONCE)]
    asked = [first, *strangers, second, empty]

    found = library.ask(lambda connection: people_by_run(connection, asked))

    assert found == {first: (wren,), second: (kite,)}
    assert look(library, asked, Deed.RUN_QUERIED, by) == 2
    assert library.ask(lambda connection: list(check_audit(connection))) == []


def test_that_each_person_must_have_agreed_to_the_purpose(library):
    run, empty = recorded(library), recorded(library)
    one, other = person_in(library, run), person_in(library, run, name="Kite")
    give_consent(library, one, Purpose.TEACH, text_version="1", by=by())
    give_consent(library, other, Purpose.RESEARCH, text_version="1", by=by())

    def lacking(purpose):
        return library.ask(lambda connection: not_agreed(connection, [run, empty], purpose))

    assert lacking(Purpose.TEACH) == {run: (other,)}
    give_consent(library, other, Purpose.TEACH, text_version="1", by=by())
    assert lacking(Purpose.TEACH) == {}
    withdraw_consent(library, one, Purpose.TEACH, by())
    assert lacking(Purpose.TEACH) == {run: (one,)}


def test_that_a_person_is_told_who_looked_at_the_runs_they_were_in(library):
    run = recorded(library)
    code = person_in(library, run)
    look(library, [run], Deed.DEBRIEF_OPENED, by)
    told = dossier_of(library, code, by()).facts["audit"]
    assert [(line["deed"], line["about"]) for line in told] == [
        ("person-added", code), ("debrief-opened", run), ("person-exported", code),
    ]  # fmt: skip


@pytest.fixture
def shared(library, away, tmp_path):
    """Return a run that both libraries have, the name it has away, and its learner's code."""
    run = recorded(library, (*facts(), bookmark(761_000, "Skylark froze")))
    code = person_in(library, run)
    write_comments(library, run, code, "Wren froze", "better later")
    write_bundle(library, [run], tmp_path / "before.zip", str)
    (there,) = read_bundle(away, tmp_path / "before.zip").added
    return run, there, code


def sent_again(library, away, run, tmp_path):
    write_bundle(library, [run], tmp_path / "after.zip", str)
    return read_bundle(away, tmp_path / "after.zip")


def test_that_a_bundle_erases_where_it_arrives_what_was_erased_where_it_comes_from(
    library, away, shared, tmp_path
):
    run, there, code = shared
    (name,) = [
        text.name for text in library.ask(lambda link: texts_of(link, run)) if "Sky" in text.words
    ]
    stays = recorded(away, (*facts(), bookmark(761_000, "Skylark stays")))
    erase_text(library, run, name, by())
    erase_person(library, code, by(), with_texts_of_others=False)
    assert files_with(away.path, "Wren froze") != []

    taken = sent_again(library, away, run, tmp_path)

    assert (taken.known, taken.erased > 0, taken.named) == ((there,), True, ())
    for words in ("Wren froze", "better later", "Skylark froze"):
        assert files_with(away.path, words) == []
    assert files_with(away.path, "Skylark stays") != [], "a fact of that number in another run"
    assert away.ask(lambda link: check_person(link, code)).erased_wall == WALL
    assert with_people(away, [there, stays]) == ()
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        assert b"Wren" not in archive.read("erasure.jsonl")


def test_that_somebody_with_a_role_alone_is_erased_by_the_bundle_too(library, away, tmp_path):
    run = recorded(library)
    code = person_in(library, run)
    write_bundle(library, [run], tmp_path / "before.zip", str)
    (there,) = read_bundle(away, tmp_path / "before.zip").added
    assert with_people(away, [there]) == (there,)
    erase_person(library, code, by(), with_texts_of_others=False)

    assert sent_again(library, away, run, tmp_path).erased == 1

    assert with_people(away, [there]) == ()


def test_that_a_bundle_erases_nobody_who_has_a_name_here(library, away, shared, tmp_path):
    _, there, code = shared
    erase_person(away, code, by(), with_texts_of_others=False)
    taken = sent_again(away, library, there, tmp_path)
    assert taken.named == (code,)
    assert library.ask(lambda link: check_person(link, code)).erased_wall is None


def test_that_what_was_erased_here_is_erased_from_a_bundle_that_comes_later(
    library, away, shared, tmp_path
):
    _, there, code = shared
    erase_person(away, code, by(), with_texts_of_others=False)
    again = tmp_path / "again.sqlite"
    with Library.open(again) as fresh:
        remembered = away.ask(erasures)
        reapply_erasures(fresh, remembered)
        assert read_bundle(fresh, tmp_path / "before.zip").added == (there,)
        assert with_people(fresh, [there]) == ()
    assert files_with(again, "Wren froze") == []
