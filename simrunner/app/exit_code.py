"""What the command line answers to the shell, and the errors that carry it."""

OK = 0
CHECK_FAILED = 1
BAD_INPUT = 2
ENVIRONMENT = 3
BUG = 70
"""A crash report was written (EX_SOFTWARE of sysexits.h)."""


class Refusal(Exception):  # noqa: N818 - what the user asked for cannot be done, and why
    """One sentence for the user, with the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = BAD_INPUT) -> None:
        """Keep the sentence and the code."""
        super().__init__(sentence)
        self.code = code
