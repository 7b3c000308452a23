"""`python -m simrunner.app.soak [KILLS]`: kill recording runs at random moments and look.

A child records a real run as fast as it goes and prints every Ack; the parent kills it (SIGKILL),
checks the record, resumes the run headless and ends it. Prints one line of JSON; ends with 1 when
an acknowledged fact is lost, a file is damaged or a run cannot be resumed.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import Occasion, open_pack, set_stage
from simrunner.app.exit_code import BAD_INPUT, CHECK_FAILED, OK
from simrunner.app.headless import curtain_ms, finish
from simrunner.app.resume import pack_of, resume_stage
from simrunner.app.team import cast_team
from simrunner.domain.action import Action, SetBookmark, Source
from simrunner.domain.chance import Stream
from simrunner.domain.run_record import Ack
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.rehearsal.play import play

KILLS = 200
RUNS_PER_FILE = 20
"""Every kill is followed by a look at the whole file, which therefore stays small."""

ACKS = (6, 30)
"""A child dies after so many acks, from and to, and up to WITHIN_S later."""

WITHIN_S = 0.03
STEP_S = 0.002
PACK = "anaphylaxis-ed"
_CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """What is left of runs that were killed. ``acks`` were printed before the processes died."""

    kills: int = 0
    acks: int = 0
    acknowledged_facts: int = 0
    lost_facts: int = 0
    damaged_files: int = 0
    resumed: int = 0
    not_resumed: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing acknowledged was lost, no file damaged and every run resumed."""
        return not self.lost_facts and not self.damaged_files and self.resumed == self.kills


class _Scribe:
    """A facilitator who sets a bookmark every second: a busy record, each mark an urgent fact."""

    def due(self, now_ms: SimTimeMs) -> Sequence[Action]:
        """Return a bookmark at every full second."""
        if now_ms % 1000:
            return ()
        return (SetBookmark(source=Source.FACILITATOR, label=f"{now_ms // 1000} s"),)


def record_until_killed(path: Path, seed: int) -> None:
    """Record a run once a line comes in and print each Ack; the parent kills the process."""
    pack = open_pack(scenarios_folder() / PACK)
    players = cast_team(pack, "good", plays_compressions=True)
    with Library.open(path) as library:
        if not sys.stdin.readline():
            return

        def tell(ack: Ack) -> None:
            os.write(1, f"{ack.run} {ack.seq}\n".encode())

        def give_up(failure: RecordError) -> None:
            os.write(2, f"{failure}\n".encode())
            os._exit(CHECK_FAILED)

        stage = set_stage(
            pack, library, seed=seed, occasion=Occasion(team="good"), draws=False, on_ack=tell,
            on_failure=give_up,
        )  # fmt: skip
        stage.session.begin()
        play(stage.session, [players, _Scribe()], until_ms=curtain_ms(pack), on_step=_breathe)


def _breathe(_now_ms: SimTimeMs) -> None:
    """Let the disk follow: a run at full speed would be over before its Acks are worth a kill."""
    Event().wait(STEP_S)


def soak(kills: int, folder: Path, *, seed: int = 1) -> Survival:
    """Kill ``kills`` recording runs one after the other in ``folder`` and say what is left."""
    chance = Stream(seed, "soak")
    found = Survival()
    ready = _waiting_child(_file_of(folder, 0), 0)
    for number in range(kills):
        child, file = ready, _file_of(folder, number)
        if number + 1 < kills:
            ready = _waiting_child(_file_of(folder, number + 1), number + 1)
        least, most = ACKS
        acks = least + int(chance.unit() * (most - least + 1))
        run, seq, count = _killed(child, acks, chance.unit() * WITHIN_S)
        found = _looked_at(found, file, run, seq)
        found = replace(found, kills=number + 1, acks=found.acks + count)
    return found


def _file_of(folder: Path, number: int) -> Path:
    return folder / f"soak-{number // RUNS_PER_FILE:03}.sqlite"


def _waiting_child(file: Path, seed: int) -> "subprocess.Popen[str]":
    with Library.open(file):  # two children that make the same file at once are another question
        pass
    return subprocess.Popen(  # noqa: S603 - this interpreter, our module, our file
        [sys.executable, "-m", "simrunner.app.soak", _CHILD, str(file), str(seed)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _killed(child: "subprocess.Popen[str]", acks: int, wait_s: float) -> tuple[str, int, int]:
    """Let a child record, kill it, and return its run, its last Ack and how many it printed."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("go\n")
    child.stdin.flush()
    lines: list[str] = []
    while len(lines) < acks:
        line = child.stdout.readline()
        if not line:
            raise RuntimeError("a recording process ended before it was killed")
        lines.append(line)
    Event().wait(wait_s)
    child.kill()
    # What it printed before it died counts; a line cut short by the kill does not.
    lines.extend(line for line in child.stdout.readlines() if line.endswith("\n"))
    child.stdin.close()
    child.stdout.close()
    child.wait()
    run, seq = lines[-1].split()
    return run, int(seq), len(lines)


def _looked_at(found: Survival, file: Path, run: str, seq: int) -> Survival:
    """Check the file, resume the run and end it, and check again."""
    report = verify(file)
    stored = {each.run: each.events for each in report.runs}
    is_whole = report.is_intact
    problem = _resume(file, run)
    is_whole = is_whole and verify(file).is_intact
    return replace(
        found,
        acknowledged_facts=found.acknowledged_facts + seq,
        lost_facts=found.lost_facts + max(0, seq - stored.get(run, 0)),
        damaged_files=found.damaged_files + (not is_whole),
        resumed=found.resumed + (not problem),
        not_resumed=(*found.not_resumed, *([f"{run}: {problem}"] if problem else [])),
    )


def _resume(file: Path, run: str) -> str:
    """Resume a run and end it; return what went wrong, empty when nothing did."""
    failures: list[RecordError] = []
    try:
        with Library.open(file) as library:
            record = library.read(run)
            pack = pack_of(record, scenarios_folder() / PACK)
            stage = resume_stage(pack, record, library, draws=False, on_failure=failures.append)
            finish(stage, [])
            stage.recorder.close()
            went_on = library.read(run)
    except (RecordError, ValueError) as problem:
        return str(problem)
    if failures:
        return str(failures[0])
    kept = went_on.events[: len(record.events)] == record.events
    return "" if kept and went_on.summary.is_ended else "it did not go on behind its tail"


def main(arguments: Sequence[str]) -> int:
    """Carry out the soak, or be a child of one; return the exit code."""
    if arguments[:1] == [_CHILD]:
        record_until_killed(Path(arguments[1]), int(arguments[2]))
        return OK
    if len(arguments) > 1 or not all(each.isdecimal() and int(each) > 0 for each in arguments):
        print("soak: say how many kills, for example 200", file=sys.stderr)
        return BAD_INPUT
    kills = int(arguments[0]) if arguments else KILLS
    with tempfile.TemporaryDirectory(prefix="simrunner-soak-") as folder:
        found = soak(kills, Path(folder))
    print(json.dumps({**asdict(found), "is_whole": found.is_whole}))
    return OK if found.is_whole else CHECK_FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
