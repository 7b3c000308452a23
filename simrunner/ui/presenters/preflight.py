"""What virtual teams made of a scenario, as words, shares and tones: the page and the PDF agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.rehearsal.findings import finding_text, share_pct
from simrunner.rehearsal.preflight import TIME_LIMIT, Finding, LevelResult, Rehearsal
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.condition_words import edge_words
from simrunner.ui.presenters.terms import day_words

_TICK_MS = 60_000
_TICK_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120)
_MOST_TICKS = 6
_STEPS_PCT = (20, 40, 60, 80)
"""Where a share takes the next step of the sequential scale: a teaching choice."""

_DEATH = ("died", "death", "dead", "deceased", "死")
"""What the id or the title of a final state holds when the patient does not live."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart:
    """One way a level's runs end; ``tone`` is good, late, bad or limit."""

    title: str
    tone: str
    share: float
    pct: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeBar:
    """How the runs of one level end; the shares add up to 1."""

    level: str
    parts: tuple[OutcomePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationRow:
    """When half and nine of ten runs of a level have ended."""

    level: str
    p50_ms: int
    p90_ms: int
    p50: str
    p90: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationView:
    """Every level on one axis from ``low_ms`` to ``high_ms``, and the planned duration."""

    title: str
    half: str
    most: str
    planned: str
    planned_ms: int
    low_ms: int
    high_ms: int
    ticks: tuple[tuple[int, str], ...]
    rows: tuple[DurationRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareCell:
    """A share in words; ``step`` 0 to 4 is its place on the sequential scale."""

    words: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRow:
    """How many runs of each level exercise one objective."""

    objective: str
    text: str
    cells: tuple[ShareCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightView:
    """The whole pre-flight of a scenario at one difficulty."""

    title: str
    note: str
    levels: tuple[str, ...]
    ends: str
    bars: tuple[OutcomeBar, ...]
    legend: tuple[tuple[str, str], ...]
    durations: DurationView
    objectives: str
    rows: tuple[ObjectiveRow, ...]
    findings_title: str
    findings: tuple[str, ...]
    nothing: str
    assumed: str
    stale: str
    badge: ChipView

    @property
    def spoken(self) -> str:
        """Return the figures as sentences, for a screen reader."""
        ends = [
            f"{bar.level}: " + ", ".join(f"{part.title} {part.pct}" for part in bar.parts)
            for bar in self.bars
        ]
        times = [f"{row.level}: {row.p50}, {row.p90}" for row in self.durations.rows]
        covered = [
            f"{row.objective}: " + ", ".join(cell.words for cell in row.cells) for row in self.rows
        ]
        return ". ".join(
            (self.ends, *ends, self.durations.title, *times, self.objectives, *covered)
        )


def team_level_words(tr: Translate) -> Mapping[str, str]:
    """Return the word of each level of virtual teams, from the best on."""
    return {"good": tr("good"), "average": tr("average"), "poor": tr("poor")}


def badge_of(rehearsal: Rehearsal | None, *, is_stale: bool, tr: Translate) -> ChipView:
    """Return the verdict of the pre-flight as a chip."""
    if rehearsal is None:
        return ChipView(text=tr("Not rehearsed"), icon="minus")
    if is_stale:
        return ChipView(text=tr("Pre-flight out of date"), tone="warn")
    count = len(rehearsal.findings)
    if not count:
        return ChipView(text=tr("Pre-flight passed"), tone="ok")
    if count == 1:
        return ChipView(text=tr("Pre-flight: 1 finding"), tone="info")
    return ChipView(text=tr("Pre-flight: {count} findings", count=count), tone="info")


def present_preflight(
    rehearsal: Rehearsal,
    scenario: Scenario,
    tr: Translate,
    *,
    at: datetime | None = None,
    is_stale: bool = False,
) -> PreflightView:
    """Return a rehearsal in the language in force; ``at`` is when it was played.

    A stale one is of an earlier file: what this file does not name keeps its id.
    """
    words = team_level_words(tr)
    tones = outcome_tones(rehearsal, scenario)
    titles = {name: outcome_title(name, scenario, tr) for name in tones}
    findings = tuple(finding_words(each, scenario, tr) for each in rehearsal.findings)
    return PreflightView(
        title=tr("What teams will experience"),
        note=_note(rehearsal, at, tr),
        levels=tuple(words[each.level] for each in rehearsal.levels),
        ends=tr("How it ends"),
        bars=tuple(_bar(each, words[each.level], tones, titles) for each in rehearsal.levels),
        legend=tuple((titles[name], tone) for name, tone in tones.items()),
        durations=_durations(rehearsal.levels, words, scenario.duration_ms, tr),
        objectives=tr("Objectives that come up"),
        rows=_objectives(rehearsal.levels, scenario, tr),
        findings_title=tr("Findings"),
        findings=findings,
        nothing=tr("Nothing to report."),
        assumed=_assumed(rehearsal, tr),
        stale=tr("The file was changed after this pre-flight: rehearse again.") if is_stale else "",
        badge=badge_of(rehearsal, is_stale=is_stale, tr=tr),
    )  # fmt: skip


def outcome_tones(rehearsal: Rehearsal, scenario: Scenario) -> Mapping[str, str]:
    """Return each outcome's tone, in the order in which a bar shows them.

    Good is what the best teams reach most often. An end is bad where the patient does not live.
    Every other end is late, and a run that the clock stopped is grey.
    """
    names = dict.fromkeys(name for level in rehearsal.levels for name in level.outcomes)
    alive = [name for name in names if name != TIME_LIMIT and not _is_death(name, scenario)]
    tones = dict.fromkeys(alive[:1], "good") | dict.fromkeys(alive[1:], "late")
    tones |= {name: "bad" for name in names if name != TIME_LIMIT and name not in tones}
    if TIME_LIMIT in names:
        tones[TIME_LIMIT] = "limit"
    return tones


def outcome_title(name: str, scenario: Scenario, tr: Translate) -> str:
    """Return an outcome in words: the title of its final state, or the time limit."""
    if name == TIME_LIMIT:
        return tr("Time limit")
    return _state_title(scenario, name, tr) or name


def finding_words(finding: Finding, scenario: Scenario, tr: Translate) -> str:
    """Return a finding as a sentence with titles where the file has them."""
    levels = team_level_words(tr)
    fields: dict[str, str | int] = {}
    for name, entry in finding.fields.items():
        if name in {"level", "better", "weaker"}:
            fields[name] = levels.get(str(entry), str(entry))
        elif name == "states":
            fields[name] = tr(", ").join(
                state_words(each, scenario, tr) for each in str(entry).split(", ")
            )
        elif name == "rules":
            fields[name] = tr("; ").join(
                rule_line(each, scenario, tr) for each in str(entry).split(", ")
            )
        else:
            fields[name] = entry
    words = finding_text(Finding(kind=finding.kind, fields=fields), tr)
    return words[:1].upper() + words[1:]


def state_words(name: str, scenario: Scenario, tr: Translate) -> str:
    """Return the title of ``region.path``, or the name itself where the file has none."""
    region, _, path = name.partition(".")
    for each in scenario.regions:
        if each.id == region and path in scenario.states_of(region):
            return scenario.states_of(region)[path].title.in_language(tr.language)
    return name


def rule_line(name: str, scenario: Scenario, tr: Translate) -> str:
    """Return where a rule leads from and to, or what makes it fire; its name if it is unknown."""
    owned = [
        (region, state, rule)
        for region in scenario.regions
        for state in scenario.states_of(region.id).values()
        for rule in state.rules
    ]
    for region, state, rule in owned:
        if rule.name == name:
            here = state.title.in_language(tr.language)
            if rule.go is None:
                return f"{here}: {edge_words(rule, scenario, tr)[0]}"
            return f"{here} → {state_words(f'{region.id}.{rule.go}', scenario, tr)}"
    for rule in scenario.anywhere:
        if rule.name == name:
            return edge_words(rule, scenario, tr)[0]
    return name


def clock_short(at_ms: int) -> str:
    """Return a duration as ``9:36``."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"


def _is_death(name: str, scenario: Scenario) -> bool:
    titles = [
        state.title
        for region in scenario.regions
        for path, state in scenario.states_of(region.id).items()
        if path == name
    ]
    words = [name, *(words for title in titles for words in title.by_language.values())]
    return any(sign in each.casefold() for each in words for sign in _DEATH)


def _state_title(scenario: Scenario, path: str, tr: Translate) -> str:
    for region in scenario.regions:
        state = scenario.states_of(region.id).get(path)
        if state is not None:
            return state.title.in_language(tr.language)
    return ""


def _note(rehearsal: Rehearsal, at: datetime | None, tr: Translate) -> str:
    runs = sum(each.runs for each in rehearsal.levels)
    words = tr("{count} virtual runs, seed {seed}", count=runs, seed=rehearsal.seed)
    if at is None:
        return words
    return f"{words} · {day_words(tr, at)} {at:%H:%M}"


def _assumed(rehearsal: Rehearsal, tr: Translate) -> str:
    if rehearsal.model == "assumed":
        return tr(
            "Assumed teams: their delays, omissions and errors are chosen for teaching, "
            "not measured."
        )
    return tr("Team model: {name}", name=rehearsal.model)


def _bar(
    result: LevelResult, level: str, tones: Mapping[str, str], titles: Mapping[str, str]
) -> OutcomeBar:
    parts = tuple(
        OutcomePart(
            title=titles[name], tone=tone, share=result.outcomes[name] / result.runs,
            pct=_pct(result.outcomes[name], result.runs),
        )
        for name, tone in tones.items()
        if result.outcomes.get(name)
    )  # fmt: skip
    return OutcomeBar(level=level, parts=parts)


def _pct(part: int, whole: int) -> str:
    return f"{share_pct(part, whole)} %"


def _durations(
    levels: Sequence[LevelResult], words: Mapping[str, str], planned_ms: int, tr: Translate
) -> DurationView:
    rows = tuple(
        DurationRow(
            level=words[each.level], p50_ms=each.duration_p50_ms, p90_ms=each.duration_p90_ms,
            p50=clock_short(each.duration_p50_ms), p90=clock_short(each.duration_p90_ms),
        )
        for each in levels
    )  # fmt: skip
    times = [planned_ms, *(at for row in rows for at in (row.p50_ms, row.p90_ms))]
    ticks = _ticks_ms(min(times), max(times))
    return DurationView(
        title=tr("Duration"),
        half=tr("median"),
        most=tr("90 % ended"),
        planned=tr("planned {minutes} min", minutes=round(planned_ms / 60_000)),
        planned_ms=planned_ms,
        low_ms=ticks[0],
        high_ms=ticks[-1],
        ticks=tuple((at, tr("{minutes} min", minutes=at // 60_000)) for at in ticks),
        rows=rows,
    )  # fmt: skip


def _ticks_ms(low_ms: int, high_ms: int) -> tuple[int, ...]:
    """Return whole minutes that enclose both, at least two and few enough to be read."""
    found: tuple[int, ...] = ()
    for step in (minutes * _TICK_MS for minutes in _TICK_STEPS_MIN):
        first = low_ms // step * step
        last = -(-high_ms // step) * step
        found = tuple(range(first, max(last, first + step) + 1, step))
        if len(found) <= _MOST_TICKS:
            return found
    return (found[0], found[-1])


def _objectives(
    levels: Sequence[LevelResult], scenario: Scenario, tr: Translate
) -> tuple[ObjectiveRow, ...]:
    return tuple(
        ObjectiveRow(
            objective=objective,
            text=row.text.in_language(tr.language),
            cells=tuple(_cell(each.objective_runs.get(objective, 0), each.runs) for each in levels),
        )
        for objective, row in scenario.objectives.items()
    )


def _cell(part: int, whole: int) -> ShareCell:
    pct = share_pct(part, whole)
    return ShareCell(words=f"{pct} %", step=_below(_STEPS_PCT, pct))


def _below(bounds: Iterable[int], pct: int) -> int:
    return sum(pct >= bound for bound in bounds)
