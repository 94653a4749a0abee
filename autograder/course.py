"""Where a course keeps its things: read from the ``nbgrader_config.py`` at its root, the one place to change it."""

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.notebook import notebook_name

CONFIG_NAME = "nbgrader_config.py"


class CourseError(Exception):
    """The course on disk is not as it should be; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """Folders and files of one course; all paths are absolute.

    ``source`` holds the masters in the course's own language, ``notebooks`` those of every language.
    ``classroom`` is made at run time and never committed: submissions, staged copies, marks, journal, seed.
    """

    root: Path
    source: Path
    submitted: Path
    autograded: Path
    feedback: Path
    db_url: str
    made: Path | None = None  # where what grading makes goes instead, in a dry run
    config: Config = field(default_factory=Config, compare=False, repr=False)

    @classmethod
    def load(cls, root: Path | None = None) -> "Course":
        """The course of the ``nbgrader_config.py`` in ``root``; by default, of the nearest one from here up."""
        folder = _find_root(root or Path.cwd()) if root is None else root.resolve()
        if not (folder / CONFIG_NAME).is_file():
            raise CourseError(f"{folder} holds no {CONFIG_NAME}: run this inside a course, or name its folder")
        try:
            config = PyFileConfigLoader(CONFIG_NAME, path=str(folder)).load_config()
        except SyntaxError as error:
            raise CourseError(f"{folder / CONFIG_NAME}, line {error.lineno}: {error.msg}") from error
        course = cls.of(CourseDirectory(config=config), config)
        if not course.source.is_dir():
            raise CourseError(
                f"{folder} is no course: its {CONFIG_NAME} names {course.source} for the notebooks, which is not there"
            )
        return course

    @classmethod
    def of(cls, directory: CourseDirectory, config: Config | None = None) -> "Course":
        """The course that nbgrader is working on."""
        root = Path(directory.root)
        return cls(
            root=root,
            source=root / directory.source_directory,
            submitted=root / directory.submitted_directory,
            autograded=root / directory.autograded_directory,
            feedback=root / directory.feedback_directory,
            db_url=directory.db_url,
            config=config if config is not None else Config(directory.config),
        )

    @property
    def language(self) -> str:
        """The course's own language: ``es`` or ``en``; submissions may be in either."""
        return self.source.name

    @property
    def notebooks(self) -> Path:
        """The folder that holds one folder of masters per language."""
        return self.source.parent

    @property
    def classroom(self) -> Path:
        """Everything that is made at run time."""
        return self.submitted.parent

    @property
    def staged(self) -> Path:
        """Clean copies of what was submitted; nothing else of a submission is ever opened."""
        return (self.made or self.classroom) / "staged"

    @property
    def journal(self) -> Path:
        """The append-only file of records."""
        return (self.made or self.classroom) / "journal.jsonl"

    @contextmanager
    def shadow(self) -> Iterator["Course"]:
        """The same course, of which staged copies and new records go into a folder that is removed afterwards."""
        with tempfile.TemporaryDirectory(prefix="dry-run-") as folder:
            shadow = replace(self, made=Path(folder))
            if self.journal.is_file():
                shutil.copyfile(self.journal, shadow.journal)
            yield shadow

    @property
    def roster(self) -> Path:
        """Who is in the class; there need not be one."""
        return self.classroom / "roster.csv"

    @property
    def counts(self) -> str:
        """Which of several attempts counts: ``best`` or ``latest``. Raises CourseError for another word."""
        found = self.config.get("HandingIn", {}).get("counts", "best")
        if found not in ("best", "latest"):
            raise CourseError(f'{CONFIG_NAME}: c.HandingIn.counts is "best" or "latest", not {found!r}')
        return str(found)

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of times that a platform writes without one; None while the course does not say."""
        name = self.config.get("HandingIn", {}).get("zone", "")
        try:
            return ZoneInfo(name) if name else None
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise CourseError(f"{CONFIG_NAME}: c.HandingIn.zone {name!r} is no zone such as America/Bogota") from error

    def topics(self) -> list[str]:
        """The topics that have a master notebook, such as ``04_transformers``, in order."""
        return sorted(path.parent.name for path in self.source.glob("[0-9][0-9]_*/*.ipynb"))

    def master(self, topic: str, language: str | None = None) -> Path:
        """The master notebook of a topic, solutions inside. Raises CourseError for an unknown topic."""
        folder = self.notebooks / (language or self.language) / topic
        path = folder / f"{notebook_name(topic)}.ipynb"
        if not path.is_file():
            known = ", ".join(self.topics()) or "none"
            raise CourseError(f"there is no topic {topic!r} in {folder.parent}; topics: {known}")
        return path

    def masters(self, topic: str) -> list[Path]:
        """The master in the course's language first, then its twins."""
        own = self.master(topic)
        return [own, *sorted(set(self.notebooks.glob(f"*/{topic}/{own.name}")) - {own})]

    def seed(self) -> str:
        """The course's secret, 64 hex digits: made on first use, for its owner's eyes, only ever in a file."""
        path = self.classroom / "seed"
        if not path.exists():
            path = (self.made or self.classroom) / "seed"
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path, secrets.token_hex(32) + "\n")
        seed = path.read_text().strip()
        if len(seed) != 64:
            raise CourseError(f"{path} should hold 64 hex digits; remove it to draw a new seed and grade anew")
        return seed


def put_tools_on_path() -> None:
    """Makes the ``alembic`` beside this Python findable: nbgrader calls it by name for a new gradebook."""
    beside = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if beside not in path.split(os.pathsep):
        os.environ["PATH"] = beside + os.pathsep + path


def _find_root(start: Path) -> Path:
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / CONFIG_NAME).is_file()), start)


def _create(path: Path, text: str) -> None:
    """Writes a file for its owner alone, whole or not at all; one that is there already stays."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    os.unlink(temporary)
