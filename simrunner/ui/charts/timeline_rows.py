"""Where the rows of the time line stand, for any height."""

from dataclasses import dataclass

LABEL_PX = 132
RIGHT_PX = 64
AXIS_PX = 22
LANE_PX = 84
BAND_PX = 34
LOWEST_LANE_PX = 44
LOWEST_BAND_PX = 24
BANDS = ("states", "drugs", "actions", "marks", "alarms")
LANES = 3
WANTED_PX = AXIS_PX + LANES * LANE_PX + len(BANDS) * BAND_PX + 8
LOWEST_PX = AXIS_PX + LANES * LOWEST_LANE_PX + len(BANDS) * LOWEST_BAND_PX + 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The heights of one layout; rows follow each other without gaps."""

    lane_px: int
    band_px: int

    def lane_top_px(self, number: int) -> int:
        """Return the upper edge of a lane."""
        return AXIS_PX + number * self.lane_px

    def band_top_px(self, band: str) -> int:
        """Return the upper edge of a band."""
        return self.lane_top_px(LANES) + BANDS.index(band) * self.band_px

    @property
    def bottom_px(self) -> int:
        """The lower edge of the last band."""
        return self.lane_top_px(LANES) + len(BANDS) * self.band_px


def rows_of(height_px: int) -> Rows:
    """Return the rows for a height: the lanes give way first, then the bands; both have a floor."""
    if height_px >= WANTED_PX - 60:
        bands_px = BAND_PX
    else:
        bands_px = LOWEST_BAND_PX + (4 if height_px >= LOWEST_PX + 60 else 0)
    rest_px = height_px - AXIS_PX - len(BANDS) * bands_px - 4
    lane_px = min(max(rest_px // LANES, LOWEST_LANE_PX), LANE_PX + 40)
    return Rows(lane_px=lane_px, band_px=bands_px)
