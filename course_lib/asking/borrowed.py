"""What an answer takes from the course's library, which is not there when it is examined."""

import dis
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

_OURS = "course_lib"


def borrowed(answer: Any) -> str | None:
    """The first name of ``course_lib`` that an answer uses, also through functions of the learner's own; or None."""
    if _is_ours(answer):
        return _name(answer)
    seen: set[int] = set()
    return next(_used(answer, seen), None)


def _used(thing: Any, seen: set[int]) -> Iterator[str]:
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, type):
        yield from (_name(base) for base in thing.__mro__ if _is_ours(base))
        for part in vars(thing).values():
            yield from _used(getattr(part, "__func__", getattr(part, "fget", part)), seen)
    elif isinstance(thing, FunctionType):
        for name, *parts in _globals_of(thing.__code__):
            value = thing.__globals__.get(name)
            while isinstance(value, ModuleType) and parts and hasattr(value, parts[0]):  # course_lib.attention
                value = getattr(value, parts.pop(0))
            if _is_ours(value):
                yield _name(value)
            elif isinstance(value, FunctionType | type) and getattr(value, "__module__", "") == thing.__module__:
                yield from _used(value, seen)


def _globals_of(code: CodeType) -> Iterator[list[str]]:
    """The global names that code reads, each with the attributes read of it, also inside the functions it makes."""
    names: list[list[str]] = []
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            names.append([str(instruction.argval)])
        elif instruction.opname in ("LOAD_ATTR", "LOAD_METHOD") and names:
            names[-1].append(str(instruction.argval))
    yield from names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_of(constant)


def _is_ours(value: Any) -> bool:
    home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    return isinstance(home, str) and home.split(".")[0] == _OURS


def _name(value: Any) -> str:
    if isinstance(value, ModuleType):
        return value.__name__
    return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
