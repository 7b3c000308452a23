"""What a file may not contain, and where the fault is said to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.packs import shipped_catalogue
from support.profiles import examples
from support.scenario_files import SMALL, check, codes_at, only, small

from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.reader import MAX_BYTES, MAX_NODES, read_tree

CATALOGUE = shipped_catalogue()


def read(content):
    problems = Problems("scenario.yaml")
    text = content.encode() if isinstance(content, str) else content
    return read_tree(text, problems), problems.all


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        ("a: 1\nb: &x 2\n", "E106", 2, 4),
        ("a: 1\nb: *x\n", "E106", 2, 4),
        ("a: !!python/object:os.system 1\n", "E106", 1, 4),
        ("a: !x 1\n", "E106", 1, 4),
        ("a:\n  <<: {b: 1}\n", "E106", 2, 3),
        ("a: 1\n---\nb: 2\n", "E106", 2, 1),
        ("%YAML 1.1\n---\na: 1\n", "E106", 1, 1),
        ("a: 1\n\tb: 2\n", "E104", 2, 1),
        ("a:\n  \tb: 2\n", "E104", 2, 3),
        ("a: x\x07y\n", "E103", 1, 5),
        ("a: x\u200by\n", "E103", 1, 5),
        ("a: x\u202ey\n", "E103", 1, 5),
        ("a: 1\nb: x\u2028y\n", "E103", 2, 5),
        ("a: x\x85y\n", "E103", 1, 5),
        ("a: x\ufeffy\n", "E103", 1, 5),
        ("a: 1\rb: 2\n", "E103", 1, 5),
        ('a: "x\\u202ey"\n', "E103", 1, 4),
        ("a: 1\nb: 2\na: 3\n", "E108", 3, 1),
        ("a:\nb: 2\n", "E111", 1, 1),
        ("a: ''\n", "E111", 1, 1),
        ("a: [1, '']\n", "E111", 1, 8),
        ("{a: b, [c]: d}\n", "E107", 1, 8),
        ("a: b: c\n", "E105", 1, 5),
        ("- a\n", "E109", 1, 1),
        ("", "E109", 1, 1),
        ("a: {b: I am here, hello}\n", "E110", 1, 19),
    ],
)
def test_that_what_yaml_can_hide_is_refused_in_its_place(content, code, line, column):
    assert [(code, line, column)] == codes_at(read(content)[1])


def test_that_bytes_that_are_not_utf_8_are_refused_with_their_line():
    assert codes_at(read(b"a: 1\nb: \xff\n")[1]) == [("E101", 2, 1)]


def test_that_a_byte_order_mark_at_the_start_and_crlf_are_accepted():
    tree, problems = read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert (tree, problems) == ({"a": "1", "b": "2"}, ())


def test_that_a_stray_comma_is_named_with_the_word_it_cut_off():
    problem = only(read("a: {b: I am here, hello}\n")[1])
    assert "'hello'" in problem.message
    assert "quotes" in problem.hint


def test_that_every_scalar_stays_text():
    tree, problems = read("a: on\nb: 010\nc: 2:30\nd: ~\ne: 1_000\nf: 2026-01-01\n")
    assert problems == ()
    expected = {"a": "on", "b": "010", "c": "2:30", "d": "~", "e": "1_000", "f": "2026-01-01"}
    assert expected == tree


def test_that_thirty_thousand_open_brackets_are_one_clean_problem():
    problem = only(read("a: " + "[" * 30_000)[1])
    assert (problem.code, problem.line, problem.column) == ("E102", 1, 27)


def test_that_nesting_up_to_the_limit_is_read():
    deep = "[" * 23 + "x" + "]" * 23
    assert read(f"a: {deep}\n")[1] == ()


def test_that_a_file_over_a_million_bytes_is_refused_and_one_of_that_size_is_read():
    head = b"a: 1\n#"
    assert read(head + b"x" * (MAX_BYTES - len(head)))[1] == ()
    assert only(read(head + b"x" * (MAX_BYTES - len(head) + 1))[1]).code == "E102"


def test_that_more_than_a_hundred_thousand_parts_are_refused():
    listed = "[" + "x," * MAX_NODES + "]"
    assert only(read(f"a: {listed}\n")[1]).code == "E102"


def test_that_faults_after_which_reading_can_go_on_are_all_found():
    found = codes_at(read("a: 1\na: 2\nb:\nc: {d: e, f}\n")[1])
    assert found == [("E108", 2, 1), ("E111", 3, 1), ("E110", 4, 11)]


def test_that_empty_maps_and_lists_are_fine_but_not_for_regions_and_states():
    assert check(small(("setting: ward", "setting: ward\nevents: {}\ntags: []")))[1] == ()
    problems = check("regions: {a: {start: b, states: {}}}\n")[1]
    assert "E602" not in {problem.code for problem in problems}
    empty = small(("expect:", "  second: {start: none, states: {}}\nexpect:"))
    assert "E602" in {problem.code for problem in check(empty)[1]}


@settings(max_examples=examples(150), deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_that_random_bytes_never_do_more_than_raise_problems(content):
    load_scenario(content, CATALOGUE, Problems("scenario.yaml"), is_advised=True)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.integers(min_value=0, max_value=len(SMALL)),
    st.integers(min_value=0, max_value=12),
    st.text(
        alphabet=st.sampled_from(list("{}[]:,$&*!?|>'\"%@- \n\t\\/.<=0159abdghimnorst°")),
        max_size=8,
    ),
)
def test_that_damage_anywhere_in_a_file_never_does_more_than_raise_problems(at, length, instead):
    damaged = SMALL[:at] + instead + SMALL[at + length :]
    load_scenario(damaged.encode(), CATALOGUE, Problems("scenario.yaml"), is_advised=True)
