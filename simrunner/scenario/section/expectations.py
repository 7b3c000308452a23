"""What the team should do, and when."""

from simrunner.domain.chart import Expectation
from simrunner.scenario.grammar.expression import Scope
from simrunner.scenario.schema import ExpectationSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.shape import is_yes
from simrunner.scenario.source.tree import Word


def expectation(
    word: Word, section: ExpectationSection, ids: frozenset[str], desk: Desk
) -> Expectation | None:
    """Return one expectation; None when what it detects cannot be read."""
    detect = desk.condition(section.detect, Scope(may_say_since_cue=True))
    cue = desk.condition(section.cue, Scope()) if section.cue is not None else None
    not_before_ms = desk.duration_ms(section.not_before)
    within_ms = desk.duration_ms(section.within)
    if not_before_ms is not None and within_ms is not None and not_before_ms > within_ms:
        what = "'not_before' is later than 'within'"
        desk.problems.add("E312", section.within or section.detect, what)
    for other in section.after:
        desk.use("expectation", other, ids)
    references = (
        ("objective", section.objective, desk.names.objectives),
        ("source", section.source, desk.names.sources),
        ("role", section.by, desk.names.roles),
    )
    objective, source, by_role = (
        desk.use(kind, name, known) if name is not None else None
        for kind, name, known in references
    )
    if objective is not None:
        desk.names.used.add(("scored objective", objective))
    if detect is None:
        return None
    return Expectation(
        id=str(word), detect=detect, cue=cue, not_before_ms=not_before_ms, within_ms=within_ms,
        is_critical=is_yes(section.critical, desk.problems), objective=objective, source=source,
        after=tuple(str(other) for other in section.after),
        points=_points(section.points, desk), by_role=by_role,
    )  # fmt: skip


def _points(word: Word | None, desk: Desk) -> int | None:
    if word is None:
        return None
    if not word.isascii() or not word.isdecimal() or len(word) > 4:
        desk.problems.add("E301", word, f"'{word}' is not a whole number of points")
        return None
    return int(word)
