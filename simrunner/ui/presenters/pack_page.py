"""One pack before it is started: prebrief, roles, patient chart, and what the checker found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simrunner.domain.chart import Difficulty
from simrunner.domain.text import Text, Translate
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.condition_words import plain_id
from simrunner.ui.presenters.home import PackTile, ProblemLine, checker_chip
from simrunner.ui.presenters.person_words import age_words, sex_word
from simrunner.ui.presenters.rule_words import role_word
from simrunner.ui.presenters.terms import level_words, setting_words, word


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A person in the room; ``plays`` is learner, confederate or patient."""

    role: str
    brief: Text
    plays: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientLines:
    """The patient chart as the team is handed it; every value is fictional."""

    name: str
    age: str
    sex: str
    weight_kg: float
    height_cm: float | None = None
    allergies: Text | None = None
    medicines: tuple[Text, ...] = ()
    history: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDetail:
    """A pack opened. ``prebrief`` is Markdown by language; ``patient`` is None when broken.

    ``parameters`` are names with their quantities by difficulty, ``variants`` ids with titles.
    """

    tile: PackTile
    version: str = ""
    licence: str = ""
    reviewers: tuple[str, ...] = ()
    prebrief: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[RoleLine, ...] = ()
    patient: PatientLines | None = None
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variants: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChoice:
    """How a pack is to be run; an empty variant is the scenario itself."""

    difficulty: Difficulty = "normal"
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """The line of the file that a finding is about; the fault is marked by its characters."""

    line: str
    text: str
    mark_from: int
    mark_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """One finding in words: its code, where, its chip, the sentence, and what to do."""

    place: str
    chip: ChipView
    sentence: str
    hint: str
    code: str = ""
    source: SourceView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesView:
    """What can be chosen before Start; ``note`` says what the chosen difficulty changes."""

    difficulty_title: str
    difficulties: tuple[tuple[str, str], ...]
    difficulty: str
    note: str
    variant_title: str
    variants: tuple[tuple[str, str], ...]
    variant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """Everything the page of one pack shows; ``rows`` pair a caption with its words."""

    title: str
    facts: str
    chip: ChipView
    picture: str
    back: str
    prebrief_title: str
    prebrief_markdown: str
    prebrief_missing: str
    roles_title: str
    roles: tuple[tuple[str, str], ...]
    chart_title: str
    chart: tuple[tuple[str, str], ...]
    problems_title: str
    problems: tuple[ProblemView, ...]
    problem_chips: tuple[ChipView, ...]
    problems_note: str
    edit: str
    edit_tip: str
    start: str
    start_tip: str
    can_start: bool


class PackPresenter:
    """Presents one opened pack."""

    def __init__(self, tr: Translate) -> None:
        self._tr = tr

    def present(self, detail: PackDetail) -> PackView:
        """Return the page in the language in force."""
        tr, tile = self._tr, detail.tile
        can_start = tile.error_count == 0
        prebrief = detail.prebrief.get(tr.language) or next(iter(detail.prebrief.values()), "")
        return PackView(
            title=tile.title.in_language(tr.language) or tile.pack_id,
            facts=self._facts(detail),
            chip=checker_chip(tile.problems, tr),
            picture=tile.picture or (tile.systems[0] if tile.systems else "general"),
            back=tr("Home"),
            prebrief_title=tr("Prebrief"),
            prebrief_markdown=prebrief,
            prebrief_missing=tr("This pack has no prebrief."),
            roles_title=tr("Roles"),
            roles=tuple(self._role(role) for role in detail.roles),
            chart_title=tr("Patient chart"),
            chart=self._chart(detail.patient),
            problems_title=tr("Checker"),
            problems=tuple(self._problem(each) for each in tile.problems),
            problem_chips=self._counts(tile.problems),
            problems_note=self._problems_note(tile.problems),
            edit=tr("Open in editor"),
            edit_tip=tr("Open the file with the program of this computer for such files"),
            start=tr("Start"),
            start_tip=tr("Start this scenario")
            if can_start
            else tr("Start is off until the errors are corrected"),
            can_start=can_start,
        )

    def choices(self, detail: PackDetail, choice: RunChoice) -> ChoicesView:
        """Return what can be chosen, and what is."""
        tr = self._tr
        own = ("", tr("Standard"))
        variants = tuple((each, title.in_language(tr.language)) for each, title in detail.variants)
        return ChoicesView(
            difficulty_title=tr("Difficulty"),
            difficulties=difficulty_words(tr),
            difficulty=choice.difficulty,
            note=self._changes(detail.parameters, choice.difficulty),
            variant_title=tr("Variant"),
            variants=(own, *variants) if variants else (),
            variant=choice.variant,
        )

    def _changes(self, parameters: Mapping[str, Mapping[str, str]], difficulty: str) -> str:
        """Return the quantities that are not the same at every difficulty."""
        rows = list(parameters.values())
        shown = [
            f"{plain_id(name)} {quantity}"
            for name, quantity in parameters.get(difficulty, {}).items()
            if any(other.get(name) != quantity for other in rows)
        ]
        return self._tr(", ").join(shown) or self._tr("changes nothing in this scenario")

    def _facts(self, detail: PackDetail) -> str:
        tr, tile = self._tr, detail.tile
        facts = [
            word(level_words(tr), tile.level) if tile.level else "",
            word(setting_words(tr), tile.setting) if tile.setting else "",
            tr("{minutes} min", minutes=tile.duration_min) if tile.duration_min else "",
            tr("version {version}", version=detail.version) if detail.version else "",
            detail.licence,
            self._review(detail),
        ]
        return " · ".join(fact for fact in facts if fact)

    def _review(self, detail: PackDetail) -> str:
        if detail.patient is None:
            return ""
        if detail.reviewers:
            return self._tr("reviewed by {names}", names=self._tr(", ").join(detail.reviewers))
        return self._tr("not yet clinically reviewed")

    def _role(self, role: RoleLine) -> tuple[str, str]:
        tr = self._tr
        plays = {
            "learner": tr("learner"),
            "confederate": tr("confederate"),
            "patient": tr("patient"),
        }
        name = role_word(role.role, tr)
        return f"{name} · {plays.get(role.plays, role.plays)}", role.brief.in_language(tr.language)

    def _chart(self, patient: PatientLines | None) -> tuple[tuple[str, str], ...]:
        tr = self._tr
        if patient is None:
            return ()
        who = [
            sex_word(patient.sex, tr),
            age_words(patient.age, tr),
            f"{patient.weight_kg:g} kg",
        ]
        if patient.height_cm is not None:
            who.append(f"{patient.height_cm:g} cm")
        rows = [(tr("Name"), patient.name), (tr("Person"), " · ".join(w for w in who if w))]
        if patient.history is not None:
            rows.append((tr("History"), patient.history.in_language(tr.language)))
        medicines = tr(", ").join(each.in_language(tr.language) for each in patient.medicines)
        rows.append((tr("Medicines"), medicines or tr("none known")))
        allergies = patient.allergies.in_language(tr.language) if patient.allergies else ""
        rows.append((tr("Allergies"), allergies or tr("none known")))
        return tuple(rows)

    def _counts(self, problems: Sequence[ProblemLine]) -> tuple[ChipView, ...]:
        """Return how many errors and warnings there are, one chip each."""
        tr = self._tr
        errors = sum(each.is_error for each in problems)
        warnings = sum(not (each.is_error or each.is_note) for each in problems)
        return (
            ChipView(
                text=tr("1 error") if errors == 1 else tr("{count} errors", count=errors),
                tone="bad" if errors else "ok",
            ),
            ChipView(
                text=tr("1 warning") if warnings == 1 else tr("{count} warnings", count=warnings),
                tone="warn" if warnings else "ok",
            ),
        )

    def _problems_note(self, problems: Sequence[ProblemLine]) -> str:
        tr = self._tr
        if not problems:
            return tr("The checker found nothing.")
        if any(each.is_error for each in problems):
            return tr("Errors block Start. Correct the file, then open the pack again.")
        return tr("Warnings do not block Start. Suppress one with a reason in the file.")

    def _problem(self, problem: ProblemLine) -> ProblemView:
        tr = self._tr
        place = tr("line {line}, column {column}", line=problem.line, column=problem.column)
        if problem.is_error:
            chip = ChipView(text=tr("error"), tone="bad")
        elif problem.is_note:
            chip = ChipView(text=tr("note"), tone="info", icon="info")
        else:
            chip = ChipView(text=tr("warning"), tone="warn")
        return ProblemView(
            place=f"{problem.file} · {place}",
            chip=chip,
            sentence=_begun(problem.sentence),
            hint=problem.hint,
            code=problem.code,
            source=source_view(problem),
        )


def difficulty_words(tr: Translate) -> tuple[tuple[str, str], ...]:
    """Return every difficulty with its word, easiest first."""
    return (("easy", tr("Easy")), ("normal", tr("Normal")), ("hard", tr("Hard")))


def _begun(sentence: str) -> str:
    """Return a sentence with a capital, but never a name of the file or of the scenario."""
    first = sentence.partition(" ")[0]
    return sentence[:1].upper() + sentence[1:] if first.isalpha() else sentence


_FAULT = re.compile(r"""[{\[][^}\]]*[}\]]?|[\w$.%°/+-]+(?: [\w$.%°/+-]+)*|["'][^"']*["']|\S""")


def source_view(problem: ProblemLine) -> SourceView | None:
    """Return the line without its indentation, with the word that the column points at marked."""
    text = problem.source.strip()
    if not text:
        return None
    start = problem.column - 1 - (len(problem.source) - len(problem.source.lstrip()))
    found = _FAULT.match(text, start) if 0 <= start < len(text) else None
    mark = found.span() if found else (0, len(text))
    return SourceView(line=str(problem.line), text=text, mark_from=mark[0], mark_to=mark[1])
