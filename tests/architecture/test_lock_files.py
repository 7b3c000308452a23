"""The locked packages come from anywhere: no address, host or path in the lock files."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
LINE = re.compile(
    r"^(?:[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.+!-]+(?: ; [a-zA-Z0-9_ .'\"<>=!()]+)? \\"
    r"|    --hash=sha256:[0-9a-f]{64}(?: \\)?)$"
)


@pytest.mark.parametrize("name", LOCKS)
def test_that_a_lock_file_holds_nothing_but_names_versions_and_hashes(name):
    lines = (ROOT / name).read_text().splitlines()

    strange = [line for line in lines if not LINE.match(line)]

    assert len(lines) > 100
    assert strange == []


@pytest.mark.parametrize("line", ["-i https://example.org/simple", "--find-links /opt/wheels",
                                  "numpy @ file:///wheels/numpy.whl"])  # fmt: skip
def test_that_the_rule_refuses_an_index_a_folder_and_an_address(line):
    assert LINE.match(line) is None


def test_that_development_locks_the_same_versions_as_use():
    locked = []
    for name in LOCKS:
        text = (ROOT / name).read_text()
        locked.append(dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)))

    use, develop = locked

    assert {name: develop.get(name) for name in use} == use


def test_that_every_dependency_is_on_the_list_of_those_we_chose():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    names = {re.match(r"[A-Za-z0-9_-]+", entry).group() for entry in project["dependencies"]}

    assert names == {
        "PySide6", "pyqtgraph", "numpy", "SQLAlchemy", "alembic", "pydantic", "PyYAML", "pyserial",
        "cobs", "cbor2", "typer", "rich", "platformdirs",
        "zstandard", "cryptography", "keyring", "psycopg", "openpyxl", "pyarrow", "sqlcipher3",
    }  # fmt: skip
