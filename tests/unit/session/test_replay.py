"""A record is told again from its inputs; the first fact that differs is named."""

from dataclasses import replace

import pytest
from support.charts import quantity
from support.sessions import session_of, small_scenario

from simrunner.domain.action import Compress, GiveDrug, PerformAct, SetBookmark, Source
from simrunner.domain.chain import GENESIS
from simrunner.domain.chart import SEMANTICS_VERSION
from simrunner.domain.event import ActionRefused, ActionTaken, RunEnded
from simrunner.domain.run_record import RecordedEvent, RunRecord, RunSummary
from simrunner.record.codec import event_row, head_of
from simrunner.session.branch import Beginning, branch_point, branch_point_at, rewind
from simrunner.session.replay import Memory, ViewOnlyError, fold, recorded_inputs, retell

UNTIL_MS = 20_000


def scenario_with_cpr():
    return small_scenario(
        ("actions:\n", "actions:\n  cpr: {en: Compressions}\n"),
        ("done help and given adrenaline >= 0.5 mg IM", "given adrenaline >= 3 doses IM"),
    )


def recorded(events) -> RunRecord:
    found, digest = [], GENESIS
    for seq, event in enumerate(events, start=1):
        digest = event_row(digest, seq, event)["digest"]
        found.append(RecordedEvent(seq=seq, event=event, digest=digest))
    summary = RunSummary(
        run="r1", scenario="small", title="", team="", started_wall="", duration_ms=0, outcome="",
        is_ended=False,
    )  # fmt: skip
    return RunRecord(
        summary=summary, canonical_scenario="", events=tuple(found), trend=(), ratings=(),
        remarks=(), head=head_of(events),
    )  # fmt: skip


def script(scenario):
    """Return acts of every source, refused ones, compressions and two in one tick."""
    drug, act = next(iter(scenario.drugs)), next(name for name in scenario.actions if name != "cpr")
    give = GiveDrug(source=Source.LEARNER, drug=drug, amount=quantity("0.50 mg"), route="IM")
    press = Compress(source=Source.DEVICE, depth_mm=52)
    inputs = {
        500: [PerformAct(source=Source.LEARNER, act="juggle")],
        700: [replace(give, source=Source.FACILITATOR), replace(give, performed_at_ms=300)],
        900: [PerformAct(source=Source.LEARNER, act=act), SetBookmark(source=Source.FACILITATOR,
                                                                      label="here")],
        15_000: [press, PerformAct(source=Source.LEARNER, act="cpr")],
    }  # fmt: skip
    for at_ms in range(3000, 14_000, 600):
        inputs.setdefault(at_ms, []).append(press)
    return inputs


def played(scenario, inputs, until_ms=UNTIL_MS) -> RunRecord:
    memory = Memory()
    fold(session_of(scenario, memory), inputs, until_ms)
    return recorded(memory.events)


def told(record, scenario, seed=1):
    memory = Memory()
    return retell(record, scenario, session_of(scenario, memory, seed=seed), memory)


@pytest.fixture(scope="module")
def scenario():
    return scenario_with_cpr()


@pytest.fixture(scope="module")
def record(scenario):
    return played(scenario, script(scenario))


def test_that_a_run_told_again_has_the_recorded_head(record, scenario) -> None:
    telling = told(record, scenario)

    assert telling.difference is None
    assert telling.facts == len(record.events) > 20
    assert telling.head == record.head


def test_that_the_inputs_are_what_was_put_in_and_not_what_the_engine_made_of_it(
    record, scenario
) -> None:
    facts = [each.event for each in record.events]
    taken = [each for each in facts if isinstance(each, ActionTaken | ActionRefused)]
    asked = sum(len(actions) for actions in script(scenario).values())

    inputs = recorded_inputs(record.events, scenario)

    assert len(taken) > asked, "no act of cpr came of the compressions"
    assert sum(len(actions) for actions in inputs.values()) == asked
    assert any(isinstance(each, ActionRefused) for each in facts)


def test_that_a_changed_input_names_the_first_fact_that_differs(record, scenario) -> None:
    events = [each.event for each in record.events]
    place = next(
        index for index, each in enumerate(events)
        if isinstance(each, ActionTaken) and isinstance(each.action, Compress)
    )  # fmt: skip
    changed = replace(events[place].action, depth_mm=53)
    tampered = replace(record.events[place], event=replace(events[place], action=changed))
    facts = (*record.events[:place], tampered, *record.events[place + 1 :])

    telling = told(replace(record, events=facts), scenario)

    # The inputs follow the tampered text, whose link still belongs to what was there before.
    assert telling.facts == place
    assert telling.difference.seq == place + 1
    assert telling.difference.recorded.endswith(f"link {tampered.digest.hex()}")
    assert '"depth_mm":53' in telling.difference.came


def test_that_a_fact_nobody_caused_is_named_with_both_sides(record, scenario) -> None:
    place = next(
        index for index, each in enumerate(record.events) if each.event.at_ms > 1000
    )  # fmt: skip
    lie = RunEnded(at_ms=record.events[place].event.at_ms, outcome="x", reason="final")
    facts = [each.event for each in record.events]
    facts.insert(place, lie)

    telling = told(recorded(facts), scenario)

    assert telling.difference.seq == place + 1
    assert telling.difference.recorded.startswith(f"RunEnded at {lie.at_ms} ms by scenario")
    assert telling.difference.came
    assert not telling.difference.came.startswith("RunEnded")


def test_that_another_seed_differs_in_the_header(record, scenario) -> None:
    assert told(record, scenario, seed=2).difference.seq == 1


def test_that_a_run_cut_short_agrees_as_far_as_it_goes(record, scenario) -> None:
    cut = replace(record, events=record.events[:9])

    telling = told(cut, scenario)

    assert (telling.facts, telling.difference) == (9, None)


def test_that_a_record_of_other_semantics_can_only_be_looked_at(record, scenario) -> None:
    header = replace(record.events[0].event, semantics_version=SEMANTICS_VERSION + 1)
    newer = recorded([header, *(each.event for each in record.events[1:])])

    with pytest.raises(ViewOnlyError, match="can be looked at"):
        told(newer, scenario)


def test_that_a_branch_with_the_same_inputs_has_the_original_suffix(record, scenario) -> None:
    point = branch_point(record, len(record.events) // 2)
    memory = Memory()
    session = session_of(scenario, memory)

    rewind(session, record, scenario, point)
    shared = len(memory.events)
    inputs = recorded_inputs(record.events, scenario)
    while session.now_ms < UNTIL_MS and not session.is_ended:
        for action in inputs.get(session.now_ms + 100, ()):
            session.submit(action)
        session.advance_to(session.now_ms + 100)

    assert shared == point.seq
    assert head_of(memory.events) == record.head


def test_that_a_branch_shares_links_up_to_its_point_and_then_goes_its_own_way(
    record, scenario
) -> None:
    point = branch_point_at(record, 5000)
    memory = Memory()
    session = session_of(scenario, memory)

    rewind(session, record, scenario, point)
    session.submit(SetBookmark(source=Source.FACILITATOR, label="another way"))
    session.advance_to(8000)

    own = recorded(memory.events)
    assert own.events[point.seq - 1].digest == record.events[point.seq - 1].digest
    assert own.events[point.seq].digest != record.events[point.seq].digest


def test_that_a_branch_parts_between_ticks(record) -> None:
    taken = [each for each in record.events if each.event.at_ms == 900]
    assert len(taken) > 1

    point = branch_point(record, taken[0].seq)

    assert point.at_ms < 900
    assert point.seq == taken[0].seq - 1
    assert branch_point(record, taken[-1].seq).at_ms == 900


@pytest.mark.parametrize("seq", [0, -1, 10_000])
def test_that_a_branch_needs_a_fact_of_the_run(record, seq) -> None:
    with pytest.raises(ValueError, match="the run has facts 1 to"):
        branch_point(record, seq)
    with pytest.raises(ValueError, match="one of the start"):
        branch_point(record, 1)


def test_that_a_beginning_is_handed_over_once_it_is_known_to_be_the_parents(
    record, scenario
) -> None:
    point, memory = branch_point_at(record, 5050), Memory()
    beginning = Beginning(record, point)
    session = session_of(scenario, beginning)

    rewind(session, record, scenario, point)
    beginning.check_complete()
    assert not memory.events
    beginning.hand_over(memory)
    session.advance_to(6000)

    own = recorded(memory.events)
    assert point.at_ms == 5000
    assert [each.digest for each in own.events[: point.seq]] == [
        each.digest for each in record.events[: point.seq]
    ]
    assert session.now_ms == 6000


def test_that_a_beginning_that_comes_otherwise_is_refused_at_its_first_other_fact(
    record, scenario
) -> None:
    point = branch_point_at(record, 5000)
    session = session_of(scenario, Beginning(record, point), seed=2)

    with pytest.raises(ViewOnlyError, match="cannot be run again from 00:05: fact 1 comes"):
        rewind(session, record, scenario, point)
