"""How every rehearsal lets time pass: ticks in which nothing can happen are not looked at."""

from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.engine.interpreter import Engine


def next_tick_ms(engine: Engine, now_ms: SimTimeMs, wake_ms: SimTimeMs) -> SimTimeMs:
    """Let quiet ticks pass; return the next tick that must be stepped, for engine or caller.

    It lies after ``now_ms`` and, where the engine has nothing to do, is the first whole tick at
    or after ``wake_ms``, when the caller wants to act or look.
    """
    next_ms = max(now_ms + STEP_MS, -(-min(wake_ms, engine.quiet_until_ms()) // STEP_MS) * STEP_MS)
    if next_ms - STEP_MS > now_ms:
        engine.skip_to(next_ms - STEP_MS)
    return next_ms
