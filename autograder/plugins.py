"""Where nbgrader meets the examiner: what ``nbgrader_config.py`` names.

``nbgrader autograde`` and formgrader's button then go the same way as ``autograder grade``: a clean copy is staged,
examined in the sandbox unless the journal has it, and the gradebook gets the examiner's marks.
"""

import fnmatch
import os
import re
import weakref
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import List, Unicode

from autograder import lateness, staging
from autograder.autograded import MARK, is_untouched, neutral, our_texts, show
from autograder.converting import MarkWriter
from autograder.course import Course
from autograder.desk import Desk, Option, staged_folder
from autograder.gradebook import late_rules, mark_of
from autograder.gradebook_rows import cells_of, save, save_manual
from autograder.outputs import clean_text
from autograder.records import Record
from autograder.runners.local import Runner

Resources = dict[str, Any]

NO_SCRIPTS = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
    "font-src data:; style-src 'unsafe-inline'\">"
)


class StagedExporter(NotebookExporter):
    """Lets nbgrader's autograde open clean copies only.

    A hook before conversion would not do: nbgrader swallows its exceptions and tells it neither course nor learner.
    An exporter is made by the converter before anything of a submission is read, and when it raises, nothing is.
    """

    def __init__(self, config: Any = None, **traits: Any) -> None:
        super().__init__(config=config, **traits)
        self.submissions: dict[str, list[Option]] = {}
        self._settled: dict[str, Record] = {}
        self.refused: list[str] = []
        self._runner: Runner | None = None
        if isinstance(self.parent, Autograde) and not isinstance(self.parent, MarkWriter):
            self._stage(self.parent)

    def record_of(self, learner: str) -> Record:
        """The learner's record: handed over, from the journal, or made now."""
        if isinstance(self.parent, MarkWriter):
            return self.parent.record
        record = self._settled.get(learner) or self._examined(learner)
        if not record.final:
            details = "; ".join(result.detail for result in record.exercises if not result.verdict.final)
            self.log.error("%s: a fault of the grader, no new mark was set: %s", learner, clean_text(details))
        return record

    def _examined(self, learner: str) -> Record:
        """The record that counts of all that the learner handed in."""
        options, records = self.submissions[learner], []
        for option in options:
            record = self._desk.known(option.submission)
            if record is None:
                record = next(self._worker().grade([option.submission]))
                self._desk.journal.append(record)
            records.append(record)
        return self._desk.settle(options, records)

    def _stage(self, converter: Autograde) -> None:
        """Stages whoever the converter is to grade, and shows it the staged folder instead of the submitted one."""
        course = Course.of(converter.coursedir, converter.config)
        self._desk = Desk(course, converter.coursedir.assignment_id)
        for found in staging.submissions(course.submitted, self._desk.topic.name):
            if not fnmatch.fnmatchcase(found.learner, converter.coursedir.student_id):
                continue
            if found.problem is not None:
                self.log.error(found.problem)
            else:
                self.submissions[found.learner] = self._desk.stage(found)
            if len(self.submissions.get(found.learner, [])) > 1:  # before nbgrader reads the notebook that counts
                self._settled[found.learner] = self._examined(found.learner)
            if found.learner in self.submissions:
                stamp = staged_folder(course, self._desk.topic, found.learner) / "timestamp.txt"
                lateness.prepare(course, self._desk.topic.name, found.learner, stamp.is_file())
        converter.coursedir = _showing(converter.coursedir, course)
        converter.init_notebooks()
        converter.assignments = {
            folder: notebooks
            for folder, notebooks in converter.assignments.items()
            if os.path.basename(os.path.dirname(folder)) in self.submissions
        }

    def _worker(self) -> Runner:
        if self._runner is None:
            self._runner = self._desk.runner(1)
            weakref.finalize(self, self._runner.close)
        return self._runner


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page without its scripts, which come from another's server; and none can be added."""

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Resources]:
        html, resources = super().from_notebook_node(nb, resources, **kw)
        html = re.sub(r"<script\b.*?</script\s*>", "", html, flags=re.DOTALL | re.IGNORECASE)
        return html.replace("<head>", f"<head>\n{NO_SCRIPTS}", 1), resources


class Examine(NbGraderPreprocessor):
    """In place of nbgrader's Execute: shows what the cells printed in the sandbox, and what the examiner found."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        course = Course.of(self.parent.parent.coursedir, self.config)
        record = self.parent.record_of(resources["nbgrader"]["student"])
        resources[MARK] = record
        show(nb, record)
        rules = late_rules(course, record.topic)
        nb.metadata[MARK] = {"record": record.key, "written": mark_of(course, record, rules)}
        return nb, resources


class Neutralise(NbGraderPreprocessor):
    """Last in autograde, first in feedback: leaves nothing in the notebook that a browser would run.

    Not before SaveExam, which must see a manual answer as it was handed in.
    """

    # An HTML exporter sets it on every preprocessor; without the trait each page would log a warning.
    display_data_priority = List(Unicode()).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        course = Course.of(self.parent.parent.coursedir)
        ours = our_texts(course, resources["nbgrader"]["assignment"])
        return nbformat.from_dict(neutral(nb, ours)), resources


class SaveExam(SaveAutoGrades):
    """Writes the record's marks and hints; what a person has graded stays.

    It goes by the gradebook's cells, not the notebook's: a learner cannot delete, add or rename one.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        nb, resources = super().preprocess(nb, resources)
        record: Record = resources[MARK]
        examined = {f"check_{result.exercise}" for result in record.exercises}
        untouched = {cell.metadata.nbgrader.grade_id for cell in nb.cells if is_untouched(cell)}
        with Gradebook(self.db_url) as gradebook:
            notebook = gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            save(notebook, record, cells_of(notebook.notebook))
            for grade in notebook.grades:
                if grade.name not in examined:
                    save_manual(grade, grade.name in untouched)
            gradebook.db.commit()
        return nb, resources

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        """Nothing: a mark is never made from what a cell printed."""


def _showing(directory: CourseDirectory, course: Course) -> CourseDirectory:
    """The same course, whose submitted folder is the staged one."""
    names = directory.trait_names(config=True)
    view = CourseDirectory(parent=directory.parent, **{name: getattr(directory, name) for name in names})
    view.submitted_directory = os.path.relpath(course.staged, course.root)
    return view
