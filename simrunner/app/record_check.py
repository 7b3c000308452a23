"""What the window does with the record in the background, each job in sentences at its end."""

from collections.abc import Callable, Sequence
from pathlib import Path

from simrunner.app.disk import free_bytes
from simrunner.app.disk_words import trouble_words
from simrunner.app.encrypting import plain_copies
from simrunner.app.key_store import put_secret, store_name
from simrunner.app.keys import OwnKey, own_trust
from simrunner.app.own_library import OwnLibrary
from simrunner.app.record_care import take_bundle
from simrunner.app.record_keys import secret_name
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.record.cipher import CipherKey, decrypt, encrypt, new_key
from simrunner.record.encrypted import is_encrypted
from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.upgrade import check_is_known
from simrunner.ui.presenters.record_care import CheckVerdict, RecordStanding

Progress = Callable[[int, int], None]


def checked(own: OwnLibrary, tr: Translate, progress: Progress) -> CheckVerdict:
    """Check the record of this computer, believing its own key."""
    report = verify(own.file, trust=own_trust(own.folder), progress=progress, keys=own.keys)
    return CheckVerdict(
        runs=len(report.runs),
        findings=tuple(tr(each.message, **dict(each.fields)) for each in report.problems),
        signed_wall=max((chain.last_wall for chain in report.seals), default=""),
        is_known=all(chain.is_known for chain in report.seals),
    )


def imported(
    library: Library, files: Sequence[Path], folder: Path, tr: Translate, progress: Progress
) -> tuple[str, ...]:
    """Take bundles one after another and return a sentence about each of them."""
    said = []
    for number, file in enumerate(files):
        progress(number, len(files))
        try:
            taken, erased = take_bundle(library, file, folder)
        except (RecordError, OSError) as trouble:
            said.append(trouble_words(trouble, tr))
            continue
        said.append(
            tr(
                "{file}: {added} runs added, {known} here already.", file=file.name,
                added=len(taken.added), known=len(taken.known),
            )
        )  # fmt: skip
        if erased:
            said.append(tr("{count} texts were erased again.", count=erased))
        if taken.named:
            said.append(
                tr(
                    "Erased where this comes from, and named here: {codes}",
                    codes=", ".join(taken.named),
                )
            )
    return tuple(said)


def encrypted(file: Path, phrase: str, tr: Translate) -> str:
    """Encrypt a record under a pass phrase, or without one under a key of the system's store."""
    check_is_known(file)
    if phrase:
        key = CipherKey(secret=phrase, is_phrase=True)
    else:
        key = new_key()
        put_secret(secret_name(key.salt), key.secret)
    encrypt(file, key)
    said = [tr("The record is encrypted.")]
    said += [
        tr("{file} is an older copy and still plain: remove it or encrypt it.", file=copy)
        for copy in plain_copies(file)
    ]
    return " ".join(said)


def decrypted(own: OwnLibrary, tr: Translate) -> str:
    """Write the record of this computer as a plain file in its place."""
    key = own.keys(own.file)
    assert isinstance(key, CipherKey)
    decrypt(own.file, key)
    return tr("The record is plain again: whoever has the file can read it.")


def standing_of(own: OwnLibrary, library: Library | None, settings: Settings) -> RecordStanding:
    """Return how the record of this computer stands; RecordError or OSError."""
    key = OwnKey(own.folder).known()
    files = (own.file, own.file.with_name(f"{own.file.name}-wal"))
    return RecordStanding(
        runs=0 if library is None else len(library.runs()),
        size_bytes=sum(file.stat().st_size for file in files if file.exists()),
        free_bytes=free_bytes(own.folder) or 0, last_backup=settings.last_backup,
        backup_folder=settings.backup_folder, public_key="" if key is None else key.hex(),
        is_encrypted=is_encrypted(own.file), is_open=library is not None, store=store_name(),
    )  # fmt: skip
