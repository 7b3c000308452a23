"""The summary: what went well, what to try, and the figures with their definitions."""

from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.debrief.measures import Measure
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_expected import ExpectedRowView, ExpectedView
from simrunner.ui.presenters.debrief_words import Status, minute_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure: what it is, how much, and how it was counted."""

    title: str
    text: str
    definition: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """Everything the summary says; ``well`` and ``to_try`` are sentences, worst first."""

    take_aways_title: str
    take_away_hint: str
    add: str
    remove: str
    again: str
    no_take_aways: str
    well_title: str
    well: tuple[str, ...]
    no_well: str
    try_title: str
    to_try: tuple[str, ...]
    no_try: str
    figures_title: str
    figures: tuple[FigureView, ...]
    kept_title: str


def present_summary(
    expected: ExpectedView, measures: Sequence[Measure], tr: Translate
) -> SummaryView:
    """Return the summary in the language in force."""
    # A critical row weighs more than its place in the file.
    rows = sorted(expected.rows, key=lambda row: not row.is_critical)
    return SummaryView(
        take_aways_title=tr("Take-aways"),
        take_away_hint=tr("What one person takes home, in their own words"),
        add=tr("Add"),
        remove=tr("Remove"),
        again=tr("Run again from here"),
        no_take_aways=tr("Ask everyone for one thing they will do next time."),
        well_title=tr("What went well"),
        well=tuple(_well(row, tr) for row in rows if row.status is Status.DONE),
        no_well=tr("Nothing was seen inside its window; ask the team what worked."),
        try_title=tr("What to try"),
        to_try=tuple(line for row in rows if (line := _try(row, tr))),
        no_try=tr("Everything that was expected was seen in time."),
        figures_title=tr("Figures"),
        figures=tuple(figure(each, tr) for each in measures),
        kept_title=tr("Moments kept"),
    )


def figure(measure: Measure, tr: Translate) -> FigureView:
    """Return a figure in words; times of a minute and more are minutes and seconds."""
    number = measure.number
    if number is None:
        text = tr("nothing to measure")
    elif measure.unit == "s" and number >= 60:
        text = clock_text(round(number * 1000))
    else:
        text = f"{number:.{measure.decimals}f} {measure.unit}".strip()
    return FigureView(
        title=measure.title, text=text, definition=measure.definition, is_known=number is not None
    )


def _well(row: ExpectedRowView, tr: Translate) -> str:
    limit = row.window.limit_at_ms
    if limit is None:
        return tr("{title} at {clock}", title=row.title, clock=row.moment)
    return tr(
        "{title} at {clock}, inside its limit of {limit}",
        title=row.title,
        clock=row.moment,
        limit=minute_text(limit),
    )


def _try(row: ExpectedRowView, tr: Translate) -> str:
    limit = row.window.limit_at_ms
    if row.status is Status.MISSED and limit is not None:
        return tr(
            "{title}: not seen, expected by {limit}", title=row.title, limit=minute_text(limit)
        )
    if row.status is Status.MISSED:
        return tr("{title}: not seen", title=row.title)
    if row.status is Status.LATE:
        return tr(
            "{title}: seen at {clock}, {late} after the limit",
            title=row.title,
            clock=row.moment,
            late=row.note.removeprefix("+"),
        )
    if row.status is Status.EARLY:
        return tr(
            "{title}: seen at {clock}, {note}", title=row.title, clock=row.moment, note=row.note
        )
    return ""
