"""What notebooks import to try an answer: ``check``."""

from course_lib.exercises import CheckFailed, check

__all__ = ["CheckFailed", "check"]
