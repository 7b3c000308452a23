"""How the built-in data becomes values of the stages."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simrunner.app.assets_folder import resources_folder
from simrunner.assessment.instrument import Instrument, instrument_from_table
from simrunner.domain.catalogue import Catalogue, DrugRow, RhythmRow
from simrunner.domain.chart import Scenario
from simrunner.domain.drug_table import drug_from_table, template_from_table
from simrunner.domain.text import LANGUAGES, Text
from simrunner.domain.vital import Vital
from simrunner.monitor.alarm_set import AlarmSet, alarm_set_from_table
from simrunner.patient.drug.formulary import Formulary
from simrunner.patient.drug.table import formulary_from_tables
from simrunner.patient.ecg.shape import shapes_from_table
from simrunner.patient.heart_tables import HeartTables
from simrunner.patient.rhythm.rhythm import Rhythm
from simrunner.patient.rhythm.table import rhythms_from_table
from simrunner.scenario.composition.library import LibraryFolders


def library_folders(data_folder: Path) -> LibraryFolders:
    """Return where parts for scenarios are: the user's own, which win, and the shipped ones."""
    return LibraryFolders(folders=(data_folder / "library", resources_folder() / "library"))


def table(*parts: str) -> dict[str, Any]:
    """Return one TOML table of the resources, named by its path parts."""
    with resources_folder().joinpath(*parts).open("rb") as file:
        return tomllib.load(file)


def names_of(list_id: str) -> Mapping[str, Text]:
    """Return the names of one closed list (``professions``, ``systems``, ``settings`` …)."""
    return {key: text_of(row) for key, row in table("lists", "lists.toml")[list_id].items()}


def text_of(row: Mapping[str, Any]) -> Text:
    """Return the languages of a table row as a Text."""
    return Text(by_language={tag: row[tag] for tag in LANGUAGES if tag in row})


def read_catalogue() -> Catalogue:
    """Return everything built in that a scenario file may name; each folder is read once."""
    return _catalogue(resources_folder())


@functools.lru_cache(maxsize=2)
def _catalogue(_folder: Path) -> Catalogue:
    lists = table("lists", "lists.toml")
    rhythms = table("rhythms", "rhythms.toml")["rhythm"]
    return Catalogue(
        drugs=_drugs(),
        rhythms={
            rhythm_id: RhythmRow(id=rhythm_id, name=text_of(row))
            for rhythm_id, row in rhythms.items()
        },
        instruments=frozenset(
            path.stem for path in (resources_folder() / "instruments").glob("*.toml")
        ),
        layouts=frozenset(lists["layouts"]),
        sensors=frozenset(lists["sensors"]),
        professions=frozenset(lists["professions"]),
        systems=frozenset(lists["systems"]),
        templates=read_templates(),
        illnesses=frozenset(table("illnesses", "illnesses.toml")["illness"]),
        fluids=frozenset(table("fluids", "fluids.toml")["fluid"]),
    )  # fmt: skip


@functools.cache
def read_rhythms() -> Mapping[str, Rhythm]:
    """Return what every rhythm is made of, by id."""
    return MappingProxyType(rhythms_from_table(table("rhythms", "rhythms.toml")["rhythm"]))


def read_formulary() -> Formulary:
    """Return what every built-in drug does to a modelled body; ValueError for a wrong row."""
    return formulary_from_tables({drug: row for drug, (row, _) in _drug_rows().items()})


def _drugs() -> dict[str, DrugRow]:
    return {drug: drug_from_table(drug, row, group) for drug, (row, group) in _drug_rows().items()}


def _drug_rows() -> dict[str, tuple[Mapping[str, Any], str]]:
    """Return each drug's row and its file; ValueError for a drug that two files have."""
    found: dict[str, tuple[Mapping[str, Any], str]] = {}
    for path in sorted((resources_folder() / "drugs").glob("*.toml")):
        for drug_id, row in table("drugs", path.name)["drug"].items():
            if drug_id in found:
                raise ValueError(f"{path.name} has the drug '{drug_id}' again")
            found[drug_id] = row, path.stem
    return found


def read_templates() -> dict[str, dict[Vital, float]]:
    """Return by template the vitals in which it differs from the adult one."""
    return {
        path.stem: template_from_table(table("templates", path.name))
        for path in sorted((resources_folder() / "templates").glob("*.toml"))
    }


@functools.cache
def read_heart_tables() -> HeartTables:
    """Return what every body's heart is made of: rhythms, complexes and P waves."""
    shapes = shapes_from_table(table("ecg", "shapes.toml"))
    return HeartTables(rhythms=read_rhythms(), shapes=shapes)


def read_alarm_set(name: str = "adult") -> AlarmSet:
    """Return a built-in alarm set."""
    return alarm_set_from_table(table("alarms", f"{name}.toml"))


def read_instrument(instrument_id: str) -> Instrument:
    """Return a built-in assessment instrument."""
    return instrument_from_table(table("instruments", f"{instrument_id}.toml"))


def instruments_of(scenario: Scenario) -> Mapping[str, Instrument]:
    """Return the instruments that a scenario is assessed with, by id."""
    return {each: read_instrument(each) for each in scenario.instruments}
