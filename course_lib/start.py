"""How every notebook begins."""

import random

import numpy as np
import torch

from course_lib import cells, checks, graded_with, stand_ins
from course_lib.language import set_language

SEED = 0


def start(language: str) -> None:
    """Begin a notebook: choose the language of what code shows, seed Python, numpy and torch, set the theme.

    Says where Python or a package is another than those that the release is graded with; else prints nothing. From then
    on what runs is watched, so that checks and the course's stand-ins can say which version of an answer they mean.
    Raises ValueError for a language the course is not written in.
    """
    set_language(language)
    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    graded_with.warn()
    cells.watch()
    stand_ins.watch()
    checks.explain_missing_names()
    from course_lib.figures import theme  # here: whoever imports course_lib need not load matplotlib

    theme.apply()
