"""The words a newcomer needs: complete in both languages, and true of the program."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from simrunner.app import exit_code
from simrunner.app.cli import app
from simrunner.domain.action import Source
from simrunner.scenario.grammar.command import _Reader

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "resources" / "docs"
FOLDERS = ("tutorials", "how-to", "reference", "explanation")
CHINESE = ".zh-CN.md"
PAGES = sorted(
    [MANUAL / "README.md", *(page for name in FOLDERS for page in MANUAL.glob(f"{name}/*"))]
)
ENGLISH = [page for page in PAGES if not page.name.endswith(CHINESE)]
DECISIONS = sorted((MANUAL / "decisions").glob("*"))
WORDS = sorted(
    [*PAGES, MANUAL / f"README{CHINESE}", *DECISIONS]
    + [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MACHINE_PATH = re.compile(
    r"(?<![\w.~-])/(?:home|root|work|tmp|Users|private|opt|mnt|srv)/|\b[A-Z]:\\"
)


def _text(page):
    return page.read_text(encoding="utf-8")


def _name(page):
    return page.relative_to(ROOT).as_posix()


def _in_chinese(page):
    return page.with_name(page.stem + CHINESE)


def _prose(text):
    """Return a page without its blocks of code, whose lines may look like anything."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def _anchor(heading):
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _anchors(page):
    return {_anchor(heading) for heading in HEADING.findall(_prose(_text(page)))}


def _broken_links(page):
    for target in LINK.findall(_prose(_text(page))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        goal = (page.parent / file).resolve() if file else page
        if not goal.exists() or (anchor and anchor not in _anchors(goal)):
            yield target


def _shape(page):
    """Return what two translations of a page have in common: headings, rows, steps, code."""
    marks = (r"#+ ", r"\| ", r"- ", r"\d+\. ", r"```")
    lines = _text(page).splitlines()
    return [mark for line in lines for mark in marks if re.match(mark, line)]


def _commands():
    """Yield every verb of the command line with its click command: ``record verify``."""
    group = typer.main.get_command(app)
    for verb, command in group.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield verb, command
        else:
            yield from ((f"{verb} {name}", each) for name, each in inner.items())


def _sections(page):
    """Return the text below each second-level heading of a page."""
    parts = re.split(r"^## (.+)$", _text(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _assigned(file, name):
    """Return the value that a module gives a name, without importing the module."""
    for node in ast.parse(_text(file)).body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == name:
            return node.value
    raise AssertionError(f"{file.name} has no {name}")


def _bootstrap_verbs():
    tree = ast.parse(_text(ROOT / "bootstrap.py"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [name.removeprefix("verb_") for name in functions if name.startswith("verb_")]


# ---------------------------------------------------------------- the pages


def test_that_the_manual_has_every_kind_of_page():
    assert {page.parent.name for page in ENGLISH} == {"docs", *FOLDERS}
    assert all(page.suffix == ".md" for page in PAGES)


@pytest.mark.parametrize("page", ENGLISH, ids=_name)
def test_that_a_page_exists_in_both_languages_with_the_same_parts(page):
    chinese = _in_chinese(page)

    assert chinese.is_file()
    assert len(re.findall(r"[\u4e00-\u9fff]", _text(chinese))) > 100
    assert _shape(chinese) == _shape(page)
    assert f"]({chinese.name})" in _text(page)
    assert f"]({page.name})" in _text(chinese)


def test_that_no_chinese_page_stands_alone():
    alone = [_name(page) for page in PAGES if page not in ENGLISH
             and not page.with_name(page.name.replace(CHINESE, ".md")).is_file()]  # fmt: skip

    assert alone == []


@pytest.mark.parametrize("ending", [".md", CHINESE])
def test_that_the_front_page_of_the_manual_lists_every_page(ending):
    listed = set(LINK.findall(_text(MANUAL / f"README{ending}")))

    pages = {page.relative_to(MANUAL).as_posix().removesuffix(".md") + ending
             for page in ENGLISH if page.parent != MANUAL}  # fmt: skip

    assert pages - listed == set()


@pytest.mark.parametrize("page", WORDS, ids=_name)
def test_that_every_relative_link_leads_somewhere(page):
    assert list(_broken_links(page)) == []


@pytest.mark.parametrize("page", WORDS, ids=_name)
def test_that_no_page_names_a_place_of_one_machine(page):
    assert MACHINE_PATH.findall(_text(page)) == []


def test_that_decisions_are_numbered_without_gaps_and_say_why():
    numbers = [page.name[:4] for page in DECISIONS]

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for page in DECISIONS:
        text = _text(page)
        assert text.startswith(f"# {page.name[:4]} ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, page.name


def test_that_the_changelog_tells_what_is_not_released_yet():
    assert HEADING.findall(_text(ROOT / "CHANGELOG.md"))[1] == "[Unreleased]"


# ---------------------------------------------------------------- true of the program


def test_that_the_first_commands_of_the_readme_are_verbs_of_bootstrap():
    block = re.search(r"^```sh\n(.*?)^```", _text(ROOT / "README.md"), re.MULTILINE | re.DOTALL)

    verbs = re.findall(r"^python3 bootstrap\.py (\w+)", block.group(1), re.MULTILINE)

    assert verbs == ["run", "test"]
    assert set(verbs) <= set(_bootstrap_verbs())


@pytest.mark.parametrize("ending", [".md", CHINESE])
def test_that_every_verb_and_option_is_in_the_reference(ending):
    sections = _sections(MANUAL / "reference" / f"command-line{ending}")
    titles = {title.strip("`").removeprefix("simrunner").split(" [")[0]: text
              for title, text in sections.items() if title.startswith("`simrunner")}  # fmt: skip
    told = {re.sub(r"( [A-Z]+…?)+$", "", title).strip(): text for title, text in titles.items()}

    commands = dict(_commands())
    untold = [
        f"{verb} {option}"
        for verb, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and f"`{option}" not in told.get(verb, "")
    ]

    assert set(told) - {""} == set(commands)
    assert untold == []


@pytest.mark.parametrize("ending", [".md", CHINESE])
def test_that_the_reference_knows_every_exit_code_and_every_window(ending):
    page = _text(MANUAL / "reference" / f"command-line{ending}")
    windows = [key.value for key in _assigned(ROOT / "simrunner/app/shot.py", "WINDOWS").keys]
    codes = [number for number in vars(exit_code).values() if isinstance(number, int)]

    assert len(windows) > 5
    assert [name for name in windows if f"`{name}`" not in page] == []
    assert [code for code in codes if f"\n| {code} | " not in page] == []


@pytest.mark.parametrize("ending", [".md", CHINESE])
def test_that_every_verb_of_bootstrap_is_in_the_reference(ending):
    page = MANUAL / "reference" / f"command-line{ending}"
    rows = re.findall(r"^\| `(\w+)` \|", _sections(page)["`python3 bootstrap.py`"], re.MULTILINE)

    assert sorted(rows) == sorted(_bootstrap_verbs())


@pytest.mark.parametrize("ending", [".md", CHINESE])
def test_that_every_typed_command_is_in_its_table(ending):
    page = _text(MANUAL / "how-to" / f"run-a-session{ending}")
    told = set(re.findall(r"^\| `([a-z]+)\b", page, re.MULTILINE))

    assert set(_Reader(None, Source.FACILITATOR)._verbs) == told


@pytest.mark.parametrize("ending", [".md", CHINESE])
def test_that_the_limits_count_what_the_data_hold(ending):
    page = _text(MANUAL / "explanation" / f"limits{ending}")
    rhythms = tomllib.loads(_text(ROOT / "resources/rhythms/rhythms.toml"))["rhythm"]
    tables = [tomllib.loads(_text(path)) for path in (ROOT / "resources/drugs").glob("*.toml")]
    doses = [row["dose"] for table in tables for row in table["drug"].values()]
    read = [all(dose["verified"] for dose in row) for row in doses]
    counts = {len(rhythms), len(doses), sum(read)}

    assert counts <= {int(number) for number in re.findall(r"\d+", page)}
