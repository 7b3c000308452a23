"""Which runs were removed: their rows and seals stay, their facts do not."""

from sqlalchemy import Select, select

from simrunner.domain.retention import RecordClass
from simrunner.record.people_tables import RemovalRow


def removed_runs() -> Select[str]:
    """Return the question which runs were removed whole.

    A check that finds a seal of such a run without its facts finds nothing wrong.
    """
    whole = [RecordClass.FORMATIVE_RUNS.value, RecordClass.SUMMATIVE_RUNS.value]
    return select(RemovalRow.run_id).where(
        RemovalRow.done_wall.is_not(None), RemovalRow.record_class.in_(whole)
    )
