"""Measurements too long for a notebook, made beforehand: python -m course_lib.measured scaling

Each ships as the points that came out, in a JSON file beside this one; notebooks fit and draw them.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def load(name: str) -> dict[str, Any]:
    """The points of a measurement: "scaling" or "over_optimisation". FileNotFoundError for another name."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def write(name: str, points: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write the points where `load` finds them."""
    (folder / f"{name}.json").write_text(json.dumps(points, indent=1) + "\n", "utf-8")
