"""The course, for nbgrader and for ``autograder``: both read their folders and settings here."""

import warnings
from pathlib import Path

from autograder.course import put_tools_on_path
from autograder.formulas import put_templates_on_path

ROOT = Path(__file__).resolve().parent
LANGUAGE = "es"  # of the notebooks you release, "es" or "en"; learners may hand in either

put_tools_on_path()
put_templates_on_path()
warnings.filterwarnings("ignore", module="nbgrader")  # its queries make SQLAlchemy warn, in vain for us
(ROOT / "classroom").mkdir(exist_ok=True)  # nbgrader makes the gradebook, but not its folder
c = get_config()  # nbgrader defines it

c.CourseDirectory.course_id = "language-models"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = f"notebooks/{LANGUAGE}"
c.CourseDirectory.release_directory = "classroom/release"
c.CourseDirectory.submitted_directory = "classroom/submitted"
c.CourseDirectory.autograded_directory = "classroom/autograded"
c.CourseDirectory.feedback_directory = "classroom/feedback"
c.CourseDirectory.db_url = f"sqlite:///{ROOT / 'classroom' / 'gradebook.db'}"

# Only clean copies of submissions are opened, and no cell runs outside the sandbox.
c.Autograde.exporter_class = "autograder.plugins.StagedExporter"
c.Autograde.autograde_preprocessors = [
    "autograder.plugins.Examine",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.plugins.SaveExam",
    "nbgrader.preprocessors.AssignLatePenalties",
    "autograder.plugins.Neutralise",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.GenerateFeedback.exporter_class = "autograder.plugins.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "autograder.plugins.Neutralise",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Formulas are drawn here, as MathML: no page asks another's server for a script.
c.HTMLExporter.filters = {"markdown2html": "autograder.formulas.markdown2html"}

# Late work: "none" or "zero", or a plug-in of your own (AssignLatePenalties.plugin_class).
c.LateSubmissionPlugin.penalty_method = "none"

# Several notebooks with different answers: "best" examines all of them, "latest" only the newest.
c.HandingIn.counts = "best"
# The zone of times that a platform writes without one, such as "America/Bogota". While it is empty nobody loses points
# by such a time.
c.HandingIn.zone = ""

# Releasing and collecting need no exchange folder (autograder release, autograder collect, a learning platform).
# To use nbgrader's exchange all the same, name a folder that every learner can write to:
# c.Exchange.root = "/srv/nbgrader/exchange"
