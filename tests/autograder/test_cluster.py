"""A class on a Ray cluster of this machine: nothing is lost, nothing comes twice, what cannot be is said at once."""

import importlib.util
import os
import signal
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from autograder.records import ExerciseResult, Record
from autograder.runners.cluster import Cluster, RayRunner, Resources
from autograder.runners.local import RunnerError
from autograder.submission import Submission
from autograder.verdicts import Verdict

if importlib.util.find_spec("ray") is None:  # not imported here: Ray reads its settings when it is
    pytest.skip("Ray is not installed", allow_module_level=True)

SMALL = Resources(cpus=1, memory_mb=64)
HELLO = {"tier": "full", "python": "3.11.7"}


class PaperWorker:
    """Does what the notebook says; ``folder`` remembers what has happened before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hello(self) -> dict[str, str]:
        if (self._folder / "older").exists():
            return HELLO | {"python": "3.10.0"}
        if (self._folder / "broken").exists():
            raise RuntimeError("no sandbox here: run autograder doctor")
        return HELLO

    def grade(self, data: bytes) -> Record:
        wanted = msgspec.msgpack.decode(data, type=Submission)
        trace = self._folder / wanted.learner
        verdict = Verdict.RIGHT
        match wanted.notebook.decode():
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "kill once" if not trace.exists():
                trace.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            case "fault once" if not trace.exists():
                trace.touch()
                verdict = Verdict.GRADER_FAULT
            case "hang once" if not trace.exists():
                trace.touch()
                time.sleep(3600)
            case "hungry":
                bytearray(5 << 30)
            case "wait":
                time.sleep(0.2)
            case "slow":
                time.sleep(2.0)
        result = ExerciseResult("add", 1.0, 1.0, verdict)
        return Record(wanted.key, wanted.learner, wanted.topic, "en", [result], notes=[str(os.getpid())])

    def close(self) -> None:
        pass


def paper_fault(wanted: Submission, detail: str) -> Record:
    result = ExerciseResult("add", 0.0, 1.0, Verdict.GRADER_FAULT, detail=detail)
    return Record(wanted.key, wanted.learner, wanted.topic, "en", [result])


def submission(learner: str, what: str) -> Submission:
    return Submission(key=what, learner=learner, topic="01_sums", notebook=what.encode())


def runner(folder: Path, n_workers: int = 2, **options: object) -> RayRunner:
    settings: dict = {"expected": HELLO, "cluster": Cluster(resources=SMALL), "deadline_s": 60.0} | options
    return RayRunner(partial(PaperWorker, folder), paper_fault, n_workers, **settings)


def listening() -> set[str]:
    """The addresses at which processes of this machine listen, from /proc."""
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path("/proc/net", name).read_text().splitlines()[1:]:
            local, _, state = line.split()[1:4]
            if state == "0A":
                found.add(local)
    return found


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[set[str]]:
    """One cluster for all tests, started by a runner, on loopback; what it listens at."""
    before = listening()
    patch = pytest.MonkeyPatch()
    patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where a worker finds PaperWorker
    keeper = runner(Path("/nonexistent"), 3)
    yield listening() - before
    keeper.close()
    patch.undo()


def test_no_port_is_open_beyond_this_machine(cluster: set[str]) -> None:
    loopback = ("0100007F:", "00000000000000000000000001000000:", "0000000000000000FFFF00000100007F:")
    assert cluster and all(address.startswith(loopback) for address in cluster), cluster


def test_a_class_comes_back_whole_each_once(tmp_path: Path) -> None:
    with runner(tmp_path) as workers:
        records = list(workers.grade(submission(f"learner{n}", "wait") for n in range(12)))
    assert sorted(record.learner for record in records) == sorted(f"learner{n}" for n in range(12))
    assert len({record.notes[0] for record in records}) == 2, "two workers share the class"


def test_what_a_lost_worker_was_grading_is_graded_by_another(tmp_path: Path) -> None:
    wanted = {"ada": "kill once", "bob": "fine", "eve": "fault once", "luz": "hang once", "zoe": "fine"}
    with runner(tmp_path, deadline_s=8.0) as workers:
        records = {record.learner: record for record in workers.grade(submission(*each) for each in wanted.items())}
    assert {learner: record.exercises[0].verdict for learner, record in records.items()} == dict.fromkeys(
        wanted, Verdict.RIGHT
    )


def test_what_kills_every_worker_is_our_fault_and_stops_nobody(tmp_path: Path) -> None:
    with runner(tmp_path) as workers:
        records = {
            record.learner: record
            for record in workers.grade([submission("ada", "kill"), *(submission(f"{n}", "fine") for n in range(4))])
        }
    assert len(records) == 5
    assert records["ada"].exercises[0].verdict is Verdict.GRADER_FAULT
    assert "workers were lost with it" in records["ada"].exercises[0].detail


def test_a_worker_that_takes_more_memory_than_its_own_limit_is_our_fault_and_stops_nobody(tmp_path: Path) -> None:
    with runner(tmp_path) as workers:
        records = list(workers.grade([submission("ada", "hungry"), submission("bob", "fine")]))
    verdicts = {record.learner: record.exercises[0].verdict for record in records}
    assert verdicts == {"ada": Verdict.GRADER_FAULT, "bob": Verdict.RIGHT}


def test_nothing_is_asked_again_and_again_while_a_submission_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    look = RayRunner._answered
    monkeypatch.setattr(RayRunner, "_answered", lambda self: looked.append(self) or look(self))
    with runner(tmp_path, 1) as workers:
        list(workers.grade([submission("ada", "fine")]))
        looked.clear()
        workers._patience_s = 0.5  # once the worker has started, whatever that took
        assert len(list(workers.grade([submission("bob", "slow")]))) == 1
    assert len(looked) == 1


def test_a_worker_that_is_late_is_replaced_however_long_ago_another_answered(tmp_path: Path) -> None:
    with runner(tmp_path, 1) as workers:
        list(workers.grade([submission("ada", "fine")]))
        workers._deadline_s, workers._patience_s = 12.0, 10.0  # a fresh worker starts within the latter
        [record] = workers.grade([submission("luz", "hang once")])
    assert record.exercises[0].verdict is Verdict.RIGHT


def test_a_node_that_would_grade_otherwise_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "older").touch()
    said = rf"node {socket.gethostname()} has python 3\.10\.0, here it is 3\.11\.7"
    with pytest.raises(RunnerError, match=said), runner(tmp_path) as workers:
        list(workers.grade([submission("ada", "fine")]))


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(RunnerError, match="no sandbox here: run autograder doctor"), runner(tmp_path) as workers:
        list(workers.grade([submission("ada", "fine")]))


def test_what_no_node_has_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(RunnerError, match=r"no node of the cluster has .*1 GPU \(the most that one has: 0\)"):
        runner(tmp_path, cluster=Cluster(resources=Resources(gpus=1, memory_mb=64)))
    with pytest.raises(RunnerError, match="memory"):
        runner(tmp_path, cluster=Cluster(resources=Resources(memory_mb=900_000)))


@pytest.mark.parametrize(
    ("address", "said"), [("127.0.0.1:1", "nothing answers at 127.0.0.1:1"), ("somewhere", "--address is HOST:PORT")]
)
def test_an_address_that_does_not_answer_is_said(tmp_path: Path, address: str, said: str) -> None:
    with pytest.raises(RunnerError, match=said):
        runner(tmp_path, cluster=Cluster(address))
