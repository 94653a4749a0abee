"""What is said of an answer that is not right: the key of a text, and facts in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from torch import Tensor

from course_lib.asking.patterns import Pattern

if TYPE_CHECKING:
    from course_lib.asking.exercise import Slip

SHOWN = 100  # characters of a value in a message
_FEW = 4  # a tensor of at most so many numbers is shown, a larger one by its shape


@dataclass(frozen=True)
class Facts:
    """What was seen. All of it is the language of code, so that it reads the same in every language.

    ``what``, ``where``: the result's name and place; ``got``, ``expected``: what stands there and what should;
    ``case``: which input; ``raised``: what the call raised instead; ``line``: where in the learner's code;
    ``pattern``: in which way the numbers differ.
    """

    what: str = ""
    where: str = ""
    got: str = ""
    expected: str = ""
    case: str = ""
    raised: str = ""
    line: str = ""
    pattern: Pattern | None = None


class Failed(Exception):  # noqa: N818  (a result, not an error of ours)
    """An answer is not right: ``key`` names the text that says why.

    ``explained``: the name says what made the result, not merely where it was seen. ``slip``: the one mistake that
    explains everything, as a function. ``seen_as``: the key before it was named after where it was seen.
    """

    def __init__(
        self,
        key: str,
        facts: Facts | None = None,
        *,
        slip: "Slip | None" = None,
        explained: bool = False,
        seen_as: str = "",
        **seen: Any,
    ) -> None:
        super().__init__(key)
        self.key, self.slip, self.explained, self.seen_as = key, slip, explained or slip is not None, seen_as or key
        self.facts = replace(facts or Facts(), **seen)

    def on(self, case: str) -> "Failed":
        """The same, with the input it was seen on, unless it knows one."""
        facts = replace(self.facts, case=self.facts.case or case)
        return Failed(self.key, facts, slip=self.slip, explained=self.explained, seen_as=self.seen_as)

    def named(self, key: str) -> "Failed":
        """The same facts under another name."""
        return Failed(key, self.facts, seen_as=self.seen_as)


def shown(value: Any) -> str:
    """A value as people write it, in few characters."""
    if isinstance(value, float):
        return f"{value + 0.0:.5g}"  # −0.0 is 0
    if isinstance(value, Tensor):
        return shown(value.item()) if value.dim() == 0 else str(tuple(value.shape))
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def both_shown(got: float, want: float) -> tuple[str, str]:
    """Two numbers, with as many digits as it takes to tell them apart."""
    for digits in (5, 9, 17):
        texts = f"{got + 0.0:.{digits}g}", f"{want + 0.0:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def described(names: Sequence[str], given: Sequence[Any]) -> str:
    """Arguments in few words: tensors by their shapes, small ones and plain values as they are."""
    parts = [_named(name, value) for name, value in zip(names, given, strict=False) if not callable(value)]
    text = ", ".join(parts)
    return text if len(text) <= 2 * SHOWN else f"{text[: 2 * SHOWN - 1]}…"


def _named(name: str, value: Any) -> str:
    if isinstance(value, Tensor) and value.numel() > _FEW:
        return f"{name} {tuple(value.shape)}"
    if isinstance(value, Tensor):
        value = [round(x, 4) if isinstance(x, float) else x for x in value.flatten().tolist()] if value.dim() else value
    text = shown(value) if not isinstance(value, str) else repr(value)
    return f"{name} = {text[:SHOWN]}"
