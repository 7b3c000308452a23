"""People and clocks through the whole command line, in this process, on real files."""

import hashlib
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from support.privacy_runs import bookmark, files_with, recorded, write_comments
from support.runs import facts

from simrunner.app.cli import run_command_line
from simrunner.domain.chain import canonical_json
from simrunner.record.library import Library
from simrunner.record.people import give_role, people
from simrunner.record.upgrade import copy_of

OLD = "2020-01-01T09:00:00+00:00"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the path of a library: one run of long ago, with texts."""
    path = tmp_path_factory.mktemp("made") / "library.sqlite"
    with Library.open(path) as opened:
        run = recorded(opened, (*facts(), bookmark(761_000, "Wren froze here")), started_wall=OLD)
        write_comments(opened, run, "A1", "Wren froze", "better later")
    return path


@pytest.fixture
def library(made, tmp_path, monkeypatch):
    """Return the path of this computer's library, a copy of the one that was made."""
    monkeypatch.setenv("SIMRUNNER_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "160")
    return Path(shutil.copy(made, tmp_path / "library.sqlite"))


@pytest.fixture
def say(monkeypatch, capsys):
    """Return a way to give a command: its exit code and what it printed, out and err."""

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["simrunner", *map(str, words)])
        code = run_command_line()
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


def done(answer):
    code, told = answer
    assert code == 0, told
    return told


def refused(answer, *words):
    code, told = answer
    assert code == 2, told
    for one in words:
        assert one in told
    return told


RUN = "2020-01-01-01"


def entered(say, name="Wren Ashby", contact="wren@example.org"):
    code = done(say("people", "add", name, "--contact", contact)).strip()
    done(say("people", "roles", RUN, "--add", f"{code}=team-leader"))
    return code


def test_that_a_person_is_entered_used_exported_and_erased(library, say, tmp_path):
    code = entered(say)
    assert "Wren" not in done(say("people", "list"))
    assert "Wren Ashby" in done(say("people", "list", "--names", "--reason", "appeal"))
    assert code in done(say("people", "team", "team 7", "--add", code.lower()))
    done(say("people", "consent", code, "--give", "research"))

    done(say("people", "export", code, "--out", tmp_path / "copy.zip"))

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert archive.namelist() == ["person.json", "person.md", f"runs/{RUN}.jsonl"]
        told = json.loads(archive.read("person.json"))
        text = archive.read("person.md").decode()
    assert (told["name"], told["roles"][0]["role"]) == ("Wren Ashby", "team-leader")
    for heading in ("## Consent · 知情同意", "## Name · 姓名", "- Wren Ashby"):
        assert heading in text
    (tmp_path / "copy.zip").unlink()
    copy_of(library, library.with_name("library.revision-0001.sqlite"))

    told = done(say("people", "erase", code, "--with-texts-of-others", "--yes"))

    assert "4 text(s)" in told
    assert "library.revision-0001.sqlite was made by an upgrade" in told
    for piece in ("Wren Ashby", "wren@example.org", "Wren froze", "better later"):
        assert files_with(library, piece) == ["library.revision-0001.sqlite"]
    assert "intact" in done(say("record", "verify", library))
    audit = done(say("people", "audit", code))
    for deed in ("person-added", "consent-given", "person-exported", "person-erased"):
        assert deed in audit


def test_that_a_restored_backup_is_erased_again_from_the_memory_of_the_data_folder(
    library, say, tmp_path
):
    code = entered(say)
    backup = copy_of(library, tmp_path / "elsewhere")
    done(say("people", "erase", code, "--with-texts-of-others", "--yes"))
    memory = next((tmp_path / "erased").iterdir()).read_text()
    assert code in memory
    assert "Wren" not in memory
    for file in tmp_path.glob("library.sqlite*"):
        file.unlink()
    backup.rename(library)
    assert files_with(library, "Wren Ashby") == ["library.sqlite"]

    assert "erased again" in done(say("people", "erase", "--again"))

    for piece in ("Wren Ashby", "Wren froze", "wren@example.org"):
        assert files_with(library, piece) == []
    code, told = say("record", "verify", library)
    (problem,) = [line for line in told.splitlines() if line.startswith("  ")]
    assert "or this is an older copy" in problem, "the line of the erasure is not in it"
    assert code == 1


def test_that_one_text_is_listed_and_erased(library, say):
    listed = done(say("people", "texts", RUN))
    name = re.search("([0-9a-f]{24}) .*Wren froze", listed).group(1)
    done(say("people", "erase", "--run", RUN, "--text", name, "--yes"))
    assert files_with(library, "Wren froze here") == ["library.sqlite"]
    assert name not in done(say("people", "texts", RUN))
    assert "results-read" in done(say("people", "audit", RUN))
    refused(say("people", "erase", "--run", RUN, "--text", name, "--yes"), "has no text")


def test_that_erasing_asks_first(library, say, monkeypatch):
    code = entered(say)
    monkeypatch.setattr("typer.confirm", lambda _question: False)
    refused(say("people", "erase", code), "Nothing was erased")
    assert files_with(library, "Wren Ashby") == ["library.sqlite"]


def test_that_an_export_under_codes_keeps_its_key_apart(library, say, tmp_path):
    code = entered(say)
    done(say("people", "consent", code, "--give", "research"))
    out, key = tmp_path / "runs.json", tmp_path / "key.txt"
    summary = json.loads(done(say("people", "pseudonymous", "--out", out, "--key", key)))
    assert summary["runs"] == 1
    assert summary["people_by_scenario"] == {"small-anaphylaxis": "<5"}
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text() not in out.read_text()
    assert code not in out.read_text()
    refused(say("people", "pseudonymous", "--out", out), "is there already")
    done(say("people", "consent", code, "--withdraw", "research"))
    summary = json.loads(done(say("people", "pseudonymous", "--out", tmp_path / "none.json")))
    assert summary["left_out"] == {"nobody_entered": 0, "somebody_did_not_agree": 1}


def test_that_clocks_announce_wait_and_certify(library, say, tmp_path):
    assert "forever" in done(say("retention", "show"))
    done(say("retention", "set", "formative-runs", "1000"))
    assert RUN in done(say("retention", "preview"))
    assert RUN in done(say("retention", "announce"))
    assert done(say("retention", "apply", "--out", tmp_path / "none", "--yes")).startswith(
        "Nothing is due"
    )
    assert "stays" in done(say("retention", "undo", 1))
    refused(say("retention", "undo", 1), "undone already")
    with Library.open(library) as opened:
        recorded(opened, started_wall="2020-01-02T09:00:00+00:00")
        head = opened.head("2020-01-02-01")
    done(say("retention", "announce", "--undo-days", "0"))

    done(say("retention", "apply", "--out", tmp_path / "gone", "--yes"))

    certificate = json.loads((tmp_path / "gone/certificate.json").read_text())
    (item,) = certificate["items"]
    assert (item["of"], item["digest"]) == ("2020-01-02-01", head)
    digest = certificate.pop("sha256")
    assert digest == hashlib.sha256(canonical_json(certificate).encode()).hexdigest()
    text = (tmp_path / "gone/certificate.txt").read_text()
    assert digest in text
    assert "删除证明" in text
    assert "2020-01-02-01" not in done(say("record", "list"))
    assert "carried out" in done(say("retention", "show"))


def test_that_the_centres_own_words_are_used_and_faults_in_them_named(library, say, tmp_path):
    shipped = done(say("people", "consent"))
    assert "the centre should adapt it" in shipped
    own = tmp_path / "consent.toml"
    words = "".join(f'[{one}]\nen = "We ask."\nzh-CN = "请求同意。"\n' for one in (
        "assess", "debrief", "teach", "research"))  # fmt: skip
    own.write_text(f'version = "our-2"\n{words}', encoding="utf-8")
    told = done(say("people", "consent"))
    version = re.search(r"Version (our-2-[0-9a-f]{8}) \(the centre's own\)", told).group(1)
    assert version in done(say("people", "consent", entered(say), "--give", "teach"))
    own.write_text(f'version = "our-2"\n{words.replace("请求同意。", "")}', encoding="utf-8")
    refused(say("people", "consent"), "[assess] lacks the words zh-CN")
    own.write_text("= nonsense", encoding="utf-8")
    refused(say("people", "consent"), "consent.toml cannot be read")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("people", "add", "  "), "A person has a name"),
        (("people", "erase", "--yes"), "by CODE, or one text"),
        (("people", "erase", "P-X", "--again"), "name nobody and nothing"),
        (("people", "erase", "P-NOBODY", "--yes"), "no person P-NOBODY"),
        (("people", "erase", "P-X", "--run", RUN, "--text", "e1", "--yes"), "by CODE, or one"),
        (("people", "erase", "--run", RUN, "--yes"), "by CODE, or one text"),
        (("people", "export", "P-NOBODY", "--out", "x"), "no person P-NOBODY"),
        (("people", "roles", "2020-09-09-01"), "no run 2020-09-09-01"),
        (("people", "roles", "--add", "P-X=leader"), "Name the run"),
        (("people", "roles", RUN, "--add", "P-NOBODY=leader"), "no person P-NOBODY"),
        (("people", "roles", RUN, "--remove", "P-NOBODY"), "has no role"),
        (("people", "team", "--add", "P-X"), "Name the team"),
        (("people", "consent", "P-NOBODY"), "no person P-NOBODY"),
        (("people", "consent", "--give", "teach"), "Name the person"),
        (("people", "texts", "nowhere"), "no run nowhere"),
        (("people", "list", "--file", "nowhere.sqlite"), "There is no record at nowhere"),
        (("retention", "set", "media", "soon"), "a number of days, or forever"),
        (("retention", "set", "media", "0"), "1 to 36500 days"),
        (("retention", "set", "socks", "9"), "socks"),
        (("retention", "announce", "--undo-days", "-1"), "0 to 36500 days"),
        (("retention", "undo", "7"), "No removal has the number 7"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_that_what_cannot_be_is_refused_in_a_sentence(library, say, words, told):
    refused(say(*words), told)


def test_that_a_tampered_audit_ends_with_one(library, say):
    entered(say)
    with Library.open(library) as opened:
        opened.do(
            lambda connection: connection.exec_driver_sql("update audit set act = 'names-read'")
        )
    code, told = say("people", "audit")
    assert code == 1
    assert "NOT intact: Line 1 of the audit is not what was written." in told


def test_that_people_leave_a_library_only_for_what_they_agreed_to(library, say, tmp_path):
    out = tmp_path / "run.jsonl"
    done(say("record", "export", library, "--out", out))
    assert "run-exported" in done(say("people", "audit", RUN)), "nobody is in it, and it is noted"
    code = entered(say)

    refused(say("record", "export", library, "--out", out), "--purpose", RUN, "pseudonymous")
    told = refused(
        say("record", "export", library, "--out", tmp_path / "a.zip", "--purpose", "teach")
    )
    assert f"{code} did not agree to teach" in told
    assert "people pseudonymous" in told
    assert not (tmp_path / "a.zip").exists()
    done(say("people", "consent", code, "--give", "teach"))
    done(say("record", "export", library, "--out", tmp_path / "a.zip", "--purpose", "teach"))
    refused(say("record", "export", library, "--out", out, "--purpose", "research"), code)
    refused(
        say("record", "export", library, "--out", out, "--without-consent", "why not"), "appeal"
    )
    done(say("record", "export", library, "--out", out, "--without-consent", "appeal"))

    lines = [line for line in done(say("people", "audit", RUN)).splitlines() if RUN in line]
    assert ["exported" in line for line in lines] == [True] * 3
    assert ("teaching" in lines[1], "appeal" in lines[2]) == (True, True)
    assert "exported-without-consent" in lines[2]


def test_that_the_command_line_leaves_a_line_for_each_kind_of_look(library, say):
    say("record", "replay", library)
    entered(say)
    say("record", "replay", library)
    say("record", "replay", library)
    done(say("record", "compare", library, RUN, RUN))
    done(say("record", "query", library, "--count", "shock"))
    done(say("record", "list"))
    audit = done(say("people", "audit", RUN))
    assert [audit.count(one) for one in ("run-replayed", "run-compared", "run-queried")] == [1] * 3
    assert "NOT intact" not in audit


def test_that_a_record_that_takes_no_line_is_shown_and_says_so(library, say, tmp_path):
    done(say("people", "add", "Kite"))  # in no run
    with Library.open(library) as opened:
        refusal = (
            "create trigger full before insert on audit begin select raise(abort, 'full'); end"
        )
        opened.do(lambda connection: connection.exec_driver_sql(refusal))
    out = tmp_path / "x.jsonl"
    told = done(say("record", "export", library, "--out", out))
    assert "The audit does not show this export" in told
    with Library.open(library) as opened:
        give_role(opened, RUN, people(opened)[0].code, "leader")
    assert "The audit does not show that you looked" in done(
        say("record", "compare", library, RUN, RUN)
    )
    code, _ = say("record", "export", library, "--out", out, "--without-consent", "appeal")
    assert code != 0, "what leaves without a line does not leave"


def test_that_an_import_tells_what_it_erased_and_leaves_who_has_a_name_here(library, say, tmp_path):
    code = entered(say)
    leave = ("--without-consent", "request")
    done(say("record", "export", library, "--out", tmp_path / "1.zip", *leave))
    away = tmp_path / "away" / "library.sqlite"
    away.parent.mkdir()
    done(say("record", "import", tmp_path / "1.zip", away))
    assert files_with(away, "Wren froze") == ["library.sqlite"]
    back = ("record", "export", away, "--out")
    done(say("people", "erase", code, "--with-texts-of-others", "--yes", "--file", away))
    done(say(*back, tmp_path / "2.zip", *leave))

    told = done(say("record", "import", tmp_path / "2.zip"))

    assert "were erased." in told
    assert f"{code} was erased where this comes from, and has a name here" in told
    assert files_with(library, "Wren froze") == [], "a text of a run that came back without it"
    assert files_with(library, "Wren Ashby") == ["library.sqlite"]
    assert "erasures-taken" in done(say("people", "audit", RUN))
    assert "intact" in done(say("record", "verify", library))
