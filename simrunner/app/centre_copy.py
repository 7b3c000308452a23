"""The copying to the centre's server while the window is open, and what is said of it."""

from collections.abc import Callable

from simrunner.app.pacing import wall_text
from simrunner.app.server_address import kept_address, server_of
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.outbox import Outbox, OutboxState

LEAVING_S = 3.0
"""How long the program stays open to send the rest; what is left goes at the next start."""


class CentreCopy:
    """Runs the outbox of this computer's library, and says when the server is away or back."""

    def __init__(self, tr: Translate, tell: Callable[[str], None]) -> None:
        """Do nothing yet; ``tell`` may be called from another thread."""
        self._tr = tr
        self._tell = tell
        self._outbox: Outbox | None = None
        self._said = ""

    @property
    def state(self) -> OutboxState | None:
        """How the copying stands, None when there is no server."""
        return None if self._outbox is None else self._outbox.state

    def start(self, library: Library | None, settings: Settings) -> None:
        """Copy from now on, when a server is named; what stands against it costs a sentence."""
        if library is None:
            return
        try:
            place = server_of(settings)
        except RecordError as trouble:
            self._tell(self._tr(trouble.message, **trouble.fields))
            return
        if place is not None:
            self._outbox = Outbox(library, place, wall=wall_text, on_state=self._changed)
            self._outbox.start()

    def shutdown(self) -> None:
        """Send what can be sent soon, and stop."""
        if self._outbox is not None:
            self._outbox.shutdown(LEAVING_S)
            self._outbox = None

    def _changed(self, state: OutboxState) -> None:
        """Say each trouble once, and its end once."""
        tr, trouble = self._tr, state.trouble
        words = "" if trouble is None else tr(trouble.message, **trouble.fields)
        if words == self._said:
            return
        self._said = words
        if words:
            self._tell(tr("Runs are kept here and copied later: {problem}", problem=words))
        else:
            self._tell(tr("Runs are copied to {server} again.", server=state.server))


def keep_server(typed: str, tr: Translate) -> tuple[str | None, str]:
    """Return the address to keep, None for one that cannot be used, and a sentence about it."""
    try:
        address, trouble = kept_address(typed)
    except RecordError as wrong:
        return None, tr(wrong.message, **wrong.fields)
    return address, "" if trouble is None else tr(trouble.message, **trouble.fields)
