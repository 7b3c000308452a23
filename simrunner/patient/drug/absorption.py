"""How doses by each route are taken up, where a drug's row does not say it of that drug."""

from simrunner.patient.drug.drug import Absorption, Evidence

_TEACHING = Evidence(source="Teaching choice for any drug by this route; from memory")


def _row(route: str, half_life_min: float, share: float) -> Absorption:
    return Absorption(
        route=route, half_life_min=half_life_min, share=share, is_own=False, evidence=_TEACHING
    )


BY_ROUTE = (
    _row("IV", 0.0, 1.0),
    _row("IO", 0.0, 1.0),
    _row("IM", 8.0, 1.0),
    _row("SC", 15.0, 1.0),
    _row("PO", 25.0, 0.5),
    _row("SL", 4.0, 0.5),
    _row("PR", 25.0, 0.5),
    _row("IN", 5.0, 0.5),
    _row("INH", 1.0, 0.2),
    _row("NEB", 5.0, 0.1),
    _row("ET", 2.0, 0.1),
    _row("TOP", 30.0, 0.05),
    _row("EPIDURAL", 20.0, 1.0),
    _row("SPINAL", 45.0, 1.0),
    _row("BLOCK", 20.0, 1.0),
)
"""Half-life of absorption in minutes (0: at once) and share; every one unverified."""
