"""Frames for tests that care about a few vitals only."""

from types import MappingProxyType

from simrunner.domain.action import Source
from simrunner.domain.frame import ChartView, Frame, MonitorView, NibpView, VitalView
from simrunner.domain.order import Origin
from simrunner.domain.vital import Vital


def frame_with(*, rhythm: str = "sinus", at_ms: int = 0, **numbers: float) -> Frame:
    """Return a frame whose true vitals are ``numbers``, by the names that files use."""
    origin = Origin(source=Source.SCENARIO, label="start", at_ms=0)
    return Frame(
        at_ms=at_ms,
        rhythm=rhythm,
        vitals={
            Vital(name): VitalView(
                number=number, underneath=number, target=None, remaining_ms=0, is_pinned=False,
                origin=origin,
            )
            for name, number in numbers.items()
        },
        monitor=MonitorView(
            numerics={}, limits={}, alarms=(), attached=frozenset(), etco2_unit="mmHg",
            nibp=NibpView(is_measuring=False, cuff_mmhg=None, next_at_ms=None, interval_ms=None,
                          history=()),
            audio_paused_until_ms=None, sounding=None, beeps_at_ms=(), beep_spo2_pct=None,
        ),
        chart=ChartView(
            regions=(), pending=(), expectations=(), ledger=(), flags=(), is_manual=False,
            is_ended=False,
        ),
        waves=MappingProxyType({}),
        events=(),
    )  # fmt: skip
