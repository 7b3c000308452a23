"""Whoever uses this account of the computer, as the audit names them: by code."""

import getpass

from simrunner.app.pacing import wall_text
from simrunner.domain.person import By, Reason
from simrunner.record.library import Library
from simrunner.record.people import account_code


def acting(library: Library, reason: Reason) -> By:
    """Return the user of this account by code, now, and why."""
    wall = wall_text()
    return By(who=account_code(library, _login(), wall), wall=wall, reason=reason)


def _login() -> str:
    try:
        return getpass.getuser()
    except OSError:
        return "unknown"
