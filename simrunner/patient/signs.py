"""The living signs of one patient: beats, breaths and waves, whatever its vitals come from."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from simrunner.domain.action import DeliverShock, Pace
from simrunner.domain.order import Order, Treat
from simrunner.domain.patient_state import Beat
from simrunner.domain.vital import Vital
from simrunner.patient.chest import Chest, Press
from simrunner.patient.ecg.electrodes import Electrodes
from simrunner.patient.heart_tables import HeartTables
from simrunner.patient.rhythm.beat import Contracted, ScheduledBeat
from simrunner.patient.rhythm.generator import Regular
from simrunner.patient.rhythm.heart import Heart, Wanted
from simrunner.patient.timing import Timing
from simrunner.patient.wave.breath import Breath, BreathClock
from simrunner.patient.wave.conditions import WaveConditions
from simrunner.patient.wave.lines import Lines

if TYPE_CHECKING:  # numpy is loaded only where waves are wanted
    from simrunner.patient.drawing import Drawing

NO_WAVES: Mapping[str, memoryview] = MappingProxyType({})


class Signs:
    """Decides beats and breaths ahead, and has every wave drawn from them and from the vitals.

    Each step: treat(), under() and decide() with the vitals that hold now, then what happened in
    the step (compressions(), beats(), breaths_at_ms()), and waves() when somebody looks.
    """

    def __init__(
        self,
        heart: HeartTables,
        *,
        diastolic_mmhg: float,
        seed: int,
        capture_ma: float | None = None,
        resting_per_min: float = 75.0,
        draws: bool = True,
    ) -> None:
        """Begin in diastole; ``seed`` decides every variation, ``draws`` False leaves out waves.

        ``resting_per_min`` is the heart rate at rest that is usual at the patient's age.

        With a ``capture_ma`` the heart answers for itself: pacing through the skin captures from
        that current on, and beats return late after a shock. Without it what pacing and shocks
        achieve, and when, is the file's affair (decision 0017).
        """
        self._rhythms = heart.rhythms
        self._heart = Heart(seed, capture_ma=capture_ma, resting_per_min=resting_per_min)
        self._answers_for_itself = capture_ma is not None
        self._breathing = BreathClock(seed)
        self._chest = Chest(seed)
        self._electrodes = Electrodes()
        self.lines = Lines()
        self._drawing = _drawing(heart, diastolic_mmhg, seed) if draws else None
        self._machine_inspiration_ms: float | None = None
        self._beats: deque[ScheduledBeat] = deque()
        self._happened: list[tuple[ScheduledBeat, float]] = []
        self._breaths: deque[Breath] = deque()
        self._rhythm = heart.rhythms["sinus"]
        self._asked = (self._rhythm, -1.0)
        self._asked_by = ("sinus", 0.0)
        self._rhythm_id = ""
        self._rhythm_since_ms: int | None = None
        self._qt = 1.0
        self._right_strain = 0.0

    def under(self, conditions: WaveConditions, attached: Collection[str]) -> None:
        """Live under ``conditions`` from now on, with the waves of the ``attached`` sensors.

        Call it after treat(): what was ordered of the lines lies on top of the conditions.
        """
        machine = conditions.ventilator
        self._machine_inspiration_ms = None if machine is None else machine.inspiration_ms
        if self._drawing is not None:
            self._drawing.under(self.lines.on(conditions), attached)

    @property
    def lost_leads(self) -> tuple[str, ...]:
        """The leads of the ECG without an electrode that they need."""
        return self._electrodes.lost_leads

    @property
    def is_even(self) -> bool:
        """Whether each beat of the rhythm comes to what the one before did."""
        rhythm = self._rhythm
        is_regular = isinstance(rhythm.generator, Regular) and rhythm.pacemaker is None
        return is_regular and not rhythm.fills

    def treat(self, orders: Iterable[Order], now_ms: int) -> None:
        """Let what the step orders of heart, electrodes and lines arrive, before decide()."""
        orders = tuple(orders)
        self._electrodes.obey(orders, now_ms)
        self.lines.obey(orders, now_ms)
        for order in orders:
            if not isinstance(order, Treat):
                continue
            if isinstance(order.action, Pace):
                self._heart.pace(now_ms, order.action.rate_per_min, order.action.current_ma)
            elif isinstance(order.action, DeliverShock):
                if self._answers_for_itself:
                    self._heart.shock(now_ms, self._rhythm)
                if self._drawing is not None:
                    self._drawing.shock(now_ms)

    def decide(
        self,
        now_ms: int,
        vitals: Mapping[Vital, float],
        rhythm: str,
        *,
        sinus_rate_per_min: float | None = None,
        av_delay: float = 1.0,
        ectopy_per_min: float = 0.0,
        qt: float = 1.0,
        right_strain: float = 0.0,
    ) -> list[Contracted]:
        """Decide the breaths and beats that lie ahead, and hand them to what draws them.

        Returns the beats that were decided now as a circulation wants them, ahead of their time.
        HR is the ventricular rate. A modelled body gives its sinus node's rate, which then drives
        P waves that no complex follows, and the handles of the other names.
        """
        if rhythm != self._rhythm_id:
            # The rhythm of the beginning has been there for long.
            self._rhythm_since_ms = now_ms if self._rhythm_id else None
            self._rhythm_id = rhythm
        self._qt = qt
        self._right_strain = right_strain
        rate_per_min = vitals[Vital.HR]
        drawn = self._rhythms[rhythm].in_degree(vitals[Vital.K])
        if (drawn, rate_per_min) != self._asked:
            self._asked = (drawn, rate_per_min)
            self._asked_by = (rhythm, vitals[Vital.K])
            self._rhythm = drawn.at_rate(rate_per_min)
        breaths = self._breathing.advance(now_ms, vitals[Vital.RR], self._machine_inspiration_ms)
        self._breaths.extend(breaths)
        wanted = Wanted(
            self._rhythm, rate_per_min, self._breathing.phase_at, sinus_rate_per_min, av_delay,
            ectopy_per_min,
        )  # fmt: skip
        decided = self._heart.decide(now_ms, wanted)
        self._beats.extend(decided.beats)
        if self._drawing is not None:
            self._drawing.expect(decided, breaths, self._rhythm)
        return [self._heart.contracted(beat, self._rhythm) for beat in decided.beats]

    def compressions(self, orders: Sequence[Order], now_ms: int) -> list[Press]:
        """Return the chest compressions of the step that ends at ``now_ms``."""
        return self._chest.obey(orders, now_ms)

    def breath_phase(self, now_ms: int) -> float:
        """Return the part of the breath that is over, 0 to 1; it stands still in apnoea."""
        return self._breathing.phase_at(float(now_ms))

    def is_compressed(self, now_ms: int) -> bool:
        """Return whether compressions perfuse."""
        return self._chest.is_perfusing(now_ms)

    def beats(self, now_ms: int, *, has_pressure: bool) -> tuple[Beat, ...]:
        """Return the beats of this step; a beat without pressure is one that no finger feels."""
        self._happened.clear()
        while self._beats and self._beats[0].at_ms <= now_ms:
            beat = self._beats.popleft()
            self._happened.append((beat, beat.pulse_fraction if has_pressure else 0.0))
        if not self._happened:
            return ()
        return tuple(
            Beat(at_ms=beat.at_ms, pulse_fraction=fraction) for beat, fraction in self._happened
        )

    def breaths_at_ms(self, now_ms: int) -> tuple[int, ...]:
        """Return when the breaths of this step began; call it after beats()."""
        begun: list[Breath] = []
        while self._breaths and self._breaths[0].at_ms <= now_ms:
            begun.append(self._breaths.popleft())
        if self._drawing is not None:
            self._drawing.beat(self._happened, begun)
        return tuple([breath.at_ms for breath in begun])

    def waves(
        self, now_ms: int, vitals: Mapping[Vital, float], presses: list[Press]
    ) -> Mapping[str, memoryview]:
        """Return the samples of the step that ends at ``now_ms``: read-only float32 by wave id."""
        if self._drawing is None:
            return NO_WAVES
        since_ms = self._rhythm_since_ms
        timing = Timing(
            rhythm=self._rhythm,
            next_r_ms=float(self._beats[0].at_ms) if self._beats else None,
            next_pulse_ms=self._next_pulse_ms(now_ms, vitals[Vital.SBP]),
            last_r_ms=self._heart.last_at_ms,
            next_breath_ms=self._breathing.expected_ms(),
            breath_phase=self._breathing.phase_at(float(now_ms)),
            is_compressed=self.is_compressed(now_ms),
            minutes_in_rhythm=None if since_ms is None else (now_ms - since_ms) / 60_000.0,
            qt=self._qt,
            right_strain=self._right_strain,
            is_right_ventricle_hurt=self._electrodes.is_right_ventricle_hurt,
            artefacts=self._electrodes.artefacts(now_ms, vitals),
        )
        return self._drawing.waves(now_ms, vitals, presses, timing)

    def saved(self) -> dict[str, Any]:
        """Return everything that decides what follows, as plain JSON values.

        Conditions and sensors are not in it: they are told anew in every step.
        """
        return {
            "heart": self._heart.saved(), "breathing": self._breathing.saved(),
            "chest": self._chest.saved(), "asked": [*self._asked_by, self._asked[1]],
            "rhythm": [self._rhythm_id, self._rhythm_since_ms], "qt": self._qt,
            "electrodes": self._electrodes.saved(), "lines": self.lines.saved(),
            "beats": [asdict(beat) for beat in self._beats],
            "breaths": [breath.saved() for breath in self._breaths],
            "drawing": None if self._drawing is None else self._drawing.saved(),
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave.

        Signs that draw have to be given the state of such: ValueError without its traces.
        """
        self._heart.resume(saved["heart"])
        self._breathing.resume(saved["breathing"])
        self._chest.resume(saved["chest"])
        rhythm, potassium, rate_per_min = saved["asked"]
        self._asked_by = (rhythm, potassium)
        drawn = self._rhythms[rhythm].in_degree(potassium)
        self._asked = (drawn, rate_per_min)
        self._rhythm = drawn.at_rate(rate_per_min)
        self._rhythm_id, self._rhythm_since_ms = saved["rhythm"]
        self._qt = saved["qt"]
        self._electrodes.resume(saved["electrodes"])
        self.lines.resume(saved["lines"])
        self._beats = deque(ScheduledBeat(**beat) for beat in saved["beats"])
        self._breaths = deque(Breath.resumed(breath) for breath in saved["breaths"])
        if self._drawing is None:
            return
        if saved["drawing"] is None:
            raise ValueError("a body that draws waves cannot go on from one that drew none")
        self._drawing.resume(saved["drawing"])

    def _next_pulse_ms(self, now_ms: int, systolic_mmhg: float) -> float | None:
        """Return the next beat that will eject, as far as can be told; None when none will."""
        if systolic_mmhg <= 0.0:
            return None
        for beat in self._beats:
            if beat.pulse_fraction > 0.0:
                return float(beat.at_ms)
        if not self._rhythm.has_pulse:
            return None
        return self._heart.expected_after(float(now_ms))


def _drawing(heart: HeartTables, diastolic_mmhg: float, seed: int) -> "Drawing":
    from simrunner.patient.drawing import Drawing  # noqa: PLC0415 - see above

    return Drawing(heart.shapes, diastolic_mmhg=diastolic_mmhg, seed=seed)
