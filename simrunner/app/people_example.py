"""People for pictures and golden tests: nobody in it exists."""

from simrunner.app.assets import table
from simrunner.app.consent_texts import FILE
from simrunner.domain.person import AuditEntry, By, Consent, Deed, Person, Purpose, Reason
from simrunner.domain.text import Translate
from simrunner.record.roll import Enrolled, PersonStanding
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.people import present_person, present_roll
from simrunner.ui.windows.people_window import PeopleWindow

RUN = "2026-01-05-01"
VERSION = "1-ed6086d8"
LEADER, AIRWAY, GONE, RATER = "P-7KQ2MX", "P-M4T9WC", "P-B2XN6H", "P-Q8RJ5V"
NAMES = {LEADER: "Maria Keller", AIRWAY: "Jonas Weber", "P-E3UYDA": "李明", RATER: "A. Moreau"}
_ROLES = ((LEADER, "team-leader"), (AIRWAY, "airway"), ("P-E3UYDA", "drugs"))


def example_people(art: Artwork, tr: Translate) -> PeopleWindow:
    """Return the window with people of every standing; codes and times are fixed."""
    texts = table("consent", FILE)
    window = PeopleWindow(art, tr, run=RUN)
    window.show_rows(present_roll(_roll(), NAMES, tr), LEADER)
    words = {purpose: texts[purpose.value] for purpose in Purpose}
    window.show_person(present_person(_leader(), NAMES[LEADER], words, tr))
    if window.roles is not None:
        window.roles.show_roles(_ROLES, LEADER)
    return window


def _roll() -> tuple[Enrolled, ...]:
    every = frozenset(Purpose)
    return (
        _enrolled(LEADER, every - {Purpose.RESEARCH}, 2),
        _enrolled(AIRWAY, {Purpose.DEBRIEF}, 1),
        _enrolled("P-E3UYDA", set(), 1),
        _enrolled(RATER, set(), 0),
        Enrolled(
            person=Person(
                code=GONE, created_wall="2025-09-01T08:30:00", erased_wall="2025-12-19T16:02:00"
            ),
            agreed=frozenset(), runs=0,
        ),
    )  # fmt: skip


def _enrolled(code: str, agreed: set[Purpose] | frozenset[Purpose], runs: int) -> Enrolled:
    person = Person(code=code, created_wall="2025-09-01T08:30:00")
    return Enrolled(person=person, agreed=frozenset(agreed), runs=runs)


def _leader() -> PersonStanding:
    given = [_consent(purpose) for purpose in Purpose if purpose is not Purpose.RESEARCH]
    return PersonStanding(
        person=Person(code=LEADER, created_wall="2025-09-01T08:30:00"),
        consents=(*given, _consent(Purpose.RESEARCH, "2026-01-05T10:40:00")),
        roles=((RUN, "team-leader"), ("2025-12-01-02", "observer")),
        teams=("Resus blue",),
        looks=(
            _look(1, "2025-09-01T08:30:00", Deed.CONSENT_GIVEN, LEADER, Reason.REQUEST),
            _look(2, "2026-01-05T09:31:00", Deed.DEBRIEF_OPENED, RUN, Reason.TEACHING),
            _look(3, "2026-01-05T10:12:00", Deed.ASSESSMENT_OPENED, RUN, Reason.ASSESSMENT),
        ),
    )


def _consent(purpose: Purpose, withdrawn: str | None = None) -> Consent:
    return Consent(
        purpose=purpose, text_version=VERSION, given_wall="2025-09-01T08:30:00",
        withdrawn_wall=withdrawn,
    )  # fmt: skip


def _look(seq: int, wall: str, deed: Deed, about: str, why: Reason) -> AuditEntry:
    return AuditEntry(seq=seq, by=By(who=RATER, wall=wall, reason=why), deed=deed, about=about)
