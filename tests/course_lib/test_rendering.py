import pytest
import torch

from course_lib.rendering import PATCH, as_line, render, render_all


def test_a_line_is_drawn_left_to_right_on_paper():
    patches, used = render("Hola, mundo", 12)
    assert patches.shape == (12, PATCH, PATCH)
    assert patches.min() == 0
    assert 0.9 < patches.max() <= 1
    assert 3 <= used <= 6
    assert (patches[:used].flatten(1).sum(1) > 0).all()
    assert (patches[used:] == 0).all()
    assert torch.equal(as_line(patches)[:, PATCH : 2 * PATCH], patches[1])


def test_text_begins_the_same_whatever_follows():
    short, used = render("El perro", 12)
    long, _ = render("El perro duerme", 12)
    whole = (used - 1) * PATCH
    assert torch.equal(as_line(short)[:, :whole], as_line(long)[:, :whole])


def test_accents_capitals_and_tails_are_inside_and_visible():
    plain, accented = as_line(render("n", 1)[0]), as_line(render("ñ", 1)[0])
    assert accented.sum() > plain.sum()
    for tall in ("Á", "Ñ", "j", "g", "¿", "й"):
        line = as_line(render(tall, 1)[0])
        assert line[0].sum() == 0 or line[-1].sum() == 0  # not cut on both sides
        assert line.sum() > 5


def test_other_scripts_are_drawn_and_a_letter_without_a_picture_is_seen_to_be_missing():
    assert not torch.equal(render("мир", 3)[0], render("мор", 3)[0])
    missing, used = render("你好", 4)
    assert torch.equal(missing, render("\ufffd\ufffd", 4)[0])
    assert used == render("\ufffd\ufffd", 4)[1]


def test_a_batch_is_cut_and_says_what_is_real():
    patches, real = render_all(["a", "word " * 40], 6)
    assert patches.shape == (2, 6, PATCH, PATCH)
    assert real.tolist() == [[True] + [False] * 5, [True] * 6]


def test_what_cannot_be_drawn_is_told():
    with pytest.raises(ValueError, match="expected a text that fits 2 patches, got 50 letters: shorten it, or use cut"):
        render("x" * 50, 2)
    with pytest.raises(ValueError, match="expected a text to draw, got an empty one"):
        render("  \n", 2)
    assert render("x" * 50, 2, cut=True)[1] == 2
