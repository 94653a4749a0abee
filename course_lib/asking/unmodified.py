"""What a call did to its arguments."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from torch import Tensor

from course_lib.asking.failed import Failed, shown
from course_lib.asking.results import kind_of, most_different


def changed(name: str, before: Any, now: Any) -> Failed:
    """An argument that a call changed: where first, and what it was."""
    if isinstance(before, Tensor) and isinstance(now, Tensor) and before.shape == now.shape:
        failed = most_different("mutated", name, now, before)
        return Failed("mutated", replace(failed.facts, pattern=None))
    sized = (list, tuple, dict)
    if isinstance(before, sized) and isinstance(now, sized) and len(before) != len(now):
        return Failed("mutated", what=f"len({name})", got=str(len(now)), expected=str(len(before)))
    if isinstance(before, dict) and isinstance(now, dict):
        pairs: Iterable[tuple[Any, Any]] = ((key, key) for key in before)
    elif isinstance(before, list | tuple) and isinstance(now, list | tuple):
        pairs = enumerate(range(len(before)))
    else:
        return Failed("mutated", what=name, got=briefly(now), expected=briefly(before))
    for key, place in pairs:
        if isinstance(now, dict) and place not in now:
            return Failed("mutated", what=name, got="–", expected=shown(repr(key)))
        if not unchanged(before[place], now[place]):
            return changed(f"{name}[{key!r}]", before[place], now[place])
    return Failed("mutated", what=name)


def unchanged(before: Any, now: Any) -> bool:
    """The same in content, whatever became of tuples on the way there and back."""
    if isinstance(before, Tensor):
        plain = isinstance(now, Tensor) and now.dtype == before.dtype and now.shape == before.shape
        return plain and bool(((now == before) | ((now != now) & (before != before))).all())
    if isinstance(before, list | tuple):
        return isinstance(now, list | tuple) and len(before) == len(now) and all(map(unchanged, before, now))
    if isinstance(before, dict):
        return isinstance(now, dict) and before.keys() == now.keys() and all(unchanged(before[k], now[k]) for k in now)
    return type(before) is type(now) and (before == now or before != before)


def briefly(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"tensor {tuple(value.shape)}"
    return str(value)[:60] if isinstance(value, bool | int | float | str | list | tuple | dict) else kind_of(value)
