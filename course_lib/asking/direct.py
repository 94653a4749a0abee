"""Questions to an answer in this process: the backend of the visible check."""

import copy
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.normal import ARGUMENTS, RESULT, TooMuch, normal
from course_lib.asking.patience import NotReturned, at_most
from course_lib.asking.questions import Callback, Complaint, Kept, Linear, Raised, Remote

_COURSE = Path(__file__).parents[1]
_INSTALLED = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


class Direct:
    """One object of the learner's, by its name. Arguments are copied on the way in, so that nothing of ours changes."""

    def __init__(self, name: str, answer: Any) -> None:
        self._names, self._kept = {name: answer}, dict[int, Any]()
        self._opaque: dict[int, Opaque] = {}  # what is given twice is one object, as in a notebook

    def question(
        self,
        action: str,
        target: str | int,
        args: tuple = (),
        kwargs: dict[str, Any] | None = None,
        cotangents: list[Tensor] | None = None,
        *,
        attribute: str | None = None,
        keep: bool = False,
        wrt: list[int] | None = None,
        arguments_after: bool = False,
        forbidden: list[str] | None = None,
    ) -> Any:
        """See ``questions.Backend``."""
        if action == "find":
            return type(self._names[str(target)]).__name__ if target in self._names else None
        thing = _raising(lambda: self._found(target, attribute))
        if action == "get":
            return _read(thing)
        if action == "fill":
            return _raising(lambda: _fill(thing, *args))
        sent, named = self._sent(list(args)), self._sent(kwargs or {})
        for index in wrt or []:
            sent[index].requires_grad_(True)
        value = _raising(lambda: thing(*sent, **named))
        if wrt is not None:
            inputs = [sent[index] for index in wrt]
            return _read(value), _raising(lambda: gradients(value, inputs, cotangents or []))
        if keep:
            self._kept[len(self._kept) + 1] = value
            return Remote(self, len(self._kept))
        return (_read(value), _read(sent)) if arguments_after else _read(value)

    def _found(self, target: str | int, attribute: str | None) -> Any:
        thing = self._kept[target] if isinstance(target, int) else self._names[target]
        for part in (attribute or "").split("."):
            thing = getattr(thing, part) if part else thing
        return thing

    def _sent(self, value: Any) -> Any:
        match value:
            case Tensor():
                return value.detach().clone()
            case list() | tuple():
                return type(value)(self._sent(item) for item in value)
            case dict():
                return {key: self._sent(item) for key, item in value.items()}
            case Kept():
                self._kept[value.number] = self._sent(value.value)
                return self._kept[value.number]
            case Callback():
                return self._opaque.setdefault(id(value), Opaque(value, self._sent))  # which holds it, and its id
            case Linear():
                return value.built()
            case Remote():
                return self._kept[value.number]
        return copy.deepcopy(value)


class Opaque:
    """A function of ours as the learner's code sees it: it can be called, and that is all there is to see."""

    def __init__(self, callback: Callback, sent: Callable[[Any], Any]) -> None:
        self._callback, self._sent = callback, sent

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(self._callback.function, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._callback.methods:
            raise AttributeError(f"this object has {', '.join(self._callback.methods) or 'no methods'}, not {name!r}")
        return lambda *args, **kwargs: self._ask(self._callback.methods[name], args, kwargs)

    def _ask(self, function: Callable[..., Any], args: tuple, kwargs: dict[str, Any]) -> Any:
        self._callback.calls += 1
        try:
            if self._callback.calls > self._callback.max_calls:
                raise Complaint(f"called more than {self._callback.max_calls} times")
            value = function(*normal(args, ARGUMENTS, _ours), **normal(kwargs, ARGUMENTS, _ours))
        except Complaint as complaint:
            raise ValueError(str(complaint)) from None
        except Exception as error:  # as over the socket: a call that does not fit the function
            raise ValueError(f"{type(error).__name__}: {error}") from None
        return self._sent(value)


def _read(value: Any) -> Any:
    """What an answer returned, in normal form: see ``questions.Backend``."""
    try:
        return normal(value, RESULT, _ours)
    except TooMuch as error:
        raise Raised.unreadable(error) from None


def _ours(value: Any) -> Callback | None:
    return value._callback if type(value) is Opaque else None


def gradients(value: Any, inputs: list[Tensor], cotangents: list[Tensor]) -> list[Tensor | None]:
    """Gradients of <tensors of the value, cotangents> by each input; None where an input plays no part."""
    outputs = value if isinstance(value, list | tuple) else [value]
    tensors = [output for output in outputs if isinstance(output, Tensor)]
    pairs = [pair for pair in zip(tensors, cotangents, strict=False) if pair[0].requires_grad]
    if not pairs:
        return [None] * len(inputs)
    outs, cots = zip(*pairs, strict=True)
    return list(torch.autograd.grad(outs, inputs, cots, allow_unused=True))


def failing_line(error: BaseException) -> str:
    """The innermost line of the learner's own code that the error went through: ``4: return x``; else nothing."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        ours = Path(frame.filename).is_relative_to(_COURSE) or frame.filename.startswith(_INSTALLED)
        if frame.line and not ours:
            return f"{frame.lineno}: {frame.line}"
    return ""


def _raising(act: Callable[[], Any]) -> Any:
    try:
        with at_most():
            return act()
    except NotReturned as stopped:
        stopped.line = failing_line(stopped.__cause__ or stopped)
        raise
    except Exception as error:
        names = [kind.__name__ for kind in type(error).__mro__ if kind is not object]
        raise Raised(names, str(error), failing_line(error)) from None


def _fill(target: Any, path: list[int], number: float) -> None:
    for step in path:
        target = target[step]
    with torch.no_grad():
        target.fill_(number)
