"""The manual's page of the record's tables.

``python -m simrunner.app.record_page`` writes both languages anew; a test compares.
"""

from pathlib import Path

from simrunner.app.assets_folder import resources_folder
from simrunner.domain.text import LANGUAGES
from simrunner.record.diagram import tables_page


def page_file(language: str) -> Path:
    """Return the file of the page in a language."""
    ending = "" if language == LANGUAGES[0] else f".{language}"
    return resources_folder() / "docs" / "reference" / f"record-tables{ending}.md"


if __name__ == "__main__":
    for each in LANGUAGES:
        page_file(each).write_text(tables_page(each), encoding="utf-8")
