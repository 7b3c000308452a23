"""The way of this computer's runs to the centre's server: behind the local record, never before.

What has arrived is counted on the server, in the transaction that stores it; so whoever stops or
is killed, and whenever, each row is there once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine

from simrunner.record.errors import RecordError, ServerError, storage_errors
from simrunner.record.library import Library, library_id
from simrunner.record.parcel import Names, SharedRows, read_shared, store_shared
from simrunner.record.people_tables import RoleRow
from simrunner.record.place import Place
from simrunner.record.server import server_engine, server_writing_engine
from simrunner.record.shipping import (
    EVENTS,
    Arrived,
    Lookout,
    Parcel,
    Positions,
    arrived_on,
    facts_behind,
    keep_arrived,
    kept_arrived,
    lock_library,
    lock_shared,
    pack,
    unpack,
)
from simrunner.record.tables import MediaRow, NoteRow, WordsRow
from simrunner.record.upgrade import prepare_server

TICK_S = 0.2
"""How often the outbox looks for new facts."""

SLOW_TICKS = 25
"""Every so many ticks it looks for what comes seldom: numbers, waves, ratings, people."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""A server that is away is tried after 1, 2, 4 … 60 s."""

COUNT_S = 2.0
"""How often what waits is counted while the server is away."""

_ABOUT_PEOPLE = frozenset((MediaRow, NoteRow, RoleRow, WordsRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """How the copying stands.

    ``server`` names it without a password; ``behind`` counts facts that are recorded here and not
    there, ``of`` how many they have been at most since all was copied; ``contact_wall`` is the
    last time that it answered, empty for never; ``trouble`` says why it does not go on. The other
    times are ISO 8601 and empty where they do not apply: since when facts wait, since when there
    is trouble, and when the next try is.
    """

    server: str
    behind: int = 0
    of: int = 0
    is_connected: bool = False
    contact_wall: str = ""
    waiting_wall: str = ""
    trouble_wall: str = ""
    retry_wall: str = ""
    trouble: RecordError | None = None


class Outbox:
    """Copies the runs of a library to a server while the program runs, in a thread of its own.

    Nothing of the session waits for it. Trouble is told in ``state`` and tried again.
    """

    def __init__(
        self,
        library: Library,
        place: Place,
        *,
        wall: Callable[[], str],
        on_state: Callable[[OutboxState], None] = lambda _state: None,
    ) -> None:
        """Do nothing yet; ``on_state`` is called from the thread with every change."""
        self._library = library
        self._place = place
        self._wall = wall
        self._on_state = on_state
        self._state = OutboxState(server=place.name)
        self._is_stopping = threading.Event()
        self._is_wanted = threading.Event()
        self._has_news = threading.Event()
        self._is_given_up = threading.Event()
        self._engine: Engine | None = None
        self._names: Names | None = None
        self._arrived: Arrived = {}
        self._shared: SharedRows | None = None
        self._lookout = Lookout()
        self._moved: dict[str, None] = {}
        self._thread = threading.Thread(target=self._work, name="record-outbox", daemon=True)

    @property
    def state(self) -> OutboxState:
        """How the copying stands now."""
        return self._state

    @property
    def is_running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread.is_alive()

    def arrived(self, run: str) -> int:
        """Return how many facts of a run the server is known to have."""
        return max(0, self._arrived.get(run, {}).get(EVENTS, 0))

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def try_now(self) -> None:
        """Connect anew without waiting for the next try, and ask for refused runs again."""
        self._is_wanted.set()
        self._has_news.set()

    def leave(self) -> None:
        """Begin to stop: send what can be sent at once. Returns at once; shutdown waits."""
        self._is_stopping.set()
        self._has_news.set()

    def shutdown(self, timeout_s: float = 10.0) -> None:
        """Send what can be sent at once, then stop; what is left goes the next time."""
        self.leave()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
            self._is_given_up.set()
            self._thread.join(timeout_s)

    def _work(self) -> None:
        pause_s, tick = FIRST_PAUSE_S, 0
        try:
            while True:
                is_last = self._is_stopping.is_set()
                if self._is_wanted.is_set():
                    self._is_wanted.clear()
                    self._close()
                    pause_s, tick = FIRST_PAUSE_S, 0
                try:
                    self._send(is_slow=is_last or tick % SLOW_TICKS == 0)
                    pause_s, tick, wait_s = FIRST_PAUSE_S, tick + 1, TICK_S
                except RecordError as trouble:
                    self._fail(trouble, pause_s)
                    wait_s, pause_s, tick = pause_s, min(2 * pause_s, LONGEST_PAUSE_S), 0
                if is_last:
                    return
                self._rest(wait_s)
        except Exception as fault:
            problem = type(fault).__name__
            self._fail(RecordError("The copying stopped by a fault: {problem}", problem=problem))
            raise
        finally:
            self._close()

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _fail(self, trouble: RecordError, pause_s: float | None = None) -> None:
        self._close()
        retry_wall = ""
        if pause_s is not None:
            retry = datetime.fromisoformat(self._wall()) + timedelta(seconds=pause_s)
            retry_wall = retry.isoformat(timespec="seconds")
        self._tell(is_connected=False, trouble=trouble, retry_wall=retry_wall)

    def _rest(self, wait_s: float) -> None:
        """Wait until the next try, somebody's wish or the end; count meanwhile what waits."""
        while not self._has_news.is_set():
            if self._engine is None:
                self._count_alone()
            self._has_news.wait(min(wait_s, COUNT_S))
            wait_s -= COUNT_S
            if wait_s <= 0.0:
                break
        self._has_news.clear()

    def _count_alone(self) -> None:
        """Count what waits without asking the server: as it was known to stand last."""
        try:
            if not self._arrived:
                self._arrived = self._library.ask(
                    lambda link: kept_arrived(link, self._place.address)
                )
            self._tell(behind=self._library.ask(lambda link: facts_behind(link, self._arrived)))
        except RecordError as trouble:
            self._tell(trouble=trouble)

    def _tell(self, **news: Any) -> None:
        """Take news over and tell them, with the times that follow from them."""
        old, new = self._state, replace(self._state, **news)
        wall = self._wall() if new != old else ""
        waiting = (old.waiting_wall or wall) if new.behind else ""
        trouble = (old.trouble_wall or wall) if new.trouble is not None else ""
        of = max(old.of, new.behind) if new.behind else 0
        new = replace(new, of=of, waiting_wall=waiting, trouble_wall=trouble)
        if new != old:
            self._state = new
            self._on_state(new)

    def _connect(self) -> Engine:
        """Return the engine; on a new contact, learn what the server has."""
        if self._engine is not None:
            return self._engine
        writing = server_writing_engine(self._place)
        try:
            prepare_server(writing, self._place)
            with storage_errors(self._place), writing.begin() as connection:
                target = library_id(connection)
                self._arrived = arrived_on(connection, self._library.id)
        finally:
            writing.dispose()
        self._names = Names(source=self._library.id, target=target)
        if target == self._library.id:
            raise RecordError(
                "{file} is this library itself: runs are not copied.", file=self._place.name
            )
        self._shared = None
        self._lookout = Lookout()
        self._engine = server_engine(self._place)
        return self._engine

    def _send(self, *, is_slow: bool) -> None:
        engine = self._connect()
        if is_slow:
            with storage_errors(self._place), engine.connect():
                pass  # a server that went away is noticed even when nothing has to be sent
            self._send_shared(engine)
        lookout, arrived = self._lookout, self._arrived
        due = self._library.ask(lambda link: lookout.due(link, arrived, is_slow=is_slow))
        if is_slow:
            self._answered(contact_wall=self._wall())
        for run in due:
            self._send_run(engine, run)
        if is_slow:
            self._keep()
        self._answered()

    def _answered(self, **news: Any) -> None:
        """Tell that the server is there, what waits, and the first run that it refused."""
        lookout, arrived = self._lookout, self._arrived
        self._tell(
            behind=self._library.ask(lambda link: lookout.behind(link, arrived)),
            trouble=next(iter(lookout.refused.values()), None), is_connected=True, retry_wall="",
            **news,
        )  # fmt: skip

    def _send_shared(self, engine: Engine) -> None:
        """Send rooms, teams, people by code, consents and the audit, when they have changed."""
        shared = self._library.ask(read_shared)
        if shared == self._shared or self._names is None:
            return
        with storage_errors(self._place), engine.begin() as connection:
            lock_shared(connection)
            self._names = store_shared(connection, shared, self._names)
        self._shared = shared

    def _send_run(self, engine: Engine, run: str) -> None:
        is_more = True
        while is_more and not self._is_given_up.is_set():
            before = dict(self._arrived.get(run, {}))
            try:
                parcel = self._library.ask(partial(pack, run=run, before=before))
                if parcel.is_empty:
                    return
                self._moved[run] = None
                now = self._deliver(engine, parcel)
            except ServerError:
                raise  # of the whole server: tried again, not held against this run
            except RecordError as trouble:
                # One run that the server refuses does not keep the others.
                self._lookout.refuse(run, trouble)
                return
            is_more = parcel.is_full or now != parcel.after
            self._arrived[run] = now
            went = now.get(EVENTS, 0) - before.get(EVENTS, 0)
            self._tell(behind=max(0, self._state.behind - max(0, went)))

    def _deliver(self, engine: Engine, parcel: Parcel) -> Positions:
        if parcel.head is not None or not _ABOUT_PEOPLE.isdisjoint(parcel.rows):
            # Read after the parcel: whatever it refers to is there first.
            self._send_shared(engine)
        assert self._names is not None
        with storage_errors(self._place), engine.begin() as connection:
            lock_library(connection, self._library.id)
            return unpack(connection, parcel, self._names)

    def _keep(self) -> None:
        """Note on this computer how far the copying has come, for who asks without a server."""
        assert self._names is not None
        server, arrived, moved = self._names.target, dict(self._arrived), tuple(self._moved)
        address = self._place.address
        self._moved.clear()
        if moved:
            self._library.do(
                lambda connection: keep_arrived(connection, server, address, arrived, moved)
            )
