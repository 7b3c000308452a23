"""The newcomer's script: clear sentences, no traceback, nothing done twice."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _script(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "bootstrap.py"), *arguments],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_that_without_arguments_every_verb_is_listed_with_what_it_does():
    done = _script()

    listed = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert done.returncode == 0
    assert {"run", "test", "demo", "check", "bench", "golden", "nightly", "wheel"} <= listed


def test_that_an_unknown_verb_shows_the_list_and_is_bad_input():
    done = _script("fly")

    assert done.returncode == 2
    assert "usage" in done.stdout


def test_that_an_old_python_gets_one_sentence(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 18))

    with pytest.raises(
        bootstrap.Stop, match=r"Python 3\.11 to 3\.14 is needed and this is 3\.9\.18"
    ):
        bootstrap.main([])


def test_that_the_script_itself_can_be_read_by_an_old_python():
    """The sentence above must be reached: no syntax newer than Python 3.8."""
    import ast

    ast.parse((ROOT / "bootstrap.py").read_text(), feature_version=(3, 8))


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
         "The disk is full"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'",
         "could not be reached"),
        ("ERROR: Could not find a version that satisfies x==1 (from versions: none)",
         "could not be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
         "hash mismatch"),
    ],
)  # fmt: skip
def test_that_what_pip_says_becomes_one_clear_sentence(bootstrap, said, means):
    assert means in bootstrap.pip_sentence(said)


def _environment_without_qt(bootstrap, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "qt_starts", lambda *_: (False, "libEGL.so.1: not found"))
    monkeypatch.setattr(bootstrap, "has_chinese_font", lambda: True)
    return bootstrap.Environment(str(tmp_path), "requirements.lock")


def test_that_a_user_who_is_not_root_is_told_the_exact_command(bootstrap, tmp_path, monkeypatch):
    environment = _environment_without_qt(bootstrap, tmp_path, monkeypatch)
    monkeypatch.setattr(bootstrap, "is_debian", lambda: True)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000, raising=False)

    with pytest.raises(bootstrap.Stop) as stopped:
        bootstrap.check_system(environment)

    assert stopped.value.code == 3
    assert "sudo apt-get install -y --no-install-recommends" in str(stopped.value)
    assert "libegl1" in str(stopped.value)


def test_that_another_system_is_told_what_qt_missed(bootstrap, tmp_path, monkeypatch):
    environment = _environment_without_qt(bootstrap, tmp_path, monkeypatch)
    monkeypatch.setattr(bootstrap, "is_debian", lambda: False)

    with pytest.raises(bootstrap.Stop, match=r"libEGL\.so\.1"):
        bootstrap.check_system(environment)


def test_that_the_shorter_lock_leaves_out_packages_with_their_hashes(bootstrap, tmp_path):
    environment = bootstrap.Environment(
        str(tmp_path), "requirements-dev.lock", leave_out=("pyside6", "pytest-qt")
    )

    text = environment._requirements().read_text()

    assert "pyside6==" not in text
    assert "pyside6-addons==" in text
    assert "pytest==" in text
    assert text.count("--hash") < (ROOT / "requirements-dev.lock").read_text().count("--hash")


def test_that_a_changed_lock_makes_the_environment_stale(bootstrap, tmp_path, monkeypatch):
    lock = tmp_path / "some.lock"
    lock.write_text("a==1\n")
    environment = bootstrap.Environment(str(tmp_path / "venv"), str(lock))
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text("")
    environment.stamp.write_text(f'{{"digest": "{environment.digest()}"}}')

    before = environment.is_current()
    lock.write_text("a==2\n")

    assert (before, environment.is_current()) == (True, False)


@pytest.fixture
def check_in_which(bootstrap, monkeypatch, tmp_path):
    """Every gate is a real process; the interpreter is a script that fails for one of them."""

    def check(broken):
        stand_in = tmp_path / "python"
        stand_in.write_text(f'#!/bin/sh\necho "asked: $*"\n[ "$2" != "{broken}" ]\n')
        stand_in.chmod(0o755)
        monkeypatch.setattr(bootstrap.Environment, "python", stand_in)
        monkeypatch.setattr(bootstrap, "ready", lambda environment, **_: environment)
        return bootstrap.verb_check([])

    return check


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("broken", "named"), [("", ""), ("mypy", "mypy"), ("pytest", "fast tests")]
)
def test_that_the_check_fails_with_the_name_of_the_gate_that_does(
    check_in_which, capfd, broken, named
):
    code = check_in_which(broken)

    said = capfd.readouterr().out
    assert code == (1 if broken else 0)
    assert said.splitlines()[-1] == (f"check failed: {named}" if broken else "check passed")
    for gate in ("-m ruff check", "-m ruff format", "-m mypy", "-c from importlinter", "-m pytest"):
        assert f"asked: {gate}" in said


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_that_the_run_without_qt_leaves_out_what_is_slow_unless_it_is_asked_for(
    bootstrap, monkeypatch, tmp_path, capfd
):
    stand_in = tmp_path / "python"
    stand_in.write_text('#!/bin/sh\necho "asked: $*"\n')
    stand_in.chmod(0o755)
    monkeypatch.setattr(bootstrap.Environment, "python", stand_in)
    monkeypatch.setattr(bootstrap.Environment, "make", lambda _environment: None)

    bootstrap.verb_test(["--no-qt", "tests/unit/engine"])
    bootstrap.verb_test(["--no-qt", "--slow", "tests/unit/engine"])

    quick, whole = capfd.readouterr().out.splitlines()
    assert quick.endswith("-m not slow tests/unit/engine")
    assert quick.replace("-m not slow ", "") == whole


def test_that_compiled_tests_are_kept_even_where_source_folders_are_to_stay_clean(
    bootstrap, monkeypatch, tmp_path
):
    environment = bootstrap.Environment(str(tmp_path), "requirements.lock")
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert bootstrap.kept_bytecode(environment) == {}

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "tried.py").write_text("")
    subprocess.run(
        [sys.executable, "-c", "import tried"], check=True, cwd=tmp_path,
        env={**bootstrap.os.environ, **bootstrap.kept_bytecode(environment)},
    )  # fmt: skip
    assert not (tmp_path / "__pycache__").exists()
    assert list((tmp_path / "bytecode").rglob("tried.*.pyc"))
