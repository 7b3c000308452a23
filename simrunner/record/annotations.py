"""One rater's annotations on one form of one run, appended one at a time."""

from sqlalchemy import Connection, Engine, insert

from simrunner.domain.annotation import Annotation, FormLocked, ScoreAmended
from simrunner.domain.chain import GENESIS
from simrunner.domain.person import By, Deed
from simrunner.domain.run_record import Ack, RecordedAnnotation
from simrunner.record.audit import note
from simrunner.record.codec import annotation_row
from simrunner.record.errors import Named, RecordError, storage_errors
from simrunner.record.reader import read_annotations
from simrunner.record.readings import project
from simrunner.record.seal import Head
from simrunner.record.tables import AnnotationRow
from simrunner.record.words import store_words
from simrunner.record.writer import Writer


class AnnotationChain:
    """A rater's chain for one form: what is in it, and how to add to it."""

    def __init__(
        self, writer: Writer, reader: Engine, path: Named, key: tuple[str, str, str]
    ) -> None:
        """Read the chain of ``key`` (run, rater, instrument); made by Library.annotations."""
        self._writer = writer
        self._run, self._rater, self._instrument = key
        with storage_errors(path), reader.begin() as connection:
            self._entries = read_annotations(connection, *key)

    @property
    def entries(self) -> tuple[RecordedAnnotation, ...]:
        """Everything in the chain, oldest first."""
        return self._entries

    def append(self, annotation: Annotation) -> Ack:
        """Store one annotation and return when it is on the disk; amended scores go by amend().

        RecordError when the form is locked or the storage refuses; the chain is then unchanged.
        """
        if isinstance(annotation, ScoreAmended):
            raise RecordError("A change of a locked score takes a reason.")
        self._entries = self._writer.do(lambda connection: self._store(connection, annotation))
        return Ack(run=self._run, seq=self._entries[-1].seq)

    def amend(self, amended: ScoreAmended, by: By) -> Ack:
        """Change a score of a locked form; the audit remembers who did and why, or nothing changes.

        RecordError when the form is not locked or the storage refuses.
        """

        def job(connection: Connection) -> tuple[RecordedAnnotation, ...]:
            about = f"{self._run} {self._instrument} {amended.item}"
            note(connection, by, Deed.LOCKED_SCORE_CHANGED, about)
            return self._store(connection, amended)

        self._entries = self._writer.do(job)
        return Ack(run=self._run, seq=self._entries[-1].seq)

    def _store(
        self, connection: Connection, annotation: Annotation
    ) -> tuple[RecordedAnnotation, ...]:
        # Read again: the same rater may have the form open in a second window.
        entries = read_annotations(connection, self._run, self._rater, self._instrument)
        is_locked = any(isinstance(entry.annotation, FormLocked) for entry in entries)
        if is_locked and not isinstance(annotation, ScoreAmended):
            raise RecordError("This form is locked: nothing can be added to it.")
        if not is_locked and isinstance(annotation, ScoreAmended):
            raise RecordError("This form is not locked: rate the item again.")
        previous = entries[-1].digest if entries else GENESIS
        words_id = store_words(connection, self._run, self._rater, annotation)
        row = annotation_row(previous, len(entries) + 1, annotation, words_id=words_id)
        connection.execute(
            insert(AnnotationRow),
            [
                {
                    "run_id": self._run,
                    "rater": self._rater,
                    "instrument": self._instrument,
                    **row,
                }
            ],
        )
        if any(
            isinstance(each, FormLocked)
            for each in (annotation, *(entry.annotation for entry in entries))
        ):
            chain = f"{self._rater}/{self._instrument}"
            head = Head(run=self._run, chain=chain, seq=row["seq"], digest=row["digest"])
            self._writer.sealer.seal(connection, head)
        project(connection, (self._run, self._rater, self._instrument), annotation)
        added = RecordedAnnotation(
            seq=row["seq"], annotation=annotation, digest=row["digest"], words_id=words_id
        )
        return (*entries, added)
