"""The debrief of a recorded run as a PDF."""

from collections.abc import Sequence
from pathlib import Path

from simrunner.app.assets import instruments_of
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.report.debrief_report import write_debrief_pdf


def export_debrief(
    file: Path,
    record: RunRecord,
    scenario: Scenario,
    take_aways: Sequence[str],
    *,
    tr: Translate,
    art: Artwork,
) -> str:
    """Write the PDF and return why it could not be written, empty when it was."""
    try:
        write_debrief_pdf(
            file, record=record, scenario=scenario, tr=tr, art=art,
            instruments=instruments_of(scenario), take_aways=take_aways,
        )  # fmt: skip
    except OSError as trouble:
        problem = trouble.strerror or str(trouble)
        return tr("{file} could not be written: {problem}", file=file, problem=problem)
    return ""
