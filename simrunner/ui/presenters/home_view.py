"""What Home shows, in words."""

from dataclasses import dataclass

from simrunner.ui.presenters.chip import ChipView


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerView:
    """The unfinished run in words."""

    run_id: str
    title: str
    sentence: str
    resume: str
    debrief: str
    close: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentView:
    """A recent card in words; ``is_startable`` is False when the pack is gone or broken."""

    run_id: str
    pack_id: str
    title: str
    facts: str
    picture: str
    start: str
    debrief: str
    is_startable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """A filter or the sort order: its name, what is chosen, and (key, words) of each choice."""

    key: str
    name: str
    chosen: str
    words: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TileView:
    """A tile in words; ``chip`` tells the checker's verdict."""

    pack_id: str
    level: str
    system: str
    title: str
    objectives: str
    duration: str
    learners: str
    objective_count: str
    needs: tuple[str, ...]
    last_run: str
    chip: ChipView
    picture: str
    has_errors: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """Everything Home shows."""

    title: str
    search_hint: str
    banner: BannerView | None
    recent_title: str
    recents: tuple[RecentView, ...]
    library_title: str
    filters: tuple[ChoiceView, ...]
    sort: ChoiceView
    count: str
    tiles: tuple[TileView, ...]
    empty: str
    empty_hint: str
