"""Real sessions of the small scenario, and a recorder that keeps what it is handed."""

from simrunner.app.assets import read_alarm_set, read_heart_tables
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.patient.body import ScriptedBody
from simrunner.record.library import NewRun
from simrunner.session.session import Session
from support.scenario_files import check, small


class Kept:
    """A recorder in memory: every append, in order, as it came."""

    def __init__(self):
        self.appends = []

    def append(self, events, trend):
        self.appends.append((tuple(events), trend))

    @property
    def events(self):
        return [event for events, _ in self.appends for event in events]

    @property
    def trend(self):
        return [trend for _, trend in self.appends if trend is not None]


def small_scenario(*changes):
    """Return the small scenario, some of its words replaced."""
    scenario, problems = check(small(*changes))
    assert scenario is not None, problems
    return scenario


def run_of(library, scenario, *, seed=1):
    """Begin a run of a scenario in a library and return its id."""
    return library.begin_run(
        NewRun(
            scenario=scenario.id, scenario_version=scenario.version,
            scenario_sha256=scenario.sha256, canonical_scenario=scenario.canonical,
            title=scenario.title.in_language("en"), seed=seed, difficulty=scenario.difficulty,
            started_wall="2026-11-22T14:20:00+08:00",
        )
    )  # fmt: skip


def session_of(scenario, recorder, *, seed=1, draws=True):
    """Return a session of a scenario, not begun; without waves where ``draws`` is False."""
    return Session(
        engine=Engine(scenario, seed=seed),
        body=ScriptedBody(scenario, heart=read_heart_tables(), seed=seed, draws=draws),
        monitor=Monitor(scenario, alarm_set=read_alarm_set()),
        recorder=recorder,
    )
