"""What went wrong with a file or a record, in one sentence for a notice."""

from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import ViewOnlyError


def problem_words(trouble: Exception, tr: Translate) -> str:
    """Return the sentences of a trouble in one line, of a record's in the language in force."""
    if isinstance(trouble, ScenarioError):
        return "; ".join(problem.message for problem in trouble.problems)
    if isinstance(trouble, RecordError | ViewOnlyError):
        return tr(trouble.message, **trouble.fields)
    return str(trouble)
