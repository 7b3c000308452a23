"""Rows of a server's record that speak of a row that is missing.

A server keeps its references by itself, until somebody switches that off.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, ForeignKeyConstraint, and_, exists, or_, select

from simrunner.domain.text import marked
from simrunner.record.finding import IntegrityProblem, a_problem
from simrunner.record.tables import Base

LACKS = marked("Row {row} of {table} speaks of a {other} that is missing.")

_STREAMED = {"yield_per": 100}


def check_references(connection: Connection) -> Iterator[IntegrityProblem]:
    """Name each row whose reference leads nowhere."""
    for table in Base.metadata.sorted_tables:
        for link in sorted(table.foreign_key_constraints, key=lambda each: tuple(each.column_keys)):
            yield from _lost(connection, link)


def _lost(connection: Connection, link: ForeignKeyConstraint) -> Iterator[IntegrityProblem]:
    table, name_there = link.table, link.referred_table.name
    other = link.referred_table.alias()
    is_there = exists().where(
        and_(*(part.parent == other.c[part.column.name] for part in link.elements))
    )
    said = [part.parent.is_(None) for part in link.elements]
    query = select(*table.primary_key.columns).where(~is_there, ~or_(*said))
    rows = connection.execute(query.order_by(*table.primary_key.columns), None,
                              execution_options=_STREAMED)  # fmt: skip
    for row in rows:
        name = ", ".join(str(cell) for cell in row)
        yield a_problem("", table.name, None, LACKS, row=name, table=table.name, other=name_there)
