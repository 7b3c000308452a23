"""The copying to the centre's server while the window is open, and what is said of it."""

from collections.abc import Callable
from functools import partial

from simrunner.app.centre_words import server_name, trouble_words
from simrunner.app.pacing import wall_text
from simrunner.app.server_address import VARIABLE, kept_address, named_by_variable, server_of
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError, ServerAwayError
from simrunner.record.library import Library
from simrunner.record.outbox import Outbox, OutboxState
from simrunner.record.place import Place
from simrunner.ui.presenters.centre import CentreNow

LEAVING_S = 3.0
"""How long the program stays open to send the rest; what is left goes at the next start."""


class CentreCopy:
    """Runs the outbox of this computer's library, and says when the server is away or back."""

    def __init__(self, tr: Translate, tell: Callable[[str], None]) -> None:
        """Do nothing yet; ``tell`` may be called from another thread."""
        self._tr = tr
        self._tell = tell
        self._outbox: Outbox | None = None
        self._place: Place | None = None
        self._leaving: list[Outbox] = []
        self._turn = 0
        self._said = ""

    @property
    def state(self) -> OutboxState | None:
        """How the copying stands, None when there is no server."""
        return None if self._outbox is None else self._outbox.state

    def now(self) -> CentreNow | None:
        """Return the state in the language in force, None when there is no server."""
        state, place = self.state, self._place
        if state is None or place is None:
            return None
        trouble = state.trouble
        return CentreNow(
            server=server_name(place, self._tr), wall=wall_text(), behind=state.behind,
            of=state.of, is_connected=state.is_connected, contact_wall=state.contact_wall,
            is_away=isinstance(trouble, ServerAwayError),
            trouble="" if trouble is None else trouble_words(trouble, place, self._tr),
            waiting_wall=state.waiting_wall, trouble_wall=state.trouble_wall,
            retry_wall=state.retry_wall,
            variable=VARIABLE if named_by_variable() else "",
        )  # fmt: skip

    def start(self, library: Library | None, settings: Settings) -> None:
        """Copy from now on, when a server is named; what stands against it costs a sentence.

        What was copied before to another server, or from another library, is left without
        waiting: it sends what it can meanwhile.
        """
        self._leave()
        if library is None:
            return
        try:
            place = server_of(settings)
        except RecordError as trouble:
            self._tell(trouble_words(trouble, None, self._tr))
            return
        self._place = place
        if place is not None:
            self._outbox = Outbox(
                library, place, wall=wall_text, on_state=partial(self._changed, self._turn)
            )
            self._outbox.start()

    def try_now(self) -> None:
        """Try again at once."""
        if self._outbox is not None:
            self._outbox.try_now()

    def shutdown(self) -> None:
        """Send what can be sent soon, and stop."""
        self._leave()
        for outbox in self._leaving:
            outbox.shutdown(LEAVING_S)
        self._leaving.clear()

    def _leave(self) -> None:
        self._turn += 1
        self._said = ""
        self._leaving = [outbox for outbox in self._leaving if outbox.is_running]
        if self._outbox is not None:
            self._outbox.leave()
            self._leaving.append(self._outbox)
            self._outbox = None

    def _changed(self, turn: int, state: OutboxState) -> None:
        """Say each trouble once, and its end once."""
        tr, trouble, place = self._tr, state.trouble, self._place
        words = "" if trouble is None else trouble_words(trouble, place, tr)
        if words == self._said or turn != self._turn:
            return
        self._said = words
        if words:
            self._tell(tr("Runs are kept here and copied later: {problem}", problem=words))
        else:
            assert place is not None
            self._tell(tr("Runs are copied to {server} again.", server=server_name(place, tr)))


def keep_server(typed: str, tr: Translate) -> tuple[str | None, str]:
    """Return the address to keep, None for one that cannot be used, and a sentence about it."""
    try:
        address, trouble = kept_address(typed)
    except RecordError as wrong:
        return None, tr(wrong.message, **wrong.fields)
    return address, "" if trouble is None else tr(trouble.message, **trouble.fields)
