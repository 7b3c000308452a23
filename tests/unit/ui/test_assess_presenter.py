"""What the form, the lanes and the facts of the clock say."""

from dataclasses import replace

from support.annotation_chain import MemoryChain, shipped_instrument
from support.bodies import Bedside, Body
from support.runs import facts, give, run_record, scenario, taken
from support.screen_words import MarkingTranslate

from simrunner.domain.action import AnnulEntry, Source
from simrunner.domain.frame import TrendPoint
from simrunner.rating.rater import Rater
from simrunner.ui.presenters.assess import AssessPresenter, HeadView, ItemView
from simrunner.ui.presenters.assess_desk import AssessDesk
from simrunner.ui.presenters.assess_marks import MarksPresenter, axis_ticks
from simrunner.ui.presenters.assess_session import SessionStory, live_numbers, stored_numbers

TR = MarkingTranslate()


def made(form="team", *, hidden=0, tr=TR):
    chain = MemoryChain()
    desk = AssessDesk(Rater(chain, shipped_instrument(form)), scenario(), lambda: 312_000)
    return desk, AssessPresenter(desk, tr, hidden_raters=hidden), MarksPresenter(desk, tr)


def row(view, item) -> ItemView:
    return next(each for each in view.rows if isinstance(each, ItemView) and each.id == item)


def test_that_the_form_stands_in_the_order_of_the_instrument() -> None:
    _, presenter, _ = made()
    rows = presenter.present().rows
    heads = [each.title for each in rows if isinstance(each, HeadView)]
    numbers = [each.number for each in rows if isinstance(each, ItemView)]
    assert heads == ["Leadership", "Teamwork", "Task management", "Global"]
    assert numbers == [str(number) for number in range(1, 13)]
    assert [cell.label for cell in row(presenter.present(), "morale").cells] == list("01234N")
    assert [cell.label for cell in row(presenter.present(), "overall").cells][-1] == "10"


def test_that_not_observed_wears_no_number_and_is_left_out_of_the_sum() -> None:
    desk, presenter, _ = made()
    desk.digit(3)
    desk.move(1)
    desk.rate(None)
    view = presenter.present()
    chosen = [cell.label for cell in row(view, "global-perspective").cells if cell.is_chosen]
    assert chosen == ["N"]
    assert row(view, "global-perspective").quiet == "not observed, left out of the sum"
    head = next(each for each in view.rows if isinstance(each, HeadView))
    assert (head.rated, head.total) == ("2 of 2 rated", "sum 3")
    assert view.footer.words == "1 rating without evidence · sum so far 3 of 4"
    assert view.footer.progress == "2 of 12"


def test_that_an_instrument_without_sums_shows_none() -> None:
    desk, presenter, _ = made("ants")
    desk.digit(3)
    view = presenter.present()
    assert all(each.total == "" for each in view.rows if isinstance(each, HeadView))
    assert "sum" not in view.footer.words


def test_that_the_global_is_closed_and_says_when_it_opens() -> None:
    desk, presenter, _ = made()
    closed = row(presenter.present(), "overall")
    assert closed.quiet == "opens after the 11 items"
    assert not any(cell.is_open for cell in closed.cells)
    for item in desk.instrument.rated_items[:-1]:
        desk.take(item.id)
        desk.digit(2)
    assert all(cell.is_open for cell in row(presenter.present(), "overall").cells)


def test_that_saved_hidden_and_locked_are_told_by_chips() -> None:
    desk, presenter, _ = made(hidden=2)
    assert [chip.text for chip in presenter.present().chips] == [
        "2 other raters hidden until you lock"
    ]
    for item in desk.instrument.rated_items:
        desk.take(item.id)
        desk.digit(2)
    assert presenter.present().chips[-1].text == "saved 05:12"
    assert presenter.present().footer.may_lock
    desk.lock()
    view = presenter.present()
    assert [chip.text for chip in view.chips] == ["locked", "saved 05:12"]
    assert not view.footer.may_lock
    assert view.footer.words == "This rating is locked and cannot be changed."


def test_that_a_demanded_comment_is_asked_for_on_its_row() -> None:
    form = replace(shipped_instrument("team"), comment_required_at=(0,))
    desk = AssessDesk(Rater(MemoryChain(), form), scenario(), lambda: 0)
    presenter = AssessPresenter(desk, TR)
    desk.digit(0)
    assert row(presenter.present(), "expectations").is_strong
    desk.comment("shouted over the nurse")
    assert not row(presenter.present(), "expectations").is_strong


def test_that_bands_follow_the_states_of_every_region() -> None:
    story = SessionStory(scenario())
    story.take(event for event in facts() if event.at_ms <= 300_000)
    patient, equipment = story.bands(TR)
    assert [(band.title, band.start_ms, band.end_ms) for band in patient] == [
        ("Onset", 0, 127_000),
        ("Anaphylactic shock", 127_000, None),
    ]
    assert [band.title for band in equipment] == ["Antibiotic running", "Antibiotic stopped"]
    story.take(facts()[-1:])
    assert story.bands(TR)[0][-1].end_ms == 761_000


def test_that_facts_of_the_clock_are_expectations_met_and_doses_told_once() -> None:
    story = SessionStory(scenario())
    story.take(facts())
    assert [(fact.at_ms, fact.words) for fact in story.facts(TR)] == [
        (161_000, "Adrenaline 0.5 mg IM, limit 03:00"),
        (242_000, "Adrenaline ×2 IM, early"),
        (250_000, "Stop the antibiotic, late, limit 02:00"),
        (340_000, "Chlorphenamine 10 mg IV"),
    ]


def test_that_an_annulled_dose_is_no_fact_any_more() -> None:
    story = SessionStory(scenario())
    story.take([taken(340_000, give("chlorphenamine", "10 mg", "IV"), entry=6)])
    assert len(story.facts(TR)) == 1
    story.take([taken(350_000, AnnulEntry(source=Source.FACILITATOR, entry=6))])
    assert story.facts(TR) == ()


def test_that_the_numbers_are_those_of_the_rooms_monitor() -> None:
    bedside = Bedside(Body(heart_rate_per_min=121))
    hr, bp, spo2, rr = live_numbers(bedside.run_until(20_000).view, TR)
    assert (hr.text, bp.unit, spo2.text, rr.unit) == ("121", "ART", "98", "/min")
    bedside.body.attached = frozenset({"ecg"})
    hr, bp, spo2, _ = live_numbers(bedside.run_until(30_000).view, TR)
    assert (hr.text, bp.text, bp.unit) == ("121", "--", "NIBP")
    assert (spo2.text, spo2.aside) == ("--", "off")


def test_that_a_recorded_second_without_a_number_shows_dashes() -> None:
    point = TrendPoint(at_ms=3_000, shown={"HR": 92.4, "NIBPs": 66.0, "NIBPd": 36.0}, truth={})
    hr, bp, spo2, _ = stored_numbers(point, TR)
    assert (hr.text, bp.text, spo2.text) == ("92", "66/36", "--")
    assert {view.text for view in stored_numbers(None, TR)} == {"--"}


def test_that_lanes_hold_the_marks_of_their_category_and_a_withdrawn_one_is_gone() -> None:
    desk, _, marks = made()
    desk.mark("+", "leadership")
    desk.mark("-")
    desk.mark("+", "tasks")
    desk.withdraw()
    lanes = marks.lanes(()).lanes
    assert [(lane.title, [mark.sign for mark in lane.marks]) for lane in lanes] == [
        ("Leadership", ["+"]),
        ("Teamwork", []),
        ("Tasks", []),
        ("General", ["-"]),
    ]


def test_that_the_header_tells_live_from_recorded() -> None:
    _, _, marks = made()
    live = marks.header(scenario(), None, is_wide=True)
    stored = marks.header(scenario(), run_record().summary, is_wide=False)
    assert live.facts == "live session · formative"
    assert stored.facts == "Team 7 · 2026-11-22 · recorded session 12:41 · formative"
    assert len(stored.keys) < len(live.keys)


def test_that_times_on_the_axis_keep_apart() -> None:
    for width in (300, 720, 1400):
        ticks = axis_ticks(900_000, width)
        assert ticks[0] == 0
        assert width * (ticks[1] - ticks[0]) / 900_000 >= 84
