import threading

import pytest
from support.runs import PlainEnglish
from support.shipped_runs import counts, recorded

from simrunner.app.centre_copy import CentreCopy
from simrunner.app.settings import Settings
from simrunner.record import outbox as outbox_module
from simrunner.record.library import Library


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "room.sqlite") as opened:
        yield opened


def test_that_runs_reach_the_server_named_by_the_environment(postgres, library, monkeypatch):
    server = postgres.clean_record()
    monkeypatch.setenv("SIMRUNNER_DATABASE_URL", server)
    said = []
    copy = CentreCopy(PlainEnglish(), said.append)
    copy.start(library, Settings())
    recorded(library)
    copy.shutdown()
    assert counts(postgres, server)["run"] == 1
    assert said == []


def test_that_a_server_that_is_away_and_comes_back_is_told_once_each(
    postgres, library, monkeypatch
):
    monkeypatch.setattr(outbox_module, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(outbox_module, "LONGEST_PAUSE_S", 0.1)
    monkeypatch.setenv("SIMRUNNER_DATABASE_URL", postgres.clean_record())
    postgres.stop()
    said, came = [], threading.Condition()

    def tell(words):
        with came:
            said.append(words)
            came.notify_all()

    copy = CentreCopy(PlainEnglish(), tell)
    copy.start(library, Settings())
    with came:
        assert came.wait_for(lambda: said, 10.0)
    assert not copy.state.is_connected
    postgres.start()
    with came:
        assert came.wait_for(lambda: "again" in said[-1], 10.0)
    copy.shutdown()
    # While it starts, a server says so in other words: each is told once.
    assert all("Runs are kept here and copied later" in words for words in said[:-1])
    assert len(set(said)) == len(said) <= 3


def test_that_an_address_that_cannot_be_used_costs_a_sentence_and_nothing_else(
    library, monkeypatch
):
    monkeypatch.setenv("SIMRUNNER_DATABASE_URL", "oracle://scott:tiger@host/runs")
    said = []
    copy = CentreCopy(PlainEnglish(), said.append)
    copy.start(library, Settings())
    assert copy.state is None
    assert len(said) == 1
    assert "tiger" not in said[0]
    copy.shutdown()
