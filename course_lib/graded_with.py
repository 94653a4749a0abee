"""Whether this computer has the Python and the packages that notebooks are graded with: a release says which."""

import json
import platform
import re
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from course_lib.language import text

RELEASE = Path(__file__).parent / "release.json"  # in the wheel of a release, and nowhere else
TOLD_APART = ("numpy", "torch")  # whose versions differ in what an answer may call


def here(packages: Iterable[str]) -> dict[str, Any]:
    """Python and those of the packages that are installed: ``{"python": "3.11.7", "packages": {"torch": …}}``."""
    found = {}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {"python": platform.python_version(), "packages": found}


def warning(graded_with: object) -> str | None:
    """One sentence where Python, numpy or torch differ in their first two numbers; None where they do not."""
    graded, mine = _versions(graded_with), _versions(here(TOLD_APART))
    other = [name for name, version in graded.items() if name in mine and mine[name] != version]
    if not other:
        return None
    return text(
        "Your notebook is graded with {graded}, and here is {here}: what works here may not work there.",
        graded=", ".join(f"{name} {graded[name]}" for name in other),
        here=", ".join(f"{name} {mine[name]}" for name in other),
    )


def of_this_release() -> str | None:
    """The warning, where this is a release's copy of the course and there is one."""
    return warning(json.loads(RELEASE.read_text("utf-8"))) if RELEASE.is_file() else None


def warn() -> None:
    """Writes that warning."""
    if said := of_this_release():
        sys.stderr.write(f"{said}\n")


def _versions(graded_with: object) -> dict[str, str]:
    """Name → the first two numbers of its version; what is not of that form is left out."""
    found = graded_with if isinstance(graded_with, dict) else {}
    packages = found.get("packages")
    packages = packages if isinstance(packages, dict) else {}
    versions = {"Python": found.get("python"), **{name: packages.get(name) for name in TOLD_APART}}
    matches = {name: re.match(r"\d{1,4}\.\d{1,4}", value) for name, value in versions.items() if isinstance(value, str)}
    return {name: match[0] for name, match in matches.items() if match}
