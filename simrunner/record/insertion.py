"""Rows of one table into it, without the work for each row that facts do not need."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, insert

from simrunner.record.codec import Row
from simrunner.record.tables import Base, EventRow


def insert_rows(connection: Connection, table: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows that have the same columns; facts of a file go to the driver as they are.

    Their columns are numbers, text and bytes, which SQLite takes without a conversion.
    """
    if table is not EventRow or connection.dialect.name != "sqlite":
        connection.execute(insert(table.__table__), rows)  # type: ignore[arg-type]
        return
    names = tuple(rows[0])
    connection.exec_driver_sql(_statement(names), [tuple(map(row.get, names)) for row in rows])


@lru_cache(maxsize=4)
def _statement(names: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(names))
    return f"INSERT INTO event ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - own names
