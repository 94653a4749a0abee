"""Archives as platforms make them, and as learners should not: for the tests of collecting."""

import functools
import io
import json
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import tiny_course
from nbformat.v4 import new_code_cell, new_notebook

from autograder.collect import Report, collect
from autograder.course import Course
from autograder.notebook import released

TOPIC, OTHER, FILE = tiny_course.TOPIC, "02_products", "sums.ipynb"
Tree = dict[str, bytes]


def make_course(root: Path) -> Course:
    """The tiny course with a second topic, ``multiply``."""
    root.mkdir(parents=True, exist_ok=True)
    course = tiny_course.make(root)
    for language in ("es", "en"):
        path = root / "notebooks" / language / OTHER / "products.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(other_master(language), path)
    return course


def other_master(language: str) -> nbformat.NotebookNode:
    cells = [
        new_code_cell(f'import course_lib\ncourse_lib.start("{language}")', id="start"),
        new_code_cell(
            "def multiply(a, b): ...", id="answer_multiply", metadata=tiny_course.grading("m", solution=True)
        ),
    ]
    return new_notebook(cells=cells)


@functools.cache
def answered(answer: str, language: str = "en") -> bytes:
    """The tiny course's notebook with this answer."""
    notebook = tiny_course.master(language)
    for cell in notebook.cells:
        cell.source = {"answer_add": answer}.get(cell.id, cell.source)
    return nbformat.writes(notebook).encode()


@functools.cache
def untouched(language: str = "en") -> bytes:
    """The notebook as learners get it."""
    return nbformat.writes(released(tiny_course.master(language))).encode()


@functools.cache
def of_another_topic() -> bytes:
    return nbformat.writes(other_master("en")).encode()


def zipped(tree: Mapping[str, bytes], time: tuple[int, ...] = (2026, 3, 1, 10, 0, 0)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tree.items():
            archive.writestr(zipfile.ZipInfo(name, time), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def raw_zip(files: list[tuple[bytes, bytes]], flags: int = 0, extra: bytes = b"") -> bytes:
    """A zip whose names are these very bytes, which no library would write."""
    local, central = b"", b""
    for name, data in files:
        sums = (zlib.crc32(data), len(data), len(data))
        head = (20, flags, 0, 0x5000, 0x5C61, *sums, len(name), len(extra))
        central += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, 0, 0, 0, 0, len(local)) + name + extra
        local += struct.pack("<4s5H3L2H", b"PK\3\4", *head) + name + extra + data
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(files), len(files), len(central), len(local), 0)
    return local + central + end


def collected(course: Course, data: bytes, name: str = "export.zip", **options: object) -> tuple[Report, Tree]:
    """Collect a zip; what was chosen, as learner → notebook. Nothing may appear outside the course's classroom."""
    (course.root / name).write_bytes(data)
    before = {path for path in course.root.rglob("*") if "classroom" not in path.parts}
    report = collect(course.root / name, TOPIC, course, **options)
    assert {path for path in course.root.rglob("*") if "classroom" not in path.parts} == before
    return report, tree_of(course.submitted)


def tree_of(submitted: Path) -> Tree:
    found = {}
    for path in submitted.rglob("*"):
        assert not path.is_symlink()
        if path.is_file() and path.parent.name != "attempts":
            learner, topic, file = path.relative_to(submitted).parts
            assert topic == TOPIC and file in (FILE, "timestamp.txt")
            if file == FILE:
                found[learner] = path.read_bytes()
    return found


def problems_of(report: Report, learner: str) -> list[str]:
    return [problem for problem in report.problems if learner in problem]


# ---------------------------------------------------------------- a class on each platform

NAMES = (
    "Ana Gil", "Luis Paz", "María José Ñu", unicodedata.normalize("NFD", "José Pérez"), "李明", "Олег Иванов",
    "O'Neil, Sean", "Ana Gil", "Zoë Ångström", "कविता", "user_one Ana", "Anne-Marie Curie",
)  # fmt: skip


@dataclass(frozen=True)
class Learner:
    """One of a class: ``at`` is the place on the list, from which numbers and accounts are made."""

    at: int

    @property
    def name(self) -> str:
        return NAMES[self.at % len(NAMES)]

    @property
    def number(self) -> int:
        return 500 + self.at


@dataclass
class Platform:
    """How one platform writes a learner's file, and the id that comes of it; ``extra``: its own files."""

    name: str
    path: str
    id: str
    extra: Tree = field(default_factory=dict)
    flat: bool = False

    def place(self, learner: Learner, file: str) -> str:
        inner = file.replace("/", "_") if self.flat else file
        return self.path.format(**names_of(learner), file=inner)

    def id_of(self, learner: Learner) -> str:
        return self.id.format(**names_of(learner))


def names_of(learner: Learner) -> dict[str, object]:
    slug = unicodedata.normalize("NFC", learner.name).lower().replace(" ", "-")
    canvas = "".join(
        char for char in unicodedata.normalize("NFC", learner.name).lower() if char.isalnum() or char == "_"
    )
    moodle = learner.name.replace("_", " ")
    return {
        "name": learner.name, "moodle": moodle, "number": learner.number, "at": learner.at, "slug": slug,
        "canvas": canvas, "moodle_slug": moodle.lower(), "file_number": 90_000 + learner.at,
    }  # fmt: skip


def gradescope_metadata(count: int) -> bytes:
    one = "submission_{0}:\n  :submitters:\n  - :name: Somebody\n    :sid: '{0}'\n    :email: u{0}@uni.example\n"
    return "".join(
        one.format(500 + at) + "  :created_at: 2026-03-01 10:00:00.000000000 Z\n" for at in range(count)
    ).encode()


PLATFORMS = {
    each.name + each.id: each
    for each in (
        Platform("canvas", "{canvas}_{number}_{file_number}_{file}", "{canvas}-{number}", flat=True),
        Platform("canvas", "anon_Q{number}_{file_number}_{file}", "anon-Q{number}", flat=True),
        Platform("moodle", "Participant_{number}_assignsubmission_file/{file}", "participant-{number}"),
        Platform("moodle", "Group A_{number}_assignsubmission_file_{file}", "group-a-{number}", flat=True),
        Platform("blackboard", "HW_4_u{number}_attempt_2026-03-01-10-00-00_{file}", "u{number}", flat=True),
        Platform("brightspace", "39-{number} - Sam Lee - Mar 1, 2026 926 PM/{file}", "sam-lee-{number}"),
        Platform("sakai", "Homework 4/Lee, Sam(u{number})/Submission attachment(s)/{file}", "u{number}"),
        Platform(
            "gradescope",
            "assignment_7_export/submission_{number}/{file}",
            "u{number}@uni.example",
            {"assignment_7_export/submission_metadata.yml": gradescope_metadata(60)},
        ),
        Platform("github_classroom", "hw4-submissions/hw4-u{number}/{file}", "u{number}"),
        Platform("nbgrader", "u{number}+01_sums+2026-03-01 10:00:00.000000 UTC+x_Y=/{file}", "u{number}"),
        Platform("nbgrader", "u{number}/01_sums/{file}", "u{number}"),
        Platform("plain", "u{number}/{file}", "u{number}"),
        Platform("plain", "class/Ú {number}/{file}", "ú-{number}"),
    )
}
PLATFORMS |= {
    "moodle names": Platform("moodle", "{moodle}_{number}_assignsubmission_file_/{file}", ""),
}


def as_json(text: str) -> bytes:
    cell = {"cell_type": "code", "id": "x", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
