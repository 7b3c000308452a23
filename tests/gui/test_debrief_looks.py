"""Who opens a debrief, prints it or rates from it is in the audit when the run has people in it."""

import pytest
from PySide6.QtWidgets import QFileDialog
from support.privacy_runs import person_in
from support.sessions import run_of, session_of, small_scenario

from simrunner.app.assets_folder import resources_folder
from simrunner.app.debrief_desk import DebriefDesk
from simrunner.app.i18n import Translator
from simrunner.app.people_room import PeopleRoom
from simrunner.domain.person import Deed
from simrunner.record.audit import read_audit
from simrunner.record.library import Library
from simrunner.ui.windows.main_window import MainWindow


@pytest.fixture
def told():
    return []


@pytest.fixture
def desk(qtbot, art, told, tmp_path):
    tr = Translator(resources_folder() / "i18n")
    window = MainWindow(art, tr, {}, {}, tr.switch_to)
    qtbot.addWidget(window)
    window.fill()
    people = PeopleRoom(tmp_path, art, tr, is_run_on=lambda: False)
    desk = DebriefDesk(
        window, art, tr, people, tell=told.append, again=lambda _record, _at_ms: None
    )
    yield window, desk
    desk.shutdown()


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMRUNNER_DATA", str(tmp_path))
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def recorded(library):
    run = run_of(library, small_scenario())
    recorder = library.recorder(run, on_failure=pytest.fail)
    session = session_of(small_scenario(), recorder, draws=False)
    session.begin()
    session.advance_to(3000)
    assert recorder.close()
    return run


def looks(library, run):
    return [line.deed for line in library.ask(lambda connection: read_audit(connection, run))]


def test_that_the_debrief_its_print_and_its_assessment_each_leave_a_line(
    desk, library, told, tmp_path, monkeypatch
):
    window, debriefs = desk
    run = recorded(library)
    person_in(library, run)

    debriefs.open(library, run)
    assert looks(library, run) == [Deed.DEBRIEF_OPENED]
    window.show_page("assess")
    window.show_page("debrief")
    window.show_page("assess")
    assert looks(library, run) == [Deed.DEBRIEF_OPENED, Deed.ASSESSMENT_OPENED]
    chosen = ["", str(tmp_path / "nowhere" / "x.pdf")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen.pop(0), ""))
    page = window.page("debrief")
    page._export_pdf()
    assert looks(library, run)[2:] == [], "nothing is printed without a file"
    page._export_pdf()

    assert looks(library, run)[2:] == [Deed.DEBRIEF_PRINTED]


def test_that_a_record_that_takes_no_line_says_so_and_opens_all_the_same(desk, library, told):
    window, debriefs = desk
    run = recorded(library)
    person_in(library, run)
    refusal = "create trigger full before insert on audit begin select raise(abort, 'no room'); end"
    library.do(lambda connection: connection.exec_driver_sql(refusal))

    debriefs.open(library, run)

    assert window.current == "debrief"
    (sentence,) = told
    assert "The audit does not show this look" in sentence
