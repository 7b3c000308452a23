"""The verb `rehearse`: one process, several, or a real cluster, all to the same byte."""

import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.command_line import ROOT, refused, simrunner
from support.scenario_files import small

from simrunner.app.rehearsal_crew import on_cluster
from simrunner.rehearsal.preflight import Rehearsal

PACK = "anaphylaxis-ed"


@pytest.mark.slow
def test_that_one_process_and_two_give_the_same_bytes(tmp_path):
    words = ("rehearse", PACK, "--runs", 12, "--level", "good", "--json")

    one = simrunner(
        *words, "--jobs", 1, "--out", tmp_path / "one.json", SIMRUNNER_DATA=str(tmp_path)
    )
    two = simrunner(*words, "--jobs", 2, SIMRUNNER_DATA=str(tmp_path))

    assert (one.code, two.code) == (0, 0)
    assert one.out == two.out == (tmp_path / "one.json").read_text(encoding="utf-8")
    rehearsal = Rehearsal.from_json(one.out)
    assert sum(rehearsal.levels[0].outcomes.values()) == 12


@pytest.mark.slow
def test_that_a_real_cluster_of_two_workers_gives_the_same_bytes(tmp_path):
    pytest.importorskip("distributed")
    words = ("rehearse", PACK, "--runs", 12, "--level", "good", "--json")

    alone = simrunner(*words, "--jobs", 1, SIMRUNNER_DATA=str(tmp_path))
    together = simrunner(*words, "--jobs", 2, "--cluster", "local", SIMRUNNER_DATA=str(tmp_path))

    assert together.code == 0
    assert together.out == alone.out
    assert together.err == ""


@pytest.mark.slow
def test_that_people_get_a_table_and_sentences(tmp_path):
    answer = simrunner("rehearse", PACK, "--runs", 2, "--jobs", 1, SIMRUNNER_DATA=str(tmp_path))

    assert answer.code == 0
    for words in ("recovered", "nine of ten end by", "adrenaline-2", "Assumed teams", "poor"):
        assert words in answer.out


@pytest.mark.slow
def test_that_without_expectations_nothing_is_called_unmet(tmp_path):
    text = small()
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "scenario.yaml").write_text(text[: text.index("expect:\n")], encoding="utf-8")

    answer = simrunner("rehearse", pack, "--runs", 1, "--jobs", 1, SIMRUNNER_DATA=str(tmp_path))

    (line,) = [line for line in answer.out.splitlines() if "all expectations" in line]
    assert line.count("never asked") == 3


@pytest.mark.slow
def test_that_a_recorded_session_can_be_fitted_and_its_model_played(tmp_path):
    data = {"SIMRUNNER_DATA": str(tmp_path / "data")}
    for seed in (1, 2, 3):
        assert simrunner("run", PACK, "--seed", seed, "--team", "good", **data).code == 0
    library = tmp_path / "data" / "library.sqlite"

    fitted = simrunner("rehearse", "--fit", library, "--out", tmp_path / "ours.toml", **data)
    played = simrunner("rehearse", PACK, "--model", tmp_path / "ours.toml", "--runs", 1,
                       "--jobs", 1, "--level", "good", "--json", **data)  # fmt: skip

    assert "good: " in fitted.out
    assert "omitted" in fitted.out
    assert json.loads(played.out)["model"] == "ours"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "needs a pack"),
        (("anaphylaxis",), "Did you mean anaphylaxis-ed"),
        ((PACK, "--runs", "0"), "--runs"),
        ((PACK, "--level", "superb"), "superb"),
        ((PACK, "--model", "nowhere.toml"), "cannot be read"),
        ((PACK, "--fit", "x.sqlite", "--out", "y.toml"), "--fit takes no pack"),
        (("--fit", "x.sqlite"), "needs --out"),
        (("--fit", "x.sqlite", "--out", "y.toml"), "no record at x.sqlite"),
        (("--fit", "x.sqlite", "--out", "y.txt"), "ends in .toml"),
    ],
)
def test_that_what_cannot_be_rehearsed_is_refused_in_a_sentence(tmp_path, words, sentence):
    assert sentence in refused(2, "rehearse", *words, SIMRUNNER_DATA=str(tmp_path))


@pytest.mark.slow
def test_that_a_scheduler_that_does_not_answer_is_told(tmp_path):
    pytest.importorskip("distributed")

    err = refused(3, "rehearse", PACK, "--runs", 1, "--cluster", "tcp://127.0.0.1:9",
                  SIMRUNNER_DATA=str(tmp_path))  # fmt: skip

    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in err


class _Web(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" * 9)


@pytest.mark.slow
def test_that_a_server_of_another_kind_is_no_scheduler(tmp_path):
    pytest.importorskip("distributed")
    with socketserver.TCPServer(("127.0.0.1", 0), _Web) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        address = f"tcp://127.0.0.1:{server.server_address[1]}"
        err = refused(3, "rehearse", PACK, "--runs", 1, "--cluster", address,
                      SIMRUNNER_DATA=str(tmp_path))  # fmt: skip
        server.shutdown()
        serving.join()

    assert f"No Dask scheduler answers at {address}" in err


@pytest.fixture
def heard_interrupts():
    """Programs started by this one hear Ctrl-C, also where a shell's background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("heard_interrupts")
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds workers through /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_that_a_rehearsal_that_is_ended_leaves_no_process(tmp_path, how):
    words = ("rehearse", PACK, "--runs", "100000", "--jobs", "2")
    with subprocess.Popen(
        [sys.executable, "-m", "simrunner", *words], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SIMRUNNER_DATA": str(tmp_path)},
    ) as rehearsal:  # fmt: skip
        children = Path(f"/proc/{rehearsal.pid}/task/{rehearsal.pid}/children")
        pause = threading.Event()
        for _ in range(300):
            if len(children.read_text().split()) >= 3:  # the resource tracker and both workers
                break
            pause.wait(0.1)
        pause.wait(2.0)
        rehearsal.send_signal(how)
        # Every worker holds the same pipe, so its end is the end of the last of them.
        out, _ = rehearsal.communicate(timeout=30)

    assert rehearsal.returncode != 0
    assert b"Traceback" not in out


def test_that_a_missing_extra_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(Exception, match=r"install simrunner\[cluster\]"):
        on_cluster("{}", "local", 2)
