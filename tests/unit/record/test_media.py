import sqlite3
import struct
import zlib
from contextlib import closing
from hashlib import sha256

import pytest
from support.runs import facts, new_run

from simrunner.domain.person import By, Purpose, Reason
from simrunner.record.audit import read_audit
from simrunner.record.bundle import write_bundle
from simrunner.record.consent import give_consent, withdraw_consent
from simrunner.record.device_log import DeviceTape, read_device_log
from simrunner.record.erase import erase_person
from simrunner.record.errors import BadRequestError, DamagedRecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.media import (
    LARGEST_BYTES,
    NewMedium,
    attach,
    check_size,
    media_of,
    read_medium,
)
from simrunner.record.media_type import media_type_of
from simrunner.record.people import add_person
from simrunner.record.unbundle import read_bundle

BY = By(who="P-222222", wall="2026-11-23T12:00:00+08:00", reason=Reason.TEACHING)


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\x7f"))
    + chunk(b"IEND", b"")
)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


@pytest.fixture
def run(library):
    run = library.begin_run(new_run())
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(facts())
    tape = DeviceTape(recorder, lambda: 7)
    tape.take("manikin", False, b"$OML,1*00\r\n")
    tape.take("manikin", True, b"?\r\n")
    tape.finish()
    assert recorder.close()
    return run


def put(library, run, **more):
    new = NewMedium(**{"at_ms": 0, "name": "x-ray.png", "body": PICTURE, **more})
    return library.do(lambda connection: attach(connection, run, new, BY))


def got(library, run, medium):
    return library.do(lambda connection: read_medium(connection, run, medium, BY))


def beside(library, run):
    """Return what is attached and what went over the links, with the digests of all bytes."""

    def job(connection):
        media = media_of(connection, run)
        bodies = [sha256(read_medium(connection, run, each.id)[1]).hexdigest() for each in media]
        return (
            [(m.name, m.sha256, m.at_ms) for m in media],
            bodies,
            [*read_device_log(connection, run)],
        )

    return library.ask(job)


def test_that_an_attached_picture_comes_back_as_it_was_and_leaves_the_chain_alone(library, run):
    head = library.head(run)

    kept = put(library, run)

    assert got(library, run, kept.id) == (kept, PICTURE)
    assert (kept.media_type, kept.size_bytes) == ("image/png", len(PICTURE))
    assert kept.sha256 == sha256(PICTURE).hexdigest()
    assert library.head(run) == head
    assert verify(library.path).is_intact


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"body": b"%PDF-1.7"}, "is no picture, sound or video"),
        ({"body": b""}, "is empty"),
        ({"at_ms": 10**9}, "choose a time within it"),
        ({"at_ms": -1}, "choose a time within it"),
        ({"person": "P-999999"}, "P-999999"),
    ],
)
def test_that_what_cannot_be_attached_is_refused_and_leaves_nothing(library, run, more, words):
    with pytest.raises(BadRequestError, match=words):
        put(library, run, **more)
    assert library.ask(lambda connection: media_of(connection, run)) == ()
    assert library.ask(read_audit) == ()


def test_that_the_same_file_is_not_attached_to_the_same_moment_twice(library, run):
    kept = put(library, run)
    with pytest.raises(BadRequestError, match=kept.id):
        put(library, run, name="again.png")


def test_that_a_file_over_the_limit_is_refused_by_its_size_alone():
    check_size("long.mp4", LARGEST_BYTES)
    with pytest.raises(BadRequestError, match="257 MiB; a record takes files of up to 256 MiB"):
        check_size("long.mp4", LARGEST_BYTES + 1)


def test_that_what_shows_a_person_needs_their_consent_and_goes_with_them(library, run):
    code = add_person(library, "Ada", "", BY)
    with pytest.raises(BadRequestError, match="has not agreed"):
        put(library, run, person=code)
    give_consent(library, code, Purpose.DEBRIEF, text_version="1", by=BY)
    kept = put(library, run, person=code)
    got(library, run, kept.id)
    deeds = [line.deed for line in library.ask(lambda connection: read_audit(connection, code))]
    assert deeds[-2:] == ["medium-added", "medium-read"]

    withdraw_consent(library, code, Purpose.DEBRIEF, BY)
    with pytest.raises(BadRequestError, match="has not agreed"):
        got(library, run, kept.id)
    assert erase_person(library, code, BY, with_texts_of_others=False).media == 1
    assert library.ask(lambda connection: media_of(connection, run)) == ()


def test_that_changed_bytes_are_neither_given_out_nor_verified(library, run):
    kept = put(library, run)
    with closing(sqlite3.connect(library.path)) as connection, connection:
        connection.execute("update media set body = ?", (PICTURE[:-1] + b"?",))
    with pytest.raises(DamagedRecordError, match=r"x-ray\.png"):
        got(library, run, kept.id)
    assert "x-ray.png" in str(verify(library.path).problems)


def test_that_media_and_device_bytes_go_by_bundle_to_another_library_and_back(
    library, run, tmp_path
):
    put(library, run)
    put(library, run, at_ms=5, name="heart.wav", body=b"RIFF\x04\0\0\0WAVE")
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    before = beside(library, run)
    assert len(before[0]) == 2
    assert len(before[2]) == 2

    write_bundle(library, [run], there, print)
    with Library.open(tmp_path / "away.sqlite") as away:
        read_bundle(away, there)
        (name,) = [row.run for row in away.runs()]
        assert beside(away, name) == before
        write_bundle(away, [name], back, print)
    with Library.open(tmp_path / "home.sqlite") as home:
        read_bundle(home, back)
        (name,) = [row.run for row in home.runs()]
        assert beside(home, name) == before
        assert verify(home.path).is_intact


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x20ftypheic", None),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "video/x-matroska"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm", "video/webm"),
        (b"RIFF\x10\0\0\0AVI LIST", None),
        (b"<svg><script/></svg>", None),
    ],
)
def test_that_a_kind_is_told_from_the_bytes_and_not_from_the_name(head, kind):
    assert media_type_of(head) == kind
