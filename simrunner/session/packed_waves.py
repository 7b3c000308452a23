"""The samples of some seconds of waves, packed to the bit.

A limb lead follows from two others but for its last bit (Einthoven 1913, Goldberger 1942): only
what is left over is kept. Of every other wave the differences of the samples are kept, or the
differences of those, all by the place of the byte under Zstandard: alike bytes pack well.
"""

import json
import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from simrunner.record.block import compressed, opened

Floats: TypeAlias = npt.NDArray[np.float32]
Bits: TypeAlias = npt.NDArray[np.uint32]
"""The bits of floats as whole numbers in the same order, so that near floats are near numbers."""

_SIGN = np.uint32(1 << 31)
_HALF = np.float32(0.5)

_FROM_TWO: Mapping[str, tuple[str, str, Callable[[Floats, Floats], Floats]]] = MappingProxyType(
    {
        "III": ("I", "II", lambda one, two: two - one),
        "aVR": ("I", "II", lambda one, two: (one + two) * -_HALF),
        "aVL": ("I", "III", lambda one, three: (one - three) * _HALF),
        "aVF": ("II", "III", lambda two, three: (two + three) * _HALF),
    }
)
"""Limb leads as the other two give them; both come before it in a mapping of waves."""

_LEFT_OVER = 0
"""The form of a lead that follows from two others; else how often differences were taken."""

_LENGTH = struct.Struct("<I")


def packed_waves(waves: Mapping[str, bytes]) -> bytes:
    """Return waves, each of the same number of float32 samples as bytes, as a body."""
    floats = {wave: np.frombuffer(samples, dtype=np.float32) for wave, samples in waves.items()}
    before: dict[str, Floats] = {}
    heads, bodies = [], []
    for wave, samples in floats.items():
        form, body = _packed(wave, samples, before)
        before[wave] = samples
        heads.append((wave, form, len(body)))
        bodies.append(body)
    head = json.dumps(heads).encode()
    return b"".join((_LENGTH.pack(len(head)), head, *bodies))


def unpacked_waves(body: bytes) -> Mapping[str, bytes]:
    """Return what packed_waves() was given."""
    place = _LENGTH.size + _LENGTH.unpack_from(body)[0]
    found: dict[str, Floats] = {}
    for wave, form, size in json.loads(body[_LENGTH.size : place]):
        steps = _in_order(opened(body[place : place + size]))
        place += size
        if form == _LEFT_OVER:
            bits = steps + _bits(_expected(wave, found))
        else:
            bits = steps
            for _ in range(form):
                bits = np.cumsum(bits, dtype=np.uint32)
        found[wave] = _floats(bits)
    return {wave: samples.tobytes() for wave, samples in found.items()}


def _packed(wave: str, samples: Floats, before: Mapping[str, Floats]) -> tuple[int, bytes]:
    bits = _bits(samples)
    if wave in _FROM_TWO and set(_FROM_TWO[wave][:2]) <= set(before):
        return _LEFT_OVER, _body(bits - _bits(_expected(wave, before)))
    first = _steps(bits)
    forms = ((1, _body(first)), (2, _body(_steps(first))))
    return min(forms, key=lambda each: len(each[1]))


def _expected(wave: str, before: Mapping[str, Floats]) -> Floats:
    one, other, derived = _FROM_TWO[wave]
    with np.errstate(all="ignore"):
        expected = derived(before[one], before[other])
    # The bits of what is no number are not the same everywhere: from a missing sample follows 0.
    return np.where(np.isfinite(expected), expected, np.float32(0))


def _steps(bits: Bits) -> Bits:
    return np.diff(bits, prepend=np.uint32(0))


def _bits(samples: Floats) -> Bits:
    bits = np.ascontiguousarray(samples).view(np.uint32)
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _floats(bits: Bits) -> Floats:
    return np.where(bits & _SIGN, bits ^ _SIGN, ~bits).view(np.float32)


def _body(steps: Bits) -> bytes:
    signed = steps.view(np.int32)
    zigzag = ((signed << 1) ^ (signed >> 31)).view(np.uint8)
    return compressed(np.ascontiguousarray(zigzag.reshape(-1, 4).T).tobytes())


def _in_order(planes: bytes) -> Bits:
    shaped = np.frombuffer(planes, dtype=np.uint8).reshape(4, -1)
    zigzag = np.ascontiguousarray(shaped.T).view(np.uint32).reshape(-1)
    return (zigzag >> np.uint32(1)) ^ (-(zigzag & np.uint32(1)).astype(np.int32)).view(np.uint32)
