"""Banks of answers: what each must get, and whether it does.

``TOPIC/EXERCISE/wrong/NAME.py`` may begin with the property that must fail and the hint that must be given
(``# property: P`` and ``# hint: H``), with the properties that hold in spite of it (``# holds: P, Q``), or with
``# score: 0``; one that says nothing must lose a mark. ``right/NAME.py`` must get full marks; ``forbidden/NAME.py``
calls what the exercise forbids. The exams' own banks lie beside each exam.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import topics
from autograder.records import ExerciseResult, PropertyResult
from autograder.topics import VERDICT_HINTS, Topic
from autograder.verdicts import Verdict
from course_lib.asking import texts

KINDS = ("right", "wrong", "forbidden")
WRONG, RIGHT = 8, 3  # answers that a bank has at least
OBLIGATORY = frozenset({"always_raises", "echo", "zeros", "none"})  # wrong answers of every bank, worth nothing


@dataclass(frozen=True)
class Answer:
    """One file of a bank: of which exercise, and what its first lines say of it."""

    path: Path
    topic: str
    fails: str | None = None
    hint: str | None = None
    holds: frozenset[str] | None = None
    scores_0: bool = False

    @property
    def kind(self) -> str:
        """``right``, ``wrong`` or ``forbidden``."""
        return self.path.parent.name

    @property
    def exercise(self) -> str:
        return self.path.parents[1].name

    @property
    def says_all(self) -> bool:
        """It says what must fail, with which hint, and what holds."""
        return bool(self.fails and self.hint and self.holds is not None)

    @property
    def name(self) -> str:
        return f"{self.exercise}/{self.kind}/{self.path.stem}"

    def complaint(self, result: ExerciseResult) -> str | None:
        """All that is wrong with the examination of this answer, or None."""
        return "; ".join(self._complaints(result)) or None

    def _complaints(self, result: ExerciseResult) -> list[str]:
        failed = [item for item in result.properties if not item.passed]
        if result.verdict is Verdict.GRADER_FAULT:
            return [f"a fault of the grader: {result.detail}"]
        if self.kind == "right":
            lost = "; ".join(f"{item.name}: {item.hint}" for item in failed if item.hint)
            return [f"lost marks: {lost}"] if result.score < result.max else []
        if self.kind == "forbidden":
            found = result.verdict is Verdict.FORBIDDEN and result.score == 0
            return [] if found else [f"{result.verdict} with {result.score:g}, where forbidden was expected"]
        if result.score >= result.max:
            return ["got full marks"]
        scored = [f"scored {result.score:g}"] if self.scores_0 and result.score > 0 else []
        return [*scored, *self._wrongly_told(result, failed)] if self.fails else scored

    def _wrongly_told(self, result: ExerciseResult, failed: list[PropertyResult]) -> Iterator[str]:
        """The property that should fail does not, or for another reason; or others hold than should."""
        names = [item.name for item in result.properties]
        if self.fails not in names:
            yield f"there is no property {self.fails}: there are {', '.join(names)}"
            return
        named = next((item for item in failed if item.name == self.fails), None)
        if named is None or named.hint_key is None:
            instead = ", ".join(f"{item.name} ({item.hint_key})" for item in failed if item.hint_key)
            yield f"{self.fails} {'holds' if named is None else 'was not asked'}, and {instead} fails instead"
        elif named.hint_key != self.hint:
            yield f"{self.fails}: {named.hint_key} where {self.hint} was expected: {named.hint}"
        holding = frozenset(names) - {item.name for item in failed} - {self.fails}
        if self.holds is not None:
            yield from _listed(holding - self.holds, "holds too", "hold too")
            yield from _listed(self.holds - holding, "does not hold", "do not hold")


def _listed(names: Collection[str], one: str, several: str) -> list[str]:
    return [f"{', '.join(sorted(names))} {one if len(names) == 1 else several}"] if names else []


def disagreement(topic: Topic, exercise: str) -> str | None:
    """Where an exercise's files name other properties than its exam asks, or another number of them; or None."""
    exam, described = topic.exam(exercise), set(topic.exercises[exercise].properties)
    asked = {prop.name for prop in exam.properties}
    if [prop.name for prop in exam.properties if prop.core] != ["values"]:
        return f"{exercise}/exam.py: one property is the core, and it is called values"
    if unasked := described - asked:
        return f"{exercise}/exam.toml describes what exam.py does not ask: {', '.join(sorted(unasked))}"
    if untold := asked - described:
        return f"{exercise}/exam.py asks what exam.toml does not describe: {', '.join(sorted(untold))}"
    hidden = exam.exercise.hidden
    return None if hidden == len(asked) else f"{exercise}: hidden={hidden}, and exam.py asks {len(asked)} properties"


def lacking(topic: Topic, exercise: str, *, wrong: int = WRONG, right: int = RIGHT) -> list[str]:
    """What an exercise must have and has not: enough answers, what each says of itself, one for each text of a mistake,
    nothing left to do."""
    answers = own(topic.name, exercise)
    size = Counter(answer.kind for answer in answers)
    found = [
        f"{kind} answers ({size[kind]} of at least {least})"
        for kind, least in (("wrong", wrong), ("right", right))
        if size[kind] < least
    ]
    nothing = {answer.path.stem for answer in answers if answer.kind == "wrong" and answer.scores_0}
    found += [f"wrong/{name}.py with # score: 0" for name in sorted(OBLIGATORY - nothing)]
    found += [
        f"wrong/{answer.path.name}: # score: 0, or all of # property, # hint, # holds"
        for answer in answers
        if answer.kind == "wrong" and not answer.scores_0 and not answer.says_all
    ]
    rooms = [texts.EXERCISES / f"{exercise}.py", topic.path / exercise / "exam.py"]
    found += [
        f"what a TODO in {path.name} asks for" for path in rooms if path.is_file() and "TODO" in path.read_text("utf-8")
    ]
    given = {answer.hint for answer in answers} | set(VERDICT_HINTS)
    own_texts = texts.own(exercise).get("mistakes", {})
    return [*found, *(f"a wrong answer with # hint: {key}" for key in own_texts if key not in given)]


def own(topic: str, exercise: str = "*", kind: str = "*") -> list[Answer]:
    """The answers beside the exams of a topic, in order."""
    known = topics.load(topic)
    order = list(known.exercises)
    paths = [path for path in known.path.glob(f"{exercise}/{kind}/*.py") if path.parent.name in KINDS]
    paths.sort(key=lambda path: (order.index(path.parents[1].name), path.parent.name, path.name))
    return [read(path, known.name) for path in paths]


def in_folder(folder: Path) -> Iterator[Answer]:
    """The answers of a folder laid out ``TOPIC/EXERCISE/{right,wrong,forbidden}/NAME.py``, in order."""
    for path in sorted(folder.glob("*/*/*/*.py")):
        if path.parent.name in KINDS:
            yield read(path, path.parents[2].name)


def read(path: Path, topic: str) -> Answer:
    """One answer and what its first lines say; nothing of a file that cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        text = ""
    header = dict(re.findall(r"^# (property|hint|score|holds): *(.*?) *$", text, flags=re.MULTILINE))
    holds = frozenset(filter(None, re.split(r"[ ,]+", header["holds"]))) if "holds" in header else None
    return Answer(path, topic, header.get("property"), header.get("hint"), holds, header.get("score") == "0")
