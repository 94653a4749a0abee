"""Workers as processes of this machine, each with its own template.

They are spawned, not forked: this process may have threads and a gradebook open. Each has a memory limit of its own.
What a worker was grading when it died, or found to be a fault of ours, is tried once more by another while nothing else
runs; a worker that has seen a fault never gets the next learner's notebook.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Protocol

import msgspec

from autograder.records import Record, from_json, to_json
from autograder.runners.waiting import Job, Waiting
from autograder.submission import Submission

MAX_ATTEMPTS = 2
MAX_FAILED_STARTS = 3
WORKER_MEMORY_MB = 3072  # 250 of them from the start; what one answer can make a worker hold is some hundred
PR_SET_PDEATHSIG = 1

_spawning = multiprocessing.get_context("spawn")


class Grades(Protocol):
    """A worker: see ``autograder.worker``."""

    def hello(self) -> dict[str, str]: ...
    def grade(self, submission: bytes) -> Record: ...
    def close(self) -> None: ...


class Runner(Protocol):
    """Examines submissions somewhere, and ends what it started."""

    def __enter__(self) -> "Runner": ...
    def __exit__(self, *_: object) -> None: ...
    def grade(self, submissions: Iterable[Submission]) -> Iterator[Record]: ...
    def close(self) -> None: ...


MakeWorker = Callable[[], Grades]
MakeFault = Callable[[Submission, str], Record]


class RunnerError(Exception):
    """No worker could be started; the message is what the last one said."""


class LocalRunner:
    """Grades submissions with ``n_workers`` processes. ``make_worker`` must be picklable.

    ``deadline_s`` bounds one submission whatever happens: a worker that takes longer is taken for hung and replaced.
    """

    def __init__(
        self, make_worker: MakeWorker, make_fault: MakeFault, n_workers: int = 1, deadline_s: float = 1800.0
    ) -> None:
        self._make_worker, self._make_fault = make_worker, make_fault
        self._n_workers, self._deadline_s = max(1, n_workers), deadline_s
        self._processes: list[_Process] = []
        self._failed_starts = 0

    def __enter__(self) -> "LocalRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def grade(self, submissions: Iterable[Submission]) -> Iterator[Record]:
        """The records, in the order in which they are done. Raises RunnerError when no worker can be started."""
        waiting = Waiting(submissions)
        while waiting or any(process.job for process in self._processes):
            self._occupy(waiting)
            for process in self._ready():
                job = process.job
                try:
                    record = process.receive()
                except (EOFError, OSError) as death:
                    record = self._bury(process, waiting, str(death) or "it ended while it was grading")
                if record is not None and not record.final and process in self._processes:
                    record = self._retire(process, job, waiting, record)
                if record is not None and job is not None:
                    self._occupy(waiting)  # before the record is looked at: a worker never waits for that
                    yield record

    def close(self) -> None:
        """Ends every worker and waits until it is gone."""
        for process in self._processes:
            process.end()
        self._processes.clear()

    def _occupy(self, waiting: Waiting) -> None:
        """Gives each idle worker a job, starting workers as long as there are more jobs than of them.

        What is tried again runs alone: when all else is done, and nothing beside it.
        """
        busy = [process.job for process in self._processes if process.job is not None]
        fresh = waiting.fresh(self._n_workers - len(busy))
        alone = not fresh and bool(waiting)
        if any(job.attempts for job in busy) or (alone and busy):
            return
        while len(self._processes) < (1 if alone else len(busy) + fresh):
            self._processes.append(_Process(self._make_worker))
        idle = (process for process in self._processes if process.ready and process.job is None)
        for process in islice(idle, 1 if alone else fresh):
            process.send(waiting.next(), self._deadline_s)

    def _ready(self) -> "list[_Process]":
        """The workers that have something to say, or have died, or are late and are therefore ended."""
        now = time.monotonic()
        nearest = min((process.deadline for process in self._processes), default=now)
        patience_s = None if nearest == float("inf") else max(0.0, nearest - now)
        said = wait([process.connection for process in self._processes], patience_s)
        late = [process for process in self._processes if process.deadline <= time.monotonic()]
        for process in late:
            process.kill()
        return [process for process in self._processes if process.connection in said or process in late]

    def _retire(self, process: "_Process", job: Job | None, waiting: Waiting, record: Record) -> Record | None:
        """Ends a worker that has seen a fault of ours; the record, if its submission was tried often enough."""
        self._processes.remove(process)
        process.end()
        return record if job is None or not waiting.again(job, MAX_ATTEMPTS) else None

    def _bury(self, process: "_Process", waiting: Waiting, death: str) -> Record | None:
        """Removes a dead worker; its job is tried again, or given up: then the record of our fault."""
        self._processes.remove(process)
        process.end()
        if not process.ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS or process.failure:
                raise RunnerError(process.failure or f"a worker died while it was starting: {death}")
            return None
        self._failed_starts = 0
        if process.job is None:
            return None
        if waiting.again(process.job, MAX_ATTEMPTS):
            return None
        return self._make_fault(process.job.submission, f"{MAX_ATTEMPTS} workers died of it; the last: {death}")


class _Process:
    """One worker process: starting, idle, or at a job."""

    def __init__(self, make_worker: MakeWorker) -> None:
        self.connection, far_end = _spawning.Pipe()
        self.job: Job | None = None
        self.ready = False
        self.failure = ""
        self.deadline = time.monotonic() + 300.0
        arguments = (far_end, make_worker, os.getpid())
        self._process = _spawning.Process(target=_serve, args=arguments, name="autograder worker", daemon=True)
        self._process.start()
        far_end.close()

    def send(self, job: Job, deadline_s: float) -> None:
        """Hands over a job; a worker that is gone is noticed when its answer is read."""
        self.job = job
        self.deadline = time.monotonic() + deadline_s
        try:
            self.connection.send_bytes(msgspec.msgpack.encode(job.submission))
        except OSError:
            self.kill()

    def receive(self) -> Record | None:
        """A record; None for a worker's first word. Raises EOFError when it has died."""
        data = self.connection.recv_bytes()
        if not self.ready:
            self.failure = msgspec.json.decode(data, type=dict[str, str]).get("failure", "")
            if self.failure:
                raise EOFError(self.failure)
            self.ready, self.deadline = True, float("inf")
            return None
        record = from_json(data)
        self.job, self.deadline = None, float("inf")
        return record

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Closes the channel, which ends an idle worker; one that does not heed it is killed."""
        self.connection.close()
        if self.job is not None:
            self.kill()
        self._process.join(10.0)
        if self._process.is_alive():
            self.kill()
            self._process.join()


def _serve(connection: Connection, make_worker: MakeWorker, parent: int) -> None:
    """A worker's life: hello, then one record for each submission until the channel closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the channel
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    try:
        worker = make_worker()
    except Exception as error:  # whatever it is, the parent must hear of it
        connection.send_bytes(msgspec.json.encode({"failure": str(error) or type(error).__name__}))
        return
    limit_memory()
    try:
        connection.send_bytes(msgspec.json.encode(worker.hello()))
        while True:
            connection.send_bytes(to_json(worker.grade(connection.recv_bytes())))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    finally:
        worker.close()


def limit_memory() -> None:
    """More than this is MemoryError, here alone: the template, which boxes are forked from, was started before."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = WORKER_MEMORY_MB << 20
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
