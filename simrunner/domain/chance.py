"""Chance without a hidden state: integers from a seed, a stream's name and a draw's index."""

import hashlib


def draw_u64(seed: int, stream: str, index: int) -> int:
    """Return a 64-bit integer that depends on its three arguments alone.

    A counter-based generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
    SC 2011) over BLAKE2b: adding a stream never shifts the draws of another, on any machine.
    """
    message = f"{seed}\x1f{stream}\x1f{index}".encode()
    return int.from_bytes(hashlib.blake2b(message, digest_size=8).digest(), "big")


class Stream:
    """Successive draws of one named stream; ``index`` is all there is to snapshot."""

    def __init__(self, seed: int, name: str, index: int = 0) -> None:
        """Begin at draw ``index`` of the stream ``name`` under ``seed``."""
        self._seed = seed
        self._name = name
        self.index = index

    def unit(self) -> float:
        """Return the next draw in [0, 1), a multiple of 2**-53."""
        number = draw_u64(self._seed, self._name, self.index)
        self.index += 1
        return (number >> 11) * 2.0**-53

    def between(self, low: float, high: float) -> float:
        """Return the next draw in [low, high)."""
        return low + (high - low) * self.unit()

    def bell(self) -> float:
        """Return the next draw of a bell-shaped variable, mean 0 and deviation 1, within ±6.

        The sum of twelve uniforms less six (Irwin-Hall): only additions, equal on every machine.
        """
        return sum(self.unit() for _ in range(12)) - 6.0
