"""Hostile conditions, quantities, durations, ramps and commands: refused, quickly, in words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.hostile_words import corpus

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def outcome():
    """Return what a process of its own, limited in memory and audited, says of the corpus."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-m", "support.hostile_run"],
        capture_output=True, text=True, timeout=100, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_that_the_corpus_is_large_and_each_text_counts_once():
    texts = corpus()

    assert len(texts) == len(set(texts))
    assert len(texts) > 600


def test_that_every_text_was_read_to_its_end(outcome):
    assert outcome["texts"] == len(corpus())


def test_that_each_is_read_or_refused_in_words_and_none_ends_in_another_error(outcome):
    assert outcome["crashes"] == []


def test_that_none_reaches_the_host(outcome):
    assert outcome["seen"] == []


def test_that_none_takes_more_than_fifty_milliseconds(outcome):
    assert outcome["slow"] == []


def test_that_none_takes_more_than_ten_megabytes(outcome):
    assert outcome["hungry"] == []
