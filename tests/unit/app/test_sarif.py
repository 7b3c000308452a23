"""What `simrunner check` leaves for other tools: SARIF, codes, exit codes."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from support.sarif_shape import SARIF_SHAPE
from support.scenario_files import small

from simrunner.app.assets import read_catalogue
from simrunner.app.checking import check_files
from simrunner.app.codes import code_page, page_name, read_codes
from simrunner.app.sarif import Checked, sarif_log
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.pack import examine_file

ROOT = Path(__file__).parents[3]
WAVE = ("actions:\n", "actions:\n  wave: {en: Wave}\n")
NEVER = ("{if: given adrenaline since entry,", "{if: HR > 200 /min,")
JUDGED = "suppress: [{code: W608, at: actions.wave, why: for the debrief}]\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a case" / "scenario.yaml"
    path.parent.mkdir()
    path.write_text(small(WAVE, NEVER) + JUDGED, encoding="utf-8")
    return path


def _log(file):
    return sarif_log([Checked(folder=file.parent, examined=examine_file(file, read_catalogue()))])


def test_that_the_log_has_the_shape_of_the_standard(file):
    log = _log(file)

    checker = jsonschema.Draft202012Validator(
        SARIF_SHAPE, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert [error.message for error in checker.iter_errors(log)] == []
    assert json.loads(json.dumps(log)) == log


def test_that_a_finding_has_its_place_its_rule_and_its_level(file):
    run = _log(file)["runs"][0]
    result = next(each for each in run["results"] if each["ruleId"] == "W403")

    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 29, "startColumn": 18}
    assert place["artifactLocation"]["uri"].startswith("file:///")
    assert place["artifactLocation"]["uri"].endswith("/a%20case/scenario.yaml")
    assert result["level"] == "warning"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "W403"
    assert result["suppressions"] == []


def test_that_what_a_file_suppresses_is_in_the_log_with_its_reason(file):
    results = _log(file)["runs"][0]["results"]
    (suppressed,) = [each for each in results if each["suppressions"]]
    assert suppressed["ruleId"] == "W608"
    assert suppressed["suppressions"][0]["justification"] == "for the debrief"


def test_that_every_code_of_the_program_is_in_the_table_and_no_other():
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("scenario", "session", "engine")
        for path in (ROOT / "simrunner" / folder).rglob("*.py")
    ]
    said = {code for text in sources for code in re.findall(r'"([EWI]\d{3})"', text)}

    assert set(read_codes()) == said
    assert list(read_codes()) == sorted(read_codes(), key=lambda code: ("EWI".index(code[0]), code))


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_manual_lists_the_codes_as_the_table_has_them(language):
    page = ROOT / "resources" / "docs" / "reference" / page_name(language)
    assert page.read_text(encoding="utf-8") == code_page(language)


def _checked(file, capsys, **options):
    code = check_files([file], Path, **options)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_that_a_warning_stops_a_strict_check_only(file, capsys):
    code, out, err = _checked(file, capsys)
    assert (code, "fine" in out) == (0, True)
    assert "W403" in err
    assert _checked(file, capsys, is_strict=True)[0] == 2


def test_that_suppressed_problems_are_counted_and_shown_when_asked_for(file, capsys):
    err = _checked(file, capsys)[2]
    assert "1 suppressed" in err
    assert "W608" not in err
    err = _checked(file, capsys, shows_suppressed=True)[2]
    assert "W608 suppressed" in err
    assert "for the debrief" in err


def test_that_the_log_is_written_also_where_nothing_is_wrong(tmp_path, capsys):
    clean = tmp_path / "clean.yaml"
    clean.write_text(small(), encoding="utf-8")
    log = tmp_path / "log.sarif"
    assert _checked(clean, capsys, sarif=log)[0] == 0
    assert json.loads(log.read_text(encoding="utf-8"))["runs"][0]["results"] == []
