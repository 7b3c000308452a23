"""A bad line strikes as often as it is told, the same for a seed, however bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.protocol.frame import FrameDecoder, FrameWriter, stream_type
from devices.simulated.faults.bucket import BaudBucket
from devices.simulated.faults.fault import BYTE_KINDS, LINE_KINDS, Fault, FaultKind
from devices.simulated.faults.gaps import Gaps
from devices.simulated.faults.line import FaultyLine
from simrunner.domain.chance import Stream

FRAMES = 200


def wire(count: int = FRAMES) -> bytes:
    writer = FrameWriter()
    return b"".join(
        writer.write(stream_type(0), bytes([n % 251] * 8), t_us=n * 1000) for n in range(count)
    )


def line_with(*faults: Fault, seed: int = 1) -> FaultyLine:
    line = FaultyLine(seed=seed, name="test")
    for number, fault in enumerate(faults):
        line.begin(number, fault)
    return line


def received(struck: bytes) -> list[int]:
    return [frame.seq for frame in FrameDecoder().feed(struck)]


@pytest.mark.parametrize("probability", [1e-4, 1e-2, 0.3, 1.0])
def test_that_hits_are_as_frequent_as_the_probability(probability) -> None:
    trials = int(2000 / probability)
    hits = len(Gaps(Stream(4, "x"), probability).hits(trials))
    assert hits == pytest.approx(2000, rel=0.08)


def test_that_what_has_no_probability_never_hits() -> None:
    assert Gaps(Stream(4, "x"), 0.0).hits(10**9) == []


@given(cuts=st.lists(st.integers(1, 400), max_size=30), kind=st.sampled_from(LINE_KINDS))
def test_that_the_outcome_does_not_depend_on_how_bytes_are_cut(cuts, kind) -> None:
    fault = Fault(kind=kind, probability=0.02 if kind in BYTE_KINDS else 0.2)
    whole, pieces, left, out = line_with(fault), line_with(fault), wire(60), b""
    for cut in cuts:
        out, left = out + pieces.carry(left[:cut]), left[cut:]
    assert out + pieces.carry(left) == whole.carry(wire(60))


def test_that_another_seed_strikes_elsewhere() -> None:
    fault = Fault(kind=FaultKind.DROP, probability=0.01)
    assert line_with(fault).carry(wire()) == line_with(fault).carry(wire())
    assert line_with(fault).carry(wire()) != line_with(fault, seed=2).carry(wire())


def test_that_a_sound_line_changes_nothing() -> None:
    assert line_with().carry(wire()) == wire()


def test_that_lost_frames_are_counted_and_gone() -> None:
    line = line_with(Fault(kind=FaultKind.LOSE, probability=0.1))
    assert len(received(line.carry(wire()))) == FRAMES - line.struck[FaultKind.LOSE]
    assert 10 <= line.struck[FaultKind.LOSE] <= 30


def test_that_duplicates_come_twice_in_a_row() -> None:
    line = line_with(Fault(kind=FaultKind.DUPLICATE, probability=1.0))
    assert received(line.carry(wire(3))) == [0, 0, 1, 1, 2, 2]


def test_that_reordered_frames_are_all_there_and_change_places() -> None:
    line = line_with(Fault(kind=FaultKind.REORDER, probability=0.3))
    seqs = received(line.carry(wire()))
    assert seqs != sorted(seqs)
    assert len(set(range(FRAMES)) - set(seqs)) <= 1 + line.struck[FaultKind.REORDER] // 4


def test_that_a_cut_frame_is_no_frame() -> None:
    line = line_with(Fault(kind=FaultKind.TRUNCATE, probability=1.0))
    assert received(line.carry(wire(50))) == []


def test_that_what_was_held_back_goes_on_when_a_fault_ends() -> None:
    line = line_with(Fault(kind=FaultKind.REORDER, probability=1.0))
    first = line.carry(wire(1))
    line.end(0)
    assert received(first + line.carry(b"")) == [0]


@pytest.mark.parametrize("baud", [9_600, 115_200, 921_600])
def test_that_a_line_is_as_fast_as_its_baud_rate(baud) -> None:
    bucket = BaudBucket(baud)
    sent = sum(bucket.take(10**6, t_us) for t_us in range(0, 10_000_001, 5_000))
    assert sent == pytest.approx(baud, rel=0.01)  # ten seconds of ten bits per byte
