"""Scenarios put together from parts of a library."""

import json

import pytest
from support.library_packs import HELP, TROLLEY, WOMAN, check_using, library, put, using
from support.packs import shipped_catalogue
from support.scenario_files import check, codes_at, only

from simrunner.scenario.composition.library import LibraryFolders, parse_reference
from simrunner.scenario.pack import load_stored


@pytest.fixture
def folders(tmp_path) -> LibraryFolders:
    return library(tmp_path)


def errors(problems):
    return [each for each in problems if each.severity == "error"]


def test_that_a_scenario_takes_its_patient_drugs_and_states_from_the_library(folders):
    scenario, problems = check_using(using(), folders)
    assert problems == ()
    assert (scenario.patient.name, scenario.patient.weight_kg) == ("Pat", 70.0)
    assert list(scenario.drugs) == ["adrenaline", "atropine"]
    assert [*scenario.vitals.values()] == [75.0, 120.0, 75.0]
    assert list(scenario.states_of("team")) == ["alone", "here"]
    assert list(scenario.actions) == ["help", "call"]


@pytest.mark.parametrize(("difficulty", "after_ms"), [("easy", 90_000), ("hard", 30_000)])
def test_that_a_parameter_of_a_snippet_may_be_one_of_the_scenario(folders, difficulty, after_ms):
    scenario, _ = check_using(using(), folders, difficulty=difficulty)
    assert scenario.states_of("team")["here"].rules[0].after_ms == after_ms


def test_that_a_parameter_has_its_default_when_nothing_is_given(folders):
    text = using(("include: {snippet: help, with: {delay: $wait}}", "include: help"))
    scenario, problems = check_using(text, folders)
    assert problems == ()
    assert scenario.states_of("team")["here"].rules[0].after_ms == 90_000


def test_that_what_is_stored_needs_no_library_and_is_the_same_scenario(folders):
    scenario, _ = check_using(using(), folders)
    stored = json.loads(scenario.canonical)
    words = scenario.canonical
    assert not {"use", "variants"} & set(stored)
    assert '"include"' not in words
    assert '"override"' not in words
    again = load_stored(scenario.canonical, shipped_catalogue())
    assert again.canonical == scenario.canonical
    assert again.sha256 == scenario.sha256
    assert again.expectations == scenario.expectations
    assert again.vitals == scenario.vitals
    assert again.patient == scenario.patient
    assert again.drugs == scenario.drugs
    assert list(again.states_of("team")) == list(scenario.states_of("team"))


WRITTEN_OUT = """\
      alone: {when: [{if: done call, go: here}]}
      here: {when: [{after: $wait, go: alone}]}
"""


def test_that_a_used_part_written_out_gives_the_same_stored_scenario(folders):
    written_out = using(
        ("patient: {include: woman, name: Pat}",
         "patient: {age: 42 y, sex: F, weight: 70 kg, name: Pat}"),
        ("drugs: {include: trolley}",
         'drugs: {adrenaline: {measure: "mass, mass/kg, count"}, atropine: {}}'),
        ("vitals: {include: woman}", "vitals: {HR: 75 /min, SBP: 120 mmHg, DBP: 75 mmHg}"),
        ("      include: {snippet: help, with: {delay: $wait}}\n", WRITTEN_OUT),
        ("actions:\n  help: {en: Call for help}\n",
         "actions:\n  help: {en: Call for help}\n  call: {en: Call}\n"),
    )  # fmt: skip
    text = "".join(line for line in written_out.splitlines(True) if not line.startswith("use:"))
    plain = check(text)[0]
    assert plain.canonical == check_using(using(), folders)[0].canonical


def test_that_an_own_key_replaces_an_included_one_when_it_says_so(folders):
    text = using(
        ("{include: woman, name: Pat}", "{include: woman, override: true, name: Pat, age: 80 y}"),
        ("{include: trolley}",
         '{include: trolley, adrenaline: {override: true, measure: "mass, count"}}'),
        ("      include: {s", "      here: {override: true, title: Here!}\n      include: {s"),
        ("actions:\n", "actions:\n  call: {override: true, en: Ring}\n"),
    )  # fmt: skip
    scenario, problems = check_using(text, folders)
    assert errors(problems) == []
    assert str(scenario.patient.age) == "80 y"
    assert scenario.drugs["adrenaline"].measures == ("mass", "count")
    states = scenario.states_of("team")
    assert list(states) == ["alone", "here"]
    assert states["here"].title.plain == "Here!"
    assert states["here"].rules == ()
    assert scenario.actions["call"].title.in_language("en") == "Ring"


@pytest.mark.parametrize(
    ("change", "at", "words"),
    [
        (("woman, name: Pat", "woman, name: Pat, age: 8 y"), (11, 38), "brings 'age' already"),
        (("{include: trolley}", "{include: trolley, atropine: {}}"), (13, 27), "drug 'atropine'"),
        (("      include: {s", "      here: {}\n      include: {s"), (34, 7), "state 'here'"),
        (("  help: {en: Call for help}", "  call: {en: Ring}\n  help: {en: Call for help}"),
         (15, 3), "action 'call'"),
    ],
)  # fmt: skip
def test_that_a_clash_without_override_is_an_error_where_the_author_wrote(
    folders, change, at, words
):
    found = errors(check_using(using(change), folders)[1])
    problem = only(tuple(found))
    assert (problem.file, problem.code) == ("scenario.yaml", "E904")
    assert (problem.line, problem.column) == at
    assert words in problem.message
    assert "override: true" in problem.hint


@pytest.mark.parametrize(
    ("change", "near"),
    [
        (("{include: trolley}", "{include: trolley, atropin: {override: true}}"), "'atropine'"),
        (("      include: {s", "      her: {override: true}\n      include: {s"), "'here'"),
        (("{include: woman, name", "{include: woman, override: true, name"), "leave 'override'"),
    ],
)
def test_that_an_override_of_nothing_is_an_error(folders, change, near):
    found = [each for each in check_using(using(change), folders)[1] if each.code == "E904"]
    assert near in only(tuple(found)).hint


@pytest.mark.parametrize(
    ("change", "code", "words", "hint"),
    [
        (("snippet: help", "snippet: hepl"), "E902", "'hepl'", "'help'"),
        (("snippet: help", "snippet: woman"), "E902", "'woman' is a patient", ""),
        (("drugs: {include: trolley}", "drugs: {include: help}"), "E902", "a snippet", ""),
        (("library/help@1.0.0", "library/help@2.0.0"), "E903", "no version 2.0.0", "1.0.0"),
        (("library/help@1.0.0", "library/halp@1.0.0"), "E903", "no part 'halp'", "'help'"),
        (("library/help@1.0.0", "library/help"), "E901", "'library/help'", "library/NAME@VERSION"),
        (("library/help@1.0.0", "library/help@1.0"), "E901", "'1.0'", "exact"),
        (("library/help@1.0.0", "library/../help@1.0.0"), "E901", "'../help'", ""),
        (("with: {delay: $wait}", "with: {dealy: 5 s}"), "E906", "no parameter 'dealy'", "'delay'"),
        (("with: {delay: $wait}", "with: {delay: 5 mmHg}"), "E906", "pressure", ""),
        (("with: {delay: $wait}", "with: {delay: $wiat}"), "E502", "'wiat'", "'wait'"),
        (("with: {delay: $wait}", "with: {delay: soon}"), "E906", "'soon'", "120 s"),
        (("hard: 30 s", "hard: 30 mg"), "E906", "at hard", ""),
        (("include: {snippet: help,", "include: {snipet: help,"), "E902", "what to include", ""),
    ],
)
def test_that_what_cannot_be_included_is_said_in_the_authors_file(
    folders, change, code, words, hint
):
    found = [each for each in check_using(using(change), folders)[1] if each.code == code]
    assert found, check_using(using(change), folders)[1]
    assert found[0].file == "scenario.yaml"
    assert words in found[0].message
    assert hint in found[0].hint


def test_that_a_missing_part_does_not_bring_errors_about_what_it_would_have_brought(folders):
    text = using(
        ("library/help@1.0.0", "library/help@2.0.0"), ("woman@1.0.0", "womn@1.0.0"),
        ("setting: ward", "setting: wrad"),
    )  # fmt: skip
    found = errors(check_using(text, folders)[1])
    assert codes_at(tuple(found)) == [("E206", 6, 10), ("E903", 7, 14), ("E903", 7, 76)]


def test_that_a_part_nobody_includes_is_a_warning(folders):
    text = using(("drugs: {include: trolley}", 'drugs: {adrenaline: {measure: "mass, mass/kg"}}'))
    problem = only(check_using(text, folders)[1])
    assert (problem.code, problem.line, problem.column) == ("W901", 7, 37)


def test_that_an_error_inside_a_part_names_its_file_and_line(tmp_path):
    bad = HELP.replace("done call", "done cal").replace("after: $delay", "after: $dealy")
    folders = library(tmp_path, help=bad)
    found = errors(check_using(using(), folders)[1])
    path = str(tmp_path / "help@1.0.0.yaml")
    assert [(each.file, each.code, each.line) for each in found] == [(path, "E906", 12)]
    folders = library(tmp_path, help=HELP.replace("done call", "done cal"))
    found = errors(check_using(using(), folders)[1])
    assert [(each.file, each.code, each.line, each.column) for each in found] == [
        (path, "E502", 11, 28)
    ]


@pytest.mark.parametrize(
    ("part", "code", "line"),
    [
        ({"help": "states: {}\n"}, "E202", 1),
        ({"help": HELP[: HELP.index("states:")]}, "E202", 1),
        ({"help": HELP + "stats: {}\n"}, "E201", 13),
        ({"woman": WOMAN + "drugs: {adrenaline: {}}\n"}, "E201", 9),
        ({"trolley": TROLLEY.replace("drugs:", "drugs: &x")}, "E106", 7),
        ({"help": HELP.replace("delay: 90 s", "delay: {dimension: duratoin}")}, "E906", 7),
    ],
)
def test_that_a_part_that_is_none_says_so_in_its_own_file(tmp_path, part, code, line):
    found = errors(check_using(using(), library(tmp_path, **part))[1])
    assert (code, line) in [(each.code, each.line) for each in found]
    assert all(each.file.endswith("@1.0.0.yaml") for each in found)


def test_that_a_parameter_without_a_default_must_be_given(tmp_path):
    folders = library(tmp_path, help=HELP.replace("delay: 90 s", "delay: {dimension: duration}"))
    assert check_using(using(), folders)[1] == ()
    text = using(("include: {snippet: help, with: {delay: $wait}}", "include: help"))
    problem = only(tuple(errors(check_using(text, folders)[1])))
    assert (problem.code, problem.file) == ("E906", "scenario.yaml")
    assert "'delay'" in problem.message


def test_that_the_name_of_a_part_is_that_of_its_file(tmp_path):
    folders = library(tmp_path)
    path = tmp_path / "help@1.0.0.yaml"
    path.write_text(path.read_text().replace("item: help", "item: other"))
    assert "E207" in {each.code for each in check_using(using(), folders)[1]}


NESTING = """\
use: {{inner: "library/{inner}@1.0.0"}}
params: {{pause: 30 s}}
states:
  first: {{when: [{{after: $pause, go: alone}}]}}
  include: {{snippet: inner, with: {{delay: $pause}}}}
"""


def test_that_a_snippet_may_include_another(tmp_path):
    folders = library(tmp_path)
    put(tmp_path, "outer", "snippet", NESTING.format(inner="help"))
    text = using(
        ("library/help@1.0.0", "library/outer@1.0.0"),
        ("with: {delay: $wait}", "with: {pause: 7 s}"),
        ("- {after: $wait, go: worse}", "- {after: $wait, go: worse}"),
    )
    scenario, problems = check_using(text, folders)
    assert errors(problems) == []
    states = scenario.states_of("team")
    assert list(states) == ["first", "alone", "here"]
    assert [states[each].rules[0].after_ms for each in ("first", "here")] == [7_000, 7_000]


def test_that_parts_that_use_each_other_are_an_error(tmp_path):
    folders = library(tmp_path)
    put(tmp_path, "help", "snippet", NESTING.format(inner="outer"))
    put(tmp_path, "outer", "snippet", NESTING.format(inner="help"))
    found = [each for each in check_using(using(), folders)[1] if each.code == "E905"]
    problem = only(tuple(found))
    assert problem.file.endswith("outer@1.0.0.yaml")
    assert "library/help@1.0.0 uses library/outer@1.0.0 uses library/help@1.0.0" in problem.message


def test_that_parts_that_multiply_are_stopped(tmp_path):
    folders = library(tmp_path)
    put(tmp_path, "s0", "snippet", "states: {leaf: {}}\n")
    for number in range(1, 40):
        twice = "".join(
            f"  {each}{number}: {{start: x, states: {{include: inner}}}}\n" for each in "ab"
        )
        inner = f'use: {{inner: "library/s{number - 1}@1.0.0"}}\nstates:\n{twice}'
        put(tmp_path, f"s{number}", "snippet", inner)
    text = using(("library/help@1.0.0", "library/s39@1.0.0"), (", with: {delay: $wait}", ""))
    assert "E102" in {each.code for each in check_using(text, folders)[1]}


def test_that_one_snippet_may_be_used_in_two_regions_and_not_twice_in_one(folders):
    second = (
        "expect:\n",
        "  aides:\n    start: alone\n    states: {include: help}\nexpect:\n",
    )
    scenario, problems = check_using(using(second), folders)
    assert errors(problems) == []
    assert list(scenario.states_of("aides")) == list(scenario.states_of("team"))
    twice = using(
        ("include: {snippet: help, with: {delay: $wait}}",
         "include: [{snippet: help, with: {delay: $wait}}, help]")
    )  # fmt: skip
    assert "E904" in {each.code for each in check_using(twice, folders)[1]}


def test_that_the_first_folder_that_has_a_part_wins(tmp_path):
    own = library(tmp_path / "own").folders
    shipped = library(tmp_path / "shipped", help=HELP.replace("90 s", "5 s")).folders
    both = LibraryFolders(folders=(*own, *shipped, tmp_path / "nowhere"))
    assert both.find(parse_reference("library/help@1.0.0")).path.parent == tmp_path / "own"
    put(tmp_path / "shipped", "help", "snippet", HELP, version="1.10.0")
    put(tmp_path / "own", "help", "snippet", HELP, version="1.9.0")
    assert both.versions("help") == ("1.0.0", "1.9.0", "1.10.0")


def test_that_a_warning_about_an_included_state_can_be_suppressed(tmp_path):
    folders = library(tmp_path, help=HELP + "  far: {}\n")
    problem = only(check_using(using(), folders)[1])
    assert (problem.code, problem.line) == ("W605", 13)
    assert problem.file.endswith("help@1.0.0.yaml")
    quiet = using() + "suppress: [{code: W605, at: regions.team.states.far, why: meant}]\n"
    assert check_using(quiet, folders)[1] == ()
