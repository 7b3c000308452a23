"""The words that people agree to: the centre's own, else short ones of this program."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from simrunner.app.assets import table
from simrunner.app.exit_code import Refusal
from simrunner.domain.chain import canonical_json
from simrunner.domain.person import Purpose
from simrunner.domain.text import LANGUAGES

FILE = "consent.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTexts:
    """What is agreed to for each purpose, by language.

    ``version`` is that of the file with the beginning of a SHA-256 of its words: an adapted text is
    another version, whether or not somebody remembered to number it. ``is_own`` when the centre
    wrote it.
    """

    version: str
    texts: Mapping[Purpose, Mapping[str, str]]
    is_own: bool

    def told(self) -> Iterator[str]:
        """Yield the texts to show, a line each, in every language."""
        origin = "the centre's own" if self.is_own else "the program's: the centre should adapt it"
        yield f"Version {self.version} ({origin})"
        for purpose, words in self.texts.items():
            yield from ("", f"{purpose}", *(f"  {words[tag]}" for tag in LANGUAGES))


def read_consent_texts(folder: Path) -> ConsentTexts:
    """Return the texts of the data folder, else the shipped ones; Refusal for a file with a fault.

    Every purpose has words in every language.
    """
    own = folder / FILE
    if not own.is_file():
        return _texts_of(table("consent", FILE), is_own=False)
    try:
        found = tomllib.loads(own.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refusal(f"{own} cannot be read: {problem}.") from problem
    for purpose in Purpose:
        for tag in LANGUAGES:
            section = found.get(purpose.value)
            words = section.get(tag) if isinstance(section, dict) else None
            if not isinstance(words, str) or not words.strip():
                raise Refusal(f'{own}: [{purpose}] lacks the words {tag} = "…".')
    if not isinstance(found.get("version"), str):
        raise Refusal(f'{own}: the first line is version = "…", a name for these words.')
    return _texts_of(found, is_own=True)


def _texts_of(found: Mapping[str, Any], *, is_own: bool) -> ConsentTexts:
    texts = {purpose: {tag: found[purpose][tag] for tag in LANGUAGES} for purpose in Purpose}
    digest = sha256(canonical_json({key.value: row for key, row in texts.items()}).encode())
    version = f"{found['version']}-{digest.hexdigest()[:8]}"
    return ConsentTexts(version=version, texts=texts, is_own=is_own)
