"""What a bad line does to the bytes of one direction."""

from collections.abc import Iterable

from devices.protocol.frame import DELIMITER
from devices.simulated.faults.fault import BYTE_KINDS, FRAME_KINDS, Fault, FaultKind
from devices.simulated.faults.gaps import Gaps
from simrunner.domain.chance import Stream


class FaultyLine:
    """Strikes the bytes of one direction while its faults last.

    Each fault draws from a stream of its own in the order of bytes and frames, so the outcome is
    the same however the bytes are cut into pieces.
    """

    def __init__(self, *, seed: int, name: str) -> None:
        """Be sound; ``name`` keeps this direction's chance apart."""
        self._seed = seed
        self._name = name
        self._known: dict[int, tuple[Fault, Gaps, Stream]] = {}
        self._active: dict[int, tuple[Fault, Gaps, Stream]] = {}
        self._cut = b""
        self._waiting = b""
        self.struck = dict.fromkeys((*BYTE_KINDS, *FRAME_KINDS), 0)

    def begin(self, number: int, fault: Fault) -> None:
        """Let the fault with this number strike from now on."""
        if number not in self._known:
            stream = f"fault.{self._name}.{number}"
            gaps = Gaps(Stream(self._seed, stream), fault.probability or 0.0)
            self._known[number] = (fault, gaps, Stream(self._seed, f"{stream}.choice"))
        self._active[number] = self._known[number]

    def end(self, number: int) -> None:
        """Let it rest."""
        self._active.pop(number, None)

    def clear(self) -> None:
        """Forget what was held back: the plug was pulled."""
        self._cut = self._waiting = b""

    def carry(self, wire: bytes) -> bytes:
        """Return what arrives of ``wire``. A frame without its end waits while faults need it."""
        frame_faults = [entry for entry in self._active.values() if entry[0].kind in FRAME_KINDS]
        if frame_faults or self._cut or self._waiting:
            wire = self._frames(wire, frame_faults)
        for fault, gaps, choice in tuple(self._active.values()):
            if fault.kind in BYTE_KINDS:
                wire = self._bytes(wire, fault.kind, gaps, choice)
        return wire

    # -- frames

    def _frames(self, wire: bytes, faults: list[tuple[Fault, Gaps, Stream]]) -> bytes:
        *frames, self._cut = (self._cut + wire).split(DELIMITER)
        passed = bytearray()
        for piece in frames:
            passed += self._frame(piece + DELIMITER, faults) if piece else DELIMITER
        if not faults:  # the last of them has ended: let go of what was held back
            passed += self._waiting + self._cut
            self.clear()
        return bytes(passed)

    def _frame(self, frame: bytes, faults: Iterable[tuple[Fault, Gaps, Stream]]) -> bytes:
        for fault, gaps, choice in faults:
            if frame and gaps.hits(1):
                self.struck[fault.kind] += 1
                frame = self._struck(frame, fault.kind, choice)
        if frame and self._waiting:
            frame, self._waiting = frame + self._waiting, b""
        return frame

    def _struck(self, frame: bytes, kind: FaultKind, choice: Stream) -> bytes:
        if kind is FaultKind.DUPLICATE:
            return frame + frame
        if kind is FaultKind.TRUNCATE:
            return frame[: int(choice.unit() * (len(frame) - 1))] + DELIMITER
        if kind is FaultKind.REORDER and not self._waiting:
            self._waiting = frame
        return b"" if kind in {FaultKind.LOSE, FaultKind.REORDER} else frame

    # -- bytes

    def _bytes(self, wire: bytes, kind: FaultKind, gaps: Gaps, choice: Stream) -> bytes:
        if kind is FaultKind.FLIP:
            hits = gaps.hits(8 * len(wire))
            self.struck[kind] += len(hits)
            flipped = bytearray(wire)
            for bit in hits:
                flipped[bit // 8] ^= 1 << bit % 8
            return bytes(flipped)
        hits = gaps.hits(len(wire))
        self.struck[kind] += len(hits)
        if not hits:
            return wire
        pieces, past = [], 0
        for at in hits:
            pieces.append(wire[past:at])
            if kind is FaultKind.INSERT:
                pieces.append(bytes((int(choice.unit() * 256), wire[at])))
            past = at + 1
        return b"".join((*pieces, wire[past:]))
