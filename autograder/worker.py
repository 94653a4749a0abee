"""A worker examines one notebook after another: a warm template, and a fresh box for each.

Runners drive workers through three calls, ``hello``, ``grade`` and ``close``, here or on another machine; what goes
in and out is data, and a submission may be graded twice without harm.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import nbformat
import torch

from autograder import examiner, topics
from autograder.notebook import Plan, language_of, plan
from autograder.records import ExerciseResult, Record
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.meter import Budget
from autograder.sandbox.process import Box, Template
from autograder.session import GraderFault, Session, notebook_budget
from autograder.sitting import Sitting, demo_names
from autograder.submission import Settings, Submission, challenge_seed, grades_depend_on
from autograder.topics import Topic
from autograder.verdicts import Verdict

__all__ = ["Settings", "Submission", "Worker", "alike", "fault"]


class Worker:
    """One template and its boxes. Raises SandboxError when this machine cannot give the tier asked for."""

    def __init__(self, settings: Settings) -> None:
        torch.set_num_threads(1)
        self._settings = settings
        self._topic = topics.load(settings.topic)
        self._master = nbformat.reads(settings.master.decode(), as_version=4)
        self._template = Template(settings.tier, device=self._topic.device)
        self._cpu_s, self._boxes = 0.0, 0

    def hello(self) -> dict[str, str]:
        """What grades depend on here, for a runner to compare between machines."""
        return grades_depend_on(self._topic, self._settings.tier)

    def grade(self, submission: Submission | bytes) -> Record:
        """Examines one notebook; whatever goes wrong on our side becomes a *grader fault*."""
        if isinstance(submission, bytes):
            submission = msgspec.msgpack.decode(submission, type=Submission)
        start, self._cpu_s, self._boxes = time.perf_counter(), 0.0, 0
        try:
            record = self._grade(submission)
        except Exception as error:  # ours: it may neither stop the class nor cost a mark
            record = fault(submission, self._topic, f"{type(error).__name__}: {error}")
        return msgspec.structs.replace(
            record,
            tier=self._settings.tier.value,
            device=self._topic.device,
            seconds=round(time.perf_counter() - start, 4),
            cpu_s=round(self._cpu_s, 4),
            boxes=self._boxes,
        )

    def close(self) -> None:
        """Ends the template and whatever it forked."""
        self._template.close()

    def _grade(self, submission: Submission) -> Record:
        if submission.problem is not None:
            return alike(submission, self._topic, Verdict.UNREADABLE, submission.problem)
        its_plan = plan(nbformat.reads(submission.notebook.decode(), as_version=4), self._master)
        standing = submission.standing
        asker = examiner.Examiner(self._topic, challenge_seed(its_plan, self._settings), its_plan.language)
        if standing:
            its_plan = its_plan.only([name for name in self._topic.exercises if name not in standing])
        budget = notebook_budget(self._topic.limits)
        sitting = self._sit(its_plan, asker, budget)
        if not sitting.right and sitting.undefined & demo_names(its_plan) and not budget.over:
            again = self._sit(its_plan.with_demos(), asker, budget)
            sitting = max(again, sitting, key=lambda each: each.rank)
        return Record(
            key=submission.key,
            learner=submission.learner,
            topic=submission.topic,
            language=its_plan.language,
            exercises=keyed(submission, self._topic, sitting.results | standing),
            repairs=[*submission.repairs, *sitting.repairs],
            notes=[*submission.notes, *sitting.notes],
            outputs=(submission.earlier.outputs if submission.earlier and standing else {}) | sitting.outputs,
        )

    def _sit(self, its_plan: Plan, asker: examiner.Examiner, budget: Budget) -> Sitting:
        return Sitting(its_plan, asker, self._open, budget, self._settings.max_boxes).sit()

    @contextmanager
    def _open(self, budget: Budget) -> Iterator[Session]:
        """A session in a fresh box, whose CPU time is added up at the end."""
        try:
            self._boxes += 1
            box = self._spawn()
        except SandboxError as error:
            raise GraderFault(f"no box: {error}") from error
        try:
            with Session(box, self._topic.limits, self._topic.forbidden, budget) as session:
                yield session
        finally:
            box.close()
            ended = box.wait(0)
            self._cpu_s += ended.cpu_s if ended else 0.0

    def _spawn(self) -> Box:
        """A fresh box; from a fresh template, should the old one have been killed."""
        try:
            return self._template.spawn(self._topic.limits)
        except SandboxError:
            self._template.close()
            self._template = Template(self._settings.tier, device=self._topic.device)
            return self._template.spawn(self._topic.limits)


def keyed(submission: Submission, topic: Topic, results: dict[str, ExerciseResult]) -> list[ExerciseResult]:
    """The results in the topic's order, each under the key that it may be found again by."""
    return [
        msgspec.structs.replace(results[name], key=submission.keys.get(name, ""))
        for name in topic.exercises
        if name in results
    ]


def alike(submission: Submission, topic: Topic, verdict: Verdict, detail: str) -> Record:
    """The record of a notebook whose exercises share one verdict, and earn nothing; results that stand are kept."""
    notebook = nbformat.reads(submission.notebook.decode(), as_version=4)
    language = language_of(notebook) or "es"
    results = {name: examiner.unexamined(spec, verdict, language, detail) for name, spec in topic.exercises.items()}
    return Record(
        key=submission.key,
        learner=submission.learner,
        topic=submission.topic,
        language=language,
        exercises=keyed(submission, topic, results | submission.standing),
        repairs=[] if submission.problem else submission.repairs,
        notes=[*submission.notes, detail],
    )


def fault(submission: Submission, topic: Topic, detail: str) -> Record:
    """The record of a notebook that we failed to grade: not final, and never a zero."""
    return alike(submission, topic, Verdict.GRADER_FAULT, detail)
