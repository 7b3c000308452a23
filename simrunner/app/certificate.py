"""Removals carried out, and the certificate that says what went."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from simrunner.app.exit_code import Refusal
from simrunner.app.pacing import wall_text
from simrunner.app.people_desk import acting, people_of
from simrunner.app.results import results_folder, writing
from simrunner.domain.chain import canonical_json
from simrunner.domain.person import By, Reason
from simrunner.domain.retention import Removed
from simrunner.record.library import Library
from simrunner.record.retention import apply, due_removals
from simrunner.record.scrub import copies_beside

FORMAT = "simrunner-deletion/1"


def apply_and_certify(
    file: Path | None, out: Path, confirm: Callable[[str], bool] | None
) -> tuple[str, ...]:
    """Carry out what is due and write certificate.json and certificate.txt into a new folder.

    Returns what to tell, a line each. Refusal when the user declines.
    """
    with people_of(file) as library:
        waiting = library.ask(lambda connection: due_removals(connection, wall_text()))
        if not waiting:
            return ("Nothing is due.",)
        if confirm is not None and not confirm(f"Remove {len(waiting)} item(s) for good?"):
            raise Refusal("Nothing was removed.")
        gone = carry_out(library, out)
        copies = copies_beside(library)
    told = (f"{copy} was made by an upgrade and holds what it held." for copy in copies)
    return (f"{len(gone)} removal(s) carried out; certificate in {out}.", *told)


def carry_out(library: Library, out: Path) -> tuple[Removed, ...]:
    """Remove what is due and return it; certificate.json and certificate.txt go into ``out``.

    Refusal when something is in ``out`` or it cannot be written: then nothing was removed.
    """
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise Refusal(f"{out} is there already: name a new place.")
    results_folder(out)  # before anything goes: a certificate that cannot be written is no use
    by = acting(library, Reason.CLOCK)
    gone = apply(library, by)
    certificate = certificate_of(library.id, by, gone)
    with writing(out):
        text = json.dumps(certificate, ensure_ascii=False, indent=2)
        (out / "certificate.json").write_text(f"{text}\n", encoding="utf-8")
        lines = "\n".join(_readable(certificate))
        (out / "certificate.txt").write_text(f"{lines}\n", encoding="utf-8")
    return gone


def certificate_of(library: str, by: By, gone: Sequence[Removed]) -> dict[str, Any]:
    """Return the certificate as plain JSON; its own SHA-256 is over the canonical rest."""
    items = [
        {
            "removal": one.removal.number,
            "class": one.removal.record_class.value,
            "of": one.removal.about,
            "announced": one.removal.announced_wall,
            "due": one.removal.due_wall,
            "rows": one.rows,
            "bytes": one.size_bytes,
            "digest": one.digest,
        }
        for one in gone
    ]
    body: dict[str, Any] = {
        "format": FORMAT, "library": library, "carried_out": by.wall, "by": by.who,
    }  # fmt: skip
    body["items"] = items
    return {**body, "sha256": sha256(canonical_json(body).encode()).hexdigest()}


def _readable(certificate: Mapping[str, Any]) -> Iterator[str]:
    yield "Certificate of deletion · 删除证明"
    yield ""
    yield f"Library · 资料库: {certificate['library']}"
    yield f"Carried out · 执行时间: {certificate['carried_out']}"
    yield f"By · 执行人: {certificate['by']}"
    for item in certificate["items"]:
        yield ""
        yield f"{item['removal']}. {item['class']}: {item['of']}"
        yield f"   Announced · 公告: {item['announced']}; due · 到期: {item['due']}"
        yield f"   {item['rows']} rows · 行, {item['bytes']} bytes · 字节"
        yield f"   Digest of what went · 所删内容的摘要: {item['digest'] or '–'}"
    yield ""
    yield f"SHA-256 of certificate.json without this line · 证明的摘要: {certificate['sha256']}"
