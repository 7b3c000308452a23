"""The W3C's tests of SCXML, on the code that selects, leaves and enters states in the engine."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest
from support.scxml_document import read_document, tag
from support.scxml_machine import Machine

HERE = Path(__file__)
SUITE = next(
    (
        folder / "shared" / "data" / "scxml-w3c" / "mandatory"
        for folder in HERE.parents
        if (folder / "shared" / "data" / "scxml-w3c").is_dir()
    ),
    None,
)
pytestmark = pytest.mark.skipif(
    SUITE is None, reason="the W3C's test files are not beside this repository"
)

BEYOND = {"invoke", "script"}
"""Elements that a test must do without: other machines, and program text in the file."""

FAILS = {
    "test352": "sends with the processor's full address as type and wants the short 'scxml' as "
    "origin type; section 5.10.1 makes the two equal, and test198 wants the full address",
}
"""Every applicable test that does not pass, and why."""


def cases() -> Iterator[Path]:
    """Yield the applicable tests: whole charts without invoke, script or an HTTP processor."""
    for path in sorted(SUITE.glob("test*.scxml")) if SUITE else ():
        elements = [each for each in parse(path).iter() if isinstance(each.tag, str)]
        speaks_http = any("BasicHTTP" in text for each in elements for text in each.attrib.values())
        is_part = "sub" in path.stem
        if not is_part and not speaks_http and BEYOND.isdisjoint(tag(each) for each in elements):
            yield path


def reaches_pass(path: Path) -> bool:
    machine = Machine(read_document(path)).start().finish()
    return not machine.is_running and machine.leaves() == ["pass"]


def test_that_the_applicable_tests_of_the_w3c_pass_but_for_those_listed() -> None:
    outcomes = {path.stem: reaches_pass(path) for path in cases()}
    assert len(outcomes) == 122
    assert {name for name, passes in outcomes.items() if not passes} == set(FAILS)
    assert sum(outcomes.values()) >= 120
