"""The debrief of one run: everything its window and its report say, in the language in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simrunner.debrief.expected import expected_table
from simrunner.debrief.measures import Measure, measures
from simrunner.debrief.moments import Moment, Moments
from simrunner.debrief.timeline import Timeline, build_timeline
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_discuss import DiscussPresenter, EvidenceRow, evidence
from simrunner.ui.presenters.debrief_expected import ExpectedView, present_expected
from simrunner.ui.presenters.debrief_replay import ReplayPresenter
from simrunner.ui.presenters.debrief_summary import SummaryView, present_summary
from simrunner.ui.presenters.debrief_timeline import TimelineView, present_timeline
from simrunner.ui.presenters.debrief_words import date_words
from simrunner.ui.presenters.medium_point import MediumPoint, with_media
from simrunner.ui.presenters.terms import word

Phase = Literal["reactions", "analysis", "summary"]
PHASES: tuple[Phase, ...] = ("reactions", "analysis", "summary")
"""The phases of PEARLS (Eppich and Cheng 2015); its description opens the analysis here."""

PLANNED_MIN = {"reactions": 5, "analysis": 20, "summary": 5}
"""How long a phase is meant to last. A teaching choice (unverified)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderView:
    """The bar on top. In reactions ``title`` and ``facts`` carry no figure of the run.

    In a narrow window ``short_title`` and ``long_facts`` stand in for them.
    """

    title: str
    facts: str
    short_title: str
    long_facts: str
    phases: tuple[tuple[str, str], ...]
    phase_tip: str
    planned: str
    report: str
    report_tip: str
    more: str
    more_tip: str
    onward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsView:
    """The calm page: ways to ask, who sits there, no figure."""

    questions: tuple[tuple[str, str], ...]
    another: str
    seats: tuple[tuple[str, str], ...]
    note_title: str
    note_privacy: str
    note_hint: str
    rule: str
    lead: str
    onward: str


def _joined(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)


class DebriefPresenter:
    """Reads one stored run; ask ``retell`` after a change of language."""

    def __init__(self, record: RunRecord, scenario: Scenario, tr: Translate) -> None:
        """Read the run once."""
        self._record = record
        self._scenario = scenario
        self._tr = tr
        self.replay = ReplayPresenter(record, tr)
        self.discuss = DiscussPresenter(scenario, tr)
        self._media: Sequence[MediumPoint] = ()
        self.retell()

    def retell(self) -> None:
        """Say everything again in the language in force."""
        tr = self._tr
        self._line = build_timeline(self._record, self._scenario, tr.language)
        self._moments = Moments(self._record, self._scenario, self._line)
        self._expected = present_expected(
            expected_table(self._record, self._scenario, tr), self._scenario, tr
        )
        self._timeline = present_timeline(self._line, self._expected, self._scenario, tr)
        self._measures = measures(self._record, self._line, tr)

    @property
    def duration_ms(self) -> int:
        """How long the run lasted."""
        return self._line.duration_ms

    @property
    def line(self) -> Timeline:
        """The run on one axis, as the debrief computed it."""
        return self._line

    @property
    def expected(self) -> ExpectedView:
        """Expected against observed."""
        return self._expected

    @property
    def timeline(self) -> TimelineView:
        """The time line, with what is attached to the run."""
        return with_media(self._timeline, self._media, self._tr)

    def show_media(self, points: Sequence[MediumPoint]) -> None:
        """Take the files that are attached now."""
        self._media = tuple(points)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The figures of the run."""
        return self._measures

    def moment(self, at_ms: int) -> Moment:
        """Return what was true at a time."""
        return self._moments.at(at_ms)

    def evidence(self, at_ms: int) -> tuple[EvidenceRow, ...]:
        """Return what happened near a time."""
        return evidence(self._line, at_ms, self._tr)

    def summary(self) -> SummaryView:
        """Return the summary."""
        return present_summary(self._expected, self._measures, self._tr)

    @property
    def scenario_title(self) -> str:
        """The scenario's title."""
        return self._scenario.title.in_language(self._tr.language)

    def start_ms(self) -> int:
        """Return where the cursor begins: at the first thing that did not go as planned, else 0."""
        known = [row.jump_ms for row in self._expected.rows if row.tone in ("warn", "bad", "info")]
        return next((at for at in known if at is not None), 0)

    def header(self, phase: Phase) -> HeaderView:
        """Return the bar on top in a phase."""
        tr = self._tr
        summary = self._record.summary
        title = tr("Debrief: {title}", title=self.scenario_title)
        length = "" if phase == "reactions" else clock_text(self.duration_ms)
        date = date_words(summary.started_wall, tr)
        onward = {"reactions": tr("To analysis"), "analysis": tr("To summary"), "summary": ""}
        return HeaderView(
            title=_joined(title, summary.team, length),
            facts=date,
            short_title=title,
            long_facts=_joined(summary.team, length, date),
            phases=(
                ("reactions", tr("1  Reactions")),
                ("analysis", tr("2  Analysis")),
                ("summary", tr("3  Summary")),
            ),
            phase_tip=tr("Phase of the debrief"),
            planned=tr("of about {minutes} min", minutes=PLANNED_MIN[phase]),
            report=tr("Report as PDF"),
            report_tip=tr("Write this debrief as a PDF"),
            more=tr("More"),
            more_tip=tr("What else may be done with this run"),
            onward=onward[phase],
        )

    def reactions(self) -> ReactionsView:
        """Return the calm page."""
        tr = self._tr
        return ReactionsView(
            questions=(
                (
                    tr("How are you feeling?"),
                    tr("Whatever comes first. Everyone who wants to, once."),
                ),
                (tr("What stays with you?"), tr("One word or one picture is enough.")),
                (tr("How was that for you?"), tr("We listen; nobody has to answer.")),
            ),
            another=tr("Another way to ask"),
            seats=self._seats(),
            note_title=tr("My note"),
            note_privacy=tr("only for you"),
            note_hint=tr("Words to come back to…"),
            rule=tr("What is said here stays here. Nobody is scored in this phase."),
            lead=tr("When the room is ready. Facts and curves come next, not before."),
            onward=tr("To analysis"),
        )

    def _seats(self) -> tuple[tuple[str, str], ...]:
        """Return (role, kind) around the table; kind is learner, other or facilitator."""
        tr = self._tr
        roles = self._scenario.roles.values()
        learners = [(word({}, role.id), "learner") for role in roles if role.plays == "learner"]
        others = [(word({}, role.id), "other") for role in roles if role.plays == "confederate"]
        # More than nine roles do not fit around the table; learners come first.
        return (*(learners + others)[:9], (tr("Facilitator"), "facilitator"))
