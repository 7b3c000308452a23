"""A library with people, a run, and what they wrote, for tests of what may be read and erased."""

import pytest

from simrunner.domain.action import SetBookmark, Source
from simrunner.domain.annotation import CommentWritten, MarkSet
from simrunner.domain.person import By, Reason
from simrunner.record.library import Library
from simrunner.record.people import add_person, give_role
from support.runs import facts, new_run, taken

WALL = "2026-11-23T09:00:00+00:00"


def by(who="P-KEEPER", wall=WALL, reason=Reason.REQUEST):
    """Return who does something, when and why."""
    return By(who=who, wall=wall, reason=reason)


def bookmark(at_ms, label, entry=9):
    """Return the fact of a bookmark."""
    return taken(at_ms, SetBookmark(source=Source.FACILITATOR, label=label), entry=entry)


def recorded(library: Library, events=None, **known) -> str:
    """Record a run of these facts and return its id."""
    run = library.begin_run(new_run(**known))
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(facts() if events is None else events)
    assert recorder.close()
    return run


def person_in(library: Library, run: str, name="Wren Ashby", role="leader", contact="") -> str:
    """Enter a person who took part in a run and return the code."""
    code = add_person(library, name, contact, by())
    give_role(library, run, code, role)
    return code


def write_comments(library: Library, run: str, rater: str, *comments: str) -> None:
    """Let a rater set a mark with a note, then comment."""
    chain = library.annotations(run, rater, "team")
    chain.append(MarkSet(at_ms=1000, mark=1, sign="+", note=comments[0]))
    for comment in comments[1:]:
        chain.append(CommentWritten(at_ms=2000, item="", comment=comment))


def bytes_beside(path):
    """Return the bytes of every file in the folder of a record, by name."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def traces(path, words: str) -> str:
    """Return where in a record's file the words are: page, place in it, how the page begins."""
    body, size = path.read_bytes(), 4096
    found = [at for at in range(len(body)) if body.startswith(words.encode(), at)][:5]
    pages = [(at // size + 1, at % size, body[at // size * size :][:12].hex()) for at in found]
    return f"{len(body) // size} pages, words at {pages}"


def files_with(path, words: str) -> list[str]:
    """Return the files beside a record whose bytes hold the words, as UTF-8 or JSON escapes."""
    spellings = (words.encode(), words.encode("unicode-escape"), words.encode("utf-16-le"))
    return sorted(
        name for name, body in bytes_beside(path).items() if any(one in body for one in spellings)
    )
