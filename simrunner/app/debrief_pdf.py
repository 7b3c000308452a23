"""The debrief of a recorded run as a PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from simrunner.app.assets import instruments_of
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.attempts_compare import CompareView
from simrunner.ui.report.debrief_report import write_debrief_pdf


def save_debrief(
    window: QWidget,
    record: RunRecord,
    scenario: Scenario,
    take_aways: Sequence[str],
    *,
    comparison: CompareView | None = None,
    tr: Translate,
    art: Artwork,
    chosen: Callable[[], None],
) -> str:
    """Ask for a file and write the PDF; return why it could not be written, else nothing.

    ``chosen`` is told before anything is written.
    """
    name = f"{record.summary.scenario}-{record.summary.run}.pdf"
    file, _ = QFileDialog.getSaveFileName(window, tr("Save the debrief"), name, "PDF (*.pdf)")
    if not file:
        return ""
    chosen()
    try:
        write_debrief_pdf(
            Path(file), record=record, scenario=scenario, tr=tr, art=art,
            instruments=instruments_of(scenario), take_aways=take_aways,
            comparison=comparison,
        )  # fmt: skip
    except OSError as trouble:
        problem = trouble.strerror or str(trouble)
        return tr("{file} could not be written: {problem}", file=file, problem=problem)
    return ""
