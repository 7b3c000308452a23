"""What the command line answers to the shell, and the errors that carry it."""

import errno

OK = 0
CHECK_FAILED = 1
BAD_INPUT = 2
ENVIRONMENT = 3
BUG = 70
"""A crash report was written (EX_SOFTWARE of sysexits.h)."""

STORAGE_ERRORS = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
)
"""What an operating system says when a disk is full, broken or closed to the user."""


class Refusal(Exception):  # noqa: N818 - what the user asked for cannot be done, and why
    """One sentence for the user, with the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = BAD_INPUT) -> None:
        """Keep the sentence and the code."""
        super().__init__(sentence)
        self.code = code
