"""The fast part: seven volumes, four valves, one tick after another."""

from itertools import repeat
from typing import NamedTuple, TypeAlias

from simrunner.patient.circulation.state import Volumes

ATRIAL_S = 0.11
"""How long atria contract in a beat (CVSim: 0.12 s x sqrt(RR), Heldt et al. 2010)."""

PRESS_S = 0.27
"""How long a compression squeezes: half the cycle at 110 per min (ILCOR 2020 duty cycle 50 %)."""

COLLAPSED = 4.0
"""How much stiffer veins are when flat, below their unstressed volume: teaching choice."""


class Tick(NamedTuple):
    """What holds during one run of ticks: elastances (mmHg/mL), conductances in mL/mmHg per tick.

    ``chest_mmhg`` is the pressure in the chest; valves carry R/dt + E of the vessel behind them.
    """

    tick_s: float
    rise_s: float
    relaxed_s: float
    left_diastolic: float
    left_stiffening: float
    left_systolic: float
    right_diastolic: float
    right_stiffening: float
    right_systolic: float
    arterial_linear: float
    arterial_stiffening: float
    venous_elastance: float
    central_elastance: float
    pulmonary_arterial_elastance: float
    pulmonary_venous_elastance: float
    systemic: float
    returning: float
    pulmonary: float
    mitral: float
    aortic: float
    tricuspid: float
    pulmonic: float
    chest_mmhg: float
    pericardial_mmhg: float
    pericardial_slope: float
    kept_out_mmhg: float
    left_kick_mmhg: float
    right_kick_mmhg: float
    press_mmhg: float
    is_squeezed: bool


Clocks: TypeAlias = tuple[float, float, float]
"""Seconds since the beat, since the atria, since the compression."""

Tally: TypeAlias = tuple[float, ...]
"""Arterial top and low, pulmonary top and low (mmHg), the sum of arterial pressures, mL ejected."""


def pump(  # noqa: C901, PLR0912, PLR0915 - the one loop that must be fast: decision 0020
    stressed_ml: Volumes, clocks: Clocks, tally: Tally, still: Tick, ticks: int
) -> tuple[Volumes, Clocks, Tally]:
    """Return the stressed volumes (mL above the unstressed ones), clocks and tally after ``ticks``.

    Every vessel is P = E x; ventricles P = x (E(t) + k x) with E(t) rising and falling along
    u^2 (3 - 2u), within 1 % of the half cosines of CVSim (Heldt et al., Open Pacing Electrophysiol
    Ther J 2010;3:45) and the same on every machine; arteries P = x (a + b x), so that their
    compliance falls with pressure. A valve passes q = dP / (R/dt + E1 + E2) per tick, Ohm's law
    made implicit in both volumes: stable at any tick, and what leaves one volume enters the next.
    """
    xl, xr, xa, xv, xc, xp, xw = stressed_ml
    t, ta, tp = clocks
    top, low, ptop, plow, total, ejected = tally
    (dt, rise, relaxed, dl, kl, sl, dr, kr, sr, a1, a2, ev, ec, ep, ew, gs, gv, gp,
     rm, ra, rt, rp, chest, peri, slope, kept_out, kick_l, kick_r, force,
     squeezed) = still  # fmt: skip
    fall = relaxed - rise
    chest_floor = -chest
    for _ in repeat(None, ticks):
        # Elastances: rise, relaxation, rest.
        if t < relaxed:
            u = t / rise if t < rise else (relaxed - t) / fall
            u *= u * (3.0 - u - u)
            el = dl + sl * u
            er = dr + sr * u
        else:
            el = dl
            er = dr
        t += dt
        # Pressures; those inside the chest against the pleura.
        pl = xl * (el + kl * xl) if xl > 0.0 else xl * dl
        pr = xr * (er + kr * xr) if xr > 0.0 else xr * dr
        if squeezed:  # pericardium and compressions press on both ventricles
            ext = peri + slope * (xl + xr)
            if tp < PRESS_S:
                ext += force * tp * (PRESS_S - tp)
                tp += dt
            pl += ext + kept_out
            pr += ext
        pa = xa * (a1 + a2 * xa) if xa > 0.0 else xa * a1
        pv = xv * ev if xv > 0.0 else xv * ev * COLLAPSED
        pc = xc * ec
        pp = xp * ep
        pw = xw * ew
        # Vessels. Veins end in a waterfall: below the air's pressure the cava collapses, and its
        # valves let nothing back.
        qs = (pa - pv) * gs
        qp = (pp - pw) * gp
        qv = (pv - (pc + chest if pc > chest_floor else 0.0)) * gv
        if qv < 0.0:
            qv = 0.0
        if ta < ATRIAL_S:  # the atria squeeze for a parabola's time
            u = ta * (ATRIAL_S - ta)
            pc += kick_r * u
            pw += kick_l * u
            ta += dt
        # Valves.
        d = pl + chest - pa
        if d > 0.0:
            q = d / (ra + el)
            ejected += q
            xl -= q
            xa += q
            if pa > top:
                top = pa
        elif pa < low:
            low = pa
        xa -= qs
        xv += qs - qv
        xc += qv
        total += pa
        d = pr - pp
        if d > 0.0:
            q = d / (rp + er)
            xr -= q
            xp += q
            if pp > ptop:
                ptop = pp
        elif pp < plow:
            plow = pp
        d = pc - pr
        if d > 0.0:
            q = d / (rt + er)
            xc -= q
            xr += q
        d = pw - pl
        if d > 0.0:
            q = d / (rm + el)
            xw -= q
            xl += q
        xp -= qp
        xw += qp
    return (
        (xl, xr, xa, xv, xc, xp, xw),
        (t, ta, tp),
        (top, low, ptop, plow, total, ejected),
    )
