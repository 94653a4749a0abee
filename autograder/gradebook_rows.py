"""What nbgrader's autograde writes into its gradebook, for many learners in one transaction.

A submission of each, with a mark for every graded cell and a comment for every answer; when it was handed in, the
extension, and what lateness costs. What a person has graded stays.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.orm import load_only, selectinload

from autograder.feedback import as_text
from autograder.notebook import notebook_name
from autograder.outputs import as_comment
from autograder.records import ExerciseResult, Record

NO_RESPONSE = "No response."  # nbgrader's words


@dataclass(frozen=True)
class Entry:
    """One learner's. ``stamp``: when it was handed in, in nbgrader's words; ``untouched``: answers as released."""

    record: Record
    stamp: str | None
    extension_days: float | None
    untouched: frozenset[str]


def write(gradebook: Gradebook, topic: str, entries: Sequence[Entry], lateness: AssignLatePenalties) -> None:
    """All of these, or none where it raises. ``lateness``: nbgrader's step, with the course's settings."""
    assignment = gradebook.find_assignment(topic)
    cells = {cell.id: cell for notebook in assignment.notebooks for cell in _cells(notebook)}
    submissions = _submissions(gradebook, assignment, [entry.record.learner for entry in entries])
    for entry in entries:
        submission = submissions[entry.record.learner]
        _note_time(submission, entry)
        for notebook in submission.notebooks:
            if notebook.notebook.name != notebook_name(topic):
                _zero(notebook)
                continue
            save(notebook, entry.record, cells)
            _save_others(notebook, entry, cells)
            notebook.late_submission_penalty = None
    gradebook.db.flush()
    for submission in submissions.values():
        if assignment.duedate is not None and submission.total_seconds_late > 0:
            _penalise(gradebook, submission, topic, lateness)
    gradebook.db.commit()


def save(submitted: SubmittedNotebook, record: Record, cells: Mapping[str, Any]) -> None:
    """Marks and comments of examined exercises. ``cells``: nbgrader's, by their id.

    No new mark where the fault is ours, so that it waits for one; an earlier one stays.
    """
    results = {result.exercise: result for result in record.exercises}
    for grade in submitted.grades:
        cell = cells[grade.cell_id]
        result = results.get(cell.name.removeprefix("check_"))
        if result is None:
            continue
        if result.verdict.final:
            grade.auto_score = min(max(result.score, 0.0), float(cell.max_score))
        grade.needs_manual_grade = not result.verdict.final
    for comment in submitted.comments:
        result = _answered(results, cells[comment.cell_id].name)
        if result is not None:
            comment.auto_comment = as_comment(as_text(result, record.language))


def save_manual(grade: Grade, untouched: bool) -> None:
    """A cell that only a person can grade: zero if untouched, else it waits for that person."""
    grade.auto_score = 0.0 if untouched else None
    grade.needs_manual_grade = grade.manual_score is not None or not untouched


def by_hand(gradebook: Gradebook, topic: str) -> dict[str, dict[str, float]]:
    """The marks that people gave, by learner and cell."""
    found = defaultdict[str, dict[str, float]](dict)
    of_topic = _of_topic(gradebook, topic, SubmittedAssignment.student_id, BaseCell.name, Grade.manual_score)
    grades = of_topic.join(Grade, Grade.notebook_id == SubmittedNotebook.id).join(
        BaseCell, BaseCell.id == Grade.cell_id
    )
    for learner, cell, mark in grades.filter(Grade.manual_score.is_not(None)):
        found[learner][cell] = float(mark)
    return found


def penalties(gradebook: Gradebook, topic: str) -> dict[str, float]:
    """Points lost for lateness, by learner."""
    late = SubmittedNotebook.late_submission_penalty
    rows = _of_topic(gradebook, topic, SubmittedAssignment.student_id, late).filter(late.is_not(None))
    return {learner: float(points) for learner, points in rows}


def _of_topic(gradebook: Gradebook, topic: str, *columns: Any) -> Any:
    return (
        gradebook.db.query(*columns)
        .select_from(SubmittedNotebook)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == topic, Notebook.name == notebook_name(topic))
    )


def cells_of(notebook: Notebook) -> dict[str, Any]:
    """The cells that marks and comments are of, by their id."""
    return {cell.id: cell for cell in _cells(notebook)}


def _cells(notebook: Notebook) -> Iterable[Any]:
    return (*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells)


def _submissions(gradebook: Gradebook, assignment: Assignment, learners: list[str]) -> dict[str, SubmittedAssignment]:
    """Everybody's submission, made where there is none: as nbgrader's add_submission does, without its commits."""
    db = gradebook.db
    # Without load_only each row would bring a dozen sums over the whole gradebook.
    found = (
        db.query(SubmittedAssignment)
        .filter(SubmittedAssignment.assignment_id == assignment.id, SubmittedAssignment.student_id.in_(learners))
        .options(
            load_only(SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedAssignment.extension),
            selectinload(SubmittedAssignment.notebooks).options(
                load_only(SubmittedNotebook.notebook_id, SubmittedNotebook.late_submission_penalty),
                selectinload(SubmittedNotebook.grades).load_only(
                    Grade.cell_id, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade
                ),
                selectinload(SubmittedNotebook.comments).load_only(Comment.cell_id, Comment.auto_comment),
            ),
        )
    )
    submissions = {each.student_id: each for each in found}
    missing = [learner for learner in dict.fromkeys(learners) if learner not in submissions]
    known = {student.id: student for student in db.query(Student).filter(Student.id.in_(missing)).options(_id_alone())}
    for learner in missing:
        student = known.get(learner) or Student(id=learner)
        submissions[learner] = _made(assignment, student)
    db.add_all(submissions.values())
    return submissions


def _id_alone() -> Any:
    return load_only(Student.id)


def _made(assignment: Assignment, student: Student) -> SubmittedAssignment:
    submission = SubmittedAssignment(assignment=assignment, student=student)
    for notebook in assignment.notebooks:
        submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            Grade(cell_id=cell.id, notebook=submitted)
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            Comment(cell_id=cell.id, notebook=submitted)
    return submission


def _note_time(submission: SubmittedAssignment, entry: Entry) -> None:
    """What penalties rest on; a time that is no longer known is forgotten."""
    submission.timestamp = parse_utc(entry.stamp) if entry.stamp else None
    if entry.extension_days is not None:
        minutes = round(entry.extension_days * 24 * 60)
        submission.extension = datetime.timedelta(minutes=minutes) if minutes else None


def _zero(notebook: SubmittedNotebook) -> None:
    """A notebook of the assignment that nobody hands in here."""
    for grade in notebook.grades:
        grade.auto_score, grade.needs_manual_grade = 0.0, False


def _save_others(notebook: SubmittedNotebook, entry: Entry, cells: Mapping[str, Any]) -> None:
    """Marks and comments of what is no examined exercise."""
    results = {result.exercise: result for result in entry.record.exercises}
    for grade in notebook.grades:
        name = cells[grade.cell_id].name
        if name.removeprefix("check_") not in results:
            save_manual(grade, name in entry.untouched)
    for comment in notebook.comments:
        name = cells[comment.cell_id].name
        if _answered(results, name) is None:
            comment.auto_comment = NO_RESPONSE if name in entry.untouched else None


def _answered(results: Mapping[str, ExerciseResult], name: str) -> ExerciseResult | None:
    return results.get(name.removeprefix("answer_"))


def _penalise(gradebook: Gradebook, submission: SubmittedAssignment, topic: str, lateness: AssignLatePenalties) -> None:
    for notebook in submission.notebooks:
        if notebook.notebook.name == notebook_name(topic):
            gradebook.db.refresh(notebook, ["score"])  # the sum of what was just written
            seconds_late = submission.total_seconds_late
            penalty = lateness.plugin_inst.late_submission_penalty(submission.student.id, notebook.score, seconds_late)
            if penalty is not None:
                notebook.late_submission_penalty = lateness._check_late_penalty(notebook, penalty)
