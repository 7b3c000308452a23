"""The contrast table of the design, computed anew from the colours (WCAG 2.2)."""

import pytest

from simrunner.ui.look.tokens import (
    ACTIVE_STATE_SUBLINE,
    ALARMS,
    DARK,
    LIGHT,
    MONITOR_GREY,
    TRACES,
    TYPE,
    Palette,
    Theme,
    TraceSet,
    contrast_ratio,
)

BACKGROUNDS = ("bg0", "bg1", "bg2", "bg3", "bg4")

# Design table, section 9: ratio on bg0 to bg4, then on the own tint (0 where it has none).
TABLE = [
    (DARK, "tx1", (16.6, 15.4, 14.2, 12.4, 10.4, 0)),
    (DARK, "tx2", (10.1, 9.4, 8.6, 7.5, 6.3, 0)),
    (DARK, "tx3", (7.6, 7.0, 6.5, 5.6, 4.8, 0)),
    (DARK, "ac", (8.3, 7.7, 7.1, 6.2, 5.2, 6.5)),
    (DARK, "ok", (9.4, 8.7, 8.0, 7.0, 5.9, 7.6)),
    (DARK, "warn", (10.5, 9.7, 8.9, 7.8, 6.6, 8.2)),
    (DARK, "bad", (7.3, 6.8, 6.2, 5.4, 4.6, 6.0)),
    (DARK, "info", (8.8, 8.1, 7.5, 6.5, 5.5, 7.1)),
    (DARK, "line3", (4.5, 4.2, 3.9, 3.4, 2.8, 0)),
    (LIGHT, "tx1", (15.9, 17.5, 15.5, 14.4, 12.9, 0)),
    (LIGHT, "tx2", (7.5, 8.3, 7.3, 6.8, 6.1, 0)),
    (LIGHT, "tx3", (5.7, 6.3, 5.6, 5.2, 4.7, 0)),
    (LIGHT, "ac", (6.2, 6.8, 6.0, 5.6, 5.0, 5.8)),
    (LIGHT, "ok", (5.9, 6.5, 5.8, 5.3, 4.8, 5.6)),
    (LIGHT, "warn", (6.1, 6.7, 5.9, 5.5, 4.9, 5.9)),
    (LIGHT, "bad", (5.8, 6.4, 5.7, 5.3, 4.7, 5.5)),
    (LIGHT, "info", (5.9, 6.5, 5.7, 5.3, 4.8, 5.6)),
    (LIGHT, "line3", (3.3, 3.7, 3.2, 3.0, 2.7, 0)),
]


@pytest.mark.parametrize(
    ("palette", "name", "ratios"),
    TABLE,
    ids=[f"{'dark' if p is DARK else 'light'}-{n}" for p, n, _ in TABLE],
)
def test_that_every_text_colour_has_the_contrast_of_the_design_table(
    palette: Palette, name: str, ratios: tuple[float, ...]
) -> None:
    tint = "act" if name == "ac" else f"{name}_tint"
    grounds = [palette.colour(each) for each in BACKGROUNDS]
    if ratios[-1]:
        grounds.append(palette.colour(tint))
    computed = [round(contrast_ratio(palette.colour(name), ground), 1) for ground in grounds]

    assert computed == [ratio for ratio in ratios if ratio]


def test_that_enabled_text_is_never_below_level_aa() -> None:
    for palette in (DARK, LIGHT):
        for tone in ("tx1", "tx2", "tx3", "ac", "ok", "warn", "bad", "info"):
            for ground in BACKGROUNDS:
                ratio = contrast_ratio(palette.colour(tone), palette.colour(ground))
                assert ratio >= 4.5, (tone, ground, ratio)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (DARK.on_fill, DARK.acf, 5.7),
        (LIGHT.on_fill, LIGHT.acf, 6.3),
        (DARK.on_fill, DARK.acf2, 4.7),
        (LIGHT.on_fill, LIGHT.acf2, 7.7),
        (ACTIVE_STATE_SUBLINE, DARK.acf, 4.7),
        (ALARMS["high"].text, ALARMS["high"].fill, 5.5),
        (ALARMS["high"].text_alone, "#000000", 9.2),
        (ALARMS["medium"].text, ALARMS["medium"].fill, 12.7),
        (ALARMS["low"].text, ALARMS["low"].fill, 10.3),
        (MONITOR_GREY, "#000000", 10.0),
        (DARK.tx1, DARK.act, 13.1),
        (LIGHT.tx1, LIGHT.act, 14.9),
    ],
)
def test_that_fixed_pairs_have_the_contrast_of_the_design_table(
    one: str, other: str, ratio: float
) -> None:
    assert round(contrast_ratio(one, other), 1) == ratio


def test_that_black_on_white_has_the_largest_contrast_there_is() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("which", "theme", "ratios"),
    [
        (TraceSet.DEFAULT, Theme.DARK, [12.1, 11.7, 7.0, 19.0, 15.2, 9.7, 11.9, 11.7, 10.5]),
        (TraceSet.DEFAULT, Theme.LIGHT, [5.4, 5.8, 5.7, 9.3, 5.8, 6.0, 5.9, 6.1, 6.2]),
    ],
)
def test_that_traces_have_the_contrast_of_the_design_table(
    which: TraceSet, theme: Theme, ratios: list[float]
) -> None:
    ground = "#000000" if theme is Theme.DARK else "#FFFFFF"
    traces = TRACES[which, theme]

    assert [round(contrast_ratio(each, ground), 1) for each in traces.values()] == ratios


def test_that_the_safe_traces_reach_their_lowest_stated_contrast() -> None:
    on_black = TRACES[TraceSet.SAFE, Theme.DARK].values()
    on_white = TRACES[TraceSet.SAFE, Theme.LIGHT].values()

    assert round(min(contrast_ratio(each, "#000000") for each in on_black), 1) == 6.7
    assert round(min(contrast_ratio(each, "#FFFFFF") for each in on_white), 1) == 4.6


def test_that_no_type_is_smaller_than_eleven_px() -> None:
    assert min(kind.size for kind in TYPE.values()) == 11
    assert all(kind.line >= kind.size for kind in TYPE.values())
