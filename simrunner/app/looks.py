"""Whoever looks at what people did is in the audit, whatever they look with."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial

from simrunner.app.account import acting
from simrunner.domain.person import Deed, Reason
from simrunner.domain.text import Translate
from simrunner.record.library import Library
from simrunner.record.look import look

PATIENCE_S = 0.5
"""How long the window waits for the line; after that it comes while the page is drawn."""


def look_at(library: Library, runs: Sequence[str], deed: Deed, reason: Reason) -> None:
    """Leave a line for each of these runs that has people in it; RecordError.

    The account of this computer looks.
    """
    look(library, runs, deed, partial(acting, library, reason))


class Looks:
    """The looks of a window, written in a thread of their own so that no page waits for a disk.

    ``tell`` hears why a look is not in the audit; it may be called from that thread.
    """

    def __init__(self, tr: Translate, tell: Callable[[str], None]) -> None:
        """Start nothing; the thread comes with the first look."""
        self._tr = tr
        self._tell = tell
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="looks")

    def note(self, library: Library, run: str, deed: Deed, reason: Reason) -> None:
        """Leave a line if the run has people in it; returns within PATIENCE_S."""
        written = self._thread.submit(partial(look_at, library, [run], deed, reason))
        written.add_done_callback(self._told)
        # After that it is on its way, and told should it fail.
        wait([written], PATIENCE_S)

    def shutdown(self) -> None:
        """Wait until every line is written."""
        self._thread.shutdown()

    def _told(self, written: "Future[None]") -> None:
        problem = written.exception()
        if problem is not None:
            self._tell(self._tr("The audit does not show this look: {problem}", problem=problem))
