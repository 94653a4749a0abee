from itertools import islice, repeat

import pytest
import torch

from course_lib.pixel import Pixel, PixelConfig, hide_spans, pixel_loss
from course_lib.rendering import render_all
from course_lib.training import TrainingConfig, pixel, train

SMALL = PixelConfig(n_patches=8, d_model=32, n_layers=1, n_decoder_layers=1, n_heads=2, d_hidden=64)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Pixel(SMALL).eval()


@pytest.fixture
def batch():
    patches, real = render_all(["El perro rojo", "The cat", "Una casa azul y"], 8)
    return pixel.Lines(patches, real, hide_spans(real, generator=torch.Generator().manual_seed(0)))


def test_hidden_patches_are_not_seen_nor_is_padding(model, batch):
    changed = batch.patches.clone()
    changed[batch.hidden] = 0.7
    changed[~batch.real] = 0.3
    a, b = (model(p, batch.real, batch.hidden) for p in (batch.patches, changed))
    torch.testing.assert_close(a[batch.real], b[batch.real])
    visible = batch.real & ~batch.hidden
    seen = batch.patches.clone()
    seen[visible] = 1 - seen[visible]
    assert (model(seen, batch.real, batch.hidden)[batch.hidden] - a[batch.hidden]).abs().max() > 1e-4


def test_the_loss_looks_at_hidden_patches_only(model, batch):
    drawn = model(batch.patches, batch.real, batch.hidden)
    by_hand = ((drawn - batch.patches) ** 2)[batch.hidden].mean()
    torch.testing.assert_close(pixel_loss(model, batch.patches, batch.real, batch.hidden), by_hand)


def test_reconstruction_keeps_what_was_visible(model, batch):
    picture = model.reconstruct(batch.patches, batch.real, batch.hidden)
    assert torch.equal(picture[~batch.hidden], batch.patches[~batch.hidden])
    assert 0 <= picture.min() <= picture.max() <= 1


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_spans_hide_the_share_and_leave_something(share):
    lengths = torch.arange(2, 26)
    real = torch.arange(26) < lengths[:, None]
    hidden = hide_spans(real, share, generator=torch.Generator().manual_seed(1))
    assert not (hidden & ~real).any()
    wanted = (lengths * share).round().clamp(min=1).minimum(lengths - 1)
    assert (hidden.sum(1) - wanted).abs().max() <= 1  # halves are rounded to even by Python, and by torch
    assert ((real & ~hidden).sum(1) >= 1).all()


def test_it_learns_to_draw_one_line(model, batch):
    before = pixel_loss(model, batch.patches, batch.real, batch.hidden).item()
    step = (batch.patches, batch.real, batch.hidden)
    train(model, repeat(step), lambda m, b: pixel_loss(m, *b), TrainingConfig(150, 3e-3, 10))
    assert pixel_loss(model, batch.patches, batch.real, batch.hidden).item() < before / 10


def test_batches_depend_on_the_seed_only():
    lines = [f"línea {i}" for i in range(50)]
    first, again, other = (list(islice(pixel.batches(lines, 8, 4, seed), 3)) for seed in (0, 0, 1))
    assert all(
        torch.equal(a.patches, b.patches) and torch.equal(a.hidden, b.hidden) for a, b in zip(first, again, strict=True)
    )
    assert not all(torch.equal(a.patches, b.patches) for a, b in zip(first, other, strict=True))


def test_bad_input_is_told(model, batch):
    with pytest.raises(ValueError, match=r"expected patches of shape \(batch, \*\(8, 16, 16\)\), got \(3, 7, 16, 16\)"):
        model.encode(batch.patches[:, :7], batch.real[:, :7])
    with pytest.raises(ValueError, match="expected a visible patch in every row"):
        model(batch.patches, batch.real, batch.real)
