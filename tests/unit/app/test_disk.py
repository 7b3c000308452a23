"""A disk that is nearly full or slow is told, once."""

import threading
from collections import deque

import pytest

from simrunner.app.disk import LOW_BYTES, START_BYTES, DiskWatch, Gauge, free_bytes, warning


class Waiting:
    """As much of a recorder as a gauge reads."""

    def __init__(self):
        self.waiting, self.stored = deque(), 0


def said(words, **fields):
    return words.format(**fields)


def test_that_a_full_queue_is_late_only_while_nothing_of_it_is_stored():
    recorder, now_s = Waiting(), [100.0]
    gauge = Gauge(recorder, lambda: now_s[0])
    recorder.waiting.extend("abc")
    now_s[0] = 100.9
    assert not gauge.read().is_late
    now_s[0] = 101.1
    pressure = gauge.read()
    assert (pressure.waiting, pressure.is_late, pressure.is_alarming) == (3, True, False)
    now_s[0] = 103.1
    assert gauge.read().is_alarming
    recorder.stored = 1
    assert not gauge.read().is_late
    recorder.waiting.clear()
    now_s[0] = 200.0
    assert gauge.read().oldest_s == 0.0


@pytest.mark.parametrize(("free", "least"), [(None, LOW_BYTES), (START_BYTES, START_BYTES)])
def test_that_enough_room_is_not_spoken_of(free, least):
    assert warning(free, least, said) == ""


def test_that_too_little_room_is_told_with_what_an_hour_needs():
    assert "199 MB are free" in warning(LOW_BYTES - 1, LOW_BYTES, said)
    assert "20 MB" in warning(LOW_BYTES - 1, LOW_BYTES, said)


def test_that_a_folder_that_is_not_made_yet_has_the_room_of_its_disk(tmp_path):
    assert free_bytes(tmp_path / "a" / "b") == pytest.approx(free_bytes(tmp_path), rel=0.1)


def test_that_a_disk_that_gets_low_is_told_once_and_again_after_it_recovered(tmp_path):
    readings = iter([LOW_BYTES, LOW_BYTES - 1, LOW_BYTES - 2, None, LOW_BYTES, LOW_BYTES - 3])
    over, told = threading.Event(), []

    def free(_folder):
        try:
            return next(readings)
        except StopIteration:
            over.set()
            return LOW_BYTES

    watch = DiskWatch(tmp_path, told.append, free=free, every_s=0.001)
    assert over.wait(5.0)
    watch.shutdown()
    assert told == [LOW_BYTES - 1, LOW_BYTES - 3]
