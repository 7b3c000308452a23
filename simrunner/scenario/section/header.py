"""Everything around the regions: what the scenario is about, for whom, with whom."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Literal

from simrunner.domain.catalogue import TEMPLATES
from simrunner.domain.chart import DebriefQuestion, Objective, PatientCard, Role
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.domain.text import Text
from simrunner.scenario.schema import (
    LANGUAGE_TAG,
    ObjectiveSection,
    PatientSection,
    QuestionSection,
    RoleSection,
    ScenarioSection,
)
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.shape import one_of
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.tree import Word

FORMAT = "clinscn/1"
SETTINGS = (
    "emergency", "operating-room", "ward", "intensive-care", "prehospital", "delivery", "home",
)  # fmt: skip
SKILL_LEVELS = ("novice", "intermediate", "advanced")

MIN_WEIGHT_KG = Decimal("0.2")
MAX_WEIGHT_KG = Decimal(650)
"""Just beyond the lightest surviving newborn and the heaviest person on record. Unverified."""

MIN_HEIGHT_CM = Decimal(20)
MAX_HEIGHT_CM = Decimal(280)
"""Just beyond the shortest surviving newborn and the tallest person on record. Unverified."""

_LAYOUT_OF_SETTING = {
    "emergency": "emergency", "operating-room": "theatre", "prehospital": "transport",
}  # fmt: skip
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_LEARNERS = re.compile(r"(?P<low>[1-9][0-9]{0,2})(?: to (?P<high>[1-9][0-9]{0,2}))?")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_COMPETENCY = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")


def listed_languages(section: ScenarioSection) -> tuple[str, ...]:
    """Return the languages that must be complete: those listed, else those of the title."""
    listed = section.languages or section.title.languages
    return tuple(str(word) for word in listed)


def check_header(section: ScenarioSection, desk: Desk) -> None:
    """Judge the keys that are taken over as they stand."""
    problems = desk.problems
    if section.format != FORMAT:
        hint = f"this program reads '{FORMAT}'"
        problems.add("E207", section.format, f"the format '{section.format}' is not known", hint)
    desk.check_id(section.scenario, "a scenario")
    if not _VERSION.fullmatch(section.version):
        problems.add("E207", section.version, "a version is MAJOR.MINOR.PATCH", "such as 1.0.0")
    _check_languages(section.languages, problems)
    if section.licence is not None and not _SPDX.fullmatch(section.licence):
        what = f"the licence '{section.licence}' is not an SPDX id"
        problems.add("E207", section.licence, what, "such as CC-BY-4.0")
    _check_learners(section.audience.learners, problems)
    one_of(section.audience.level, SKILL_LEVELS, problems, "level")
    one_of(section.setting, SETTINGS, problems, "setting")
    catalogue = desk.names.catalogue
    _all_of(section.audience.professions, catalogue.professions, problems, "profession")
    _all_of(section.systems, catalogue.systems, problems, "organ system")
    if section.layout is not None:
        one_of(section.layout, catalogue.layouts, problems, "monitor layout")
    if section.evaluation is not None:
        _all_of(section.evaluation.instruments, catalogue.instruments, problems, "instrument")


def _check_languages(words: Iterable[Word], problems: Problems) -> None:
    """Note E207 for a tag that is none or is listed twice."""
    seen: set[str] = set()
    for word in words:
        if not LANGUAGE_TAG.fullmatch(word):
            hint = "such as en or zh-CN"
            problems.add("E207", word, f"'{word}' is not the tag of a language", hint)
        elif word in seen:
            problems.add("E207", word, f"the language '{word}' is listed already")
        seen.add(str(word))


def _check_learners(word: Word, problems: Problems) -> None:
    found = _LEARNERS.fullmatch(word)
    if found is None or int(found["low"]) > int(found["high"] or found["low"]):
        problems.add("E207", word, f"'{word}' is not a number of learners", "such as 3 to 5")


def _all_of(words: Iterable[Word], allowed: Collection[str], problems: Problems, what: str) -> None:
    for word in words:
        one_of(word, allowed, problems, what)


def purpose(section: ScenarioSection, desk: Desk) -> Literal["formative", "summative"]:
    """Return what the rating is for; formative when the file does not say."""
    if section.evaluation is None or section.evaluation.purpose is None:
        return "formative"
    one_of(section.evaluation.purpose, ("formative", "summative"), desk.problems, "purpose")
    return "summative" if section.evaluation.purpose == "summative" else "formative"


def layout(section: ScenarioSection) -> str:
    """Return the monitor layout, by default that of the setting."""
    if section.layout is not None:
        return str(section.layout)
    return _LAYOUT_OF_SETTING.get(str(section.setting), "ward")


def objective(word: Word, section: ObjectiveSection, desk: Desk) -> Objective:
    """Return a learning objective."""
    if not _COMPETENCY.fullmatch(section.competency):
        hint = "such as nts.leadership"
        desk.problems.add("E207", section.competency, "a competency is FRAMEWORK.NODE", hint)
    return Objective(
        id=str(word), text=desk.text(section.words), competency=str(section.competency)
    )


def question(section: QuestionSection, desk: Desk) -> DebriefQuestion:
    """Return a debrief question."""
    tied = None
    if section.objective is not None:
        tied = desk.use("objective", section.objective, desk.names.objectives)
    return DebriefQuestion(text=desk.text(section.words), objective=tied)


def role(word: Word, section: RoleSection, desk: Desk) -> Role:
    """Return a person in the room; the cues become rules elsewhere."""
    plays: Literal["learner", "confederate", "patient"] = "learner"
    if one_of(section.plays, ("learner", "confederate", "patient"), desk.problems, "part"):
        if section.plays == "confederate":
            plays = "confederate"
        elif section.plays == "patient":
            plays = "patient"
    arrives = desk.state(section.arrives) if section.arrives is not None else None
    return Role(
        id=str(word), brief=desk.text(section.brief), plays=plays,
        arrives=".".join(arrives) if arrives is not None else None,
    )  # fmt: skip


def patient_card(section: PatientSection, desk: Desk) -> PatientCard:
    """Return who the patient is."""
    problems = desk.problems
    one_of(section.sex, ("F", "M", "X"), problems, "sex")
    age = _positive(section.age, Dimension.AGE, "age", desk)
    weight = _positive(section.weight, Dimension.MASS, "weight", desk)
    if weight is not None and not MIN_WEIGHT_KG <= weight.in_unit("kg") <= MAX_WEIGHT_KG:
        what = f"a weight of {weight} is not that of a person"
        problems.add("E307", section.weight, what, f"{MIN_WEIGHT_KG} to {MAX_WEIGHT_KG} kg")
    height = None
    if section.height is not None:
        height = _positive(section.height, Dimension.LENGTH, "height", desk)
        if height is not None and not MIN_HEIGHT_CM <= height.in_unit("cm") <= MAX_HEIGHT_CM:
            what = f"a height of {height} is not that of a person"
            problems.add("E307", section.height, what, f"{MIN_HEIGHT_CM} to {MAX_HEIGHT_CM} cm")
    for word in section.imaging:
        desk.use("media", word, desk.names.media)
    return PatientCard(
        name=str(section.name), age=age or Quantity(number=Decimal(40), unit="y"),
        sex=str(section.sex),
        weight_kg=float(weight.in_unit("kg")) if weight is not None else 70.0,
        height_cm=float(height.in_unit("cm")) if height is not None else None,
        allergies=desk.maybe_text(section.allergies),
        medicines=tuple(desk.text(medicine) for medicine in section.medicines),
        history=desk.maybe_text(section.history),
        labs=_labs(section, desk), imaging=tuple(str(word) for word in section.imaging),
        kind=_kind(section.kind, desk), template=_template(section.template, desk),
    )  # fmt: skip


def _labs(section: PatientSection, desk: Desk) -> dict[str, Text]:
    return {str(word): desk.text(result) for word, result in section.labs.items()}


def _positive(word: Word, dimension: Dimension, what: str, desk: Desk) -> Quantity | None:
    quantity = desk.quantity(word, [dimension], what)
    if quantity is not None and quantity.number <= 0:
        desk.problems.add("E307", word, f"the {what} must be above 0")
        return None
    return quantity


def _kind(word: Word | None, desk: Desk) -> Literal["scripted", "modelled"]:
    if word is None or not one_of(word, ("scripted", "modelled"), desk.problems, "patient kind"):
        return "scripted"
    return "modelled" if word == "modelled" else "scripted"


def _template(word: Word | None, desk: Desk) -> str:
    if word is None:
        return "adult"
    one_of(word, TEMPLATES, desk.problems, "patient template")
    return str(word)
