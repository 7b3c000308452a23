import json
import sqlite3
import zipfile
from contextlib import closing
from hashlib import sha256

import pytest
from support.runs import facts, marks, new_run, trend
from support.sessions import run_of, session_of, small_scenario

from simrunner.domain.run_record import Remark
from simrunner.record.bundle import MANIFEST, with_parents, write_bundle
from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.unbundle import BundleError, read_bundle
from simrunner.record.waves import WaveTape, read_waves


def told(_run):
    """Say nothing."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A library with a run, its branch, and a drawn run whose waves are kept; and its bundle."""
    folder = tmp_path_factory.mktemp("home")
    with Library.open(folder / "runs.sqlite") as library:
        first = library.begin_run(new_run(centre="North", room="Theatre 2"))
        recorder = library.recorder(first, on_failure=pytest.fail)
        recorder.append(facts())
        for point in trend(70):
            recorder.append((), point)
        wall = "2026-11-22T14:21:00+08:00"
        recorder.remark(Remark(at_ms=5, wall=wall, kind="pause", words="暂停"))
        assert recorder.close()
        chain = library.annotations(first, "A1", "team")
        for mark in marks():
            chain.append(mark)
        branch = library.begin_run(new_run(parent_run=first, parent_seq=3))
        recorder = library.recorder(branch, on_failure=pytest.fail)
        recorder.append(facts()[:9])
        assert recorder.close()
        drawn = run_of(library, small_scenario())
        recorder = library.recorder(drawn, on_failure=pytest.fail)
        session = session_of(small_scenario(), recorder)
        session.listen(WaveTape(recorder).take)
        session.begin()
        session.advance_to(7000)
        assert recorder.close()
        bundle = folder / "runs.zip"
        write_bundle(library, [first, branch, drawn], bundle, told)
        yield library, (first, branch, drawn), bundle


@pytest.fixture
def away(tmp_path):
    with Library.open(tmp_path / "away.sqlite") as library:
        yield library


def rewritten(source, target, change):
    """Write a bundle again with its files changed by ``change(files)``, its manifest fitting."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    change(files, manifest)
    manifest["files"] = {name: sha256(content).hexdigest() for name, content in files.items()}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in (*files.items(), (MANIFEST, json.dumps(manifest).encode())):
            archive.writestr(name, content)
    return target


def test_that_a_bundle_opens_in_another_installation_with_everything_in_it(home, away):
    library, runs, bundle = home
    taken = read_bundle(away, bundle)
    here = [f"{run}@{library.id}" for run in runs]
    assert (sorted(taken.added), taken.known) == (sorted(here), ())
    for run, name in zip(runs, here, strict=True):
        there, copied = library.read(run), away.read(name)
        assert copied.events == there.events
        assert copied.trend == there.trend
        assert copied.remarks == there.remarks
        assert copied.ratings == there.ratings
        assert copied.canonical_scenario == there.canonical_scenario
        assert away.head(name) == library.head(run)
    waves, again = (
        opened.ask(lambda connection, run=run: read_waves(connection, run, 0, 9000))
        for opened, run in ((library, runs[2]), (away, here[2]))
    )
    assert set(waves) == set(again)
    for channel, parts in waves.items():
        assert [part.samples.tolist() for part in parts] == [
            part.samples.tolist() for part in again[channel]
        ]
    with closing(sqlite3.connect(away.path)) as connection:
        parents = dict(connection.execute("select id, parent_run from run"))
        sessions = dict(connection.execute("select id, session_id from run"))
        assert connection.execute("select name from room").fetchall() == [("Theatre 2",)]
    assert parents[here[1]] == here[0]
    assert sessions[here[1]] == here[0]
    assert verify(away.path).is_intact


def test_that_a_bundle_taken_twice_adds_nothing(home, away):
    _, runs, bundle = home
    first, second = read_bundle(away, bundle), read_bundle(away, bundle)
    assert (second.added, second.known) == ((), tuple(sorted(first.added)))
    assert len(away.runs()) == len(runs)


def test_that_a_run_that_comes_home_is_known_there(home, away, tmp_path):
    library, runs, bundle = home
    taken = read_bundle(away, bundle)
    write_bundle(away, taken.added, tmp_path / "back.zip", told)
    assert read_bundle(library, tmp_path / "back.zip").known == tuple(sorted(runs))


def changed_byte(name_end):
    def change(files, _manifest):
        name = next(each for each in files if each.endswith(name_end))
        files[name] = files[name].replace(b'"at_ms": ', b'"at_ms": 1', 1)

    return change


def without(name_end):
    def change(files, _manifest):
        del files[next(each for each in files if each.endswith(name_end))]

    return change


def other_head(_files, manifest):
    manifest["runs"][0]["head"] = "0" * 64


def last_fact_cut(files, _manifest):
    name = next(each for each in files if each.endswith("event.jsonl"))
    files[name] = b"".join(files[name].splitlines(keepends=True)[:-1])


def other_scenario(files, _manifest):
    name = next(each for each in files if each.startswith("scenario/"))
    files[name] += b"# more\n"


def other_format(_files, manifest):
    manifest["format"] = "simrunner-bundle/9"


def strange_column(files, _manifest):
    files["run.jsonl"] = files["run.jsonl"].replace(b'"seed"', b'"seeds"')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed_byte("event.jsonl"), "breaks its chain"),
        (last_fact_cut, "does not end with the head"),
        (other_head, "does not end with the head"),
        (without(".txt"), "is missing"),
        (without("run.jsonl"), "list of runs"),
        (other_scenario, "not the text that was run"),
        (other_format, "simrunner-bundle/9"),
        (strange_column, "does not fit"),
    ],
)
def test_that_a_bundle_that_does_not_verify_is_refused_whole(home, away, tmp_path, change, words):
    _, _, bundle = home
    with pytest.raises(BundleError, match=words):
        read_bundle(away, rewritten(bundle, tmp_path / "changed.zip", change))
    assert away.runs() == ()


def test_that_a_file_changed_without_its_digest_is_told(home, away, tmp_path):
    _, _, bundle = home
    with zipfile.ZipFile(bundle) as archive, zipfile.ZipFile(tmp_path / "c.zip", "w") as changed:
        for name in archive.namelist():
            content = archive.read(name)
            changed.writestr(name, content + b" \n" if name.endswith("trend.jsonl") else content)
    with pytest.raises(BundleError, match=r"trend.jsonl is not what was written"):
        read_bundle(away, tmp_path / "c.zip")


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "a/../../b", "C:\\x", "a//b"])
def test_that_a_path_that_climbs_out_is_refused(home, away, tmp_path, name):
    _, _, bundle = home
    target = tmp_path / "climbs.zip"

    def change(files, _manifest):
        files[name] = b"x"

    with pytest.raises(BundleError, match="no name for a file"):
        read_bundle(away, rewritten(bundle, target, change))
    assert away.runs() == ()
    assert not (tmp_path.parent / "out.txt").exists()


def test_that_a_zip_bomb_is_not_opened(away, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, "{}")
        info = zipfile.ZipInfo("run.jsonl")
        archive.writestr(info, b"x")
    raw = (tmp_path / "bomb.zip").read_bytes()
    place = raw.index(b"PK\x01\x02", raw.index(b"PK\x01\x02") + 1)
    huge = (1 << 31).to_bytes(4, "little")
    (tmp_path / "bomb.zip").write_bytes(raw[: place + 24] + huge + raw[place + 28 :])
    with pytest.raises(BundleError, match="2147483648 bytes"):
        read_bundle(away, tmp_path / "bomb.zip")


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04cut short"])
def test_that_what_is_no_zip_is_told(away, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BundleError, match=r"x.zip is not a whole zip"):
        read_bundle(away, tmp_path / "x.zip")


def test_that_another_run_of_the_same_name_is_never_overwritten(home, away, tmp_path):
    library, runs, bundle = home
    read_bundle(away, bundle)
    before = away.head(f"{runs[0]}@{library.id}")

    def change(files, manifest):
        name = f"{runs[0]}/event.jsonl"
        files[name] = b""
        del files[name]
        manifest["runs"][0]["head"] = ""

    with pytest.raises(BundleError, match="is here already"):
        read_bundle(away, rewritten(bundle, tmp_path / "other.zip", change))
    assert away.head(f"{runs[0]}@{library.id}") == before


def test_that_a_bundle_is_never_written_over_a_file_and_never_left_half(home, tmp_path):
    library, runs, bundle = home
    with pytest.raises(RecordError, match="is there already"):
        write_bundle(library, runs, bundle, told)
    with pytest.raises(RecordError, match="no run"):
        write_bundle(library, [*runs, "2020-01-01-01"], tmp_path / "half.zip", told)
    assert list(tmp_path.iterdir()) == []


def test_that_every_file_of_a_bundle_is_open(home):
    library, runs, bundle = home
    with zipfile.ZipFile(bundle) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        names = set(archive.namelist()) - {MANIFEST}
        assert names == set(manifest["files"])
        assert manifest["library"] == library.id
        assert [each["run"] for each in manifest["runs"]] == list(runs)
        for name in names:
            content = archive.read(name)
            assert sha256(content).hexdigest() == manifest["files"][name]
            if name.endswith(".jsonl"):
                assert all(isinstance(json.loads(line), dict) for line in content.splitlines())


def test_that_a_branch_takes_its_parent_along_and_is_refused_without_it(home, away, tmp_path):
    library, (first, branch, drawn), _ = home
    assert with_parents(library, [branch, drawn, first]) == (first, branch, drawn)
    write_bundle(library, [branch], tmp_path / "alone.zip", told)
    with pytest.raises(BundleError, match=f"{branch} branches from {first}, which is neither"):
        read_bundle(away, tmp_path / "alone.zip")
    assert away.runs() == ()
    write_bundle(library, [first], tmp_path / "parent.zip", told)
    read_bundle(away, tmp_path / "parent.zip")
    read_bundle(away, tmp_path / "alone.zip")
    assert verify(away.path).is_intact


@pytest.mark.parametrize("number", [10**30, -(10**30)])
def test_that_a_number_no_database_holds_is_refused_in_a_sentence(home, away, tmp_path, number):
    _, (first, *_), bundle = home
    name = f"{first}/remark.jsonl"

    def change(files, _manifest):
        row = json.loads(files[name].splitlines()[0])
        files[name] = json.dumps({**row, "at_ms": number}).encode()

    bad = rewritten(bundle, tmp_path / "bad.zip", change)
    with pytest.raises(BundleError, match="a row does not fit"):
        read_bundle(away, bad)
    assert away.runs() == ()


def test_that_what_a_check_would_name_is_not_taken(home, away, tmp_path):
    _, (first, *_), bundle = home
    name = f"{first}/annotation.jsonl"

    def change(files, _manifest):
        rows = [json.loads(line) for line in files[name].splitlines()]
        rows[0]["at_ms"] += 1
        files[name] = "\n".join(map(json.dumps, rows)).encode()

    bad = rewritten(bundle, tmp_path / "bad.zip", change)
    with pytest.raises(BundleError, match="does not verify"):
        read_bundle(away, bad)
    assert away.runs() == ()


def test_that_a_manifest_nested_without_end_is_refused(home, away, tmp_path):
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as archive:
        archive.writestr(MANIFEST, "[" * 100_000)
    with pytest.raises(BundleError, match="cannot be read"):
        read_bundle(away, tmp_path / "deep.zip")


@pytest.mark.parametrize(
    ("file", "changed"),
    [("session", {"id": "x"}), ("run", {"id": {"a": 1}}), ("run", {"parent_run": 7})],
)
def test_that_rows_of_a_wrong_kind_are_refused(home, away, tmp_path, file, changed):
    def change(files, _manifest):
        rows = [json.loads(line) for line in files[f"{file}.jsonl"].splitlines()]
        rows[0].update(changed)
        files[f"{file}.jsonl"] = "\n".join(map(json.dumps, rows)).encode()

    bad = rewritten(home[2], tmp_path / "bad.zip", change)
    with pytest.raises(BundleError, match="a row does not fit"):
        read_bundle(away, bad)
    assert away.runs() == ()
