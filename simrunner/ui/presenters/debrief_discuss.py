"""What to talk about: objectives, questions, and what happened around the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simrunner.debrief.timeline import Timeline
from simrunner.domain.chart import Scenario
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_expected import ExpectedRowView, ExpectedView
from simrunner.ui.presenters.debrief_words import Status, behaviour_word, mark_sign, minute_text

NEAR_MS = 90_000
"""Evidence shows what happened no farther from the cursor than this."""

SHOWN = 5

Way = Literal["self-assess", "facilitate", "inform"]
WAYS: tuple[Way, ...] = ("self-assess", "facilitate", "inform")
"""The three ways of PEARLS analysis (Eppich and Cheng 2015)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveChip:
    """An objective to talk about."""

    objective: str
    number: str
    text: str
    is_current: bool
    is_discussed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """A deed or a mark near the cursor; ``is_nearest`` is the one the cursor stands at."""

    at_ms: int
    clock: str
    text: str
    icon: str
    sign: str
    tone: str
    is_nearest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussView:
    """The panel for one objective and one way of asking."""

    title: str
    counter: str
    chips: tuple[ObjectiveChip, ...]
    ways: tuple[tuple[str, str], ...]
    question: str
    prompt: str
    note_hint: str
    ratings_note: str


class DiscussPresenter:
    """Remembers which objective is open and which have been."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Begin with the first objective."""
        self._scenario = scenario
        self._tr = tr
        self._names = tuple(scenario.objectives)
        self.objective = self._names[0] if self._names else ""
        self.way: Way = "facilitate"
        self._discussed: set[str] = set()

    def open(self, objective: str) -> None:
        """Go to an objective; one that the file lacks changes nothing."""
        if objective in self._names and objective != self.objective:
            self._discussed.add(self.objective)
            self._discussed.discard(objective)
            self.objective = objective

    def present(self, expected: ExpectedView) -> DiscussView:
        """Return the panel in the language in force."""
        tr = self._tr
        rows = [row for row in expected.rows if row.objective == self.objective]
        question, prompt = self._words(rows)
        counter = ""
        if self._names:
            at = self._names.index(self.objective) + 1
            counter = tr("objective {number} of {count}", number=at, count=len(self._names))
        return DiscussView(
            title=tr("Discuss"),
            counter=counter,
            chips=tuple(self._chip(name) for name in self._names),
            ways=(
                ("self-assess", tr("Self-assess")),
                ("facilitate", tr("Facilitate")),
                ("inform", tr("Inform")),
            ),
            question=question,
            prompt=prompt,
            note_hint=tr("What the team said, for the summary…"),
            ratings_note=tr("Ratings stay hidden until you release them."),
        )

    def _chip(self, name: str) -> ObjectiveChip:
        return ObjectiveChip(
            objective=name,
            number=name,
            text=self._scenario.objectives[name].text.in_language(self._tr.language),
            is_current=name == self.objective,
            is_discussed=name in self._discussed,
        )

    def _words(self, rows: Sequence[ExpectedRowView]) -> tuple[str, str]:
        """Return the question and the line below it for the way in force."""
        tr = self._tr
        if self.way == "self-assess":
            return (
                tr("What went well here, and what would you do differently?"),
                tr("Plus and delta; collect both before adding anything of your own."),
            )
        if self.way == "inform":
            lines = [tr("{title}: {by}", title=row.title, by=row.by) for row in rows if row.by]
            return tr("What the plan was"), tr("; ").join(lines) or tr("Nothing was timed here.")
        asked = next(
            (q for q in self._scenario.debrief if q.objective == self.objective),
            next((q for q in self._scenario.debrief if q.objective is None), None),
        )
        question = tr("What was on your mind here?")
        if asked is not None:
            question = asked.text.in_language(tr.language)
        return question, self._seen(rows)

    def _seen(self, rows: Sequence[ExpectedRowView]) -> str:
        """Return what was seen and the wondering that follows it (advocacy and inquiry)."""
        tr = self._tr
        row = next(
            (row for row in rows if row.status is not Status.DONE), rows[0] if rows else None
        )
        if row is None:
            return ""
        if row.status is Status.MISSED:
            seen = tr("I did not see: {title}.", title=row.title)
        elif row.moment:
            seen = tr("I saw {title} at {clock}.", title=row.title, clock=row.moment)
        else:
            return ""
        return tr("{seen} I wonder what led to that.", seen=seen)


def evidence(line: Timeline, at_ms: int, tr: Translate) -> tuple[EvidenceRow, ...]:
    """Return at most SHOWN deeds and marks near a time, in time order."""
    found = [
        *((dose.at_ms, dose.label, "syringe", "", "ac") for dose in line.drugs),
        *((act.at_ms, act.label, "hand", "", "tx2") for act in line.acts),
        *(
            (shock.at_ms, tr("shock {energy} J", energy=shock.energy_j), "defib", "", "warn")
            for shock in line.shocks
        ),
        *((named.at_ms, named.label, "bookmark", "", "tx2") for named in line.bookmarks),
        *(
            (
                mark.at_ms,
                mark.note or behaviour_word(mark.category, tr) or tr("mark"),
                "",
                mark_sign(mark.sign),
                {"+": "ok", "-": "bad"}.get(mark.sign, "tx2"),
            )
            for mark in line.marks
        ),
    ]
    by_distance = sorted(
        (one for one in found if abs(one[0] - at_ms) <= NEAR_MS),
        key=lambda one: abs(one[0] - at_ms),
    )
    # Doing the same again and again is one piece of evidence, at its nearest time.
    near = list({one[1:4]: one for one in reversed(by_distance)}.values())
    near = sorted(near, key=lambda one: abs(one[0] - at_ms))[:SHOWN]
    nearest_ms = near[0][0] if near else None
    return tuple(
        EvidenceRow(
            at_ms=when_ms,
            clock=clock_text(when_ms),
            text=text,
            icon=icon,
            sign=sign,
            tone=tone,
            is_nearest=when_ms == nearest_ms,
        )
        for when_ms, text, icon, sign, tone in sorted(near, key=lambda one: one[0])
    )


def no_evidence(tr: Translate) -> str:
    """Return what stands in place of evidence where nothing happened."""
    return tr("Nothing was done or marked within {clock} of here.", clock=minute_text(NEAR_MS))
