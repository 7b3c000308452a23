"""What is known of a pack's pre-flight, and the words around its figures."""

from dataclasses import dataclass
from datetime import datetime

from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.rehearsal.preflight import Rehearsal


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a pack's pre-flight: the scenario as it is to be run, what was rehearsed.

    ``scenario`` is None when the file has errors. ``is_stale`` says that the rehearsal is of an
    earlier file. ``done_runs`` of ``all_runs`` are played while a rehearsal goes on, else None.
    """

    scenario: Scenario | None = None
    rehearsal: Rehearsal | None = None
    at: datetime | None = None
    is_stale: bool = False
    done_runs: int | None = None
    all_runs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsWords:
    """The words around the figures: buttons, progress, and what stands there before any."""

    title: str
    rehearse: str
    rehearse_tip: str
    cancel: str
    progress: str
    empty: str
    empty_hint: str
    export: str
    export_tip: str


def teams_words(standing: Standing, tr: Translate) -> TeamsWords:
    """Return the words around the figures."""
    again = standing.rehearsal is not None
    return TeamsWords(
        title=tr("What teams will experience"),
        rehearse=tr("Rehearse again") if again else tr("Rehearse"),
        rehearse_tip=tr("Let 200 virtual teams of each level play this scenario"),
        cancel=tr("Cancel"),
        progress=tr(
            "{done} of {count} runs", done=standing.done_runs or 0, count=standing.all_runs
        ),
        empty=tr("No virtual team has played this scenario yet."),
        empty_hint=tr(
            "Rehearse shows how it ends, how long it lasts and which objectives come up, "
            "before anyone stands at the bed."
        ),
        export=tr("Export pre-flight"),
        export_tip=tr("Save the pre-flight as a PDF of one page"),
    )
