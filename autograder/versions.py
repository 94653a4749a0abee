"""What a grade depends on besides the submission: hashed, so that the same key means the same grade.

All code that decides is found by following imports from the worker and from the exams; comments, docstrings and layout
decide nothing and are left out. A test compares what is hashed with what a fresh process imports. Each exercise has a
version of its own, so that a changed one leaves the results of the others as they are.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("autograder", "course_lib")
_ENGINE = ("autograder.worker", "autograder.exams")  # and all that they import: who asks, compares, writes down
_TEXTS = ("course_lib/asking/texts.toml", "autograder/hints.toml")


def exercise_version(folder: Path, exercise: str) -> str:
    """A hash over one exercise's exam and description, the engine, and what runs in the box.

    Of ``topic.toml`` nothing: limits, device and the share of what follows on stand in a result's key by themselves.
    """
    paths = (path for path in files_of(folder, [exercise]) if path != folder / "topic.toml")
    return hashlib.sha256(b"\0".join(map(_content, paths))).hexdigest()[:16]


def topic_version(folder: Path, exercises: list[str]) -> str:
    """A hash over the exams in ``folder``, the exercises' descriptions, the engine, and what runs in the box."""
    return hashlib.sha256(b"\0".join(map(_content, files_of(folder, exercises)))).hexdigest()[:16]


def files_of(folder: Path, exercises: list[str]) -> list[Path]:
    """Every file that decides a grade of these exercises, in a fixed order."""
    texts = [folder / "topic.toml", *(folder / name / "exam.toml" for name in exercises)]
    texts += [ROOT / "course_lib" / "exercises" / f"{name}.toml" for name in exercises]
    texts += [ROOT / name for name in _TEXTS]
    inside = [path for part in ("box", "sandbox") for path in (ROOT / "autograder" / part).rglob("*.py")]
    engine = [path for name in _ENGINE for path in _files_of_module(name)]
    code = {*imported_from([*(folder / name / "exam.py" for name in exercises), *engine]), *inside}
    return [path for path in (*texts, *sorted(code)) if path.is_file()]


def imported_from(paths: Iterable[Path]) -> set[Path]:
    """These files, and all of the repository's that running them imports."""
    unvisited, found = [path for path in paths if path.is_file()], set[Path]()
    while unvisited:
        path = unvisited.pop()
        if path not in found:
            found.add(path)
            unvisited += [file for name in _imported(path) for file in _files_of_module(name)]
    return found


def _imported(path: Path) -> tuple[str, ...]:
    """The modules of ours that a file imports when it is itself imported."""
    return _imported_by(path.relative_to(ROOT).parts, path.read_bytes())


@cache
def _imported_by(parts: tuple[str, ...], source: bytes) -> tuple[str, ...]:
    return tuple(_names_imported(parts, ast.parse(source).body))


def _names_imported(parts: tuple[str, ...], body: list[ast.stmt]) -> Iterator[str]:
    for node in _at_import(body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in _PACKAGES)
        elif node.level:
            base = ".".join(parts[: -node.level])
            yield from (f"{base}.{node.module}" if node.module else f"{base}.{alias.name}" for alias in node.names)
        elif node.module and node.module.split(".")[0] in _PACKAGES:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _at_import(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports outside of functions and of ``if TYPE_CHECKING``."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from _at_import([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            yield from _at_import([*node.body, *node.orelse, *node.finalbody])


def _files_of_module(name: str) -> list[Path]:
    """The file of a module and those of its parents; nothing for what is no module of ours."""
    parts = name.split(".")
    path = ROOT.joinpath(*parts)
    own = next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
    if own is None:
        return []
    parents = [ROOT.joinpath(*parts[:depth], "__init__.py") for depth in range(1, len(parts))]
    return [*filter(Path.is_file, parents), own]


def _content(path: Path) -> bytes:
    return _code(path.read_bytes()) if path.suffix == ".py" else path.read_bytes()


@cache
def _code(source: bytes) -> bytes:
    """The code of a file without its comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body:
                case [ast.Expr(ast.Constant(str())), *rest]:
                    node.body = rest
    return ast.dump(tree).encode()
