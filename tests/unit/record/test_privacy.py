"""Words, people and clocks wherever a record is kept."""

import pytest
from support.privacy_runs import by, person_in, recorded, write_comments

from simrunner.domain.person import Purpose
from simrunner.domain.retention import RecordClass
from simrunner.record.audit import check_audit
from simrunner.record.consent import give_consent
from simrunner.record.erase import erase_person, texts_of
from simrunner.record.library import Library
from simrunner.record.pseudonymous import pseudonymous_runs
from simrunner.record.readings import rebuild_readings
from simrunner.record.retention import announce, apply, set_clock
from simrunner.record.subject import dossier_of
from simrunner.record.words import check_words

NEXT_YEAR = "2027-01-01T00:00:00+00:00"


@pytest.fixture
def location(tmp_path):
    return tmp_path / "runs.sqlite"


def test_that_everything_about_people_works_where_the_record_is(location):
    with Library.open(location) as library:
        run = recorded(library)
        code = person_in(library, run)
        write_comments(library, run, code, 'Wren "quoted" \\ froze', "云雀")
        give_consent(library, code, Purpose.RESEARCH, text_version="1", by=by())
        found = pseudonymous_runs(library, Purpose.RESEARCH, b"k" * 32, by())
        assert len(found["runs"]) == 1
        assert len(dossier_of(library, code, by()).facts["texts"]) == 2
        assert library.do(rebuild_readings) == 1
        assert library.ask(lambda connection: list(check_words(connection, run))) == []

        assert erase_person(library, code, by(), with_texts_of_others=True).texts == 3

        assert library.ask(lambda connection: texts_of(connection, run)) == ()
        assert library.ask(lambda connection: list(check_words(connection, run))) == []
        set_clock(library, RecordClass.FORMATIVE_RUNS, 1, by(wall=NEXT_YEAR))
        announce(library, 0, by(wall=NEXT_YEAR))
        (gone,) = apply(library, by(wall=NEXT_YEAR))
        assert gone.size_bytes > 5000
        assert library.runs() == ()
        assert library.ask(lambda connection: list(check_audit(connection))) == []
