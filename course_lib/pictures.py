"""Pictures for the captions of the tiny world: one or two coloured shapes on a light ground, drawn from the labels."""

from collections.abc import Callable, Mapping
from random import Random
from typing import TypeVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

SIZE = 32  # pixels, each way
FINER = 4  # each pixel is the mean of this many points squared, for smooth edges
GROUND = (0.90, 0.87, 0.80)  # neither white nor grey: shapes can be both
COLORS: Mapping[str, tuple[float, float, float]] = {
    "red": (0.85, 0.10, 0.10),
    "blue": (0.10, 0.25, 0.85),
    "green": (0.10, 0.60, 0.20),
    "yellow": (0.98, 0.85, 0.10),
    "black": (0.05, 0.05, 0.05),
    "white": (1.00, 1.00, 1.00),
    "purple": (0.50, 0.15, 0.60),
    "gray": (0.50, 0.50, 0.50),
}
RADII = {"small": 3.0, "medium-sized": 4.6, "large": 6.4}  # pixels
COLUMNS = {"left": 7.0, "right": 25.0}
ROWS = {"top": 7.0, "bottom": 25.0}
Points = np.ndarray
Value = TypeVar("Value")
# A shape says which points belong to it, x to the right and y up, the radius being 1.
SHAPES: Mapping[str, Callable[[Points, Points], Points]] = {
    "circle": lambda x, y: x**2 + y**2 < 1,
    "square": lambda x, y: np.maximum(abs(x), abs(y)) < 0.85,
    "triangle": lambda x, y: (y > -0.75) & (y < 1 - 1.75 * abs(x) / 0.95),
    "star": lambda x, y: np.hypot(x, y) < 0.45 + 0.55 * abs(np.cos(2.5 * (np.arctan2(y, x) - np.pi / 2))) ** 2.5,
    "rectangle": lambda x, y: (abs(x) < 1.1) & (abs(y) < 0.55),
    "hexagon": lambda x, y: np.maximum(abs(x) * 0.5 + abs(y) * 0.866, abs(x)) < 0.87,
    "cross": lambda x, y: (np.minimum(abs(x), abs(y)) < 0.32) & (np.maximum(abs(x), abs(y)) < 1),
    "heart": lambda x, y: (x**2 + (y * 1.05 + 0.05 - 0.7 * np.sqrt(abs(x))) ** 2) < 0.75,
    "arrow": lambda x, y: ((abs(y) < 0.25) & (x > -1) & (x < 0.2)) | ((x > 0.1) & (x < 1 - 1.1 * abs(y))),
    "moon": lambda x, y: (x**2 + y**2 < 1) & ((x - 0.55) ** 2 + y**2 > 0.75),
    "diamond": lambda x, y: abs(x) / 0.7 + abs(y) < 1,
    "oval": lambda x, y: (x / 0.6) ** 2 + y**2 < 1,
}


def draw(labels: Mapping[str, str], *, jitter: float = 0.0, seed: int = 0) -> Float[Tensor, "3 32 32"]:
    """The picture that a caption's labels describe (shape, color, size, position, and shape2, … for a second), 0 to 1.

    jitter: up to how many pixels each shape is off its place. ValueError for a label that has no picture.
    """
    rng = Random(seed)
    axis = (np.arange(SIZE * FINER) + 0.5) / FINER
    x, y = np.meshgrid(axis, axis)
    picture = np.empty((SIZE * FINER, SIZE * FINER, 3), dtype=np.float32)
    picture[:] = GROUND
    for number in ("", "2") if "shape2" in labels else ("",):
        column, row = _place(labels["position" + number])
        column, row = column + jitter * rng.uniform(-1, 1), row + jitter * rng.uniform(-1, 1)
        radius = _known(RADII, labels["size" + number], "size")
        inside = _known(SHAPES, labels["shape" + number], "shape")((x - column) / radius, (row - y) / radius)
        picture[inside] = _known(COLORS, labels["color" + number], "color")
    smooth = picture.reshape(SIZE, FINER, SIZE, FINER, 3).mean(axis=(1, 3))
    return torch.from_numpy(smooth).permute(2, 0, 1).contiguous()


def _place(position: str) -> tuple[float, float]:
    """Column and row of a position: "at the top left", "on the right", "in the center"."""
    words = position.split()
    middle = SIZE / 2
    column = next((place for side, place in COLUMNS.items() if side in words), middle)
    row = next((place for side, place in ROWS.items() if side in words), middle)
    if (column, row) == (middle, middle) and "center" not in words:
        raise ValueError(f"expected a position such as 'at the top left', got {position!r}")
    return column, row


def _known(table: Mapping[str, Value], name: str, what: str) -> Value:
    if name not in table:
        raise ValueError(f"expected a {what} that can be drawn ({', '.join(table)}), got {name!r}")
    return table[name]
