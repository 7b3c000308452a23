"""The record in the window: copies, bundles, a check, encryption, an export."""

import pytest
from PySide6.QtCore import Qt
from support.shipped_runs import recorded

from simrunner.app.desktop import Desktop
from simrunner.app.keys import own_notary
from simrunner.app.record_keys import PHRASE_FILE
from simrunner.record.cipher import CipherKey, encrypt
from simrunner.record.encrypted import is_encrypted
from simrunner.record.library import Library
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.settings_page import SettingsPage

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

PHRASE = "a phrase of many words"


@pytest.fixture(autouse=True)
def own_data(monkeypatch, tmp_path):
    """No key store and no data folder of whoever runs the tests."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv(PHRASE_FILE, raising=False)
    monkeypatch.setenv("SIMRUNNER_DATA", str(tmp_path / "here"))


def folder_with_runs(folder, count):
    folder.mkdir(parents=True, exist_ok=True)
    with Library.open(folder / "library.sqlite", notary=own_notary(folder)) as library:
        for _ in range(count):
            recorded(library)
    return folder


@pytest.fixture
def opened(qtbot):
    """Open a window on a data folder; every one is closed at the end."""
    desktops = []

    def open_on(folder):
        desktop = Desktop(folder)
        desktops.append(desktop)
        qtbot.addWidget(desktop.window)
        desktop.show()
        qtbot.waitUntil(
            lambda: (
                isinstance(desktop.window.page("home"), HomePage)
                and bool(desktop.window.page("home").presenter.view().tiles)
            ),
            timeout=10_000,
        )
        desktop.window.show_page("settings")
        return desktop

    yield open_on
    for desktop in desktops:
        desktop.window.close()


def panel(desktop):
    page = desktop.window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.record


def done(qtbot, desktop, row):
    """Wait until a job is over and return what its row says."""
    qtbot.waitUntil(lambda: desktop.runs.care._job is None, timeout=15_000)
    return panel(desktop).said[row].text()


def names(folder):
    with Library.open(folder / "library.sqlite") as library:
        return [row.run for row in library.runs()]


def test_that_a_backup_is_checked_and_comes_back_while_the_later_record_is_kept(
    qtbot, tmp_path, opened
):
    folder = folder_with_runs(tmp_path / "here", 1)
    desktop = opened(folder)
    care = desktop.runs.care
    copies = tmp_path / "copies"
    copies.mkdir()
    assert panel(desktop).said["library"].text().startswith("1 runs")

    care.back_up(copies)
    said = done(qtbot, desktop, "backup")
    (copy,) = copies.iterdir()
    assert said == f"{copy}: 1 runs, all whole."
    assert desktop.settings.backup_folder == str(copies)
    care.check()
    assert "1 runs, all whole, head signed" in done(qtbot, desktop, "check")
    recorded(desktop.runs.library)
    care.restore(copy)
    said = done(qtbot, desktop, "backup")

    kept = folder / "library.before-restore-1.sqlite"
    assert said.startswith(f"1 runs are back. What was there is kept as {kept}. More was sealed")
    assert len(desktop.runs.library.runs()) == 1
    with Library.open(kept) as before:
        assert len(before.runs()) == 2
    care.check()
    assert "1 findings" in done(qtbot, desktop, "check")
    desktop.choose_language("zh-CN")
    care.check()
    done(qtbot, desktop, "check")
    assert "末尾被截去，或这是较早的副本" in panel(desktop).findings.toPlainText()


def test_that_an_encrypted_record_asks_on_home_and_opens_with_its_phrase_only(
    qtbot, tmp_path, opened
):
    folder = folder_with_runs(tmp_path / "here", 1)
    encrypt(folder / "library.sqlite", CipherKey(secret=PHRASE, is_phrase=True))
    desktop = opened(folder)
    desktop.window.show_page("home")
    locked = desktop.window.page("home").locked
    assert locked.isVisible()

    qtbot.keyClicks(locked.field, "another phrase")
    qtbot.keyClick(locked.field, Qt.Key.Key_Return)
    assert "does not open it" in locked.verdict.text()
    assert desktop.runs.library is None
    qtbot.keyClicks(locked.field, PHRASE)
    locked.open.click()

    assert not locked.isVisible()
    assert len(desktop.runs.library.runs()) == 1
    desktop.runs.care.decrypt()
    assert "plain again" in done(qtbot, desktop, "encryption")
    assert not is_encrypted(folder / "library.sqlite")
    panel(desktop).phrase.setText(PHRASE)
    panel(desktop).again.setText("another one that differs")
    panel(desktop).buttons["encrypt"].click()
    assert "two different" in panel(desktop).said["encryption"].text()
    panel(desktop).again.setText(PHRASE)
    panel(desktop).buttons["encrypt"].click()
    assert "is encrypted" in done(qtbot, desktop, "encryption")
    assert is_encrypted(folder / "library.sqlite")
    assert len(desktop.runs.library.runs()) == 1


def test_that_a_run_goes_by_bundle_into_another_window_and_a_damaged_one_is_refused(
    qtbot, tmp_path, opened
):
    source = opened(folder_with_runs(tmp_path / "here", 1))
    (run,) = [row.run for row in source.runs.library.runs()]
    exports = source.runs._debriefs.exports
    exports.deed(source.runs.library, run).act(0)
    qtbot.addWidget(exports.shown)
    bundle, broken = tmp_path / "run.zip", tmp_path / "broken.zip"
    exports.write(source.runs.library, run, bundle)
    qtbot.waitUntil(exports.shown.folder.isVisible, timeout=15_000)
    assert exports.shown.verdict.text() == f"Written: {bundle}"
    exports.write(source.runs.library, run, tmp_path / "nowhere" / "run.zip")
    qtbot.waitUntil(lambda: "nowhere" not in exports.shown.verdict.text()
                    and "Writing" not in exports.shown.verdict.text(), timeout=15_000)  # fmt: skip
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 0xFF
    broken.write_bytes(content)
    source.window.close()

    target = opened(tmp_path / "there")
    target.window.page("home").bundles_dropped.emit([str(broken), str(bundle)])
    said = done(qtbot, target, "bundles").splitlines()

    assert "broken.zip" in said[0]
    assert said[1] == "run.zip: 1 runs added, 0 here already."
    assert len(target.runs.library.runs()) == 1


@pytest.mark.parametrize("name", ["people", "retention"])
def test_that_settings_opens_a_window_and_a_released_record_closes_it(
    qtbot, tmp_path, opened, name
):
    desktop = opened(folder_with_runs(tmp_path / "here", 1))
    panel(desktop).buttons[name].click()
    room = getattr(desktop.runs, name)
    shown = room.shown
    assert shown.isVisible()

    desktop.runs.release_library()

    assert room.shown is None
    assert not shown.isVisible()
