"""Submissions on their way to workers: each is made when its turn comes, and tried again behind all others."""

from collections import deque
from collections.abc import Iterable
from itertools import islice

from autograder.submission import Submission


class Job:
    def __init__(self, submission: Submission) -> None:
        self.submission, self.attempts = submission, 0


class Waiting:
    """Jobs that nobody is at. No more of them are made than are asked for: each is staged when its turn comes."""

    def __init__(self, submissions: Iterable[Submission]) -> None:
        self._coming = map(Job, submissions)
        self._fresh, self._tried = deque[Job](), deque[Job]()

    def __bool__(self) -> bool:
        return self.fresh(1) > 0 or bool(self._tried)

    def fresh(self, most: int) -> int:
        """How many there are that nobody has tried, as far as one wants to know."""
        self._fresh.extend(islice(self._coming, max(0, most - len(self._fresh))))
        return min(most, len(self._fresh))

    def next(self) -> Job:
        return self._fresh.popleft() if self._fresh else self._tried.popleft()

    def again(self, job: Job, most: int) -> bool:
        """One that was tried in vain: behind all others, unless that was the last of so many times."""
        job.attempts += 1
        if job.attempts < most:
            self._tried.append(job)
        return job.attempts < most
