"""The notebooks of the course in order: what each teaches, how long it takes, what it builds on (``course.toml``)."""

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course_lib import tries
from course_lib.exercises import load, names
from course_lib.language import LANGUAGES, language


@dataclass(frozen=True)
class Topic:
    """One notebook; texts in the language in use."""

    name: str  # 04_transformers
    title: str
    teaches: str
    hours: float
    needs: tuple[str, ...]
    exercises: tuple[str, ...]

    @property
    def number(self) -> int:
        return int(self.name[:2])

    @property
    def link(self) -> str:
        """The notebook in a release, from where this notebook runs; "" where there is no release."""
        release = tries.folder()
        if release is None:
            return ""
        path = release / "notebooks" / language() / self.name / f"{self.name[3:]}.ipynb"
        return Path(os.path.relpath(path, Path.cwd())).as_posix() if path.is_file() else ""


def topics() -> list[Topic]:
    """All notebooks, in order."""
    return [
        Topic(
            name, **each[language()], hours=each["hours"], needs=tuple(each["needs"]), exercises=_exercises()[name[:2]]
        )
        for name, each in _told().items()
    ]


@cache
def _told() -> dict[str, dict]:
    told = tomllib.loads((Path(__file__).parent / "course.toml").read_text("utf-8"))
    assert all(set(LANGUAGES) <= set(each) for each in told.values())
    return told


@cache
def _exercises() -> dict[str, tuple[str, ...]]:
    """By the number of their notebook, 01 to 09, in its order."""
    found: dict[str, list[tuple[int, str]]] = {name[:2]: [] for name in _told()}
    for name in names():
        topic, place = load(name).number.split(".")
        found[f"{int(topic):02}"].append((int(place), name))
    return {topic: tuple(name for _, name in sorted(each)) for topic, each in found.items()}
