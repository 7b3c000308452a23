"""Who may import whom: the contracts hold, and each one is seen to fail when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = (
    "import sys; sys.path.insert(0, '.'); "
    "from importlinter.cli import lint_imports_command as lint; lint()"
)


def _lint(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy_of_the_code(tmp_path):
    for top in ("simrunner", "devices"):
        shutil.copytree(
            ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__", "firmware")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_that_the_code_keeps_every_contract():
    code, said = _lint(ROOT)

    assert code == 0, said
    assert "0 broken" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("the straight line", "simrunner/engine/interpreter.py", "import simrunner.session.inbox"),
        ("the straight line", "simrunner/engine/interpreter.py", "import simrunner.patient.body"),
        ("windows over widgets", "simrunner/ui/look/tokens.py", "import simrunner.ui.bridge"),
        ("devices: exhaustive", "devices/protocol/frame.py", "import devices.simulated.manikin"),
        ("simrunner never imports devices", "simrunner/app/compose.py", "import devices.simulated"),
        ("devices see only", "devices/protocol/frame.py", "import simrunner.record.library"),
        ("Qt stays in ui", "simrunner/debrief/timeline.py", "import PySide6.QtCore"),
        ("Qt stays in ui", "simrunner/ui/presenters/monitor.py", "import PySide6.QtGui"),
        ("SQLAlchemy and Alembic", "simrunner/debrief/timeline.py", "import sqlalchemy"),
        ("pydantic only", "simrunner/engine/interpreter.py", "import pydantic"),
        ("no cycles", "simrunner/domain/text.py", "import simrunner.engine.dose.ledger"),
        ("pyserial only", "devices/protocol/frame.py", "import serial"),
    ],
)  # fmt: skip
def test_that_a_broken_contract_is_reported_by_name(copy_of_the_code, contract, module, line):
    broken = copy_of_the_code / module
    broken.write_text(broken.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")

    code, said = _lint(copy_of_the_code)

    assert code == 1
    reported = [row for row in said.splitlines() if " BROKEN" in row and contract in row]
    assert reported, said


def test_that_a_new_folder_must_declare_its_layer(copy_of_the_code):
    stranger = copy_of_the_code / "simrunner" / "extras"
    stranger.mkdir()
    (stranger / "__init__.py").write_text('"""A folder that no layer names."""\n')

    code, said = _lint(copy_of_the_code)

    assert code == 1
    assert "extras" in said
