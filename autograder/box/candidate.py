"""The candidate: the small client that runs inside the box and answers the examiner's questions.

It lives beside the learner's code and is believed in nothing: it holds no expected value, no score and no exam, and all
it sends is checked outside. Someone who takes it over can only answer the questions by hand.
"""

import os
import socket
import threading
from collections.abc import Callable
from typing import Any, NoReturn

import torch

from . import wire
from .draws import Draws
from .guard import ALIASES, Guard
from .shell import Shell, class_names, close_figures, flush, make, open_outlet, safe_text

_shell: Shell | None = None


def prepare() -> None:
    """Warm what every box needs. Called once in the template, before any fork; runs no torch operation."""
    global _shell
    _shell = make()
    ALIASES.look()


def main(channel: socket.socket, settings: dict[str, Any]) -> NoReturn:
    """Serve one notebook over ``channel`` until the other end closes. ``settings``: {"device": "cpu" or "cuda"}."""
    assert _shell is not None, "prepare() runs before main()"
    try:
        Candidate(channel, _shell, settings.get("device", "cpu")).serve()
    except (EOFError, OSError, wire.ProtocolError):
        pass
    finally:
        os._exit(0)


class Candidate:
    """Runs cells, answers questions, and passes calls of the examiner's functions back to the examiner."""

    def __init__(self, channel: socket.socket, shell: Shell, device: str) -> None:
        self._channel, self._shell, self._device = channel, shell, device
        self._kept: dict[int, Any] = {}
        self._opaque: dict[int, Opaque] = {}  # what is given twice is one object, as in a notebook
        self._guard = Guard()
        self._draws = Draws()
        self._sending = threading.Lock()
        self._calls = 0

    def serve(self) -> None:
        """Answer until EOFError: the examiner has closed."""
        open_outlet(lambda output: self._send(wire.Output(output), []))
        while True:
            message, buffers = wire.receive(self._channel, "box")
            match message:
                case wire.Settings():
                    self._send(self._begun(message.forbidden), [])
                case wire.Cell():
                    self._guard.disarm()
                    self._draws.cell()
                    error, text = self._shell.run(message.source)
                    self._send(wire.CellDone(message.id, error, text), [])
                case wire.Question():
                    reply, buffers_sent = self.answer(message, buffers)
                    flush()  # what a question printed or drew must not appear under the next cell
                    close_figures()
                    self._send_reply(reply, buffers_sent)

    def _begun(self, forbidden: list[str]) -> wire.CellDone:
        """Watches the forbidden functions; says so, or what is wrong with them."""
        try:
            self._guard.install(forbidden)
        except Exception as error:  # a function that does not exist, or an import that fails
            return wire.CellDone(0, class_names(error)[0], safe_text(error))
        return wire.CellDone(0)

    def _send(self, message: wire.FromBox, buffers: list[bytes]) -> None:
        with self._sending:  # threads of the learner print while the main thread answers
            wire.send(self._channel, message, buffers)

    def _send_reply(self, reply: wire.Reply, buffers: list[bytes]) -> None:
        try:
            self._send(reply, buffers)
        except wire.ProtocolError as error:  # too large a message
            noticed = reply.forbidden
            self._send(wire.Reply(reply.id, None, ["ProtocolError"], safe_text(error), noticed), [])

    def answer(self, question: wire.Question, buffers: list[bytearray]) -> tuple[wire.Reply, list[bytes]]:
        """Do what the question asks; what came of it, ready to be sent."""
        encoder = wire.Encoder(self._special)
        value, raised, text = None, None, ""
        self._draws.question(question.seed)
        self._guard.open(question.forbidden)
        try:
            value = self._do(question, wire.Decoder(buffers, self._decode_special, self._device))
        except BaseException as error:
            raised, text = class_names(error), safe_text(error)
        tree = None
        try:  # still watched: a value may run code of the learner's while it is taken apart
            tree = encoder.encode(value)
        except BaseException as error:  # a value that cannot be sent, whatever it does to prevent it, is no answer
            raised, text = ["ProtocolError"], f"what came back cannot be sent: {safe_text(error)}"[: wire.MAX_TEXT]
            encoder = wire.Encoder()
        forbidden = [wire.sayable(way, wire.MAX_NAME) for way in self._guard.close()[: wire.MAX_NAMES]]
        return wire.Reply(question.id, tree, raised, text, forbidden), encoder.buffers

    def _do(self, question: wire.Question, decoder: wire.Decoder) -> Any:
        target = self._target(question)
        match question.action:
            case "find":
                return None if target is _MISSING else type(target).__name__
            case "get":
                return self._keep_if(question.keep, target)
            case "fill":
                return _fill(target, *decoder.decode(question.arguments))
            case "call":
                return self._call(question, target, decoder)
        raise wire.ProtocolError(f"no action {question.action!r}")

    def _target(self, question: wire.Question) -> Any:
        if isinstance(question.target, int):
            target = self._kept[question.target]
        else:
            target = self._shell.user_ns.get(question.target, _MISSING)
            if target is _MISSING and question.action != "find":
                raise NameError(f"name {question.target!r} is not defined")
        for part in (question.attribute or "").split("."):
            target = getattr(target, part) if part else target
        return target

    def _call(self, question: wire.Question, function: Callable, decoder: wire.Decoder) -> Any:
        args, kwargs = decoder.decode(question.arguments)
        if question.wrt is not None:
            for index in question.wrt:
                args[index].requires_grad_(True)
        with torch.enable_grad():  # a notebook may have switched gradients off for good
            value = self._keep_if(question.keep, function(*args, **kwargs))
        if question.wrt is not None:
            cotangents = decoder.decode(question.cotangents)
            return value, _gradients(value, [args[index] for index in question.wrt], cotangents)
        return (value, args) if question.arguments_after else value

    def _keep_if(self, keep: bool, value: Any) -> Any:
        if not keep:
            return value
        number = len(self._kept) + 1
        self._kept[number] = value
        return _Kept(number)

    def _special(self, value: Any, encoder: wire.Encoder) -> list | None:
        if type(value) is _Kept:
            return ["h", value.number]
        if type(value) is Opaque:
            return ["o", value._number]
        return None

    def _decode_special(self, tree: list, decoder: wire.Decoder) -> Any:
        match tree:
            case ["h", int(number)]:
                return self._kept[number]
            case ["k", int(number), inner]:
                self._kept[number] = decoder.decode(inner)
                return self._kept[number]
            case ["m", "Linear", weight, bias]:
                return _linear(decoder.decode(weight), decoder.decode(bias))
            case ["c", int(number), list(methods)]:
                made = Opaque(number, [str(method) for method in methods], self._call_back)
                return self._opaque.setdefault(number, made)
        raise wire.ProtocolError("an unknown tag")

    def _call_back(self, number: int, method: str, args: tuple, kwargs: dict) -> Any:
        """One call of the examiner's function: over the socket and back. Only the main thread may."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("call the given function from the main thread only")
        self._calls += 1
        encoder = wire.Encoder(self._special)
        tree = encoder.encode([list(args), kwargs])
        reply, buffers = self._exchange(wire.CallbackCall(self._calls, number, method, tree), encoder.buffers)
        if not isinstance(reply, wire.CallbackReply) or reply.id != self._calls:
            raise wire.ProtocolError("an answer out of turn")
        if reply.complaint is not None:
            raise ValueError(reply.complaint)
        return wire.Decoder(buffers, self._decode_special, self._device).decode(reply.value)

    def _exchange(self, call: wire.CallbackCall, buffers: list[bytes]) -> tuple[wire.ToBox, list[bytearray]]:
        self._send(call, buffers)
        return wire.receive(self._channel, "box")


class Opaque:
    """A function or object of the examiner's: it can be called, and that is all there is to see."""

    def __init__(self, number: int, methods: list[str], call: Callable) -> None:
        self._number, self._methods, self._remote_call = number, methods, call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._remote_call(self._number, "__call__", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._methods:
            raise AttributeError(f"this object has {', '.join(self._methods) or 'no methods'}, not {name!r}")
        return lambda *args, **kwargs: self._remote_call(self._number, name, args, kwargs)


class _Kept:
    """Stands for an object that stays in the box."""

    def __init__(self, number: int) -> None:
        self.number = number


_MISSING = object()


def _linear(weight: torch.Tensor, bias: torch.Tensor | None) -> torch.nn.Linear:
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias is not None, weight.device, weight.dtype)
    layer.load_state_dict({"weight": weight} if bias is None else {"weight": weight, "bias": bias})
    return layer


def _tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in _tensors(item)]
    return []


def _gradients(value: Any, inputs: list[torch.Tensor], cotangents: list[torch.Tensor]) -> list:
    """Gradients of <outputs, cotangents> by each input; None where an input plays no part."""
    outputs = _tensors(value)[: len(cotangents)]
    pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
    if not pairs:
        return [None] * len(inputs)
    outs, cots = zip(*pairs, strict=True)
    return list(torch.autograd.grad(outs, inputs, cots, allow_unused=True))


def _fill(target: Any, path: list, number: float) -> None:
    for step in path:
        target = target[step]
    with torch.no_grad():
        target.fill_(number)
