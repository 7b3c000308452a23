"""What every test may rely on: no display, English, no network, nothing left behind."""

import gc
import importlib.util
import inspect
import logging
import os
import socket
import threading

import pytest
from support.postgres_server import location, postgres  # noqa: F401 - fixtures for every test
from support.profiles import load_profile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("SIMRUNNER_DATA", None)

HAS_QT = all(importlib.util.find_spec(name) for name in ("PySide6", "pytestqt"))
collect_ignore = [] if HAS_QT else ["gui", "golden"]
LOOPBACK = ("127.", "::1", "localhost")

load_profile()


def pytest_addoption(parser):
    parser.addoption("--hil", action="store_true", help="also run the tests that need hardware")
    if not HAS_QT:
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "declared for runs without pytest-qt")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.path.parts[-2] in ("gui", "golden"):
            item.add_marker("gui")
        if item.get_closest_marker("hil") and not config.getoption("--hil"):
            item.add_marker(pytest.mark.skip(reason="needs real hardware: --hil"))
    # What takes long goes first, so that no worker is left with a long module at the end.
    long_modules = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long_modules)


def pytest_collection_finish():
    """Leave what stays for good out of every later collection: thousands of modules and tests."""
    gc.collect()
    gc.freeze()


MAY_BE_SKIPPED = ("needs real hardware", "not beside this repository")
"""Reasons to skip a test even in continuous integration: hardware, and files that others own."""


def pytest_terminal_summary(terminalreporter):
    """Fail a continuous-integration run in which any other test was skipped."""
    if not os.environ.get("CI"):
        return
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if not any(reason in str(report.longrepr) for reason in MAY_BE_SKIPPED)
    ]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped", red=True)
        terminalreporter._session.exitstatus = 1


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    """Keep the user's library and settings out of the tests."""
    monkeypatch.setenv("SIMRUNNER_DATA", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def garbage_in_this_thread_only(request):
    """Collect cycles between tests: a worker thread must never destroy what Qt made here.

    What outlives a test with windows is left out of the next one's collection.
    """
    gc.disable()
    yield
    if request.node.get_closest_marker("gui"):
        gc.collect()
        gc.freeze()
    else:
        gc.collect(1)


@pytest.fixture(autouse=True, scope="module")
def garbage_of_a_module(request):
    """Collect what outlived a test and not its module, in this thread as well."""
    yield
    if request.node.get_closest_marker("gui") or request.node.path.parts[-2] in ("gui", "golden"):
        gc.unfreeze()
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch):
    """Fail a test that reaches beyond this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else str(address)
        local = isinstance(address, (str, bytes)) or host.startswith(LOOPBACK)
        assert local, f"a test connects to {address}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_thread_left_running():
    """Fail a test that leaves a thread of ours behind."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not thread.name.startswith(("pydev", "Dummy", "execnet"))
    ]
    for thread in left:
        thread.join(timeout=2.0)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"


@pytest.fixture(autouse=True)
def no_warning_logged(request, caplog):
    """Fail a test in which our code logged a warning or worse, unless it reads the log."""
    yield
    if "caplog" in inspect.signature(request.function).parameters:
        return
    ours = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith(("simrunner", "devices"))
    ]
    assert not ours, f"logged: {[record.getMessage() for record in ours]}"
