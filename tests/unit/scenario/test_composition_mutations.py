"""Whatever stands anywhere in a file that uses parts, the answer is a problem and no traceback."""

import copy
import json

import pytest
import yaml
from support.library_packs import HEAD, HELP, TROLLEY, WOMAN, check_using, library, put, using

VARIANTS = """\
variants:
  old:
    title: {en: Older}
    patient: {age: 80 y, labs: {}}
    params: {wait: {normal: 20 s}}
    vitals: {SBP: 100 mmHg}
"""
ODD = ("$wait", {}, ["include"], {"include": "help"}, {"override": "true"})


def places(node, path=()):
    """Yield the path of every part of a tree."""
    yield path
    steps = node.items() if isinstance(node, dict) else enumerate(node)
    for step, inner in steps if isinstance(node, dict | list) else ():
        yield from places(inner, (*path, step))


def with_change(tree, path, odd):
    changed = copy.deepcopy(tree)
    above = changed
    for step in path[:-1]:
        above = above[step]
    above[path[-1]] = odd
    return changed


def as_text(tree) -> str:
    return json.dumps(tree, ensure_ascii=False)


def texts_only(text):
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.slow
def test_that_an_odd_thing_anywhere_in_the_scenario_is_judged(tmp_path):
    folders = library(tmp_path)
    tree = texts_only(using() + VARIANTS)
    assert check_using(as_text(tree), folders)[0] is not None
    interesting = ("use", "patient", "vitals", "drugs", "regions", "variants", "params", "actions")
    for path in places(tree):
        if path and path[0] in interesting:
            for odd in ODD:
                scenario, problems = check_using(as_text(with_change(tree, path, odd)), folders)
                assert (scenario is None) is any(each.severity == "error" for each in problems)


def test_that_an_odd_thing_anywhere_in_a_part_is_judged(tmp_path):
    folders = library(tmp_path)
    for name, kind, content in (
        ("help", "snippet", HELP), ("woman", "patient", WOMAN), ("trolley", "drugs", TROLLEY),
    ):  # fmt: skip
        head = HEAD.format(kind=kind, name=name, version="1.0.0")
        tree = texts_only(head + content)
        for path in places(tree):
            for odd in ODD if path else ():
                file = tmp_path / f"{name}@1.0.0.yaml"
                file.write_text(as_text(with_change(tree, path, odd)), encoding="utf-8")
                scenario, problems = check_using(using(), folders)
                assert (scenario is None) is any(each.severity == "error" for each in problems)
        put(tmp_path, name, kind, content)
