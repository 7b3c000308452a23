"""The formatter keeps every word, comment and order, and has one layout."""

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.packs import PACKS, shipped_catalogue
from support.profiles import examples

from simrunner.scenario.authoring.fmt import formatted
from simrunner.scenario.canonical import plain
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.reader import read_tree

FILES = tuple(path for pack in PACKS for path in sorted(pack.glob("*.yaml")))
SOURCES = tuple(path.read_text(encoding="utf-8") for path in FILES)


def meaning(text):
    tree = read_tree(text.encode(), Problems("x"))
    return None if tree is None else json.dumps(plain(tree))


def fmt(text):
    found = formatted(text if isinstance(text, bytes) else text.encode(), "scenario.yaml")
    assert found.text is not None, [str(problem) for problem in found.problems]
    return found.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_that_the_shipped_files_stand_as_the_formatter_writes_them(path):
    assert fmt(path.read_bytes()) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_that_a_pack_dumped_by_another_program_keeps_its_hash(pack):
    source = (pack / "scenario.yaml").read_bytes()
    untidy = yaml.dump(
        yaml.load(source, yaml.CBaseLoader), allow_unicode=True, sort_keys=False, width=40
    ).encode()
    assert sha(source) == sha(untidy) == sha(fmt(untidy).encode())


def sha(content):
    problems = Problems("scenario.yaml")
    loaded = load_scenario(content, shipped_catalogue(), problems)
    assert loaded is not None, problems.all
    return loaded.scenario.sha256


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:   1   # one\n", "a: 1  # one\n"),
        ("\ufeffa: 1\r\nb: 2", "a: 1\nb: 2\n"),
        ("a: { x: 1,y:  [ 1,2 ] }\n", "a: {x: 1, y: [1, 2]}\n"),
        ("a: 'it'\nb: 'say \"x\"'\n", 'a: "it"\nb: \'say "x"\'\n'),
        ("a: I am here, hello\n", 'a: "I am here, hello"\n'),
        ("a: {x: on, y: off}\n", 'a: {x: "on", y: "off"}\n'),
        ("a: one\n  two\n", 'a: "one two"\n'),
        ("a:\n- b: 1\n  c: 2\n- d\n", "a:\n  - b: 1\n    c: 2\n  - d\n"),
        ("a: {x: 1,\n  y: 2}\n", "a: {x: 1, y: 2}\n"),
        ("a: {x: 1, # why\n  y: 2}\n", "a:\n  x: 1  # why\n  y: 2\n"),
        ("{a: 1, b: {c: 2}}\n", "a: 1\nb: {c: 2}\n"),
        ("a: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"),
        ("a:\n      b: 1\n      # the end of a\nc: 2\n", "a:\n  b: 1\n  # the end of a\nc: 2\n"),
        ("a:\n    b: 1\n# about c\nc: 2\n# end\n", "a:\n  b: 1\n# about c\nc: 2\n# end\n"),
        ("a:\n    - b: |\n          x\n\n           y\n", "a:\n  - b: |\n      x\n\n       y\n"),
        ("a: # why\n   b\n", "# why\na: b\n"),
        ("? a\n: b\n", "a: b\n"),
        ("---\na: 1\n...\n", "a: 1\n"),
        ("a: {}\nb: []\n", "a: {}\nb: []\n"),
        ("a: |2\n    x\n", 'a: "  x\\n"\n'),
    ],
)
def test_that_each_rule_of_layout_is_followed(before, after):
    assert fmt(before) == after
    assert fmt(after) == after


def test_that_braces_over_several_lines_become_lines_when_too_wide():
    wide = f"a: {{x: {'m' * 60},\n  y: {'n' * 60}}}\n"
    assert fmt(wide) == f"a:\n  x: {'m' * 60}\n  y: {'n' * 60}\n"


@pytest.mark.parametrize(
    "text",
    ["a: [1\n", "a: 1\na: 2\n", "a: {b: I am here, hello}\n", "- a\n", "a: &x 1\n", "a: \x07"],
)
def test_that_a_file_with_faults_of_form_is_refused_with_its_problems(text):
    found = formatted(text.encode(), "scenario.yaml")
    assert found.text is None
    assert any(problem.severity == "error" for problem in found.problems)


@st.composite
def untidy(draw):
    """A shipped file with spaces, line breaks, empty lines and comments where they may stand."""
    lines = draw(st.sampled_from(SOURCES)).splitlines()
    comments = []
    for number in sorted(draw(st.sets(st.integers(0, len(lines) - 1), max_size=12)), reverse=True):
        line = lines[number]
        room = " " * (len(line) - len(line.lstrip()))
        way = draw(st.sampled_from(["tail", "above", "deep", "blank", "space", "break", "wide"]))
        mark = f"# c{number}"
        if way in ("tail", "above", "deep"):
            comments.append(mark)
        if way == "tail":
            lines[number] = f"{line}   {mark}"
        elif way in ("above", "deep"):
            lines.insert(number, f"{room}{'   ' * (way == 'deep')}{mark}")
        elif way == "blank":
            lines[number:number] = ["", "  ", ""]
        elif way == "space":
            lines[number] = line.replace("{", "{   ").replace("}", "  }") + "   "
        elif way == "wide":
            lines[number] = line.replace(": {", ":   {")
        elif '"' not in line:
            tail = draw(st.sampled_from(["", "  # inside"]))
            comments += [tail.strip()] * ("{" in line and ", " in line and bool(tail))
            if "{" in line:
                lines[number] = line.replace(", ", f",{tail}\n{room}    ", 1)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join("\n".join(lines).split("\n")) + end, comments


@given(untidy())
@settings(max_examples=examples(60), deadline=None)
def test_that_formatting_keeps_meaning_and_comments_and_does_nothing_twice(case):
    text, comments = case
    if meaning(text) is None:
        assert formatted(text.encode(), "x").text is None
        return
    once = fmt(text)
    assert meaning(once) == meaning(text)
    assert fmt(once) == once
    assert sorted(part.strip() for part in comments_in(once)) == sorted(comments)


def comments_in(text):
    for line in text.splitlines():
        if "#" in line:
            yield line[line.index("#") :]


TEXTS = st.text(st.sampled_from("ab :#-'\"\\{}[],&*!|>%@`?\n 1é中"), min_size=1).filter(str.strip)
KEYS = st.text(st.sampled_from("ab :#-'\"{}[],?中"), min_size=1, max_size=6).filter(str.strip)
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@given(
    st.dictionaries(KEYS, TREES, min_size=1, max_size=4),
    st.sampled_from([None, True, False]),
    st.integers(10, 90),
    st.sampled_from([None, "'", '"', "|", ">"]),
)
@settings(max_examples=examples(150), deadline=None)
def test_that_any_text_and_any_style_survive(tree, flow, width, style):
    text = yaml.dump(
        tree, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=width,
        default_style=style, Dumper=_Plain,
    )  # fmt: skip
    before = meaning(text)
    if before is None:
        return
    found = formatted(text.encode(), "x")
    assert "E112" not in [problem.code for problem in found.problems]
    once = found.text
    if once is None:  # duplicate keys and empty texts are errors of form
        assert found.problems
        return
    assert meaning(once) == before
    assert fmt(once) == once


class _Plain(yaml.SafeDumper):
    """A dumper that writes texts without tags."""

    def ignore_aliases(self, data):
        return True

    def process_tag(self):
        self.prepared_tag = None
