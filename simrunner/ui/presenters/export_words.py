"""The words of an export: what each format is for, purposes, reasons."""

from simrunner.domain.person import Purpose, Reason
from simrunner.domain.text import Translate


def format_words(tr: Translate) -> dict[str, tuple[str, str]]:
    """Return the formats of an export, each with its name and what it is for."""
    return {
        "bundle": (
            tr("Bundle (.zip)"), tr("All of the run, for another installation of this program.")
        ),
        "xlsx": (tr("Workbook (.xlsx)"), tr("Facts and vital signs as sheets, for reading.")),
        "csv": (tr("Table (.csv)"), tr("One line for each fact, for any spreadsheet.")),
        "jsonl": (
            tr("Lines (.jsonl)"), tr("Every fact with its digest, for programs and archives.")
        ),
        "parquet": (tr("Columns (.parquet)"), tr("For statistics over many runs: Python, R.")),
    }  # fmt: skip


def purpose_words(tr: Translate) -> dict[str, str]:
    """Return the purposes that people agree to, by key, and that none is chosen."""
    return {
        "none": tr("Not chosen"), Purpose.ASSESS: tr("Assessment"),
        Purpose.DEBRIEF: tr("Debriefing"), Purpose.TEACH: tr("Teaching"),
        Purpose.RESEARCH: tr("Research"),
    }  # fmt: skip


def reason_words(tr: Translate) -> dict[str, str]:
    """Return the reasons for which a run leaves without consent, by key."""
    return {
        "none": tr("Ask for consent"), Reason.REQUEST: tr("Their own request"),
        Reason.APPEAL: tr("Appeal"), Reason.CORRECTION: tr("Correction"),
        Reason.UPKEEP: tr("Upkeep"),
    }  # fmt: skip
