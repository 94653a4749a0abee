"""Pictures with their captions."""

from collections.abc import Sequence

from torch import Tensor

from course_lib.figures import theme
from course_lib.figures.theme import Picture
from course_lib.language import text


def pairs(pictures: Tensor, captions: Sequence[str]) -> Picture:
    """A row of pictures (n, 3, 32, 32), each above its caption."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 2.0, ncols=len(captions))
    for axis, picture, caption in zip(axes, pictures, captions, strict=True):
        axis.imshow(picture.permute(1, 2, 0).clamp(0, 1).numpy())
        words = theme.drawable(caption, missing="").split()
        lines = [" ".join(words[i : i + 3]) for i in range(0, len(words), 3)]
        axis.set_xlabel("\n".join(lines), fontsize=8)
        axis.set_xticks([])
        axis.set_yticks([])
    return theme.finish(figure, text("Pictures and captions: {listed}.", listed="; ".join(captions)))


def rendered(rows: Sequence[Tensor]) -> Picture:
    """Lines of drawn text (16, width): as they are and, under each, with hidden patches redrawn."""
    figure, axes = theme.canvas(theme.WIDTH_IN, 0.42 * len(rows), nrows=len(rows), margins_in=(0.05, 0.05, 0.05, 0.05))
    for axis, row in zip(axes, rows, strict=True):
        axis.imshow(row.clamp(0, 1).numpy(), cmap="Greys", aspect="auto", vmin=0, vmax=1)
        theme.bare(axis)
    return theme.finish(figure, text("Text as a picture: {n} lines, every second one partly redrawn.", n=len(rows)))
