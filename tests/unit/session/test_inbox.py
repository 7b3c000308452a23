"""One door: order of arrival, the facilitator first, nothing lost between threads."""

import threading

from simrunner.domain.action import GoToState, PerformAct, Source
from simrunner.session.inbox import Inbox


def _act(name, source=Source.LEARNER):
    return PerformAct(source=source, act=name)


def test_that_actions_come_out_in_the_order_of_arrival_and_only_once():
    inbox = Inbox()
    for name in ("oxygen", "call-help", "lie-flat"):
        inbox.submit(_act(name))

    first, second = inbox.drain(), inbox.drain()

    assert [action.act for action in first] == ["oxygen", "call-help", "lie-flat"]
    assert second == ()


def test_that_the_facilitator_is_heard_before_those_who_came_earlier():
    inbox = Inbox()
    inbox.submit(_act("oxygen"))
    inbox.submit(GoToState(source=Source.FACILITATOR, region="patient", state="shock"))

    drained = inbox.drain()

    assert [action.source for action in drained] == [Source.FACILITATOR, Source.LEARNER]


def test_that_nothing_is_lost_when_many_threads_submit_while_one_drains():
    inbox, taken = Inbox(), []

    def submit():
        for number in range(500):
            inbox.submit(_act(str(number)))

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken.extend(inbox.drain())
    taken.extend(inbox.drain())

    assert len(taken) == 2000
