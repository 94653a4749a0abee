"""Interactive widgets of the notebooks: live where a kernel runs, a picture or text where none does."""

from course_lib.widgets.base import Explorer, explorer
from course_lib.widgets.questions import ask

__all__ = ["Explorer", "ask", "explorer"]
