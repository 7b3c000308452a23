"""Playing without a clock: every feed before each step, until the end or the time named."""

from support.sessions import Kept, session_of, small_scenario

from simrunner.domain.action import EndRun, PerformAct, Source
from simrunner.domain.event import ActionTaken
from simrunner.rehearsal.play import play, take_step


class Feed:
    """Acts at chosen times and remembers when it was asked."""

    def __init__(self, acts):
        self._acts, self.asked = acts, []

    def due(self, now_ms):
        self.asked.append(now_ms)
        return self._acts.get(now_ms, ())


def begun():
    kept = Kept()
    session = session_of(small_scenario(), kept)
    session.begin()
    return session, kept


def help_call():
    return PerformAct(source=Source.LEARNER, act="help")


def test_that_a_step_hears_every_feed_first_in_their_order():
    session, kept = begun()
    ends = Feed({100: (EndRun(source=Source.LEARNER),)})
    calls = Feed({100: (help_call(),)})

    take_step(session, [calls, ends])

    taken = [event for event in kept.events if isinstance(event, ActionTaken)]
    assert next((event.at_ms, type(event.action)) for event in taken) == (100, PerformAct)
    assert session.now_ms == 100
    assert calls.asked == ends.asked == [100]


def test_that_play_stops_at_the_time_named_and_calls_after_every_step():
    session, _ = begun()
    feed, seen = Feed({}), []

    play(session, [feed], until_ms=500, on_step=seen.append)

    assert session.now_ms == 500
    assert seen == feed.asked == [100, 200, 300, 400, 500]


def test_that_play_stops_at_the_end_of_the_run():
    session, _ = begun()

    play(session, [Feed({300: (EndRun(source=Source.FACILITATOR),)})], until_ms=60_000)

    assert session.is_ended
    assert session.now_ms == 300


def test_that_a_run_played_on_later_is_the_same_run():
    once, whole = begun()
    twice, pieces = begun()
    feed = {2_000: (help_call(),)}

    play(once, [Feed(feed)], until_ms=5_000)
    other = Feed(feed)
    play(twice, [other], until_ms=1_700)
    play(twice, [other], until_ms=5_000)

    assert pieces.appends == whole.appends
