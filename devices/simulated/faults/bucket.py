"""The speed of a serial line: a bucket that fills with the bytes a baud rate allows."""

_BITS_PER_BYTE = 10
"""Start, eight data bits and stop: 8N1."""

_BURST_US = 20_000


class BaudBucket:
    """Says how many bytes may go now; 0 baud lets everything through."""

    def __init__(self, baud: int) -> None:
        """Begin empty at time 0."""
        self._baud = baud
        self._filled_us = 0
        self._bytes_e6 = 0

    @property
    def is_slow(self) -> bool:
        """Whether there is a limit at all."""
        return self._baud > 0

    def take(self, wanted: int, now_us: int) -> int:
        """Return how many of ``wanted`` bytes fit, and take them out."""
        if not self._baud:
            return wanted
        rate = self._baud // _BITS_PER_BYTE
        self._bytes_e6 += (now_us - self._filled_us) * rate
        self._bytes_e6 = min(self._bytes_e6, max(_BURST_US * rate, 1_000_000))
        self._filled_us = now_us
        taken = min(wanted, self._bytes_e6 // 1_000_000)
        self._bytes_e6 -= taken * 1_000_000
        return taken
