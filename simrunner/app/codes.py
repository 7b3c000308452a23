"""The checker's codes in words, and the manual page that lists them.

`python -m simrunner.app.codes` writes both pages anew from `resources/checker/codes.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simrunner.app.assets import table
from simrunner.app.assets_folder import resources_folder
from simrunner.domain.text import LANGUAGES

_PAGES: Mapping[str, tuple[str, str]] = {
    "en": ("checker.md", "[简体中文](checker.zh-CN.md)"),
    "zh-CN": ("checker.zh-CN.md", "[English](checker.md)"),
}
_HEAD: Mapping[str, tuple[str, ...]] = {
    "en": (
        "The checker's codes",
        (
            "Every code of `simrunner check`, what it means and what to do.\n"
            "A code never changes its meaning.\n"
            "Its letter is the severity: E an error, with which a file is not run; W a warning; "
            "I a note.\nWarnings and notes can be [suppressed](../how-to/check-a-scenario.md)."
        ),
        "| code | meaning | what to do |",
    ),
    "zh-CN": (
        "检查代码",
        (
            "`simrunner check` 的每个代码、含义和处理方法。\n"
            "代码的含义永不改变。\n"
            "首字母表示严重程度：E 为错误，文件不能运行；W 为警告；I 为提示。\n"
            "警告和提示可以[忽略](../how-to/check-a-scenario.zh-CN.md)。"
        ),
        "| 代码 | 含义 | 处理 |",
    ),
}
_FAMILIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "1": "The form of the file", "2": "Keys and kinds of values", "3": "Values",
        "4": "Conditions and typed commands", "5": "Names and languages",
        "6": "States, rules and what is used", "7": "The other files of the pack",
        "8": "Doses",
    },
    "zh-CN": {
        "1": "文件格式", "2": "键与值的类型", "3": "数值", "4": "条件与键入命令",
        "5": "名称与语言", "6": "状态、规则与使用情况", "7": "案例包的其他文件", "8": "剂量",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code: what it means and what to do, by language."""

    code: str
    meaning: Mapping[str, str]
    remedy: Mapping[str, str]


def read_codes() -> Mapping[str, CodeRow]:
    """Return every code of the checker, in the order of the table."""
    rows = table("checker", "codes.toml")["code"]
    return {
        code: CodeRow(
            code=code, meaning={tag: row[tag][0] for tag in LANGUAGES},
            remedy={tag: row[tag][1] for tag in LANGUAGES},
        )
        for code, row in rows.items()
    }  # fmt: skip


def page_name(language: str) -> str:
    """Return the file name of the page in a language."""
    return _PAGES[language][0]


def code_page(language: str) -> str:
    """Return the manual page that lists every code."""
    title, words, head = _HEAD[language]
    lines = [f"# {title}", "", _PAGES[language][1], "", words]
    rows = read_codes().values()
    for family, name in _FAMILIES[language].items():
        inside = [row for row in rows if row.code[1] == family]
        if inside:
            lines += ["", f"## {name}", "", head, "|---|---|---|"]
            lines += [
                f"| {row.code} | {row.meaning[language]} | {row.remedy[language]} |"
                for row in inside
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for tag in LANGUAGES:
        page = resources_folder() / "docs" / "reference" / page_name(tag)
        page.write_text(code_page(tag), encoding="utf-8")
