"""The rows of one chain against their digests, one after the other, however many they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from simrunner.domain.chain import GENESIS
from simrunner.domain.payload import PayloadError
from simrunner.domain.text import marked

Digest: TypeAlias = Callable[[bytes, Any], bytes]

MISSING = marked("Row {seq} of run {run} is missing.")
MISSING_MANY = marked("Rows {seq} to {last} of run {run} are missing.")
CHANGED = marked("Row {seq} of run {run} is not what was written, or not in its place.")
CHANGED_MANY = marked(
    "Rows {seq} to {last} of run {run} are not what was written, or not in their place."
)
UNREADABLE = marked("Row {seq} of run {run} cannot be read: {why}")


@dataclass(slots=True, kw_only=True)
class BadStretch:
    """Rows ``first`` to ``last`` of a chain and what is wrong with them."""

    first: int
    last: int
    message: str
    why: str = ""

    @property
    def sentence(self) -> str:
        """The message for one row or for many."""
        many = {MISSING: MISSING_MANY, CHANGED: CHANGED_MANY}
        return self.message if self.first == self.last else many.get(self.message, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedChain:
    """The number of the last row, its stored digest, and every stretch that is bad."""

    last_seq: int
    head: bytes
    bad: tuple[BadStretch, ...]


def check_chain(
    rows: Iterable[Any],
    digest_of: Digest,
    decode: Callable[[Any], object],
    seen: Callable[[Any], None] = lambda _row: None,
) -> CheckedChain:
    """Check rows in the order of their numbers and name each that is not what was written.

    After a bad row its stored digest is taken for right, so that the rows behind it are judged by
    themselves. ``seen`` gets each row.
    """
    bad: list[BadStretch] = []
    digest, last = GENESIS, 0
    for row in rows:
        seq = row["seq"]
        if not isinstance(seq, int) or seq < 1:
            _add(bad, last + 1, CHANGED, "")
            continue
        if seq > last + 1:
            _add(bad, last + 1, MISSING, "", upto=seq - 1)
            follows = False
        else:
            follows = True
        message, why = _judged(row, digest if follows else None, digest_of, decode)
        if message:
            _add(bad, seq, message, why)
        seen(row)
        stored = row["digest"]
        digest, last = stored if isinstance(stored, bytes) else b"", seq
    return CheckedChain(last_seq=last, head=digest if last else b"", bad=tuple(bad))


def _judged(
    row: Any, previous: bytes | None, digest_of: Digest, decode: Callable[[Any], object]
) -> tuple[str, str]:
    """Return what is wrong with a row, and why; its link is not judged without ``previous``."""
    try:
        wanted = digest_of(previous or b"", row)
        if previous is not None and wanted != row["digest"]:
            return CHANGED, ""
        decode(row)
    except (PayloadError, TypeError, ValueError) as problem:
        return UNREADABLE, str(problem)
    return "", ""


def _add(bad: list[BadStretch], seq: int, message: str, why: str, *, upto: int = 0) -> None:
    end = max(seq, upto)
    if bad and message != UNREADABLE and bad[-1].message == message and bad[-1].last == seq - 1:
        bad[-1].last = end
    else:
        bad.append(BadStretch(first=seq, last=end, message=message, why=why))
