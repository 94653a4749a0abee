"""New results for a notebook that nbgrader has autograded already: what they change is written, and nothing else.

nbgrader's own autograde reads, repairs and writes a notebook twice and opens its gradebook a dozen times, two thirds of
a second for each learner. Where a learner's notebook, hand-in time and rules for lateness are as they were, only marks,
comments and what stands under the checks can have changed.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook

from autograder import lateness
from autograder.course import Course
from autograder.feedback import as_text
from autograder.files import write_whole
from autograder.notebook import notebook_name
from autograder.outputs import as_comment, clean_outputs, shown
from autograder.records import ExerciseResult, Record

MARK = "autograder"


def basis(course: Course, record: Record, rules: str) -> str:
    """A hash of what an autograded notebook rests on besides the record: the clean copy, and what lateness costs."""
    path = course.staged / record.learner / record.topic / f"{notebook_name(record.topic)}.ipynb"
    copy = path.read_bytes() if path.is_file() else b""
    return hashlib.sha256(copy + b"\0" + lateness.rests_on(course, record, rules)).hexdigest()[:32]


def amend(course: Course, gradebook: Gradebook, record: Record, rules: str, written: str) -> bool:
    """Writes the marks first, the notebook last; False, and nothing is written, where nbgrader must do it all.

    ``written``: what the notebook then carries to say that this record is in it.
    """
    path = course.autograded / record.learner / record.topic / f"{notebook_name(record.topic)}.ipynb"
    notebook = _autograded(path)
    if notebook is None or not record.final or notebook["metadata"][MARK].get("basis") != basis(course, record, rules):
        return False
    try:
        submitted = gradebook.find_submission_notebook(notebook_name(record.topic), record.topic, record.learner)
    except MissingEntry:
        return False
    if submitted.late_submission_penalty:
        return False  # it may depend on the marks
    results = {result.exercise: result for result in record.exercises}
    if {f"check_{name}" for name in results} - {grade.name for grade in submitted.grades}:
        return False
    save(submitted, results, record.language)
    gradebook.db.commit()
    for cell in notebook["cells"]:
        name = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        if cell["cell_type"] == "code" and name.startswith("check_") and name.removeprefix("check_") in results:
            said = as_text(results[name.removeprefix("check_")], record.language)
            cell["outputs"] = clean_outputs([shown(said)])
    notebook["metadata"][MARK] |= {"record": record.key, "written": written}
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text.encode(), mode=path.stat().st_mode & 0o777)  # nbgrader's own: nobody may write it
    return True


def save(submitted: SubmittedNotebook, results: dict[str, ExerciseResult], language: str) -> None:
    """Marks and comments of examined exercises; what a person has graded stays.

    No new mark where the fault is ours, so that it waits for one; an earlier one stays.
    """
    for grade in submitted.grades:
        result = results.get(grade.name.removeprefix("check_"))
        if result is None:
            continue
        if result.verdict.final:
            grade.auto_score = min(max(result.score, 0.0), float(grade.cell.max_score))
        grade.needs_manual_grade = not result.verdict.final
    for comment in submitted.comments:
        result = results.get(comment.name.removeprefix("answer_"))
        if result is not None:
            comment.auto_comment = as_comment(as_text(result, language))


def _autograded(path: Path) -> dict[str, Any] | None:
    """The notebook as nbgrader left it; None where there is none that was written to the end."""
    try:
        notebook: dict[str, Any] = json.loads(path.read_bytes())
        notebook["metadata"][MARK]["written"], [cell["metadata"] for cell in notebook["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return notebook
