"""The gallery tells and shows every rhythm and every illness."""

import pytest
from PySide6.QtGui import QImage

from simrunner.app.assets import table
from simrunner.app.exit_code import Refusal
from simrunner.app.gallery import page_file, page_of, picture_file, picture_of
from simrunner.app.patient_pictures import _scene_of, numbers, plot_file, scenes, title_of
from simrunner.domain.text import LANGUAGES
from simrunner.domain.vital import Vital

MOST_BYTES = 3_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_in_the_manual_is_the_one_that_the_program_writes(language):
    written = page_file(language).read_text(encoding="utf-8")

    assert written == page_of(language), "run python -m simrunner.app.gallery"


def test_that_every_rhythm_and_illness_has_its_sentence_and_none_is_stale():
    told = table("patient", "gallery.toml")

    assert set(told["rhythm"]) == set(table("rhythms", "rhythms.toml")["rhythm"])
    assert set(told["illness"]) == set(table("illnesses", "illnesses.toml")["illness"])
    for scene in scenes().values():
        assert all(scene.look[language].strip() for language in LANGUAGES)


def test_that_every_scene_has_a_picture_and_all_are_small():
    files = [picture_file(scene) for scene in scenes().values()]

    assert len(set(files)) == len(files) == len(scenes())
    assert sorted(files[0].parent.glob("*")) == sorted(files)
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        picture = QImage(str(file))
        assert picture.width() in (640, 960)
        assert picture.colorCount() <= 64


@pytest.mark.parametrize("name", ["vf", "stemi-anterior"])
def test_that_a_picture_is_the_one_that_the_program_draws(name):
    scene = scenes()[name]
    drawn, kept = picture_of(scene), QImage(str(picture_file(scene)))

    assert drawn.size() == kept.size()
    points = [(x, y) for x in range(0, kept.width(), 3) for y in range(0, kept.height(), 3)]
    other = sum(drawn.pixel(x, y) != kept.pixel(x, y) for x, y in points)
    assert other < 0.02 * len(points), "run python -m simrunner.app.gallery"


def test_that_an_illness_says_its_degree_its_time_and_the_number_that_makes_it():
    ill = scenes()["hyperkalaemia.illness"]
    assert title_of(ill, "en") == "Hyperkalaemia  (hyperkalaemia)  severe, after 8 min  SIMULATION"
    assert "重度，8 分钟后" in title_of(ill, "zh-CN")
    told = numbers({**dict.fromkeys(Vital, 1.0), Vital.K: 7.8}, (Vital.HR, *ill.numbers))
    assert told == ["HR 1 /min", "K 7.8 mmol/L"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("sinuss", "Did you mean 'sinus'"), ("nope", "gallery names all"), ("vf.illness", "gallery")],
)
def test_that_an_unknown_name_says_what_to_do_and_an_illness_may_say_that_it_is_one(name, hint):
    assert _scene_of("sepsis.illness") == scenes()["sepsis"]
    with pytest.raises(Refusal, match=f"no rhythm or illness {name}\\. .*{hint}"):
        _scene_of(name)


def test_that_a_plot_fits_its_size_and_an_unknown_name_is_refused(tmp_path):
    plot_file("asystole", tmp_path / "a.png", (400, 300), "zh-CN")
    picture = QImage(str(tmp_path / "a.png"))

    assert picture.width() == 400 or picture.height() == 300
    assert picture.width() <= 400
    plot_file("asystole", tmp_path / "p.png", None, "en")
    plot_file("asystole", tmp_path / "l.png", None, "en", has_loops=True)
    plain, with_loops = (QImage(str(file)) for file in (tmp_path / "p.png", tmp_path / "l.png"))
    assert with_loops.height() > plain.height() + 300
    with pytest.raises(Refusal, match="no rhythm or illness asystol\\."):
        plot_file("asystol", tmp_path / "b.png", None, "en")
    with pytest.raises(Refusal, match="cannot be written"):
        plot_file("asystole", tmp_path / "none" / "b.png", None, "en")
