"""What the notebooks import: reference implementations, checks, figures and widgets. Never the grader."""

from typing import Any

from course_lib.start import start

__all__ = ["again", "course_map", "glossary", "installation", "progress", "start"]


def __getattr__(name: str) -> Any:
    """What the start page shows; loaded when it is asked for."""
    if name in __all__:
        from course_lib import guide

        return getattr(guide, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
