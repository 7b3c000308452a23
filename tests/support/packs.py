"""The shipped packs and built-in data, read for tests without the app."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from simrunner.domain.catalogue import Catalogue, RhythmRow
from simrunner.domain.drug_table import drug_from_table, template_from_table
from simrunner.domain.text import Text

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


@cache
def shipped_catalogue() -> Catalogue:
    """Return the built-in data of this repository, as the scenario reader wants it."""
    lists = _toml("lists/lists.toml")
    return Catalogue(
        drugs={
            drug_id: drug_from_table(drug_id, row, path.stem)
            for path in _folder("drugs")
            for drug_id, row in _toml(f"drugs/{path.name}")["drug"].items()
        },
        rhythms={name: _rhythm(name) for name in RHYTHMS},
        instruments=INSTRUMENTS,
        layouts=frozenset(lists["layouts"]),
        sensors=frozenset(lists["sensors"]),
        professions=frozenset(lists["professions"]),
        systems=frozenset(lists["systems"]),
        templates={
            path.stem: template_from_table(_toml(f"templates/{path.name}"))
            for path in _folder("templates")
        },
        illnesses=frozenset(_toml("illnesses/illnesses.toml")["illness"]),
        fluids=frozenset(_toml("fluids/fluids.toml")["fluid"]),
    )


def _toml(name: str) -> dict[str, Any]:
    with (ROOT / "resources" / name).open("rb") as file:
        return tomllib.load(file)


def _folder(name: str) -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "resources" / name).glob("*.toml")))


def _rhythm(name: str) -> RhythmRow:
    return RhythmRow(id=name, name=Text(by_language={}, plain=name))
