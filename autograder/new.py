"""``autograder new TOPIC/NAME``: an exercise's two rooms, its first answers and its cells in both notebooks.

What is written works at once (the exam passes its own bank): an author changes it piece by piece into the exercise that
they have in mind. The templates are in ``templates/exercise``, one folder for each kind of result.
"""

import keyword
import shutil
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder import topics, twins
from autograder.notebook import is_check
from autograder.topics import Topic, TopicError

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).parent / "templates" / "exercise"
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Places:
    """Where the parts of one exercise are."""

    topic: Topic
    name: str

    @property
    def open_room(self) -> Path:
        return ROOT / "course_lib" / "exercises" / f"{self.name}.py"

    @property
    def texts(self) -> Path:
        return self.open_room.with_suffix(".toml")

    @property
    def hidden_room(self) -> Path:
        return self.topic.path / self.name

    def notebook(self, language: str) -> Path:
        return ROOT / "notebooks" / language / self.topic.name / f"{self.topic.module}.ipynb"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The ids of its four cells."""
        return f"ex-{self.name}", f"answer_{self.name}", f"check_{self.name}", f"hints-{self.name}"


@dataclass(frozen=True)
class _Scaffold:
    """What an exercise is begun with: the text of each file, and its cells in each language."""

    files: dict[Path, str]
    cells: dict[str, list[NotebookNode]]


def create(topic_name: str, name: str, kind: str) -> list[Path]:
    """Write a new exercise at the end of a topic; the files made or changed. Raises TopicError for a name that will
    not do."""
    places = Places(topics.load(topic_name), name)
    _must_be_free(places)
    made = _scaffold(places, kind, len(places.topic.exercises) + 1)
    for path, text in made.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [*made.files, _listed(places), *_put_in_notebooks(places, made)]


def written_since(topic_name: str, name: str) -> list[Path]:
    """The files of an exercise that are not as ``create`` wrote them. Raises TopicError."""
    places = _existing(topic_name, name)
    place = list(places.topic.exercises).index(name) + 1
    kinds = [path.name for path in TEMPLATES.iterdir() if path.is_dir()]
    return min((_differing(places, _scaffold(places, kind, place)) for kind in kinds), key=len)


def remove(topic_name: str, name: str) -> list[Path]:
    """Take an exercise away again, with its bank and its cells; what was changed. Raises TopicError."""
    places = _existing(topic_name, name)
    changed = [places.open_room, places.texts, places.hidden_room, places.topic.path / "topic.toml"]
    for path in (places.open_room, places.texts):
        path.unlink(missing_ok=True)
    shutil.rmtree(places.hidden_room)
    toml = places.topic.path / "topic.toml"
    toml.write_text(toml.read_text("utf-8").replace(f'    "{name}",\n', ""), encoding="utf-8")
    for language in LANGUAGES:
        notebook = twins.read(places.notebook(language))
        notebook.cells = [cell for cell in notebook.cells if cell.id not in places.cells]
        twins.write(notebook, places.notebook(language))
        changed.append(places.notebook(language))
    return changed


def _existing(topic_name: str, name: str) -> Places:
    topic = topics.load(topic_name)
    if name not in topic.exercises:
        raise TopicError(f"{topic.name} has no exercise {name!r}; it has: {', '.join(topic.exercises)}")
    return Places(topic, name)


def _must_be_free(places: Places) -> None:
    name = places.name
    if not name.isidentifier() or keyword.iskeyword(name) or not name.isascii():
        raise TopicError(f"{name!r} is no name for a function or a class: letters, digits and _, no keyword")
    taken = [path for path in (places.open_room, places.hidden_room) if path.exists()]
    elsewhere = [path.parent for path in topics.EXAMS.glob(f"*/{name}/exam.toml")]
    if taken or elsewhere:
        raise TopicError(f"there is an exercise {name!r} already: {(taken + elsewhere)[0].relative_to(ROOT)}")


def _scaffold(places: Places, kind: str, place: int) -> _Scaffold:
    """What a new exercise of this kind is begun with, where it is the topic's exercise number ``place``."""
    name, number = places.name, f"{int(places.topic.name[:2])}.{place}"
    about = tomllib.loads(_template(kind, "about.toml"))
    filled = {key: _filled(str(value), name=name) for key, value in about.items()} | {"name": name, "number": number}
    files = {
        places.open_room: _filled(_template(kind, "exercise.py.txt"), **filled),
        places.texts: _filled(_template(kind, "exercise.toml.txt"), **filled),
        places.hidden_room / "exam.py": _filled(_template(kind, "exam.py.txt"), **filled),
        places.hidden_room / "exam.toml": _filled(_template(kind, "exam.toml.txt"), **filled),
    }
    for answer, source in tomllib.loads(_template(kind, "bank.toml")).items():
        file = "right/plain.py" if answer == "right" else f"wrong/{answer}.py"
        files[places.hidden_room / file] = _filled(source.lstrip("\n"), **filled)
    answer_cell = _filled(_template(kind, "answer.py.txt"), **filled).rstrip("\n")
    return _Scaffold(files, {language: _cells(places, language, answer_cell, filled) for language in LANGUAGES})


def _differing(places: Places, made: _Scaffold) -> list[Path]:
    """Files and notebooks of an exercise in which something else stands than in the scaffold."""
    there = {path for path in places.hidden_room.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    there |= {path for path in (places.open_room, places.texts) if path.is_file()}
    differing = [path for path in sorted(there) if path.read_text("utf-8", "replace") != made.files.get(path)]
    for language, cells in made.cells.items():
        written = {cell.id: cell.source for cell in twins.read(places.notebook(language)).cells}
        if any(written.get(cell.id, cell.source) != cell.source for cell in cells):
            differing.append(places.notebook(language))
    return differing


def _template(kind: str, name: str) -> str:
    return (TEMPLATES / kind / name).read_text("utf-8")


def _filled(text: str, **values: str) -> str:
    return string.Template(text).safe_substitute(values)


def _listed(places: Places) -> Path:
    """Adds the exercise at the end of the topic's list."""
    toml = places.topic.path / "topic.toml"
    head, bracket, rest = toml.read_text("utf-8").partition("\n]")
    toml.write_text(f'{head}\n    "{places.name}",{bracket}{rest}', encoding="utf-8")
    return toml


def _put_in_notebooks(places: Places, made: _Scaffold) -> list[Path]:
    """Statement, answer, check and hints after the last exercise, in both languages."""
    notebooks = {language: twins.read(places.notebook(language)) for language in LANGUAGES}
    for language, notebook in notebooks.items():
        at = max(index for index, cell in enumerate(notebook.cells) if is_check(cell)) + 2
        notebook.cells[at:at] = made.cells[language]
    new = [places.cells[0], places.cells[3]]
    notebooks["es"] = twins.accept(notebooks["en"], notebooks["es"], new)
    for language, notebook in notebooks.items():
        twins.write(notebook, places.notebook(language))
    return [places.notebook(language) for language in LANGUAGES]


def _cells(places: Places, language: str, answer: str, filled: dict[str, str]) -> list[NotebookNode]:
    statement, answer_id, check_id, hints = places.cells
    graded = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    solution = {**graded, "solution": True, "grade_id": answer_id}
    checked = {**graded, "grade": True, "locked": True, "points": 2, "grade_id": check_id}
    return [
        new_markdown_cell(_filled(_template("", f"statement.{language}.md"), **filled).rstrip("\n"), id=statement),
        new_code_cell(answer, id=answer_id, metadata={"nbgrader": solution}),
        new_code_cell(f'check("{places.name}", {places.name})', id=check_id, metadata={"nbgrader": checked}),
        new_markdown_cell(_template("", f"hints.{language}.md").rstrip("\n"), id=hints),
    ]
