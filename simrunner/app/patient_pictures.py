"""Pictures of a modelled patient in a rhythm or an illness: paper, monitor strips, numbers."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from simrunner.app.assets import read_rhythms, table
from simrunner.app.assets_folder import resources_folder
from simrunner.app.bodies import body_names, read_body_tables
from simrunner.app.case_run import EVERY_SENSOR, person_of_case
from simrunner.app.ctg_paper import CTG_WAVES, SHOWN_MINUTES, draw_ctg
from simrunner.app.demo import application
from simrunner.app.exit_code import Refusal
from simrunner.app.i18n import Translator
from simrunner.app.patient_plot import draw_strip, draw_twelve_leads
from simrunner.app.results import writing
from simrunner.domain.body_order import Breathe, FallIll, Ventilate
from simrunner.domain.order import ChangeRhythm, Order
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import Person
from simrunner.scenario.case.body_command import parse_body_command
from simrunner.scenario.case.case import CasePatient
from simrunner.scenario.source.problem import did_you_mean
from simrunner.ui.charts.loop_chart import Breaths, draw_loops

SHOWN_S = 10.2
"""Four columns of 2.5 s on the paper, and a strip as wide as it."""

BEFORE_MS = 10_000
"""How long a body is well before what is shown begins."""

RHYTHM_MS = 20_000
"""How long a rhythm has lasted when its picture ends."""

_RHYTHM_WAVES = ("II", "V5", "ART", "PLETH", "CO2", "RESP", "CVP")
_ILLNESS_WAVES = ("II", "ART", "PLETH", "CO2", "RESP")
_NUMBERS_PX = 250
_LOOPS_PX = 440
_ML_PER_KG = 7.0
_PEEP_CMH2O = 5.0
_SCREEN = QColor("#0b0d10")
_INK = QColor("#d8dde3")
_SHOWN = (
    Vital.HR, Vital.SBP, Vital.SPO2, Vital.ETCO2, Vital.RR, Vital.TEMP, Vital.CVP, Vital.ICP,
    Vital.CO,
)  # fmt: skip


_COURSE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "mild": "mild", "moderate": "moderate", "severe": "severe",
        "course": "{severity}, after {minutes:g} min",
    },
    "zh-CN": {
        "mild": "轻度", "moderate": "中度", "severe": "重度",
        "course": "{severity}，{minutes:g} 分钟后",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is to be seen: a rhythm or an illness of some kind of person, and how it is reached.

    ``orders`` are those of a case, given at the start; the picture ends ``until_ms`` later.
    ``waves`` are the strips, ``numbers`` what is read beside the usual. ``has_leads`` says that the
    twelve leads are what to look at, ``has_ctg`` that ten minutes of the cardiotocogram are.
    """

    id: str
    kind: str
    names: Mapping[str, str]
    look: Mapping[str, Any]
    template: str
    orders: tuple[str, ...]
    waves: tuple[str, ...]
    numbers: tuple[Vital, ...]
    severity: str
    until_ms: int
    has_leads: bool
    has_ctg: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The last seconds of a scene: samples by wave, and the vitals at their end.

    ``ctg`` are the last minutes of CTG_WAVES where the scene has them, else empty.
    """

    samples: Mapping[str, npt.NDArray[np.float32]]
    ctg: Mapping[str, npt.NDArray[np.float32]]
    vitals: Mapping[Vital, float]


def scenes() -> Mapping[str, Scene]:
    """Return every rhythm and every illness by its id, rhythms first, in their tables' order."""
    told = table("patient", "gallery.toml")
    rhythms = table("rhythms", "rhythms.toml")["rhythm"]
    illnesses = table("illnesses", "illnesses.toml")["illness"]
    found = {}
    for kind, rows, waves in (
        ("rhythm", rhythms, _RHYTHM_WAVES), ("illness", illnesses, _ILLNESS_WAVES),
    ):  # fmt: skip
        for scene_id, row in rows.items():
            own = told[kind][scene_id]
            key = scene_id if kind == "rhythm" or scene_id not in found else f"{scene_id}.illness"
            found[key] = Scene(
                id=scene_id, kind=kind, names=row, look=own,
                template=own.get("template", "adult"), orders=tuple(own.get("orders", ())),
                waves=tuple(own.get("waves", waves)),
                numbers=tuple(Vital(each) for each in own.get("numbers", ())),
                severity=own.get("severity", "severe"),
                until_ms=round(own["minutes"] * 60_000) if "minutes" in own else RHYTHM_MS,
                has_leads=own.get("leads", False), has_ctg=own.get("has_ctg", False),
            )  # fmt: skip
    return found


def portrait_of(scene: Scene, *, is_ventilated: bool = False) -> Portrait:
    """Run the modelled body until the picture is there, and return its last seconds.

    ``is_ventilated`` begins volume control with the scene, of 7 mL/kg at the rate of rest.
    """
    person = person_of_case(CasePatient(template=scene.template))
    # An infarct that a patient comes with is established; one that begins has yet to evolve.
    from_start = scene.kind == "rhythm" and scene.look.get("from_start", False)
    body = ModelledBody(
        person, read_body_tables(), seed=1, attached=EVERY_SENSOR,
        rhythm=scene.id if from_start else "sinus",
    )  # fmt: skip
    orders = _orders(scene)
    if is_ventilated:
        orders += (_machine(person), Breathe(is_on=False))
    end_ms = BEFORE_MS + scene.until_ms
    pieces: deque[Mapping[str, memoryview]] = deque(maxlen=round(SHOWN_S * 1000 / STEP_MS) + 1)
    minutes: deque[Mapping[str, memoryview]] = deque(maxlen=SHOWN_MINUTES * 60_000 // STEP_MS)
    for at_ms in range(0, end_ms + 1, STEP_MS):
        state = body.advance(at_ms, orders if at_ms == BEFORE_MS else ())
        if at_ms:
            pieces.append(state.waves)
        if at_ms and scene.has_ctg:
            minutes.append({wave: state.waves[wave] for wave in CTG_WAVES})
    return Portrait(
        samples=_joined(pieces, tuple(pieces[-1])),
        ctg=_joined(minutes, CTG_WAVES) if scene.has_ctg else {},
        vitals=dict(state.vitals),
    )


def _joined(
    pieces: Collection[Mapping[str, memoryview]], waves: Sequence[str]
) -> Mapping[str, npt.NDArray[np.float32]]:
    """Return the samples of each wave, of all pieces."""
    return {
        wave: np.concatenate([np.asarray(piece[wave], dtype=np.float32) for piece in pieces])
        for wave in waves
    }


def _orders(scene: Scene) -> tuple[Order, ...]:
    first: Order
    if scene.kind == "rhythm":
        first = ChangeRhythm(rhythm=scene.id)
    else:
        first = FallIll(illness=scene.id, severity=scene.severity)  # type: ignore[arg-type] # data
    names = body_names()
    words = scene.orders
    if scene.kind == "rhythm":
        rhythm = read_rhythms()[scene.id]
        if rhythm.follows_sinus:  # a healthy body would beat at its own rate, not the rhythm's
            words = (f"hold HR {rhythm.rates.usual_per_min:g} /min", *words)
    others = [parse_body_command(each, names, at_ms=BEFORE_MS) for each in words]
    return (first, *(order for each in others for order in each.orders))


def _machine(person: Person) -> Ventilate:
    return Ventilate(
        mode="vc", tidal_volume_ml=_ML_PER_KG * person.weight_kg,
        rate_per_min=person.at_rest(Vital.RR), peep_cmh2o=_PEEP_CMH2O,
    )  # fmt: skip


def plot_file(
    name: str,
    file: Path,
    size: tuple[int, int] | None,
    language: str,
    *,
    has_loops: bool = False,
) -> None:
    """Draw a rhythm or an illness as PNG; Refusal for an unknown name or an unwritable place.

    ``has_loops`` ventilates the patient and draws the loops below.
    """
    scene = _scene_of(name)
    with writing(file), file.open("ab"):
        pass
    image = whole_picture(scene, language, has_loops=has_loops)
    if size is not None:
        image = image.scaled(
            *size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    save_picture(image, file)


def _scene_of(name: str) -> Scene:
    """Return a scene by its name; ``NAME.illness`` is always the illness."""
    known = scenes()
    scene = known.get(name) or known.get(name.removesuffix(".illness"))
    if scene is None or (name not in known and scene.kind != "illness"):
        hint = did_you_mean(name, known).capitalize() or "The manual's gallery names all."
        raise Refusal(f"There is no rhythm or illness {name}. {hint}")
    return scene


def save_picture(image: QImage, file: Path) -> None:
    """Write a picture as PNG; Refusal when it cannot be written."""
    with writing(file):
        if not image.save(str(file), "PNG"):  # type: ignore[call-overload] # bytes in the stubs
            raise OSError(None, "it could not be saved as PNG", str(file))


def whole_picture(scene: Scene, language: str, *, has_loops: bool = False) -> QImage:
    """Return paper and strips of a rhythm, or strips and numbers of an illness, and the loops."""
    application()
    portrait, title = portrait_of(scene, is_ventilated=has_loops), title_of(scene, language)
    strips = strips_picture(scene, portrait, title, SHOWN_S)
    if scene.has_ctg:
        strips = above(draw_ctg(portrait.ctg, title), strips)
    if has_loops:
        strips = above(strips, loops_picture(portrait, strips.width(), language))
    if scene.kind == "illness":
        return strips
    return above(draw_twelve_leads(portrait.samples, title), strips)


def title_of(scene: Scene, language: str) -> str:
    """Return the name of a scene, its id, rate or degree and time, and that nobody is ill."""
    about = {"en": "SIMULATION", "zh-CN": "模拟教学"}[language]
    if scene.kind == "rhythm":
        rate = read_rhythms()[scene.id].rates.usual_per_min
        told = f"  {rate:g}/min" if rate else ""
    else:
        told = f"  {course_of(scene, language)}"
    return f"{scene.names[language]}  ({scene.id}){told}  {about}"


def course_of(scene: Scene, language: str) -> str:
    """Return the degree of an illness and how long after it began it is shown."""
    words = _COURSE[language]
    return words["course"].format(
        severity=words[scene.severity], minutes=scene.until_ms / 60_000
    )  # fmt: skip


def strips_picture(scene: Scene, portrait: Portrait, title: str, seconds: float) -> QImage:
    """Return the strips of a scene with the numbers beside them."""
    strips = draw_strip(portrait.samples, title, waves=scene.waves, seconds=seconds)
    image = QImage(strips.width() + _NUMBERS_PX, strips.height(), QImage.Format.Format_RGB32)
    image.fill(_SCREEN)
    painter = QPainter(image)
    painter.drawImage(0, 0, strips)
    painter.setPen(_INK)
    font = QFont()
    font.setPixelSize(22)
    painter.setFont(font)
    lines = numbers(portrait.vitals, (*_SHOWN, *scene.numbers))
    for index, line in enumerate(lines):
        top = 30 + (index + 0.6) * (strips.height() - 34) / len(lines)
        painter.drawText(QPointF(strips.width() + 24, top), line)
    painter.end()
    return image


def loops_picture(portrait: Portrait, width_px: int, language: str) -> QImage:
    """Return the ventilator's loops of a portrait's last two breaths."""
    breaths = Breaths()
    breaths.append({wave: samples.data for wave, samples in portrait.samples.items()})
    image = QImage(width_px, _LOOPS_PX, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    tr = Translator(resources_folder() / "i18n", language)
    draw_loops(painter, image.rect(), breaths, tr)
    painter.end()
    return image


def numbers(vitals: Mapping[Vital, float], shown: Sequence[Vital]) -> Sequence[str]:
    """Return the vitals that stand beside the strips, as a monitor writes them."""
    lines = []
    for vital in shown:
        spec = VITALS[vital]
        told = f"{vitals[vital]:.{spec.decimals}f}"
        if vital is Vital.SBP:
            means = f"{vitals[Vital.DBP]:.0f} ({vitals[Vital.MAP]:.0f})"
            lines.append(f"ART {told}/{means}")
        else:
            lines.append(f"{vital.value} {told} {spec.unit}".rstrip())
    return lines


def above(upper: QImage, lower: QImage) -> QImage:
    """Return two pictures as one, the second below the first."""
    size = max(upper.width(), lower.width()), upper.height() + lower.height()
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(_SCREEN)
    painter = QPainter(image)
    painter.drawImage(0, 0, upper)
    painter.drawImage(0, upper.height(), lower)
    painter.end()
    return image
