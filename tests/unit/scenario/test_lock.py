"""The lock of a pack: which parts and files it was written with."""

import hashlib

import pytest
from support.library_packs import HELP, library, put, using
from support.packs import shipped_catalogue
from support.scenario_files import SMALL

from simrunner.scenario.composition.library import LibraryFolders
from simrunner.scenario.composition.lock import Lock, read_lock
from simrunner.scenario.pack import load_pack, load_stored, lock_of
from simrunner.scenario.source.problem import Problems, ScenarioError

CATALOGUE = shipped_catalogue()
MEDIA = "media: {xray: {file: media/x.txt, licence: CC0-1.0, en: X-ray}}\n"
SHOWN = ("      well: {final: true}", "      well: {final: true, show: xray}")


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "x.txt").write_text("a picture")
    (folder / "scenario.yaml").write_text(using(SHOWN) + MEDIA)
    (folder / "expected.yaml").write_text("format: clinscn-expected/1\nteams: {good: []}\n")
    return folder


@pytest.fixture
def folders(tmp_path) -> LibraryFolders:
    return library(tmp_path / "library")


def write_lock(pack, folders) -> Lock:
    now = lock_of(pack, CATALOGUE, library=folders)[1]
    (pack / "scenario.lock").write_text(now.text(), encoding="utf-8")
    return now


def refused(pack, folders):
    with pytest.raises(ScenarioError) as caught:
        load_pack(pack, CATALOGUE, library=folders)
    return [each for each in caught.value.problems if each.severity == "error"]


def test_that_a_pack_that_uses_parts_without_a_lock_is_warned(pack, folders):
    loaded = load_pack(pack, CATALOGUE, library=folders)
    assert [(each.file, each.code) for each in loaded.warnings] == [("scenario.lock", "W920")]
    assert len(loaded.scenario.lock_sha256) == 64


def test_that_a_lock_holds_the_digest_of_every_part_and_media_file(pack, folders, tmp_path):
    lock = write_lock(pack, folders)
    help_file = tmp_path / "library" / "help@1.0.0.yaml"
    assert lock.items["library/help@1.0.0"] == hashlib.sha256(help_file.read_bytes()).hexdigest()
    assert lock.media == {"media/x.txt": hashlib.sha256(b"a picture").hexdigest()}
    assert list(lock.items) == [
        "library/help@1.0.0",
        "library/trolley@1.0.0",
        "library/woman@1.0.0",
    ]
    loaded = load_pack(pack, CATALOGUE, library=folders)
    assert loaded.warnings == ()
    assert loaded.scenario.lock_sha256 == lock.sha256


def test_that_a_part_that_changed_since_is_an_error_that_names_it(pack, folders, tmp_path):
    before = write_lock(pack, folders)
    put(tmp_path / "library", "help", "snippet", HELP.replace("90 s", "91 s"))
    found = refused(pack, folders)
    assert [(each.file, each.code, each.line) for each in found] == [("scenario.lock", "E920", 5)]
    assert "library/help@1.0.0" in found[0].message
    assert "simrunner lock" in found[0].hint
    held, now = lock_of(pack, CATALOGUE, library=folders)
    assert held == before
    assert now.changes_since(held) == ("changed  library/help@1.0.0",)
    after = write_lock(pack, folders)
    assert load_pack(pack, CATALOGUE, library=folders).scenario.lock_sha256 == after.sha256
    assert after.sha256 != before.sha256


def test_that_a_media_file_that_changed_since_is_an_error(pack, folders):
    write_lock(pack, folders)
    (pack / "media" / "x.txt").write_text("another picture")
    assert ["media/x.txt" in each.message for each in refused(pack, folders)] == [True]


def test_that_a_part_that_the_lock_lacks_is_an_error_and_one_too_many_a_warning(pack, folders):
    lock = write_lock(pack, folders)
    items = {key: digest for key, digest in lock.items.items() if "help" not in key}
    (pack / "scenario.lock").write_text(Lock(items=items, media=lock.media).text())
    assert ["is not in the lock" in each.message for each in refused(pack, folders)] == [True]
    more = {**lock.items, "library/gone@1.0.0": "0" * 64}
    (pack / "scenario.lock").write_text(Lock(items=more, media=lock.media).text())
    loaded = load_pack(pack, CATALOGUE, library=folders)
    assert [(each.code, each.line) for each in loaded.warnings] == [("W921", 5)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("format: clinscn-lock/2\n", "E207"), ("itmes: {}\n", "E201"), ("a: [", "E105")],
)
def test_that_a_lock_that_cannot_be_read_is_an_error(pack, folders, text, code):
    (pack / "scenario.lock").write_text(text)
    assert code in [each.code for each in refused(pack, folders)]


def test_that_a_lock_reads_back_as_it_was_written():
    lock = Lock(items={"library/a@1.0.0": "ab" * 32}, media={"media/图.png": "cd" * 32})
    problems = Problems("scenario.lock")
    written = read_lock(lock.text().encode(), problems)
    assert problems.all == ()
    assert written.lock == lock


def test_that_a_pack_that_takes_nothing_has_no_digest_and_needs_no_lock(pack, folders):
    (pack / "scenario.yaml").write_text(SMALL)
    loaded = load_pack(pack, CATALOGUE, library=folders)
    assert loaded.warnings == ()
    assert loaded.scenario.lock_sha256 == ""


def test_that_a_record_of_a_locked_pack_opens_without_library_and_lock(pack, folders):
    write_lock(pack, folders)
    scenario = load_pack(pack, CATALOGUE, library=folders).scenario
    assert load_stored(scenario.canonical, CATALOGUE).sha256 == scenario.sha256
