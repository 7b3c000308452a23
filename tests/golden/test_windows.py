"""The windows look as they should, in both languages; `golden --update` draws them anew."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.demo import FULL_HD, DemoSession, picture
from simrunner.app.shot import WINDOWS

pytestmark = pytest.mark.timeout(300)
FOLDER = Path(__file__).parent
STARTED = "2026-01-05T09:00:00.000+00:00"
NAMES = (
    "run", "monitor", "manikin", "assess", "debrief", "home", "pack", "cpr", "cpr-learners",
    "devices", "people", "retention",
)  # fmt: skip
SMALLER = {
    ("devices", "zh-CN"): QSize(1280, 800),
    ("people", "en"): QSize(1280, 800),
    ("people", "zh-CN"): QSize(1180, 780),
    ("retention", "en"): QSize(1280, 800),
    ("retention", "zh-CN"): QSize(1180, 780),
}
"""Those that are drawn in another size than the demo's: how a page folds is looked at, too."""

DIFFERENT_LEVEL = 24
"""A pixel differs when a colour channel is off by more than this, of 255."""

ALLOWED_SHARE = 0.002


@pytest.fixture(scope="module", params=("en", "zh-CN"))
def drawn(request, tmp_path_factory, qapp):
    """Draw the windows of one session in the order in which they come about."""
    folder = tmp_path_factory.mktemp(request.param)
    demo = DemoSession(
        scenarios_folder() / "anaphylaxis-ed", seed=7, language=request.param,
        out=folder / "demo", started_wall=STARTED,
    )  # fmt: skip
    try:
        demo.begin()
        for name in NAMES:
            size = SMALLER.get((name, request.param), FULL_HD)
            picture(WINDOWS[name](demo), folder / f"{name}.png", size)
    finally:
        demo.close()
    return request.param, folder


def _levels(image):
    """Return the colours as an array of rows, columns and four channels."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)


def _difference(expected, found):
    """Return the share of pixels that differ, and a picture of them."""
    apart = np.abs(_levels(expected).astype(np.int16) - _levels(found).astype(np.int16))
    differs = apart[:, :, :3].max(axis=2) > DIFFERENT_LEVEL
    shades = np.where(differs, np.uint8(0), np.uint8(255)).copy()
    height, width = shades.shape
    picture_of_them = QImage(shades.data, width, height, width, QImage.Format.Format_Grayscale8)
    return float(differs.mean()), picture_of_them.copy()


@pytest.mark.parametrize("name", NAMES)
def test_that_a_window_looks_as_it_should(drawn, name):
    language, folder = drawn
    golden = FOLDER / f"{name}-{language}.png"
    if os.environ.get("SIMRUNNER_GOLDEN_UPDATE"):
        golden.write_bytes((folder / f"{name}.png").read_bytes())
    expected, found = QImage(str(golden)), QImage(str(folder / f"{name}.png"))

    assert expected.size() == found.size()
    share, marked = _difference(expected, found)
    if share > ALLOWED_SHARE:
        failed = FOLDER / "failed"
        failed.mkdir(exist_ok=True)
        found.save(str(failed / f"{name}-{language}.png"))
        marked.save(str(failed / f"{name}-{language}-difference.png"))
    assert share <= ALLOWED_SHARE
