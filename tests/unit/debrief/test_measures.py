import pytest
from support.runs import (
    PlainEnglish,
    act,
    compress,
    give,
    run_record,
    scenario,
    started,
    taken,
    trend,
)

from simrunner.debrief.measures import measures
from simrunner.debrief.timeline import build_timeline
from simrunner.domain.action import AnnulEntry, DeliverShock, Source
from simrunner.domain.event import RhythmChanged


def numbers_of(record):
    line = build_timeline(record, scenario(), "en")
    return {one.id: one.number for one in measures(record, line, PlainEnglish())}


def of(*events, points=()):
    return numbers_of(run_record((started(), *events), points=points))


def compressions(times_s):
    return [taken(round(at_s * 1000), compress()) for at_s in times_s]


def test_that_thirty_to_two_gives_the_published_fraction():
    # 30 compressions at 110/min, 5.0 s from release to onset: cycles of 21.364 s, of which
    # 1 - 5.5455/21.364 = 0.7404 lies outside of the pauses.
    interval = 60 / 110
    cycle = 30 * interval + 5.0
    times = [n * cycle + k * interval for n in range(20) for k in range(30)]
    found = of(*compressions([*times, 20 * cycle]))
    assert found["compression-fraction"] == pytest.approx(74.04, abs=0.01)
    assert found["compression-rate"] == pytest.approx(110.0, abs=0.1)
    assert found["longest-pause"] == pytest.approx(5.545, abs=0.002)
    assert found["compressions"] == 601


def test_that_the_rate_is_that_of_the_mean_interval():
    # Intervals of 0.5 and 0.6 s in turn: 60 / 0.55 = 109.09, not the mean of 120 and 100.
    times = [0.0]
    for number in range(100):
        times.append(times[-1] + (0.5 if number % 2 == 0 else 0.6))
    assert of(*compressions(times))["compression-rate"] == pytest.approx(109.09, abs=0.01)


def test_that_there_is_no_figure_where_nothing_happened():
    found = of(taken(1000, act("oxygen")))
    never = {name for name, number in found.items() if number is None}
    assert never == {
        "first-adrenaline",
        "arrest-to-compressions",
        "arrest-to-shock",
        "compression-rate",
        "compression-fraction",
        "longest-pause",
        "map-below-65",
        "spo2-below-90",
    }
    assert found["compressions"] == found["doses"] == found["shocks"] == 0


def test_that_times_count_from_the_arrest_and_skip_what_came_before():
    shock = DeliverShock(source=Source.LEARNER, energy_j=150)
    found = of(
        taken(5000, shock, entry=1),
        RhythmChanged(at_ms=60_000, rhythm="vf"),
        taken(72_000, compress()),
        taken(150_000, shock, entry=2),
        RhythmChanged(at_ms=200_000, rhythm="asystole"),
    )
    assert (found["arrest-to-compressions"], found["arrest-to-shock"]) == (12.0, 90.0)
    assert found["shocks"] == 2


def test_that_the_first_adrenaline_is_the_first_that_was_not_annulled():
    found = of(
        taken(3000, give("chlorphenamine", "10 mg", "IV"), entry=1),
        taken(5000, give("adrenaline", "0.5 mg", "IM"), entry=2),
        taken(6000, AnnulEntry(source=Source.FACILITATOR, entry=2), entry=3),
        taken(161_000, give("adrenaline", "0.5 mg", "IM"), entry=4),
    )
    assert found["first-adrenaline"] == 161.0
    assert found["doses"] == 2


def test_that_seconds_below_a_limit_are_counted_from_the_true_vitals():
    # The synthetic patient loses 0.1 mmHg a second from 90 (below 65 from 251 s on) and drops
    # from 98 to 88 % at 200 s.
    found = of(points=trend(300))
    assert found["map-below-65"] == 50
    assert found["spo2-below-90"] == 101


def test_that_every_figure_tells_how_it_is_defined():
    record = run_record()
    line = build_timeline(record, scenario(), "en")
    found = measures(record, line, PlainEnglish())
    assert len({one.id for one in found}) == len(found) == 11
    assert all(one.title and one.definition.endswith(".") for one in found)
