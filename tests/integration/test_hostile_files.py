"""Files made to break a reader end in problems with their place, soon, and in little memory."""

import os
import time
import tracemalloc
from pathlib import Path

import pytest
from support.hostile_files import CASES, FLIPPED, SOUND, TRUNCATED
from support.packs import shipped_catalogue

from simrunner.scenario.authoring.fmt import formatted
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.migration.steps import migrated
from simrunner.scenario.pack import check_file
from simrunner.scenario.source.file import read_bytes
from simrunner.scenario.source.problem import MAX_ERRORS, Problems
from simrunner.scenario.source.reader import MAX_BYTES, MAX_NODES

CATALOGUE = shipped_catalogue()
SMALL_BYTES = 50_000
SOON_S = 0.05
SOON_PER_MB_S = 4.0
"""A file at the limits of size may take this; Python reads some 200,000 parts a second."""
LITTLE_BYTES = 10_000_000
LITTLE_PER_BYTE = 140
"""For files at the limits of size: a part costs some 250 bytes with its place, 600 when typed."""

EACH = [
    pytest.param(name, content, id=name, marks=[pytest.mark.slow] * (len(content) > SMALL_BYTES))
    for name, content in CASES
]
"""The large ones take seconds while memory is traced."""


def problems_of(content):
    problems = Problems("scenario.yaml")
    load_scenario(content, CATALOGUE, problems, is_advised=True)
    return problems.all


def least_cpu_s(content, times=3):
    """Return the processor time of this process, the least of several: others work here too."""
    least = float("inf")
    for _ in range(times):
        before = time.process_time()
        problems_of(content)
        least = min(least, time.process_time() - before)
        if least < SOON_S:
            break
    return least


def judge(content, found, *, is_broken=True):
    errors = [problem for problem in found if problem.severity == "error"]
    assert errors or not is_broken
    lines = content.count(b"\n") + content.count(b"\r") + 1
    for problem in found:
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1
        assert problem.code[1:].isdecimal()
        assert 0 < len(problem.message) < 500
    assert len(errors) <= MAX_ERRORS


def test_that_there_are_at_least_three_hundred_hostile_files():
    assert len(CASES) + len(FLIPPED) + len(TRUNCATED) >= 300
    assert len({name for name, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("name", "content"), EACH)
def test_that_a_hostile_file_is_refused_with_line_and_column(name, content):
    judge(content, problems_of(content))
    megabytes = min(len(content), MAX_BYTES) / 1_000_000
    limit = SOON_S if len(content) <= SMALL_BYTES else SOON_PER_MB_S * megabytes
    assert least_cpu_s(content) < limit


@pytest.mark.parametrize(("name", "content"), EACH)
def test_that_a_hostile_file_takes_little_memory(name, content):
    tracemalloc.start()
    try:
        problems_of(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < max(LITTLE_BYTES, LITTLE_PER_BYTE * min(len(content), MAX_BYTES))


@pytest.mark.parametrize(("name", "content"), [*FLIPPED, *TRUNCATED])
def test_that_a_damaged_pack_is_read_or_refused_with_line_and_column(name, content):
    judge(content, problems_of(content), is_broken=False)


@pytest.mark.parametrize(("name", "content"), EACH)
def test_that_the_formatter_and_the_migration_refuse_what_cannot_be_read(name, content):
    for rewrite in (formatted, migrated):
        found = rewrite(content, "scenario.yaml")
        judge(content, found.problems, is_broken=found.text is None)


def test_that_the_limits_themselves_are_allowed():
    sound = SOUND + b"# " + b"x" * (MAX_BYTES - len(SOUND) - 3) + b"\n"
    assert len(sound) == MAX_BYTES
    assert not [problem for problem in problems_of(sound) if problem.severity == "error"]
    assert [problem.code for problem in problems_of(sound + b"x")] == ["E102"]
    many = b"a: [" + b"x," * (MAX_NODES - 3) + b"]\n"
    assert "E102" not in [problem.code for problem in problems_of(many)]
    assert "E102" in [problem.code for problem in problems_of(many.replace(b"[", b"[y,y,"))]


# ------------------------------------------------------------------ what stands under the name
def only_code(path):
    (problem,) = check_file(path, CATALOGUE)
    return problem.code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_that_a_pipe_that_nobody_writes_to_does_not_hang(tmp_path):
    pipe = tmp_path / "scenario.yaml"
    os.mkfifo(pipe)
    assert only_code(pipe) == "E701"
    assert only_code(tmp_path) == "E701"


def test_that_a_folder_called_scenario_yaml_is_no_file(tmp_path):
    (tmp_path / "scenario.yaml").mkdir()
    assert only_code(tmp_path) == "E701"


def test_that_links_are_followed_and_lost_or_circling_ones_told(tmp_path):
    (tmp_path / "real.yaml").write_bytes(SOUND)
    (tmp_path / "scenario.yaml").symlink_to(tmp_path / "real.yaml")
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nothing")
    (tmp_path / "circle.yaml").symlink_to(tmp_path / "circle.yaml")
    found = check_file(tmp_path / "scenario.yaml", CATALOGUE)
    assert not [problem for problem in found if problem.severity == "error"]
    assert only_code(tmp_path / "lost.yaml") == "E701"
    assert only_code(tmp_path / "circle.yaml") == "E701"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_that_an_endless_device_is_no_file(tmp_path):
    (tmp_path / "scenario.yaml").symlink_to("/dev/zero")
    assert only_code(tmp_path / "scenario.yaml") == "E701"


def test_that_a_name_with_nul_and_a_very_long_one_are_told(tmp_path):
    assert only_code(tmp_path / "a\0b.yaml") == "E701"
    problems = Problems("x")
    assert read_bytes(tmp_path / ("x" * 5000), problems) is None
    assert [problem.code for problem in problems.all] == ["E701"]
