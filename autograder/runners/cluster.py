"""Workers as actors on a Ray cluster: submissions and records travel as bytes, nothing is shared but the network.

The queue stays here, in the driver, with one submission in flight for each worker: so what a lost node was grading is
known, is graded again by another, and reaches the journal once. Ray itself restarts and retries nothing. What grades
depend on (exam, Python, packages, sandbox tier, device) is compared before a worker gets its first submission.

Without an address Ray is started here, on loopback alone, and ends with the run.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec

from autograder.records import Record, from_json, to_json
from autograder.runners.local import Grades, MakeFault, MakeWorker, RunnerError, limit_memory
from autograder.runners.waiting import Job, Waiting
from autograder.submission import Submission

MAX_ATTEMPTS = 3  # a node may be lost twice without its submission's fault
PATIENCE_S = 120.0  # without any answer, while nothing is being graded
CONNECT_S = 5.0

# Read by Ray when it is imported or starts a process. The third keeps every port on loopback: a switch that Ray has
# for macOS, and nothing documented does the same; a test looks at the ports.
ALWAYS = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0", "RAY_memory_monitor_refresh_ms": "0"}
LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}


@dataclass(frozen=True)
class Resources:
    """What one worker asks of its node. Ray counts these and enforces none of them: limits are the box's."""

    cpus: float = 1.0
    gpus: float = 0.0
    memory_mb: int = 2048

    @property
    def as_ray_counts(self) -> dict[str, float]:
        """By Ray's names, memory in bytes."""
        return {"CPU": self.cpus, "GPU": self.gpus, "memory": float(self.memory_mb << 20)}


@dataclass(frozen=True)
class Cluster:
    """Which cluster, and what a worker asks of it. ``address``: HOST:PORT or auto; None starts Ray here."""

    address: str | None = None
    resources: Resources = field(default_factory=Resources)


class RayRunner:
    """Grades submissions with ``n_workers`` actors. Raises RunnerError where the cluster cannot be had.

    ``expected``: what every worker must say of itself, as ``Worker.hello``. ``deadline_s`` bounds one submission: a
    worker that takes longer, or whose node is frozen, is given up and its submission graded elsewhere.
    """

    def __init__(
        self,
        make_worker: MakeWorker,
        make_fault: MakeFault,
        n_workers: int = 1,
        *,
        expected: Mapping[str, str],
        cluster: Cluster | None = None,
        deadline_s: float = 1800.0,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._make_fault, self._n_workers = make_fault, max(1, n_workers)
        self._expected, self._deadline_s, self._patience_s = dict(expected), deadline_s, patience_s
        self._seats: list[_Seat] = []
        cluster = cluster or Cluster()
        resources = cluster.resources
        self._ray, self._ours = _connected(cluster, self._n_workers)
        try:
            _refuse_impossible(self._ray.nodes(), resources)
        except RunnerError:
            self.close()
            raise
        actor = self._ray.remote(_Actor).options(
            num_cpus=resources.cpus,
            num_gpus=resources.gpus,
            memory=resources.memory_mb << 20,
            max_restarts=0,
            max_task_retries=0,
        )
        self._spawn: Callable[[], Any] = partial(actor.remote, make_worker)

    def __enter__(self) -> "RayRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def grade(self, submissions: Iterable[Submission]) -> Iterator[Record]:
        """The records, each once, in the order in which they are done. Raises RunnerError."""
        waiting = Waiting(submissions)
        while waiting or any(seat.job for seat in self._seats):
            self._occupy(waiting)
            answered = self._answered()
            late = [seat for seat in self._seats if seat.deadline <= time.monotonic()]
            if not answered and not any(seat.job for seat in self._seats):
                raise RunnerError(f"no node of the cluster answered for {self._patience_s:g} s")
            for seat in answered:
                yield from self._heard(seat, waiting)
            for seat in (seat for seat in late if seat not in answered):
                yield from self._given_up(seat, waiting, f"no answer within {self._deadline_s:g} s")

    def close(self) -> None:
        """Ends every worker, and the cluster if it was started here."""
        for seat in self._seats:
            self._ray.kill(seat.actor)
        self._seats.clear()
        if self._ours:
            self._ray.shutdown()
            self._ours = False

    def _occupy(self, waiting: Waiting) -> None:
        """A submission for each worker that is free. Workers are asked for up to the number wanted: those that find no
        room wait for a node to join."""
        busy = sum(seat.job is not None for seat in self._seats)
        ready = waiting.fresh(self._n_workers - busy) or int(bool(waiting))
        while len(self._seats) < min(self._n_workers, busy + ready):
            actor = self._spawn()
            self._seats.append(_Seat(actor, actor.hello.remote()))
        for seat in self._seats:
            if seat.pending is None and waiting:
                seat.job, seat.deadline = waiting.next(), time.monotonic() + self._deadline_s
                seat.pending = seat.actor.grade.remote(msgspec.msgpack.encode(seat.job.submission))

    def _answered(self) -> "list[_Seat]":
        """The workers that have answered or died, as soon as there is one; none by the nearest deadline, or when
        patience ends while nothing is being graded."""
        nearest = min(seat.deadline for seat in self._seats)
        left_s = self._patience_s if nearest == float("inf") else max(0.0, nearest - time.monotonic())
        pending = {seat.pending: seat for seat in self._seats if seat.pending is not None}
        done, _ = self._ray.wait(list(pending), num_returns=1, timeout=left_s)
        return [pending[each] for each in done]

    def _heard(self, seat: "_Seat", waiting: Waiting) -> Iterator[Record]:
        try:
            answer = self._ray.get(seat.pending)
        except self._ray.exceptions.RayError as death:
            if seat.job is None and isinstance(
                death, self._ray.exceptions.RayTaskError | self._ray.exceptions.ActorDiedError
            ):
                self._refuse_start(death)
            yield from self._given_up(seat, waiting, type(death).__name__)
            return
        job, seat.job, seat.pending, seat.deadline = seat.job, None, None, float("inf")
        if job is None:
            self._compare(answer)
            return
        record = from_json(answer)
        if record.final or not waiting.again(job, MAX_ATTEMPTS):
            yield record
        if not record.final:  # whoever has seen a fault of ours gets no other notebook
            self._end(seat)

    def _given_up(self, seat: "_Seat", waiting: Waiting, why: str) -> Iterator[Record]:
        """A worker that is lost: its submission is graded by another, or is our fault if that was tried often."""
        self._end(seat)
        if seat.job is not None and not waiting.again(seat.job, MAX_ATTEMPTS):
            yield self._make_fault(seat.job.submission, f"{MAX_ATTEMPTS} workers were lost with it; the last: {why}")

    def _end(self, seat: "_Seat") -> None:
        self._seats.remove(seat)
        self._ray.kill(seat.actor)

    def _compare(self, said: Mapping[str, str]) -> None:
        """Raises RunnerError where a worker would grade otherwise than this machine."""
        for name in sorted({*self._expected, *said} - {"node"}):
            there, here = said.get(name, "nothing"), self._expected.get(name, "nothing")
            if there != here:
                raise RunnerError(
                    f"node {said.get('node', '?')} has {name} {there}, here it is {here}: make them equal"
                )

    def _refuse_start(self, error: BaseException) -> None:
        """A worker that cannot start anywhere says why; one whose node was lost is simply replaced."""
        cause = getattr(error, "cause", None)
        text = str(cause or error)
        if cause is not None or "creation" in text:
            raise RunnerError(f"no worker can start on the cluster: {text.strip().splitlines()[-1][:300]}") from error


@dataclass(eq=False)
class _Seat:
    """One actor: asked for or starting (a call is pending, no job), idle (neither), or at a job."""

    actor: Any
    pending: Any
    job: Job | None = None
    deadline: float = field(default=float("inf"))


class _Actor:
    """A worker on some node. Only bytes and texts come back: nothing of a record is unpickled by the driver."""

    def __init__(self, make_worker: MakeWorker) -> None:
        import signal

        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # Ray's workers block SIGINT, and boxes would inherit it
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")  # for an actor without a GPU Ray leaves all of them visible
        self._worker: Grades = make_worker()
        limit_memory()

    def hello(self) -> dict[str, str]:
        """What grades depend on here, and which node it is."""
        return {**self._worker.hello(), "node": socket.gethostname()}

    def grade(self, submission: bytes) -> bytes:
        """The record as JSON."""
        return to_json(self._worker.grade(submission))


def _connected(cluster: Cluster, n_workers: int) -> tuple[Any, bool]:
    """Ray, and whether the cluster was started here."""
    address, resources = cluster.address, cluster.resources
    os.environ.update(ALWAYS)
    if address is None:
        os.environ.update(LOOPBACK)
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    elif address != "auto":
        _refuse_silent(address)
    try:
        import ray
    except ImportError as error:
        raise RunnerError("Ray is not installed: pip install 'language-model-course[ray]'") from error
    if ray.is_initialized():
        return ray, False
    try:
        if address is None:
            ray.init(
                num_cpus=max(1, round(n_workers * resources.cpus)),
                include_dashboard=False,
                logging_level=logging.ERROR,
                log_to_driver=False,
            )
        else:
            ray.init(address=address, logging_level=logging.ERROR, log_to_driver=False)
    except Exception as error:  # Ray raises its own, Python's, and bare ones
        raise RunnerError(
            f"no Ray cluster at {address or 'this machine'}: {str(error).splitlines()[0][:300]}"
        ) from error
    return ray, True


def _refuse_silent(address: str) -> None:
    """Raises RunnerError at once where Ray would try for a minute."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise RunnerError(f"--address is HOST:PORT or auto, not {address!r}")
    try:
        socket.create_connection((host, int(port)), CONNECT_S).close()
    except OSError as error:
        raise RunnerError(f"nothing answers at {address}: {error.strerror or error}") from error


def _refuse_impossible(nodes: list[dict[str, Any]], resources: Resources) -> None:
    """Raises RunnerError for what no node has: Ray would wait for ever for one that does."""
    wanted = resources.as_ray_counts
    alive = [node["Resources"] for node in nodes if node["Alive"]]
    if any(all(node.get(name, 0.0) >= amount for name, amount in wanted.items()) for node in alive):
        return
    most = {name: max((node.get(name, 0.0) for node in alive), default=0.0) for name in wanted}
    said = ", ".join(
        f"{amount:g} {name} (the most that one has: {most[name]:g})" for name, amount in wanted.items() if amount
    )
    raise RunnerError(f"no node of the cluster has what a worker asks for: {said}")
