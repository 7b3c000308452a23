"""The tables of a record as a page of the manual: a diagram of each group, and every column."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table

from simrunner.record.people_tables import PersonRow
from simrunner.record.tables import Base

GROUPS: Mapping[str, tuple[str, ...]] = {
    "runs": ("centre", "room", "team", "team_member", "session", "scenario", "run", "role"),
    "chains": ("event", "annotation", "seal", "words"),
    "beside": ("trend", "trend_block", "wave_block", "device_log", "media", "remark", "note",
               "mark", "rating"),
    "people": ("person", "person_key", "consent", "audit", "erasure", "retention", "removal"),
    "library": ("setting", "shipment"),
}  # fmt: skip

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "The record's tables",
        "other": "[简体中文](record-tables.zh-CN.md)",
        "lead": (
            "Made from the program's tables; what they mean is on the page of "
            "[the record](record.md)."
        ),
        "same": (
            "They are the same in a file and on a server, and `alembic_version` says which form "
            "they have. A bold column is part of the key of its table, one with `?` may be empty, "
            "and each line of a diagram is a reference from one table to another: where it begins "
            "with two strokes there is always a row at its end."
        ),
        "runs": "Sessions and runs", "chains": "Chains and what stands behind them",
        "beside": "Beside the chain", "people": "People and clocks",
        "library": "The library itself",
        "head": "| table | column | type | refers to |",
    },
    "zh-CN": {
        "title": "记录的数据表",
        "other": "[English](record-tables.md)",
        "lead": "由程序的数据表生成；其含义见[记录](record.zh-CN.md)一页。",
        "same": (
            "文件与服务器中的数据表相同，`alembic_version` 说明其形式。"
            "粗体的列属于该表的主键，带 `?` 的列可以为空；图中每条线是一个表对另一个表的引用，"
            "以两道竖线开头时，另一端总有一行与之对应。"
        ),
        "runs": "场次与运行", "chains": "链及其背后的内容", "beside": "链旁的数据",
        "people": "人员与时限", "library": "记录库本身",
        "head": "| 表 | 列 | 类型 | 引用 |",
    },
}  # fmt: skip


def tables_page(language: str) -> str:
    """Return the page in a language: a diagram of each group and every column."""
    words = _WORDS[language]
    tables = {**Base.metadata.tables}
    assert PersonRow.__tablename__ in tables, "the tables of people are part of the record"
    assert sorted(tables) == sorted(name for names in GROUPS.values() for name in names)
    parts = [f"# {words['title']}\n", f"{words['other']}\n", f"{words['lead']}\n{words['same']}\n"]
    for group, names in GROUPS.items():
        parts += [
            f"## {words[group]}\n",
            "```mermaid\nerDiagram\n" + "".join(_drawn(tables[name]) for name in names) + "```\n",
            f"{words['head']}\n|---|---|---|---|\n"
            + "".join(_rows(tables[name]) for name in names),
        ]
    return "\n".join(parts)


def _drawn(table: Table) -> str:
    lines = [f"  {table.name} {{\n"]
    for column in table.columns:
        mark = " PK" if column.primary_key else " FK" if column.foreign_keys else ""
        lines.append(f"    {_type(column)} {column.name}{mark}\n")
    lines.append("  }\n")
    for column in table.columns:
        for key in column.foreign_keys:
            many = "o|" if column.nullable else "||"
            lines.append(f"  {key.column.table.name} {many}--o{{ {table.name} : {column.name}\n")
    return "".join(lines)


def _rows(table: Table) -> str:
    lines = []
    for column in table.columns:
        kind = _type(column) + (" ?" if column.nullable else "")
        keys = ", ".join(f"`{key.target_fullname}`" for key in column.foreign_keys)
        name = f"**`{column.name}`**" if column.primary_key else f"`{column.name}`"
        lines.append(f"| `{table.name}` | {name} | {kind} | {keys} |\n")
    return "".join(lines)


def _type(column: Column[Any]) -> str:
    name = str(column.type).lower()
    return {"text": "text", "varchar": "text", "blob": "bytes", "bigint": "integer"}.get(name, name)
