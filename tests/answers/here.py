"""A session without a box: answers run in this process, many times faster. Only for answers of ours, in tests."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch

from autograder.properties import Callback, Foreign, Kept, Linear, Raised, Remote


class Here:
    """Takes the place of a Session: answers the same questions about one file's objects, watching for nothing."""

    def __init__(self, path: Path) -> None:
        self.alive = True
        self._names: dict[str, Any] = {"__name__": "answer"}
        self._kept: dict[int, Any] = {}
        self._raising(lambda: exec(compile(path.read_text("utf-8"), str(path), "exec"), self._names))

    def change(self, name: str, by: Callable[[Any], Any]) -> None:
        """Put ``by`` of an object in its place."""
        self._names[name] = by(self._names[name])

    def exercise(self) -> AbstractContextManager[None]:
        """No time is kept here."""
        return nullcontext()

    def question(
        self,
        action: str,
        target: str | int,
        args: tuple = (),
        kwargs: dict[str, Any] | None = None,
        cotangents: list[torch.Tensor] | None = None,
        *,
        attribute: str | None = None,
        keep: bool = False,
        wrt: list[int] | None = None,
        arguments_after: bool = False,
        forbidden: list[str] | None = None,
    ) -> Any:
        """See autograder.session.Session.question."""
        if action == "find":
            return type(self._names[str(target)]).__name__ if target in self._names else None
        thing = self._raising(lambda: self._find(target, attribute))
        if action == "get":
            return _received(thing)
        if action == "fill":
            path, number = args
            for step in path:
                thing = self._raising(lambda: thing[step])  # noqa: B023
            self._raising(lambda: thing.fill_(number))
            return None
        sent, named = self._sent(list(args)), self._sent(kwargs or {})
        for index in wrt or []:
            sent[index].requires_grad_(True)
        value = self._raising(lambda: thing(*sent, **named))
        if wrt is not None:
            return value, self._raising(lambda: _gradients(value, [sent[index] for index in wrt], cotangents or []))
        if keep:
            self._kept[len(self._kept) + 1] = value
            return Remote(self, len(self._kept), [])  # type: ignore[arg-type]
        return (_received(value), sent) if arguments_after else _received(value)

    def _find(self, target: str | int, attribute: str | None) -> Any:
        thing = self._kept[target] if isinstance(target, int) else self._names[target]
        for part in (attribute or "").split("."):
            thing = getattr(thing, part) if part else thing
        return thing

    def _sent(self, value: Any) -> Any:
        match value:
            case torch.Tensor():
                return value.clone()
            case list() | tuple():
                return type(value)(self._sent(item) for item in value)
            case dict():
                return {key: self._sent(item) for key, item in value.items()}
            case Kept():
                self._kept[value.number] = self._sent(value.value)
                return self._kept[value.number]
            case Callback():
                return Opaque(value, self._sent)
            case Linear():
                layer = torch.nn.Linear(
                    *reversed(value.weight.shape), bias=value.bias is not None, dtype=value.weight.dtype
                )
                with torch.no_grad():
                    layer.weight.copy_(value.weight)
                    if value.bias is not None:
                        layer.bias.copy_(value.bias)
                return layer
        return value

    def _raising(self, act: Any) -> Any:
        try:
            return act()
        except Exception as error:
            raise Raised([kind.__name__ for kind in type(error).__mro__], str(error)) from None


class Opaque:
    """A function of the examiner's as the learner's code sees it; what it returns or is given travels likewise."""

    def __init__(self, callback: Callback, sent: Callable[[Any], Any]) -> None:
        self._callback, self._sent = callback, sent

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(self._callback.function, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._callback.methods:
            raise AttributeError(name)
        return lambda *args, **kwargs: self._ask(self._callback.methods[name], args, kwargs)

    def _ask(self, function: Callable[..., Any], args: tuple, kwargs: dict[str, Any]) -> Any:
        self._callback.calls += 1
        try:
            value = function(*_received(args), **_received(kwargs))
        except Exception as error:  # whatever it is, it arrives as a ValueError, as over the socket
            raise ValueError(str(error)) from None
        return self._sent(value)


def _received(value: Any) -> Any:
    """A copy, as if it had travelled: what is changed later does not change what came back."""
    if isinstance(value, Opaque):
        return value._callback
    if isinstance(value, torch.Tensor):
        return (
            value.detach().clone()
            if type(value) in (torch.Tensor, torch.nn.Parameter)
            else Foreign(type(value).__name__, "")
        )
    if isinstance(value, list | tuple):
        return type(value)(map(_received, value))
    if isinstance(value, dict):
        return {key: _received(item) for key, item in value.items()}
    return value if isinstance(value, bool | int | float | str | None) else Foreign(type(value).__name__, "")


def _gradients(value: Any, inputs: list[torch.Tensor], cotangents: list[torch.Tensor]) -> list[torch.Tensor | None]:
    outputs = list(value) if isinstance(value, list | tuple) else [value]
    pairs = [pair for pair in zip(outputs, cotangents, strict=False) if pair[0].requires_grad]
    if not pairs:
        return [None] * len(inputs)
    outs, cots = zip(*pairs, strict=True)
    return list(torch.autograd.grad(outs, inputs, cots, allow_unused=True))
