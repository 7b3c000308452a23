"""Pre-flights are kept by what was played, and told from those of an earlier file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from support.preflights import made_up_rehearsal, made_up_scenario

from simrunner.app.preflight_store import PreflightStore

AT = datetime(2026, 11, 22, 13, 58, tzinfo=UTC)
SCENARIO = made_up_scenario()


def test_that_another_text_of_the_file_finds_the_newest_and_calls_it_stale(tmp_path) -> None:
    store = PreflightStore(tmp_path)
    store.keep(made_up_rehearsal(sha256="a" * 64), AT)
    store.keep(made_up_rehearsal(sha256="b" * 64), AT + timedelta(days=1))

    kept = store.find(SCENARIO, "assumed")

    assert kept is not None
    assert (kept.is_stale, kept.rehearsal.sha256) == (True, "b" * 64)


def test_that_difficulties_variants_and_models_are_kept_apart(tmp_path) -> None:
    store = PreflightStore(tmp_path)
    store.keep(made_up_rehearsal(), AT)

    assert store.find(SCENARIO, "assumed") is not None
    assert store.find(SCENARIO, "measured") is None
    assert store.find(SCENARIO, "assumed", "child") is None
    assert store.find(replace(SCENARIO, difficulty="hard"), "assumed") is None


def test_that_a_broken_file_keeps_nothing_and_is_replaced(tmp_path) -> None:
    store = PreflightStore(tmp_path)
    store.keep(made_up_rehearsal(), AT)
    next((tmp_path / "preflights").rglob("*.json")).write_text('{"at": 3}', encoding="utf-8")
    assert store.find(SCENARIO, "assumed") is None

    store.keep(made_up_rehearsal(), AT)

    assert store.find(SCENARIO, "assumed") is not None
