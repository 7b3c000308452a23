"""The command line's view of seals: verify a record, print the key, move it."""

import sys
from collections.abc import Callable
from pathlib import Path

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.keys import OwnKey, own_trust
from simrunner.app.record_keys import keys_for
from simrunner.app.records import named_by_the_user, place_named
from simrunner.app.settings import data_folder
from simrunner.record.errors import DamagedRecordError
from simrunner.record.finding import CheckedRun, IntegrityReport
from simrunner.record.integrity import verify

Say = Callable[[str], None]


def given_key(public_key: str | None, key_file: Path | None) -> bytes | None:
    """Return the public key that the user gave, if any; Refusal when it is none."""
    from simrunner.record.signature import public_key_of

    if public_key is None and key_file is None:
        return None
    if public_key is not None and key_file is not None:
        raise Refusal("Give --public-key or --key-file, not both.")
    try:
        text = public_key if key_file is None else key_file.read_text(encoding="utf-8")
        return public_key_of(text or "")
    except (OSError, ValueError) as problem:
        source = key_file or "--public-key"
        raise Refusal(f"{source} is no Ed25519 public key: {problem}") from problem


def verify_record(
    location: str, say: Say, *, given: bytes | None = None, phrase_file: Path | None = None
) -> int:
    """Check every run of a record and say what was found; 1 when anything was changed."""
    try:
        place = place_named(location)
        with named_by_the_user(place):
            trust = own_trust(data_folder(), given)
            report = verify(place, trust=trust, progress=_progress, keys=keys_for(phrase_file))
    except DamagedRecordError as error:
        say(f"NOT intact: {error}")
        return exit_code.CHECK_FAILED
    for run in report.runs:
        say(f"{run.run}: {run.events} facts, head {run.head or 'none'}{_sealed(run, report)}")
    for chain in report.seals:
        owner = "this installation" if given is None else "the owner of the given key"
        whose = owner if chain.is_known else "a key that nobody vouches for here"
        say(
            f"{chain.seals} seals of library {chain.library}, the last of {chain.last_wall}, by "
            f"{whose}: {chain.public_key}"
        )
    for problem in report.problems:
        say(f"  {problem}")
    say(_verdict(report, given))
    return exit_code.OK if _is_good(report, given) else exit_code.CHECK_FAILED


def tell_key(keep: str | None, say: Say) -> int:
    """Print the public key, after moving the private one where ``keep`` says."""
    key = OwnKey(data_folder())
    match keep:
        case None:
            pass
        case "file" | "system":
            key.keep_in(keep)
        case _:
            raise Refusal(f"The key is kept in a 'file' or by the 'system', not in '{keep}'.")
    say(key.public_key().hex())
    say(f"private key: {key.place}")
    return exit_code.OK


def _sealed(run: CheckedRun, report: IntegrityReport) -> str:
    if run.is_removed and not run.events:
        return ", its facts were removed after their time: the audit says by whom"
    if not report.is_signed:
        return ""
    if run.sealed == run.events:
        return ", sealed"
    return f", sealed up to {run.sealed}" if run.sealed else ", not sealed"


def _is_good(report: IntegrityReport, given: bytes | None) -> bool:
    return report.is_intact and (given is None or report.is_signed)


def _verdict(report: IntegrityReport, given: bytes | None) -> str:
    if not report.is_intact:
        return "NOT intact"
    if not report.is_signed and given is not None:
        return "NOT proved: nothing in it is signed, with the given key or any other"
    if not report.is_signed:
        return (
            "intact: every link, number and payload fits. It is not signed: this is internal "
            "consistency only, and does not show a cut end or a record written anew"
        )
    if all(chain.is_known for chain in report.seals):
        return "intact: every link, number and payload fits, and the seals prove it"
    return (
        "intact: every link, number, payload and seal fits. Whose key that is, only its owner can "
        "tell: compare it, or give it with --public-key"
    )


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\r\033[K" if done == of else ""
        sys.stderr.write(f"\r{done:,} of {of:,} facts{end}")
        sys.stderr.flush()
