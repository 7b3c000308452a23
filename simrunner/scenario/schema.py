"""The shape of a scenario file: which keys there are and what kind of thing each holds.

pydantic lives here, at the file's edge; `loader` turns these models into domain values at once.
Every scalar stays a Word with its place. Values, units and references are judged by the loader.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from simrunner.scenario.source.problem import Spot, spot_of
from simrunner.scenario.source.tree import Row, Table, Word

_PLACE = "\x00place"
_WORDS = "\x00words"
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


class Section(BaseModel):
    """A map with fixed keys; ``place`` is where it begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    place: Spot = Field(alias="\x00place")

    @model_validator(mode="before")
    @classmethod
    def _remember_place(cls, content: Any) -> Any:
        if not isinstance(content, Table):
            return content
        return {**content, _PLACE: spot_of(content)}

    @classmethod
    def key_names(cls) -> list[str]:
        """The keys that authors may write here."""
        aliases = [info.alias or name for name, info in cls.model_fields.items()]
        return [alias for alias in aliases if not alias.startswith("\x00")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A text for people: the same words in every language, or a map of languages."""

    place: Spot
    plain: Word | None = None
    languages: Mapping[Word, Word] = field(default_factory=dict)


def _phrase(content: Any) -> Phrase:
    if isinstance(content, Word):
        return Phrase(place=spot_of(content), plain=content)
    if isinstance(content, Table) and content:
        texts = {key: inner for key, inner in content.items() if isinstance(inner, Word)}
        if len(texts) == len(content) and all(LANGUAGE_TAG.fullmatch(key) for key in texts):
            return Phrase(place=spot_of(content), languages=texts)
    raise PydanticCustomError("phrase", "this must be a text, or a map of languages to texts")


def _one_or_more(content: Any) -> tuple[Word, ...]:
    if isinstance(content, Word):
        return (content,)
    if isinstance(content, Row) and all(isinstance(inner, Word) for inner in content):
        return tuple(inner for inner in content if isinstance(inner, Word))
    raise PydanticCustomError("words", "this must be one text or a list of texts")


PhraseField = Annotated[Phrase, PlainValidator(_phrase)]
WordsField = Annotated[tuple[Word, ...], PlainValidator(_one_or_more)]


class Spoken(Section):
    """A section whose text stands among its other keys, one key for each language."""

    words: PhraseField = Field(alias="\x00words")

    @model_validator(mode="before")
    @classmethod
    def _gather_words(cls, content: Any) -> Any:
        if not isinstance(content, Table):
            return content
        known = set(cls.key_names())
        words, rest = (type(content).at(content, content.end) for _ in range(2))
        for key, inner in content.items():
            is_language = key not in known and LANGUAGE_TAG.fullmatch(key) is not None
            (words if is_language else rest)[key] = inner
        if words:
            rest[Word(_WORDS)] = words
        return rest


class AudienceSection(Section):
    """Whom the scenario is for."""

    professions: list[Word]
    level: Word
    learners: Word


class ObjectiveSection(Spoken):
    """A learning objective."""

    competency: Word


class QuestionSection(Spoken):
    """A debrief question."""

    objective: Word | None = None


class PatientSection(Section):
    """Who the patient is."""

    name: Word
    age: Word
    sex: Word
    weight: Word
    height: Word | None = None
    allergies: PhraseField | None = None
    medicines: list[PhraseField] = []
    history: PhraseField | None = None
    labs: dict[Word, PhraseField] = {}
    imaging: list[Word] = []
    kind: Word | None = None
    template: Word | None = None


class CueSection(Section):
    """A hint that a role speaks."""

    condition: Word = Field(alias="if")
    say: PhraseField


class RoleSection(Section):
    """A person in the room."""

    plays: Word
    brief: PhraseField
    arrives: Word | None = None
    cues: list[CueSection] = []


class DrugSection(Section):
    """A drug that this room offers."""

    measure: Word | None = None
    adult_single: Word | None = None
    max_total: Word | None = None
    concentration: Word | None = None
    distractor: Word | None = None


class ActionSection(Spoken):
    """Something the team can do."""

    hotkey: Word | None = None


class MediaSection(Spoken):
    """A file that can be shown."""

    file: Word
    licence: Word
    sha256: Word | None = None


class SaySection(Spoken):
    """Words of a role, or words alone."""

    by: Word | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_words_alone(cls, content: Any) -> Any:
        if not isinstance(content, Word):
            return content
        alone = Table.at(content, spot_of(content))
        alone[Word(_WORDS)] = content
        return alone


class EffectsSection(Section):
    """What entering a state or firing a rule does."""

    # Made anew, not copied: pydantic copies a default of {} deeply, which costs more than reading.
    sets: dict[Word, Word] = Field(default_factory=dict, alias="set")
    trend: dict[Word, Word] = Field(default_factory=dict)
    rhythm: Word | None = None
    body: WordsField = ()
    sensor: dict[Word, Word] = Field(default_factory=dict)
    say: SaySection | None = None
    show: Word | None = None
    sound: dict[Word, Word] = Field(default_factory=dict)
    manikin: dict[Word, Word] = Field(default_factory=dict)
    note: PhraseField | None = None


class RuleSection(EffectsSection):
    """A rule."""

    id: Word | None = None
    event: Word | None = None
    condition: Word | None = Field(default=None, alias="if")
    after: Word | None = None
    every: Word | None = None
    chance: Word | None = None
    go: Word | None = None
    raises: WordsField = Field(default=(), alias="raise")
    flag: WordsField = ()
    why: PhraseField | None = None


class StateSection(EffectsSection):
    """A state, perhaps with states inside."""

    title: PhraseField | None = None
    start: Word | None = None
    states: dict[Word, "StateSection"] | None = None
    final: Word | None = None
    when: list[RuleSection] = Field(default_factory=list)


class RegionSection(Section):
    """States that exclude each other."""

    start: Word
    states: dict[Word, StateSection]


class ExpectationSection(Section):
    """What the team should do, and when."""

    detect: Word
    cue: Word | None = None
    not_before: Word | None = None
    within: Word | None = None
    critical: Word | None = None
    objective: Word | None = None
    after: list[Word] = []
    source: Word | None = None
    points: Word | None = None
    by: Word | None = None


class EvaluationSection(Section):
    """How the team is rated."""

    instruments: list[Word] = []
    purpose: Word | None = None


class VariantSection(Section):
    """Other values of the same scenario."""

    title: PhraseField
    patient: dict[Word, Any] = {}
    params: dict[Word, Any] = {}
    vitals: dict[Word, Word] = {}


class SuppressSection(Section):
    """A warning that the author has judged."""

    code: Word
    at: Word
    why: Word


class ScenarioSection(Section):
    """A whole scenario file."""

    format: Word
    scenario: Word
    version: Word
    title: PhraseField
    licence: Word | None = None
    authors: list[Word] = []
    reviewers: list[Word] = []
    languages: list[Word] = []
    summary: PhraseField | None = None
    audience: AudienceSection
    setting: Word
    duration: Word
    systems: list[Word] = []
    specialty: list[Word] = []
    tags: list[Word] = []
    sources: dict[Word, Word] = {}
    objectives: dict[Word, ObjectiveSection]
    prebrief: PhraseField | None = None
    handover: PhraseField | None = None
    debrief: list[QuestionSection] = []
    patient: PatientSection
    roles: dict[Word, RoleSection] = {}
    equipment: list[PhraseField] = []
    layout: Word | None = None
    sensors: dict[Word, Word] = {}
    params: dict[Word, dict[Word, Word]] = {}
    drugs: dict[Word, DrugSection] = {}
    actions: dict[Word, ActionSection] = {}
    events: dict[Word, PhraseField] = {}
    media: dict[Word, MediaSection] = {}
    vitals: dict[Word, Word]
    rhythm: Word
    regions: dict[Word, RegionSection]
    anywhere: list[RuleSection] = []
    expect: dict[Word, ExpectationSection] = {}
    evaluation: EvaluationSection | None = None
    use: dict[Word, Word] = {}
    variants: dict[Word, VariantSection] = {}
    suppress: list[SuppressSection] = []


class StepSection(Section):
    """One thing that a scripted team does."""

    at: Word
    do: Word


class VitalSection(Section):
    """A condition at a time."""

    at: Word
    that: Word


class OutcomeSection(Section):
    """What must come of a scripted team."""

    outcome: Word | None = None
    by: Word | None = None
    path: list[Word] = []
    status: dict[Word, Word] = {}
    vitals: list[VitalSection] = []


class ExpectedSection(Section):
    """A whole ``expected.yaml``."""

    format: Word
    seed: Word | None = None
    difficulty: Word | None = None
    teams: dict[Word, list[StepSection]]
    expect: dict[Word, OutcomeSection] = {}
