"""Writes the reference page of the scenario language from the schema and the built-in tables.

``python -m simrunner.app.reference_page`` writes the page in every language into the manual.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from simrunner.app.assets import names_of, read_catalogue, read_instrument, table, text_of
from simrunner.app.assets_folder import resources_folder
from simrunner.domain.catalogue import DrugRow
from simrunner.domain.quantity import ROUTES, UNITS
from simrunner.domain.text import LANGUAGES
from simrunner.domain.vital import VITALS
from simrunner.scenario import schema
from simrunner.scenario.composition.item import ItemSection
from simrunner.scenario.schema import EffectsSection, Phrase, Section, Spoken
from simrunner.scenario.source.tree import Word

TICK = "✓"
_LISTS = ("settings", "levels", "professions", "systems", "sensors", "layouts")


def page_path(language: str) -> Path:
    """Return where the page in a language lives."""
    ending = "" if language == LANGUAGES[0] else f".{language}"
    return resources_folder() / "docs" / "reference" / f"scenario-file{ending}.md"


def page(language: str) -> str:
    """Return the whole page in one language."""
    return "\n".join(_Page(language).lines())


def sections() -> tuple[type[Section], ...]:
    """Return the models of all three kinds of file, as read from the top downwards."""
    found: dict[type[Section], None] = {}

    def visit(section: type[Section]) -> None:
        if section in found:
            return
        found[section] = None
        for info in section.model_fields.values():
            for inner in _sections_in(info.annotation):
                if issubclass(inner, EffectsSection):
                    visit(inner)
                    visit(EffectsSection)
                else:
                    visit(inner)

    visit(schema.ScenarioSection)
    visit(schema.ExpectedSection)
    visit(ItemSection)
    return tuple(found)


def own_keys(section: type[Section]) -> tuple[str, ...]:
    """Return the keys that a model adds to those of the model that it extends."""
    parents = [base for base in section.__bases__ if issubclass(base, Section)]
    inherited = {key for base in parents for key in base.key_names()}
    return tuple(key for key in section.key_names() if key not in inherited)


def _sections_in(annotation: Any) -> Iterator[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for inner in get_args(annotation):
        yield from _sections_in(inner)


class _Page:
    """The page of one language: its words, and the tables in their order."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._content = table("authoring", "reference-page.toml")
        self._meanings = table("authoring", "key-meanings.toml")
        self._words: Mapping[str, Any] = self._content[language]
        self._catalogue = read_catalogue()

    def lines(self) -> Iterator[str]:
        words = self._words
        yield f"# {words['title']}"
        yield ""
        yield words["other"]
        yield words["intro"]
        yield from self._titled("kinds", self._kinds())
        yield from self._titled("keys", ())
        for section in sections():
            yield from self._section(section)
        yield from self._titled("conditions", self._conditions())
        yield from self._titled("body", self._body())
        yield from self._titled("vitals", self._vitals())
        yield from self._titled("units", self._units())
        yield from self._titled("routes", ["", " ".join(f"`{route}`" for route in ROUTES)])
        yield from self._titled("lists", self._lists())
        yield from self._titled("drugs", self._drugs())
        yield ""

    def _titled(self, name: str, body: Iterable[str]) -> Iterator[str]:
        yield ""
        yield f"## {self._words[name]}"
        intro = self._words.get(f"{name}_intro")
        if intro is not None:
            yield ""
            yield intro.strip("\n")
        yield from body

    def _in(self, row: Mapping[str, str]) -> str:
        return row[self._language]

    def _table(self, head: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
        names = self._words[head]
        yield ""
        yield _row(names)
        yield "|" + "---|" * len(names)
        for row in rows:
            yield _row(row)

    # ------------------------------------------------------------------ keys
    def _kinds(self) -> Iterator[str]:
        kinds = self._content["kind"].values()
        return self._table(
            "kind_head",
            ((self._in(kind), kind["written"], self._in(kind["means"])) for kind in kinds),
        )

    def _section(self, section: type[Section]) -> Iterator[str]:
        yield ""
        yield f"### {self._section_name(section)}"
        if section is EffectsSection:
            yield ""
            yield self._words["effects_intro"]
        elif issubclass(section, EffectsSection):
            yield ""
            yield self._words["effects_too"]
        if issubclass(section, Spoken):
            yield ""
            yield self._words["spoken_too"]
        yield from self._table("key_head", self._key_rows(section))

    def _key_rows(self, section: type[Section]) -> Iterator[tuple[str, ...]]:
        keys = own_keys(section)
        for name, info in section.model_fields.items():
            key = info.alias or name
            if key in keys:
                meaning = self._meanings[section.__name__][key]
                needed = TICK if info.is_required() else ""
                holds = self._holds(info.annotation, meaning)
                yield f"`{key}`", needed, holds, self._in(meaning)

    def _section_name(self, section: type[Section]) -> str:
        return self._in(self._content["section"][section.__name__])

    def _kind(self, name: str) -> str:
        return self._in(self._content["kind"][name])

    def _said(self, name: str, **fields: str) -> str:
        return str(self._words[name]).format(**fields)

    def _holds(self, annotation: Any, meaning: Mapping[str, Any]) -> str:  # noqa: PLR0911 - by kind
        """Return what a key holds: a map, a list, another section or a kind of text."""
        if annotation is Phrase:
            return self._kind("text")
        if isinstance(annotation, type) and issubclass(annotation, Section):
            name = self._section_name(annotation)
            return f"[{name}](#{_anchor(name)})"
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin in (Union, UnionType, Annotated):
            return self._holds(inner[0], meaning)
        if origin is tuple:
            return self._said("one_or_list", kind=self._kind(meaning["kind"]))
        if origin is list:
            return self._said("list_of", kind=self._holds(inner[0], meaning))
        if origin is dict:
            key = self._kind(meaning.get("key", "word"))
            is_parameter = meaning.get("kind") == "parameter"
            kind = self._kind("parameter") if is_parameter else self._holds(inner[1], meaning)
            return self._said("map_of", key=key, kind=kind)
        return self._kind(meaning["kind"]) if annotation is Word else self._said("any")

    # ------------------------------------------------------------------ tables of the program
    def _conditions(self) -> Iterator[str]:
        rows = self._content["condition"]
        return self._table(
            "condition_head", ((f"`{row['example']}`", self._in(row["means"])) for row in rows)
        )

    def _body(self) -> Iterator[str]:
        rows = self._content["body"]
        return self._table(
            "body_head", ((f"`{row['example']}`", self._in(row["means"])) for row in rows)
        )

    def _vitals(self) -> Iterator[str]:
        def row(name: str) -> tuple[str, ...]:
            spec = next(each for each in VITALS.values() if each.vital == name)
            return (
                f"`{name}`", f"`{spec.unit}`" if spec.unit else "–", f"{spec.low:g}",
                f"{spec.high:g}", str(spec.decimals), f"{spec.adult_default:g}",
            )  # fmt: skip

        return self._table("vital_head", (row(spec.vital) for spec in VITALS.values()))

    def _units(self) -> Iterator[str]:
        by_dimension: dict[str, list[str]] = {}
        for symbol, unit in UNITS.items():
            if symbol:
                by_dimension.setdefault(unit.dimension.value, []).append(f"`{symbol}`")
        return self._table(
            "unit_head", ((f"`{name}`", " ".join(units)) for name, units in by_dimension.items())
        )

    def _lists(self) -> Iterator[str]:
        rhythms = table("rhythms", "rhythms.toml")["rhythm"]
        forms = sorted(self._catalogue.instruments)
        names = {name: dict(names_of(name)) for name in _LISTS}
        names["rhythms"] = {rhythm: text_of(row) for rhythm, row in rhythms.items()}
        for each, key in (("illnesses", "illness"), ("fluids", "fluid")):
            rows = table(each, f"{each}.toml")[key]
            names[each] = {name: text_of(row) for name, row in rows.items()}
        names["instruments"] = {form: read_instrument(form).name for form in forms}
        for name, texts in names.items():
            yield ""
            yield f"### {self._in(self._content['list'][name])}"
            yield from self._table(
                "list_head",
                ((f"`{each}`", text.in_language(self._language)) for each, text in texts.items()),
            )

    def _drugs(self) -> Iterator[str]:
        return self._table("drug_head", (self._drug(row) for row in self._catalogue.drugs.values()))

    def _drug(self, row: DrugRow) -> tuple[str, ...]:
        single = "–" if row.adult_single is None else " to ".join(map(str, row.adult_single))
        return (
            f"`{row.id}`", row.name.in_language(self._language), ", ".join(row.measures),
            " ".join(row.routes), single, "–" if row.max_total is None else str(row.max_total),
        )  # fmt: skip


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _anchor(heading: str) -> str:
    """Return the anchor that a Markdown reader gives a heading."""
    kept = (sign for sign in heading.lower() if sign.isalnum() or sign in "_- ")
    return "".join(kept).replace(" ", "-")


if __name__ == "__main__":
    for each in LANGUAGES:
        page_path(each).write_text(page(each), encoding="utf-8")
