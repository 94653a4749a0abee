"""The examiner: puts an exam's questions through a session and writes down what held.

The core property is asked first. Where it fails by one named mistake, the others are examined against that mistake's
own function, as a teacher marks on from a wrong intermediate result, and those that hold earn a share of their points.
Where it fails otherwise nothing else is asked.
"""

import platform
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder import hints, newer_python, topics
from autograder.exam import Exam, ExamError, Property
from autograder.outputs import clean_text
from autograder.records import ExerciseResult, PropertyResult
from autograder.rng import Rng
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import Tier, best_tier
from autograder.session import CellResult, ForbiddenFunction, GraderFault, Session, Stopped
from autograder.topics import ExerciseSpec, Topic
from autograder.verdicts import Verdict, combine
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, NotApplicable, Slip
from course_lib.asking.failed import Facts, Failed
from course_lib.asking.questions import Raised

# After these nothing more is asked: the answer is not there, was not the learner's, or the fault is ours.
ENDS_THE_EXAM = (Verdict.MISSING, Verdict.FORBIDDEN, Verdict.GRADER_FAULT)


@dataclass(frozen=True)
class Examiner:
    """Puts one topic's exams, with the course's seed, in one language. Nothing that a learner does makes it raise."""

    topic: Topic
    seed: str = field(repr=False)
    language: str = "en"

    def examine(self, session: Session, exercise: str, earlier: Sequence[PropertyResult] = ()) -> ExerciseResult:
        """See ``examine``."""
        return examine(session, self.topic, exercise, seed=self.seed, language=self.language, earlier=earlier)

    def unexamined(self, exercise: str, verdict: Verdict, detail: str, key: str | None = None) -> ExerciseResult:
        """See ``unexamined``."""
        return unexamined(self.topic.exercises[exercise], verdict, self.language, detail, key)

    def after_cell(self, result: ExerciseResult, cell: CellResult) -> ExerciseResult:
        """See ``after_cell``."""
        return after_cell(self.topic.exercises[result.exercise], result, cell, self.language)


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
    examination = _Examination(session, topic.exam(exercise), topic.exercises[exercise], seed, language)
    with session.exercise():
        return examination.run(list(earlier))


class _Examination:
    def __init__(self, session: Session, exam: Exam, spec: ExerciseSpec, seed: str, language: str) -> None:
        self._session, self._exam, self._spec, self._seed, self._language = session, exam, spec, seed, language
        self._details: list[str] = []
        self._slip: Slip | None = None  # the one mistake that explains how the core failed
        self._failed: dict[str, Failed] = {}
        self._asked: list[Given] = []

    def run(self, settled: list[PropertyResult]) -> ExerciseResult:
        began = time.monotonic()
        known = {result.name: result for result in settled}
        over = None if known else self._absent()
        results: list[PropertyResult] = []
        core_holds = True
        for prop in self._exam.properties:
            if prop.name in known:
                result = known[prop.name]
                self._slip = self._slip or self._slip_of(result)
            elif over is not None:
                result = over if over.name == prop.name else self._unexamined(prop, over.verdict)
            elif core_holds or prop.core:
                result = self._examine(prop, None)
            elif self._slip is not None:
                result = self._followed(prop, self._slip)
            else:
                result = self._unexamined(prop, Verdict.WRONG)
            if over is None and (not self._session.alive or result.verdict in ENDS_THE_EXAM):
                over = msgspec.structs.replace(result, name="")
            core_holds = core_holds and (result.passed is True or not prop.core)
            results.append(result)
        score = 0.0 if over and over.verdict is Verdict.FORBIDDEN else _score(self._spec, results)
        return ExerciseResult(
            exercise=self._exam.exercise.name,
            score=score,
            max=self._spec.points,
            verdict=_verdict(results, over.verdict if over else None, score),
            properties=results,
            detail=clean_text("; ".join(dict.fromkeys(self._details))),
            seconds=round(time.monotonic() - began, 4),
        )

    # ------------------------------------------------------------ one property

    def _examine(self, prop: Property, slip: Slip | None) -> PropertyResult:
        """The property, examined against the right results, or against those of one mistake."""
        ask = Ask(self._exam.exercise, self._session, forbidden=self._spec.forbidden, slip=slip)
        self._session.begin_property()
        self._asked = ask.asked
        try:
            prop.examine(ask, Rng(self._seed, self._exam.exercise.name, prop.name))
        except Failed as failed:
            self._failed[prop.name] = failed
            result = self._result(prop, Verdict.WRONG, failed.key, self._hint(failed))
            if prop.core and failed.slip is not None:
                self._slip = failed.slip
                return msgspec.structs.replace(result, slip=failed.slip.nth)
            return result
        except Raised as raised:
            return self._raised(prop, raised)
        except ForbiddenFunction as taken:
            self._details.append(f"called {taken.name}")
            return self._result(prop, Verdict.FORBIDDEN, "forbidden", self._said("forbidden", function=taken.name))
        except Stopped as stopped:
            return self._stopped(prop, stopped)
        except NotApplicable:
            return self._unexamined(prop, Verdict.WRONG)
        except Exception as error:  # our exam's own mistake, or a fault of the sandbox: never the learner's zero
            written = isinstance(error, ExamError)  # for the exam's author, who needs no traceback
            self._details.append(f"{prop.name}: {error}" if written else traceback.format_exc(limit=-4))
            return self._result(prop, Verdict.GRADER_FAULT, "grader_fault", self._said("grader_fault"))
        return self._result(prop, Verdict.RIGHT, None, None)

    def _followed(self, prop: Property, slip: Slip) -> PropertyResult:
        """A property of an answer that makes one known mistake: it holds, holds given the mistake, or fails."""
        plainly = self._examine(prop, None)
        if plainly.passed:
            return msgspec.structs.replace(plainly, credit=self._spec.follow_through)
        if prop.says == "result" or plainly.verdict not in (Verdict.WRONG, Verdict.RAISED):
            return plainly
        first = self._failed.get(prop.name)
        given = self._examine(prop, slip)
        if given.passed and not all(_true_of(prop, about, slip) for about in self._asked):
            return plainly  # it does what the mistake does, and the mistake makes the statement false
        if given.passed:
            return msgspec.structs.replace(given, credit=self._spec.follow_through, given=slip.key)
        if given.passed is None or given.verdict is not Verdict.WRONG or first is None:
            return given
        second = self._failed[prop.name]
        # The facts against the right result are true as they stand; those against the mistake's would puzzle.
        puzzles = second.facts.got == second.facts.expected
        keeps = (
            second.facts.raised or not first.facts.expected or (first.key == prop.name == second.key and not puzzles)
        )
        told = second if keeps else Failed(second.key, first.facts)
        return self._result(prop, Verdict.WRONG, told.key, self._hint(told))

    def _absent(self) -> PropertyResult | None:
        """What to say where there is no object of that name; None when there is one."""
        core = self._exam.properties[0]
        try:
            if Ask(self._exam.exercise, self._session).exists():
                return None
        except Stopped as stopped:
            return self._stopped(core, stopped)
        except (GraderFault, Raised, ForbiddenFunction):
            return None
        name = self._exam.exercise.name
        return self._result(core, Verdict.MISSING, "missing", self._said("missing", name=name), passed=None)

    def _raised(self, prop: Property, raised: Raised) -> PropertyResult:
        self._details.append(str(raised)[:500])
        if raised.by_a_stub:
            said = self._said("not_implemented", name=self._exam.exercise.name)
            if prop.core:
                return self._result(prop, Verdict.MISSING, "not_implemented", said, passed=None)
            return self._result(prop, Verdict.RAISED, "not_implemented", said)  # a part that is not written
        if "MemoryError" in raised.type_names or "DefaultCPUAllocator" in raised.message:
            return self._result(
                prop, Verdict.OUT_OF_MEMORY, "out_of_memory", self._said("out_of_memory", detail=str(raised)[:200])
            )
        facts = Facts(raised=str(raised)[:300], case=raised.case)
        return self._result(prop, Verdict.RAISED, "raised", self._hint(Failed("raised", facts)))

    def _stopped(self, prop: Property, stopped: Stopped) -> PropertyResult:
        self._details.append(stopped.detail)
        key = stopped.verdict.value.replace(" ", "_")
        return self._result(prop, stopped.verdict, key, self._said(key, detail=stopped.detail, function=stopped.detail))

    # ------------------------------------------------------------ how it is written down

    def _hint(self, failed: Failed) -> str:
        return hints.of_failure(self._exam.exercise.name, failed, self._language)

    def _said(self, key: str, **values: object) -> str:
        return hints.of_verdict(key, self._language, **values)

    def _unexamined(self, prop: Property, verdict: Verdict) -> PropertyResult:
        """A property that was not asked: it neither holds nor fails."""
        return self._result(prop, verdict, None, None, passed=None)

    def _result(
        self,
        prop: Property,
        verdict: Verdict,
        key: str | None,
        hint: str | None,
        passed: bool | None = False,
    ) -> PropertyResult:
        spec = self._spec.properties[prop.name]
        known = {Verdict.RIGHT: True, Verdict.GRADER_FAULT: None}
        return PropertyResult(
            name=prop.name,
            passed=known.get(verdict, passed),
            weight=spec.weight,
            hint=hint,
            hint_key=key,
            verdict=verdict,
            title=spec.title(self._language),
        )

    def _slip_of(self, result: PropertyResult) -> Slip | None:
        """The mistake that an earlier box found in the core."""
        return None if result.slip is None else Slip(self._exam.exercise, result.hint_key or "", result.slip)


def _true_of(prop: Property, given: Given, slip: Slip) -> bool:
    """Whether what a property says is true of a mistake's results; of results of another form it is not."""
    try:
        return not callable(prop.says) or bool(prop.says(given, slip.gives(*given)))
    except (RuntimeError, LookupError, TypeError, ValueError, AttributeError):
        return False


def _verdict(results: Sequence[PropertyResult], over: Verdict | None, score: float) -> Verdict:
    if over in (Verdict.MISSING, Verdict.FORBIDDEN):
        return over
    asked = [result.verdict for result in results if result.passed is not None or result.hint_key is not None]
    return combine(asked, earned=score > 0)


def _score(spec: ExerciseSpec, results: Sequence[PropertyResult]) -> float:
    whole = sum(item.weight for item in spec.properties.values())
    earned = sum(result.weight * result.credit for result in results if result.passed)
    # Not rounded to what people see: sums of rounded marks would be off by a hundredth.
    return round(spec.points * earned / whole, 6)


def unexamined(
    spec: ExerciseSpec, verdict: Verdict, language: str, detail: str = "", key: str | None = None
) -> ExerciseResult:
    """The result of an exercise that no question could be put to: unreadable, missing, or a fault of ours."""
    key = key or verdict.value.replace(" ", "_")
    hint = hints.of_verdict(key, language, name=spec.name, detail=detail) if key in topics.VERDICT_HINTS else None
    properties = [
        PropertyResult(name, None, item.weight, verdict=verdict, title=item.title(language))
        for name, item in spec.properties.items()
    ]
    properties[:1] = [msgspec.structs.replace(first, hint=hint, hint_key=key) for first in properties[:1]]
    return ExerciseResult(spec.name, 0.0, spec.points, verdict, properties, detail)


def after_cell(spec: ExerciseSpec, result: ExerciseResult, cell: CellResult, language: str) -> ExerciseResult:
    """The result of an answer that does not exist because its cell raised."""
    said = clean_text(f"{cell.error}: {cell.message}")[:500]
    if cell.error == "MemoryError":
        return unexamined(spec, Verdict.OUT_OF_MEMORY, language, said)
    verdict = Verdict.FORBIDDEN if cell.error == "ForbiddenError" else Verdict.RAISED
    if verdict is Verdict.FORBIDDEN:
        hint = hints.of_verdict("forbidden", language, function=cell.message.split(" ")[0][:200])
    elif cell.error == "SyntaxError" and (needs := newer_python.needed(cell.source, cell.message)):
        ours = ".".join(platform.python_version_tuple()[:2])
        hint = hints.of_verdict("newer_python", language, ours=ours, needs=needs, detail=said)
        said = f"{said}; Python {needs} accepts it, and this is {ours}"
    else:
        hint = hints.of_failure(spec.name, Failed("raised", Facts(raised=said[:300])), language)
    found = unexamined(spec, verdict, language, said)
    first = msgspec.structs.replace(found.properties[0], hint=hint, hint_key=verdict.value)
    return msgspec.structs.replace(found, properties=[first, *found.properties[1:]], seconds=result.seconds)


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
        with Session(chosen.spawn(limits or topic.limits), limits or topic.limits, topic.forbidden) as session:
            try:
                cell = session.run_cell(source)
            except Stopped as stopped:
                return unexamined(spec, stopped.verdict, language, stopped.detail)
            result = examine(session, topic, exercise, seed=seed, language=language)
        absent = result.verdict is Verdict.MISSING and result.properties[0].hint_key == "missing"
        return after_cell(spec, result, cell, language) if cell.error and absent else result
    finally:
        if own is not None:
            own.close()
