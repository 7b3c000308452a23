"""How long compressions stopped around a shock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simrunner.cpr.detector import Compression, Release

PRE_SHOCK_BANDS_S = (10.0, 20.0)
POST_SHOCK_BANDS_S = (5.0, 10.0)
PERI_SHOCK_BANDS_S = (20.0, 40.0)
"""Below the first, between, at or above the second: Cheskes et al., Circulation 2011;124:58-66 and
Resuscitation 2014;85:336-342 (pre- and peri-shock); limits read in abstracts, so `unverified`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShockPause:
    """The pause around one shock; a side without compressions is None."""

    shock_us: int
    pre_us: int | None
    post_us: int | None

    @property
    def peri_us(self) -> int | None:
        """From the last release before to the next onset after; None without one of them."""
        if self.pre_us is None or self.post_us is None:
            return None
        return self.pre_us + self.post_us


def shock_pause(
    compressions: Sequence[Compression], releases: Sequence[Release], shock_us: int
) -> ShockPause:
    """Return the pause around a shock: from the last release, to the next onset.

    Where no releases are known it begins at the last peak, a fifth of a second too early.
    """
    ends = releases or [Release(peak_us=c.peak_us, release_us=c.peak_us, residual_mm=0.0)
                        for c in compressions]  # fmt: skip
    before = [release.release_us for release in ends if release.release_us <= shock_us]
    after = [c.onset_us for c in compressions if c.onset_us >= shock_us]
    return ShockPause(
        shock_us=shock_us,
        pre_us=shock_us - max(before) if before else None,
        post_us=min(after) - shock_us if after else None,
    )


def band_of(pause_us: int, bands_s: tuple[float, float]) -> int:
    """Return 0, 1 or 2: below, between or beyond two limits in seconds."""
    return sum(pause_us >= limit_s * 1e6 for limit_s in bands_s)


def band_words(pause_us: int, bands_s: tuple[float, float]) -> str:
    """Return the band as people write it: ``< 10 s``, ``10-20 s`` or ``>= 20 s``."""
    low, high = bands_s
    return (f"< {low:g} s", f"{low:g}-{high:g} s", f">= {high:g} s")[band_of(pause_us, bands_s)]


def shock_row(pause: ShockPause) -> Mapping[str, object]:
    """Return the pause around a shock in seconds, each side with its band; None without it."""
    row: dict[str, object] = {"at_s": pause.shock_us / 1e6}
    for side, found_us, bands_s in (
        ("pre", pause.pre_us, PRE_SHOCK_BANDS_S), ("post", pause.post_us, POST_SHOCK_BANDS_S),
        ("peri", pause.peri_us, PERI_SHOCK_BANDS_S),
    ):  # fmt: skip
        row[f"{side}_s"] = None if found_us is None else found_us / 1e6
        row[f"{side}_band"] = None if found_us is None else band_words(found_us, bands_s)
    return row
