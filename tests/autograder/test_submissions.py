"""The corpus of submissions, staged and examined as a class is: each reaches its verdict, and none costs another.

In `make test` everything but the slow ones; their limits are lowered, so that what never ends ends soon.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from autograder import demo, staging, topics
from autograder.desk import Desk
from autograder.records import ExerciseResult, Record
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.process import Template
from autograder.verdicts import Verdict
from autograder.worker import Worker
from tests.sandboxes import best_tier_here

corpus = demo.load_corpus()
SUBMISSIONS = corpus.submissions()
LIMITS = {
    "cell_cpu_s": 2.0,
    "question_cpu_s": 1.5,
    "wall_factor": 2.5,
    "memory_mb": 700,
    "disk_mb": 32,
    "output_kb": 256,
}

TIER = best_tier_here(module=True)


@dataclasses.dataclass(frozen=True)
class Classroom:
    """A desk for each topic that stages, workers that examine, and the folder with everybody's work."""

    desks: dict[str, Desk]
    workers: dict[str, Worker]

    @property
    def submitted(self) -> Path:
        return self.desks[corpus.TOPIC].course.submitted

    def grade(self, name: str) -> Record:
        topic = SUBMISSIONS[name].topic
        folder = self.submitted / name / topic
        (option,) = self.desks[topic].stage(staging.HandedIn(name, folder))
        return self.workers[topic].grade(option.submission)

    def close(self) -> None:
        for worker in self.workers.values():
            worker.close()


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topics, "load", _with_low_limits(topics.load))
        room = _classroom(tmp_path_factory.mktemp("course"))
    corpus.build_class(room.submitted)
    yield room
    room.close()


def _classroom(root: Path) -> Classroom:
    course = demo.make_course(root)
    desks = {topic: Desk(course, topic, TIER) for topic in demo.CLASSES}
    return Classroom(desks, {topic: Worker(desk.settings) for topic, desk in desks.items()})


def _with_low_limits(load):
    def loaded(name: str) -> topics.Topic:
        topic = load(name)
        return dataclasses.replace(topic, limits=dataclasses.replace(topic.limits, **LIMITS))

    return loaded


def _cases() -> list:
    return [
        pytest.param(name, marks=pytest.mark.slow if submission.slow else ())
        for name, submission in SUBMISSIONS.items()
        if not submission.how.get("own_limits")
    ]


@pytest.mark.parametrize("name", _cases())
def test_submission_reaches_its_verdict(name: str, classroom: Classroom) -> None:
    _check(SUBMISSIONS[name], classroom.grade(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, each in SUBMISSIONS.items() if each.how.get("own_limits")])
def test_submission_reaches_its_verdict_under_the_limits_of_the_topic(name: str, tmp_path: Path) -> None:
    room = _classroom(tmp_path)
    try:
        corpus.build_class(room.submitted, [name])
        _check(SUBMISSIONS[name], room.grade(name))
    finally:
        room.close()


def _check(submission, record: Record) -> None:
    found = {result.exercise: result for result in record.exercises}
    assert set(found) == set(submission.verdicts)
    said = {exercise: _said(result) for exercise, result in found.items()}
    for exercise, verdicts in submission.verdicts.items():
        assert not verdicts or found[exercise].verdict.value in verdicts, said
        assert _score_fits(found[exercise]), said
    assert record.final, said
    assert record.language == submission.language or submission.name == "mixed_languages" or not _readable(record)
    for exercise, key in submission.how.get("hint", {}).items():
        assert key in {each.hint_key for each in found[exercise].properties}, said
    assert record.notes or not submission.how.get("note"), "the instructor is not told"
    assert record.repairs or not submission.how.get("repaired"), "the repair is not told"
    seen = msgspec.json.encode((record.outputs, record.exercises, record.notes)).decode()
    assert "withheld" not in submission.how or submission.how["withheld"] not in seen
    assert len(seen) < 400_000, "a learner lengthens the report"


def _said(result: ExerciseResult) -> str:
    failed = [f"{each.name}: {each.hint_key}: {each.hint}" for each in result.properties if not each.passed]
    return f"{result.score}/{result.max} {result.verdict.value} {result.detail[:300]} {failed[:2]}"


def _score_fits(result: ExerciseResult) -> bool:
    """Full marks for *right* alone, some for *partly right*, none for all that a wrong answer or an attack can be."""
    if result.verdict is Verdict.RIGHT:
        return result.score == result.max
    if result.verdict is Verdict.PARTLY_RIGHT:
        return 0 < result.score < result.max
    return result.score == 0


def _readable(record: Record) -> bool:
    return all(result.verdict is not Verdict.UNREADABLE for result in record.exercises)


def test_every_verdict_but_our_own_fault_is_surely_reached() -> None:
    sure = {verdicts[0] for each in SUBMISSIONS.values() for verdicts in each.verdicts.values() if len(verdicts) == 1}
    assert {verdict.value for verdict in Verdict} - sure == {Verdict.GRADER_FAULT.value}


def test_every_twin_is_right_and_differs_from_its_attack() -> None:
    twins = [name for name in SUBMISSIONS if name.endswith("_twin")]
    assert len(twins) >= 20
    for name in twins:
        assert SUBMISSIONS[name].right, name
        assert corpus.notebook(SUBMISSIONS[name]) != corpus.notebook(SUBMISSIONS[name.removesuffix("_twin")]), name


def test_right_work_comes_in_many_hands_and_both_languages() -> None:
    right = [each for each in SUBMISSIONS.values() if each.right and each.theme == "honest"]
    assert {each.language for each in right} == {"es", "en"}
    assert len({each.how.get("style") for each in right}) >= 5


def test_a_broken_sandbox_is_our_fault_and_never_a_zero(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SandboxError("no more processes", "wait")

    monkeypatch.setattr(Template, "spawn", refuse)  # of a new template, too
    record = classroom.grade("solution_en")
    assert {result.verdict for result in record.exercises} == {Verdict.GRADER_FAULT}
    assert not record.final
    assert "no more processes" in record.exercises[0].detail


def test_unknown_words_in_the_corpus_are_reported() -> None:
    with pytest.raises(ValueError, match=r"forge\.toml: x: unknown \['anwsers'\]"):
        list(corpus._with_twin("x", {"what": "a slip", "anwsers": {}}, "forge"))


def test_a_name_that_is_not_in_the_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        corpus.build_class(tmp_path, ["nobody"])
