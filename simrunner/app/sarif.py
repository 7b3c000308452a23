"""Findings of the checker in SARIF 2.1.0 (OASIS, errata 01 of 2023), which editors and CI show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from simrunner import __version__
from simrunner.app.codes import CodeRow, read_codes
from simrunner.app.results import writing
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.pack import Examined
from simrunner.scenario.source.problem import Problem

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {"E": "error", "W": "warning", "I": "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found about one file or pack; the problems' files lie in ``folder``."""

    folder: Path
    examined: Examined


def write_sarif(file: Path, checked: Sequence[Checked]) -> None:
    """Write the findings of all files as one run."""
    text = json.dumps(sarif_log(checked), ensure_ascii=False, indent=2)
    with writing(file):
        file.write_text(text + "\n", encoding="utf-8")


def sarif_log(checked: Sequence[Checked]) -> dict[str, Any]:
    """Return the findings as a SARIF log of one run; what a file suppresses is in it, with why."""
    rows = read_codes()
    places = {code: number for number, code in enumerate(rows)}
    results: list[dict[str, Any]] = []
    for each in checked:
        results += [_result(problem, each.folder, places) for problem in each.examined.problems]
        for suppressed in each.examined.suppressed:
            result = _result(suppressed.problem, each.folder, places)
            reason = {"kind": "inSource", "status": "accepted", "justification": suppressed.why}
            results.append({**result, "suppressions": [reason]})
    driver = {
        "name": "simrunner check", "semanticVersion": __version__,
        "rules": [_rule(row) for row in rows.values()],
    }  # fmt: skip
    run = {
        "tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
        "language": LANGUAGES[0], "results": results,
    }  # fmt: skip
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(row: CodeRow) -> dict[str, Any]:
    return {
        "id": row.code,
        "shortDescription": {"text": row.meaning["en"]},
        "help": {"text": row.remedy["en"]},
        "defaultConfiguration": {"level": _LEVELS[row.code[0]]},
    }


def _result(problem: Problem, folder: Path, places: Mapping[str, int]) -> dict[str, Any]:
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    region = {"startLine": problem.line, "startColumn": problem.column}
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": _LEVELS[problem.code[0]],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(folder / problem.file)}, "region": region,
                }
            }
        ],
        "suppressions": [],
    }  # fmt: skip
    if problem.code in places:
        result["ruleIndex"] = places[problem.code]
    return result


def _uri(path: Path) -> str:
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
