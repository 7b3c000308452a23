"""Free text of people, kept apart from the chains that speak of it, so that it can be erased.

A chain holds ``words:ID``. The text of a fact has an id that says which fact it belongs to, for
the same actions must give the same head. That of an annotation has a random one: a digest of the
text behind a random salt. While both are there, a changed text shows; once both are gone, nothing
can be told from the id.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, insert, select

from simrunner.domain.annotation import Annotation
from simrunner.domain.event import Event
from simrunner.domain.free_text import Said, free_text, with_free_text
from simrunner.domain.text import marked
from simrunner.record.bad_row import BadRow
from simrunner.record.codec import WORDS, Row, event_words_id
from simrunner.record.people_tables import ErasureRow, PersonRow
from simrunner.record.tables import AnnotationRow, EventRow, WordsRow

SALT_BYTES = 16
ID_BYTES = 12
"""24 hexadecimal digits: no two texts of a library share an id by chance."""

_REFERENCE = re.compile(f"{WORDS}(e[0-9]+|[0-9a-f]{{{2 * ID_BYTES}}})")


class Stored(NamedTuple):
    """Free text as it is stored: the id that the chain names, the salt behind it, the text."""

    words_id: str
    salt: str
    words: str


def event_words_rows(run: str, tail: int, batches: Iterable[Iterable[Event]]) -> list[Row]:
    """Return the rows of the free texts in the facts that follow fact number ``tail``."""
    return [
        {"run_id": run, "id": event_words_id(seq), "person": None, "salt": "", "words": text}
        for seq, event in enumerate(chain.from_iterable(batches), start=tail + 1)
        if (text := free_text(event)) is not None
    ]


def sealed_words(text: str, salt: str | None = None) -> Stored:
    """Return a text under a new random id."""
    salt = secrets.token_hex(SALT_BYTES) if salt is None else salt
    digest = blake2b(bytes.fromhex(salt) + text.encode(), digest_size=ID_BYTES)
    return Stored(digest.hexdigest(), salt, text)


def store_words(connection: Connection, run: str, rater: str, annotation: Annotation) -> str:
    """Store the free text of an annotation and return its id, empty when there is nothing.

    It belongs to the rater where that is a person's code.
    """
    text = free_text(annotation)
    if not text:
        return ""
    stored = sealed_words(text)
    known = select(PersonRow.code).where(PersonRow.code == rater)
    row = {"run_id": run, "id": stored.words_id, "salt": stored.salt, "words": stored.words}
    person = connection.execute(known).scalar_one_or_none()
    connection.execute(insert(WordsRow).values(person=person, **row))
    return stored.words_id


def words_of(connection: Connection, run: str) -> Mapping[str, str]:
    """Return every text of a run that is still there, by its id."""
    rows = connection.execute(select(WordsRow.id, WordsRow.words).where(WordsRow.run_id == run))
    return {row.id: row.words for row in rows}


def revealed(said: Said, words: Mapping[str, str]) -> tuple[Said, str, bool]:
    """Return a fact or annotation with its free text, the id of that text, and if it is erased."""
    named = _REFERENCE.fullmatch(free_text(said) or "")
    if named is None:
        return said, "", False
    words_id = named.group(1)
    return with_free_text(said, words.get(words_id, "")), words_id, words_id not in words


def check_words(connection: Connection, run: str) -> Iterator[BadRow]:
    """Yield what is wrong with the free texts of a run: changed, gone without a trace, or added."""
    rows = connection.execute(select(WordsRow.__table__).where(WordsRow.run_id == run)).mappings()
    found = {row["id"]: row for row in rows}
    erased = set(
        connection.execute(
            select(ErasureRow.words_id).where(ErasureRow.run_id == run, ErasureRow.words_id != "")
        ).scalars()
    )
    named: set[str] = set()
    for table, seq, words_id in _references(connection, run):
        named.add(words_id)
        if words_id not in found and words_id not in erased:
            yield BadRow(
                table="words",
                seq=seq,
                message=marked(
                    "The words of row {seq} of {table} in run {run} are gone, and nobody erased "
                    "them."
                ),
                fields=(("seq", seq), ("table", table), ("run", run)),
            )
    for words_id, row in found.items():
        if words_id not in named or not _is_as_written(row):
            yield BadRow(
                table="words",
                seq=None,
                message=marked("The words {words} of run {run} are not what was written."),
                fields=(("words", words_id), ("run", run)),
            )


def _is_as_written(row: RowMapping) -> bool:
    """Return whether a text fits its id; that of a fact's text tells nothing of it."""
    if not row["salt"]:
        return re.fullmatch("e[0-9]+", row["id"]) is not None
    try:
        wanted = sealed_words(row["words"], row["salt"])
    except ValueError:
        return False
    return wanted.words_id == str(row["id"])


def _references(connection: Connection, run: str) -> Iterable[tuple[str, int, str]]:
    for table, name in ((EventRow, "event"), (AnnotationRow, "annotation")):
        query = select(table.seq, table.payload).where(
            table.run_id == run, table.payload.contains(WORDS)
        )
        for seq, payload in connection.execute(query):
            for words_id in _named_in(payload):
                yield name, seq, words_id


def _named_in(payload: str) -> Iterator[str]:
    """Yield the ids that a payload names; one that is not readable is another check's finding."""
    try:
        waiting = [json.loads(payload)]
    except ValueError:
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, str) and (named := _REFERENCE.fullmatch(value)):
            yield named.group(1)
