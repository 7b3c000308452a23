"""What Settings says of the record of this computer: its size, its copies, what a check found."""

from dataclasses import dataclass

from simrunner.domain.text import Translate

SHORTEST_PHRASE = 12
"""Characters of a pass phrase, at least: a choice of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStanding:
    """How the record stands. ``store`` is the name of the system's key store, empty without one.

    ``last_backup`` is a wall time in ISO 8601, empty for never.
    """

    runs: int = 0
    size_bytes: int = 0
    free_bytes: int = 0
    last_backup: str = ""
    backup_folder: str = ""
    public_key: str = ""
    is_encrypted: bool = False
    is_open: bool = False
    store: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckVerdict:
    """What a check found: runs, the time of the last signature, findings as sentences."""

    runs: int
    findings: tuple[str, ...] = ()
    signed_wall: str = ""
    is_known: bool = False


def size_words(count: int) -> str:
    """Return bytes as kB, MB or GB (powers of 1000, as disks are sold)."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count / 1000:.0f} kB"


def wall_words(wall: str) -> str:
    """Return an ISO 8601 time as its date and minute."""
    return wall[:16].replace("T", " ")


def standing_words(standing: RecordStanding, tr: Translate) -> str:
    """Return how much there is and how much room."""
    if not standing.is_open:
        return tr("The record is not open.")
    return tr(
        "{count} runs, {size}; {free} free on the disk", count=standing.runs,
        size=size_words(standing.size_bytes), free=size_words(standing.free_bytes),
    )  # fmt: skip


def backup_words(standing: RecordStanding, tr: Translate) -> str:
    """Return when the last backup was made, and where backups go."""
    if not standing.last_backup:
        return tr("No backup was made from this window yet.")
    return tr(
        "Last backup: {when}, in {folder}", when=wall_words(standing.last_backup),
        folder=standing.backup_folder,
    )  # fmt: skip


def encryption_words(standing: RecordStanding, tr: Translate) -> str:
    """Return whether the record is encrypted and who could keep its key."""
    state = (
        tr("On: the file opens only with its key.")
        if standing.is_encrypted
        else tr("Off: whoever has the file can read it.")
    )
    store = (
        tr("Key store of this computer: {store}.", store=standing.store)
        if standing.store
        else tr("This computer has no key store: a pass phrase is needed.")
    )
    return f"{state} {store}"


def verdict_words(verdict: CheckVerdict, tr: Translate) -> str:
    """Return what a check found, in a sentence; findings are listed beside it."""
    if verdict.findings:
        return tr(
            "{count} findings in {runs} runs. Copy the list, keep the file as it is, and restore "
            "a backup that is whole.",
            count=len(verdict.findings), runs=verdict.runs,
        )  # fmt: skip
    if not verdict.signed_wall:
        return tr(
            "{runs} runs, all whole. Nothing is signed: a cut end would not show.",
            runs=verdict.runs,
        )
    when = wall_words(verdict.signed_wall)
    if verdict.is_known:
        return tr("{runs} runs, all whole, head signed {when}.", runs=verdict.runs, when=when)
    return tr(
        "{runs} runs, all whole, head signed {when} with a key that this computer does not know.",
        runs=verdict.runs, when=when,
    )  # fmt: skip


def phrase_trouble(phrase: str, again: str, tr: Translate) -> str:
    """Return what is wrong with a new pass phrase that was typed twice, empty when nothing is."""
    if len(phrase) < SHORTEST_PHRASE:
        return tr("A pass phrase has {count} characters or more.", count=SHORTEST_PHRASE)
    if phrase != again:
        return tr("These were two different pass phrases; nothing was changed.")
    return ""
