"""What becomes of the heart's rhythm when the body is badly off, and when it is better (ADR 0021).

Looked at once a second. Only a heart that the sinus node drives has a fate: every other rhythm that
was ordered stays until another is ordered. All thresholds are teaching choices unless they name a
source; none of them is exact in any one patient.
"""

from typing import Any, NamedTuple

from simrunner.domain.chance import Stream
from simrunner.patient.handle import Influence

LOOKS_EVERY_MS = 1000
_SINUS_DRIVEN = frozenset({"sinus", "sinus-bradycardia", "sinus-tachycardia", "sinus-arrhythmia"})
FIBRILLATION = frozenset({"vf", "vf-fine"})
STANDSTILL = FIBRILLATION | {"pea", "asystole"}

# Potassium, less what calcium on the membranes is worth: ECG changes from 5.5 to 6.5, sine wave
# from 8, then ventricular fibrillation or asystole (physiology tables of rhythms).
_CALCIUM_IS_WORTH_MMOL_PER_L = 1.5
_POTASSIUM_SHOWS, _POTASSIUM_SHOWS_NO_MORE = 5.9, 5.5
_POTASSIUM_KILLS = 8.3
_POTASSIUM_KILLS_IN_S = 240.0
_POTASSIUM_LETS_GO = 7.5

# Conduction: the handle av_delay stands for what a poison of the membranes (local anaesthetics,
# calcium blockers) does to it. From 2.5 times the usual delay no P wave gets through, from 3 times
# no escape beat comes for long: teaching choices, set by severe bupivacaine poisoning.
_BLOCKED, _BLOCKED_NO_MORE = 2.5, 2.2
_BLOCKS_IN_S = 15.0
_STILLED = 3.0
_STILLS_IN_S = 120.0

# Cold: J waves below 32 C, risk of ventricular fibrillation below 28 C (ERC Guidelines 2021).
_COLD_SHOWS_C, _COLD_SHOWS_NO_MORE_C = 32.0, 33.0
_COLD_FIBRILLATES_C = 28.0
_COLD_STANDS_STILL_C = 20.0
_COLD_CHANCE_PER_MIN_AND_C2 = 0.004
_COLD_SHOCK_HELPS_C = 28.0

# A heart that lacks more than this of its need, gets blood without oxygen, or moves none that a
# finger feels, or hardly any, runs down; without help it stands still five minutes later.
_STARVED_ISCHAEMIA = 0.55
_STARVED_SAO2 = 0.20
_STARVED_MEAN_SHARE = 0.34  # of the usual mean pressure: 32 mmHg in an adult
_STARVED_PULSE_MMHG = 8.0
_STARVED_STOPS_PUMPING_S = 75.0
_STARVED_RECOVERS = 2.0
_STANDS_STILL_S = 300.0
_FINE_AFTER_S = 240.0
_FIBRILLATION_ENDS_S = 720.0

# Return: only hearts with 15 mmHg or more between aorta and right atrium in the relaxation of CPR
# came back (Paradis 1990, JAMA 263:1106); with oxygen in the blood, for this long.
_CORONARY_MMHG = 15.0
_RETURN_SAO2 = 0.6
_RETURNS_AFTER_S = 60.0
_SPARED_AFTER_RETURN_S = 60.0

# A shock: 67 % at once, 5.5 % less per minute without any care (Larsen 1993, Ann Emerg Med
# 22:1652: survival, here taken for success); a perfused heart loses a third of that.
_SHOCK_AT_ONCE = 0.67
_SHOCK_LOSES_PER_MIN = 0.055
_SHOCK_UNDER_COMPRESSIONS = 0.34
_SHOCK_RARELY = 0.05

# A heart that has stood still is weak for a while: after some minutes of fibrillation ejection
# fraction falls by about half and recovers in a day or two (Kern et al., J Am Coll Cardiol
# 1996;28:232, from memory, unverified). Fibrillating muscle burns as much as a beating heart, a
# quiet one a fraction (Buckberg 1977, from memory, unverified): it is stunned more slowly. Sizes,
# and a part that is gone sooner: teaching choices.
_STUNS_IN_S = 150.0
_QUIET_STUNS_IN_S = 240.0
_RECOVERS_IN_S = 900.0
_STUNNED_LOSES = 0.8
_STUN_FORGOTTEN = 0.01


class HeartSupply(NamedTuple):
    """What the heart gets and what acts on it."""

    potassium_mmol_per_l: float
    membrane_calcium: float
    temperature_c: float
    ischaemia: float
    sao2: float
    mean_mmhg: float
    usual_mean_mmhg: float
    systolic_mmhg: float
    diastolic_mmhg: float
    central_venous_mmhg: float
    av_delay: float = 1.0


class FateState(NamedTuple):
    """The heart's own rhythm (``""``: the ordered one) and how long things have been so, in s.

    ``starved_s`` and ``poisoned_s`` run up to the arrest, ``fed_s`` up to the return;
    ``spared_s`` is left before the next arrest; ``debt_s`` is time in fibrillation weighed by
    what it cost; ``blocked_s`` is how long conduction has failed.
    """

    rhythm: str = ""
    lasts_s: float = 0.0
    starved_s: float = 0.0
    poisoned_s: float = 0.0
    fed_s: float = 0.0
    spared_s: float = 0.0
    debt_s: float = 0.0
    draws: int = 0
    blocked_s: float = 0.0


class Fate:
    """Decides the rhythm of a heart that nobody else decides."""

    def __init__(self, seed: int) -> None:
        """Begin well; chance comes from the stream ``patient.fate``."""
        self._chance = Stream(seed, "patient.fate")
        self._now = FateState()
        self._stunned = 0.0

    def rhythm(self, ordered: str) -> str:
        """Return the rhythm that beats where ``ordered`` was ordered."""
        return self._now.rhythm or ordered

    def forget(self) -> None:
        """Give way: a rhythm was ordered."""
        self._now = FateState()

    def look(self, ordered: str, supply: HeartSupply) -> None:
        """Let a second (LOOKS_EVERY_MS) pass; call it at the end of each."""
        if ordered not in _SINUS_DRIVEN:
            return
        now = self._now._replace(lasts_s=self._now.lasts_s + 1.0)
        self._now = (
            self._arrested(now, supply) if now.rhythm in STANDSTILL else self._beating(now, supply)
        )

    def stun(self, ordered: str, *, is_beating: bool) -> None:
        """Let a second (LOOKS_EVERY_MS) pass for the muscle, in any rhythm; call it before look."""
        if is_beating:
            self._stunned -= self._stunned / _RECOVERS_IN_S
            return
        stuns_in_s = _STUNS_IN_S if self.rhythm(ordered) in FIBRILLATION else _QUIET_STUNS_IN_S
        self._stunned += (1.0 - self._stunned) / stuns_in_s

    def influence(self) -> Influence:
        """Return what an arrest has left of the heart's strength."""
        if self._stunned < _STUN_FORGOTTEN:
            return {}
        return {"contractility": 1.0 - _STUNNED_LOSES * self._stunned}

    def shock(self, supply: HeartSupply) -> None:
        """Be shocked: fibrillation of one's own may end, the sooner the likelier."""
        now = self._now
        if now.rhythm not in FIBRILLATION:
            return
        chance = max(_SHOCK_RARELY, _SHOCK_AT_ONCE - _SHOCK_LOSES_PER_MIN * now.debt_s / 60.0)
        if _felt_potassium(supply) >= _POTASSIUM_LETS_GO:
            chance = _SHOCK_RARELY
        if supply.temperature_c < _COLD_SHOCK_HELPS_C:
            chance *= 0.3
        if self._chance.unit() >= chance:
            return
        is_fresh = now.debt_s < 180.0 and supply.sao2 >= _RETURN_SAO2
        self._now = _returned(now) if is_fresh else _turned(now, "pea")

    def saved(self) -> list[Any]:
        """Return the fate as plain JSON values."""
        return [*self._now._replace(draws=self._chance.index), self._stunned]

    def resume(self, saved: list[Any]) -> None:
        """Go on from what saved() gave."""
        *now, self._stunned = saved
        self._now = FateState._make(now)
        self._chance.index = self._now.draws

    def _beating(self, now: FateState, supply: HeartSupply) -> FateState:
        """Return a beating heart a second later."""
        is_starved = (
            supply.ischaemia > _STARVED_ISCHAEMIA
            or supply.sao2 < _STARVED_SAO2
            or supply.mean_mmhg < _STARVED_MEAN_SHARE * supply.usual_mean_mmhg
            or supply.systolic_mmhg - supply.diastolic_mmhg < _STARVED_PULSE_MMHG
        )
        starved_s = (
            now.starved_s + 1.0 if is_starved else max(0.0, now.starved_s - _STARVED_RECOVERS)
        )
        potassium = _felt_potassium(supply)
        poisoned_s = now.poisoned_s + potassium / _POTASSIUM_KILLS
        if potassium < _POTASSIUM_KILLS:
            poisoned_s = max(0.0, now.poisoned_s - 1.0)
        now = now._replace(
            starved_s=starved_s, poisoned_s=poisoned_s, spared_s=max(0.0, now.spared_s - 1.0),
            blocked_s=_blocked_s(now.blocked_s, supply.av_delay),
        )  # fmt: skip
        if now.spared_s > 0.0:
            return now
        if starved_s >= _STARVED_STOPS_PUMPING_S:
            return _turned(now, "pea")
        if poisoned_s >= _POTASSIUM_KILLS_IN_S:
            return _turned(now, "vf" if self._chance.unit() < 0.5 else "asystole")
        if supply.temperature_c < _COLD_STANDS_STILL_C or now.blocked_s >= _STILLS_IN_S:
            return _turned(now, "asystole")
        if self._fibrillates_of_cold(now, supply.temperature_c):
            return _turned(now, "vf")
        return _looking(now, potassium, supply.temperature_c)

    def _fibrillates_of_cold(self, now: FateState, temperature_c: float) -> bool:
        """Return whether the cold makes it fibrillate: one throw a minute, below 28 C."""
        below_c = _COLD_FIBRILLATES_C - temperature_c
        if below_c <= 0.0 or now.lasts_s % 60.0:
            return False
        return self._chance.unit() < _COLD_CHANCE_PER_MIN_AND_C2 * below_c * below_c

    def _arrested(self, now: FateState, supply: HeartSupply) -> FateState:
        """Return an arrested heart a second later."""
        pressure_mmhg = supply.diastolic_mmhg - supply.central_venous_mmhg
        is_perfused = pressure_mmhg >= _CORONARY_MMHG
        is_fed = (
            is_perfused
            and supply.sao2 >= _RETURN_SAO2
            and _felt_potassium(supply) < _POTASSIUM_LETS_GO
            and supply.temperature_c >= _COLD_STANDS_STILL_C
            and supply.av_delay < _BLOCKED_NO_MORE
        )
        now = now._replace(
            fed_s=now.fed_s + 1.0 if is_fed else max(0.0, now.fed_s - 1.0),
            debt_s=now.debt_s + (_SHOCK_UNDER_COMPRESSIONS if is_perfused else 1.0),
            lasts_s=now.lasts_s - 1.0 if is_perfused else now.lasts_s,
            blocked_s=_blocked_s(now.blocked_s, supply.av_delay),
        )
        if now.rhythm in FIBRILLATION:
            if now.debt_s >= _FIBRILLATION_ENDS_S:
                return _turned(now, "asystole")
            return now._replace(rhythm="vf-fine" if now.debt_s >= _FINE_AFTER_S else "vf")
        if now.fed_s >= _RETURNS_AFTER_S:
            return _returned(now)
        is_stilled = now.lasts_s >= _STANDS_STILL_S or now.blocked_s >= _STILLS_IN_S
        if now.rhythm == "pea" and is_stilled:
            return _turned(now, "asystole")
        return now


def felt_potassium(potassium_mmol_per_l: float, membrane_calcium: float) -> float:
    """Return the potassium as the heart feels it: calcium protects its membranes."""
    return potassium_mmol_per_l - _CALCIUM_IS_WORTH_MMOL_PER_L * max(0.0, membrane_calcium)


def _felt_potassium(supply: HeartSupply) -> float:
    return felt_potassium(supply.potassium_mmol_per_l, supply.membrane_calcium)


def _blocked_s(before_s: float, av_delay: float) -> float:
    """Return how long conduction has failed, a second later; asystole only comes from STILLED on.

    A block that is there stays until the delay is clearly shorter.
    """
    if av_delay >= _STILLED:
        return before_s + 1.0
    kept = before_s >= _BLOCKS_IN_S and av_delay >= _BLOCKED_NO_MORE
    if av_delay >= _BLOCKED or kept:
        return min(before_s + 1.0, max(_BLOCKS_IN_S, before_s - 1.0))
    return 0.0


def _turned(now: FateState, rhythm: str) -> FateState:
    return now._replace(
        rhythm=rhythm, lasts_s=0.0, fed_s=0.0, starved_s=0.0, poisoned_s=0.0,
        blocked_s=0.0,
    )  # fmt: skip


def _returned(now: FateState) -> FateState:
    """Return a heart that beats again, and for a minute does not stop."""
    return FateState(spared_s=_SPARED_AFTER_RETURN_S, draws=now.draws)


def _looking(now: FateState, potassium: float, temperature_c: float) -> FateState:
    """Return a heart with the block, or the complexes that potassium and cold give it."""
    shows_potassium = _POTASSIUM_SHOWS
    shows_cold = _COLD_SHOWS_C
    if now.rhythm == "hyperkalaemia":
        shows_potassium = _POTASSIUM_SHOWS_NO_MORE
    elif now.rhythm == "hypothermia":
        shows_cold = _COLD_SHOWS_NO_MORE_C
    looks = ""
    if now.blocked_s >= _BLOCKS_IN_S:
        looks = "heart-block-3-wide"
    elif potassium >= shows_potassium:
        looks = "hyperkalaemia"
    elif temperature_c < shows_cold:
        looks = "hypothermia"
    return now if looks == now.rhythm else now._replace(rhythm=looks, lasts_s=0.0)
