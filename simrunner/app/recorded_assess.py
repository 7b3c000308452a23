"""The assessor's page of a run that is over: the same form, the same chain."""

from simrunner.app.live_run import RATER, instrument_for, rater_of
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.record.library import Library
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.windows.assess_page import AssessPage


def assess_recorded(
    library: Library, record: RunRecord, scenario: Scenario, *, tr: Translate, art: Artwork
) -> AssessPage:
    """Return the page on which the assessor goes on with a finished run."""
    page = AssessPage(
        art, tr, scenario=scenario, instrument=instrument_for(scenario),
        rater=rater_of(library, record.summary.run, scenario), clock=lambda: 0, rater_name=RATER,
    )  # fmt: skip
    page.load(record)
    return page
