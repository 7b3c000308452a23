"""A real recorded run with seals, a branch of it, blobs and locked forms; and who forges it."""

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from struct import pack

import numpy as np

from simrunner.app.keys import own_notary, own_trust
from simrunner.domain.action import EndRun, Source
from simrunner.domain.annotation import FormLocked
from simrunner.domain.chain import GENESIS
from simrunner.domain.run_record import Ack
from simrunner.record.block import compressed, packed_samples, packed_trend
from simrunner.record.codec import annotation_digest, event_digest
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.tables import DeviceLogRow, MediaRow, TrendBlockRow, WaveBlockRow
from simrunner.rehearsal.play import play
from support.runs import STARTED_WALL, compress, marks, new_run
from support.sessions import session_of, small_scenario

RUN, BRANCH = "2026-11-22-01", "2026-11-22-02"
SHARED = 25
PLAYED_MS = 260_000


def refuse(problem):
    """Fail: nothing in these records may go wrong by itself."""
    raise AssertionError(problem)


class Hands:
    """Compress the chest once every two seconds."""

    def due(self, now_ms):
        return [compress()] if now_ms % 2000 == 0 else []


def about(scenario, **more):
    """Return what is known of a run of the scenario."""
    return new_run(
        scenario=scenario.id, scenario_version=scenario.version, seed=1,
        canonical_scenario=scenario.canonical, scenario_sha256=scenario.sha256,
        difficulty=scenario.difficulty, started_wall=STARTED_WALL, **more,
    )  # fmt: skip


def record_sealed(folder):
    """Record a run of about four minutes and a branch of it into ``folder``; return the file."""
    scenario = small_scenario()
    file = folder / "library.sqlite"
    with Library.open(file, notary=own_notary(folder, refuse)) as library:
        record_run(library, scenario)
        for rater in ("A1", "A2"):
            chain = library.annotations(RUN, rater, "team")
            for mark in (*marks(), FormLocked(at_ms=PLAYED_MS)):
                assert isinstance(chain.append(mark), Ack)
        record_branch(library, scenario)
        library.do(store_blobs)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def record_run(library, scenario):
    """Play a run; its facts are written every ten seconds of it."""
    recorder = library.recorder(library.begin_run(about(scenario)), on_failure=refuse)
    session = session_of(scenario, recorder, draws=False)
    session.begin()

    def flush(now_ms):
        if now_ms % 10_000 == 0:
            assert recorder.flush(5.0)

    play(session, [Hands()], until_ms=PLAYED_MS, on_step=flush)
    session.submit(EndRun(source=Source.FACILITATOR))
    session.advance_to(session.now_ms + 1000)
    assert session.is_ended
    assert recorder.close()


def record_branch(library, scenario):
    """Record the beginning of the run once more, as a branch that was stopped."""
    parent = library.read(RUN)
    branch = about(scenario, parent_run=RUN, parent_seq=SHARED)
    recorder = library.recorder(library.begin_run(branch), on_failure=refuse)
    recorder.append([each.event for each in parent.events[:SHARED]])
    assert recorder.close()


def store_blobs(connection):
    """Put a block of each kind and a picture beside the run."""
    picture = bytes(range(256)) * 8
    rows = {
        TrendBlockRow: {
            "begin_ms": 9_000_000, "end_ms": 9_002_000, "points": 3,
            "body": packed_trend(
                [(9_000_000 + 1000 * n, '{"shown":{},"truth":{}}') for n in range(3)]
            ),
        },
        WaveBlockRow: {
            "channel": "ecg", "begin_ms": 0, "rate_hz": 250.0, "samples": 1000, "step": 0.001,
            "body": packed_samples(np.arange(1000, dtype=np.int16)),
        },
        DeviceLogRow: {
            "device": "m", "begin_ms": 0, "end_ms": 9,
            "body": compressed(pack("<IBI", 9, 0, 396) + b"$OML" * 99),
        },
        MediaRow: {
            "id": "m1", "at_ms": 5, "name": "x-ray", "media_type": "image/png",
            "sha256": sha256(picture).hexdigest(), "body": picture,
        },
    }  # fmt: skip
    for table, row in rows.items():
        connection.execute(table.__table__.insert(), [{"run_id": RUN, **row}])


class Forger:
    """Somebody who can write the file and knows the format, but has not the private key."""

    def __init__(self, file, copy):
        """Work on a copy, so that the next forger finds the record whole."""
        self.file = shutil.copy(file, copy)

    def __call__(self, *statements):
        """Change the file by SQL; every statement must hit something."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            for statement in statements:
                words, values = statement if isinstance(statement, tuple) else (statement, ())
                assert connection.execute(words, values).rowcount, statement

    def ask(self, question):
        """Return the rows of an answer."""
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(question).fetchall()

    def write_anew(self, table="event", where=f"run_id = '{RUN}'"):
        """Number a chain from 1 and compute all its digests, as an attacker would."""
        digest_of = event_digest if table == "event" else annotation_digest
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.row_factory = sqlite3.Row
            digest = GENESIS
            query = f"select * from {table} where {where} order by seq"
            for seq, row in enumerate(connection.execute(query).fetchall(), start=1):
                digest = digest_of(digest, {**row, "seq": seq})
                connection.execute(
                    f"update {table} set seq = ?, digest = ? where id = ?", (seq, digest, row["id"])
                )

    def found(self, trust_of=None):
        """Return what verify says, with the key and the memory of ``trust_of``."""
        return verify(self.file, trust=None if trust_of is None else own_trust(trust_of))
