"""What can be asked of an answer, and what can be said of it: one vocabulary for the visible check and for the exam.

A question goes to a *backend*: the visible check's calls the answer right here (``direct``), the exam's is the session
that talks to the sandbox. What comes back is in the same normal form from both, so that both read it in the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

MAX_CALLBACKS = 20_000


class Raised(Exception):  # noqa: N818  (an outcome, not an error of ours)
    """The learner's code raised. ``type_names``: the class and its bases, most derived first.

    ``line``: number and text of its line, as ``4: return x``, where they are known; ``case``: for which input.
    """

    def __init__(self, type_names: list[str], message: str, line: str = "") -> None:
        super().__init__(f"{type_names[0] if type_names else 'Exception'}: {message}")
        self.type_names, self.message, self.line, self.case = type_names, message, line, ""

    @classmethod
    def unreadable(cls, why: Exception) -> "Raised":
        """What came back is more than anybody reads."""
        return cls(["ValueError"], f"what came back cannot be read: {why}")

    @property
    def by_a_stub(self) -> bool:
        """The cell is as it was released. What torch has not implemented raises the same class, but with a message."""
        return "NotImplementedError" in self.type_names and not self.message


class Complaint(Exception):  # noqa: N818
    """Raised by a function of ours that the learner's code called wrongly: arrives there as a ValueError."""


@dataclass(frozen=True)
class Foreign:
    """Something that came back and is none of the types that are read: its type, and a short text of it."""

    type_name: str
    text: str = ""


@dataclass(frozen=True)
class Linear:
    """An argument that arrives as a torch.nn.Linear: weight (d_out, d_in), bias (d_out) or None."""

    weight: Tensor
    bias: Tensor | None = None

    def built(self) -> torch.nn.Linear:
        """The layer itself."""
        d_out, d_in = self.weight.shape
        layer = torch.nn.Linear(d_in, d_out, bias=self.bias is not None, dtype=self.weight.dtype)
        state = {"weight": self.weight} if self.bias is None else {"weight": self.weight, "bias": self.bias}
        layer.load_state_dict(state)
        return layer


@dataclass
class Callback:
    """An argument that arrives as an opaque callable; each call of it comes back to ``function``, here.

    ``methods`` are further functions, reached as attributes. ``calls`` counts all of them.
    """

    function: Callable[..., Any]
    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    max_calls: int = MAX_CALLBACKS
    calls: int = 0


@dataclass(frozen=True)
class Kept:
    """An argument that also stays where the answer is, under ``number``, so that it can be changed after the call."""

    number: int
    value: Any


@runtime_checkable
class Backend(Protocol):
    """Where an answer is: it does one thing with the answer's objects and returns the value, in normal form.

    Normal form: what ``normal`` makes of it, bounded; Remote; the Callback that was handed over. What the answer raises
    arrives as Raised.
    """

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
    ) -> Any: ...


class Remote:
    """An object of the learner's that stays where it is."""

    def __init__(self, backend: Backend, number: int, forbidden: list[str] | None = None) -> None:
        self._backend, self.number, self.forbidden = backend, number, forbidden or []

    def _ask(self, action: str, args: tuple = (), kwargs: dict[str, Any] | None = None, **fields: Any) -> Any:
        return self._backend.question(action, self.number, args, kwargs, forbidden=self.forbidden, **fields)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("call", args, kwargs)

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method; what it returned."""
        return self._ask("call", args, kwargs, attribute=method)

    def keep(self, method: str, *args: Any, **kwargs: Any) -> "Remote":
        """Call a method; what it returned stays where it is. Method "__call__" is the object itself."""
        remote = self._ask("call", args, kwargs, attribute=method, keep=True)
        remote.forbidden = self.forbidden
        return remote

    def call_with_grads(
        self, args: tuple, wrt: list[int], cotangents: list[Tensor], method: str | None = None
    ) -> tuple[Any, list[Tensor | None]]:
        """Call it (or a method); the value, and the gradient of <value, cotangents> by each argument in ``wrt``."""
        value, grads = self._ask("call", args, None, cotangents=cotangents, attribute=method, wrt=wrt)
        return value, grads

    def get(self, attribute: str) -> Any:
        """The value of an attribute; dots go deeper."""
        return self._ask("get", attribute=attribute)

    def state_dict(self) -> dict[str, Tensor]:
        """The parameters and buffers of an nn.Module, by name."""
        return self.call("state_dict")

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Load parameters, strictly. Raises Raised when names or shapes differ."""
        self._ask("call", (state,), attribute="load_state_dict", keep=True)

    def fill(self, number: float, *path: int) -> None:
        """Overwrite a tensor in place with ``number``: this object, or its item at ``path``."""
        self._backend.question("fill", self.number, (list(path), number))
