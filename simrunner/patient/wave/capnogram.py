"""Carbon dioxide at the airway."""

import math
from typing import Any, NamedTuple

from simrunner.patient.wave.breath import Breath
from simrunner.patient.wave.conditions import NEUTRAL, WaveConditions

_USUAL_TIME_CONSTANT_S = 0.3
_FULL_FIN_S = 0.6
_FIN_STEP_MMHG = 1.2
_FIN_FALL_MMHG = 0.02  # per sample: lungs that change within an expiration bend it, no saw
_WASHOUT_AFTER_MS = 2500.0  # after the breath began
_WASHOUT_PER_SAMPLE = 0.992
_STEEPEST_PLATEAU = 0.3  # mmHg per sample: a jump in the file bends the line, never breaks it

# What a stomach gives back of the gas that was blown in or swallowed: gone by the sixth breath
# (Linko, Acta Anaesthesiol Scand 1983;27:199; the sizes are a teaching choice).
_STOMACH = (0.42, 0.24, 0.13, 0.07, 0.03)

_CLEFT_AT = 0.78
_CLEFT_WIDTH = 0.13
_CLEFT_DEPTH = 0.45
_RIPPLE_SHARE = 0.75
_SHUT_PER_SAMPLE = 0.97


class _Form(NamedTuple):
    fall_ms: float
    rise_ms: float
    rise_share: float
    shoulder: float


_SPONTANEOUS = _Form(fall_ms=140.0, rise_ms=340.0, rise_share=0.32, shoulder=0.92)
_VENTILATED = _Form(fall_ms=90.0, rise_ms=240.0, rise_share=0.26, shoulder=0.95)


class _Leaving(NamedTuple):
    """An expiration: how long gas has come, how long it may, what it ends at, and when."""

    since_ms: float
    since_breath_ms: float
    out_ms: float
    end_tidal_mmhg: float
    next_ms: float | None


class Capnogram:
    """Carbon dioxide, mmHg: phases 0 to III, ending at the EtCO2 of the file.

    Phase names and order as in every capnography textbook; the times are teaching choices. The
    line is not delayed by a sampling tube: that belongs to the monitor.
    """

    def __init__(self) -> None:
        """Begin in a quiet airway without carbon dioxide."""
        self._breath: Breath | None = None
        self._waiting: list[Breath] = []
        self._mmhg = 0.0
        self._drawn_mmhg = 0.0
        self._held_mmhg = 0.0
        self._shoulder_mmhg = 0.0
        self._stomach_breaths = 0
        self._usual_mmhg = 0.0
        self._beat_ms: tuple[int, float] | None = None

    def expect(self, breaths: list[Breath]) -> None:
        """Take note of decided breaths."""
        self._waiting.extend(breaths)

    def beat(self, at_ms: int, interval_ms: float) -> None:
        """Take note of a beat: where nothing else moves the gas, the heart does."""
        self._beat_ms = (at_ms, interval_ms)

    def samples(
        self,
        times_ms: range,
        end_tidal_mmhg: float,
        expected_ms: float | None,
        conditions: WaveConditions = NEUTRAL,
    ) -> list[float]:
        """Return one sample per time; ``expected_ms`` is the first undecided breath."""
        is_dented = conditions.curare_cleft > 0.0 or conditions.cardiogenic_ripple_mmhg > 0.0
        if conditions.airway == "open":
            self._usual_mmhg = end_tidal_mmhg
        line: list[float] = []
        for at_ms in times_ms:
            if self._waiting and self._waiting[0].at_ms <= at_ms:
                self._begin(self._waiting.pop(0), conditions)
            next_ms = self._waiting[0].at_ms if self._waiting else expected_ms
            self._mmhg = self._next(at_ms, end_tidal_mmhg, next_ms, conditions)
            self._drawn_mmhg = self._dented(at_ms, conditions) if is_dented else self._mmhg
            line.append(self._drawn_mmhg)
        return line

    def _begin(self, breath: Breath, conditions: WaveConditions) -> None:
        self._breath = breath
        self._held_mmhg = self._drawn_mmhg
        is_in_stomach = conditions.airway == "oesophageal"
        self._stomach_breaths = self._stomach_breaths + 1 if is_in_stomach else 0

    def _next(
        self, at_ms: int, end_tidal_mmhg: float, next_ms: float | None, conditions: WaveConditions
    ) -> float:
        breath = self._breath
        if breath is None:
            return 0.0
        if conditions.airway == "obstructed":
            return self._mmhg * _SHUT_PER_SAMPLE
        form = _SPONTANEOUS if conditions.ventilator is None else _VENTILATED
        since_ms = at_ms - breath.at_ms
        out_ms = breath.period_ms - breath.inspiration_ms
        rise_at_ms = breath.inspiration_ms + min(160.0, 0.12 * out_ms)
        if since_ms >= rise_at_ms:
            leaving = _Leaving(since_ms - rise_at_ms, since_ms, out_ms, end_tidal_mmhg, next_ms)
            return self._expired(at_ms, leaving, form, conditions)
        base = conditions.inspired_co2_mmhg
        x = min(1.0, since_ms / min(form.fall_ms, breath.inspiration_ms))
        rest = 1.0 - x * x * (3.0 - 2.0 * x)
        self._shoulder_mmhg = form.shoulder * end_tidal_mmhg
        return base + (self._held_mmhg - base) * rest

    def _expired(
        self, at_ms: int, leaving: _Leaving, form: _Form, conditions: WaveConditions
    ) -> float:
        since_ms = leaving.since_ms
        if conditions.airway == "oesophageal":
            return self._from_stomach(leaving)
        if conditions.expiratory_time_constant_s > _USUAL_TIME_CONSTANT_S:
            return self._fin(at_ms, leaving, conditions)
        x = since_ms / min(form.rise_ms, form.rise_share * leaving.out_ms)
        if x >= 1.0:
            return self._plateau(at_ms, leaving)
        base = conditions.inspired_co2_mmhg
        return base + (self._shoulder_mmhg - base) * x * x * (2.0 - x * x)

    def _plateau(self, at_ms: int, leaving: _Leaving) -> float:
        next_ms = leaving.next_ms
        if next_ms is None and leaving.since_breath_ms > _WASHOUT_AFTER_MS:
            return self._mmhg * _WASHOUT_PER_SAMPLE
        steps = 250.0 if next_ms is None else max(1.0, (next_ms - at_ms) / 4.0)
        step = (leaving.end_tidal_mmhg - self._mmhg) / steps
        return self._mmhg + max(-_STEEPEST_PLATEAU, min(_STEEPEST_PLATEAU, step))

    def _from_stomach(self, leaving: _Leaving) -> float:
        """Return a rounded bump, smaller with every breath, none from the sixth on.

        The gas was blown down before or swallowed: its size is that of the breaths before.
        """
        index = self._stomach_breaths - 1
        share = _STOMACH[index] if 0 <= index < len(_STOMACH) else 0.0
        x = min(1.0, leaving.since_ms / (0.85 * leaving.out_ms))
        usual_mmhg = self._usual_mmhg or leaving.end_tidal_mmhg
        goal = share * usual_mmhg * math.sin(math.pi * x) ** 2
        return self._mmhg + max(-_FIN_STEP_MMHG, min(_FIN_STEP_MMHG, goal - self._mmhg))

    def _fin(self, at_ms: int, leaving: _Leaving, conditions: WaveConditions) -> float:
        """Return the shark's fin: slow and fast lung units empty one after the other.

        1 - exp(-t / tau), scaled to end at the EtCO2; between 0.3 and 0.6 s it blends with the
        usual shape.
        """
        since_ms, next_ms = leaving.since_ms, leaving.next_ms
        if next_ms is None and leaving.since_breath_ms > _WASHOUT_AFTER_MS:
            return self._mmhg * _WASHOUT_PER_SAMPLE
        tau_ms = 1000.0 * conditions.expiratory_time_constant_s
        whole_ms = since_ms + (2000.0 if next_ms is None else max(4.0, next_ms - at_ms))
        slow = math.expm1(-since_ms / tau_ms) / math.expm1(-whole_ms / tau_ms)
        slow *= _SPONTANEOUS.shoulder + (1.0 - _SPONTANEOUS.shoulder) * since_ms / whole_ms
        usual = _usual_share(since_ms, whole_ms)
        weight = (tau_ms / 1000.0 - _USUAL_TIME_CONSTANT_S) / (_FULL_FIN_S - _USUAL_TIME_CONSTANT_S)
        share = usual + (slow - usual) * min(1.0, weight)
        base = conditions.inspired_co2_mmhg
        step = base + (leaving.end_tidal_mmhg - base) * min(1.0, share) - self._mmhg
        return self._mmhg + max(-_FIN_FALL_MMHG, min(_FIN_STEP_MMHG, step))

    def _dented(self, at_ms: int, conditions: WaveConditions) -> float:
        """Return the sample with the cleft of a waking diaphragm and the ripple of the heart."""
        breath = self._breath
        if breath is None:
            return self._mmhg
        out_ms = breath.period_ms - breath.inspiration_ms
        place = (at_ms - breath.at_ms - breath.inspiration_ms) / out_ms
        mmhg = self._mmhg
        x = (place - _CLEFT_AT) / _CLEFT_WIDTH
        if conditions.curare_cleft > 0.0 and -1.0 < x < 1.0:
            depth = 0.5 * _CLEFT_DEPTH * conditions.curare_cleft
            mmhg *= 1.0 - depth * (1.0 + math.cos(math.pi * x))
        if self._beat_ms is not None and place > 0.35:
            beat_ms, interval_ms = self._beat_ms
            phase = (at_ms - beat_ms - 60.0) / (_RIPPLE_SHARE * interval_ms)
            if 0.0 < phase < 1.0:
                size = conditions.cardiogenic_ripple_mmhg * min(1.0, (place - 0.35) / 0.2)
                mmhg -= min(mmhg, size) * math.sin(math.pi * phase) ** 2
        return mmhg

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "breath": self._breath and self._breath.saved(),
            "waiting": [breath.saved() for breath in self._waiting],
            "mmhg": self._mmhg, "drawn": self._drawn_mmhg, "held": self._held_mmhg,
            "shoulder": self._shoulder_mmhg,
            "stomach": self._stomach_breaths, "usual": self._usual_mmhg,
            "beat": self._beat_ms and list(self._beat_ms),
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._breath = saved["breath"] and Breath.resumed(saved["breath"])
        self._waiting = [Breath.resumed(breath) for breath in saved["waiting"]]
        self._mmhg, self._drawn_mmhg = saved["mmhg"], saved["drawn"]
        self._held_mmhg = saved["held"]
        self._shoulder_mmhg, self._stomach_breaths = saved["shoulder"], saved["stomach"]
        self._usual_mmhg = saved["usual"]
        self._beat_ms = saved["beat"] and (saved["beat"][0], saved["beat"][1])


def _usual_share(since_ms: float, whole_ms: float) -> float:
    """Return the usual shape of an expiration of ``whole_ms``, 0 to 1."""
    form = _SPONTANEOUS
    rise_ms = min(form.rise_ms, form.rise_share * whole_ms)
    x = since_ms / rise_ms
    if x < 1.0:
        return form.shoulder * x * x * (2.0 - x * x)
    return form.shoulder + (1.0 - form.shoulder) * (since_ms - rise_ms) / (whole_ms - rise_ms)
