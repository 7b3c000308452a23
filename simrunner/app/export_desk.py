"""Export of a run from its debrief: the format, the consents, the file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from simrunner.app.disk_words import trouble_words
from simrunner.app.fold_job import FoldJob
from simrunner.domain.person import Purpose, Reason
from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate
from simrunner.record.consent import not_agreed
from simrunner.record.library import Library
from simrunner.record.look import with_people
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.windows.export_window import ExportWindow

_ENDINGS = {"bundle": "zip"}


class ExportDesk(QObject):
    """Opens the export of one run beside the window, and writes it in the background."""

    def __init__(self, window: QWidget, art: Artwork, tr: Translate) -> None:
        """Show nothing yet."""
        super().__init__()
        self._window, self._art, self._tr = window, art, tr
        self._shown: ExportWindow | None = None
        self._job: FoldJob | None = None

    def deed(self, library: Library, run: str) -> Deed:
        """Return the entry of the debrief's menu."""
        return Deed(
            name="export", key="Ctrl+E", words=lambda tr: tr("Export this run…"),
            act=lambda _at_ms: self._open(library, run),
        )  # fmt: skip

    @property
    def shown(self) -> ExportWindow | None:
        """The window of the export, if it is open."""
        return self._shown

    def write(self, library: Library, run: str, out: Path) -> None:
        """Write the run as chosen in the window; a file that is there is replaced."""
        from simrunner.app.export_consent import let_out
        from simrunner.app.record_care import write_runs
        from simrunner.record.bundle import with_parents

        shown, tr = self._shown, self._tr
        if shown is None or (self._job is not None and self._job.is_going):
            return
        kind, purpose, without = shown.kind, shown.purpose, shown.without
        runs = with_parents(library, [run]) if kind == "bundle" else (run,)
        trouble = self._lacking(library, runs, purpose, without)
        if trouble:
            shown.tell(trouble)
            return

        def work(_step: Callable[[SimTimeMs], None]) -> Path:
            let_out(library, runs, purpose, without)
            part = out.with_name(f".{out.name}.writing")
            try:
                write_runs(library, runs, part, kind, lambda _run: None)
                part.replace(out)
            finally:
                part.unlink(missing_ok=True)
            return out

        self._job = FoldJob(work, 100)
        self._job.done.connect(shown.show_written)
        self._job.failed.connect(self._fail)
        shown.tell(tr("Writing {file}…", file=out.name))
        self._job.start()

    def shutdown(self) -> None:
        """Wait for what is being written, and close the window."""
        if self._job is not None:
            self._job.shutdown()
        if self._shown is not None:
            self._shown.close()
            self._shown = None

    def _fail(self, trouble: Exception) -> None:
        if self._shown is not None:
            self._shown.tell(trouble_words(trouble, self._tr))

    def _lacking(
        self, library: Library, runs: Sequence[str], purpose: Purpose | None, without: Reason | None
    ) -> str:
        """Return why a run may not leave, empty when it may."""
        tr = self._tr
        if without is not None or not with_people(library, runs):
            return ""
        if purpose is None:
            return tr("There are people in this run: say what the export is for.")
        lacking = library.ask(lambda connection: not_agreed(connection, runs, purpose))
        if not lacking:
            return ""
        return tr(
            "{codes} did not agree to this. Store their agreement, or choose a reason for which "
            "none is needed: the audit keeps it.",
            codes=", ".join(sorted({code for tied in lacking.values() for code in tied})),
        )  # fmt: skip

    def _open(self, library: Library, run: str) -> None:
        self.shutdown()
        shown = ExportWindow(
            self._art, self._tr, run=run, asks_purpose=bool(with_people(library, [run]))
        )
        shown.write.clicked.connect(lambda: self._ask(library, run))
        shown.folder_wanted.connect(
            lambda file: QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(file).parent)))
        )
        self._shown = shown
        shown.show()

    def _ask(self, library: Library, run: str) -> None:
        assert self._shown is not None
        ending = _ENDINGS.get(self._shown.kind, self._shown.kind)
        dialog = QFileDialog(self._shown, self._tr("Export this run…"), filter=f"*.{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{run.replace('@', '-')}.{ending}")
        dialog.fileSelected.connect(lambda file: self.write(library, run, Path(file)))
        dialog.show()
