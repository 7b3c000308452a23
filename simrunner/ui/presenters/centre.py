"""What is said of the copying to the centre's server: in a cell, in the run, in Settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from simrunner.domain.text import Translate

Link = Literal["up", "lost", "new", "absent"]

QUIET_S = 5.0
"""Facts that wait for less are on their way: nobody is told of them (a choice, not a norm)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreNow:
    """How the copying stands; times are ISO 8601 with their offset, empty where none applies.

    ``server`` names it without a password, and ``trouble`` is a sentence, empty when all is well.
    ``behind`` of ``of`` facts wait since ``waiting_wall``; the server last answered at
    ``contact_wall``, is away or refuses since ``trouble_wall``, and is tried again at
    ``retry_wall``. ``variable`` names what goes before the setting, if anything does.
    """

    server: str
    wall: str
    behind: int = 0
    of: int = 0
    is_connected: bool = False
    is_away: bool = False
    trouble: str = ""
    contact_wall: str = ""
    waiting_wall: str = ""
    trouble_wall: str = ""
    retry_wall: str = ""
    variable: str = ""

    @property
    def state(self) -> Literal["connecting", "copied", "waiting", "away", "refused"]:
        """The state in one word."""
        if self.trouble:
            return "away" if self.is_away else "refused"
        if not self.is_connected:
            return "connecting"
        is_late = bool(self.behind) and _between_s(self.waiting_wall, self.wall) >= QUIET_S
        return "waiting" if is_late else "copied"

    @property
    def retry_s(self) -> int:
        """Seconds until the next try, 0 when it is now or there is none."""
        if not self.retry_wall:
            return 0
        return max(0, round(_between_s(self.wall, self.retry_wall)))

    @property
    def share(self) -> float | None:
        """How much of what had to be copied is there, 0 to 1; None when nothing waits long."""
        return 1.0 - self.behind / self.of if self.state == "waiting" and self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreCell:
    """The copying in few words: ``tone`` and ``icon`` for a button, ``link`` for a row of links."""

    words: str
    tip: str
    icon: str
    link: Link
    fact: str
    wants_attention: bool


_LOOKS: dict[str, tuple[str, Link]] = {
    "connecting": ("link", "new"), "copied": ("check", "up"), "waiting": ("clock", "new"),
    "away": ("unlink", "lost"), "refused": ("warning", "lost"),
}  # fmt: skip


def centre_cell(now: CentreNow, tr: Translate) -> CentreCell:
    """Return the copying in few words, with all of them in ``tip``."""
    since = _since(now)
    if now.state == "connecting":
        words = fact = tr("Server: connecting")
    elif now.state == "copied":
        words, fact = tr("All copied"), tr("all copied")
    elif now.state == "waiting":
        words = fact = tr("{count} facts waiting since {time}", count=now.behind, time=since)
    elif now.state == "away":
        words = tr("Server away since {time}", time=since)
        fact = tr("not reachable since {time}, next try in {seconds} s", time=since,
                  seconds=now.retry_s)  # fmt: skip
    else:
        words, fact = tr("Server refuses"), tr("refuses: see Settings")
    icon, link = _LOOKS[now.state]
    return CentreCell(
        words=words, tip=" ".join(centre_lines(now, tr)), icon=icon, link=link, fact=fact,
        wants_attention=now.state in {"away", "refused"},
    )  # fmt: skip


def centre_lines(now: CentreNow, tr: Translate) -> tuple[str, ...]:
    """Return all sentences about the copying, the most important first."""
    lines = [_state_line(now, tr)]
    if now.behind and now.trouble:
        lines.append(tr("{count} facts wait on this computer.", count=now.behind))
    if now.contact_wall:
        lines.append(tr("The server answered last at {time}.", time=_clock(now.contact_wall, now)))
    if now.variable:
        lines.append(tr("{variable} names the server and goes before this field.",
                        variable=now.variable))  # fmt: skip
    return tuple(lines)


def _state_line(now: CentreNow, tr: Translate) -> str:
    match now.state:
        case "connecting":
            return tr("Connecting to {server} …", server=now.server)
        case "copied":
            return tr("Everything is copied to {server}.", server=now.server)
        case "waiting":
            return tr(
                "Copying to {server}: {done} of {count} facts are there, since {time}.",
                server=now.server, done=now.of - now.behind, count=now.of, time=_since(now),
            )  # fmt: skip
        case "away":
            return tr(
                "{trouble}. Not reachable since {time}, next try in {seconds} s.",
                trouble=now.trouble.rstrip(".。"), time=_since(now), seconds=now.retry_s,
            )  # fmt: skip
        case _:
            return now.trouble


def _since(now: CentreNow) -> str:
    wall = now.waiting_wall if now.state == "waiting" else now.trouble_wall
    return _clock(wall, now) if wall else "–"


def _clock(wall: str, now: CentreNow) -> str:
    """Return hours and minutes, with the day before them when it is not today."""
    return wall[11:16] if wall[:10] == now.wall[:10] else f"{wall[:10]} {wall[11:16]}"


def _between_s(first: str, then: str) -> float:
    if not first or not then:
        return 0.0
    return (datetime.fromisoformat(then) - datetime.fromisoformat(first)).total_seconds()
