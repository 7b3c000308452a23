"""Getting to know a device: HELLO until IDENT, then its capabilities page by page."""

import zlib
from dataclasses import dataclass, field

from devices.protocol.capability import CapsDocument, decode_caps
from devices.protocol.frame import VERSION
from devices.protocol.message import CapsPage, CapsRequest, Hello, Ident, MessageError

_REPEAT_MS = 250
GIVE_UP_MS = 3_000
"""A board that resets when the port opens (Arduino's DTR) needs up to this long to answer."""


@dataclass(slots=True, kw_only=True)
class Handshake:
    """One attempt. Ask ``due`` what to send, hand in what arrives."""

    host: str
    began_ms: int
    ident: Ident | None = None
    _ask_at_ms: int = 0
    _since_ms: int = 0
    _parts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Ask at once."""
        self._ask_at_ms = self._since_ms = self.began_ms

    def due(self, now_ms: int) -> Hello | CapsRequest | None:
        """Return the question to put now, None while its answer may still come."""
        if now_ms < self._ask_at_ms:
            return None
        self._ask_at_ms = now_ms + _REPEAT_MS
        if self.ident is None:
            return Hello(protocols=(VERSION,), host=self.host)
        return CapsRequest(page=len(self._parts))

    def has_failed(self, now_ms: int) -> bool:
        """Whether the device had its time: so long to name itself, and again for its pages.

        A board that needed most of it to start would otherwise be cut off, and reset, for ever.
        """
        return now_ms - self._since_ms > GIVE_UP_MS

    def take_ident(self, ident: Ident, now_ms: int) -> None:
        """Keep who it is and go on to the capabilities."""
        if self.ident is None or self.ident.boot_id != ident.boot_id:
            self._parts = []
            self._since_ms = now_ms
        self.ident = ident
        self._ask_at_ms = now_ms

    def take_page(self, page: CapsPage, now_ms: int) -> CapsDocument | None:
        """Return the capabilities with their last page; a garbled document is asked for again."""
        if self.ident is None or page.page != len(self._parts):
            return None
        self._parts.append(page.part)
        self._ask_at_ms = now_ms
        if len(self._parts) < page.pages:
            return None
        document = b"".join(self._parts)
        self._parts = []
        if zlib.crc32(document) != self.ident.caps_hash:
            return None
        try:
            return decode_caps(document)
        except MessageError:
            return None  # asked for again until GIVE_UP_MS, then the link is reported as down
