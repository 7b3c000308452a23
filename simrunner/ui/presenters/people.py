"""People and their data in words: the list, one person's consents, what erasing takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simrunner.domain.person import AuditEntry, Deed, Purpose, Reason
from simrunner.domain.text import Translate
from simrunner.record.erase import Erased
from simrunner.record.roll import Enrolled, PersonStanding
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.export_words import purpose_words
from simrunner.ui.presenters.record_care import wall_words

LOOKS_SHOWN = 100
"""Lines of the audit that are listed, the newest: all of them are in the person's export."""

NAME_REASONS = (Reason.TEACHING, Reason.ASSESSMENT, Reason.REQUEST, Reason.UPKEEP)
"""Why names are looked up in a session: what is offered in the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A line of the list; ``spoken`` is all of it for a screen reader."""

    code: str
    name: str
    facts: str
    chips: tuple[ChipView, ...]
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """One purpose: its name, the words that are agreed to, how it stands and what may be done."""

    purpose: Purpose
    name: str
    words: str
    state: ChipView
    since: str
    is_given: bool
    button: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Everything about one person that the window shows; lines are whole sentences."""

    code: str
    name: str
    facts: str
    consents: tuple[ConsentView, ...]
    roles: tuple[str, ...]
    looks: tuple[str, ...]
    is_erased: bool


def present_roll(
    enrolled: Sequence[Enrolled], names: Mapping[str, str], tr: Translate
) -> tuple[PersonRow, ...]:
    """Return the list; ``names`` by code are those that were looked up."""
    return tuple(_row(one, names.get(one.person.code, ""), tr) for one in enrolled)


def _row(one: Enrolled, name: str, tr: Translate) -> PersonRow:
    person, words = one.person, purpose_words(tr)
    if person.erased_wall is not None:
        chips: tuple[ChipView, ...] = (ChipView(text=tr("erased"), icon="minus"),)
        facts = tr("erased {day}", day=person.erased_wall[:10])
    else:
        agreed = [ChipView(text=words[each], tone="ok") for each in Purpose if each in one.agreed]
        # Somebody who takes part and has not agreed is what an instructor must see.
        lacks = ChipView(text=tr("no consent"), tone="warn" if one.runs else "neutral")
        chips = tuple(agreed) or (lacks,)
        runs = {0: tr("in no run"), 1: tr("in 1 run")}.get(
            one.runs, tr("in {count} runs", count=one.runs)
        )
        facts = f"{runs} · {tr('entered {day}', day=person.created_wall[:10])}"
    parts = (person.code, name, facts, *(chip.text for chip in chips))
    return PersonRow(
        code=person.code, name=name, facts=facts, chips=chips,
        spoken=", ".join(part for part in parts if part),
    )  # fmt: skip


def present_person(
    standing: PersonStanding, name: str, texts: Mapping[Purpose, Mapping[str, str]], tr: Translate
) -> PersonView:
    """Return one person; ``texts`` are the words of each purpose by language."""
    person = standing.person
    facts = [tr("entered {day}", day=person.created_wall[:10])]
    if person.erased_wall is not None:
        facts.append(tr("erased {day}", day=person.erased_wall[:10]))
    if standing.teams:
        facts.append(tr("in {teams}", teams=", ".join(standing.teams)))
    newest = tuple(reversed(standing.looks))[:LOOKS_SHOWN]
    return PersonView(
        code=person.code,
        name=name,
        facts=" · ".join(facts),
        consents=tuple(_consent(purpose, standing, texts[purpose], tr) for purpose in Purpose),
        roles=tuple(f"{run}  {role}" for run, role in standing.roles),
        looks=tuple(look_words(entry, tr) for entry in newest),
        is_erased=person.erased_wall is not None,
    )


def _consent(
    purpose: Purpose, standing: PersonStanding, texts: Mapping[str, str], tr: Translate
) -> ConsentView:
    last = next((one for one in reversed(standing.consents) if one.purpose is purpose), None)
    name = purpose_words(tr)[purpose]
    is_given = last is not None and last.withdrawn_wall is None
    if standing.person.erased_wall is not None:
        state, since = ChipView(text=tr("erased"), icon="minus"), ""
    elif last is None:
        state, since = ChipView(text=tr("not asked or refused"), icon="minus"), ""
    elif last.withdrawn_wall is None:
        state = ChipView(text=tr("agreed"), tone="ok")
        since = tr(
            "{when}, text {version}", when=wall_words(last.given_wall), version=last.text_version
        )
    else:
        state = ChipView(text=tr("withdrawn"), tone="warn")
        since = wall_words(last.withdrawn_wall)
    button, tip = tr("Store consent"), tr("Store that the person agreed to these words")
    if is_given:
        button, tip = tr("Withdraw"), tr("Store that the person agrees no more")
    return ConsentView(
        purpose=purpose, name=name, words=texts[tr.language], state=state, since=since,
        is_given=is_given, button=button, tip=f"{tip}: {name}",
    )  # fmt: skip


def look_words(entry: AuditEntry, tr: Translate) -> str:
    """Return a line of the audit: when, who, what, of what, why."""
    return tr(
        "{when}  {who} {deed}: {about} ({reason})", when=wall_words(entry.by.wall),
        who=entry.by.who, deed=deed_words(tr)[entry.deed], about=entry.about,
        reason=why_words(tr)[entry.by.reason],
    )  # fmt: skip


def deed_words(tr: Translate) -> dict[Deed, str]:
    """Return what the audit remembers, in words that follow a person's code."""
    return {
        Deed.PERSON_ADDED: tr("entered"), Deed.NAMES_READ: tr("looked names up"),
        Deed.RESULTS_READ: tr("read results"), Deed.DEBRIEF_OPENED: tr("opened the debrief"),
        Deed.DEBRIEF_PRINTED: tr("printed the debrief"),
        Deed.ASSESSMENT_OPENED: tr("opened the assessment"),
        Deed.RUN_REPLAYED: tr("replayed"), Deed.RUN_COMPARED: tr("compared"),
        Deed.RUN_QUERIED: tr("asked questions of"), Deed.RUN_EXPORTED: tr("exported"),
        Deed.EXPORTED_WITHOUT_CONSENT: tr("exported without consent"),
        Deed.PERSON_EXPORTED: tr("exported everything on"),
        Deed.PSEUDONYMS_EXPORTED: tr("exported under codes"),
        Deed.CONSENT_GIVEN: tr("stored a consent"),
        Deed.CONSENT_WITHDRAWN: tr("stored a withdrawal"),
        Deed.LOCKED_SCORE_CHANGED: tr("changed a locked score"),
        Deed.PERSON_ERASED: tr("erased"), Deed.TEXT_ERASED: tr("erased a text"),
        Deed.ERASURES_TAKEN: tr("took over erasures"),
        Deed.MEDIUM_ADDED: tr("attached a recording"), Deed.MEDIUM_READ: tr("opened a recording"),
        Deed.CLOCK_SET: tr("set a retention clock"),
        Deed.REMOVAL_ANNOUNCED: tr("announced a removal"),
        Deed.REMOVAL_UNDONE: tr("took a removal back"), Deed.REMOVAL_DONE: tr("removed"),
    }  # fmt: skip


def why_words(tr: Translate) -> dict[Reason, str]:
    """Return the reasons of the audit."""
    return {
        Reason.REQUEST: tr("their own request"), Reason.ASSESSMENT: tr("assessment"),
        Reason.APPEAL: tr("appeal"), Reason.CORRECTION: tr("correction"),
        Reason.TEACHING: tr("teaching"), Reason.RESEARCH: tr("research"),
        Reason.CLOCK: tr("retention clock"), Reason.UPKEEP: tr("upkeep"),
    }  # fmt: skip


def would_go_words(would_go: Erased, runs: int, tr: Translate) -> str:
    """Return what erasing somebody would take and what it would leave, before it is done."""
    said = [
        tr(
            "Name, contact, roles ({runs}), teams and consents go, and with them texts ({texts}), "
            "notes ({notes}) and recordings ({media}). The runs, their vital signs and scores "
            "stay, without a name. This cannot be undone.",
            runs=runs, texts=would_go.texts, notes=would_go.notes, media=would_go.media,
        )
    ]  # fmt: skip
    if would_go.runs_with_old_text:
        said.append(_old_text_words(would_go, tr))
    return "\n".join(said)


def erased_words(
    code: str, erased: Erased, copies: Sequence[Path], tr: Translate
) -> tuple[str, ...]:
    """Return what was erased and what is left, a sentence each."""
    said = [
        tr(
            "{code} is erased: name, contact, roles, teams and consents, {texts} text(s), {notes} "
            "note(s), {media} recording(s).",
            code=code, texts=erased.texts, notes=erased.notes, media=erased.media,
        )
    ]  # fmt: skip
    if erased.texts_of_others:
        said.append(
            tr(
                "{count} text(s) of others stand in runs that {code} took part in and may name "
                "them: `simrunner people texts` lists them, to be erased one by one.",
                count=erased.texts_of_others, code=code,
            )
        )  # fmt: skip
    if erased.runs_with_old_text:
        said.append(_old_text_words(erased, tr))
    return (*said, *copies_words(copies, tr))


def copies_words(copies: Sequence[Path], tr: Translate) -> tuple[str, ...]:
    """Return a sentence for each copy beside the record: nobody else knows that it is there."""
    return tuple(
        tr("{copy} was made by an upgrade and holds what it held: delete it yourself.", copy=copy)
        for copy in copies
    )


def _old_text_words(erased: Erased, tr: Translate) -> str:
    return tr(
        "Texts of a release before 0.2 are part of the chain and stay, in {runs}.",
        runs=", ".join(erased.runs_with_old_text),
    )
