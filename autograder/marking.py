"""Records on their way into the gradebook: in batches, while others are examined."""

from autograder.gradebook import GradebookWriter
from autograder.gradebook_file import GradebookError
from autograder.records import Record

BATCH = 40


class Marks:
    """Takes records that are in the journal, and writes those that are not in the gradebook yet.

    A gradebook that cannot be written stops nothing: the class is examined to the end, and then it is tried again.
    """

    def __init__(self, writer: GradebookWriter) -> None:
        self._writer = writer
        self._waiting: list[Record] = []
        self._ready = self._in_trouble = False
        self.written = 0
        self.problems: list[str] = []

    def add(self, record: Record) -> None:
        """One more record, written soon or at the end."""
        self._waiting.append(record)
        if len(self._waiting) < BATCH or self._in_trouble:
            return
        try:
            self.finish()
        except GradebookError:
            self._in_trouble = True

    def finish(self) -> None:
        """Writes what waits. Raises GradebookError, and nothing is lost: it goes on waiting."""
        if not self._ready:
            self._writer.ensure_assignment()
            self._ready = True
        self._waiting = [record for record in self._waiting if not self._writer.holds(record)]
        while batch := self._waiting[:BATCH]:
            failed = self._writer.write(batch)
            self.problems += [f"{learner}: the marks could not be written: {said}" for learner, said in failed.items()]
            self.written += len(batch) - len(failed)
            del self._waiting[:BATCH]
