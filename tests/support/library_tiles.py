"""Scenario tiles made up for tests of Home."""

from datetime import UTC, datetime

from simrunner.domain.text import Text
from simrunner.ui.presenters.home import (
    LastRun,
    PackTile,
    ProblemLine,
    RecentRun,
    UnfinishedRun,
)


def text(english: str, chinese: str = "") -> Text:
    return Text(by_language={"en": english, "zh-CN": chinese or english})


ANAPHYLAXIS = PackTile(
    pack_id="anaphylaxis-ed",
    title=text("Anaphylaxis after IV co-amoxiclav", "严重过敏反应"),
    setting="emergency",
    level="intermediate",
    systems=("immune",),
    specialties=("emergency-medicine",),
    languages=("en", "zh-CN"),
    duration_min=15,
    learners="3 to 5",
    objectives=(text("Recognise early", "早期识别"), text("IM adrenaline", "肌注肾上腺素")),
    drugs=("adrenaline",),
    needs=("monitor", "oxygen"),
    last_run=LastRun(at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC), team="6"),
)
HYPERTHERMIA = PackTile(
    pack_id="mh-crisis-or",
    title=text("Malignant hyperthermia", "恶性高热"),
    setting="operating-room",
    level="advanced",
    systems=("metabolic",),
    specialties=("anaesthesia",),
    languages=("en",),
    duration_min=25,
    learners="4 to 6",
    objectives=(text("Dantrolene team"),),
    drugs=("dantrolene",),
    last_run=LastRun(at=datetime(2026, 11, 12, 9, 0, tzinfo=UTC), team="4"),
)
BROKEN = PackTile(
    pack_id="broken",
    title=text("Septic shock", "脓毒性休克"),
    setting="ward",
    level="novice",
    systems=("infection",),
    languages=("en",),
    duration_min=10,
    problems=(
        ProblemLine(
            file="scenario.yaml",
            line=42,
            column=9,
            is_error=True,
            sentence="There is no drug adrenalin.",
            hint="Did you mean adrenaline?",
        ),
    ),
)
PACKS = (ANAPHYLAXIS, HYPERTHERMIA, BROKEN)

RECENTS = (
    RecentRun(
        run_id="run-9",
        pack_id="anaphylaxis-ed",
        title=ANAPHYLAXIS.title,
        at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
        team="6",
        ended_at_ms=718_000,
    ),
)
UNFINISHED = UnfinishedRun(
    run_id="run-10",
    title=text("Hyperkalaemia"),
    at=datetime(2026, 11, 22, 11, 20, tzinfo=UTC),
    team="3",
    reached_ms=408_000,
)
