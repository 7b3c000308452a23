"""Stretches of numbers, samples and bytes as compressed bodies, and back without loss.

Samples are stored as zig-zag coded differences (of the differences, where that is smaller), all
low bytes before all high ones, under Zstandard (RFC 8878): of the forms tried, the smallest for
noisy waves at hardly any cost.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError, get_frame_parameters

from simrunner.record.errors import DamagedRecordError

Samples = npt.NDArray[np.int16]
Steps = npt.NDArray[np.int64]

LEVEL = 9
"""Saves 2 % of a body against the default, 3, for 0.05 ms more; higher ones save nothing."""

LARGEST_BODY = 1 << 28
"""No body is opened beyond this many bytes, whatever it says of itself: 256 MiB."""


def compressed(plain: bytes) -> bytes:
    """Return bytes as a body that says its own length."""
    return ZstdCompressor(level=LEVEL, write_checksum=True).compress(plain)


def opener() -> ZstdDecompressor:
    """Return what opens many bodies, one after another: to make it takes as long as to open one."""
    return ZstdDecompressor()


def opened(body: bytes, by: ZstdDecompressor | None = None) -> bytes:
    """Return the bytes of a body; DamagedRecordError when it is none or was changed."""
    try:
        size = get_frame_parameters(body).content_size
        if size > LARGEST_BODY:
            raise DamagedRecordError(
                "A block says that it is {size} bytes long: no block is.", size=size
            )
        return (by or opener()).decompress(body, allow_extra_data=False)
    except ZstdError as problem:
        raise DamagedRecordError(
            "A block cannot be opened: {problem}", problem=problem
        ) from problem


def packed_samples(samples: Samples) -> bytes:
    """Return 16-bit samples as a body: of first and second differences whichever takes less."""
    wide = samples.astype(np.int64)
    first = wide - np.concatenate(([0], wide[:-1]))
    second = first - np.concatenate(([0], first[:-1]))
    bodies = (
        compressed(bytes((order,)) + _planes(steps)) for order, steps in ((1, first), (2, second))
    )
    return min(bodies, key=len)


def _planes(steps: Steps) -> bytes:
    signed = steps.astype(np.uint16).view(np.int16).astype(np.int32)
    zigzag = ((signed << 1) ^ (signed >> 15)).astype(np.uint16)
    return np.ascontiguousarray(zigzag.view(np.uint8).reshape(-1, 2).T).tobytes()


def unpacked_samples(body: bytes, count: int, by: ZstdDecompressor | None = None) -> Samples:
    """Return the ``count`` samples of a body; DamagedRecordError when it holds another number."""
    plain = opened(body, by)
    if len(plain) != 1 + 2 * count or plain[0] not in (1, 2):
        raise DamagedRecordError(
            "A block of waves holds {found} bytes, not {count} samples.",
            found=len(plain),
            count=count,
        )
    low, high = np.frombuffer(plain, dtype=np.uint8, offset=1).reshape(2, count)
    zigzag = low | (high.astype(np.uint16) << 8)
    # Sixteen bits that wrap round are enough: what was packed had sixteen.
    samples: npt.NDArray[np.uint16] = (zigzag >> 1) ^ np.negative(zigzag & 1)
    for _ in range(plain[0]):
        samples = samples.cumsum(dtype=np.uint16)
    return samples.view(np.int16)


def packed_trend(points: Iterable[tuple[int, str]]) -> bytes:
    """Return trend rows, each its time in ms and its numbers as canonical JSON, as a body."""
    return compressed("".join(f"{at_ms}\t{numbers}\n" for at_ms, numbers in points).encode())


def unpacked_trend(body: bytes) -> Iterator[tuple[int, str]]:
    """Yield the rows of a body; DamagedRecordError when it cannot be read."""
    try:
        for line in opened(body).decode().splitlines():
            at_ms, _, numbers = line.partition("\t")
            yield int(at_ms), numbers
    except ValueError as problem:
        raise DamagedRecordError(
            "A block of numbers is unreadable: {problem}", problem=problem
        ) from problem


def stepped(samples: npt.ArrayLike, step: float) -> Samples:
    """Return samples as whole steps of ``step``, kept inside 16 bits."""
    wide = np.rint(np.asarray(samples, dtype=np.float64) / step)
    return np.clip(wide, -32768, 32767).astype(np.int16)
