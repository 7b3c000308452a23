"""What stands against reading or writing a file, in a sentence of the window's language."""

import errno

from simrunner.app.problem_words import problem_words
from simrunner.domain.text import Translate


def trouble_words(trouble: Exception, tr: Translate) -> str:
    """Return the sentence of a record's trouble, or of what the operating system said."""
    if not isinstance(trouble, OSError):
        return problem_words(trouble, tr)
    file = trouble.filename or ""
    match trouble.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return tr("The disk is full: {file} takes nothing more. Free some space.", file=file)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return tr("{file} may not be written by this user. Choose another folder.", file=file)
        case errno.ENOENT | errno.ENOTDIR:
            return tr("{file} is not there. Choose another folder.", file=file)
        case _:
            problem = trouble.strerror or str(trouble)
            return tr("{file} could not be written: {problem}", file=file, problem=problem)
