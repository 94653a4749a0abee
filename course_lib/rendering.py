"""Text as a picture: a line of text drawn once, cut into square patches, as PIXEL reads it (Rust et al. 2023).

No tokenizer and no vocabulary: any script that the font can draw (DejaVu Sans: Latin, Greek, Cyrillic, Arabic, Hebrew
and more). It comes with matplotlib, so every machine draws the same.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import torch
from jaxtyping import Bool, Float
from matplotlib.ft2font import FT2Font
from torch import Tensor

PATCH = 16  # pixels, each way
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
FONT_SIZE_POINTS = 9.0
DPI = 72  # so that a point is a pixel
MISSING = "\ufffd"  # what is drawn for a letter that the font lacks (Chinese, Devanagari, …)
BASELINE = 12  # rows from the top; what hangs below it has four


def render(text: str, n_patches: int, *, cut: bool = False) -> tuple[Float[Tensor, "{n_patches} 16 16"], int]:
    """A line of text as patches, left to right, and how many of them hold text: ink is 1, paper 0.

    Raises ValueError for a text that is too long, unless it may be cut, and for one that is empty.
    """
    if not text.strip():
        raise ValueError("expected a text to draw, got an empty one")
    room = n_patches * PATCH
    line = np.zeros((PATCH, room), dtype=np.float32)
    pen = 0
    for letter in text.replace("\n", " "):
        glyph, left, top, advance = _glyph(letter)
        if pen + advance > room:
            if cut:
                break
            raise ValueError(
                f"expected a text that fits {n_patches} patches, got {len(text)} letters: shorten it, or use cut=True"
            )
        _paste(line, glyph, pen + left, BASELINE - top)
        pen += advance
    patches = torch.from_numpy(line).reshape(PATCH, n_patches, PATCH).permute(1, 0, 2)
    return patches.contiguous(), max(1, -(-pen // PATCH))


def render_all(
    texts: list[str], n_patches: int
) -> tuple[Float[Tensor, "batch {n_patches} 16 16"], Bool[Tensor, "batch {n_patches}"]]:
    """Lines as one batch, cut where they are too long, and which patches hold text."""
    drawn = [render(text, n_patches, cut=True) for text in texts]
    lengths = torch.tensor([length for _, length in drawn])
    return torch.stack([patches for patches, _ in drawn]), torch.arange(n_patches) < lengths[:, None]


def as_line(patches: Float[Tensor, "n 16 16"]) -> Float[Tensor, "16 width"]:
    """Patches side by side again, to look at."""
    return patches.permute(1, 0, 2).reshape(PATCH, -1)


@cache
def _font() -> Any:
    font = FT2Font(str(FONT))
    font.set_size(FONT_SIZE_POINTS, DPI)
    return font


@cache
def _drawable() -> frozenset[int]:
    return frozenset(_font().get_charmap())


@lru_cache(maxsize=4096)
def _glyph(letter: str) -> tuple[np.ndarray, int, int, int]:
    """A letter's ink, how far it stands right of the pen and above the baseline, and how far the pen moves (pixels)."""
    font = _font()
    letter = letter if ord(letter) in _drawable() else MISSING
    font.clear()
    font.set_text(letter)
    glyph = font.load_char(ord(letter))
    font.draw_glyphs_to_bitmap(antialiased=True)
    ink = np.asarray(font.get_image(), dtype=np.float32) / 255
    left, _, _, top = (value // 64 for value in glyph.bbox)
    return ink, left, top, max(1, round(glyph.linearHoriAdvance / 65536))


def _paste(line: np.ndarray, ink: np.ndarray, x: int, y: int) -> None:
    """Draw into the line what fits; where letters meet, the darker pixel stays."""
    x, y = max(0, x), max(0, y)
    height, width = min(ink.shape[0], line.shape[0] - y), min(ink.shape[1], line.shape[1] - x)
    if height > 0 and width > 0:
        target = line[y : y + height, x : x + width]
        np.maximum(target, ink[:height, :width], out=target)
