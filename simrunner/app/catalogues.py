"""Bring the language catalogues up to date: extract, merge, compile (development only).

Messages are the literal first arguments of `tr(...)`. Translations live in one readable file per
language, `resources/i18n/TAG/simrunner.po`; the compiled `.mo` beside it is what the program reads.
"""

import ast
import sys
from pathlib import Path

from simrunner.app.assets_folder import resources_folder
from simrunner.domain.text import LANGUAGES

SOURCES = ("simrunner", "devices")
NAMES = {
    "tr", "_tr", "RecordError", "NotARecordError", "BadRequestError", "DamagedRecordError",
    "ViewOnlyError", "DiffersError", "marked",
}  # fmt: skip
"""Whose literal first argument is a message: `tr(...)`, and what is translated when shown."""


def messages_of(root: Path) -> dict[str, list[str]]:
    """Return every message of the source tree with the places that say it."""
    found: dict[str, list[str]] = {}
    for top in SOURCES:
        for path in sorted((root / top).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                message = _message(node)
                if message is not None:
                    found.setdefault(message, []).append(path.relative_to(root).as_posix())
    return found


def _message(node: ast.AST) -> str | None:
    if not (isinstance(node, ast.Call) and node.args):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0]
    if name in NAMES and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value or None
    return None


def catalogue_file(tag: str) -> Path:
    """Return the readable catalogue of a language."""
    return resources_folder() / "i18n" / tag / "simrunner.po"


def bring_up_to_date(root: Path) -> int:
    """Merge today's messages into every catalogue, compile it, and return the untranslated."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po, write_po

    template = Catalog(project="simrunner", charset="utf-8")
    for message, places in sorted(messages_of(root).items()):
        template.add(message, locations=[(place, 1) for place in sorted(set(places))])
    missing = 0
    for tag in LANGUAGES[1:]:
        file = catalogue_file(tag)
        file.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=tag.replace("-", "_"), charset="utf-8")
        if file.exists():
            with file.open("rb") as source:
                catalogue = read_po(source, locale=tag.replace("-", "_"), charset="utf-8")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with file.open("wb") as target:
            write_po(target, catalogue, omit_header=True, include_lineno=False, width=100)
        with file.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        missing += sum(1 for message in catalogue if message.id and not message.string)
    return missing


if __name__ == "__main__":
    left = bring_up_to_date(resources_folder().parent)
    print(f"{left} messages wait for a translation")
    sys.exit(1 if left else 0)
