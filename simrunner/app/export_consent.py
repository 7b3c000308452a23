"""What an export needs before people leave a library: a purpose, their consent, a line of audit."""

import sys
from collections.abc import Sequence

from simrunner.app.account import acting
from simrunner.app.exit_code import Refusal
from simrunner.domain.person import Deed, Purpose, Reason
from simrunner.record.consent import not_agreed
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.look import note_each, with_people

WHY = {
    Purpose.ASSESS: Reason.ASSESSMENT, Purpose.DEBRIEF: Reason.TEACHING,
    Purpose.TEACH: Reason.TEACHING, Purpose.RESEARCH: Reason.RESEARCH,
}  # fmt: skip
"""The reason in the audit of an export for a purpose."""

INSTEAD = "Runs under codes that nobody knows leave with `simrunner people pseudonymous`."


def let_out(
    library: Library, runs: Sequence[str], purpose: Purpose | None, without: Reason | None
) -> None:
    """Note in the audit that runs leave; Refusal when somebody in them has not agreed to it.

    Consent is asked for each purpose by itself, so there is none without a purpose. ``without`` is
    the reason of an export that needs no consent, such as an appeal; the audit keeps it. Runs
    without people need neither.
    """
    people = with_people(library, runs)
    if not people:
        try:
            _note(library, runs, Deed.RUN_EXPORTED, Reason.UPKEEP)
        except RecordError as problem:  # nobody is in it: it leaves, as from a disk that is full
            print(f"The audit does not show this export: {problem}", file=sys.stderr)
    elif without is not None:
        _note(library, runs, Deed.EXPORTED_WITHOUT_CONSENT, without)
    elif purpose is None:
        raise Refusal(
            f"There are people in {_few(people)}: say what the export is for, --purpose "
            f"{', '.join(Purpose)}; each of them must have agreed to that. {INSTEAD}"
        )
    else:
        lacking = library.ask(lambda connection: not_agreed(connection, runs, purpose))
        if lacking:
            codes = sorted({code for tied in lacking.values() for code in tied})
            raise Refusal(
                f"{_few(codes)} did not agree to {purpose}, so {_few(tuple(lacking))} may not "
                "leave. `simrunner people consent` stores an agreement; --without-consent REASON "
                f"exports nevertheless, and the audit keeps the reason. {INSTEAD}"
            )
        _note(library, runs, Deed.RUN_EXPORTED, WHY[purpose])


def _note(library: Library, runs: Sequence[str], deed: Deed, reason: Reason) -> None:
    note_each(library, runs, deed, acting(library, reason))


def _few(names: Sequence[str]) -> str:
    """Return names, the first five of many."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{', '.join(names[:5])}{more}"
