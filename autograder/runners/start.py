"""What a runner starts: a worker, or the record of a notebook that no worker could grade.

The worker, with torch and all that examines, is imported where it runs: who only sends work starts at once.
"""

from typing import TYPE_CHECKING

from autograder.records import Record
from autograder.submission import Settings, Submission
from autograder.topics import Topic

if TYPE_CHECKING:
    from autograder.worker import Worker


def make_worker(settings: Settings) -> "Worker":
    """A worker, in the process that calls this."""
    from autograder.worker import Worker

    return Worker(settings)


def make_fault(topic: Topic, submission: Submission, detail: str) -> Record:
    """The record of a notebook that no worker could grade."""
    from autograder.worker import fault

    return fault(submission, topic, detail)
