"""The debrief of a recorded run as a PDF."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from simrunner.app.assets import instruments_of
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.report.debrief_report import write_debrief_pdf


def save_debrief(
    window: QWidget,
    record: RunRecord,
    scenario: Scenario,
    take_aways: Sequence[str],
    *,
    tr: Translate,
    art: Artwork,
) -> str:
    """Ask for a file and write the PDF; return why it could not be written, else nothing."""
    name = f"{record.summary.scenario}-{record.summary.run}.pdf"
    file, _ = QFileDialog.getSaveFileName(window, tr("Save the debrief"), name, "PDF (*.pdf)")
    if not file:
        return ""
    try:
        write_debrief_pdf(
            Path(file), record=record, scenario=scenario, tr=tr, art=art,
            instruments=instruments_of(scenario), take_aways=take_aways,
        )  # fmt: skip
    except OSError as trouble:
        problem = trouble.strerror or str(trouble)
        return tr("{file} could not be written: {problem}", file=file, problem=problem)
    return ""
