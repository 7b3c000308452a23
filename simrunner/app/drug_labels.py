"""The file of drug labels that this computer uses: reading it, choosing it, showing it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from simrunner.app.assets import read_catalogue
from simrunner.app.exit_code import Refusal
from simrunner.app.settings import Settings
from simrunner.hardware.label_file import LabelFile, read_labels
from simrunner.hardware.labels import Labels

LARGEST_BYTES = 4_000_000
"""A larger file is no list of labels."""


def read_label_file(file: Path) -> LabelFile:
    """Return the labels of a file with a sentence for each wrong line; none where it is no text."""
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return LabelFile(labels={}, problems=("the file is too large for a list of labels",))
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return LabelFile(labels={}, problems=("the file is not UTF-8 text: save it as CSV UTF-8",))
    except OSError as error:
        return LabelFile(labels={}, problems=(f"the file cannot be read: {error.strerror}",))
    return read_labels(text, read_catalogue().drugs)


def labels_of(settings: Settings, tell: Callable[[str], None]) -> Labels:
    """Return the labels of this computer; ``tell`` gets a sentence for each wrong line."""
    if not settings.drug_labels:
        return Labels()
    found = read_label_file(Path(settings.drug_labels))
    for problem in found.problems:
        tell(f"{settings.drug_labels}: {problem}.")
    return Labels(found.labels)


def with_labels(settings: Settings, file: Path) -> Settings:
    """Return the settings with a file of labels; Refusal with every wrong line of it."""
    found = read_label_file(file)
    if found.problems:
        raise Refusal("\n".join(f"{file}: {problem}." for problem in found.problems))
    return replace(settings, drug_labels=str(file.resolve()))


def label_rows(found: LabelFile) -> tuple[tuple[str, ...], ...]:
    """Return uid, drug, concentration, amount and route of each label."""
    return tuple(
        (
            label.uid, label.drug, str(label.concentration),
            "" if label.amount is None else str(label.amount), label.route,
        )
        for label in found.labels.values()
    )  # fmt: skip
