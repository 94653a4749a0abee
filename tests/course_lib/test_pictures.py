from itertools import combinations

import pytest
import torch

from course_lib import world
from course_lib.pictures import COLORS, GROUND, RADII, SHAPES, SIZE, draw

CENTER = {"size": "large", "position": "in the center"}


def test_every_caption_of_the_world_can_be_drawn():
    captions = world.corpus(world.WorldConfig(megabytes=1.0)).select(kinds=("caption",))
    for document in captions[:200]:
        picture = draw(document.labels, jitter=1.0)
        assert picture.shape == (3, SIZE, SIZE)
        assert 0 <= picture.min() <= picture.max() <= 1
    names = {d.labels[name] for d in captions for name in ("shape", "shape2") if name in d.labels}
    assert names == SHAPES.keys()
    assert {d.labels["color"] for d in captions} == COLORS.keys()
    assert {d.labels["size"] for d in captions} == RADII.keys()


def test_shapes_colors_sizes_and_places_can_be_told_apart():
    pictures = [draw({**CENTER, "shape": shape, "color": "red"}) for shape in SHAPES]
    for a, b in combinations(pictures, 2):
        assert (a - b).abs().sum() > 8  # at least some pixels, not a rounding
    middle = draw({**CENTER, "shape": "circle", "color": "blue"})[:, SIZE // 2, SIZE // 2]
    torch.testing.assert_close(middle, torch.tensor(COLORS["blue"]))
    ground = torch.tensor(GROUND)
    for position, row, column in [("at the top left", 7, 7), ("on the right", 16, 25), ("at the bottom", 25, 16)]:
        picture = draw({"shape": "circle", "color": "black", "size": "small", "position": position})
        assert (picture[:, row, column] < 0.1).all()
        torch.testing.assert_close(picture[:, SIZE - 1 - row, SIZE - 1 - column], ground)
    areas = [
        (draw({**CENTER, "shape": "circle", "color": "black", "size": size}) - ground[:, None, None]).abs().sum()
        for size in ("small", "medium-sized", "large")
    ]
    assert areas[0] < areas[1] < areas[2]


def test_jitter_is_drawn_from_the_seed():
    labels = {**CENTER, "shape": "star", "color": "green"}
    assert torch.equal(draw(labels, jitter=2.0, seed=1), draw(labels, jitter=2.0, seed=1))
    assert not torch.equal(draw(labels, jitter=2.0, seed=1), draw(labels, jitter=2.0, seed=2))
    assert torch.equal(draw(labels, seed=1), draw(labels, seed=2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shape": "cube"}, r"expected a shape that can be drawn \(circle, .*got 'cube'"),
        ({"color": "pink"}, r"expected a color that can be drawn \(red, .*got 'pink'"),
        ({"size": "huge"}, "expected a size that can be drawn"),
        ({"position": "nearby"}, "expected a position such as 'at the top left', got 'nearby'"),
    ],
)
def test_what_has_no_picture_is_told(change, message):
    with pytest.raises(ValueError, match=message):
        draw({**CENTER, "shape": "star", "color": "green", **change})
