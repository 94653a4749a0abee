"""Things to push in the notebooks: each is a live widget where a kernel runs, and a picture or text where none does."""

from course_lib.widgets.base import Explorer, explorer
from course_lib.widgets.questions import ask

__all__ = ["Explorer", "ask", "explorer"]
