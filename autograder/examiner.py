"""The examiner: puts an exam's questions through a session and writes down what held."""

import re
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from autograder import topics
from autograder.outputs import clean_text
from autograder.properties import Ask, Exam, Failed, Property, Rng, exams_of
from autograder.records import ExerciseResult, PropertyResult
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import Tier, best_tier
from autograder.session import ForbiddenWay, GraderFault, Raised, Session, Stopped
from autograder.topics import COMMON_HINTS, ExerciseSpec, Topic
from autograder.verdicts import Verdict, combine

# After these nothing more is asked: the answer is not there, was not the learner's, or the fault is ours.
ENDS_THE_EXAM = (Verdict.MISSING, Verdict.FORBIDDEN, Verdict.GRADER_FAULT)


def examine(
    session: Session,
    topic: Topic,
    exercise: str,
    *,
    seed: str,
    language: str = "en",
    earlier: Sequence[PropertyResult] = (),
) -> ExerciseResult:
    """Examine one exercise in a session whose notebook has run that far.

    ``earlier``: properties already settled in a box that did not survive the next one; they are not asked again.
    When the box does not survive, the result says so and ``session.alive`` is False. Nothing a
    learner does makes it raise.
    """
    return _Examination(session, topic, exercise, seed, language).run(list(earlier))


class _Examination:
    def __init__(self, session: Session, topic: Topic, exercise: str, seed: str, language: str) -> None:
        self._session, self._spec, self._seed, self._language = session, topic.exercises[exercise], seed, language
        self._exam: Exam = exams_of(topic.code)[exercise]
        self._ask = Ask(session, self._spec.forbidden)
        self._details: list[str] = []

    def run(self, settled: list[PropertyResult]) -> ExerciseResult:
        with self._session.exercise():
            return self._run(settled)

    def _run(self, settled: list[PropertyResult]) -> ExerciseResult:
        began = time.monotonic()
        known = {result.name: result for result in settled}
        absent = None if known else self._absent()
        results: list[PropertyResult] = []
        over: Verdict | None = absent.verdict if absent else None
        core_holds = True
        for prop in self._exam.properties:
            if prop.name in known:
                result = known[prop.name]
            elif over is not None:
                result = self._unasked(prop, absent)
            elif not prop.core and not core_holds:
                result = self._unasked(prop, None)
            else:
                result = self._examine(prop)
                if not self._session.alive or result.verdict in ENDS_THE_EXAM:
                    over = result.verdict
            core_holds = core_holds and (result.passed or not prop.core)
            results.append(result)
        score = 0.0 if not core_holds or over is Verdict.FORBIDDEN else _score(self._spec, results)
        verdict = self._verdict(results, over, score)
        return ExerciseResult(
            exercise=self._exam.name,
            score=score,
            max=self._spec.points,
            verdict=verdict,
            properties=results,
            detail=clean_text("; ".join(dict.fromkeys(self._details))),
            seconds=round(time.monotonic() - began, 4),
        )

    def _verdict(self, results: list[PropertyResult], over: Verdict | None, score: float) -> Verdict:
        if over in (Verdict.MISSING, Verdict.FORBIDDEN):
            return over
        asked = [r.verdict for r in results if r.passed or r.hint_key is not None]
        return combine(asked, earned=score > 0)

    def _absent(self) -> PropertyResult | None:
        """The hint for a name that does not exist, or None when it does."""
        name = self._exam.name
        try:
            if self._ask.kind(name) is not None:
                return None
        except Stopped as stopped:
            return self._stopped(self._exam.properties[0], stopped)
        except (GraderFault, Raised, ForbiddenWay):
            return None
        return self._result(self._exam.properties[0], Verdict.MISSING, "missing", {"name": name})

    def _examine(self, prop: Property) -> PropertyResult:
        try:
            prop.examine(self._ask, Rng(self._seed, self._exam.name, prop.name))
        except Failed as failed:
            return self._result(prop, Verdict.WRONG, failed.hint, failed.numbers)
        except Raised as raised:
            return self._raised(prop, raised)
        except ForbiddenWay as taken:
            self._details.append(f"took {taken.way}")
            return self._result(prop, Verdict.FORBIDDEN, "forbidden", {"way": taken.way})
        except Stopped as stopped:
            return self._stopped(prop, stopped)
        except Exception:  # our exam's own mistake, or a fault of the sandbox: never the learner's zero
            self._details.append(traceback.format_exc(limit=-4))
            return self._result(prop, Verdict.GRADER_FAULT, "grader_fault", {})
        return self._result(prop, Verdict.RIGHT, None, {})

    def _raised(self, prop: Property, raised: Raised) -> PropertyResult:
        self._details.append(str(raised)[:500])
        if "NotImplementedError" in raised.type_names:
            verdict = Verdict.MISSING if prop.core else Verdict.RAISED  # a part that is not written is no absent answer
            return self._result(prop, verdict, "not_implemented", {"name": self._exam.name})
        if "MemoryError" in raised.type_names or "DefaultCPUAllocator" in raised.message:
            return self._result(prop, Verdict.OUT_OF_MEMORY, "out_of_memory", {"detail": str(raised)[:200]})
        numbers = {"error": raised.type_names[0] if raised.type_names else "Exception", "message": raised.message[:300]}
        return self._result(prop, Verdict.RAISED, "raised", numbers)

    def _stopped(self, prop: Property, stopped: Stopped) -> PropertyResult:
        self._details.append(stopped.detail)
        key = stopped.verdict.value.replace(" ", "_")
        return self._result(prop, stopped.verdict, key, {"detail": stopped.detail, "way": stopped.detail})

    def _unasked(self, prop: Property, absent: PropertyResult | None) -> PropertyResult:
        """A property that was not asked: it earns nothing; the first one carries the reason when nothing was asked."""
        if absent is not None and prop.name == absent.name:
            return absent
        return self._result(prop, absent.verdict if absent else Verdict.WRONG, None, {})

    def _result(
        self, prop: Property, verdict: Verdict, key: str | None, numbers: Mapping[str, object]
    ) -> PropertyResult:
        spec = self._spec.properties[prop.name]
        return PropertyResult(
            name=prop.name,
            passed=verdict is Verdict.RIGHT,
            weight=spec.weight,
            hint=key and hint_text(self._spec, key, self._language, numbers),
            hint_key=key,
            verdict=verdict,
            title=spec.titles[self._language],
        )


def hint_text(spec: ExerciseSpec, key: str, language: str, numbers: Mapping[str, object]) -> str:
    """The hint in one language, its {braces} filled; a brace that nobody fills shows as "?". Raises KeyError."""
    template = spec.hint(key, language)
    return re.sub(r"\{(\w+)\}", lambda brace: clean_text(numbers.get(brace[1], "?"))[:300], template)


def _score(spec: ExerciseSpec, results: list[PropertyResult]) -> float:
    whole = sum(item.weight for item in spec.properties.values())
    # Not rounded to what people see: sums of rounded marks would be off by a hundredth.
    return round(spec.points * sum(result.weight for result in results if result.passed) / whole, 6)


def unexamined(
    spec: ExerciseSpec, verdict: Verdict, language: str, detail: str = "", key: str | None = None
) -> ExerciseResult:
    """The result of an exercise that no question could be put to: unreadable, missing, or a fault of ours."""
    key = key or verdict.value.replace(" ", "_")
    known = key in spec.hints or key in COMMON_HINTS
    hint = hint_text(spec, key, language, {"name": spec.name, "detail": detail}) if known else None
    properties = [
        PropertyResult(name, False, item.weight, verdict=verdict, title=item.titles[language])
        for name, item in spec.properties.items()
    ]
    properties[:1] = [msgspec.structs.replace(first, hint=hint, hint_key=key) for first in properties[:1]]
    return ExerciseResult(spec.name, 0.0, spec.points, verdict, properties, detail)


def examine_file(
    path: Path,
    topic: Topic | str,
    exercise: str,
    *,
    template: Template | None = None,
    tier: Tier | None = None,
    device: str = "cpu",
    seed: str = "preview",
    language: str = "en",
    limits: Limits | None = None,
) -> ExerciseResult:
    """Examine one Python file's object: the file is run as one cell, then the exam is put to it.

    A ``template`` that is passed is used and left open; otherwise one is made for ``tier`` (the best one, if None).
    Raises KeyError when the topic has no such exercise; OSError when the file cannot be read.
    """
    topic = topics.load(topic) if isinstance(topic, str) else topic
    spec = topic.exercises[exercise]
    source = path.read_text(encoding="utf-8")
    own = None if template else Template(tier or best_tier(), device=device)
    chosen = template or own
    assert chosen is not None
    try:
        with Session(chosen.spawn(limits or topic.limits), limits or topic.limits, topic.ways) as session:
            try:
                cell = session.run_cell(source)
            except Stopped as stopped:
                return unexamined(spec, stopped.verdict, language, stopped.detail)
            result = examine(session, topic, exercise, seed=seed, language=language)
        if cell.error and result.verdict is Verdict.MISSING:
            detail = f"{path.name}: {cell.error}: {cell.message}"
            numbers = {"error": cell.error, "message": cell.message[:300]}
            hint = hint_text(spec, "raised", language, numbers)
            changes = {"hint": hint, "hint_key": "raised", "verdict": Verdict.RAISED}
            first = msgspec.structs.replace(result.properties[0], **changes)
            return ExerciseResult(spec.name, 0.0, spec.points, Verdict.RAISED, [first, *result.properties[1:]], detail)
        return result
    finally:
        if own is not None:
            own.close()
