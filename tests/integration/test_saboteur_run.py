"""Runs that cannot be: wrong words, closed folders, full disks. One block, the right code."""

import json
import stat
from pathlib import Path

import pytest
from support.command_line import refused, simrunner
from support.scenario_files import small

from simrunner.app.cli import app, run_command_line
from simrunner.record.library import Library

PACK = "anaphylaxis-ed"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["nosuch"], "There is no scenario pack or file called nosuch"),
        (["anaphylaxsis-ed"], "Did you mean anaphylaxis-ed?"),
        ([PACK, "--team", "nobody"], "there are good, average, poor"),
        ([PACK, "--difficulty", "hrd"], "'easy', 'normal', 'hard'"),
        ([PACK, "--speed", "fast"], "max or a number from 0.1 to 100, not fast"),
        ([PACK, "--speed", "nan"], "not nan"),
        ([PACK, "--speed", "0"], "not 0"),
        ([PACK, "--seed", "seven"], "--seed"),
        ([PACK, "--seed", "-1"], "--seed"),
        ([PACK, "--seed", "9" * 30], "--seed"),
        ([PACK, "--nosuch"], "No such option: --nosuch"),
        ([], "Missing argument 'packs'"),
    ],
)
def test_that_a_wrong_word_is_refused_before_anything_is_written(tmp_path, options, words):
    out = tmp_path / "out"

    err = refused(2, "run", *options, "--out", out)

    assert words in err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nosuch"], "No such command 'nosuch'"),
        (["chekc"], "Did you mean 'check'?"),
        (["--nosuch"], "No such option: --nosuch"),
        (["record"], "needs one of its commands"),
        (["devices"], "needs one of its commands"),
        (["record", "list", "a", "b"], "unexpected extra argument"),
        (["demo", "--lang", "fr"], "There is no language fr: choose en or zh-CN."),
        (["demo", "--pack", "nosuch"], "There is no scenario pack or file called nosuch"),
        (["shot", "home", "--out", "x.png", "--lang", "fr"], "There is no language fr"),
        (["shot", "home", "--out", "x.png", "--size", "big"], "1920x1080"),
        (["shot", "home", "--out", "x.png", "--size", "0x0"], "1920x1080"),
        (["shot", "home"], "Missing option '--out'"),
        (["shot", "home", "--out", "x.bmp"], "A picture ends in .png, not .bmp"),
    ],
)
def test_that_a_command_that_cannot_be_understood_says_why(arguments, words):
    assert words in refused(2, *arguments)


VERBS = {
    ("check",): "Check scenario files",
    ("lock",): "Write scenario.lock",
    ("rehearse",): "Let virtual teams play",
    ("new",): "Make a new scenario pack",
    ("graph",): "Draw a scenario's states",
    ("fmt",): "Lay scenario files out",
    ("migrate",): "Bring older scenario files",
    ("schema",): "make an editor complete",
    ("run",): "without a window",
    ("demo",): "Play a whole session",
    ("shot",): "Draw any window",
    ("selftest",): "Check that this installation is whole",
    ("version",): "Print the version",
    ("people", "add"): "Enter a person",
    ("people", "list"): "List the people of a record",
    ("people", "roles"): "Say who took part in a run",
    ("people", "team"): "Make a team",
    ("people", "consent"): "Show what people are asked",
    ("people", "export"): "Write everything on one person",
    ("people", "pseudonymous"): "Write runs under codes",
    ("people", "texts"): "List the free texts of a run",
    ("people", "erase"): "Erase a person, or one text",
    ("people", "audit"): "Show who looked at",
    ("retention", "show"): "Show the clock of each class",
    ("retention", "set"): "Set the clock of a class",
    ("retention", "preview"): "Show what has outlived its clock",
    ("retention", "announce"): "Announce the removal",
    ("retention", "undo"): "Keep what was announced to go",
    ("retention", "apply"): "Carry out the removals",
    ("devices", "list"): "List the installed drivers",
    ("devices", "simulate"): "Start a simulated manikin",
    ("devices", "decode"): "Tell what is in the raw bytes",
    ("devices", "encode"): "Make raw bytes of JSON lines",
    ("devices", "drill"): "Try twenty things that go wrong",
    ("devices", "try"): "Talk to a device without a run",
    ("devices", "new-driver"): "Write a small driver package",
    ("devices", "ports"): "List the serial ports",
    ("devices", "pair"): "Let a device act on runs",
    ("devices", "unpair"): "Take a device's permission back",
    ("devices", "calibrate"): "Take the zero or the scale",
    ("devices", "self-test"): "Try a device: sensors",
    ("devices", "report"): "Look at a device for three seconds",
    ("devices", "place"): "Say to which room a device belongs",
    ("devices", "room"): "Name the room of this installation",
    ("devices", "output"): "Let a real monitor behind a patient simulator show",
    ("devices", "labels"): "Check a file of drug labels",
    ("patient", "run"): "Run a body without a scenario",
    ("patient", "plot"): "Draw what a modelled patient",
    ("patient", "table"): "Print normal ranges",
    ("patient", "columns"): "List what a case can write down",
    ("cpr", "measure"): "Measure rate, depth, release",
    ("record", "list"): "List the runs",
    ("record", "tree"): "as a tree",
    ("record", "compare"): "side by side",
    ("record", "query"): "Ask many runs",
    ("record", "verify"): "Check a record",
    ("record", "device-log"): "kept bytes of devices",
    ("record", "attach"): "Put a picture, sound or video",
    ("record", "media"): "List what is attached",
    ("record", "key"): "Print the public key",
    ("record", "encrypt"): "Encrypt a record",
    ("record", "decrypt"): "Write an encrypted record",
    ("record", "export"): "in an open format",
    ("record", "import"): "Take the runs of a bundle",
    ("record", "backup"): "Copy a record as it is",
    ("record", "restore"): "Bring a backup back",
    ("record", "replay"): "again",
    ("record", "branch"): "Rewind a run",
    ("record", "move"): "Copy all runs into another record",
    ("record", "resume"): "Continue a run that was cut short",
}


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_that_the_help_of_a_verb_says_what_it_does(verb, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["simrunner", *verb, "--help"])
    monkeypatch.setenv("COLUMNS", "120")

    code = run_command_line()

    told = capsys.readouterr()
    assert code == 0
    assert VERBS[verb] in told.out
    assert told.err == ""


def verbs_of(group, above=()):
    """Return every verb of a group, those of the groups in it included."""
    verbs = {
        (*above, command.name or command.callback.__name__) for command in group.registered_commands
    }
    for inner in group.registered_groups:
        verbs |= verbs_of(inner.typer_instance, (*above, *([inner.name] if inner.name else [])))
    return verbs


def test_that_every_verb_of_the_menu_is_tried_here():
    assert verbs_of(app) == set(VERBS)


def test_that_a_file_is_not_taken_for_a_pack(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(small())
    assert "is not a scenario pack" in refused(2, "run", file)


def test_that_a_broken_pack_is_refused_with_its_problems(tmp_path):
    (tmp_path / "scenario.yaml").write_text(small(("rhythm: sinus", "rhythm: sinsu")))
    assert "did you mean 'sinus'?" in refused(2, "run", tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("garbage: [", "not readable YAML"),
        ("format: clinscn-expected/1\nteams: {a: [{at: 9 s, do: give adrenalin 1 mg IM}]}\n",
         "did you mean 'adrenaline'?"),
        ("format: clinscn-expected/1\nteams: {a: [{at: 9 s, do: fly}]}\n",
         "There is no command 'fly'"),
    ],
)  # fmt: skip
def test_that_a_team_file_with_a_fault_names_its_line(tmp_path, text, words):
    team = tmp_path / "team.yaml"
    team.write_text(text)

    err = refused(2, "run", PACK, "--team", team, "--out", tmp_path / "out")

    assert words in err
    assert "team.yaml:" in err


def test_that_a_folder_that_may_not_be_written_is_an_environment_fault(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IRUSR | stat.S_IXUSR)

    for out in (closed / "new", closed):
        err = refused(3, "run", PACK, "--out", out, confined=True)
        assert str(tmp_path) in err or "record.sqlite" in err
    assert list(closed.iterdir()) == []


def test_that_a_file_in_the_way_of_the_results_is_told(tmp_path):
    (tmp_path / "file").write_text("here first")
    assert "cannot be written" in refused(3, "run", PACK, "--out", tmp_path / "file")
    assert "cannot be written" in refused(3, "run", PACK, "--out", tmp_path / "file" / "below")


def test_that_a_data_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("here first")
    err = refused(3, "run", PACK, SIMRUNNER_DATA=str(tmp_path / "file"))
    assert "cannot be written" in err


@pytest.mark.parametrize("speed", ["max", "50"])
def test_that_a_disk_that_fills_up_stops_the_run_with_a_sentence(tmp_path, speed):
    out = tmp_path / "out"

    # The tables take about 100 kB; the facts no longer fit.
    err = refused(3, "run", PACK, "--speed", speed, "--out", out, largest_file=160_000)

    assert "record.sqlite" in err
    assert "disk" in err
    assert not (out / "summary.json").exists()


def test_that_a_disk_full_from_the_start_is_told(tmp_path):
    assert "disk" in refused(3, "run", PACK, "--out", tmp_path / "out", largest_file=20_000)


def test_that_a_summary_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "summary.json").mkdir()
    assert "summary.json cannot be written" in refused(3, "run", PACK, "--out", tmp_path)


def test_that_results_that_cannot_be_printed_are_told_too():
    with Path("/dev/full").open("w") as full:
        answer = simrunner("version", stdout=full)
    assert answer.code == 3
    assert "No space left" in answer.err


def test_that_a_run_leaves_nothing_but_its_result_on_stdout_and_a_record_that_fits(tmp_path):
    answer = simrunner("run", PACK, "--team", "good", "--seed", "7", "--out", tmp_path)

    assert (answer.code, answer.err) == (0, "")
    summary = json.loads(answer.out)
    assert summary == json.loads((tmp_path / "summary.json").read_text())
    with Library.open(tmp_path / "record.sqlite") as library:
        assert library.head(library.runs()[0].run) == summary["head"]


@pytest.mark.slow
def test_that_a_speed_beyond_the_machine_still_plays_the_whole_scenario(tmp_path):
    fast = simrunner("run", PACK, "--team", "good", "--speed", "100", "--out", tmp_path / "a")
    free = simrunner("run", PACK, "--team", "good", "--speed", "max", "--out", tmp_path / "b")

    assert (fast.code, free.code) == (0, 0)
    assert fast.out == free.out
