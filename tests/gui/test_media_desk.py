"""Files attached to a run from the menu of its debrief, and opened again."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from support.debrief_runs import FewWords
from support.runs import facts, new_run

from simrunner.app.media_desk import Face, MediaDesk
from simrunner.record.library import Library
from simrunner.record.media import media_of
from simrunner.ui.widgets.picture_window import PictureWindow

pytestmark = pytest.mark.gui


def png():
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor("#204060"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(buffer.data())


@pytest.fixture
def desk(qtbot, art, tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as library:
        run = library.begin_run(new_run())
        recorder = library.recorder(run, on_failure=pytest.fail)
        recorder.append(facts())
        assert recorder.close()
        window = QWidget()
        qtbot.addWidget(window)
        told, jumped, marked, deeds = [], [], [], []
        face = Face(window, art, FewWords(), told.append, jumped.append, marked.append)
        desk = MediaDesk(library, run, face, deeds)
        desk.told, desk.jumped, desk.marked, desk.deeds = told, jumped, marked, deeds
        desk.kept = lambda: library.ask(lambda connection: media_of(connection, run))
        yield desk
        desk.shutdown()


def attach(qtbot, desk, file):
    desk.attach(file, 5)
    qtbot.waitUntil(lambda: len(desk.told) == 2)


def words(desk):
    return [deed.words(FewWords()) for deed in desk.deeds]


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_that_an_attached_picture_is_in_the_menu_and_opens_where_it_was_taken(
    qtbot, desk, tmp_path, monkeypatch
):
    file, copy = tmp_path / "x-ray.png", tmp_path / "copy.png"
    file.write_bytes(png())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))

    desk.deeds[0].act(5)
    qtbot.waitUntil(lambda: len(desk.deeds) == 2)
    assert words(desk) == ["Attach a file…", "00:00 x-ray.png"]
    assert desk.told == ["Attaching x-ray.png…", "x-ray.png is attached at 00:00."]
    ((point,),) = desk.marked
    assert (point.at_ms, point.name, point.media_type) == (5, "x-ray.png", "image/png")

    desk.deeds[1].act(9000)
    qtbot.waitUntil(lambda: desk.told[-1] == "")
    (window,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, PictureWindow)]
    assert desk.jumped == [5]
    assert window.windowTitle() == "00:00 x-ray.png"
    window.save.click()
    assert copy.read_bytes() == file.read_bytes()


def test_that_a_file_of_another_kind_is_refused_in_a_sentence(qtbot, desk, tmp_path):
    file = tmp_path / "notes.png"
    file.write_text("no picture")
    attach(qtbot, desk, file)
    assert "is no picture, sound or video" in desk.told[-1]
    assert desk.kept() == ()
    assert words(desk) == ["Attach a file…"]


def test_that_a_sound_is_saved_and_not_shown(qtbot, desk, tmp_path, monkeypatch):
    file, copy = tmp_path / "heart.wav", tmp_path / "copy.wav"
    file.write_bytes(b"RIFF\x04\0\0\0WAVE")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    attach(qtbot, desk, file)
    desk.deeds[1].act(0)
    qtbot.waitUntil(copy.exists)
    assert copy.read_bytes() == file.read_bytes()
    assert desk.told[-1] == "heart.wav is not shown here: save it and open it."
