"""Sessions that earlier releases recorded: always readable, and told again while they can be."""

import lzma
from pathlib import Path

import pytest

from simrunner.app.records import read_run
from simrunner.app.telling import tell_again
from simrunner.domain.chart import SEMANTICS_VERSION
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.session.replay import ViewOnlyError, header_of

CORPUS = tuple(sorted((Path(__file__).parents[1] / "data" / "records").glob("*.sqlite.xz")))


@pytest.fixture(params=CORPUS, ids=lambda file: file.stem)
def file(request, tmp_path):
    """A copy of a record, for opening may bring it to the present form."""
    copy = tmp_path / request.param.stem
    copy.write_bytes(lzma.decompress(request.param.read_bytes()))
    return copy


def runs_of(file):
    with Library.open(file) as library:
        return [summary.run for summary in library.runs()]


def test_that_there_is_a_corpus_of_many_kinds_of_sessions():
    assert CORPUS


@pytest.mark.slow
def test_that_every_session_gives_the_recorded_facts_again_or_can_still_be_looked_at(file):
    runs = runs_of(file)
    assert len(runs) > 5
    for run in runs:
        record = read_run(file, run)
        try:
            header = header_of(record)
        except ViewOnlyError:
            assert record.events[0].event.semantics_version != SEMANTICS_VERSION
            continue
        telling = tell_again(record)
        assert telling.difference is None, (run, header.scenario, telling)
        assert telling.head == record.head


def test_that_nothing_in_the_corpus_was_changed(file):
    runs_of(file)

    assert verify(file).problems == ()
