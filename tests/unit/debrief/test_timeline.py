from dataclasses import replace

import pytest
from support.runs import (
    DURATION_MS,
    act,
    alarm,
    compress,
    entered,
    facts,
    give,
    left,
    quantity,
    run_record,
    scenario,
    started,
    taken,
    trend,
)

from simrunner.debrief.timeline import build_timeline, compression_spans
from simrunner.debrief.tone import Tone
from simrunner.domain.action import AnnulEntry, InfuseDrug, PinVital, Source
from simrunner.domain.event import AlarmPriority
from simrunner.domain.vital import Vital


@pytest.fixture(scope="module")
def line():
    return build_timeline(run_record(), scenario(), "en")


def of(*events):
    """Return the time line of a run that broke off after these facts."""
    record = run_record((started(), *events), points=())
    return build_timeline(
        replace(record, summary=replace(record.summary, is_ended=False)), scenario(), "en"
    )


def test_that_states_are_bands_from_one_entry_to_the_next(line):
    patient, equipment = line.regions
    assert [(band.title, band.start_ms, band.end_ms) for band in patient.bands] == [
        ("Onset", 0, 127_000),
        ("Anaphylactic shock", 127_000, 606_000),
        ("Responding", 606_000, DURATION_MS),
    ]
    assert [band.state for band in equipment.bands] == ["infusing", "stopped"]


def test_that_bands_tell_worse_from_better(line):
    assert [band.tone for band in line.regions[0].bands] == [
        Tone.START,
        Tone.WORSENING,
        Tone.IMPROVING,
    ]
    assert [band.tone for band in line.regions[1].bands] == [Tone.START, Tone.STEADY]


def test_that_the_first_state_is_the_start_however_bad():
    assert [band.tone for band in of(entered(0, "shock")).regions[0].bands] == [Tone.START]


def test_that_a_state_run_through_counts_for_the_tone_of_the_next():
    line = of(entered(0, "onset"), entered(5000, "shock"), entered(5000, "nowhere"))
    assert line.regions[0].bands[1].tone is Tone.WORSENING


def test_that_titles_follow_the_language():
    chinese = build_timeline(run_record(), scenario(), "zh-CN")
    assert chinese.regions[0].bands[1].title == "过敏性休克"
    assert chinese.drugs[0].label == "肾上腺素 0.5 mg IM"
    assert chinese.acts[1].label == "停止抗生素"


def test_that_a_state_run_through_in_one_tick_leaves_no_band():
    line = of(
        entered(0, "onset"),
        left(5000, "onset"),
        entered(5000, "shock"),
        left(5000, "shock"),
        entered(5000, "responding"),
        entered(9000, "shock"),
    )
    assert [(band.state, band.start_ms) for band in line.regions[0].bands] == [
        ("onset", 0),
        ("responding", 5000),
        ("shock", 9000),
    ]


def test_that_vitals_are_the_true_ones_second_by_second(line):
    assert [series.vital for series in line.vitals] == [
        Vital.HR,
        Vital.MAP,
        Vital.SPO2,
        Vital.RR,
        Vital.ETCO2,
    ]
    by_vital = {series.vital: series for series in line.vitals}
    assert by_vital[Vital.ETCO2].unit == "kPa"
    assert by_vital[Vital.MAP].times_ms == tuple(range(1000, 762_000, 1000))
    assert by_vital[Vital.MAP].numbers[99] == trend()[99].truth["MAP"] == 80.0


def test_that_doses_and_acts_stand_at_the_time_they_were_performed():
    late = taken(60_000, give("adrenaline", "0.5 mg", "IM"), entry=1, performed=20_000)
    early = taken(61_000, give("adrenaline", "1 mg", "IV"), entry=2, performed=10_000)
    assert [(dose.at_ms, dose.label) for dose in of(late, early).drugs] == [
        (10_000, "Adrenaline 1 mg IV"),
        (20_000, "Adrenaline 0.5 mg IM"),
    ]


def test_that_a_series_of_a_device_is_one_act_and_a_new_series_another():
    def felt(at_ms):
        return taken(at_ms, replace(act("cpr"), source=Source.DEVICE), entry=at_ms)

    series = [felt(at_ms) for at_ms in (10_000, 20_500, 31_000, 60_000, 70_500)]

    assert [point.at_ms for point in of(*series).acts] == [10_000, 60_000]


def test_that_people_s_acts_count_each_time():
    twice = [taken(at_ms, act("oxygen"), entry=at_ms) for at_ms in (10_000, 15_000)]

    assert [point.at_ms for point in of(*twice).acts] == [10_000, 15_000]


def test_that_an_annulled_dose_is_told_apart():
    wrong = taken(5000, give("adrenaline", "5 mg", "IM"), entry=1)
    right = taken(9000, give("adrenaline", "0.5 mg", "IM"), entry=2)
    undo = taken(8000, AnnulEntry(source=Source.FACILITATOR, entry=1), entry=3)
    assert [dose.is_annulled for dose in of(wrong, undo, right).drugs] == [True, False]


def test_that_an_infusion_lasts_until_its_rate_changes(line):
    assert [(span.start_ms, span.end_ms, span.label) for span in line.infusions] == [
        (230_000, 600_000, "Crystalloid 1000 mL/h")
    ]

    def set_rate(at_ms, rate):
        return taken(
            at_ms,
            InfuseDrug(source=Source.LEARNER, drug="crystalloid", rate=quantity(f"{rate} mL/h")),
            entry=at_ms,
        )

    spans = of(set_rate(1000, 500), set_rate(4000, 900), entered(8000, "shock")).infusions
    assert [(span.start_ms, span.end_ms, span.label) for span in spans] == [
        (1000, 4000, "Crystalloid 500 mL/h"),
        (4000, 8000, "Crystalloid 900 mL/h"),
    ]


def test_that_a_pin_lasts_until_its_release(line):
    assert [(pin.start_ms, pin.end_ms, pin.label) for pin in line.pins] == [
        (200_000, 305_000, "SBP 70 mmHg")
    ]


def test_that_a_pin_without_release_ends_with_the_run():
    pin = PinVital(source=Source.FACILITATOR, vital=Vital.HR, quantity=quantity("120 /min"))
    assert [span.end_ms for span in of(taken(2000, pin), entered(7000, "shock")).pins] == [7000]


def test_that_a_second_without_compressions_parts_two_spans(line):
    assert [(span.start_ms, span.count) for span in line.compressions] == [
        (400_000, 12),
        (415_000, 3),
    ]
    assert [span.count for span in compression_spans((0, 999, 1999))] == [2, 1]
    assert compression_spans(()) == ()


def test_that_shocks_readings_and_bookmarks_are_on_the_line(line):
    assert [(shock.at_ms, shock.energy_j) for shock in line.shocks] == [(412_000, 150)]
    assert [reading.mean_mmhg for reading in line.nibp] == [46]
    assert [(point.at_ms, point.label) for point in line.bookmarks] == [(470_000, "turning point")]


def test_that_a_withdrawn_mark_is_not_on_the_line(line):
    assert [(mark.at_ms, mark.sign, mark.category) for mark in line.marks] == [
        (95_000, "+", "leadership"),
        (140_000, "-", "communication"),
    ]
    assert {mark.rater for mark in line.marks} == {"A1"}


def test_that_an_alarm_lasts_until_it_ends_or_changes_its_priority(line):
    assert [(span.start_ms, span.end_ms, span.shown) for span in line.alarms] == [
        (130_000, 640_000, "88")
    ]
    changing = of(
        alarm(1000, AlarmPriority.MEDIUM, "89", is_active=True),
        alarm(3000, AlarmPriority.HIGH, "79", is_active=True),
        entered(9000, "shock"),
    )
    assert [(span.start_ms, span.end_ms, span.priority) for span in changing.alarms] == [
        (1000, 3000, AlarmPriority.MEDIUM),
        (3000, 9000, AlarmPriority.HIGH),
    ]


def test_that_a_run_that_broke_off_lasts_to_the_last_thing_known():
    assert of(taken(4000, compress())).duration_ms == 4000
    record = run_record((started(),), points=trend(30))
    record = replace(record, summary=replace(record.summary, is_ended=False))
    assert build_timeline(record, scenario(), "en").duration_ms == 30_000


def test_that_a_run_without_facts_has_an_empty_line():
    record = run_record((), points=())
    line = build_timeline(record, scenario(), "en")
    assert (line.duration_ms, line.regions, line.vitals, line.drugs) == (0, (), (), ())


def test_that_a_state_that_the_file_lacks_keeps_its_path():
    line = of(entered(0, "nowhere"), entered(100, "there", "elsewhere"))
    assert [band.title for region in line.regions for band in region.bands] == ["nowhere", "there"]


def test_that_the_whole_run_ends_where_it_ended(line):
    assert line.duration_ms == facts()[-1].at_ms == 761_000
