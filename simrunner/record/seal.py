"""Signed heads: what a seal says, and the hand that sets them in the writer's thread.

A seal is a signature over the head of a chain and over the seal before it, so that the seals of a
library are a chain themselves. Who can write the file but has not the private key can write
neither facts nor seals anew without being found (see seal_check.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, insert, select

from simrunner.domain.chain import GENESIS, canonical_json, link
from simrunner.domain.event import Event, RunEnded
from simrunner.record.errors import RecordError
from simrunner.record.people_tables import AuditRow
from simrunner.record.tables import RunRow, SealRow, SettingRow

FORMAT = "simrunner-seal/1"

T = TypeVar("T")

SEAL_EVERY_MS = 60_000
"""The longest stretch of a run, in simulated time, that only the chain protects."""

AUDIT = "audit"
"""The chain of a seal that is over the audit, which belongs to no run."""

SAID_OF_A_RUN = (
    "scenario", "scenario_version", "scenario_sha256", "title", "seed", "difficulty", "language",
    "started_wall", "parent_seq",
)  # fmt: skip
"""Columns of a run that no fact repeats or that decide what is told again: a seal covers them.

The team's name is not among them: it may be erased.
"""


class Signer(Protocol):
    """A private key that stays where it is. Both raise RecordError when it cannot be had."""

    def public_key(self) -> bytes:
        """Return the 32 bytes that check the signatures."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature (RFC 8032)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """The last seal of a library, remembered outside of it."""

    n: int
    digest: bytes


class Witness(Protocol):
    """Remembers the last seal of each library outside of its file. Both raise RecordError."""

    def last_of(self, library: str) -> Witnessed | None:
        """Return what is remembered of a library."""

    def keep(self, library: str, last: Witnessed) -> None:
        """Remember a library's last seal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notary:
    """What it takes to seal: a key, a memory outside, the wall time as ISO 8601 text.

    ``tell`` hears once, in the writer's thread, why heads are not sealed or not remembered.
    """

    signer: Signer
    witness: Witness
    wall: Callable[[], str]
    tell: Callable[[RecordError], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a signature covers, whichever record the row stands in.

    ``run`` is the run's name everywhere (``RUN@LIBRARY``), ``about`` the digest of its own row,
    ``form`` the instrument of an annotation chain, empty for facts: not the rater, whose code may
    be erased. A seal over the audit has no ``run``, nothing ``about`` it, and the form ``audit``.
    """

    library: str
    n: int
    run: str
    about: str
    form: str
    seq: int
    digest: str
    wall: str
    previous: str
    public_key: str

    def text(self) -> bytes:
        """Return the bytes that are signed."""
        fields = {name: getattr(self, name) for name in Seal.__slots__}
        return canonical_json({"format": FORMAT, **fields}).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain that is to be sealed; ``run`` and ``chain`` as in the table ``seal``."""

    run: str | None
    chain: str
    seq: int
    digest: bytes


def seal_digest(text: bytes, signature: bytes) -> bytes:
    """Return what the next seal names as the one before it."""
    return link(signature, {"sealed": text.decode()})


def library_of(connection: Connection) -> str:
    """Return the id of the library that a connection has open, empty when it lost it."""
    named = select(SettingRow.words).where(SettingRow.name == "id")
    found = connection.execute(named).scalar_one_or_none()
    return found if isinstance(found, str) else ""


def seal_of(row: Mapping[str, Any], run: Mapping[str, Any] | None, library: str) -> Seal:
    """Return what the seal of a row must have signed, in the record of ``library``.

    ``run`` is the row of the run, None for a seal over the audit.
    """
    return Seal(
        library=row["origin"] or library,
        n=row["n"],
        run="" if run is None else _everywhere(row["run_id"], library),
        about="" if run is None else _about(run, library),
        form=row["chain"].rpartition("/")[2],
        seq=row["seq"],
        digest=row["digest"].hex(),
        wall=row["wall"],
        previous=row["previous"].hex(),
        public_key=row["public_key"].hex(),
    )


def _about(run: Mapping[str, Any], library: str) -> str:
    said = {name: run[name] for name in SAID_OF_A_RUN}
    parent = run["parent_run"] and _everywhere(run["parent_run"], library)
    return link(GENESIS, {**said, "parent_run": parent}).hex()


def _everywhere(run: str, library: str) -> str:
    return run if "@" in run else f"{run}@{library}"


class Sealer:
    """Seals the heads of one library, inside the transactions of its writer's thread."""

    def __init__(self, notary: Notary | None) -> None:
        """Seal with ``notary``; without one nothing is ever sealed."""
        self._notary = notary
        self._last_ms: dict[str | None, int] = {}
        self._waiting: list[tuple[str, Witnessed]] = []
        self._told: set[str] = set()

    @property
    def is_on(self) -> bool:
        """Whether heads are sealed."""
        return self._notary is not None

    def prepare(self) -> None:
        """Fetch the key now, before a run begins; without it the library is not sealed."""
        if self._notary is not None:
            self._try(self._notary, self._notary.signer.public_key)

    def seal_batch(
        self, connection: Connection, head: Head, events: Sequence[Event], at_ms: int
    ) -> None:
        """Seal the head of a run when its time has come or the run ended with this batch.

        ``at_ms`` is the latest simulated time of the batch, ``events`` are its facts.
        """
        begun_ms = self._last_ms.setdefault(head.run, events[0].at_ms if events else at_ms)
        is_ended = any(isinstance(event, RunEnded) for event in events)
        if is_ended or at_ms - begun_ms >= SEAL_EVERY_MS:
            self._last_ms[head.run] = at_ms
            self.seal(connection, head)

    def seal(self, connection: Connection, head: Head) -> None:
        """Sign the head of a chain, unless its last seal says it already."""
        notary = self._notary
        if notary is None or not head.seq or _is_sealed(connection, head):
            return
        self._try(notary, lambda: self._set(connection, notary, head))

    def done_and_sealed(self, connection: Connection, job: Callable[[Connection], T]) -> T:
        """Do a job and return what it returns; what it wrote into the audit is sealed with it."""
        before = _audit_head(connection) if self.is_on else None
        outcome = job(connection)
        after = _audit_head(connection) if self.is_on else None
        # Only what was added now: a head that somebody else wrote anew is not made good. And only
        # where the seals are ours: one of another key would make a record that was sent to us bad.
        if after is not None and after != before and self._seals_are_ours(connection):
            self.seal(connection, after)
        return outcome

    def witness(self) -> None:
        """Remember outside what was sealed; called after COMMIT, so that it is never ahead."""
        waiting, self._waiting = self._waiting, []
        notary = self._notary
        if notary is not None:
            for library, last in waiting:
                try:
                    notary.witness.keep(library, last)
                except RecordError as problem:
                    self._tell(notary, problem)

    def forget(self) -> None:
        """Drop what was sealed in a transaction that was not committed."""
        self._waiting.clear()

    def _set(self, connection: Connection, notary: Notary, head: Head) -> None:
        library = library_of(connection)
        own = select(SealRow.__table__).where(SealRow.origin == "")
        found = connection.execute(own.order_by(SealRow.n.desc()).limit(1)).mappings().first()
        last = None if found is None else dict(found)
        row: dict[str, Any] = {
            "origin": "",
            "n": 1 if last is None else last["n"] + 1,
            "run_id": head.run,
            "chain": head.chain,
            "seq": head.seq,
            "digest": head.digest,
            "wall": notary.wall(),
            "previous": GENESIS if last is None else _digest_of(connection, last, library),
            "public_key": notary.signer.public_key(),
        }
        text = seal_of(row, _run(connection, head.run), library).text()
        row["signature"] = notary.signer.sign(text)
        connection.execute(insert(SealRow), [row])
        if self._follows_memory(connection, notary, library, row["n"]):
            digest = seal_digest(text, row["signature"])
            self._waiting.append((library, Witnessed(n=row["n"], digest=digest)))

    def _seals_are_ours(self, connection: Connection) -> bool:
        """Whether no seal of this library has another key than ours."""
        if self._notary is None:
            return False
        try:
            own = self._notary.signer.public_key()
        except RecordError as problem:
            self._tell(self._notary, problem)
            return False
        keys = select(SealRow.public_key).where(SealRow.origin == "").distinct()
        return set(connection.execute(keys).scalars()) <= {own}

    def _follows_memory(self, connection: Connection, notary: Notary, library: str, n: int) -> bool:
        """Whether the library still has what is remembered of it.

        If not, the memory stays as it is: it is what shows that an end was cut off.
        """
        try:
            known = notary.witness.last_of(library)
        except RecordError as problem:
            self._tell(notary, problem)
            return False
        if known is None:
            return True
        at = select(SealRow.__table__).where(SealRow.origin == "", SealRow.n == known.n)
        found = connection.execute(at).mappings().first()
        return (
            known.n < n
            and found is not None
            and _digest_of(connection, dict(found), library) == known.digest
        )

    def _tell(self, notary: Notary, problem: RecordError) -> None:
        if str(problem) not in self._told:
            self._told.add(str(problem))
            notary.tell(problem)

    def _try(self, notary: Notary, act: Callable[[], object]) -> None:
        try:
            act()
        except RecordError as problem:
            # A session must not stop for want of a signature: it is recorded unsealed, and told.
            self._notary = None
            notary.tell(problem)


def _audit_head(connection: Connection) -> Head | None:
    lines = select(AuditRow.n, AuditRow.digest).where(AuditRow.origin == "")
    last = connection.execute(lines.order_by(AuditRow.n.desc()).limit(1)).first()
    return last and Head(run=None, chain=AUDIT, seq=last.n, digest=last.digest)


def _is_sealed(connection: Connection, head: Head) -> bool:
    same = select(SealRow.n).where(
        SealRow.run_id.is_not_distinct_from(head.run),
        SealRow.chain == head.chain,
        SealRow.seq == head.seq,
        SealRow.digest == head.digest,
    )
    return connection.execute(same.limit(1)).first() is not None


def _digest_of(connection: Connection, row: Mapping[str, Any], library: str) -> bytes:
    seal = seal_of(row, _run(connection, row["run_id"]), library)
    return seal_digest(seal.text(), row["signature"])


def _run(connection: Connection, run: str | None) -> dict[str, Any] | None:
    if run is None:
        return None
    known = select(RunRow.__table__).where(RunRow.id == run)
    return dict(connection.execute(known).mappings().one())
