import struct

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simrunner.record.block import (
    compressed,
    opened,
    packed_samples,
    packed_trend,
    stepped,
    unpacked_samples,
    unpacked_trend,
)
from simrunner.record.errors import DamagedRecordError


@given(arrays(np.int16, st.integers(0, 600)))
def test_that_samples_come_back_bit_for_bit(samples):
    assert unpacked_samples(packed_samples(samples), len(samples)).tolist() == samples.tolist()


def test_that_a_noisy_wave_takes_less_than_45_hundredths_of_its_bytes():
    chance = np.random.default_rng(7)
    seconds = np.arange(1000) / 250
    wave = np.sin(seconds * 8) * 500 + chance.integers(-2, 3, 1000)
    assert len(packed_samples(wave.astype(np.int16))) < 0.45 * 2000


def test_that_a_differing_number_of_samples_is_told():
    body = packed_samples(np.arange(10, dtype=np.int16))
    with pytest.raises(DamagedRecordError, match="21 bytes, not 11 samples"):
        unpacked_samples(body, 11)


def test_that_every_flipped_bit_of_a_body_is_told():
    body = packed_samples(np.arange(300, dtype=np.int16) ** 2 % 512)
    for place in range(len(body)):
        broken = bytearray(body)
        broken[place] ^= 1
        try:
            assert unpacked_samples(bytes(broken), 300).tolist() == (
                unpacked_samples(body, 300).tolist()
            )
        except DamagedRecordError:
            continue


@pytest.mark.parametrize("cut", [0, 3, 20, -1])
def test_that_a_body_cut_short_is_told(cut):
    with pytest.raises(DamagedRecordError):
        opened(compressed(b"words" * 100)[:cut])


def test_that_bytes_behind_a_body_are_told():
    with pytest.raises(DamagedRecordError):
        opened(compressed(b"words") + b"more")


def test_that_a_body_that_would_fill_the_memory_is_not_opened():
    header = struct.pack("<IBBQ", zstandard.MAGIC_NUMBER, 0b1100_0000, 0x58, 1 << 40)
    with pytest.raises(DamagedRecordError, match="1099511627776 bytes"):
        opened(header)


def test_that_a_minute_of_numbers_comes_back_as_its_text():
    rows = [(at_ms, f'{{"HR":{at_ms}.5,"说":"\\t"}}') for at_ms in (0, 1000, 59_000)]
    assert list(unpacked_trend(packed_trend(rows))) == rows


def test_that_samples_are_kept_to_the_nearest_step_inside_16_bits():
    assert stepped([0.0, 0.0026, -1.0, 1e9, -1e9], 0.002).tolist() == [0, 1, -500, 32767, -32768]
