"""Files about people: everything on one of them, and runs in which nobody has a name."""

import io
import json
import os
import re
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simrunner.app.exit_code import Refusal
from simrunner.app.people_desk import acting, code_of, people_of
from simrunner.app.results import writing
from simrunner.domain.person import Purpose, Reason
from simrunner.record.export import export_json_lines
from simrunner.record.library import Library
from simrunner.record.pseudonymous import pseudonymous_runs
from simrunner.record.subject import Dossier, dossier_of

KEY_BYTES = 32

_HEADINGS = {
    "code": "Code · 编码", "name": "Name · 姓名", "contact": "Contact · 联系方式",
    "created": "Entered · 登记时间", "erased": "Erased · 删除时间", "roles": "Roles · 角色",
    "teams": "Teams · 团队", "consents": "Consent · 知情同意", "texts": "Texts · 文字",
    "rated": "Ratings by this person · 本人所作评估", "media": "Recordings · 影音",
    "audit": "Who looked · 查阅记录",
}  # fmt: skip


def write_dossier(file: Path | None, code: str, out: Path, reason: Reason) -> tuple[str, ...]:
    """Write everything on one person into a new folder or .zip; return the files in it."""
    with people_of(file) as library:
        return write_dossier_of(library, code_of(code), out, reason)


def write_dossier_of(library: Library, code: str, out: Path, reason: Reason) -> tuple[str, ...]:
    """Write everything on one person of an open record; Refusal for a place that is taken."""
    _refuse_existing(out)
    files = dict(_files(dossier_of(library, code, acting(library, reason))))
    with writing(out):
        if out.suffix == ".zip":
            _write_zip(out, files)
        else:
            for name, body in files.items():
                place = out / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(body)
    return tuple(files)


def write_pseudonymous(
    file: Path | None, out: Path, purpose: Purpose, key_file: Path | None
) -> dict[str, Any]:
    """Write the runs that may be used for a purpose, under a new key; return what is in them."""
    _refuse_existing(out)
    if key_file is not None:
        _refuse_existing(key_file)
    key = secrets.token_bytes(KEY_BYTES)
    with people_of(file) as library:
        found = pseudonymous_runs(library, purpose, key, acting(library, Reason.RESEARCH))
    with writing(out):
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if key_file is not None:
        with writing(key_file):
            place = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(place, "w") as target:
                target.write(key.hex())
    return {
        "runs": len(found["runs"]),
        "left_out": found["left_out"],
        "people_by_scenario": found["people_by_scenario"],
    }


def _refuse_existing(place: Path) -> None:
    if place.exists():
        raise Refusal(f"{place} is there already: name a new place.")


def _files(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    facts = json.dumps(dossier.facts, ensure_ascii=False, indent=2)
    yield "person.json", facts.encode()
    yield "person.md", "\n".join(_readable(dossier.facts)).encode()
    for record in dossier.runs:
        lines = io.StringIO()
        export_json_lines(record, lines)
        yield f"runs/{_safe(record.summary.run)}.jsonl", lines.getvalue().encode()
    for medium in dossier.media:
        yield f"media/{_safe(medium.id)}-{_safe(medium.name)}", medium.body


def _readable(facts: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {facts['code']}"
    for name, heading in _HEADINGS.items():
        told = facts[name]
        yield from ("", f"## {heading}", "")
        for row in told if isinstance(told, list) else [told]:
            fields = row if isinstance(row, dict) else {"": row}
            told_fields = {key: "–" if one is None else one for key, one in fields.items()}
            pairs = (f"{key}: {one}" if key else f"{one}" for key, one in told_fields.items())
            yield f"- {', '.join(pairs)}"
        if told == []:
            yield "–"
    yield ""


def _safe(name: str) -> str:
    """Return a name without anything that leads out of a folder."""
    return re.sub(r"[^\w.@-]+", "_", name).strip(".") or "file"


def _write_zip(out: Path, files: Mapping[str, bytes]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
