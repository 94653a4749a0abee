"""One notebook's oral exam: its cells run, its exercises are examined, and a cell that ends the box costs only itself.

When a box ends early (time, memory, output, death), whatever was running is the culprit: a cell is noted and left
out, an exercise keeps the marks it had earned. A fresh box then replays the notebook and the exam goes on. All boxes
share one budget of time.
"""

import ast
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from autograder import hints, outputs
from autograder.examiner import Examiner
from autograder.notebook import ExamineCell, Plan, RunCell, SkipCell
from autograder.outputs import Output
from autograder.records import ExerciseResult, PropertyResult, Repair
from autograder.sandbox.meter import Budget
from autograder.session import CellResult, GraderFault, Session, Stopped
from autograder.verdicts import Verdict

OpenSession = Callable[[Budget], AbstractContextManager[Session]]

MOST_PACKAGES = 10  # named to the learner
LONGEST_ERROR = 200  # characters
_NO_PACKAGE = re.compile(r"No module named '(\w{1,60})[\w.]{0,200}'")
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


@dataclass
class Sitting:
    """What is known so far; ``sit`` fills it. ``results`` ends with an entry for each exercise of the plan.

    ``budget``: the time of all boxes together. When ``max_boxes`` have ended early, or half the budget is spent, at
    most as many boxes again do without those of the learner's own cells that no box has got past.
    """

    plan: Plan
    examiner: Examiner
    open_session: OpenSession
    budget: Budget
    max_boxes: int = 12
    results: dict[str, ExerciseResult] = field(default_factory=dict)
    culprits: dict[str, Stopped] = field(default_factory=dict)
    outputs: dict[str, list[Output]] = field(default_factory=dict)
    errors: dict[str, CellResult] = field(default_factory=dict)
    _survived: set[str] = field(default_factory=set)
    _shown: dict[str, list[Output]] = field(default_factory=dict)
    # Of answers that ended a box after earning marks: what is settled and need not be asked again.
    _settled: dict[str, list[PropertyResult]] = field(default_factory=dict)

    def sit(self) -> "Sitting":
        """Examines everything, as far as boxes and budget go; a fault of ours becomes a verdict, never a zero."""
        try:
            for number in range(2 * self.max_boxes):
                if self.budget.over:
                    break
                with self.open_session(self.budget) as session:
                    if self._through(session, number >= self.max_boxes or self.budget.share > 0.5):
                        break
        except GraderFault as fault:
            for exercise in self._pending:
                self.results[exercise] = self.examiner.unexamined(exercise, Verdict.GRADER_FAULT, str(fault))
        self._give_up()
        self.results = {name: self._explained(result) for name, result in self.results.items()}
        return self

    @property
    def notes(self) -> list[str]:
        """For the instructor: which cells ended a box, and how; and whether time ran out."""
        ended = [f"{cell_id}: {stop.verdict.value}; {stop.detail}" for cell_id, stop in self.culprits.items()]
        return [*ended, f"all time was spent: {self.budget}"] if self.budget.over else ended

    @property
    def repairs(self) -> list[Repair]:
        """Packages that cells asked for in vain; what else those cells held has run."""
        asked = (name for cell in self.errors.values() for name in _NO_PACKAGE.findall(cell.message))
        return [Repair("package", values={"package": name}) for name in list(dict.fromkeys(asked))[:MOST_PACKAGES]]

    @property
    def undefined(self) -> set[str]:
        """Names that cells or answers asked for in vain."""
        texts = [cell.message for cell in self.errors.values()]
        for result in self.results.values():
            texts += [result.detail, *(found.hint or "" for found in result.properties)]
        return {name for text in texts for name in _UNDEFINED.findall(text)}

    @property
    def right(self) -> bool:
        """Every exercise has full marks."""
        return all(result.verdict is Verdict.RIGHT for result in self.results.values())

    @property
    def rank(self) -> tuple[bool, float]:
        """Of two sittings the higher one counts: with a fault of ours, for it is run again; else the better mark."""
        results = self.results.values()
        return any(not result.verdict.final for result in results), sum(result.score for result in results)

    def _through(self, session: Session, careful: bool) -> bool:
        """Goes through the plan; True when nothing is left to examine."""
        asked = False
        for step in self.plan.steps:
            match step:
                case RunCell() if self._may_run(step, careful):
                    alive = self._run(session, step, asked)
                case ExamineCell() if step.exercise in self._pending:
                    alive, asked = self._ask(session, step.exercise), True
                case _:
                    continue
            if not alive:
                return not self._pending
        return True

    def _may_run(self, step: RunCell, careful: bool) -> bool:
        doubtful = step.own and step.cell_id not in self._survived
        return step.cell_id not in self.culprits and not (careful and doubtful)

    def _run(self, session: Session, step: RunCell, asked: bool) -> bool:
        """Runs a cell and keeps what it first showed; False when it ended the box.

        Once a question was ``asked``, what cells print may be the questions: it is not shown, but for errors in brief.
        """
        try:
            cell = session.run_cell(step.source)
        except Stopped as stop:
            self.culprits[step.cell_id] = stop
            self.outputs[step.cell_id] = [outputs.error(stop.verdict.value, stop.detail)]
            return False
        self._survived.add(step.cell_id)
        if not asked:
            self.outputs[step.cell_id] = self._shown.setdefault(step.cell_id, outputs.clean_outputs(cell.outputs))
        else:
            self.outputs.setdefault(step.cell_id, self._withheld(cell))
        if cell.error:
            self.errors[step.cell_id] = cell
        return True

    def _withheld(self, cell: CellResult) -> list[Output]:
        """What stands where a cell's outputs would: that there were some, and which error it ended in."""
        if cell.error:
            message = outputs.clean_line(cell.message)[:LONGEST_ERROR]
            return [outputs.error(outputs.clean_line(cell.error)[:LONGEST_ERROR], message)]
        said = hints.of_verdict("not_shown", self.plan.language)
        return [outputs.shown(said)] if outputs.clean_outputs(cell.outputs) else []

    def _ask(self, session: Session, exercise: str) -> bool:
        """Examines an exercise; False when its answer ended the box.

        Then, if the answer had earned marks, the properties not yet asked are put to it in the next box.
        """
        result = self.examiner.examine(session, exercise, self._settled.pop(exercise, []))
        self.results[exercise] = result
        settled = _asked(result)
        if not session.alive and result.score > 0 and len(settled) < len(result.properties):
            self._settled[exercise] = settled
        return session.alive

    @property
    def _pending(self) -> list[str]:
        exercises = (step.exercise for step in self.plan.steps if isinstance(step, ExamineCell))
        return [name for name in exercises if name not in self.results or name in self._settled]

    def _give_up(self) -> None:
        """What is left when boxes or budget have run out was not reached, for no fault of that exercise's own."""
        last = list(self.culprits.values())[-1] if self.culprits else None
        verdict, detail = last.verdict if last else Verdict.DIED, f"{2 * self.max_boxes} boxes ended early"
        if self.budget.over:
            verdict, detail = Verdict.TIMED_OUT, f"the whole notebook's time was spent before ({self.budget})"
        for exercise in self._pending:
            if exercise not in self.results:
                self.results[exercise] = self.examiner.unexamined(
                    exercise, verdict, f"not examined: {detail}", "not_reached"
                )

    def _explained(self, result: ExerciseResult) -> ExerciseResult:
        """Only an absent answer is *missing*: one whose cell ended its box, or raised, has that verdict."""
        answer = f"answer_{result.exercise}"
        absent = not result.properties or result.properties[0].hint_key == "missing"
        if result.verdict is Verdict.MISSING and absent:
            if stop := self.culprits.get(answer):
                return self.examiner.unexamined(result.exercise, stop.verdict, stop.detail)
            if cell := self.errors.get(answer):
                return self.examiner.after_cell(result, cell)
        return result


def _asked(result: ExerciseResult) -> list[PropertyResult]:
    """The properties up to the one that ended the box."""
    ended = [index for index, found in enumerate(result.properties) if found.verdict.stops_the_box]
    return result.properties[: ended[-1] + 1] if ended else []


def demo_names(plan: Plan) -> set[str]:
    """The names that the skipped teaching cells would have defined."""
    sources = [step.source for step in plan.steps if isinstance(step, SkipCell) and step.why == "demo"]
    return set().union(*map(_defined, sources))


def _defined(source: str) -> set[str]:
    without_magics = re.sub(r"(?m)^([ \t]*)[%!?].*$", r"\1pass", source)
    try:
        tree = ast.parse(without_magics)
    except SyntaxError:
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=None):
                names.add(name.split(".")[0])
            case ast.alias(asname=str(name)):
                names.add(name)
    return names
