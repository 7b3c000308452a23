"""The manual's gallery: every rhythm and every illness with its picture and what to look for.

`python -m simrunner.app.gallery` draws the pictures and writes the page in both languages; tests
compare the page to the letter.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from simrunner.app.assets import read_rhythms, table
from simrunner.app.assets_folder import resources_folder
from simrunner.app.ctg_paper import draw_ctg
from simrunner.app.demo import application
from simrunner.app.patient_pictures import (
    Scene,
    course_of,
    portrait_of,
    save_picture,
    scenes,
    strips_picture,
    title_of,
)
from simrunner.app.patient_plot import draw_twelve_leads
from simrunner.domain.text import LANGUAGES

STRIP_S = 6.0
_STRIPS_PX = 640
_PAPER_PX = 960
_COLOURS = 64
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "# The gallery\n\n[简体中文](gallery.zh-CN.md)\n\n"
        "**SIMULATION, not for clinical use.** Every picture is drawn by the modelled patient; no "
        "clinician has reviewed any.\n\n"
        "A rhythm is shown 20 s after it began in a healthy adult at rest; an illness in the "
        "degree and after the time that stand below it. `simrunner patient plot NAME --out "
        "FILE.png` draws the same larger. What lies behind is told in [the modelled patient]"
        "(../explanation/modelled-patient.md), rates and intervals on [the page of rhythms]"
        "(rhythms.md).",
        "rhythm": "Rhythms", "illness": "Illnesses", "rate": "{rate}/min", "no_rate": "no rate",
        "verified": "looked up in its source", "unverified": "unverified",
    },
    "zh-CN": {
        "head": "# 图集\n\n[English](gallery.md)\n\n"
        "**模拟教学，非临床使用。** 每幅图都由模型患者画出；未经临床医师审核。\n\n"
        "心律图是健康成人静息时该心律开始 20 s 后的样子；疾病图的程度和时间写在图下。"
        "`simrunner patient plot NAME --out FILE.png` 可画出更大的同一幅图。其背后的原理见"
        "[模型患者](../explanation/modelled-patient.zh-CN.md)，频率与间期见"
        "[心律页面](rhythms.zh-CN.md)。",
        "rhythm": "心律", "illness": "疾病", "rate": "{rate} 次/分", "no_rate": "无频率",
        "verified": "已查阅来源", "unverified": "未核实",
    },
}  # fmt: skip


def page_file(language: str) -> Path:
    """Return where the page in a language lives."""
    ending = "" if language == LANGUAGES[0] else f".{language}"
    return resources_folder() / "docs" / "reference" / f"gallery{ending}.md"


def picture_file(scene: Scene) -> Path:
    """Return where the picture of a scene lives."""
    return resources_folder() / "docs" / "pictures" / "gallery" / f"{scene.kind}-{scene.id}.png"


def page_of(language: str) -> str:
    """Return the whole page in one language."""
    return "\n".join(_lines(language))


def picture_of(scene: Scene) -> QImage:
    """Return the small picture of a scene: paper where leads matter, else strips; few colours."""
    application()
    portrait, title = portrait_of(scene), title_of(scene, LANGUAGES[0])
    if scene.has_leads:
        image = draw_twelve_leads(portrait.samples, title)
        width = _PAPER_PX
    elif scene.has_ctg:
        image = draw_ctg(portrait.ctg, title)
        width = _PAPER_PX
    else:
        image = strips_picture(scene, portrait, title, STRIP_S)
        width = _STRIPS_PX
    small = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    colours = [colour.rgb() for colour in _palette(small)]
    return small.convertToFormat(
        QImage.Format.Format_Indexed8, colours, Qt.ImageConversionFlag.AvoidDither
    )


def _palette(image: QImage) -> list[QColor]:
    """Return the colours that a picture has most of, coarsely, the most frequent first."""
    counts: dict[int, int] = {}
    for y in range(0, image.height(), 2):
        for x in range(0, image.width(), 2):
            colour = image.pixel(x, y) & 0xF0F0F0
            counts[colour] = counts.get(colour, 0) + 1
    most = sorted(counts, key=lambda colour: (-counts[colour], colour))[: _COLOURS - 1]
    return [image.pixelColor(image.width() - 1, 0), *(QColor(each | 0x080808) for each in most)]


def _lines(language: str) -> Iterator[str]:
    words = _WORDS[language]
    yield words["head"]
    kind = ""
    for scene in scenes().values():
        if scene.kind != kind:
            kind = scene.kind
            yield from ("", f"## {words[kind]}")
        other = next(each for each in LANGUAGES if each != language)
        name = scene.names[language]
        yield from ("", f"### {name} `{scene.id}`", "")
        yield f"{scene.names[other]}. {_facts(scene, language)}."
        yield from ("", scene.look[language], "")
        yield f"![{name}](../pictures/gallery/{picture_file(scene).name})"
    yield ""


def _facts(scene: Scene, language: str) -> str:
    words = _WORDS[language]
    if scene.kind == "rhythm":
        usual = read_rhythms()[scene.id].rates.usual_per_min
        told = words["rate"].format(rate=f"{usual:g}") if usual else words["no_rate"]
        row = table("rhythms", "rhythms.toml")["rhythm"][scene.id]
    else:
        told = course_of(scene, language)
        row = table("illnesses", "illnesses.toml")["illness"][scene.id]
    return f"{told}; {words['verified' if row['verified'] else 'unverified']}"


def write_pages() -> None:
    """Write the page in every language."""
    for language in LANGUAGES:
        page_file(language).write_text(page_of(language), encoding="utf-8")


def write_pictures() -> None:
    """Draw every picture."""
    for scene in scenes().values():
        file = picture_file(scene)
        file.parent.mkdir(parents=True, exist_ok=True)
        save_picture(picture_of(scene), file)


if __name__ == "__main__":
    write_pages()
    write_pictures()
