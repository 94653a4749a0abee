"""What the notebooks import: reference implementations, checks, figures and widgets. Never the grader."""

from course_lib.start import start

__all__ = ["start"]
