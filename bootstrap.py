#!/usr/bin/env python3
"""Set up simrunner and run it: `python3 bootstrap.py` lists what it can do.

Standard library only. Everything lands in `.venv` beside this file; nothing changes outside the
project, except system packages, and those only for root on Debian or Ubuntu.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OK, FAILED, BAD_INPUT, ENVIRONMENT = 0, 1, 2, 3
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)

QT_PACKAGES = (
    "libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1",
    "libpulse0",
)  # fmt: skip
XCB_PACKAGES = (
    "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
)  # fmt: skip
FONT_PACKAGES = ("fonts-noto-cjk",)
TEST_PACKAGES = {"Xvfb": "xvfb", "pdftotext": "poppler-utils", "g++": "g++"}
POSTGRES_PACKAGE = "postgresql"

PROBE = (
    "import sys; from PySide6.QtWidgets import QApplication; "
    "app = QApplication(sys.argv); print(app.platformName())"
)


class Stop(Exception):  # noqa: N818 - it carries an exit code, not only an error
    """One clear sentence for the user, and the exit code that goes with it."""

    def __init__(self, sentence, code=ENVIRONMENT):
        super().__init__(sentence)
        self.code = code


class Environment:
    """A virtual environment made from one lock file."""

    def __init__(self, folder, lock, leave_out=(), project=True):
        self.folder = ROOT / folder
        self.lock = ROOT / lock
        self.leave_out = leave_out
        self.project = project

    @property
    def python(self):
        """The interpreter inside."""
        inside = "Scripts/python.exe" if os.name == "nt" else "bin/python"
        return self.folder / inside

    @property
    def stamp(self):
        """Where the digest of what is installed is kept."""
        return self.folder / "bootstrap.json"

    def digest(self):
        """Return what the environment depends on, as one hash."""
        parts = hashlib.sha256()
        for path in (self.lock, ROOT / "pyproject.toml"):
            parts.update(path.read_bytes())
        parts.update(repr((sys.version_info[:3], str(ROOT), self.leave_out)).encode())
        return parts.hexdigest()

    def is_current(self):
        """Return whether nothing changed since it was made."""
        if not (self.python.exists() and self.stamp.exists()):
            return False
        try:
            return json.loads(self.stamp.read_text())["digest"] == self.digest()
        except (ValueError, KeyError):
            return False

    def make(self):
        """Create and fill the environment; does nothing when it is current."""
        if self.is_current():
            return
        if not self.python.exists():
            say("Making " + self.folder.name)
            quiet([sys.executable, "-m", "venv", str(self.folder)], VENV_HELP)
        say(
            "Installing the locked packages of "
            + self.lock.name
            + " (a few minutes the first time)"
        )
        requirements = self._requirements()
        self.install("--require-hashes", "-r", str(requirements))
        if self.project:
            say("Installing simrunner, editable")
            self.install("--no-deps", "--no-build-isolation", "-e", str(ROOT))
        self.stamp.write_text(json.dumps({"digest": self.digest()}))

    def _requirements(self):
        """Return the lock file, without the packages to leave out."""
        if not self.leave_out:
            return self.lock
        kept, skipping = [], False
        for line in self.lock.read_text().splitlines():
            name = re.match(r"[A-Za-z0-9._-]+", line)
            if name:
                skipping = name.group().lower() in self.leave_out
            if not skipping:
                kept.append(line)
        shorter = self.folder / "requirements.lock"
        shorter.write_text("\n".join(kept) + "\n")
        return shorter

    def install(self, *arguments):
        """Let pip install something, quietly unless a person watches."""
        command = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check"]
        progress = [] if sys.stdout.isatty() else ["--quiet"]
        done = subprocess.run(
            [*command, *progress, *arguments],
            check=False,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode != 0:
            raise Stop(pip_sentence(done.stderr))


VENV_HELP = (
    "Python could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"
)


def pip_sentence(stderr):
    """Return what went wrong with pip in one sentence a newcomer understands."""
    text = stderr.lower()
    if "no space left" in text or "errno 28" in text:
        return (
            f"The disk is full: about 1.5 GB are needed in {ROOT}. Free some space and try again."
        )
    if any(
        sign in text
        for sign in (
            "connection",
            "timed out",
            "resolve",
            "network",
            "retries",
            "from versions: none",
        )
    ):
        return "The package index could not be reached. Check the network (or proxy) and try again."
    if "do not match the hashes" in text or "hashes" in text:
        return (
            "A downloaded package is not the one that was locked (hash mismatch). Try again later."
        )
    last = [line for line in stderr.strip().splitlines() if line.strip()][-3:]
    return "pip could not install the locked packages:\n  " + "\n  ".join(last)


def say(sentence):
    """Tell the user what happens now."""
    print(f"· {sentence} …", flush=True)


def quiet(command, help_sentence):
    """Run a command whose output only matters when it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        if "No space left" in done.stderr:
            raise Stop(pip_sentence(done.stderr))
        raise Stop(help_sentence)


def has_display():
    """Return whether a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def platform():
    """Return the Qt platform that will be used; None is Qt's own choice."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    return chosen or (None if has_display() else "offscreen")


def qt_starts(environment, qt_platform):
    """Return whether a QApplication can be made there, and what it said if not."""
    variables = dict(os.environ)
    if qt_platform:
        variables["QT_QPA_PLATFORM"] = qt_platform
    done = subprocess.run(
        [str(environment.python), "-c", PROBE],
        check=False, capture_output=True, text=True, env=variables,
    )  # fmt: skip
    return done.returncode == 0, done.stderr


def is_debian():
    """Return whether apt-get is the way to install something here."""
    return shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def missing_packages(environment, for_tests):
    """Return the system packages that the verb needs and the machine lacks, and Qt's complaint."""
    missing, complaint = [], ""
    starts, complaint = qt_starts(environment, platform())
    if not starts:
        missing += QT_PACKAGES
        if platform() != "offscreen":
            missing += XCB_PACKAGES
    if sys.platform == "linux" and not has_chinese_font():
        missing += FONT_PACKAGES
    if for_tests and sys.platform == "linux":
        missing += [package for tool, package in TEST_PACKAGES.items() if not shutil.which(tool)]
        if not has_postgres():
            missing.append(POSTGRES_PACKAGE)
        if "xvfb" in missing:
            missing += XCB_PACKAGES
    return list(dict.fromkeys(missing)), complaint


def has_postgres():
    """Return whether the tests can start a PostgreSQL server; Debian keeps it out of PATH."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return shutil.which("initdb") is not None or any(folders)


def has_chinese_font():
    """Return whether the system has a font with Chinese, for names beyond the bundled subset."""
    if shutil.which("fc-list"):
        found = subprocess.run(
            ["fc-list", ":lang=zh-cn"], check=False, capture_output=True, text=True
        )
        return bool(found.stdout.strip())
    folders = ("/usr/share/fonts", "/usr/local/share/fonts")
    return any(list(Path(folder).rglob("*CJK*")) for folder in folders if Path(folder).exists())


def check_system(environment, for_tests=False):
    """Make sure that Qt starts and the tools are there; install or name what is missing."""
    missing, complaint = missing_packages(environment, for_tests)
    if not missing:
        return
    command = "apt-get install -y --no-install-recommends " + " ".join(missing)
    if not is_debian():
        raise Stop(
            "Qt could not start. Install its system libraries (on Debian: "
            + command
            + ").\n"
            + complaint.strip()
        )
    if os.geteuid() != 0:
        raise Stop("System packages are missing. Run this once, then try again:\n  sudo " + command)
    say("Installing system packages: " + " ".join(missing))
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=variables)
    done = subprocess.run(command.split(), check=False, env=variables, stdout=subprocess.DEVNULL)
    starts, complaint = qt_starts(environment, platform())
    if done.returncode != 0 or not starts:
        raise Stop("System packages could not be installed. Run this yourself:\n  " + command
                   + "\n" + complaint.strip())  # fmt: skip


USE = Environment(".venv", "requirements.lock")
DEVELOP = Environment(".venv", "requirements-dev.lock")
WHEEL = Environment(".venv-wheel", "requirements.lock", project=False)
NO_QT = Environment(
    ".venv-no-qt",
    "requirements-dev.lock",
    leave_out=(
        "pyside6", "pyside6-addons", "pyside6-essentials", "shiboken6", "pytest-qt", "pyqtgraph",
    ),
)  # fmt: skip


def ready(environment, for_tests=False):
    """Return the environment, made and checked."""
    if environment is USE and DEVELOP.is_current():
        environment = DEVELOP
    fresh = not environment.is_current()
    environment.make()
    tested = environment.folder / "system-checked"
    mark = f"{platform()} {for_tests} {has_postgres()}"
    if fresh or not tested.exists() or mark not in tested.read_text().splitlines():
        check_system(environment, for_tests)
        with tested.open("a") as file:
            file.write(mark + "\n")
    return environment


def python(environment, *arguments, **variables):
    """Run the environment's Python and return its exit code."""
    return subprocess.run(
        [str(environment.python), *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, **variables},
    ).returncode


def simrunner(environment, *arguments):
    """Run the program and return its exit code."""
    variables = {"QT_QPA_PLATFORM": platform()} if platform() else {}
    return python(environment, "-m", "simrunner", *arguments, **variables)


def verb_run(arguments):
    """open the program; without a display, play the demo and say where the results are"""
    environment = ready(USE)
    if has_display() or arguments:
        return simrunner(environment, *arguments)
    say("There is no display, so the demo is played instead")
    return simrunner(environment, "demo", "--out", str(ROOT / "demo-results"))


def verb_demo(arguments):
    """play the demo session: demo [--pack ID] [--seed N] [--lang en|zh-CN] [--out DIR]"""
    return simrunner(ready(USE), "demo", *arguments)


def verb_test(arguments):
    """run the whole test suite (arguments go to pytest); `test --no-qt` what needs no Qt"""
    if "--no-qt" in arguments:
        NO_QT.make()
        rest = [argument for argument in arguments if argument not in ("--no-qt", "--slow")]
        quick = [] if "--slow" in arguments else ["-m", "not slow"]
        return python(NO_QT, "-m", "pytest", *ON_TWO_CORES, *quick, *rest, **kept_bytecode(NO_QT))
    environment = ready(DEVELOP, for_tests=True)
    chosen = arguments or ON_TWO_CORES
    return python(environment, "-m", "pytest", *chosen, **kept_bytecode(environment))


ON_TWO_CORES = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
"""Modules stay whole, for their tests share what is dear to make; conftest.py orders them."""


def verb_check(arguments):
    """lint, types, import rules and the fast tests at once; under a minute (--gates: no tests)"""
    environment = ready(DEVELOP, for_tests=True)
    has_tests = "--gates" not in arguments
    gates = (
        ("ruff", ["-m", "ruff", "check", "."]),
        ("ruff format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
        ("mypy", ["-m", "mypy"]),
        ("import rules", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    )  # fmt: skip
    say(("fast tests; meanwhile " if has_tests else "") + ", ".join(name for name, _ in gates))
    with tempfile.TemporaryFile() as said:
        beside = beside_the_tests(environment, gates, said)
        tests = OK
        if has_tests:
            tests = python(environment, *FAST_TESTS, *arguments, **kept_bytecode(environment),
                           SIMRUNNER_HYPOTHESIS="check")  # fmt: skip
        failed = [name for name, process in beside if process.wait() != OK]
        said.seek(0)
        print(said.read().decode("utf-8", "replace"), end="", flush=True)
    if tests != OK:
        failed.append("fast tests")
    if failed:
        print("check failed: " + ", ".join(failed))
        return FAILED
    print("check passed")
    return OK


FAST_TESTS = (
    "-m", "pytest", "-q", "-n", "2", "tests/architecture", "tests/unit",
    "--ignore=tests/unit/patient", "-m", "not slow",
)  # fmt: skip


def beside_the_tests(environment, gates, said):
    """Start the gates and return their names and processes; what they say goes to one file."""
    return [
        (name, subprocess.Popen([str(environment.python), *command], cwd=ROOT, stdout=said,
                                stderr=subprocess.STDOUT))
        for name, command in gates
    ]  # fmt: skip


def kept_bytecode(environment):
    """Return what lets compiled tests be kept where the source folders are to stay clean."""
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    folder = str(environment.folder / "bytecode")
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}


def verb_bench(arguments):
    """measure the performance goals: one JSON line per metric (arguments name some, e.g. P1)"""
    return python(ready(DEVELOP, for_tests=True), "-m", "simrunner.app.bench", *arguments)


def verb_kills(arguments):
    """kill 200 recording runs at random moments: nothing acknowledged may be lost (or a number)"""
    return python(ready(DEVELOP, for_tests=True), "-m", "simrunner.app.soak", *arguments)


def verb_golden(arguments):
    """compare the golden pictures; `golden --update` draws them anew"""
    environment = ready(DEVELOP, for_tests=True)
    update = {"SIMRUNNER_GOLDEN_UPDATE": "1"} if "--update" in arguments else {}
    rest = [argument for argument in arguments if argument != "--update"]
    return python(environment, "-m", "pytest", "tests/golden", *rest, **update)


def verb_nightly(arguments):
    """try the invariants with 500 random examples each; many minutes (arguments go to pytest)"""
    environment = ready(DEVELOP, for_tests=True)
    chosen = ["-m", "invariant or nightly", "-n", "2", "--timeout", "3600", *arguments]
    return python(environment, "-m", "pytest", *chosen, SIMRUNNER_HYPOTHESIS="nightly")


def verb_i18n(arguments):
    """extract the messages and bring the language catalogues up to date"""
    return python(ready(DEVELOP), "-m", "simrunner.app.catalogues", *arguments)


def verb_wheel(arguments):
    """build the wheel into dist/"""
    environment = ready(DEVELOP)
    return python(environment, "-m", "build", "--wheel", "--no-isolation", *arguments)


def verb_selftest(arguments):
    """install the built wheel in a clean environment and let it check itself from elsewhere"""
    wheels = sorted((ROOT / "dist").glob("simrunner-*.whl"))
    if not wheels:
        raise Stop("There is no wheel in dist/ yet: python3 bootstrap.py wheel", BAD_INPUT)
    shutil.rmtree(WHEEL.folder, ignore_errors=True)
    WHEEL.make()
    WHEEL.install("--no-deps", str(wheels[-1]))
    check_system(WHEEL)
    variables = {**os.environ, "QT_QPA_PLATFORM": platform() or ""}
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [str(WHEEL.python), "-I", "-m", "simrunner", "selftest", *arguments]
        return subprocess.run(command, check=False, cwd=elsewhere, env=variables).returncode


VERBS = {
    name[len("verb_"):]: function
    for name, function in sorted(globals().items())
    if name.startswith("verb_")
}  # fmt: skip


def main(arguments):
    """Carry out the verb and return the exit code."""
    if not OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        version = ".".join(map(str, sys.version_info[:3]))
        raise Stop(
            f"Python 3.11 to 3.14 is needed and this is {version}. Run bootstrap.py with it."
        )
    if not arguments or arguments[0] not in VERBS:
        print("usage: python3 bootstrap.py VERB [arguments]\n")
        for name, function in VERBS.items():
            print(f"  {name:<8}{function.__doc__}")
        return OK if not arguments or arguments[0] in ("-h", "--help", "help") else BAD_INPUT
    return VERBS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(f"simrunner: {stop}", file=sys.stderr)
        sys.exit(stop.code)
    except OSError as problem:
        print(
            f"simrunner: {problem.strerror or problem}: {problem.filename or ROOT}", file=sys.stderr
        )
        sys.exit(ENVIRONMENT)
    except KeyboardInterrupt:
        sys.exit(130)
