"""The waves of any moment of a recorded run are those that its screens had, to the byte."""

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest

from simrunner.app.assets_folder import pack_folders
from simrunner.app.compose import open_pack, set_stage
from simrunner.app.telling import recorded_scenario, session_again
from simrunner.app.wave_telling import WaveTelling
from simrunner.domain.action import (
    Compress,
    DeliverShock,
    EndRun,
    PressMonitorKey,
    SetBookmark,
    Source,
    SwitchSensor,
)
from simrunner.domain.event import ActionRefused, ActionTaken
from simrunner.record.library import Library
from simrunner.session.replay import Difference, Memory, fold
from simrunner.session.seek import STRETCH_MS, Seek, Stretch, stretches

PACKS = {folder.name: folder for folder in pack_folders(Path("nowhere"))}
SCRIPTED, MODELLED = "anaphylaxis-ed", "haemorrhage-or"
END_MS = 32_300
FACILITATOR = Source.FACILITATOR


def acts():
    """Return what a room does: the cuff, compressions, a shock, a probe that comes off."""
    probe = SwitchSensor(source=FACILITATOR, sensor="spo2", is_on=False)
    done = {
        700: [SetBookmark(source=FACILITATOR, label="here"),
              PressMonitorKey(source=Source.LEARNER, key="nibp-start")],
        11_200: [DeliverShock(source=Source.LEARNER, energy_j=150)],
        14_900: [probe],
        18_100: [replace(probe, is_on=True)],
        END_MS: [EndRun(source=FACILITATOR)],
    }  # fmt: skip
    for number, at_ms in enumerate(range(4_000, 10_000, 600)):
        press = Compress(source=Source.DEVICE, depth_mm=45 + number, performed_at_ms=at_ms - 60)
        done[at_ms] = [press]
    return done


def lived(pack_id, folder):
    """Return the frames of a run that somebody watched, and its record."""
    live = []
    with Library.open(folder / "record.sqlite") as library:
        stage = set_stage(open_pack(PACKS[pack_id]), library, seed=11, on_failure=live.append)
        stage.session.listen(live.append)
        fold(stage.session, acts(), END_MS)
        stage.recorder.close()
        return live, library.read(stage.run)


def told(record):
    """Return the seek of a record told again here, and where it differs."""
    memory, seek, difference = Memory(), Seek(), None
    scenario = recorded_scenario(record)
    session = session_again(record, scenario, memory, draws=True)
    for each in stretches(record, scenario, session, memory):
        if isinstance(each, Stretch):
            seek.add(each)
        else:
            difference = each
    return seek, difference


@pytest.fixture(scope="module", params=[SCRIPTED, MODELLED])
def run(request, tmp_path_factory):
    live, record = lived(request.param, tmp_path_factory.mktemp("lived"))
    return live, record, *told(record)


@pytest.fixture(scope="module")
def scripted(tmp_path_factory):
    return lived(SCRIPTED, tmp_path_factory.mktemp("scripted"))


def test_that_every_frame_comes_again_with_its_samples_to_the_byte(run) -> None:
    live, record, seek, difference = run
    facts = [each.event for each in record.events]
    assert difference is None
    assert not any(isinstance(fact, ActionRefused) for fact in facts)
    assert sum(isinstance(fact, ActionTaken) for fact in facts) >= 15
    assert any(frame.monitor.nibp.is_measuring for frame in live), "no cuff ran"
    assert seek.told_ms == END_MS

    shuffled = random.Random(3).sample(range(len(live)), len(live))
    for place in shuffled:
        frame, again = live[place], seek.at(live[place].at_ms)

        assert again is not None
        assert {wave: bytes(samples) for wave, samples in frame.waves.items()} == {
            wave: bytes(samples) for wave, samples in again.waves.items()
        }
        assert replace(frame, waves={}) == replace(again, waves={})


def test_that_the_waves_of_a_moment_are_the_samples_before_it_to_the_byte(run) -> None:
    live, _, seek, _ = run
    chance = random.Random(4)
    all_ii = b"".join(bytes(frame.waves["II"]) for frame in live if frame.at_ms)

    for _ in range(60):
        at_ms, span_ms = chance.randrange(4, END_MS), chance.choice([4, 100, 6000, 12_000])
        end, begin = at_ms // 4 * 4, max(0, at_ms - span_ms) // 4 * 4

        waves = seek.waves(at_ms, span_ms)

        assert waves["II"].format == "f"
        assert bytes(waves["II"]) == all_ii[begin:end]
        assert {len(samples) for samples in waves.values()} == {(end - begin) // 4}


@pytest.mark.slow
def test_that_a_screen_has_no_wave_while_its_probe_is_off(scripted) -> None:
    telling = WaveTelling(scripted[1])
    telling.start()
    telling.wait()
    assert telling.standing().told_ms == END_MS
    assert not telling.standing().is_telling
    assert telling.standing().differs_at_ms is None

    before, off, after = (telling.waves(at_ms, 2000) for at_ms in (14_000, 17_000, 19_000))

    assert "PLETH" in before
    assert "PLETH" not in off
    blank = [math.isnan(sample) for sample in after["PLETH"]]
    back_ms = next(
        frame.at_ms for frame in scripted[0]
        if frame.at_ms > 17_000 and "spo2" in frame.monitor.attached
    )  # fmt: skip
    seen_from = (back_ms - 100 - 17_000) // 4
    assert blank == [True] * seen_from + [False] * (500 - seen_from)
    assert len(off["II"]) == 500
    seen = b"".join(bytes(frame.waves["II"]) for frame in scripted[0] if 15_000 < frame.at_ms)
    assert off["II"] == list(memoryview(seen).cast("f"))[:500]
    telling.shutdown()


def test_that_waves_end_before_the_first_fact_that_comes_otherwise(scripted) -> None:
    record = scripted[1]
    place = next(n for n, each in enumerate(record.events) if each.event.at_ms == 11_200)
    changed = replace(record.events[place], digest=bytes(32))
    events = (*record.events[:place], changed, *record.events[place + 1 :])

    seek, difference = told(replace(record, events=events))

    assert isinstance(difference, Difference)
    assert (difference.seq, difference.at_ms) == (place + 1, 11_200)
    assert seek.told_ms == 11_200 // STRETCH_MS * STRETCH_MS


def test_that_a_record_cut_short_is_told_to_its_end(scripted) -> None:
    record = scripted[1]
    times_ms = [each.event.at_ms for each in record.events]
    inside = next(n for n, at_ms in enumerate(times_ms) if at_ms == times_ms[n - 1] > STRETCH_MS)
    cut = replace(record, events=record.events[:inside])

    seek, difference = told(cut)

    assert difference is None
    assert seek.told_ms == cut.events[-1].event.at_ms


def test_that_a_fact_more_or_less_at_the_end_is_a_difference(scripted) -> None:
    record = scripted[1]
    end = record.events[-1]
    twice = replace(record, events=(*record.events, replace(end, seq=end.seq + 1)))

    assert told(twice)[1].seq == end.seq + 1


def test_that_nothing_is_shown_of_what_is_not_told_yet(scripted) -> None:
    seek = Seek()
    assert (seek.told_ms, seek.at(0), seek.waves(0, 100)) == (-1, None, {})
    for frame in scripted[0]:
        if frame.at_ms <= STRETCH_MS + 300:
            seek.watch(frame)

    assert seek.told_ms == STRETCH_MS
    assert seek.at(STRETCH_MS + 100) is None
    seek.close()
    assert seek.at(STRETCH_MS + 350).at_ms == STRETCH_MS + 300
    seek.watch(scripted[0][-1])
    with pytest.raises(ValueError, match="is due"):
        seek.close()
