"""The shipped packs and built-in data, read for tests without the app."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from simrunner.domain.catalogue import Catalogue, DrugRow, RhythmRow
from simrunner.domain.quantity import Quantity
from simrunner.domain.text import LANGUAGES, Text

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
PACKS = tuple(sorted(path.parent for path in SCENARIOS.glob("*/scenario.yaml")))

# clinscn/1 section 14: the first release has at least these.
RHYTHMS = (  # noqa: SIM905 - as the specification lists them
    "sinus sinus-bradycardia sinus-tachycardia sinus-arrhythmia sinus-arrest sick-sinus sinus-pac "
    "sinus-pjc svt svt-aberrant atrial-tachycardia multifocal-atrial-tachycardia af af-wpw flutter "
    "flutter-variable junctional accelerated-junctional junctional-tachycardia heart-block-1 "
    "heart-block-2-1 heart-block-2-2 heart-block-2-to-1 heart-block-3 heart-block-3-wide rbbb lbbb "
    "left-anterior-block wpw sinus-pvc pvc-multifocal bigeminy trigeminy couplets r-on-t vt "
    "vt-pulseless vt-polymorphic torsades vf vf-fine asystole p-wave-asystole agonal "
    "idioventricular accelerated-idioventricular paced-aai paced-vvi paced-ddd pacing-no-capture "
    "pacing-no-sensing pacing-no-output stemi-anterior stemi-inferior stemi-lateral "
    "stemi-posterior nstemi hyperkalaemia hypokalaemia hypothermia long-qt brugada "
    "pulmonary-embolism pericarditis tricyclic lvh pea pea-pseudo"
).split()
INSTRUMENTS = frozenset({"team", "ants", "notss", "ottawa-grs"})


def quantity(text: str) -> Quantity:
    """Return the quantity written as ``number unit``."""
    number, _, unit = text.partition(" ")
    return Quantity(number=Decimal(number), unit=unit)


def shipped_catalogue() -> Catalogue:
    """Return the built-in data of this repository, as the scenario reader wants it."""
    lists = _toml("lists/lists.toml")
    return Catalogue(
        drugs={row.id: row for row in map(_drug, _toml("drugs/drugs.toml")["drug"].items())},
        rhythms={name: _rhythm(name) for name in RHYTHMS},
        instruments=INSTRUMENTS,
        layouts=frozenset(lists["layouts"]),
        sensors=frozenset(lists["sensors"]),
        professions=frozenset(lists["professions"]),
        systems=frozenset(lists["systems"]),
    )


def _toml(name: str) -> dict[str, Any]:
    with (ROOT / "resources" / name).open("rb") as file:
        return tomllib.load(file)


def _text(row: dict[str, Any]) -> Text:
    return Text(by_language={language: row[language] for language in LANGUAGES})


def _drug(item: tuple[str, dict[str, Any]]) -> DrugRow:
    name, row = item
    single = tuple(quantity(text) for text in row["adult_single"]) if row["adult_single"] else None
    return DrugRow(
        id=name, name=_text(row), measures=tuple(row["measures"]), routes=tuple(row["routes"]),
        adult_single=(single[0], single[1]) if single else None,
        max_total=quantity(row["max_total"]) if "max_total" in row else None,
        concentrations=tuple(quantity(text) for text in row["concentrations"]),
        source=row["source"], is_verified=row["verified"],
    )  # fmt: skip


def _rhythm(name: str) -> RhythmRow:
    return RhythmRow(id=name, name=Text(by_language={}, plain=name), is_drawn=True)
