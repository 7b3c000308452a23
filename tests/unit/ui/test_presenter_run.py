import tomllib
from dataclasses import replace
from pathlib import Path

from support.frames import (
    NOW_MS,
    English,
    chart_view,
    frame,
    history,
    ledger_entry,
    monitor_view,
    quantity,
    scenario,
    vital,
    without_sensor,
)

from simrunner.domain import event as ev
from simrunner.domain.action import AnnulEntry, GiveDrug, PerformAct, SetVital, Source
from simrunner.domain.vital import Vital
from simrunner.ui.presenters.log import LogBook
from simrunner.ui.presenters.marks import MarkTally, mark_keys
from simrunner.ui.presenters.next_rules import NextPresenter
from simrunner.ui.presenters.quick_events import EventPresenter, icon_of, logged
from simrunner.ui.presenters.run import RunPresenter
from simrunner.ui.presenters.session_strip import StripPresenter
from simrunner.ui.presenters.staging import Staged, StagingArea, moved, stepped
from simrunner.ui.presenters.state_map import MapPresenter, NodeLook
from simrunner.ui.presenters.tone import Ink, Tone

INSTRUMENTS = Path(__file__).resolve().parents[3] / "resources" / "instruments"


def tiles(made=None):
    shown = RunPresenter(scenario(), English()).tiles(made or frame())
    return {tile.tile: tile for tile in shown}


def test_that_a_pinned_number_says_what_lies_underneath():
    pressure = tiles()["BP"]
    assert (pressure.text, pressure.second, pressure.is_pinned) == ("66/45", "(52)", True)
    assert pressure.source == "held by facilitator; underneath 78/46 (57)"
    assert pressure.target == ""


def test_that_a_moving_number_shows_its_target_in_the_shown_unit_and_what_is_left():
    assert tiles()["EtCO2"].target == "↘ 22, 0:18 left"
    assert tiles()["EtCO2"].source == "facilitator, 02:07"
    assert tiles()["HR"].source == "shock, at target"


def test_that_progress_runs_from_the_first_sight_of_a_ramp_to_its_end():
    present = RunPresenter(scenario(), English())

    def progress(remaining_ms):
        made = frame()
        vitals = {**made.vitals, Vital.HR: vital(130.0, target=142.0, remaining_ms=remaining_ms)}
        return present.tiles(replace(made, vitals=vitals))[0].progress

    assert [progress(ms) for ms in (60_000, 45_000, 0)] == [0.0, 0.25, None]


def test_that_without_a_sensor_the_tile_shows_dashes_and_the_truth_is_in_its_source():
    hidden = tiles()["Temp"]
    assert (hidden.text, hidden.is_hidden, hidden.tone) == ("--.-", True, Tone.QUIET)
    assert hidden.source == "truth 36.8, shock, 02:07"


def test_that_without_an_arterial_line_the_pressure_is_the_cuff_s_with_its_time():
    view = without_sensor(monitor_view(), "art", "ARTs", "ARTd", "ARTm")
    made = frame(numerics=view.numerics, attached=view.attached)
    vitals = {**made.vitals, Vital.SBP: vital(70.0), Vital.DBP: vital(40.0)}
    pressure = tiles(replace(made, vitals=vitals))["BP"]
    assert (pressure.text, pressure.second, pressure.note) == ("68/41", "(50)", "NIBP 03:18")
    assert (pressure.is_hidden, pressure.ink) == (False, Ink.NIBP)
    assert pressure.source == "truth 70/40 (52), shock, 02:07"


def test_that_without_line_and_cuff_the_pressure_is_dashes():
    view = without_sensor(monitor_view(), "art", "ARTs", "ARTd", "ARTm")
    made = frame(numerics=view.numerics, attached=view.attached - {"nibp"})
    assert (tiles(made)["BP"].text, tiles(made)["BP"].is_hidden) == ("--/--", True)


def test_that_a_drag_up_raises_the_value_and_a_drag_right_lengthens_the_ramp():
    start = Staged(tile="HR", number=142.0, over_ms=0)
    dragged = moved(start, 120, 44)
    assert (dragged.number, dragged.over_ms) == (120.0, 60_000)
    assert moved(start, -400, -100_000).number == 300.0
    assert moved(start, -400, 0).over_ms == 0


def test_that_a_dragged_pressure_keeps_its_shape_and_stages_both_ends():
    start = Staged(tile="BP", number=100.0, over_ms=0, diastolic=60.0)
    staging = StagingArea()
    staging.put(replace(stepped(start, -20.0), over_ms=30_000))
    assert staging.take() == (
        SetVital(source=Source.FACILITATOR, vital=Vital.SBP, quantity=quantity("80", "mmHg"),
                 over_ms=30_000),
        SetVital(source=Source.FACILITATOR, vital=Vital.DBP, quantity=quantity("48", "mmHg"),
                 over_ms=30_000),
    )  # fmt: skip
    assert staging.take() == ()


def test_that_every_operand_of_a_rule_shows_whether_it_holds_and_its_live_value():
    cards = NextPresenter(scenario(), English()).present(chart_view())
    card = next(c for c in cards if c.rule == "shock.responding")
    assert [(o.sign, o.now) for o in card.operands] == [
        ("✓", ""), ("✓", "2 of 2"), ("–", "150 of 500 mL"),
    ]  # fmt: skip
    assert (card.badge, card.progress, card.progress_tone) == ("2 of 3 met", 0.3, Tone.WARN)


def test_that_the_nearest_rule_comes_first_and_rules_that_wait_for_an_event_last():
    cards = NextPresenter(scenario(), English()).present(chart_view())
    assert [card.name for card in cards] == ["responding", "arrived", "arrest", "IV overdose"]
    assert [card.badge for card in cards][1::2] == ["timer", "waits for event"]


def test_that_the_map_shows_where_the_run_is_where_it_was_and_where_it_can_go():
    shown = MapPresenter(scenario(), English()).present(chart_view(), NOW_MS)
    looks = {path: node.look for path, node in shown.nodes.items()}
    assert looks == {
        "onset": NodeLook.VISITED, "partial": NodeLook.IDLE, "shock": NodeLook.ACTIVE,
        "responding": NodeLook.REACHABLE, "recovered": NodeLook.IDLE, "arrest": NodeLook.REACHABLE,
        "rosc": NodeLook.IDLE, "died": NodeLook.IDLE,
    }  # fmt: skip
    assert shown.nodes["shock"].below == "2:05 in state"
    assert [chip for chip in shown.others[1].chips if chip[1] is NodeLook.ACTIVE] == [
        ("coming", NodeLook.ACTIVE, "0:41")
    ]


def test_that_the_map_puts_ends_in_the_last_row_and_no_two_states_in_one_place():
    laid = MapPresenter(scenario(), English()).layout
    layer = {node.path: node.layer for node in laid.nodes}
    assert layer["onset"] == 0
    assert layer["recovered"] == layer["died"] == max(layer.values())
    places = {(node.layer, node.place) for node in laid.nodes}
    assert len(places) == len(laid.nodes)


def test_that_keys_log_the_file_s_acts_and_the_expected_doses():
    events = {e.key: e for e in EventPresenter(scenario(), English()).events}
    assert events["4"].action == PerformAct(
        source=Source.LEARNER, act="stop-antibiotic", on_behalf=True
    )
    assert events["1"].action == GiveDrug(source=Source.LEARNER, drug="adrenaline",
        amount=quantity("0.5", "mg"), route="IM", on_behalf=True)  # fmt: skip


def test_that_backdated_logging_sets_when_it_was_done():
    event = EventPresenter(scenario(), English()).events[0]
    assert logged(event, NOW_MS).performed_at_ms is None
    assert logged(event, NOW_MS, ago_ms=30_000).performed_at_ms == NOW_MS - 30_000
    assert logged(event, 10_000, ago_ms=30_000).performed_at_ms == 0


def test_that_done_rows_tick_with_their_time_and_late_ones_say_what_was_expected():
    rows = {r.event.title: r for r in EventPresenter(scenario(), English()).present(chart_view())}
    assert rows["Adrenaline 0.5 mg IM"].state == "×2, 04:02"
    assert rows["Oxygen 15 L/min"].state == "✓ 01:52"
    late = rows["Lie flat with legs raised"]
    assert (late.state, late.tone) == ("▲ expected by 4:00", Tone.WARN)


def test_that_an_annulled_act_no_longer_ticks():
    gone = replace(ledger_entry(9, "act", "cpr", 250_000), is_annulled=True)
    chart = replace(chart_view(), ledger=(gone,))
    rows = {r.event.key: r.state for r in EventPresenter(scenario(), English()).present(chart)}
    assert rows["8"] == ""


def test_that_annulling_keeps_both_lines_and_strikes_the_wrong_one():
    log = LogBook(scenario(), English())
    log.add(history())
    annul = AnnulEntry(source=Source.FACILITATOR, entry=5)
    log.add((ev.ActionTaken(at_ms=NOW_MS, source=Source.FACILITATOR, entry=20,
                            performed_at_ms=NOW_MS, action=annul),))  # fmt: skip
    lines = log.lines()
    assert lines[0].text == "Annulled entry 5"
    struck = [line for line in lines if line.is_struck]
    assert [(line.clock, line.text) for line in struck] == [("04:02", "Adrenaline 0.5 mg IM")]


def test_that_the_log_is_newest_first_and_narrows_to_one_source():
    log = LogBook(scenario(), English())
    log.add(history())
    times = [line.at_ms for line in log.lines()]
    assert times == sorted(times, reverse=True)
    assert {line.source for line in log.lines(Source.LEARNER)} == {Source.LEARNER}


def test_that_the_strip_closes_a_band_when_the_next_state_begins():
    strip = StripPresenter(scenario(), English())
    strip.add(history())
    shown = strip.present(NOW_MS)
    assert [(b.label, b.from_ms, b.until_ms) for b in shown.bands] == [
        ("onset", 0, 127_000), ("shock", 127_000, None),
    ]  # fmt: skip
    assert [pip.label for pip in shown.pips if pip.kind == "drug"] == ["Adre 1", "Adre 2"]
    assert [pip.label for pip in shown.bookmarks] == ["before shock"]
    assert shown.axis_ms >= NOW_MS


def test_that_marks_count_by_category_and_sign():
    tally = MarkTally(English())
    tally.mark("L", "+", 1_000)
    second = tally.mark("L", "-", 2_000)
    assert (second.mark, second.sign, second.category) == (2, "-", "leadership")
    assert next((c.plus, c.minus) for c in tally.counts()) == ("+1", "−1")


def test_that_marks_of_other_pages_count_and_those_without_a_key_are_named():
    tally = MarkTally(English())
    tally.mark("L", "+", 1_000)
    tally.replace({"leadership": (3, 0), "teamwork": (2, 1)})
    tally.mark("L", "-", 2_000)
    assert next((c.plus, c.minus) for c in tally.counts()) == ("+3", "−1")
    assert (tally.others(), tally.total()) == ("teamwork +2 −1", "+5 −2")


def test_that_no_instrument_refuses_a_mark_of_the_console():
    for file in ("team.toml", "ants.toml"):
        known = tomllib.loads((INSTRUMENTS / file).read_text("utf-8"))["console_mark"]
        assert [key.category for key in mark_keys(English())] == [mark["id"] for mark in known]


def test_that_a_drug_is_ticked_only_when_the_expected_amount_was_given():
    def rows(*amounts):
        given = tuple(
            ledger_entry(20 + n, "give", "crystalloid", 200_000 + n, amount=amount, route="IV")
            for n, amount in enumerate(amounts)
        )
        chart = replace(chart_view(), ledger=given)
        shown = EventPresenter(scenario(), English()).present(chart)
        return next(r.state for r in shown if r.event.ledger_what == "crystalloid")

    assert rows("250 mL") == "250 of 500 mL"
    assert rows("500 mL") == "✓ 03:20"
    assert rows("0.25 L", "250 mL") == "×2, 03:20"


def test_that_every_act_has_an_icon_that_fits_it():
    icons = {e.ledger_what: icon_of(e) for e in EventPresenter(scenario(), English()).events}
    assert icons == {
        "adrenaline": "syringe", "crystalloid": "syringe", "oxygen": "oxygen",
        "call-help": "phone", "stop-antibiotic": "stop", "lie-flat": "bed",
        "name-leader": "people", "cpr": "heart",
    }  # fmt: skip
