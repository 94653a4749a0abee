"""What a learner asks of the course itself: where am I, what is next, does my installation work, that cell again."""

import html
import json
import platform
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from course_lib import cells, graded_with, tries
from course_lib.exercises import load, names
from course_lib.language import LOCALES, mark, text
from course_lib.topics import Topic, topics

UNTOUCHED = Path("settings") / "untouched.json"  # in a release: exercise → its cell as it was released
LEAST_FREE_GB = 1.0
HEADINGS = (mark("Notebook"), mark("What you learn"), mark("Hours"), mark("Exercises right"))


@dataclass(frozen=True)
class Where:
    """The notebooks, what the learner's checks said of each, and the exercise to go on with."""

    topics: tuple[Topic, ...]
    known: tries.Known

    @property
    def next(self) -> str:
        """The first exercise that is not right yet, in the notebook that was worked in last; "" when all are."""
        entries = self.known.entries
        last = max((name for name in entries if name in names()), key=lambda name: entries[name].when, default="")
        begun = [topic for topic in self.topics if last in topic.exercises]
        here = [topic for topic in self.topics if topic.link] or self.topics  # a release may hold a few
        ordered = (name for topic in (*begun, *here, *self.topics) for name in topic.exercises)
        return next((name for name in ordered if not self.known.passed(name)), "")

    def done(self, topic: Topic) -> int:
        return sum(self.known.passed(name) for name in topic.exercises)

    def topic_of(self, exercise: str) -> Topic:
        return next(topic for topic in self.topics if exercise in topic.exercises)

    def advice(self) -> tuple[str, str]:
        """What to do now, and the link that leads there."""
        if not (name := self.next):
            return text("Every exercise is right. Choose a project at the end of a notebook."), ""
        topic, exercise = self.topic_of(name), load(name)
        said = text("Go on here: exercise {number} · {name}, in notebook {topic} · {title}.", number=exercise.number,
                    name=name, topic=topic.number, title=topic.title)  # fmt: skip
        return said, topic.link

    def __repr__(self) -> str:
        rows = [f"{topic.number} {_bar(self.done(topic), len(topic.exercises))} {topic.title}" for topic in self.topics]
        return "\n".join([*rows, self.advice()[0]])

    def _repr_html_(self) -> str:
        said, link = self.advice()
        advice = f"<p><b>{_linked(html.escape(said), link)}</b></p>"
        head = "".join(f'<th scope="col" style="text-align: left">{text(heading)}</th>' for heading in HEADINGS)
        rows = "".join(self._row(topic) for topic in self.topics)
        return f"{advice}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _row(self, topic: Topic) -> str:
        done, of = self.done(topic), len(topic.exercises)
        name = _linked(html.escape(f"{topic.number} · {topic.title}"), topic.link)
        label = text("{done} of {all}", done=done, all=of)
        said = f'<span style="white-space: nowrap">{label}</span>'
        bar = f'<progress max="{of}" value="{done}" aria-label="{label}" style="width: 6em"></progress> {said}'
        parts = (html.escape(topic.teaches), f"{topic.hours:g}", bar)
        style = 'style="text-align: left; white-space: normal"'
        row = "".join(f"<td {style}>{part}</td>" for part in parts)
        return f'<tr><th scope="row" {style}>{name}</th>{row}</tr>'


def progress() -> Where:
    """Where you are: what your checks said so far, read from a file of yours that goes nowhere."""
    return Where(tuple(topics()), tries.load())


def course_map() -> Any:
    """The notebooks as a picture, and where you are in it."""
    from course_lib.figures.course_map import course_map as drawn

    where = progress()
    here = where.topic_of(name).name if (name := where.next) else ""
    return drawn(where.topics, {topic.name: where.done(topic) for topic in where.topics}, here)


def again(exercise: str) -> None:
    """Put the untouched cell of an exercise in place of the cell that this runs in."""
    load(exercise)
    here = cells.shell()
    release = tries.folder()
    file = release / UNTOUCHED if release else UNTOUCHED
    stubs = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    if exercise not in stubs or here is None:
        sys.stdout.write(text("Only a release's notebooks, in a kernel, have their untouched cells at hand.") + "\n")
        return
    here.set_next_input(stubs[exercise], replace=True)


def installation() -> None:
    """Say line by line whether this computer has what the course needs."""
    for good, said in _found():
        sys.stdout.write(f"{'✓' if good else '✗'} {said}\n")


def _found() -> list[tuple[bool, str]]:
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else text("no GPU, and none is needed")
    found = [
        (sys.version_info >= (3, 11), f"Python {platform.python_version()}"),
        (bool((torch.ones(2, 2) @ torch.ones(2, 2)).sum() == 8), f"PyTorch {torch.__version__} ({device})"),
        (_has_models(), text("the course's models are here")),
    ]
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    found.append((free > LEAST_FREE_GB, text("{free:.0f} GB free on this disk", free=free)))
    kept = text("your progress is kept in {file}, and goes nowhere else", file=tries.path().name)
    if not (writable := tries.writable()):
        kept = text("{file} cannot be written: your progress is not kept", file=str(tries.path()))
    found.append((writable, kept))
    if other := graded_with.of_this_release():
        found.append((False, other))
    return found


def _has_models() -> bool:
    """Whether the models are there, and what reads them can be loaded."""
    try:
        from course_lib import checkpoints
    except Exception:
        return False
    return all((checkpoints.FOLDER / name / "model.safetensors").is_file() for name in checkpoints.LANGUAGE_MODELS)


@dataclass(frozen=True)
class Glossary:
    """The words of the course in both languages, by the notebook that introduces each."""

    terms: dict[str, dict[str, str]]

    def __repr__(self) -> str:
        return "\n".join(f"{english} = {spanish}" for each in self.terms.values() for english, spanish in each.items())

    def _repr_html_(self) -> str:
        by_name = {topic.name: topic for topic in topics()}
        head = "".join(f'<th scope="col" style="text-align: left">{name}</th>' for name in ("English", "Español"))
        parts = []
        for topic, terms in self.terms.items():
            title = _linked(html.escape(f"{by_name[topic].number} · {by_name[topic].title}"), by_name[topic].link)
            rows = "".join(
                f'<tr><td style="text-align: left" lang="en">{html.escape(english)}</td>'
                f'<td style="text-align: left" lang="es">{html.escape(spanish)}</td></tr>'
                for english, spanish in sorted(terms.items())
            )
            parts.append(
                f"<details><summary>{title}</summary><table><thead><tr>{head}</tr></thead>{rows}</table></details>"
            )
        return "".join(parts)


def glossary() -> Glossary:
    """The course's words, English and Spanish, with links to the notebooks that introduce them."""
    found = tomllib.loads((LOCALES / "glossary.toml").read_text("utf-8"))
    known = {topic.name for topic in topics()}
    return Glossary(
        {name: {en: each["es"] for en, each in terms.items()} for name, terms in found.items() if name in known}
    )


def _linked(said: str, link: str) -> str:
    return f'<a href="{html.escape(link)}">{said}</a>' if link else said


def _bar(done: int, of: int) -> str:
    return "█" * done + "░" * (of - done) + " " * (7 - of)
