"""One rater's annotations on one form of one run, appended one at a time."""

from sqlalchemy import Connection, Engine, insert

from simrunner.domain.annotation import Annotation, FormLocked
from simrunner.domain.chain import GENESIS
from simrunner.domain.run_record import Ack, RecordedAnnotation
from simrunner.record.codec import annotation_row
from simrunner.record.errors import Named, RecordError, storage_errors
from simrunner.record.reader import read_annotations
from simrunner.record.tables import AnnotationRow
from simrunner.record.writer import Writer


class AnnotationChain:
    """A rater's chain for one form: what is in it, and one way to add to it."""

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
        """Store one annotation and return when it is on the disk.

        RecordError when the form is locked or the storage refuses; the chain is then unchanged.
        """
        self._entries = self._writer.do(lambda connection: self._store(connection, annotation))
        return Ack(run=self._run, seq=self._entries[-1].seq)

    def _store(
        self, connection: Connection, annotation: Annotation
    ) -> tuple[RecordedAnnotation, ...]:
        # Read again: the same rater may have the form open in a second window.
        entries = read_annotations(connection, self._run, self._rater, self._instrument)
        if entries and isinstance(entries[-1].annotation, FormLocked):
            raise RecordError("This form is locked: nothing can be added to it.")
        previous = entries[-1].digest if entries else GENESIS
        row = annotation_row(previous, len(entries) + 1, annotation)
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
        added = RecordedAnnotation(seq=row["seq"], annotation=annotation, digest=row["digest"])
        return (*entries, added)
