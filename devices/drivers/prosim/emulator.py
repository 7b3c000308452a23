"""A ProSim without its box: the same bytes in, the same bytes out, for tests and for trying."""

import re

_PATTERNS = {
    "NSRA": r"\d{3}", "MONOVTACH": r"\d{3}", "POLYVTACH": r"[1-5]", "AFIB": r"COARSE|FINE",
    "VFIB": r"COARSE|FINE", "SPVWAVE": r"AFL|SNA|MB80|MB120|ATC|PAT|NOD|SVT",
    "PREWAVE": r"PAC|PNC|PVC1E?|PVC1R|PVC2E?|PVC2R|MFPVCS?",
    "VNTWAVE": r"PVC6M|PVC12M|PVC24M|FMF|TRIG|BIG|PAIR|RUN5|RUN11|ASYS",
    "CNDWAVE": r"1DB|2DB1|2DB2|3DB|RBBB|LBBB", "TVPWAVE": r"ATR|ASY|DFS|DOS|AVS|NCP|NFN",
    "ACLSWAVE": r"SBC|PTU|MTU|NSI|NSV|WSI|WSV|TDP", "ECGRUN": r"TRUE|FALSE", "SAT": r"\d{3}",
    "PERF": r"\d\d\.\d\d", "IBPP": r"[12],\d{3},\d{3}", "IBPS": r"[12],[+-]\d{3}",
    "IBPW": r"[12],(ART|RART|LV|LA|RV|PA|PAW|RA)", "NIBPP": r"\d{3},\d{3}",
    "RESPRUN": r"TRUE|FALSE", "RESPRATE": r"\d{3}", "TEMP": r"\d\d\.[05]",
}  # fmt: skip
_LIMITS = {
    "NSRA": (10, 360), "MONOVTACH": (120, 300), "SAT": (0, 100), "RESPRATE": (10, 150),
    "TEMP": (30, 42),
}  # fmt: skip
_RHYTHMS = frozenset(
    ["NSRA", "MONOVTACH", "POLYVTACH", "AFIB", "VFIB", "SPVWAVE", "PREWAVE", "VNTWAVE", "CNDWAVE",
     "TVPWAVE", "ACLSWAVE"]
)  # fmt: skip


class ProsimEmulator:
    """Understands the commands that the driver may send, and refuses the rest as documented.

    ``state`` is what it shows: by verb, pressures by verb and channel, the rhythm under "rhythm".
    """

    def __init__(self, *, is_older: bool = False) -> None:
        """Begin as just switched on, under local control."""
        self._is_older = is_older
        self._line = b""
        self.is_remote = False
        self.state: dict[str, str] = {}
        self.commands: list[str] = []

    def receive(self, wire: bytes) -> bytes:
        """Take in bytes and return the replies."""
        *lines, self._line = (self._line + wire).split(b"\r")
        return b"".join(self._answer(line.decode("ascii", "replace").strip()) for line in lines)

    def switch_off_and_on(self) -> None:
        """Forget everything, as after a loss of power."""
        self._line, self.is_remote = b"", False
        self.state.clear()

    def _answer(self, command: str) -> bytes:
        if command in {"REMOTE", "LOCAL"}:
            self.is_remote = command == "REMOTE"
            return self._yes()
        if command in {"QMODE", "IDENT"}:
            return self._yes()
        self.commands.append(command)
        return self._obey(command)

    def _obey(self, command: str) -> bytes:
        verb, _, argument = command.partition("=")
        if verb not in _PATTERNS:
            return self._no(1)
        if not self.is_remote:
            return self._no(2)
        if re.fullmatch(_PATTERNS[verb], argument) is None or not _is_within(verb, argument):
            return self._no(3)
        if verb in _RHYTHMS:
            self.state["rhythm"] = command
            self.state["ECGRUN"] = "TRUE"
        elif verb in {"IBPP", "IBPS", "IBPW"}:
            channel, _, rest = argument.partition(",")
            self.state[f"{verb}{channel}"] = rest
        else:
            self.state[verb] = argument
        return self._yes()

    def _yes(self) -> bytes:
        return b"OK\r\n" if self._is_older else b"*\r\n"

    def _no(self, code: int) -> bytes:
        if self._is_older:
            return f"ERR={code:02d}\r\n".encode()
        return f"!{code:02d} refused\r\n".encode()


def _is_within(verb: str, argument: str) -> bool:
    low, high = _LIMITS.get(verb, (None, None))
    return low is None or high is None or low <= float(argument) <= high
