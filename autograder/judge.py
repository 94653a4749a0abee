"""``autograder judge``: a bank of answers put to the exams with one warm template; what is judged wrongly is listed."""

import ast
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from autograder import bank, topics
from autograder.bank import Answer
from autograder.examiner import examine_file
from autograder.records import ExerciseResult
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import Tier
from autograder.topics import TopicError
from autograder.verdicts import Verdict


@dataclass(frozen=True)
class Judged:
    """One answer: its result and what is wrong with it; or why it could not be judged at all."""

    answer: Answer
    result: ExerciseResult | None = None
    complaint: str | None = None
    problem: str | None = None

    @property
    def is_fault(self) -> bool:
        return self.result is not None and self.result.verdict is Verdict.GRADER_FAULT

    def as_json(self) -> dict[str, Any]:
        """The path, marks, verdict, and the first property that fails, with all properties."""
        assert self.result is not None
        failed = next((item for item in self.result.properties if not item.passed and item.hint_key), None)
        return {
            "path": str(self.answer.path),
            "score": self.result.score,
            "max": self.result.max,
            "verdict": self.result.verdict.value,
            "hint": failed.hint if failed else None,
            "hint_key": failed.hint_key if failed else None,
            "properties": msgspec.to_builtins(self.result.properties),
        }


def found(what: str | None) -> list[Answer]:
    """The answers meant by a folder, ``TOPIC``, ``TOPIC/EXERCISE``, or all banks. Raises TopicError."""
    if what is not None and Path(what).is_dir():
        answers = list(bank.in_folder(Path(what)))
        if not answers:
            raise TopicError(f"{what} holds no TOPIC/EXERCISE/{{right,wrong}}/NAME.py")
        return answers
    if what is None:
        return [answer for name in topics.names() for answer in found(name)]
    name, _, exercise = what.partition("/")
    topic = topics.load(name)
    if exercise and exercise not in topic.exercises:
        raise TopicError(f"{topic.name} has no exercise {exercise!r}; it has: {', '.join(topic.exercises)}")
    for each in [exercise] if exercise else topic.exercises:
        if said := bank.disagreement(topic, each):
            raise TopicError(said)
    return bank.own(topic.name, exercise or "*")


def judge(answers: Iterable[Answer], tier: Tier, *, seed: str = "preview", language: str = "en") -> Iterator[Judged]:
    """Each answer, examined; one that cannot be is said and passed over."""
    with Template(tier) as template:
        for answer in answers:
            try:
                problem = unfit(answer)
                if problem is None:
                    topic = topics.load(answer.topic)
                    result = examine_file(
                        answer.path, topic, answer.exercise, template=template, seed=seed, language=language
                    )
                    problem = unnamed(answer, result)
            except (TopicError, OSError, UnicodeDecodeError) as error:
                problem = str(error)
            yield Judged(answer, problem=problem) if problem else Judged(answer, result, answer.complaint(result))


def unfit(answer: Answer) -> str | None:
    """Why the file is no answer to an exercise; None if it may be one. Raises TopicError, OSError."""
    topic = topics.load(answer.topic)
    if answer.exercise not in topic.exercises:
        return f"{topic.name} has no exercise {answer.exercise!r}"
    try:
        ast.parse(answer.path.read_bytes())
    except (SyntaxError, ValueError) as error:
        return f"not Python: {error}"
    return None


def unnamed(answer: Answer, result: ExerciseResult) -> str | None:
    """That the file defines nothing of the exercise's name."""
    absent = result.verdict is Verdict.MISSING and result.properties[0].hint_key == "missing"
    return f"defines no {answer.exercise}" if absent else None


def run(what: str | None, to: Path | None, tier: Tier, seed: str, language: str) -> int:
    """Judge and print: 0 if all is judged as it should be, 1 if not, 2 if an answer could not be judged."""
    judged = []
    said: set[str] = set()
    for each in judge(found(what), tier, seed=seed, language=language):
        judged.append(each)
        if each.problem:
            sys.stderr.write(f"{each.answer.path}: {' '.join(each.problem.split())}\n")
        elif each.complaint and not (each.is_fault and each.complaint in said):  # one fault meets many answers
            sys.stdout.write(f"{each.answer.name}: {each.complaint}\n")
            said.add(each.complaint)
    if to is not None:
        listed = [each.as_json() for each in judged if each.result is not None]
        to.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _print_table(judged)
    if what is None or not Path(what).is_dir():
        _print_lacking(judged)
    problems = any(each.problem for each in judged)
    return 2 if problems else int(any(each.complaint for each in judged))


def _print_table(judged: Sequence[Judged]) -> None:
    """How many answers of each exercise and kind are judged as they should be."""
    every = Counter((each.answer.exercise, each.answer.kind) for each in judged)
    good = Counter((each.answer.exercise, each.answer.kind) for each in judged if not (each.complaint or each.problem))
    row = "{:30}{:>12}{:>12}{:>12}\n".format
    sys.stdout.write(row("exercise", "right", "wrong", "forbidden"))
    for name in dict.fromkeys(exercise for exercise, _ in every):
        cells = [f"{good[name, kind]} of {every[name, kind]}" if every[name, kind] else "–" for kind in bank.KINDS]
        sys.stdout.write(row(name, *cells))


def _print_lacking(judged: Sequence[Judged]) -> None:
    """What the tests ask of the banks that were judged, and do not find: no fault of what is there."""
    for topic, exercise in dict.fromkeys((each.answer.topic, each.answer.exercise) for each in judged):
        if lacking := bank.lacking(topics.load(topic), exercise):
            sys.stdout.write("\n  ".join([f"what the tests still ask of {exercise}:", *lacking]) + "\n")
