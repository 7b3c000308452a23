"""The manual's page of the case file, written from the program's own tables in both languages.

`python -m simrunner.app.case_page` writes it anew; a test compares page and tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from rich.table import Table

from simrunner.app.assets import table
from simrunner.app.assets_folder import resources_folder
from simrunner.app.bodies import read_body_tables
from simrunner.app.case_run import columns
from simrunner.app.tables import print_table
from simrunner.domain.catalogue import TEMPLATES
from simrunner.domain.quantity import ROUTES
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.case.body_command import Severity

EXAMPLE = """\
patient: {template: adult, weight: 80 kg}
models: {propofol: eleveld}
orders:
  - {at: 0, do: FiO2 80 %}
  - {at: 2 min, do: give propofol 200 mg IV}
  - {at: 2 min, do: give rocuronium 50 mg IV}
  - {at: 4 min, do: vent vc 500 mL 12 /min 5 cmH2O}
  - {at: 10 min, do: bleed 100 mL/min for 15 min}
  - {at: 25 min, do: fluid red-cells 600 mL over 10 min}
sample: 5 s
until: 40 min
columns: [HR, SBP, DBP, SpO2, EtCO2.mmHg, BIS, TOF, CO, Hb, Ce.propofol]
"""
"""The case that stands on the page; a test runs it."""


def meanings(language: str) -> Mapping[str, str]:
    """Return what every fixed column is, by name."""
    rows = table("patient", "columns.toml")["column"]
    return {name: row[language] for name, row in rows.items()}


def print_columns() -> None:
    """Print every column that a case can write down, with its unit."""
    grid = Table("column", "unit", "what it is", box=None)
    words = table("patient", "case-page.toml")["en"]
    for name, unit, meaning in _column_rows("en", words):
        grid.add_row(name, unit, meaning)
    print_table(grid)


def page_file(language: str) -> Path:
    """Return where the page in a language lives."""
    ending = "" if language == LANGUAGES[0] else f".{language}"
    return resources_folder() / "docs" / "reference" / f"case-file{ending}.md"


def page_of(language: str) -> str:
    """Return the whole page in one language."""
    content = table("patient", "case-page.toml")
    return "\n".join(_lines(content, content[language], language))


def _lines(content: Mapping[str, Any], words: Mapping[str, Any], language: str) -> Iterator[str]:
    yield f"# {words['title']}"
    yield from ("", words["other"], words["intro"])
    yield from ("", f"## {words['example']}", "", "```yaml", EXAMPLE.rstrip("\n"), "```")
    yield from ("", f"## {words['keys']}")
    keys = ((f"`{row['key']}`", *row[language]) for row in content["key"])
    yield from _table(words["key_head"], keys)
    yield from ("", f"## {words['orders']}", "", words["orders_intro"])
    orders = ((f"`{row['form']}`", f"`{row['example']}`", row[language])
              for row in content["order"])  # fmt: skip
    yield from _table(words["order_head"], orders)
    yield from ("", f"## {words['columns']}", "", words["columns_intro"])
    rows = ((f"`{name}`", unit or "–", told) for name, unit, told in _column_rows(language, words))
    yield from _table(words["column_head"], rows)
    yield from ("", f"## {words['waves']}", "", words["waves_intro"])
    yield from ("", f"## {words['names']}", "", words["rhythms"])
    yield from _table(words["name_head"], _names(words["kinds"]))
    yield ""


def _column_rows(language: str, words: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    told = meanings(language)
    for name, unit in columns().items():
        yield name, unit, told[name]
    yield "Cp.DRUG", words["per_litre"], words["cp"]
    yield "Ce.DRUG", words["per_litre"], words["ce"]


def _names(kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    tables = read_body_tables()
    lists: Mapping[str, Iterable[str]] = {
        "template": TEMPLATES,
        "fluid": tables.fluids,
        "illness": tables.illnesses,
        "severity": get_args(Severity),
        "route": ROUTES,
    }
    for kind, names in lists.items():
        yield kinds[kind], " ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def write_pages() -> None:
    """Write the page in every language."""
    for language in LANGUAGES:
        page_file(language).write_text(page_of(language), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
