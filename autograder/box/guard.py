"""Forbidden ways to an answer: noticed and named while a question is open.

This runs beside the learner's code, so it is a deterrent, not a wall: it stops who would rather call a ready-made
function than write one. Outside a question everything works as usual, since a notebook uses the references to teach.
"""

import functools
import importlib
import sys
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

import torch

_OPERATORS = "torch.ops."
_COMPOSITE = "CompositeImplicitAutograd"
_VMAP = "FuncTorchVmapMode"  # torch.vmap has its own kernels for composite operators


class ForbiddenError(RuntimeError):
    """Raised where a forbidden way is taken while a question is open."""


class Guard:
    """Watches dotted names: functions and classes of any module, and operators as ``torch.ops.aten.NAME``."""

    def __init__(self) -> None:
        self._active: frozenset[str] = frozenset()
        self._noticed: list[str] = []
        self._armed: dict[str, torch.library.Library] = {}

    def open(self, ways: list[str]) -> None:
        """From here on, taking one of ``ways`` is noticed and raises, from any thread."""
        operators = [way for way in ways if way.startswith(_OPERATORS)]
        if operators != list(self._armed):
            self.disarm()
            self._armed = {way: self._watch_operator(way) for way in operators}
        self._active, self._noticed = frozenset(ways), []

    def close(self) -> list[str]:
        """Stop noticing; the ways that were taken, each once, in order."""
        self._active = frozenset()
        return list(dict.fromkeys(self._noticed))

    def disarm(self) -> None:
        """Give the dispatcher its own kernels back: the learner's cells may use them. Arming costs milliseconds,
        so operators stay armed from one question to the next."""
        for library in self._armed.values():
            library._destroy()
        self._armed = {}

    def install(self, ways: list[str]) -> None:
        """Put a watch on each way. Called once, before any cell. Raises LookupError for unknown names."""
        for way in ways:
            owner, name = _resolve(way)
            if not way.startswith(_OPERATORS):
                self._watch(way, owner, name)

    def _refuse(self, way: str) -> NoReturn:
        if way in self._active:
            self._noticed.append(way)
        raise ForbiddenError(f"{way} may not be used here: write it yourself")

    def _wrap(self, way: str, function: Callable) -> Callable:
        def watched(*args: Any, **kwargs: Any) -> Any:
            if way in self._active:
                self._refuse(way)
            return function(*args, **kwargs)

        for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(watched, attribute, getattr(function, attribute, None))
        return watched

    def _watch(self, way: str, owner: Any, name: str) -> None:
        original = getattr(owner, name)
        if isinstance(original, type):  # in place, so that subclasses are watched too
            method = "forward" if issubclass(original, torch.nn.Module) else "__init__"
            setattr(original, method, self._wrap(way, getattr(original, method)))
            return
        watched = self._wrap(way, original)
        for module in list(sys.modules.values()):  # other modules may have imported it by name
            space = getattr(module, "__dict__", {})
            for alias in [key for key, value in space.items() if value is original]:
                setattr(module, alias, watched)
        setattr(owner, name, watched)

    def _watch_operator(self, way: str) -> torch.library.Library:
        """An operator has many Python names and one dispatcher: watch it there."""
        namespace, name = way.removeprefix(_OPERATORS).split(".")
        composite = torch._C._dispatch_has_kernel_for_dispatch_key(f"{namespace}::{name}", _COMPOSITE)
        library = torch.library.Library(namespace, "IMPL")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns that a kernel is overridden, which is the point
            for key in (_COMPOSITE, _VMAP) if composite else ("CPU", "CUDA", "AutogradCPU", "AutogradCUDA"):
                library.impl(name, lambda *args, **kwargs: self._refuse(way), key)
        return library


def _resolve(way: str) -> tuple[Any, str]:
    path, _, name = way.rpartition(".")
    if way.startswith(_OPERATORS):
        owner: Any = functools.reduce(getattr, path.split(".")[1:], torch)
    else:
        owner = importlib.import_module(path)
    if not hasattr(owner, name):
        raise LookupError(f"there is no {way}")
    return owner, name
