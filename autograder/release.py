"""What learners get: notebooks without solutions, `course_lib` as a wheel, an environment and a README.

Nothing of `autograder` and no marked solution may be in it: the finished release is searched, and one that holds any
is never put in place.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from nbformat import NotebookNode

import course_lib
from autograder import twins
from autograder.notebook import LANGUAGES, notebook_name, released
from autograder.release_folder import MARKER, refusal
from course_lib.graded_with import RELEASE, here
from course_lib.guide import UNTOUCHED

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).parent / "templates" / "learner"
GRADED_WITH = "graded_with"  # in a notebook's metadata and in the marker
WHEEL_TIMEOUT_S = 300
EARLIEST_ZIP_TIME = "315532800"  # 1980-01-01: the same sources give the same wheel

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)^\s*### END SOLUTION", re.DOTALL | re.MULTILINE)
LEAKS = {
    "a marked solution": re.compile(rb"(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)"),
    "an import of autograder": re.compile(rb"\b(?:import|from)\s+autograder\b"),
    "a path into autograder": re.compile(rb"\bautograder[./][a-z_]"),
}

PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "course-lib"
version = {version}
description = "What the notebooks of the course import"
requires-python = {python}
license = {license}
dependencies = {dependencies}

[tool.setuptools.packages.find]
include = ["course_lib*"]

[tool.setuptools.package-data]
course_lib = {data}
"""

STARTS = {"es": "EMPIEZA.ipynb", "en": "START.ipynb"}  # what opens first, in the language of the computer


class ReleaseError(Exception):
    """No release was made; the message says why and what to do."""


@dataclass(frozen=True)
class Released:
    """A finished release: its folder, and files in it by their whole paths."""

    folder: Path
    notebooks: tuple[Path, ...]
    wheel: Path


def release(
    topics: Sequence[str],
    to: Path,
    languages: Sequence[str] = LANGUAGES,
    *,
    notebooks: Path = ROOT / "notebooks",
    overwrite: bool = False,
) -> Released:
    """Build what learners get of `topics` in `languages` at `to`.

    `notebooks` holds the masters, `LANGUAGE/TOPIC/NOTEBOOK.ipynb`. `overwrite` replaces an earlier release, and
    nothing but a release. Raises ReleaseError; `to` is then as it was.
    """
    if said := refusal(to, overwrite):
        raise ReleaseError(said)
    masters = {path: twins.read(path) for path in _masters(topics, languages, notebooks)}
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".release-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary) / "release"
        folder.mkdir()
        written = [_write_notebook(master, path, notebooks, folder) for path, master in masters.items()]
        wheel = build_wheel(folder / "wheels")
        _write_texts(folder, written, wheel)
        _write_start(folder, languages)
        if found := [*leaks(folder), *_solutions_in(folder, masters.values())]:
            raise ReleaseError("what learners would get holds what they must not see:\n  " + "\n  ".join(found))
        _put_in_place(folder, to, Path(temporary) / "before")
    return Released(to, tuple(to / path for path in written), to / "wheels" / wheel.name)


def _put_in_place(folder: Path, to: Path, aside: Path) -> None:
    if to.exists():
        to.rename(aside)
    try:
        folder.rename(to)
    except OSError:
        if aside.exists():
            aside.rename(to)
        raise


def _masters(topics: Sequence[str], languages: Sequence[str], notebooks: Path) -> list[Path]:
    if not topics or not languages:
        raise ReleaseError("nothing to release: name a topic and a language")
    paths = [
        notebooks / language / topic / f"{notebook_name(topic)}.ipynb" for topic in topics for language in languages
    ]
    if missing := [str(path) for path in paths if not path.is_file()]:
        raise ReleaseError(f"no such notebook: {', '.join(missing)}")
    return paths


def _write_notebook(master: NotebookNode, path: Path, notebooks: Path, folder: Path) -> Path:
    """The notebook without solutions, and the files that stand beside it; returns its path in the release."""
    for cell in master.cells:  # an END alone would be dropped without a word, and the solution stay
        if cell.source.count("BEGIN SOLUTION") != cell.source.count("END SOLUTION"):
            raise ReleaseError(f"{path}: cell {cell.id}: a solution needs both of its marks, BEGIN and END")
    try:
        notebook = released(master)
    except (
        RuntimeError,
        ValueError,
    ) as error:  # nbgrader's words for a solution without an end, or outside its cell
        raise ReleaseError(f"{path}: {error}") from error
    inside = Path("notebooks") / path.relative_to(notebooks)
    (folder / inside).parent.mkdir(parents=True)
    notebook.metadata[GRADED_WITH] = graded_with()
    twins.write(notebook, folder / inside)
    for other in sorted(path.parent.iterdir()):
        if other.is_file() and other != path and other.suffix != ".ipynb" and not other.name.startswith("."):
            shutil.copyfile(other, folder / inside.parent / other.name)
    return inside


def _write_start(folder: Path, languages: Sequence[str]) -> None:
    """The pages that open first, and JupyterLab's settings: it opens there, without the instructor's tools."""
    for language in languages:
        shutil.copyfile(ROOT / "notebooks" / STARTS[language], folder / STARTS[language])
    shutil.copytree(TEMPLATES / "settings", folder / "settings")
    shutil.copyfile(ROOT / "lab.py", folder / "lab.py")
    (folder / UNTOUCHED).write_text(json.dumps(stubs(folder), indent=1) + "\n", encoding="utf-8")


def stubs(folder: Path) -> dict[str, str]:
    """Exercise → its cell as it is released, for ``course_lib.again``."""
    cells = (cell for path in sorted(folder.rglob("*.ipynb")) for cell in twins.read(path).cells)
    return {cell.id.removeprefix("answer_"): cell.source for cell in cells if cell.id.startswith("answer_")}


def graded_with() -> dict[str, Any]:
    """Python and the packages that notebooks find when they are graded here: what learners should have, too."""
    return here(re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in _pyproject()["project"]["dependencies"])


def build_wheel(to: Path) -> Path:
    """A wheel of `course_lib` alone, with the base dependencies of our pyproject.toml; needs no network.

    Its version ends with a hash of what is in it: pip would keep an older one of the same version.
    """
    ours = _pyproject()
    project, data = ours["project"], ours["tool"]["setuptools"]["package-data"]["course_lib"]
    with tempfile.TemporaryDirectory(prefix="course-lib-") as temporary:
        tree = Path(temporary)
        ignore = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
        shutil.copytree(Path(course_lib.__file__).parent, tree / "course_lib", ignore=ignore)
        (tree / "course_lib" / RELEASE.name).write_text(json.dumps(graded_with()) + "\n", encoding="utf-8")
        values = {
            "version": f"{project['version']}+{_digest(tree, project)}",
            "python": project["requires-python"],
            "license": project["license"],
            "dependencies": project["dependencies"],
            "data": [*data, RELEASE.name],
        }
        # JSON's strings and lists are TOML's.
        text = PYPROJECT.format(**{key: json.dumps(value) for key, value in values.items()})
        (tree / "pyproject.toml").write_text(text, encoding="utf-8")
        return _run_setuptools(tree, to)


def _digest(tree: Path, project: dict[str, Any]) -> str:
    """Twelve hex digits of all that the wheel will hold."""
    digest = hashlib.sha256(json.dumps([project["dependencies"], project["requires-python"]]).encode())
    for path in sorted(path for path in tree.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(tree).as_posix()}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _run_setuptools(tree: Path, to: Path) -> Path:
    to.mkdir(parents=True, exist_ok=True)
    code = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(to.resolve())],
        cwd=tree,
        env={**os.environ, "SOURCE_DATE_EPOCH": EARLIEST_ZIP_TIME},
        capture_output=True,
        text=True,
        timeout=WHEEL_TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise ReleaseError(f"the wheel of course_lib cannot be built:\n{done.stderr[-2000:]}")
    [wheel] = to.glob("course_lib-*.whl")
    return wheel


def _pyproject() -> dict:
    path = ROOT / "pyproject.toml"
    if not path.is_file():
        raise ReleaseError(f"{path} is not there: releases are made from a checkout of the course")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _write_texts(folder: Path, notebooks: Iterable[Path], wheel: Path) -> None:
    """README in both languages, environment, requirements, settings for *Validate*, licence and the marker."""
    names = sorted(path.as_posix() for path in notebooks)
    project = _pyproject()["project"]
    values = {
        "version": wheel.name.split("-")[1],
        "graded_with": _listed(graded_with()),
        "python": project["requires-python"],
        "oldest_python": project["requires-python"].removeprefix(">="),
        "notebooks": "\n".join(f"- `{name}`" for name in names),
        "file": Path(names[0]).name,
    }
    for template in sorted(path for path in TEMPLATES.iterdir() if path.is_file()):
        text = Template(template.read_text(encoding="utf-8")).substitute(values)
        (folder / template.name).write_text(text, encoding="utf-8")
    requirements = [f"./wheels/{wheel.name}", *project["optional-dependencies"]["lab"]]
    (folder / "requirements.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    if (ROOT / "LICENSE").is_file():
        shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    contents = {"version": values["version"], "notebooks": names, "graded_with": graded_with()}
    (folder / MARKER).write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")


def _listed(versions: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {version}" for name, version in {"Python": versions["python"], **versions["packages"]}.items()
    )


def leaks(folder: Path) -> list[str]:
    """What a release holds and must not: files or imports of `autograder`, marked solutions; wheels are opened."""
    files = (path for path in Path(__file__).parent.rglob("*.[pt]*") if not path.is_relative_to(TEMPLATES))
    ours = {hashlib.sha256(path.read_bytes()).digest() for path in files}
    ours -= {hashlib.sha256(b"").digest()}
    found = []
    for name, data in _contents(folder):
        if "autograder" in Path(name).parts or hashlib.sha256(data).digest() in ours:
            found.append(f"{name}: a file of autograder")
        found += [f"{name}: {what}" for what, pattern in LEAKS.items() if pattern.search(data)]
    return found


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        yield name, path.read_bytes()
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                yield from ((f"{name}/{inner}", wheel.read(inner)) for inner in wheel.namelist())


def _solutions_in(folder: Path, masters: Iterable[NotebookNode]) -> list[str]:
    """Released cells that hold the text of a solution: in an example, a hint, or prose."""
    solutions = {
        (cell.id, _squeezed(text)) for nb in masters for cell in nb.cells for text in SOLUTION.findall(cell.source)
    }
    found = []
    for path in sorted(folder.rglob("*.ipynb")):
        for cell in twins.read(path).cells:
            source = _squeezed(cell.source)
            for answer_id, text in sorted(solutions):
                if text and text in source:
                    found.append(f"{path.relative_to(folder)}: cell {cell.id} holds the solution of {answer_id}")
    return found


def _squeezed(source: str) -> str:
    """Without spaces and line breaks: indentation hides no solution."""
    return "".join(source.split())
