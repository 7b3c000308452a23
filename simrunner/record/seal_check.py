"""Seals against the facts they are of: what was changed although its chain fits, what was cut."""

from collections.abc import Generator, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from simrunner.domain.chain import GENESIS
from simrunner.domain.event import RunEnded
from simrunner.domain.text import marked
from simrunner.record.errors import RecordError
from simrunner.record.finding import IntegrityProblem, SealChain, Trust, a_problem
from simrunner.record.people_tables import AuditRow, RemovalRow
from simrunner.record.seal import AUDIT, Witnessed, library_of, seal_digest, seal_of
from simrunner.record.signature import is_signed
from simrunner.record.tables import AnnotationRow, EventRow, RunRow, SealRow

NOT_OF_KEY = marked(
    "Seal {seq} of library {library}, over row {sealed} of run {run}, does not fit its signature: "
    "the seal was changed or forged, or what is said of the run (scenario, title, seed, "
    "difficulty, language, start, parent)."
)
NOT_OF_KEY_AUDIT = marked(
    "Seal {seq} of library {library}, over line {sealed} of the audit, does not fit its signature: "
    "the seal was changed or forged."
)
AUDIT_REWRITTEN = marked(
    "Lines {seq} to {last} of the audit were changed after they were sealed, and their chain was "
    "written anew: seal {n} of {wall} is over another line {last}."
)
AUDIT_CUT = marked(
    "Lines {seq} to {last} of the audit are missing: seal {n} of {wall} is over line {last}."
)
UNREADABLE = marked("Seal {seq} of library {library} cannot be read: {why}")
GAP = marked("Seals {seq} to {last} of library {library} are missing.")
UNLINKED = marked("Seal {seq} of library {library} does not follow the seal before it.")
NOT_GIVEN_KEY = marked(
    "Seal {seq} of library {library}, of {wall}, is signed with the key {key}, which is not the "
    "given key."
)
NOT_OWN_KEY = marked(
    "Seal {seq} of library {library}, of {wall}, is signed with the key {key}, which is not this "
    "installation's."
)
OTHER_KEY = marked(
    "Seal {seq} of library {library}, of {wall}, is signed with the key {key}, which is not the "
    "key of the seals before it."
)
REWRITTEN = marked(
    "Rows {seq} to {last} of run {run} were changed after they were sealed, and their chain was "
    "written anew: seal {n} of {wall} is over another row {last}."
)
CUT = marked(
    "Rows {seq} to {last} of run {run} are missing: seal {n} of {wall} is over row {last}."
)
UNSEALED_END = marked(
    "The end of run {run} is not sealed: rows {seq} to {last} or the seals over them are not what "
    "was recorded."
)
FORGOTTEN = marked(
    "Seals {seq} to {last} of library {library}, and perhaps facts with them, are missing: this "
    "installation has signed {last}. The end was cut off, or this is an older copy."
)
REPLACED = marked("Seal {seq} of library {library} is not the one that this installation signed.")


WHOLE_RUNS = ("formative-runs", "summative-runs")
"""Classes of removals that take every fact of a run; its row and its seals stay."""


class SealCheck:
    """One pass over the seals of a record; call check() once, then read the rest."""

    def __init__(
        self, connection: Connection, runs: Mapping[str, Mapping[str, Any]], trust: Trust
    ) -> None:
        """Take the rows of the runs that are to be checked."""
        self._connection = connection
        self._runs = runs
        self._trust = trust
        self._library = library_of(connection)
        self._good: dict[tuple[str, str], int] = {}
        self._bad: set[tuple[str, str]] = set()
        self._good_audit: dict[str, int] = {}
        self._bad_audits: set[str] = set()
        self._removed = set(
            connection.execute(
                select(RemovalRow.run_id).where(
                    RemovalRow.done_wall.is_not(None), RemovalRow.record_class.in_(WHOLE_RUNS)
                )
            ).scalars()
        )
        self.chains: list[SealChain] = []

    def sealed(self, run: str) -> int:
        """Return how many facts of a run are sealed as they stand."""
        return self._good.get((run, ""), 0)

    def is_removed(self, run: str) -> bool:
        """Return whether the facts of a run went because they had been kept long enough."""
        return run in self._removed

    def check(self, *, is_whole: bool) -> Iterator[IntegrityProblem]:
        """Yield what is wrong with the seals; ``is_whole`` when no run was left out."""
        query = select(SealRow.__table__).order_by(SealRow.origin, SealRow.n)
        if not is_whole:
            query = query.where(SealRow.run_id.in_(self._runs))
        rows: Any = self._connection.execute(query, execution_options={"yield_per": 500})
        own = yield from self._own_chain()
        for origin, group in groupby(rows.mappings(), key=lambda row: row["origin"]):
            chain = _Chain(origin, self._trust, None) if origin else own
            for row in group:
                if is_whole and not origin:
                    yield from chain.gap(row)
                yield from self._one(chain, row)
            self.chains.append(chain.summary())
        if is_whole:
            yield from own.forgotten()
        for run in self._runs:
            yield from self._open_end(run)

    def _own_chain(self) -> Generator[IntegrityProblem, None, "_Chain"]:
        known = None
        try:
            if self._trust.memory is not None:
                known = self._trust.memory.last_of(self._library)
        except RecordError as problem:
            yield a_problem("", "witness", None, problem.message, **problem.fields)
        return _Chain(self._library, self._trust, known)

    def _one(self, chain: "_Chain", row: Mapping[str, Any]) -> Iterator[IntegrityProblem]:
        try:
            _check_kinds(row)
            is_audit = row["run_id"] is None and row["chain"] == AUDIT
            run = None if is_audit else self._runs[row["run_id"]]
            text = seal_of(row, run, self._library).text()
            yield from chain.take(row, text)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            chain.skip(row["n"])
            yield a_problem(
                row["run_id"] or "", "seal", _number(row["n"]), UNREADABLE,
                seq=row["n"], library=chain.library, why=problem,
            )  # fmt: skip
            return
        yield from self._audit_head(row) if is_audit else self._head(row)

    def _audit_head(self, row: Mapping[str, Any]) -> Iterator[IntegrityProblem]:
        origin, seq = row["origin"], row["seq"]
        if origin in self._bad_audits:
            return
        mine = AuditRow.origin == origin
        ask = self._connection.execute
        found = ask(select(AuditRow.digest).where(mine, AuditRow.n == seq)).scalar()
        begin = self._good_audit.get(origin, 0) + 1
        if found == row["digest"]:
            self._good_audit[origin] = max(seq, begin - 1)
            return
        self._bad_audits.add(origin)
        last = _number(ask(select(func.max(AuditRow.n)).where(mine)).scalar()) or 0
        is_cut = last < seq
        begin = max(last + 1, begin) if is_cut else begin
        yield a_problem(
            "", "audit", begin, AUDIT_CUT if is_cut else AUDIT_REWRITTEN,
            seq=begin, last=seq, n=row["n"], wall=row["wall"],
        )  # fmt: skip

    def _head(self, row: Mapping[str, Any]) -> Iterator[IntegrityProblem]:
        key, seq = (row["run_id"], row["chain"]), row["seq"]
        if key in self._bad:
            return
        found, last = self._digest_at(*key, seq)
        if found == row["digest"]:
            self._good[key] = max(seq, self._good.get(key, 0))
            return
        if not last and row["run_id"] in self._removed:
            return
        self._bad.add(key)
        table = "annotation" if row["chain"] else "event"
        run = f"{key[0]} ({key[1].replace('/', ', ')})" if row["chain"] else key[0]
        said = {"run": run, "last": seq, "n": row["n"], "wall": row["wall"]}
        if last < seq:
            yield a_problem(key[0], table, last + 1, CUT, seq=last + 1, **said)
        elif found is not None:
            begin = self._good.get(key, 0) + 1
            yield a_problem(key[0], table, begin, REWRITTEN, seq=begin, **said)

    def _digest_at(self, run: str, chain: str, seq: int) -> tuple[bytes | None, int]:
        """Return the digest that stands in a row of a chain, and the number of its last row."""
        of: Any = AnnotationRow.__table__ if chain else EventRow.__table__
        belongs = of.c.run_id == run
        if chain:
            rater, _, form = chain.rpartition("/")
            belongs = belongs & (of.c.rater == rater) & (of.c.instrument == form)
        ask = self._connection.execute
        found = ask(select(of.c.digest).where(belongs, of.c.seq == seq)).scalar()
        last = ask(select(func.max(of.c.seq)).where(belongs)).scalar()
        return found, last if isinstance(last, int) else 0

    def _open_end(self, run: str) -> Iterator[IntegrityProblem]:
        """Name an end without its seal: RunEnded and the seal over it are written together."""
        sealed = self.sealed(run)
        if not sealed or (run, "") in self._bad:
            return
        late = select(EventRow.seq).where(
            EventRow.run_id == run, EventRow.kind == RunEnded.code, EventRow.seq > sealed
        )
        last = self._connection.execute(late).scalar()
        if last is not None:
            yield a_problem(
                run, "event", sealed + 1, UNSEALED_END, run=run, seq=sealed + 1, last=last
            )


class _Chain:
    """The seals of one library, in their order; ``known`` is remembered of it outside."""

    def __init__(self, library: str, trust: Trust, known: Witnessed | None) -> None:
        self.library = library
        self._known = known
        self._at_known: bytes | None = None
        self._last = 0
        self._digest = GENESIS
        self._trust = trust
        self._key = b""
        self._wall = ""
        self._count = 0
        self._strangers: set[bytes] = set()

    def gap(self, row: Mapping[str, Any]) -> Iterator[IntegrityProblem]:
        """Name the seals that are missing before a row."""
        if isinstance(row["n"], int) and row["n"] > self._last + 1:
            yield a_problem(
                "", "seal", self._last + 1, GAP,
                seq=self._last + 1, last=row["n"] - 1, library=self.library,
            )  # fmt: skip

    def skip(self, n: object) -> None:
        """Go on behind a seal that says nothing."""
        self._digest = b""
        if isinstance(n, int):
            self._last = n

    def take(self, row: Mapping[str, Any], text: bytes) -> Iterator[IntegrityProblem]:
        """Check a seal: its signature, its place, its key."""
        follows = row["n"] == self._last + 1 and self._digest
        said = {"seq": row["n"], "library": self.library}
        where = (row["run_id"] or "", "seal", _number(row["n"]))
        if not is_signed(row["public_key"], text, row["signature"]):
            why = NOT_OF_KEY_AUDIT if row["run_id"] is None else NOT_OF_KEY
            yield a_problem(*where, why, run=row["run_id"], sealed=row["seq"], **said)
        elif follows and row["previous"] != self._digest:
            yield a_problem(*where, UNLINKED, **said)
        yield from self._stranger(row)
        self._digest = seal_digest(text, row["signature"])
        self._last = row["n"]
        if self._known is not None and self._known.n == self._last:
            self._at_known = self._digest
        self._count += 1
        self._key, self._wall = row["public_key"], row["wall"]

    def forgotten(self) -> Iterator[IntegrityProblem]:
        """Name what the memory outside has and the file has not."""
        if self._known is None:
            return
        n = self._known.n
        if self._last < n:
            yield a_problem(
                "", "seal", self._last + 1, FORGOTTEN,
                seq=self._last + 1, last=n, library=self.library,
            )  # fmt: skip
        elif self._at_known not in (None, self._known.digest):
            yield a_problem("", "seal", n, REPLACED, seq=n, library=self.library)

    def _stranger(self, row: Mapping[str, Any]) -> Iterator[IntegrityProblem]:
        key = row["public_key"]
        if key in self._strangers:
            return
        sentence = ""
        is_strict = self._trust.is_demanded or self._known is not None
        if is_strict and key not in self._trust.public_keys:
            sentence = NOT_GIVEN_KEY if self._trust.is_demanded else NOT_OWN_KEY
        elif self._key not in (b"", key) and key not in self._trust.public_keys:
            sentence = OTHER_KEY
        if sentence:
            self._strangers.add(key)
            yield a_problem(
                row["run_id"] or "", "seal", _number(row["n"]), sentence,
                seq=row["n"], library=self.library, wall=row["wall"], key=key.hex(),
            )  # fmt: skip

    def summary(self) -> SealChain:
        """Return what was found."""
        return SealChain(
            library=self.library,
            seals=self._count,
            public_key=self._key.hex(),
            last_wall=self._wall,
            is_known=bool(self._key) and self._key in self._trust.public_keys,
        )


def _check_kinds(row: Mapping[str, Any]) -> None:
    """Raise TypeError for a number that is none: SQLite stores any kind in any column."""
    for name in ("n", "seq"):
        if not isinstance(row[name], int):
            raise TypeError(f"its {name} is no number")


def _number(found: object) -> int | None:
    return found if isinstance(found, int) else None


def rows_of_runs(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return the row of every run by its id, in their order."""
    rows = connection.execute(select(RunRow.__table__).order_by(RunRow.id)).mappings()
    return {row["id"]: dict(row) for row in rows}
