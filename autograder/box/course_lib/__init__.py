"""What a box finds under the name ``course_lib``: every name can be imported, and nothing stands behind it.

A notebook that is examined imports the course, starts it and calls ``check``; no cell that has to run needs more. So
none of the course's code is here to be called, copied, reloaded or searched for a right answer: whatever else is used
raises ForbiddenError and says its name.
"""

import importlib.abc
import importlib.machinery
import random
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NoReturn

import numpy as np
import torch

_LANGUAGES = ("es", "en")
_SEED = 0


class ForbiddenError(RuntimeError):
    """Raised where an answer uses something of the course's."""


class CheckFailed(AssertionError):  # noqa: N818  (the name that notebooks may import)
    """Never raised here."""


def start(language: str) -> None:
    """Seed Python, numpy and torch as the course's own ``start`` does. Raises ValueError for an unknown language."""
    if language not in _LANGUAGES:
        raise ValueError(f"unknown language {language!r}: choose one of {', '.join(map(repr, _LANGUAGES))}")
    random.seed(_SEED)
    np.random.seed(_SEED)
    torch.manual_seed(_SEED)


def check(exercise: str, answer: object) -> None:
    """Silent: the exam takes the place of the visible check."""


class Absent:
    """Something of the course's that is not here: it can be named and passed on, and that is all."""

    __slots__ = ("__name",)  # mangled: the course has names like _name

    def __init__(self, name: str) -> None:
        self.__name = name

    def __getattr__(self, part: str) -> "Absent":
        return _absent(self.__name, part)

    def __repr__(self) -> str:
        return f"<{self.__name}, not here while answers are examined>"

    def __or__(self, other: object) -> "Absent":
        return self  # in an annotation

    __ror__ = __or__

    def __refuse(self, *_: object, **__: object) -> NoReturn:
        raise ForbiddenError(f"{self.__name} may not be used here: write it yourself")

    __call__ = __mro_entries__ = __iter__ = __len__ = __getitem__ = __contains__ = __refuse
    __enter__ = __exit__ = __index__ = __int__ = __float__ = __bool__ = __array__ = __refuse
    __add__ = __radd__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = __sub__ = __rsub__ = __refuse


def _absent(owner: str, part: str) -> Absent:
    if part.startswith("__"):
        raise AttributeError(part)
    return Absent(f"{owner}.{part}")


def __getattr__(part: str) -> Absent:
    return _absent(__name__, part)


class _Hollow(ModuleType):
    def __getattr__(self, part: str) -> Any:
        return _absent(self.__name__, part)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds every submodule, hollow, but for the one function that notebooks call."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not name.startswith(f"{__name__}."):
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=__file__, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Hollow(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == f"{__name__}.checks":
            module.__dict__.update(check=check, CheckFailed=CheckFailed)


if __name__ == "course_lib":  # and not a second copy under another name
    sys.meta_path.append(_Finder())
