"""A class goes on past a worker that dies, hangs or cannot be started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from autograder.records import ExerciseResult, Record
from autograder.runners.local import LocalRunner, RunnerError
from autograder.submission import Submission
from autograder.verdicts import Verdict


def submission(learner: str, what: str) -> Submission:
    return Submission(key=what, learner=learner, topic="01_sums", notebook=what.encode())


class MortalWorker:
    """Does what the notebook says; ``folder`` remembers who has died before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if (folder / "broken").exists():
            raise RuntimeError("no sandbox here: run autograder doctor")

    def hello(self) -> dict[str, str]:
        return {"tier": "full"}

    def grade(self, data: bytes) -> Record:
        wanted = msgspec.msgpack.decode(data, type=Submission)
        try:
            self._log(f"begin {wanted.learner} {os.getpid()}")
            return self._grade(wanted)
        finally:
            self._log(f"end {wanted.learner} {os.getpid()}")

    def _log(self, line: str) -> None:
        with (self._folder / "log").open("a") as log:
            log.write(line + "\n")

    def _grade(self, wanted: Submission) -> Record:
        trace = self._folder / wanted.learner
        match wanted.notebook.decode():
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "kill once" if not trace.exists():
                trace.touch()
                os._exit(3)
            case "hungry":
                bytearray(5 << 30)
            case "fault once" if not trace.exists():
                trace.touch()
                return paper_fault(wanted, "this once")
            case "fault":
                return paper_fault(wanted, "as ever")
            case "slow":
                time.sleep(0.5)
            case "hang":
                (self._folder / "hanging").write_text(str(os.getpid()))
                time.sleep(3600)
        result = ExerciseResult("add", 1.0, 1.0, Verdict.RIGHT)
        return Record(wanted.key, wanted.learner, wanted.topic, "en", [result], notes=[str(os.getpid())])

    def close(self) -> None:
        (self._folder / f"closed {os.getpid()}").touch()


def paper_fault(wanted: Submission, detail: str) -> Record:
    result = ExerciseResult("add", 0.0, 1.0, Verdict.GRADER_FAULT, detail=detail)
    return Record(wanted.key, wanted.learner, wanted.topic, "en", [result])


def run(folder: Path, jobs: dict[str, str], n_workers: int = 2, deadline_s: float = 60.0) -> dict[str, Record]:
    make = partial(MortalWorker, folder)
    with LocalRunner(make, paper_fault, n_workers, deadline_s) as runner:
        records = list(runner.grade([submission(*job) for job in jobs.items()]))
    assert len(records) == len(jobs)
    return {record.learner: record for record in records}


def test_a_worker_that_dies_is_replaced_and_its_submission_tried_once_more(tmp_path: Path) -> None:
    jobs = {"ada": "fine", "bob": "kill once", "eve": "kill", "fay": "fine", "gus": "fine"}
    found = {learner: record.final for learner, record in run(tmp_path, jobs).items()}
    assert found == {"ada": True, "bob": True, "eve": False, "fay": True, "gus": True}


def test_a_worker_that_takes_more_memory_than_its_own_limit_is_replaced(tmp_path: Path) -> None:
    found = run(tmp_path, {"ada": "hungry", "bob": "fine"}, n_workers=1)
    assert not found["ada"].final and found["bob"].final


def test_a_fault_of_ours_is_tried_again_alone_and_its_worker_gets_no_other_notebook(tmp_path: Path) -> None:
    jobs = {"ada": "fault once", "bob": "slow", "eve": "fault", "fay": "slow", "gus": "slow", "hal": "fault once"}
    found = run(tmp_path, jobs)
    assert {learner for learner, record in found.items() if not record.final} == {"eve"}
    log = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    for learner in ("ada", "eve", "hal"):
        first, again = (at for at, line in enumerate(log) if line[:2] == ["begin", learner])
        assert log[again + 1][:2] == ["end", learner], "something ran beside it"
        worker = log[first][2]
        assert worker not in {pid for word, _, pid in log[first + 1 :] if word == "begin"}


def test_a_worker_that_hangs_is_replaced(tmp_path: Path) -> None:
    found = run(tmp_path, {"ada": "hang", "bob": "fine"}, n_workers=1, deadline_s=1.0)
    assert not found["ada"].final and found["bob"].final


def test_workers_share_the_class_and_are_closed_at_the_end(tmp_path: Path) -> None:
    found = run(tmp_path, {f"learner{n}": "fine" for n in range(6)})
    assert 1 <= len({record.notes[0] for record in found.values()}) <= 2
    assert list(tmp_path.glob("closed *"))


def test_a_machine_without_a_sandbox_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(RunnerError, match="autograder doctor"):
        run(tmp_path, {"ada": "fine"})


KILLED = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_runners import run
if __name__ == "__main__":
    run(Path({folder!r}), {{"ada": "hang"}}, n_workers=1)
"""


def test_when_the_grader_is_killed_no_worker_stays(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(KILLED.format(tests=str(Path(__file__).parent), folder=str(tmp_path)))
    grader = subprocess.Popen([sys.executable, str(program)])
    pid_file = tmp_path / "hanging"
    wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    worker = int(pid_file.read_text())
    assert is_running(worker)
    grader.kill()
    grader.wait()
    wait_for(lambda: not is_running(worker))


def wait_for(condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    give_up = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
