"""A notebook's oral exam goes on past whatever ends a box, and a key stands for all that a grade depends on."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import examiner, hints, topics
from autograder.notebook import Plan, plan
from autograder.outputs import shown
from autograder.records import ExerciseResult, PropertyResult
from autograder.sandbox.meter import Budget
from autograder.sandbox.process import Usage
from autograder.sandbox.tiers import Tier
from autograder.session import CellResult, GraderFault, Stopped
from autograder.sitting import Sitting, demo_names
from autograder.submission import Settings, Submission, exercise_keys, record_key
from autograder.verdicts import Verdict
from autograder.worker import Worker
from tests.sandboxes import best_tier_here


@dataclass
class PaperSession:
    """Cells are words: ``stop VERDICT`` ends the box, ``fault`` is ours, ``raise NAME`` asks for it in vain."""

    log: list[str]
    alive: bool = True

    def run_cell(self, source: str) -> CellResult:
        self.log.append(source)
        match source.split(maxsplit=1):
            case ["stop", verdict]:
                self.alive = False
                raise Stopped(Verdict(verdict), "in a cell")
            case ["fault"]:
                raise GraderFault("no core was free")
            case ["raise", name]:
                return CellResult([], "NameError", f"name '{name}' is not defined")
        return CellResult([{"output_type": "stream", "name": "stdout", "text": f"\x1b[1m{source}\x07"}], None)


@dataclass
class PaperExaminer:
    """Each exercise has three properties; ``ends`` names those whose question ends the box."""

    ends: dict[str, Verdict] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def examine(self, session: PaperSession, exercise: str, earlier: Sequence[PropertyResult]) -> ExerciseResult:
        found = list(earlier)
        if exercise in self.missing:
            return self.unexamined(exercise, Verdict.MISSING, "")
        for name in ("core", "side", "edge")[len(found) :]:
            verdict = self.ends.get(f"{exercise}.{name}", Verdict.RIGHT)
            if session.alive:
                self.asked.append(f"{exercise}.{name}")
            session.alive = session.alive and verdict is Verdict.RIGHT
            unasked = not session.alive and verdict is Verdict.RIGHT
            found.append(
                PropertyResult(
                    name,
                    verdict is Verdict.RIGHT and not unasked,
                    1.0,
                    verdict=verdict if not unasked else Verdict.WRONG,
                )
            )
        score = float(sum(each.passed for each in found)) if found[0].passed else 0.0
        worst = next((each.verdict for each in found if each.verdict is not Verdict.RIGHT), Verdict.RIGHT)
        return ExerciseResult(exercise, score, 3.0, worst, found)

    def unexamined(self, exercise: str, verdict: Verdict, detail: str, key: str | None = None) -> ExerciseResult:
        first = PropertyResult("core", False, 1.0, hint_key=key or verdict.value, verdict=verdict)
        return ExerciseResult(exercise, 0.0, 3.0, verdict, [first], detail)

    def after_cell(self, result: ExerciseResult, cell: CellResult) -> ExerciseResult:
        return msgspec.structs.replace(result, verdict=Verdict.RAISED, detail=cell.message)


class Room:
    """Opens paper sessions, and counts them."""

    box_cpu_s = 1.0

    def __init__(self, examiner: PaperExaminer | None = None, **cells: str) -> None:
        self.boxes: list[list[str]] = []
        self.examiner = examiner or PaperExaminer()
        self.plan = self._plan(cells)

    def sit(self, max_boxes: int = 6) -> Sitting:
        budget = Budget("the notebook", 100.0, 1.0)
        return Sitting(self.plan, self.examiner, self._open, budget, max_boxes).sit()  # type: ignore[arg-type]

    @contextmanager
    def _open(self, budget: Budget) -> Iterator[PaperSession]:
        """Each box takes ``box_cpu_s`` of the budget."""
        self.boxes.append([])
        budget.begin(Usage())
        yield PaperSession(self.boxes[-1])
        budget.end(Usage(self.box_cpu_s))

    @staticmethod
    def _plan(cells: dict[str, str]) -> Plan:
        """Keyword arguments are cells; each is followed by its check if its name begins with ``answer_``.

        Those whose names begin with ``own`` are not the master's.
        """
        made: list[NotebookNode] = []
        masters: list[int] = []
        for name, source in cells.items():
            tags = ["demo"] if name.startswith("demo") else []
            if not name.startswith("own"):
                masters.append(len(made))
            made.append(new_code_cell(source, id=name, metadata={"tags": tags}))
            if name.startswith("answer_"):
                check = name.replace("answer_", "check_")
                grading = {"grade": True, "solution": False, "locked": True, "grade_id": check, "points": 3}
                masters.append(len(made))
                made.append(new_code_cell("check", id=check, metadata={"nbgrader": grading}))
        return plan(new_notebook(cells=made), new_notebook(cells=[made[index] for index in masters]))


def verdicts(sitting: Sitting) -> dict[str, Verdict]:
    return {name: result.verdict for name, result in sitting.results.items()}


def test_one_box_is_enough_when_nothing_ends_it() -> None:
    room = Room(start="import", answer_a="def a", own="print", answer_b="def b")
    sitting = room.sit()
    assert room.boxes == [["import", "def a", "print", "def b"]]
    assert sitting.right and list(sitting.results) == ["a", "b"]
    assert sitting.outputs["start"] == [{"output_type": "stream", "name": "stdout", "text": "import"}]


@pytest.mark.parametrize("verdict", [Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.TOO_MUCH_OUTPUT, Verdict.DIED])
def test_a_cell_that_ends_the_box_costs_only_itself(verdict: Verdict) -> None:
    room = Room(answer_a="def a", own=f"stop {verdict}", answer_b="def b")
    sitting = room.sit()
    assert sitting.right
    assert room.boxes == [["def a", f"stop {verdict}"], ["def a", "def b"]]
    assert sitting.notes == [f"own: {verdict}; in a cell"]
    assert sitting.outputs["own"][0]["ename"] == verdict.value
    assert room.examiner.asked.count("a.core") == 1


def test_an_answer_whose_cell_ended_the_box_has_that_verdict_and_is_not_missing() -> None:
    room = Room(PaperExaminer(missing={"a"}), answer_a="stop timed out", answer_b="def b")
    assert verdicts(room.sit()) == {"a": Verdict.TIMED_OUT, "b": Verdict.RIGHT}


def test_an_answer_whose_cell_raised_is_not_missing() -> None:
    sitting = Room(PaperExaminer(missing={"a", "b"}), answer_a="raise torch", answer_b="").sit()
    assert verdicts(sitting) == {"a": Verdict.RAISED, "b": Verdict.MISSING}


def test_an_exercise_that_ends_the_box_keeps_its_marks_and_goes_on() -> None:
    room = Room(PaperExaminer(ends={"a.side": Verdict.DIED}), answer_a="def a", answer_b="def b")
    sitting = room.sit()
    assert room.examiner.asked == ["a.core", "a.side", "a.edge", "b.core", "b.side", "b.edge"]
    assert sitting.results["a"].score == 2.0 and sitting.results["a"].verdict is Verdict.DIED
    assert sitting.results["b"].score == 3.0
    assert len(room.boxes) == 2


def test_an_exercise_without_marks_is_not_asked_further() -> None:
    room = Room(PaperExaminer(ends={"a.core": Verdict.TIMED_OUT}), answer_a="def a", answer_b="def b")
    sitting = room.sit()
    assert room.examiner.asked == ["a.core", "b.core", "b.side", "b.edge"]
    assert verdicts(sitting) == {"a": Verdict.TIMED_OUT, "b": Verdict.RIGHT}


def test_the_last_exercise_is_not_replayed_for_nothing() -> None:
    room = Room(PaperExaminer(ends={"a.core": Verdict.TIMED_OUT}), answer_a="def a", own="print")
    room.sit()
    assert len(room.boxes) == 1


def test_cells_of_the_learners_own_cannot_prevent_the_exam() -> None:
    """When three boxes have ended, cells that no box got past are left out."""
    own = {f"own{n}": "stop died" for n in range(5)}
    sitting = (room := Room(own="print", **own, answer_a="def a", own_last="print more")).sit(max_boxes=3)
    assert sitting.right and len(room.boxes) == 4
    assert room.boxes[-1] == ["print", "def a"]
    assert list(sitting.culprits) == ["own0", "own1", "own2"]


def test_cells_of_the_learners_own_cannot_take_all_the_time() -> None:
    """When half of it is spent, cells that no box got past are left out."""
    room = Room(own1="stop timed out", own2="stop timed out", answer_a="def a")
    room.box_cpu_s = 60.0
    assert room.sit().right and room.boxes == [["stop timed out"], ["def a"]]


def test_the_number_of_boxes_is_bounded() -> None:
    """The master's own cells are never left out unseen; nor are answers."""
    room = Room(PaperExaminer(), **{f"setup{n}": "stop died" for n in range(9)}, answer_a="def a")
    sitting = room.sit(max_boxes=3)
    assert len(room.boxes) == 6
    assert verdicts(sitting) == {"a": Verdict.DIED} and "6 boxes" in sitting.results["a"].detail
    assert sitting.results["a"].properties[0].hint_key == "not_reached"


def test_all_boxes_share_one_budget_and_what_it_does_not_reach_is_timed_out() -> None:
    room = Room(answer_a="def a", own="stop died", setup="stop died", answer_b="def b")
    room.box_cpu_s = 60.0
    sitting = room.sit()
    assert len(room.boxes) == 2
    assert verdicts(sitting) == {"a": Verdict.RIGHT, "b": Verdict.TIMED_OUT}
    assert "100 s of computing, 100 s by the clock" in sitting.results["b"].detail
    assert sitting.notes[-1].startswith("all time was spent")


def test_a_fault_of_ours_is_never_a_zero_and_keeps_what_was_found() -> None:
    sitting = Room(answer_a="def a", own="fault", answer_b="def b").sit()
    assert verdicts(sitting) == {"a": Verdict.RIGHT, "b": Verdict.GRADER_FAULT}


def test_what_a_cell_shows_after_the_first_question_is_withheld() -> None:
    sitting = Room(early="print", answer_a="def a", own="print all I was asked", late="raise torch", nothing="").sit()
    assert sitting.outputs["early"][0]["text"] == "print" and sitting.outputs["answer_a"][0]["text"] == "def a"
    assert sitting.outputs["own"] == [shown(hints.of_verdict("not_shown", "es"))]
    [error] = sitting.outputs["late"]
    assert error["ename"] == "NameError" and error["traceback"] == ["NameError: name 'torch' is not defined"]


def test_what_a_cell_shows_in_a_box_that_nobody_questioned_before_it_is_shown() -> None:
    """The box that was asked about a has ended; in the next one the cell runs before any question."""
    room = Room(PaperExaminer(ends={"a.core": Verdict.TIMED_OUT}), answer_a="def a", own="print", answer_b="def b")
    assert room.sit().outputs["own"] == [{"output_type": "stream", "name": "stdout", "text": "print"}]


def test_names_that_only_a_demo_defines_are_known() -> None:
    demo = "import numpy as np\nfrom a.b import c\n%time d = 1\nfor e in f(): g, h = e\ndef i(): pass\nclass J: k = 1"
    its_plan = Room(demo=demo, answer_a="raise g").plan
    assert {"np", "c", "e", "g", "h", "i", "J"} <= demo_names(its_plan)
    assert not demo_names(its_plan.with_demos())
    sitting = Room(demo=demo, answer_a="raise g").sit()
    assert sitting.undefined == {"g"}


TOPIC = 'topic = "01_sums"\nexercises = ["add"]\n'
EXAM = 'points = 4\n[properties.values]\nweight = 1\nen = "sum"\nes = "suma"\n'


def test_the_key_changes_with_whatever_a_grade_depends_on(tmp_path: Path) -> None:
    def key(
        notebook: bytes = b"notebook",
        problem: str | None = None,
        topic: str = TOPIC,
        exam: str = EXAM,
        runs: str = "x = 1",
        **change: object,
    ) -> str:
        folder = tmp_path / "sums"
        (folder / "add").mkdir(parents=True, exist_ok=True)
        (folder / "topic.toml").write_text(topic)
        (folder / "add" / "exam.toml").write_text(exam)
        settings = {"topic": "01_sums", "master": b"master", "tier": Tier.FULL, "seed": "s", **change}
        master = Room._plan({"answer_add": runs})
        return record_key(notebook, exercise_keys(master, problem, topics.read(folder), Settings(**settings)))

    keys = [
        key(),
        key(notebook=b"other"),
        key(problem="unreadable"),
        key(exam=EXAM.replace("4", "3")),
        key(topic=TOPIC + "[limits]\nmemory_mb = 1000\n"),
        key(seed="other"),
        key(tier=Tier.LITE),
        key(runs="x = 2"),
    ]
    assert len(set(keys)) == len(keys)
    assert key() == keys[0]


def test_the_seed_is_not_shown_with_the_settings() -> None:
    assert "hush" not in repr(Settings("01_sums", b"", Tier.FULL, "hush"))


# ---------------------------------------------------------------- a real worker, and one exercise of a real exam

DEMO = "from torch import ones as demo_ones"
MASK = "import torch\ndef causal_mask(n):\n    return torch.ones(n, n, dtype=torch.bool).tril()"
EXERCISE = "causal_mask"


def notebook(answer: str, **own: str) -> NotebookNode:
    grading = {"grade": True, "solution": False, "locked": True, "grade_id": "check_causal_mask", "points": 2}
    cells = [
        new_code_cell(DEMO, id="demo", metadata={"tags": ["demo"]}),
        new_code_cell(answer, id="answer_causal_mask"),
        new_code_cell("check(causal_mask)", id="check_causal_mask", metadata={"nbgrader": grading}),
    ]
    return new_notebook(cells=[*(new_code_cell(text, id=name) for name, text in own.items()), *cells])


def as_bytes(made: NotebookNode) -> bytes:
    return nbformat.writes(made).encode()


@pytest.fixture(scope="module")
def real_worker() -> Iterator[Worker]:
    made = Worker(Settings("04_transformers", as_bytes(notebook(MASK)), best_tier_here(), "a seed"))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("answer", "own", "verdict", "notes"),
    [
        (MASK, {}, Verdict.RIGHT, []),
        ("def causal_mask(n): return demo_ones(n, n).tril().bool()", {}, Verdict.RIGHT, []),
        (f"{DEMO}  \n" + MASK.replace("torch.ones", "nowhere"), {}, Verdict.RAISED, []),
        (MASK, {"own": "import os\nos._exit(0)"}, Verdict.RIGHT, ["own: died; "]),
        ("import os\nos._exit(0)\n" + MASK, {}, Verdict.DIED, ["answer_causal_mask: died; "]),
        ("def causal_mask(n:", {}, Verdict.RAISED, []),
        ("raise MemoryError", {}, Verdict.OUT_OF_MEMORY, []),
        ("", {}, Verdict.MISSING, []),
        (MASK, {"own": "print('x' * 3_000_000)"}, Verdict.RIGHT, ["own: too much output; "]),
    ],
)
def test_a_real_worker_gives_each_answer_its_verdict(
    real_worker: Worker, answer: str, own: dict[str, str], verdict: Verdict, notes: list[str]
) -> None:
    handed_in = Submission("key", "ada", "04_transformers", as_bytes(notebook(answer, **own)))
    record = real_worker.grade(msgspec.msgpack.encode(handed_in))
    [result] = record.exercises
    assert (result.exercise, result.verdict) == (EXERCISE, verdict), result
    assert result.score == (result.max if verdict is Verdict.RIGHT else 0.0)
    assert len(record.notes) == len(notes)
    assert all(note.startswith(start) for note, start in zip(record.notes, notes, strict=True))
    assert record.final and record.cpu_s > 0 and record.key == "key"


def test_sleeping_cells_hold_a_worker_no_longer_than_the_notebooks_time(real_worker: Worker) -> None:
    """Each cell is within its limits and each box too; only all boxes together are not."""
    own = {f"own{n}": "import os, time\ntime.sleep(0.4)" for n in range(3)} | {"own9": "os._exit(0)"}
    limits = dataclasses.replace(real_worker._topic.limits, notebook_cpu_s=1.5, wall_factor=1.0)
    handed_in = Submission("key", "ada", "04_transformers", as_bytes(notebook(MASK, **own)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_worker, "_topic", dataclasses.replace(real_worker._topic, limits=limits))
        record = real_worker.grade(handed_in)
    [result] = record.exercises
    assert result.verdict is Verdict.TIMED_OUT and result.properties[0].hint_key == "not_reached"
    assert all(found.title for found in result.properties)
    assert record.final and "all time was spent" in record.notes[-1]


def test_what_could_not_be_read_is_not_run(real_worker: Worker) -> None:
    handed_in = Submission("key", "ada", "04_transformers", as_bytes(notebook(MASK)), problem="not JSON")
    record = real_worker.grade(handed_in)
    assert {result.verdict for result in record.exercises} == {Verdict.UNREADABLE}
    assert record.score == 0.0 and record.notes == ["not JSON"] and record.cpu_s == 0.0


def test_the_same_code_is_asked_the_same_and_other_code_something_else(
    real_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever hands it in, whatever the prose around it, and though only one exercise of it is examined anew."""
    seeds: list[str] = []

    def seen(self: examiner.Examiner, session: object, exercise: str, earlier: object) -> ExerciseResult:
        seeds.append(self.seed)
        return self.unexamined(exercise, Verdict.WRONG, "")

    monkeypatch.setattr(examiner.Examiner, "examine", seen)
    prose = notebook(MASK)
    prose.cells.insert(0, new_markdown_cell("Another title", id="title"))
    for learner, made in (("ada", notebook(MASK)), ("bob", prose), ("eve", notebook(f"TABLE = {{}}\n{MASK}"))):
        real_worker.grade(Submission("key", learner, "04_transformers", as_bytes(made)))
    assert seeds[0] == seeds[1] != seeds[2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_worker, "_settings", dataclasses.replace(real_worker._settings, seed="of another course"))
        real_worker.grade(Submission("key", "ada", "04_transformers", as_bytes(notebook(MASK))))
    assert seeds[3] != seeds[0] and "a seed" not in "".join(seeds)


@pytest.mark.parametrize(
    ("answer", "right"), [(MASK, True), (MASK.replace(".tril()", ".triu()"), False)], ids=["right", "wrong"]
)
def test_twenty_notebooks_of_one_answer_get_the_same_marks(real_worker: Worker, answer: str, right: bool) -> None:
    made = [notebook(f"# learner {n}\n{answer}") for n in range(20)]
    records = [real_worker.grade(Submission("key", "ada", "04_transformers", as_bytes(each))) for each in made]
    results = [record.exercises[0] for record in records]
    assert {each.score == each.max for each in results} == {right}
    assert len({(each.score, *((found.passed, found.hint_key) for found in each.properties)) for each in results}) == 1


# Of Python, NumPy (old and new) and torch; drawn in a cell without a seed, in a call, and in a set's order.
GAMBLERS = {
    "cell": "import torch, random\nFLIP = torch.rand(1).item() < .5 or random.random() < .3",
    "numpy cell": "import numpy as np\nFLIP = np.random.rand() < .5",
    "new numpy": "import numpy as np\nFLIP = np.random.default_rng().random() < .5",
    "call": "import torch, random\nFLIP = None",
    "set": "FLIP = next(iter({'heads', 'tails', 'edge', 'lost'})) == 'heads'",
}
GAMBLE = """
import numpy as np
def causal_mask(n):
    mask = torch.ones(n, n, dtype=torch.bool).tril()
    flip = FLIP if FLIP is not None else min(torch.rand(1).item(), random.random(), np.random.rand()) < .05
    return ~mask if flip else mask
"""


@pytest.mark.parametrize("gambler", GAMBLERS)
def test_two_runs_of_one_notebook_give_one_grade(real_worker: Worker, gambler: str) -> None:
    """By any worker, in any order, whatever was examined before."""
    made = as_bytes(notebook("import torch\n" + GAMBLERS[gambler] + GAMBLE))
    gamble = Submission("key", "ada", "04_transformers", made)
    other = Worker(real_worker._settings)
    try:
        results = []
        for worker in (real_worker, other, other, real_worker):
            results.append(worker.grade(gamble).exercises[0])
            other.grade(Submission("key", "bob", "04_transformers", as_bytes(notebook(MASK))))
    finally:
        other.close()
    assert len({msgspec.json.encode((each.score, each.properties)) for each in results}) == 1, results


def test_a_mistake_of_ours_is_a_fault_and_no_zero(real_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(examiner, "examine", fail)
    record = real_worker.grade(Submission("key", "ada", "04_transformers", as_bytes(notebook(MASK))))
    assert not record.final and "ZeroDivisionError: ours" in record.exercises[0].detail
