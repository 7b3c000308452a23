"""What the report adds to the debrief: people's ratings, marks and deeds as rows of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simrunner.assessment.form import FormState, form_state
from simrunner.assessment.instrument import Instrument
from simrunner.debrief.timeline import Timeline
from simrunner.domain.action import Source
from simrunner.domain.annotation import FormLocked, ItemRated
from simrunner.domain.run_record import RatingChain, RunRecord
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_expected import ExpectedRowView
from simrunner.ui.presenters.debrief_words import (
    Status,
    behaviour_word,
    gap_sentence,
    mark_sign,
    status_word,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One category of a locked form: its sum out of what was possible, and what was left out."""

    title: str
    score: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingsView:
    """One rater's form; ``sentence`` says why there are no rows."""

    title: str
    rows: tuple[RatingRow, ...]
    sentence: str


def observed_words(row: ExpectedRowView, tr: Translate) -> str:
    """Return what was seen of an expectation in one line."""
    word = status_word(row.status, tr)
    if row.status is Status.MISSED:
        return tr(", ").join((word, tr("not seen")))
    if row.status is Status.EARLY and row.note:
        return f"{row.moment} {row.note}"
    note = "" if row.note == word else row.note
    return tr(", ").join(part for part in (f"{row.moment} {word}".strip(), note) if part)


def mark_rows(line: Timeline, tr: Translate) -> tuple[tuple[str, str, str, str], ...]:
    """Return time, behaviour, note and rater of every mark that counts."""
    return tuple(
        (
            clock_text(mark.at_ms),
            f"{mark_sign(mark.sign)} {behaviour_word(mark.category, tr)}".strip(),
            mark.note,
            mark.rater,
        )
        for mark in line.marks
    )


def deed_rows(line: Timeline, tr: Translate) -> tuple[tuple[str, str, str], ...]:
    """Return time, words and source of everything that was done, in time order."""
    sources = source_words(tr)
    deeds = [
        (
            point.at_ms,
            tr("{label}, taken back", label=point.label) if point.is_annulled else point.label,
            sources.get(point.source, point.source.value),
        )
        for point in (*line.drugs, *line.acts)
    ]
    for shock in line.shocks:
        words = tr("shock {energy} J", energy=shock.energy_j)
        if shock.is_synchronised:
            words = tr("synchronised shock {energy} J", energy=shock.energy_j)
        deeds.append((shock.at_ms, words, ""))
    for span in line.infusions:
        until = clock_text(span.end_ms)
        words = tr("{label}, until {clock}", label=span.label, clock=until)
        deeds.append((span.start_ms, words, ""))
    for span in line.pins:
        until = clock_text(span.end_ms)
        words = tr("{label} pinned, until {clock}", label=span.label, clock=until)
        deeds.append((span.start_ms, words, sources[Source.FACILITATOR]))
    for pushed in line.compressions:
        until = clock_text(pushed.end_ms)
        words = tr("{count} compressions, until {clock}", count=pushed.count, clock=until)
        deeds.append((pushed.start_ms, words, ""))
    for named in line.bookmarks:
        words = tr("bookmark: {label}", label=named.label)
        deeds.append((named.at_ms, words, sources[Source.FACILITATOR]))
    deeds += [(gap.at_ms, gap_sentence(gap, tr), "") for gap in line.gaps]
    return tuple(
        (clock_text(at_ms), words, source)
        for at_ms, words, source in sorted(deeds, key=lambda deed: deed[0])
    )


def source_words(tr: Translate) -> Mapping[Source, str]:
    """Return the word of every source."""
    return {
        Source.LEARNER: tr("learner"),
        Source.FACILITATOR: tr("facilitator"),
        Source.SCENARIO: tr("scenario"),
        Source.PHYSIOLOGY: tr("physiology"),
        Source.DEVICE: tr("device"),
        Source.ASSESSOR: tr("assessor"),
        Source.MONITOR: tr("monitor"),
    }


def ratings(
    record: RunRecord, instruments: Mapping[str, Instrument], tr: Translate
) -> tuple[RatingsView, ...]:
    """Return the forms in which something was rated; a form not locked yet keeps its figures."""
    return tuple(
        _form(chain, instruments.get(chain.instrument), tr)
        for chain in record.ratings
        if any(isinstance(entry.annotation, ItemRated) for entry in chain.entries)
    )


def _form(chain: RatingChain, instrument: Instrument | None, tr: Translate) -> RatingsView:
    notes = [entry.annotation for entry in chain.entries]
    name = chain.instrument if instrument is None else instrument.name.in_language(tr.language)
    title = tr("{instrument}, rater {rater}", instrument=name, rater=chain.rater)
    if not any(isinstance(note, FormLocked) for note in notes):
        sentence = tr("Not locked yet: figures are kept back until it is.")
        return RatingsView(title=title, rows=(), sentence=sentence)
    if instrument is None:
        latest = {note.item: note for note in notes if isinstance(note, ItemRated)}
        left_out = sum(not note.is_observed for note in latest.values())
        sentence = tr(
            "{count} items rated, {left_out} not observed; the form itself is not at hand.",
            count=len(latest) - left_out,
            left_out=left_out,
        )
        return RatingsView(title=title, rows=(), sentence=sentence)
    return RatingsView(
        title=title, rows=_rows(instrument, form_state(instrument, notes), tr), sentence=""
    )


def _rows(instrument: Instrument, state: FormState, tr: Translate) -> tuple[RatingRow, ...]:
    rows = []
    for category in instrument.categories:
        sums = state.categories[category.id]
        own = state.items.get(category.id)
        score = _score(sums.score_sum, sums.possible_sum)
        if own is not None and own.score is not None:
            score = str(own.score)
        rows.append(
            RatingRow(
                title=category.title.in_language(tr.language),
                score=score,
                note=_left_out(sums.items, sums.scored, tr),
            )
        )
    if instrument.global_item is not None:
        one = state.items[instrument.global_item.id]
        rows.append(
            RatingRow(
                title=instrument.global_item.title.in_language(tr.language),
                score=tr("not observed") if one.score is None else str(one.score),
                note="",
            )
        )
    if state.score_sum is not None:
        rows.append(
            RatingRow(
                title=tr("Sum"),
                score=_score(state.score_sum, state.possible_sum),
                note=tr("items not observed are left out of both numbers"),
            )
        )
    return tuple(rows)


def _score(found: int | None, possible: int | None) -> str:
    if not possible:
        return "–"
    return f"{found} / {possible}"


def _left_out(items: int, scored: int, tr: Translate) -> str:
    missing = items - scored
    return tr("{count} not observed", count=missing) if missing else ""


def grouped_digest(head: str) -> str:
    """Return the start of a digest in groups, for people to compare."""
    return " ".join(head[at : at + 4] for at in range(0, 12, 4)).strip()


def first_words(sentences: Sequence[str], nothing: str) -> tuple[str, ...]:
    """Return the sentences, or what stands in their place."""
    return tuple(sentences) or (nothing,)
