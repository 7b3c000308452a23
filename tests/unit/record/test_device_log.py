import sqlite3
import threading
from contextlib import closing

import pytest
from support.runs import facts, new_run

from simrunner.domain.event import RunEnded
from simrunner.record.device_log import BLOCK_BYTES, BLOCK_MS, DeviceTape, read_device_log
from simrunner.record.integrity import verify
from simrunner.record.library import Library


class Clock:
    now_ms = 0

    def __call__(self):
        return self.now_ms


class LastFrame:
    events = (RunEnded(at_ms=9, outcome="done", reason="final"),)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


@pytest.fixture
def recorder(library):
    recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
    recorder.append(facts())
    return recorder


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tape(recorder, clock):
    return DeviceTape(recorder, clock)


def kept(library, recorder):
    assert recorder.flush(5.0)
    return [
        tuple(each)
        for each in library.ask(lambda connection: tuple(read_device_log(connection, recorder.run)))
    ]


def test_that_the_bytes_of_two_links_come_back_in_order_with_time_and_way(
    library, recorder, tape, clock
):
    told = [(0, "manikin", False, b"\x00$"), (40, "pump", True, b"?"), (40, "manikin", True, b"!")]
    for at_ms, device, is_ours, wire in told:
        clock.now_ms = at_ms
        tape.take(device, is_ours, wire)
    tape.watch(LastFrame())
    tape.take("manikin", False, b"after the end")

    assert kept(library, recorder) == [
        ("manikin", 0, False, b"\x00$"), ("manikin", 40, True, b"!"), ("pump", 40, True, b"?"),
    ]  # fmt: skip
    assert recorder.close()
    assert verify(library.path).is_intact


def test_that_no_more_than_some_seconds_wait_and_never_much_while_the_clock_stands(
    library, recorder, tape, clock
):
    tape.take("manikin", False, b"early")
    clock.now_ms = BLOCK_MS
    tape.take("manikin", False, b"late")
    assert len(kept(library, recorder)) == 2

    for _ in range(4):
        tape.take("manikin", False, bytes(BLOCK_BYTES // 3))
    assert len(kept(library, recorder)) == 5  # three filled a block, the fourth waits


def test_that_threads_that_use_two_links_at_once_lose_nothing(library, recorder, tape):
    def talk(device):
        for number in range(500):
            tape.take(device, False, number.to_bytes(2, "little"))

    talkers = [threading.Thread(target=talk, args=(name,)) for name in ("a", "b", "a")]
    for talker in talkers:
        talker.start()
    for talker in talkers:
        talker.join()
    tape.finish()

    found = kept(library, recorder)
    assert len(found) == 1500
    said = [int.from_bytes(wire, "little") for device, _, _, wire in found if device == "b"]
    assert said == list(range(500))


def test_that_a_log_of_another_length_is_named(library, recorder, tape):
    tape.take("manikin", False, b"early")
    tape.finish()
    assert recorder.close()
    with closing(sqlite3.connect(library.path, isolation_level=None)) as connection:
        connection.execute("update device_log set end_ms = 5")
    (problem,) = verify(library.path).problems
    assert (problem.table, "log of manikin" in str(problem)) == ("device_log", True)
