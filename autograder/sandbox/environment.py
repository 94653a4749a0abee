"""What a box may read: an allow-list, so that what is not named here does not exist inside.

Python and its standard library, the system's libraries, and one folder with exactly the packages that a learner has:
what course_lib requires, IPython, our ``box``, and in the place of course_lib its hollow twin ``box/course_lib``. Not
the repository, not ``autograder``, not nbgrader.
"""

from __future__ import annotations

import functools
import glob
import importlib.metadata
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.requirements import Requirement

from autograder.sandbox.errors import SandboxError

COURSE = "course_lib"
_BESIDES_THE_COURSE = ("ipython", "matplotlib-inline", "msgspec")
# /usr itself may hold anything (/usr/src/app in many containers), so its parts are named.
_SYSTEM_FOLDERS = tuple(
    f"/usr/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share", "local/lib")
)
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
_GPU_FOLDERS = ("/sys", "/usr/local/cuda", "/usr/local/nvidia")
_GPU_DEVICES = ("/dev/nvidia*", "/dev/nvidia-caps/*")
_AUTOGRADER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """Paths of this machine.

    ``python``: the executable. ``system``: folders and files that keep their path. ``hidden``: folders within those
    that are left out. ``packages``: name inside the one package folder -> path. ``gpu_devices``: device files.
    """

    python: str
    system: tuple[str, ...]
    hidden: tuple[str, ...]
    packages: dict[str, str]
    gpu_devices: tuple[str, ...] = field(default=())

    def with_package(self, name: str, path: Path) -> Environment:
        """The same with one package replaced or added."""
        return replace(self, packages={**self.packages, name: str(path)})


@functools.cache
def learner_environment(device: str = "cpu") -> Environment:
    """The environment of this machine's learners. ``device``: "cpu" or "cuda" (untested: no GPU was at hand).

    Raises SandboxError if course_lib or one of its requirements is not installed.
    """
    python = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    base = os.path.realpath(sys.base_prefix)
    system = [*_SYSTEM_FOLDERS, *_SYSTEM_FILES, f"{base}/lib", python]
    gpu_devices: list[str] = []
    if device == "cuda":
        system += _GPU_FOLDERS
        gpu_devices = [path for pattern in _GPU_DEVICES for path in glob.glob(pattern) if not os.path.isdir(path)]
        if not gpu_devices:  # never silently the CPU instead
            raise SandboxError("this machine has no NVIDIA device", "grade on one that has, or on the cpu")
    system = _outermost(path for path in system if os.path.exists(path))
    return Environment(
        python=python,
        system=tuple(system),
        hidden=tuple(_hidden_in(system, base)),
        packages=_packages(),
        gpu_devices=tuple(gpu_devices),
    )


def _outermost(paths: Iterable[str]) -> list[str]:
    """Without those that lie in another of them, in order."""
    unique = list(dict.fromkeys(os.path.normpath(path) for path in paths))
    return [path for path in unique if not any(_lies_in(path, other) for other in unique if other != path)]


def _lies_in(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder


def _hidden_in(system: list[str], base: str) -> list[str]:
    """Every folder of installed packages, and the repository, should they lie in one of the system's folders."""
    patterns = [
        f"{prefix}/lib*/python3*/{name}"
        for prefix in ("/usr", "/usr/local", base)
        for name in ("site-packages", "dist-packages")
    ]
    folders = {os.path.realpath(path) for pattern in patterns for path in glob.glob(pattern)}
    folders |= {
        str(_AUTOGRADER.parent),
        os.path.realpath(sys.prefix) if sys.prefix != sys.base_prefix else str(_AUTOGRADER),
    }
    return sorted(path for path in folders if any(_lies_in(path, folder) for folder in system))


def _packages() -> dict[str, str]:
    packages: dict[str, str] = {}
    for distribution in _closure([*_course_requirements(), *_BESIDES_THE_COURSE]):
        packages.update(_top_level(distribution))
    packages |= {"box": str(_AUTOGRADER / "box"), COURSE: str(_AUTOGRADER / "box" / COURSE)}
    return packages


def _course_requirements() -> list[str]:
    """What the distribution that provides course_lib requires; extras are the grader's and the contributor's."""
    providers = importlib.metadata.packages_distributions().get(COURSE)
    if not providers:
        raise SandboxError(f"no installed distribution provides {COURSE}", "pip install -e .")
    return _requirements(importlib.metadata.distribution(providers[0]))


def _requirements(distribution: importlib.metadata.Distribution) -> list[str]:
    requirements = map(Requirement, distribution.requires or [])
    return [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]


def _closure(names: list[str]) -> list[importlib.metadata.Distribution]:
    """The installed distributions of these names and of all that they require."""
    found: dict[str, importlib.metadata.Distribution] = {}
    unvisited = list(names)
    while unvisited:
        name = re.sub(r"[-_.]+", "-", unvisited.pop()).lower()
        if name not in found:
            try:
                found[name] = importlib.metadata.distribution(name)
            except importlib.metadata.PackageNotFoundError:
                raise SandboxError(
                    f"{name} is not installed, and course_lib requires it", f"pip install {name}"
                ) from None
            unvisited += _requirements(found[name])
    return list(found.values())


def _top_level(distribution: importlib.metadata.Distribution) -> dict[str, str]:
    """Names in site-packages that belong to a distribution; scripts and path files are no packages."""
    if distribution.files is None:
        raise SandboxError(f"the installed files of {distribution.name} are not recorded", "reinstall it with pip")
    tops = {file.parts[0] for file in distribution.files} - {"..", "__pycache__"}
    located = {top: os.path.realpath(str(distribution.locate_file(top))) for top in tops if not top.endswith(".pth")}
    return {top: path for top, path in located.items() if os.path.exists(path)}


def landlock_rules(environment: Environment) -> tuple[list[str], list[str]]:
    """The allow-list as Landlock rules ``(readable, listable)``: it has no exceptions, so folders are taken apart.

    A folder with a hidden one somewhere below is granted child by child, and may be listed itself.
    """
    readable: list[str] = list(environment.packages.values())
    listable: list[str] = []
    unvisited = list(environment.system)
    while unvisited:
        path = unvisited.pop()
        if path in environment.hidden:
            continue
        if any(_lies_in(hidden, path) for hidden in environment.hidden):
            listable.append(path)
            unvisited += [entry.path for entry in os.scandir(path) if not entry.is_symlink()]
        else:
            readable.append(path)
    return readable, listable
