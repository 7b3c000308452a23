"""The hash chain: each fact's digest covers the one before, so a change anywhere shows."""

import hashlib
import json
from collections.abc import Mapping

GENESIS = bytes(32)
"""What the first link of every chain hashes as its predecessor."""


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no NaN, UTF-8 kept."""
    return _ENCODER.encode(value)


def link(previous: bytes, record: Mapping[str, object]) -> bytes:
    """Return the 32-byte BLAKE2b digest (RFC 7693) of the predecessor and a canonical record."""
    digest = hashlib.blake2b(previous, digest_size=32)
    digest.update(canonical_json(record).encode())
    return digest.digest()


def link_around(
    previous: bytes, before: Mapping[str, object], payload: str, after: Mapping[str, object]
) -> bytes:
    """Return link() of a record whose ``payload`` is canonical text already.

    The names of ``before`` sort before that name and those of ``after`` behind it; neither is
    empty.
    """
    head, tail = canonical_json(before), canonical_json(after)
    text = f'{head[:-1]},"payload":{payload},{tail[1:]}'
    return hashlib.blake2b(previous + text.encode(), digest_size=32).digest()
