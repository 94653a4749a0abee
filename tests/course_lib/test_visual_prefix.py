import pytest
import torch

from course_lib.gpt import GPT, GPTConfig
from course_lib.visual_prefix import VisualPrefix, caption_loss


@pytest.fixture
def reader():
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=30, context=16, d_model=8, n_layers=1, n_heads=2)).eval()


def test_pictures_that_are_words_are_read_as_those_words(reader):
    """A map to the embeddings of tokens 3 and 5 must give what the model says after 3 5."""
    model = VisualPrefix(reader, d_visual=4, n_tokens=2)
    with torch.no_grad():
        alone = reader(torch.tensor([[7, 8, 9]]))
        model.to_words.weight.zero_()
        model.to_words.bias.copy_(reader.tokens.weight[[3, 5]].flatten())
        tokens = torch.tensor([[7, 8, 9]])
        expected = reader(torch.tensor([[3, 5, 7, 8, 9]]))[:, 1:]
        torch.testing.assert_close(model(torch.randn(1, 4), tokens), expected)
        torch.testing.assert_close(reader(tokens), alone)  # nothing is left hooked in
        assert not reader.tokens._forward_hooks


def test_only_the_map_learns(reader):
    model = VisualPrefix(reader, d_visual=4, n_tokens=2)
    loss = caption_loss(model, torch.randn(3, 4), torch.randint(0, 30, (3, 5)), torch.ones(3, 5, dtype=torch.bool))
    loss.backward()
    assert {name for name, _ in model.named_parameters()} == {"to_words.weight", "to_words.bias"}
    assert model.to_words.weight.grad.abs().sum() > 0 and all(p.grad is None for p in reader.parameters())


def test_padding_does_not_count(reader):
    model, pictures = VisualPrefix(reader, d_visual=4), torch.randn(2, 4)
    tokens, mask = torch.randint(1, 30, (2, 6)), torch.ones(2, 6, dtype=torch.bool)
    mask[1, 3:] = False
    before = caption_loss(model, pictures, tokens, mask)
    torch.testing.assert_close(caption_loss(model, pictures, tokens.where(mask, 9), mask), before)


def test_the_map_learns_which_word_a_picture_is(reader):
    torch.manual_seed(0)
    model, pictures = VisualPrefix(reader, d_visual=4), torch.eye(4)[:2]
    tokens = torch.tensor([[4], [6]])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        caption_loss(model, pictures, tokens, torch.ones_like(tokens, dtype=torch.bool)).backward()
        optimizer.step()
    assert model.caption(pictures, end_id=0, max_new_tokens=1) == [[4], [6]]


def test_a_caption_goes_on_greedily_up_to_its_end(reader):
    torch.manual_seed(1)
    model, picture = VisualPrefix(reader, d_visual=4), torch.randn(1, 4)
    (whole,) = model.caption(picture, end_id=-1, max_new_tokens=6)
    for t, token in enumerate(whole):
        assert model(picture, torch.tensor([whole[:t]], dtype=torch.long))[0, -1].argmax() == token
    end = whole[-1]
    assert model.caption(picture, end_id=end, max_new_tokens=6) == [whole[: whole.index(end)]]
