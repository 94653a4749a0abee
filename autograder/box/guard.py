"""Functions of torch that an exercise forbids: noticed and named while a question is open.

This runs beside the learner's code, so it is a deterrent, not a wall: it stops who would rather call a ready-made
function than write one. Outside a question everything works as usual. Of the course itself nothing is here to call.
"""

import functools
import importlib
import importlib.util
import inspect
import itertools
import sys
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

import torch

_OPERATORS = "torch.ops."
_HIGHER_ORDER = "torch.ops.higher_order."
_COMPOSITE = "CompositeImplicitAutograd"
_VMAP = "FuncTorchVmapMode"  # torch.vmap has its own kernels for composite operators
_PLAIN = ("CPU", "CUDA", "AutogradCPU", "AutogradCUDA")


class ForbiddenError(RuntimeError):
    """Raised where a forbidden function is called while a question is open."""


class Aliases:
    """Under which names the modules hold each function. Looking through them all would cost every box 60 ms, most of
    it for copying pages of the template: so the template looks once, and a box only at modules that came later."""

    def __init__(self) -> None:
        self._looked_at: set[str] = set()
        self._names: dict[int, list[tuple[ModuleType, str]]] = {}

    def look(self) -> None:
        """Take note of the modules that are new: the last ones, for to touch all the others would copy their pages."""
        for path in list(itertools.takewhile(lambda path: path not in self._looked_at, reversed(sys.modules))):
            self._looked_at.add(path)
            module = sys.modules[path]
            for name, value in list(getattr(module, "__dict__", {}).items()):
                if callable(value) and not isinstance(value, type):
                    self._names.setdefault(id(value), []).append((module, name))

    def of(self, function: Callable) -> list[tuple[ModuleType, str]]:
        """Each module that holds the function now, and its name there."""
        known = self._names.get(id(function), [])
        return [(module, name) for module, name in known if module.__dict__.get(name) is function]


ALIASES = Aliases()


class Guard:
    """Watches dotted names: functions and classes of any module, and operators as ``torch.ops.aten.NAME``.

    A higher-order operator, ``torch.ops.higher_order.NAME``, is a Python object and watched as one.
    """

    def __init__(self) -> None:
        self._active: frozenset[str] = frozenset()
        self._noticed: list[str] = []
        self._armed: dict[str, list[torch.library.Library]] = {}

    def open(self, forbidden: list[str]) -> None:
        """From here on, calling one of ``forbidden`` is noticed and raises, from any thread."""
        operators = [dotted for dotted in forbidden if _dispatched(dotted)]
        if operators != list(self._armed):
            self.disarm()
            self._armed = {dotted: self._watch_overloads(dotted) for dotted in operators}
        self._active, self._noticed = frozenset(forbidden), []

    def close(self) -> list[str]:
        """Stop noticing; those that were called, each once, in order."""
        self._active = frozenset()
        return list(dict.fromkeys(self._noticed))

    def disarm(self) -> None:
        """Give the dispatcher its own kernels back: the learner's cells may use them. Arming costs milliseconds,
        so operators stay armed from one question to the next."""
        for library in (each for libraries in self._armed.values() for each in libraries):
            library._destroy()
        self._armed = {}

    def install(self, forbidden: list[str]) -> None:
        """Put a watch on each function. Called once, before any cell. Raises LookupError for unknown names."""
        found = [(dotted, *_resolve(dotted)) for dotted in forbidden]
        ALIASES.look()
        for dotted, owner, name in found:
            if not _dispatched(dotted):
                self._watch(dotted, owner, name)

    def _refuse(self, dotted: str) -> NoReturn:
        if dotted in self._active:
            self._noticed.append(dotted)
        raise ForbiddenError(f"{dotted} may not be used here: write it yourself")

    def _wrap(self, dotted: str, function: Callable) -> Callable:
        def watched(*args: Any, **kwargs: Any) -> Any:
            if dotted in self._active:
                self._refuse(dotted)
            return function(*args, **kwargs)

        for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(watched, attribute, getattr(function, attribute, None))
        return watched

    def _watch(self, dotted: str, owner: Any, name: str) -> None:
        original = getattr(owner, name)
        if isinstance(original, type):  # in place, so that subclasses are watched too: made now, or used now
            for method in {"__init__", "forward"} & set(dir(original)):
                setattr(original, method, self._wrap(dotted, getattr(original, method)))
            return
        if dotted.startswith(_HIGHER_ORDER):
            type(original).__call__ = self._wrap(dotted, type(original).__call__)
            return
        watched: Any = self._wrap(dotted, original)
        if isinstance(inspect.getattr_static(owner, name), staticmethod):
            watched = staticmethod(watched)
        for module, alias in ALIASES.of(original):  # other modules may have imported it by name
            setattr(module, alias, watched)
        setattr(owner, name, watched)

    def _watch_overloads(self, dotted: str) -> list[torch.library.Library]:
        """An operator has many Python names and one dispatcher: watch every overload of it there."""
        namespace, name = dotted.removeprefix(_OPERATORS).split(".")
        overloads = getattr(getattr(torch.ops, namespace), name).overloads()
        names = [name if overload == "default" else f"{name}.{overload}" for overload in overloads]
        return [self._watch_operator(dotted, namespace, each) for each in names if not each.endswith(".out")]

    def _watch_operator(self, dotted: str, namespace: str, name: str) -> torch.library.Library:
        composite = torch._C._dispatch_has_kernel_for_dispatch_key(f"{namespace}::{name}", _COMPOSITE)
        library = torch.library.Library(namespace, "IMPL")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns that a kernel is overridden, which is the point
            for key in (_COMPOSITE, _VMAP) if composite else _PLAIN:
                library.impl(name, lambda *args, **kwargs: self._refuse(dotted), key)
        return library


def _dispatched(dotted: str) -> bool:
    return dotted.startswith(_OPERATORS) and not dotted.startswith(_HIGHER_ORDER)


def _resolve(dotted: str) -> tuple[Any, str]:
    """The module or class that holds the last part of a dotted name, and that part. Raises LookupError."""
    path, _, name = dotted.rpartition(".")
    parts = path.split(".")
    if not dotted.startswith(_OPERATORS):
        modules = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        module = next((each for each in modules if _is_module(each)), parts[0])
        owner, parts = importlib.import_module(module), parts[module.count(".") + 1 :]
    else:
        owner, parts = torch, parts[1:]
    try:
        owner = functools.reduce(getattr, parts, owner)
        getattr(owner, name)
    except AttributeError:
        raise LookupError(f"there is no {dotted}") from None
    return owner, name


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
