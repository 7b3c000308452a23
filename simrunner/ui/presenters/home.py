"""Home: what is recent, what is unfinished, and the library as searched, filtered and sorted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simrunner.domain.text import LANGUAGES, Text, Translate
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.home_view import BannerView, ChoiceView, HomeView, RecentView, TileView
from simrunner.ui.presenters.terms import (
    clock_words,
    day_words,
    language_words,
    level_words,
    setting_words,
    system_words,
    word,
)

RECENT_CARDS = 4
DURATIONS_MIN = (10, 15, 20, 30)
FILTERS = ("setting", "system", "specialty", "level", "language", "duration")
SORTS = ("last-run", "title", "duration", "level")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """One finding of the checker at a place in a file; lines and columns count from 1.

    ``source`` is that line of the file. A note asks for nothing, unlike a warning.
    """

    file: str
    line: int
    column: int
    is_error: bool
    sentence: str
    hint: str = ""
    code: str = ""
    is_note: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """When a pack was last run, and by which team."""

    at: datetime
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackTile:
    """What Home knows of a pack. A broken one has errors in ``problems`` and may lack the rest.

    ``learners`` is as the file says it (``3 to 5``); ``needs`` are icon names of the equipment;
    ``picture`` names a picture, else the first organ system or the setting does.
    """

    pack_id: str
    title: Text
    setting: str = ""
    level: str = ""
    systems: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    duration_min: int = 0
    learners: str = ""
    objectives: tuple[Text, ...] = ()
    drugs: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    picture: str = ""
    last_run: LastRun | None = None
    problems: tuple[ProblemLine, ...] = ()

    @property
    def error_count(self) -> int:
        """How many findings keep the pack from starting."""
        return sum(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentRun:
    """A finished run; ``ended_at_ms`` is simulated time."""

    run_id: str
    pack_id: str
    title: Text
    at: datetime
    team: str
    ended_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedRun:
    """A run that did not end; ``reached_ms`` is how far its record goes."""

    run_id: str
    title: Text
    at: datetime
    team: str
    reached_ms: int


class HomePresenter:
    """Holds what the user looks for and presents what is found."""

    def __init__(
        self,
        packs: Sequence[PackTile],
        recents: Sequence[RecentRun],
        unfinished: UnfinishedRun | None,
        tr: Translate,
    ) -> None:
        self._packs = tuple(packs)
        self._recents = tuple(recents)
        self._unfinished = unfinished
        self._tr = tr
        self._chosen: dict[str, str] = dict.fromkeys(FILTERS, "")
        self._search = ""
        self._sort = "last-run"

    def renew(
        self,
        packs: Sequence[PackTile],
        recents: Sequence[RecentRun],
        unfinished: UnfinishedRun | None,
    ) -> None:
        """Take new contents; the search, filters and order stay."""
        self._packs, self._recents = tuple(packs), tuple(recents)
        self._unfinished = unfinished

    def search(self, text: str) -> None:
        """Keep packs whose title, objectives, drugs or organ systems hold every word."""
        self._search = text

    def choose(self, key: str, choice: str) -> None:
        """Set a filter, or the order with ``sort``; an empty choice takes the filter away."""
        if key == "sort":
            self._sort = choice or "last-run"
        else:
            self._chosen[key] = choice

    def pack(self, pack_id: str) -> PackTile:
        """Return a pack; KeyError when there is none of that id."""
        for pack in self._packs:
            if pack.pack_id == pack_id:
                return pack
        raise KeyError(pack_id)

    def view(self) -> HomeView:
        """Return everything in the language in force."""
        tr = self._tr
        found = self._sorted(pack for pack in self._packs if self._fits(pack))
        return HomeView(
            title=tr("Home"),
            search_hint=tr("Search scenarios, objectives, drugs"),
            banner=self._banner(),
            recent_title=tr("Recent"),
            recents=tuple(self._recent(run) for run in self._recents[:RECENT_CARDS]),
            library_title=tr("Library"),
            filters=tuple(self._filter(key) for key in FILTERS),
            sort=self._sorting(),
            count=tr("{found} of {total} scenarios", found=len(found), total=len(self._packs)),
            tiles=tuple(self._tile(pack) for pack in found),
            empty=tr("No scenario fits") if self._packs else tr("No scenario here yet"),
            empty_hint=tr("Try fewer filters or other words.")
            if self._packs
            else tr("Put scenario packs into the data folder shown in Settings."),
        )

    def _fits(self, pack: PackTile) -> bool:
        offered: Mapping[str, tuple[str, ...]] = {
            "setting": (pack.setting,),
            "system": pack.systems,
            "specialty": pack.specialties,
            "level": (pack.level,),
            "language": pack.languages,
            "duration": tuple(str(m) for m in DURATIONS_MIN if pack.duration_min <= m),
        }
        if any(choice and choice not in offered[key] for key, choice in self._chosen.items()):
            return False
        words = self._search.casefold().split()
        return not words or all(each in self._searched(pack) for each in words)

    def _searched(self, pack: PackTile) -> str:
        systems = system_words(self._tr)
        texts = (pack.title, *pack.objectives)
        written = [text.in_language(language) for text in texts for language in LANGUAGES]
        shown = [word(systems, system) for system in pack.systems]
        return " ".join((*written, *pack.drugs, *pack.systems, *shown, pack.pack_id)).casefold()

    def _sorted(self, packs: Iterable[PackTile]) -> list[PackTile]:
        by_title = sorted(packs, key=self._title)
        if self._sort == "duration":
            return sorted(by_title, key=lambda pack: pack.duration_min)
        if self._sort == "level":
            levels = list(level_words(self._tr))
            return sorted(by_title, key=lambda pack: _place(levels, pack.level))
        if self._sort == "last-run":
            run = [pack for pack in by_title if pack.last_run is not None]
            run.sort(key=_last_run_at, reverse=True)
            return run + [pack for pack in by_title if pack.last_run is None]
        return by_title

    def _title(self, pack: PackTile) -> str:
        return pack.title.in_language(self._tr.language) or pack.pack_id

    def _banner(self) -> BannerView | None:
        tr, run = self._tr, self._unfinished
        if run is None:
            return None
        return BannerView(
            run_id=run.run_id,
            title=tr("Unfinished session: {title}", title=_with_team(tr, run.title, run.team)),
            sentence=tr(
                "It stopped at {clock} on {day}, {time}. The record is kept up to that moment.",
                clock=clock_words(run.reached_ms),
                day=day_words(tr, run.at),
                time=f"{run.at:%H:%M}",
            ),
            resume=tr("Resume at {clock}", clock=clock_words(run.reached_ms)),
            debrief=tr("Debrief as it is"),
            close=tr("Close it"),
        )

    def _recent(self, run: RecentRun) -> RecentView:
        tr = self._tr
        known = {pack.pack_id: pack for pack in self._packs}
        pack = known.get(run.pack_id)
        facts = [f"{day_words(tr, run.at)} {run.at:%H:%M}"]
        if run.team:
            facts.append(tr("team {team}", team=run.team))
        facts.append(clock_words(run.ended_at_ms))
        return RecentView(
            run_id=run.run_id,
            pack_id=run.pack_id,
            title=run.title.in_language(tr.language),
            facts=" · ".join(facts),
            picture="general" if pack is None else _picture(pack),
            start=tr("Start"),
            debrief=tr("Debrief"),
            is_startable=pack is not None and pack.error_count == 0,
        )

    def _filter(self, key: str) -> ChoiceView:
        tr = self._tr
        choices = (("", tr("All")), *self._choices(key))
        chosen = self._chosen[key]
        return ChoiceView(
            key=key,
            name={
                "setting": tr("Setting"),
                "system": tr("Organ system"),
                "specialty": tr("Specialty"),
                "level": tr("Level"),
                "language": tr("Language"),
                "duration": tr("Duration"),
            }[key],
            chosen=chosen,
            words=dict(choices).get(chosen, chosen),
            choices=choices,
        )

    def _choices(self, key: str) -> tuple[tuple[str, str], ...]:
        tr, packs = self._tr, self._packs
        if key == "duration":
            return tuple((str(m), tr("up to {minutes} min", minutes=m)) for m in DURATIONS_MIN)
        words, used = {
            "setting": (setting_words(tr), {pack.setting for pack in packs}),
            "system": (system_words(tr), {each for pack in packs for each in pack.systems}),
            "specialty": ({}, {each for pack in packs for each in pack.specialties}),
            "level": (level_words(tr), {pack.level for pack in packs}),
            "language": (language_words(), {each for pack in packs for each in pack.languages}),
        }[key]
        order = list(words)
        codes = sorted(used - {""}, key=lambda code: (_place(order, code), code))
        return tuple((code, word(words, code)) for code in codes)

    def _sorting(self) -> ChoiceView:
        tr = self._tr
        choices = (
            ("last-run", tr("last run")),
            ("title", tr("title")),
            ("duration", tr("duration")),
            ("level", tr("level")),
        )
        words = dict(choices)[self._sort]
        return ChoiceView(
            key="sort", name=tr("Sort:"), chosen=self._sort, words=words, choices=choices
        )

    def _tile(self, pack: PackTile) -> TileView:
        tr = self._tr
        texts = [text.in_language(tr.language) for text in pack.objectives]
        return TileView(
            pack_id=pack.pack_id,
            level=word(level_words(tr), pack.level) if pack.level else "",
            system=word(system_words(tr), pack.systems[0]).lower() if pack.systems else "",
            title=self._title(pack),
            objectives=tr(", ").join(texts),
            duration=tr("{minutes} min", minutes=pack.duration_min) if pack.duration_min else "",
            learners=pack.learners.replace(" to ", "–"),
            objective_count=_objectives(tr, len(texts)),
            needs=pack.needs,
            last_run=self._last_run(pack.last_run),
            chip=checker_chip(pack.problems, tr),
            picture=_picture(pack),
            has_errors=pack.error_count > 0,
        )

    def _last_run(self, last: LastRun | None) -> str:
        tr = self._tr
        if last is None:
            return tr("Never run")
        day = day_words(tr, last.at)
        if last.team:
            return tr("Last run {day}, team {team}", day=day, team=last.team)
        return tr("Last run {day}", day=day)


def checker_chip(problems: Sequence[ProblemLine], tr: Translate) -> ChipView:
    """Return the checker's verdict on a pack; only errors keep it from starting."""
    errors = sum(problem.is_error for problem in problems)
    warnings = sum(not (problem.is_error or problem.is_note) for problem in problems)
    if errors == 1:
        return ChipView(text=tr("1 error"), tone="bad")
    if errors:
        return ChipView(text=tr("{count} errors", count=errors), tone="bad")
    if warnings == 1:
        return ChipView(text=tr("1 warning"), tone="warn")
    if warnings:
        return ChipView(text=tr("{count} warnings", count=warnings), tone="warn")
    return ChipView(text=tr("Check passed"), tone="ok")


def _objectives(tr: Translate, count: int) -> str:
    if count == 0:
        return ""
    return tr("1 objective") if count == 1 else tr("{count} objectives", count=count)


def _with_team(tr: Translate, title: Text, team: str) -> str:
    words = title.in_language(tr.language)
    return tr("{title}, team {team}", title=words, team=team) if team else words


def _picture(pack: PackTile) -> str:
    if pack.picture:
        return pack.picture
    if pack.setting == "operating-room":
        return "theatre"
    return pack.systems[0] if pack.systems else "general"


def _place(order: Sequence[str], code: str) -> int:
    return order.index(code) if code in order else len(order)


def _last_run_at(pack: PackTile) -> datetime:
    assert pack.last_run is not None
    return pack.last_run.at
